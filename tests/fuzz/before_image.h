/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPG_FUZZ_BEFORE_IMAGE_H
#define SMPG_FUZZ_BEFORE_IMAGE_H

/* The sections are named in before.lds. */
extern char __start_before_data[], __stop_before_data[];
extern char __start_before_bss[], __stop_before_bss[];
extern char __start_after_data[], __stop_after_data[];
extern char __start_after_bss[], __stop_after_bss[];

void images_save(void);
void images_restore(void);

#endif /* SMPG_FUZZ_BEFORE_IMAGE_H */
