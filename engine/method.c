// SPDX-License-Identifier: GPL-2.0
/* The association model that two sets of features lead to (2.3.5.1). */
#include "pairing.h"

#define IO_CAPS	5

#define JW	SMP_GUARD_METHOD_JUST_WORKS
#define PI	SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS
#define PR	SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS
#define PB	SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT
#define NC	SMP_GUARD_METHOD_NUMERIC_COMPARISON

/*
 * Table 2.8, by the responder's IO capability and the initiator's:
 * DisplayOnly, DisplayYesNo, KeyboardOnly, NoInputNoOutput, KeyboardDisplay.
 */
static const u8 legacy_models[IO_CAPS][IO_CAPS] = {
	{ JW, JW, PR, JW, PR },
	{ JW, JW, PR, JW, PR },
	{ PI, PI, PB, JW, PI },
	{ JW, JW, JW, JW, JW },
	{ PI, PI, PR, JW, PI },
};

static const u8 sc_models[IO_CAPS][IO_CAPS] = {
	{ JW, JW, PR, JW, PR },
	{ JW, NC, PR, JW, NC },
	{ PI, PI, PB, JW, PI },
	{ JW, JW, JW, JW, JW },
	{ PI, NC, PR, JW, NC },
};

/**
 * smpg_method() - get the association model of a pairing
 * @request: the Pairing Request
 * @response: the Pairing Response
 * @sc: both sides have LE Secure Connections
 *
 * Return: enum smp_guard_method.
 */
u8 smpg_method(const struct smpg_features *request,
	       const struct smpg_features *response, bool sc)
{
	/* Legacy pairing needs the data on both sides, Tables 2.6 and 2.7. */
	if (sc ? request->oob || response->oob : request->oob && response->oob)
		return SMP_GUARD_METHOD_OOB;
	if (!((request->auth | response->auth) & SMPG_AUTH_MITM))
		return SMP_GUARD_METHOD_JUST_WORKS;
	if (request->io_cap >= IO_CAPS || response->io_cap >= IO_CAPS)
		return SMP_GUARD_METHOD_UNKNOWN;

	return sc ? sc_models[response->io_cap][request->io_cap] :
		    legacy_models[response->io_cap][request->io_cap];
}
