/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own SMP under the masks of the policy. */
#ifndef SMPG_MASK_H
#define SMPG_MASK_H

int smpg_mask_init(void);
void smpg_mask_exit(void);
const char *smpg_mask_name(void);

#endif /* SMPG_MASK_H */
