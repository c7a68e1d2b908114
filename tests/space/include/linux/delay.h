/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_DELAY_H
#define SPACE_LINUX_DELAY_H

void msleep(unsigned int ms);

#endif /* SPACE_LINUX_DELAY_H */
