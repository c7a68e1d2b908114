/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_SIGNALS_H
#define SMPGUARD_SIGNALS_H

int signals_open(void);

#endif /* SMPGUARD_SIGNALS_H */
