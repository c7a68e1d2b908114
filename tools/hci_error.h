/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_HCI_ERROR_H
#define SMPGUARD_HCI_ERROR_H

#include "smpg_types.h"

/* Vol 1, Part F; NULL for a code that does not end links or their encryption. */
const char *hci_error_name(u8 code);

#endif /* SMPGUARD_HCI_ERROR_H */
