/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_NOTIFY_H
#define SMPGUARD_NOTIFY_H

void notify_systemd(const char *state);

#endif /* SMPGUARD_NOTIFY_H */
