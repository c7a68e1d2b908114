// SPDX-License-Identifier: GPL-2.0
/* The readers of captures, and what is made of them. */
#define FUZZ
#include "../explain/prefixes.c"
