// SPDX-License-Identifier: GPL-2.0
/*
 * The suites of smp-guard-kunit.ko, one file for each room. Each suite includes
 * the source of its room, to reach the static parts; the other suites link to
 * it. Here are the rooms that have no suite of their own.
 */
#include <linux/module.h>

#include "../kernel/host.c"
#include "../kernel/packet.c"

MODULE_DESCRIPTION("KUnit suites of smp_guard");
MODULE_LICENSE("GPL");
