// SPDX-License-Identifier: GPL-2.0
/* The order of the PDUs of authentication (2.3.5.5 to 2.3.5.6.5), and of keys (3.6.1). */
#include "smpg_engine.h"

static bool legacy(unsigned int n, u8 *side, u8 *code)
{
	*side = n & 1;
	*code = n < 2 ? SMPG_PAIRING_CONFIRM : SMPG_PAIRING_RANDOM;
	return n < 4;
}

/* Only the responder commits itself, and the initiator answers it. */
static bool numeric(unsigned int n, u8 *side, u8 *code)
{
	*side = n != 1;
	*code = n ? SMPG_PAIRING_RANDOM : SMPG_PAIRING_CONFIRM;
	return n < 3;
}

static bool oob(unsigned int n, u8 *side, u8 *code)
{
	*side = n & 1;
	*code = SMPG_PAIRING_RANDOM;
	return n < 2;
}

/* Both commit themselves in each round, to one bit of the passkey. */
static bool passkey(unsigned int n, u8 *side, u8 *code)
{
	*side = n & 1;
	*code = n & 2 ? SMPG_PAIRING_RANDOM : SMPG_PAIRING_CONFIRM;
	return n < 4 * SMPG_PASSKEY_ROUNDS;
}

static unsigned int nr_of(u8 method)
{
	switch (method) {
	case SMP_GUARD_METHOD_JUST_WORKS:
	case SMP_GUARD_METHOD_NUMERIC_COMPARISON:
		return 3;
	case SMP_GUARD_METHOD_OOB:
		return 2;
	}
	return 4 * SMPG_PASSKEY_ROUNDS;
}

/**
 * smpg_order() - the PDU of authentication that comes at a place
 * @sc: LE Secure Connections
 * @method: enum smp_guard_method
 * @n: the place, 0 for the first PDU behind the Pairing Response
 * @side: to be set to the side that transmits the PDU, SMPG_INITIATOR or
 *	SMPG_RESPONDER
 * @code: to be set to the code of the PDU
 *
 * Return: whether there is such a place.
 */
bool smpg_order(bool sc, u8 method, unsigned int n, u8 *side, u8 *code)
{
	if (!sc)
		return legacy(n, side, code);
	if (n < 2) {
		*side = n;
		*code = SMPG_PAIRING_PUBLIC_KEY;
		return true;
	}
	n -= 2;
	if (n >= nr_of(method)) {
		n -= nr_of(method);
		*side = n & 1;
		*code = SMPG_PAIRING_DHKEY_CHECK;
		return n < 2;
	}
	switch (method) {
	case SMP_GUARD_METHOD_JUST_WORKS:
	case SMP_GUARD_METHOD_NUMERIC_COMPARISON:
		return numeric(n, side, code);
	case SMP_GUARD_METHOD_OOB:
		return oob(n, side, code);
	}
	return passkey(n, side, code);
}

/**
 * smpg_key_order() - the key PDU that comes at a place
 * @n: the place, 0 for the first PDU of a side
 *
 * The responder distributes all of its keys before the initiator does.
 *
 * Return: the code of the PDU, 0 if there is no such place.
 */
u8 smpg_key_order(unsigned int n)
{
	static const u8 order[] = {
		SMPG_ENCRYPTION_INFORMATION,
		SMPG_CENTRAL_IDENTIFICATION,
		SMPG_IDENTITY_INFORMATION,
		SMPG_IDENTITY_ADDRESS_INFORMATION,
		SMPG_SIGNING_INFORMATION,
	};

	return n < ARRAY_SIZE(order) ? order[n] : 0;
}
