// SPDX-License-Identifier: GPL-2.0
/*
 * The suites of smp-guard-kunit.ko, one file for each source. Each suite
 * includes its sources, to reach their static parts.
 */
#include <linux/module.h>

MODULE_DESCRIPTION("KUnit suites of smp_guard");
MODULE_LICENSE("GPL");
