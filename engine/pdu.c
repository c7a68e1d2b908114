// SPDX-License-Identifier: GPL-2.0
/* The SMP PDUs, their lengths and values (Vol 3, Part H, 3.3 to 3.6). */
#include "smpg_engine.h"

/* Octets of each PDU, including its code. */
static const u8 lengths[SMPG_PDU_MAX + 1] = {
	[SMPG_PAIRING_REQUEST]			= 7,
	[SMPG_PAIRING_RESPONSE]			= 7,
	[SMPG_PAIRING_CONFIRM]			= 17,
	[SMPG_PAIRING_RANDOM]			= 17,
	[SMPG_PAIRING_FAILED]			= 2,
	[SMPG_ENCRYPTION_INFORMATION]		= 17,
	[SMPG_CENTRAL_IDENTIFICATION]		= 11,
	[SMPG_IDENTITY_INFORMATION]		= 17,
	[SMPG_IDENTITY_ADDRESS_INFORMATION]	= 8,
	[SMPG_SIGNING_INFORMATION]		= 17,
	[SMPG_SECURITY_REQUEST]			= 2,
	[SMPG_PAIRING_PUBLIC_KEY]		= 65,
	[SMPG_PAIRING_DHKEY_CHECK]		= 17,
	[SMPG_PAIRING_KEYPRESS]			= 2,
};

/**
 * smpg_pdu_len() - the length of a PDU, its code included
 * @code: code of the PDU
 *
 * Return: octets, 0 for a code that is reserved.
 */
unsigned int smpg_pdu_len(u8 code)
{
	return code < ARRAY_SIZE(lengths) ? lengths[code] : 0;
}

/**
 * smpg_pdu_has_features() - do the features of a PDU exist?
 * @pdu: a whole Pairing Request or Pairing Response
 *
 * Return: whether IO capability, OOB flag and key size have values of 3.5.1.
 */
bool smpg_pdu_has_features(const u8 *pdu)
{
	return pdu[1] <= 4 && pdu[2] <= 1 &&
	       pdu[4] >= SMPG_KEY_LEN_MIN && pdu[4] <= SMPG_KEY_LEN;
}

/**
 * smpg_pdu_valid() - has a PDU the right length, and values that exist?
 * @pdu: the PDU from its code on
 * @len: octets in @pdu
 *
 * Receivers ignore bits reserved for future use, so those do not matter.
 */
bool smpg_pdu_valid(const u8 *pdu, size_t len)
{
	if (!len || len != smpg_pdu_len(pdu[0]))
		return false;

	switch (pdu[0]) {
	case SMPG_PAIRING_REQUEST:
	case SMPG_PAIRING_RESPONSE:
		return smpg_pdu_has_features(pdu) &&
		       (pdu[3] & SMPG_AUTH_BONDING) <= 1;
	case SMPG_PAIRING_FAILED:
		return smpg_reason_name(pdu[1]);
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		return pdu[1] <= 1;
	case SMPG_PAIRING_KEYPRESS:
		return pdu[1] <= 4;
	}
	return true;
}

/**
 * smpg_pdu_malformed() - what is wrong with the form of a PDU
 * @pdu: the PDU from its code on
 * @len: octets in @pdu, at least 1
 *
 * Return: enum smp_guard_why, SMP_GUARD_WHY_NONE for a PDU that is well-formed.
 */
u8 smpg_pdu_malformed(const u8 *pdu, size_t len)
{
	if (!smpg_pdu_len(pdu[0]))
		return SMP_GUARD_WHY_RESERVED_CODE;
	if (len != smpg_pdu_len(pdu[0]))
		return SMP_GUARD_WHY_WRONG_LENGTH;
	return smpg_pdu_valid(pdu, len) ? SMP_GUARD_WHY_NONE :
					  SMP_GUARD_WHY_BAD_VALUE;
}

/**
 * smpg_pdu_identity() - the identity address in Identity Address Information
 * @pdu: the whole PDU
 *
 * An identity address is public or static random (3.6.5; Vol 6, Part B, 1.3).
 *
 * Return: SMP_GUARD_ADDRESS_TYPE_PUBLIC or _RANDOM; _UNKNOWN for an address that
 * is none.
 */
u8 smpg_pdu_identity(const u8 *pdu)
{
	static const u8 none[6];

	if (!memcmp(pdu + 2, none, sizeof(none)))
		return SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	if (pdu[1] == 0)
		return SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	return pdu[1] == 1 && (pdu[7] & 0xc0) == 0xc0 ?
	       SMP_GUARD_ADDRESS_TYPE_RANDOM : SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
}

/**
 * smpg_pdu_reflected() - is a value of one side sent back by the other?
 * @code: code of the PDU
 * @own: the value that the other side sent before, behind the code of its PDU
 * @pdu: the value that comes now, behind the code of its PDU
 *
 * Two public keys with the same X are such values, since f4 takes X alone
 * (2.2.6).
 *
 * Return: SMP_GUARD_WHY_REFLECTED or SMP_GUARD_WHY_NONE.
 */
u8 smpg_pdu_reflected(u8 code, const u8 *own, const u8 *pdu)
{
	size_t len = code == SMPG_PAIRING_PUBLIC_KEY ? 32 : 16;

	return memcmp(own, pdu, len) ? SMP_GUARD_WHY_NONE :
				       SMP_GUARD_WHY_REFLECTED;
}

/**
 * smpg_pdu_key() - get the kind of key that a PDU carries
 * @code: code of the PDU
 *
 * Return: enum smp_guard_key, SMP_GUARD_KEY_NONE for all but the five PDUs of
 * key distribution (3.6.2 to 3.6.6).
 */
u8 smpg_pdu_key(u8 code)
{
	switch (code) {
	case SMPG_ENCRYPTION_INFORMATION:
		return SMP_GUARD_KEY_LTK;
	case SMPG_CENTRAL_IDENTIFICATION:
		return SMP_GUARD_KEY_EDIV_RAND;
	case SMPG_IDENTITY_INFORMATION:
		return SMP_GUARD_KEY_IRK;
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		return SMP_GUARD_KEY_IDENTITY_ADDRESS;
	case SMPG_SIGNING_INFORMATION:
		return SMP_GUARD_KEY_CSRK;
	}
	return SMP_GUARD_KEY_NONE;
}

/**
 * smpg_pdu_key_dist() - the bit that announces a key
 * @code: code of the PDU
 *
 * Return: one of enum smp_guard_key_dist, 0 for a PDU that carries no key.
 */
u8 smpg_pdu_key_dist(u8 code)
{
	switch (smpg_pdu_key(code)) {
	case SMP_GUARD_KEY_LTK:
	case SMP_GUARD_KEY_EDIV_RAND:
		return SMP_GUARD_KEY_DIST_ENCKEY;
	case SMP_GUARD_KEY_IRK:
	case SMP_GUARD_KEY_IDENTITY_ADDRESS:
		return SMP_GUARD_KEY_DIST_IDKEY;
	case SMP_GUARD_KEY_CSRK:
		return SMP_GUARD_KEY_DIST_SIGNKEY;
	}
	return 0;
}
