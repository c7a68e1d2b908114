/* SPDX-License-Identifier: GPL-2.0 */
/* The fate of a frame, as every function that inspects a frame returns it. */
#ifndef SMPG_FATE_H
#define SMPG_FATE_H

enum smpg_fate {
	SMPG_PASS,		/* the frame proceeds, perhaps changed */
	SMPG_SWALLOW,		/* the frame must not proceed */
};

#endif /* SMPG_FATE_H */
