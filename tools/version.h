/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_VERSION_H
#define SMPGUARD_VERSION_H

/* The tool's, which may be another one than the module's. */
extern const char tool_version[];

#endif /* SMPGUARD_VERSION_H */
