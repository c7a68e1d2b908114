/* SPDX-License-Identifier: GPL-2.0 */
/* What becomes of a frame: the one answer of all that inspects frames. */
#ifndef SMPG_FATE_H
#define SMPG_FATE_H

enum smpg_fate {
	SMPG_PASS,		/* the frame proceeds, perhaps changed */
	SMPG_SWALLOW,		/* the frame must not proceed */
};

#endif /* SMPG_FATE_H */
