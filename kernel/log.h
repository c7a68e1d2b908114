/* SPDX-License-Identifier: GPL-2.0 */
/* The prefix of our lines in the kernel log. */
#ifndef SMPG_LOG_H
#define SMPG_LOG_H

#include <linux/printk.h>

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#endif /* SMPG_LOG_H */
