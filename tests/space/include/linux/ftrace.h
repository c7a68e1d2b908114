/* SPDX-License-Identifier: GPL-2.0 */
/* There are no functions to trace. */
#ifndef SPACE_LINUX_FTRACE_H
#define SPACE_LINUX_FTRACE_H

#endif /* SPACE_LINUX_FTRACE_H */
