/* SPDX-License-Identifier: GPL-2.0 */
/* Packet boundary flags of an ACL packet (Vol 4, Part E, 5.4.2). */
#ifndef SMPG_ACL_H
#define SMPG_ACL_H

#define ACL_PB_MASK	0x30	/* in the second octet of the handle */
#define ACL_PB_CONT	0x10
#define ACL_PB_START	0x20
#define ACL_PB_START_HOST 0x00	/* from an LE host */

#endif /* SMPG_ACL_H */
