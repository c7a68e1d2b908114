/* SPDX-License-Identifier: GPL-2.0 */
/* The keys of Secure Connections, where one side used the debug key */
#ifndef SMPGUARD_DHKEY_H
#define SMPGUARD_DHKEY_H

#include "smpg_types.h"

/**
 * struct dhkey - inputs of f5 and f6, and what they give
 *
 * Octets are in the order of the air; arrays are by side, initiator first.
 * @public: public key of the side that did not use the debug key
 * @random: random values
 * @io: IO capability, OOB flag and AuthReq
 * @address: address and type
 * @mac: MacKey
 * @ltk: LTK, of 16 octets
 */
struct dhkey {
	const u8 *public;
	const u8 *random[2];
	const u8 *io[2];
	u8 address[2][7];
	u8 mac[16];
	u8 ltk[16];
};

bool dhkey_compute(struct dhkey *d);
bool dhkey_check(const struct dhkey *d, int side, const u8 r[16], const u8 check[16]);

#endif /* SMPGUARD_DHKEY_H */
