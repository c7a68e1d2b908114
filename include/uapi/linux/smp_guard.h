/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/smp_guard.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_SMP_GUARD_H
#define _UAPI_LINUX_SMP_GUARD_H

#define SMP_GUARD_FAMILY_NAME		"smp_guard"
#define SMP_GUARD_FAMILY_VERSION	1

/**
 * enum smp_guard_rule - The rules that a PDU can break.
 * @SMP_GUARD_RULE_UNNEGOTIATED_KEY: A key distribution PDU whose bit was not
 *   set for its sender in both Pairing Request and Pairing Response (Vol 3,
 *   Part H, 3.6.1).
 * @SMP_GUARD_RULE_WEAK_KEY: An outgoing LTK, EDIV with Rand, IRK or CSRK that
 *   is not random, or an LTK that follows from what was on the air (Vol 3,
 *   Part H, 2.4.2).
 * @SMP_GUARD_RULE_MASKED_KEY: A key was negotiated that key-dist-local or
 *   key-dist-remote does not allow (Vol 3, Part H, 3.6.1).
 * @SMP_GUARD_RULE_LEGACY_PAIRING: A pairing over LE without LE Secure
 *   Connections: unless out-of-band data protects such a pairing, any listener
 *   can compute its keys (Vol 3, Part H, 2.3.5.1). Or a link key of a PIN or
 *   of P-192 (CVE-2022-25837; Vol 4, Part E, 7.7.24).
 * @SMP_GUARD_RULE_SHORT_KEY: An encryption key size below min-key-size was
 *   negotiated (Vol 3, Part H, 2.3.4).
 * @SMP_GUARD_RULE_DEBUG_KEY: A public key whose private key is published (Vol
 *   3, Part H, 2.3.5.6.1), or a link key of debug mode (Vol 4, Part E,
 *   7.7.24).
 * @SMP_GUARD_RULE_WEAK_PEER_KEY: As weak-key, for keys of the peer.
 * @SMP_GUARD_RULE_REUSED_KEY: An outgoing LTK or CSRK that was distributed to
 *   another peer before, or an IRK that another adapter distributed (Vol 3,
 *   Part H, 2.4.2).
 * @SMP_GUARD_RULE_REUSED_PEER_KEY: As reused-key, for keys of peers: an LTK or
 *   CSRK, or the IRK, of a peer with another identity address.
 * @SMP_GUARD_RULE_REFLECTED_VALUE: A public key, confirm value, random value
 *   or DHKey check that the other side sent before in the same pairing
 *   (CVE-2020-26558, VU#799380.5; Vol 3, Part H, 2.3.5.5 and 2.3.5.6.1). Two
 *   public keys with the same X are the same.
 * @SMP_GUARD_RULE_INVALID_KEY: A public key that is no point of the curve
 *   P-256 (CVE-2018-5383; Vol 3, Part H, 2.3.5.6.1).
 * @SMP_GUARD_RULE_PLAIN_KEY: A key that is distributed before the host has
 *   handed a key of this pairing to the controller, so that the link cannot be
 *   encrypted with it (Vol 3, Part H, 2.4.3 and 3.6.1).
 * @SMP_GUARD_RULE_MALFORMED: A Pairing Request or Pairing Response with a key
 *   size, an IO capability or an OOB flag that does not exist (CVE-2019-19196;
 *   Vol 3, Part H, 3.5.1).
 * @SMP_GUARD_RULE_UNEXPECTED_PDU: A PDU of authentication that is not the next
 *   one of its association model, or a session key before authentication is
 *   over (CVE-2020-13593, CVE-2024-48290; Vol 3, Part H, 2.3.5). A Pairing
 *   Request within a pairing, a Pairing Response without a request, and a
 *   request that is not for its sender to send (Vol 3, Part H, 2.3 and 2.4.6).
 *   A key out of order, or twice (Vol 3, Part H, 3.6.1). Any PDU whose length
 *   is wrong (Vol 3, Part H, 3.3).
 * @SMP_GUARD_RULE_IDENTITY_CONFLICT: The peer distributes an identity address
 *   that is neither public nor static random, this adapter's own, that of
 *   another bond, or another one than before in the same pairing (Vol 3, Part
 *   H, 3.6.5).
 * @SMP_GUARD_RULE_DOWNGRADE: The peer offers less than it asked for in its
 *   Security Request, less than in the pairing before on the same link, or the
 *   pairing is of less worth than the bond, also than one over the other
 *   transport whose key it derives anew, or for a public key whose private key
 *   is published (BLERP; BLURtooth, CVE-2020-15802; Vol 3, Part H, 2.3.4 and
 *   2.4.6; Vol 3, Part C, 14.1).
 * @SMP_GUARD_RULE_CTKD_DOWNGRADE: Keys are derived over a BR/EDR link that is
 *   not encrypted with AES-CCM (Vol 3, Part H, 2.4.2.5; Vol 3, Part C, 14.1).
 * @SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE: The encryption of a link over LE ends
 *   while the link stays, or that of a link over BR/EDR turns from AES-CCM to
 *   E0 (CVE-2023-24023; Vol 1, Part A, 5.2).
 * @SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING: A pairing that does not
 *   authenticate the peer: Just Works, over BR/EDR too, or out-of-band data of
 *   one side only (Vol 3, Part H, 2.3.5.1).
 * @SMP_GUARD_RULE_UNSOLICITED_PAIRING: The peer starts a pairing over LE that
 *   this host did not ask for by a Security Request on the same link, or has
 *   this host start one by a Security Request of its own, while no window is
 *   open for the peer (Vol 3, Part H, 2.4.6).
 * @SMP_GUARD_RULE_WEAK_NONCE: A Pairing Random whose value is not random, or
 *   that the same side sent before (CVE-2020-11957; Vol 3, Part H, 3.5.4).
 * @SMP_GUARD_RULE_ZERO_KEY: The host hands the controller a session key or
 *   link key of zeros (CVE-2019-19194; Vol 3, Part H, 2.4.4), or the
 *   controller hands the host such a link key (CVE-2020-26555).
 * @SMP_GUARD_RULE_RE_PAIRING: A pairing with a peer that has a bond, which was
 *   not used, or with which encryption failed (BLERP, CVE-2020-9770; Vol 3,
 *   Part C, 10.3).
 * @SMP_GUARD_RULE_REPEATED_ATTEMPTS: The peer starts a pairing again, without
 *   waiting, after several pairings that failed (Vol 3, Part H, 2.3.6).
 */
enum smp_guard_rule {
	SMP_GUARD_RULE_UNNEGOTIATED_KEY,
	SMP_GUARD_RULE_WEAK_KEY,
	SMP_GUARD_RULE_MASKED_KEY,
	SMP_GUARD_RULE_LEGACY_PAIRING,
	SMP_GUARD_RULE_SHORT_KEY,
	SMP_GUARD_RULE_DEBUG_KEY,
	SMP_GUARD_RULE_WEAK_PEER_KEY,
	SMP_GUARD_RULE_REUSED_KEY,
	SMP_GUARD_RULE_REUSED_PEER_KEY,
	SMP_GUARD_RULE_REFLECTED_VALUE,
	SMP_GUARD_RULE_INVALID_KEY,
	SMP_GUARD_RULE_PLAIN_KEY,
	SMP_GUARD_RULE_MALFORMED,
	SMP_GUARD_RULE_UNEXPECTED_PDU,
	SMP_GUARD_RULE_IDENTITY_CONFLICT,
	SMP_GUARD_RULE_DOWNGRADE,
	SMP_GUARD_RULE_CTKD_DOWNGRADE,
	SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE,
	SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING,
	SMP_GUARD_RULE_UNSOLICITED_PAIRING,
	SMP_GUARD_RULE_WEAK_NONCE,
	SMP_GUARD_RULE_ZERO_KEY,
	SMP_GUARD_RULE_RE_PAIRING,
	SMP_GUARD_RULE_REPEATED_ATTEMPTS,

	/* private: */
	__SMP_GUARD_RULE_MAX,
	SMP_GUARD_RULE_MAX = (__SMP_GUARD_RULE_MAX - 1)
};

/**
 * enum smp_guard_action - The action on a PDU that breaks a rule, weakest
 *   first. If a PDU breaks several rules, the strongest action counts.
 * @SMP_GUARD_ACTION_ALLOW: Pass the PDU and count it.
 * @SMP_GUARD_ACTION_AUDIT: Pass the PDU, count it, and report it.
 * @SMP_GUARD_ACTION_REPAIR: Pass the PDU with a random value in place of the
 *   key. A weak IRK is masked instead, or the pairing is rejected where the
 *   host's addresses are derived from the IRK.
 * @SMP_GUARD_ACTION_MASK: Drop the PDU; the other side does not wait for it.
 * @SMP_GUARD_ACTION_REJECT: End the pairing with Pairing Failed to both sides.
 */
enum smp_guard_action {
	SMP_GUARD_ACTION_ALLOW,
	SMP_GUARD_ACTION_AUDIT,
	SMP_GUARD_ACTION_REPAIR,
	SMP_GUARD_ACTION_MASK,
	SMP_GUARD_ACTION_REJECT,

	/* private: */
	__SMP_GUARD_ACTION_MAX,
	SMP_GUARD_ACTION_MAX = (__SMP_GUARD_ACTION_MAX - 1)
};

/**
 * enum smp_guard_profile - The values that a policy starts from.
 * @SMP_GUARD_PROFILE_AUDIT: Report, and change nothing.
 * @SMP_GUARD_PROFILE_DEFAULT: Change only what a stack that behaves never
 *   sends: mask keys that were not negotiated, replace keys that are not
 *   random.
 * @SMP_GUARD_PROFILE_STRICT: Accept Secure Connections with keys of 16 octets
 *   only, no debug key and no cross-transport key derivation; reject what is
 *   suspicious.
 * @SMP_GUARD_PROFILE_GATEWAY: As strict, and reject every pairing that a peer
 *   starts while no window is open for it.
 */
enum smp_guard_profile {
	SMP_GUARD_PROFILE_AUDIT,
	SMP_GUARD_PROFILE_DEFAULT,
	SMP_GUARD_PROFILE_STRICT,
	SMP_GUARD_PROFILE_GATEWAY,

	/* private: */
	__SMP_GUARD_PROFILE_MAX,
	SMP_GUARD_PROFILE_MAX = (__SMP_GUARD_PROFILE_MAX - 1)
};

/**
 * enum smp_guard_direction
 * @SMP_GUARD_DIRECTION_TX: From this host to the peer.
 * @SMP_GUARD_DIRECTION_RX: From the peer to this host.
 */
enum smp_guard_direction {
	SMP_GUARD_DIRECTION_TX,
	SMP_GUARD_DIRECTION_RX,

	/* private: */
	__SMP_GUARD_DIRECTION_MAX,
	SMP_GUARD_DIRECTION_MAX = (__SMP_GUARD_DIRECTION_MAX - 1)
};

/**
 * enum smp_guard_transport
 * @SMP_GUARD_TRANSPORT_UNKNOWN: The link is older than the module, and no SMP
 *   PDU was seen yet.
 */
enum smp_guard_transport {
	SMP_GUARD_TRANSPORT_UNKNOWN,
	SMP_GUARD_TRANSPORT_LE,
	SMP_GUARD_TRANSPORT_BREDR,

	/* private: */
	__SMP_GUARD_TRANSPORT_MAX,
	SMP_GUARD_TRANSPORT_MAX = (__SMP_GUARD_TRANSPORT_MAX - 1)
};

/**
 * enum smp_guard_role - This host's role on the link.
 * @SMP_GUARD_ROLE_UNKNOWN: No connection event gave the role.
 */
enum smp_guard_role {
	SMP_GUARD_ROLE_UNKNOWN,
	SMP_GUARD_ROLE_CENTRAL,
	SMP_GUARD_ROLE_PERIPHERAL,

	/* private: */
	__SMP_GUARD_ROLE_MAX,
	SMP_GUARD_ROLE_MAX = (__SMP_GUARD_ROLE_MAX - 1)
};

/**
 * enum smp_guard_address_type - The type of the peer's address, from its
 *   connection event.
 * @SMP_GUARD_ADDRESS_TYPE_UNKNOWN: The link's connection event was not seen.
 * @SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY: A resolvable private address that
 *   the controller resolved.
 * @SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY: A resolvable private address that
 *   the controller resolved.
 */
enum smp_guard_address_type {
	SMP_GUARD_ADDRESS_TYPE_UNKNOWN,
	SMP_GUARD_ADDRESS_TYPE_BREDR,
	SMP_GUARD_ADDRESS_TYPE_PUBLIC,
	SMP_GUARD_ADDRESS_TYPE_RANDOM,
	SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY,
	SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY,

	/* private: */
	__SMP_GUARD_ADDRESS_TYPE_MAX,
	SMP_GUARD_ADDRESS_TYPE_MAX = (__SMP_GUARD_ADDRESS_TYPE_MAX - 1)
};

/**
 * enum smp_guard_phase - The phase of the pairing on a link.
 * @SMP_GUARD_PHASE_IDLE: No pairing was seen on this link.
 * @SMP_GUARD_PHASE_REQUESTED: Pairing Request seen.
 * @SMP_GUARD_PHASE_FEATURES: Pairing Response seen; the negotiation is known.
 * @SMP_GUARD_PHASE_AUTHENTICATION: Public keys, confirm and random values,
 *   DHKey checks.
 * @SMP_GUARD_PHASE_ENCRYPTION: The link is being encrypted with the STK or the
 *   new LTK.
 * @SMP_GUARD_PHASE_KEY_DISTRIBUTION: The link is encrypted; keys are being
 *   distributed.
 * @SMP_GUARD_PHASE_COMPLETE: Every negotiated key has been distributed.
 * @SMP_GUARD_PHASE_FAILED: Pairing Failed seen, or the link ended before
 *   completion.
 */
enum smp_guard_phase {
	SMP_GUARD_PHASE_IDLE,
	SMP_GUARD_PHASE_REQUESTED,
	SMP_GUARD_PHASE_FEATURES,
	SMP_GUARD_PHASE_AUTHENTICATION,
	SMP_GUARD_PHASE_ENCRYPTION,
	SMP_GUARD_PHASE_KEY_DISTRIBUTION,
	SMP_GUARD_PHASE_COMPLETE,
	SMP_GUARD_PHASE_FAILED,

	/* private: */
	__SMP_GUARD_PHASE_MAX,
	SMP_GUARD_PHASE_MAX = (__SMP_GUARD_PHASE_MAX - 1)
};

/**
 * enum smp_guard_method - The association model (Vol 3, Part H, 2.3.5.1).
 * @SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS: The responder inputs.
 * @SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS: The initiator inputs.
 * @SMP_GUARD_METHOD_NUMERIC_COMPARISON: Secure Connections only.
 * @SMP_GUARD_METHOD_CTKD: Pairing over BR/EDR (channel 0x0007): the LTK is
 *   derived from the link key (cross-transport key derivation).
 */
enum smp_guard_method {
	SMP_GUARD_METHOD_UNKNOWN,
	SMP_GUARD_METHOD_JUST_WORKS,
	SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS,
	SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS,
	SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT,
	SMP_GUARD_METHOD_NUMERIC_COMPARISON,
	SMP_GUARD_METHOD_OOB,
	SMP_GUARD_METHOD_CTKD,

	/* private: */
	__SMP_GUARD_METHOD_MAX,
	SMP_GUARD_METHOD_MAX = (__SMP_GUARD_METHOD_MAX - 1)
};

/**
 * enum smp_guard_key - The type of key that a PDU carries.
 * @SMP_GUARD_KEY_LTK: Encryption Information.
 * @SMP_GUARD_KEY_EDIV_RAND: Central Identification.
 * @SMP_GUARD_KEY_IRK: Identity Information.
 * @SMP_GUARD_KEY_IDENTITY_ADDRESS: Identity Address Information.
 * @SMP_GUARD_KEY_CSRK: Signing Information.
 * @SMP_GUARD_KEY_LINK_KEY: A link key of BR/EDR, between controller and host;
 *   in no PDU.
 */
enum smp_guard_key {
	SMP_GUARD_KEY_NONE,
	SMP_GUARD_KEY_LTK,
	SMP_GUARD_KEY_EDIV_RAND,
	SMP_GUARD_KEY_IRK,
	SMP_GUARD_KEY_IDENTITY_ADDRESS,
	SMP_GUARD_KEY_CSRK,
	SMP_GUARD_KEY_LINK_KEY,

	/* private: */
	__SMP_GUARD_KEY_MAX,
	SMP_GUARD_KEY_MAX = (__SMP_GUARD_KEY_MAX - 1)
};

/**
 * enum smp_guard_key_dist - The bits of the key distribution fields (Vol 3,
 *   Part H, 3.6.1), at their places on the air.
 */
enum smp_guard_key_dist {
	SMP_GUARD_KEY_DIST_ENCKEY = 1,
	SMP_GUARD_KEY_DIST_IDKEY = 2,
	SMP_GUARD_KEY_DIST_SIGNKEY = 4,
	SMP_GUARD_KEY_DIST_LINKKEY = 8,
};

/**
 * enum smp_guard_side - The side that began or ended a pairing.
 * @SMP_GUARD_SIDE_LOCAL: This host.
 * @SMP_GUARD_SIDE_PEER: The peer.
 * @SMP_GUARD_SIDE_LINK: The link closed, its encryption failed, or the adapter
 *   was reset.
 * @SMP_GUARD_SIDE_GUARD: The guard, for a rule whose action is reject.
 */
enum smp_guard_side {
	SMP_GUARD_SIDE_LOCAL,
	SMP_GUARD_SIDE_PEER,
	SMP_GUARD_SIDE_LINK,
	SMP_GUARD_SIDE_GUARD,

	/* private: */
	__SMP_GUARD_SIDE_MAX,
	SMP_GUARD_SIDE_MAX = (__SMP_GUARD_SIDE_MAX - 1)
};

/**
 * enum smp_guard_stack - The host stack that sent a PDU.
 * @SMP_GUARD_STACK_UNKNOWN: The peer sent the PDU.
 * @SMP_GUARD_STACK_KERNEL: The kernel's own SMP.
 * @SMP_GUARD_STACK_USER: A user-space stack on a raw HCI socket or the user
 *   channel.
 */
enum smp_guard_stack {
	SMP_GUARD_STACK_UNKNOWN,
	SMP_GUARD_STACK_KERNEL,
	SMP_GUARD_STACK_USER,

	/* private: */
	__SMP_GUARD_STACK_MAX,
	SMP_GUARD_STACK_MAX = (__SMP_GUARD_STACK_MAX - 1)
};

/**
 * enum smp_guard_severity
 * @SMP_GUARD_SEVERITY_NOTICE: No PDU was changed.
 * @SMP_GUARD_SEVERITY_WARNING: A PDU was changed or dropped, or a pairing was
 *   ended.
 * @SMP_GUARD_SEVERITY_CRITICAL: The kernel's own SMP sent a key that is not
 *   random: the machine's randomness is broken.
 */
enum smp_guard_severity {
	SMP_GUARD_SEVERITY_NOTICE,
	SMP_GUARD_SEVERITY_WARNING,
	SMP_GUARD_SEVERITY_CRITICAL,

	/* private: */
	__SMP_GUARD_SEVERITY_MAX,
	SMP_GUARD_SEVERITY_MAX = (__SMP_GUARD_SEVERITY_MAX - 1)
};

/**
 * enum smp_guard_why - Why a PDU breaks a rule, or a key is not translated any
 *   more. The sentences are the tool's.
 * @SMP_GUARD_WHY_NOT_NEGOTIATED: The bit of the key was not set in both
 *   Pairing Request and Pairing Response.
 * @SMP_GUARD_WHY_NO_PAIRING: No Pairing Request and Pairing Response preceded
 *   the key.
 * @SMP_GUARD_WHY_DERIVED: The pairing derives the key, and never distributes
 *   it.
 * @SMP_GUARD_WHY_CONSTANT: All or nearly all octets of the key are the same.
 * @SMP_GUARD_WHY_PERIODIC: The key repeats a short pattern.
 * @SMP_GUARD_WHY_PROGRESSION: Octets or words of the key go up or down in
 *   equal steps.
 * @SMP_GUARD_WHY_PUBLISHED: The key is a published sample or default value.
 * @SMP_GUARD_WHY_EQUALS_KEY: The key equals another key of the same pairing.
 * @SMP_GUARD_WHY_EQUALS_STK: The key equals the STK of the same pairing.
 * @SMP_GUARD_WHY_EQUALS_S1: The key is s1 of TK 0 and the two random values on
 *   the air.
 * @SMP_GUARD_WHY_MASKED: A key was negotiated that the masks of the policy do
 *   not allow.
 * @SMP_GUARD_WHY_LEGACY: The pairing does not use Secure Connections.
 * @SMP_GUARD_WHY_SHORT: The negotiated encryption key size is below
 *   min-key-size.
 * @SMP_GUARD_WHY_DEBUG: The public key is the debug key.
 * @SMP_GUARD_WHY_REUSED: The key was distributed before, to or by another
 *   peer.
 * @SMP_GUARD_WHY_REUSED_IRK: The IRK was distributed before, for another
 *   identity.
 * @SMP_GUARD_WHY_RESERVED_CODE: The code of the PDU is reserved.
 * @SMP_GUARD_WHY_WRONG_LENGTH: The length of the PDU is not that of its code.
 * @SMP_GUARD_WHY_BAD_VALUE: The PDU has a value that does not exist.
 * @SMP_GUARD_WHY_WRONG_CHANNEL: The PDU came on the SMP channel of the other
 *   transport.
 * @SMP_GUARD_WHY_OUT_OF_TURN: The PDU is not the next one of its association
 *   model.
 * @SMP_GUARD_WHY_OFF_CURVE: The public key is no point of the curve P-256.
 * @SMP_GUARD_WHY_REFLECTED: The value is the other side's own, sent back.
 * @SMP_GUARD_WHY_WRONG_CONFIRM: The value does not fit the confirm value sent
 *   before.
 * @SMP_GUARD_WHY_COMPLETE: The pairing was complete before the key came again.
 * @SMP_GUARD_WHY_PLAIN: The link was not encrypted with a key of this pairing.
 * @SMP_GUARD_WHY_NO_IDENTITY: The address is neither a public nor a static
 *   random one.
 * @SMP_GUARD_WHY_OWN_IDENTITY: The identity address is that of this adapter.
 * @SMP_GUARD_WHY_SECOND_IDENTITY: The peer has distributed another identity
 *   address before.
 * @SMP_GUARD_WHY_LESS_THAN_ASKED: The peer's Security Request asked for MITM
 *   protection or Secure Connections, which its PDU does not have.
 * @SMP_GUARD_WHY_LESS_THAN_BEFORE: The peer offered Secure Connections, MITM
 *   protection or a longer key in an earlier pairing on this link.
 * @SMP_GUARD_WHY_NO_AES_CCM: The link is not encrypted with AES-CCM.
 * @SMP_GUARD_WHY_ENCRYPTION_OFF: The link was encrypted before.
 * @SMP_GUARD_WHY_JUST_WORKS: Neither side authenticates the other.
 * @SMP_GUARD_WHY_ONE_SIDED_OOB: One side has no out-of-band data of the other.
 * @SMP_GUARD_WHY_NOT_ASKED_FOR: This host did not send a Security Request.
 * @SMP_GUARD_WHY_ZERO: All octets of the key are zero.
 * @SMP_GUARD_WHY_OTHERS_IDENTITY: The identity address is that of a bond with
 *   another peer.
 * @SMP_GUARD_WHY_LESS_THAN_BOND: The bond was made by Secure Connections, with
 *   authentication, or with a longer key.
 * @SMP_GUARD_WHY_BOND_NOT_USED: There is a bond, and the peer has not
 *   encrypted the link with it.
 * @SMP_GUARD_WHY_BOND_REFUSED: There is a bond, and encryption with it has
 *   failed on this link.
 * @SMP_GUARD_WHY_ASKED_BY_PEER: The peer sent a Security Request.
 * @SMP_GUARD_WHY_TOO_SOON: Several pairings of this peer have failed, and the
 *   waiting interval is not over.
 * @SMP_GUARD_WHY_TOO_SOON_FOR_ALL: Many pairings of peers without a bond have
 *   failed at this adapter, and the waiting interval is not over.
 * @SMP_GUARD_WHY_EVICTED: Of a translation: translations-max was reached, and
 *   this one was the least recently used.
 * @SMP_GUARD_WHY_NO_MEMORY: Of a translation: there was no memory to keep it.
 * @SMP_GUARD_WHY_UNNAMED: Of a translation: EDIV and Rand did not follow the
 *   LTK that was replaced.
 * @SMP_GUARD_WHY_OUTDATED: Of a translation: the peer asked for the LTK by the
 *   EDIV and Rand that were replaced.
 * @SMP_GUARD_WHY_UNLOADED: Of a translation: the module is being unloaded.
 * @SMP_GUARD_WHY_USED_BEFORE: The same side used the value in an earlier
 *   pairing.
 * @SMP_GUARD_WHY_REFLECTED_LATER: This adapter sent the public key in an
 *   earlier pairing.
 * @SMP_GUARD_WHY_WORN: This adapter has used its public key in more pairings
 *   than section 2.3.6 allows.
 * @SMP_GUARD_WHY_MORE_THAN_ASKED: The response has key distribution bits that
 *   the request lacks.
 * @SMP_GUARD_WHY_NOT_REQUESTED: The response answers no request.
 * @SMP_GUARD_WHY_AGAIN: The same side sent such a PDU before, within the same
 *   pairing.
 * @SMP_GUARD_WHY_WRONG_SENDER: Over LE the peripheral sends no Pairing
 *   Request, and the central no Security Request; over BR/EDR there is no
 *   Security Request.
 * @SMP_GUARD_WHY_KEY_ORDER: A key that precedes this one in the order of
 *   distribution was not there yet.
 * @SMP_GUARD_WHY_EARLIER_ROUND: The same side used the value before, within
 *   the same pairing.
 * @SMP_GUARD_WHY_REFUSED_BEFORE: The peer has refused the key of its bond, on
 *   earlier links too, and no link with it was encrypted since.
 * @SMP_GUARD_WHY_FLOOD: The peer has sent more than 16 Pairing Requests and
 *   Security Requests within 10 seconds.
 * @SMP_GUARD_WHY_DENIED: The host has had none of the keys that the peer asked
 *   for before.
 * @SMP_GUARD_WHY_INVALID_KEYS: Pairings of the peer have failed after public
 *   keys that are no points of the curve, and it has not waited.
 * @SMP_GUARD_WHY_SHORT_SESSION_KEY: The last octets of the session key are
 *   zero: it is shorter than the negotiated size, or than min-key-size.
 * @SMP_GUARD_WHY_SECOND_PAIRING: Another pairing of the adapter is in
 *   progress.
 * @SMP_GUARD_WHY_RESERVED_BITS: The PDU has bits that are reserved for future
 *   use.
 * @SMP_GUARD_WHY_LATE: The PDU came behind the SMP timeout of 30 seconds, and
 *   an allowance of 10.
 * @SMP_GUARD_WHY_NOT_OF_BOND: The peer asked for an LTK by EDIV or Rand, and
 *   the bond was made by Secure Connections, whose LTK has neither.
 * @SMP_GUARD_WHY_OWN_IRK: The IRK is that of this host.
 * @SMP_GUARD_WHY_OTHER_ADDRESS: The peer uses an identity address on this
 *   link, and has distributed another one.
 * @SMP_GUARD_WHY_ASKED_FOR_MORE: The peer sent a Security Request for more
 *   than the bond has, and this host pairs anew instead of using the bond.
 * @SMP_GUARD_WHY_OTHER_BONDING: The peer's Security Request asked for no bond,
 *   and its response, which replaces a bond, does.
 * @SMP_GUARD_WHY_UNVERIFIED: This host goes on although the random value that
 *   the peer sent does not fit the peer's confirm value.
 */
enum smp_guard_why {
	SMP_GUARD_WHY_NONE,
	SMP_GUARD_WHY_NOT_NEGOTIATED,
	SMP_GUARD_WHY_NO_PAIRING,
	SMP_GUARD_WHY_DERIVED,
	SMP_GUARD_WHY_CONSTANT,
	SMP_GUARD_WHY_PERIODIC,
	SMP_GUARD_WHY_PROGRESSION,
	SMP_GUARD_WHY_PUBLISHED,
	SMP_GUARD_WHY_EQUALS_KEY,
	SMP_GUARD_WHY_EQUALS_STK,
	SMP_GUARD_WHY_EQUALS_S1,
	SMP_GUARD_WHY_MASKED,
	SMP_GUARD_WHY_LEGACY,
	SMP_GUARD_WHY_SHORT,
	SMP_GUARD_WHY_DEBUG,
	SMP_GUARD_WHY_REUSED,
	SMP_GUARD_WHY_REUSED_IRK,
	SMP_GUARD_WHY_RESERVED_CODE,
	SMP_GUARD_WHY_WRONG_LENGTH,
	SMP_GUARD_WHY_BAD_VALUE,
	SMP_GUARD_WHY_WRONG_CHANNEL,
	SMP_GUARD_WHY_OUT_OF_TURN,
	SMP_GUARD_WHY_OFF_CURVE,
	SMP_GUARD_WHY_REFLECTED,
	SMP_GUARD_WHY_WRONG_CONFIRM,
	SMP_GUARD_WHY_COMPLETE,
	SMP_GUARD_WHY_PLAIN,
	SMP_GUARD_WHY_NO_IDENTITY,
	SMP_GUARD_WHY_OWN_IDENTITY,
	SMP_GUARD_WHY_SECOND_IDENTITY,
	SMP_GUARD_WHY_LESS_THAN_ASKED,
	SMP_GUARD_WHY_LESS_THAN_BEFORE,
	SMP_GUARD_WHY_NO_AES_CCM,
	SMP_GUARD_WHY_ENCRYPTION_OFF,
	SMP_GUARD_WHY_JUST_WORKS,
	SMP_GUARD_WHY_ONE_SIDED_OOB,
	SMP_GUARD_WHY_NOT_ASKED_FOR,
	SMP_GUARD_WHY_ZERO,
	SMP_GUARD_WHY_OTHERS_IDENTITY,
	SMP_GUARD_WHY_LESS_THAN_BOND,
	SMP_GUARD_WHY_BOND_NOT_USED,
	SMP_GUARD_WHY_BOND_REFUSED,
	SMP_GUARD_WHY_ASKED_BY_PEER,
	SMP_GUARD_WHY_TOO_SOON,
	SMP_GUARD_WHY_TOO_SOON_FOR_ALL,
	SMP_GUARD_WHY_EVICTED,
	SMP_GUARD_WHY_NO_MEMORY,
	SMP_GUARD_WHY_UNNAMED,
	SMP_GUARD_WHY_OUTDATED,
	SMP_GUARD_WHY_UNLOADED,
	SMP_GUARD_WHY_USED_BEFORE,
	SMP_GUARD_WHY_REFLECTED_LATER,
	SMP_GUARD_WHY_WORN,
	SMP_GUARD_WHY_MORE_THAN_ASKED,
	SMP_GUARD_WHY_NOT_REQUESTED,
	SMP_GUARD_WHY_AGAIN,
	SMP_GUARD_WHY_WRONG_SENDER,
	SMP_GUARD_WHY_KEY_ORDER,
	SMP_GUARD_WHY_EARLIER_ROUND,
	SMP_GUARD_WHY_REFUSED_BEFORE,
	SMP_GUARD_WHY_FLOOD,
	SMP_GUARD_WHY_DENIED,
	SMP_GUARD_WHY_INVALID_KEYS,
	SMP_GUARD_WHY_SHORT_SESSION_KEY,
	SMP_GUARD_WHY_SECOND_PAIRING,
	SMP_GUARD_WHY_RESERVED_BITS,
	SMP_GUARD_WHY_LATE,
	SMP_GUARD_WHY_NOT_OF_BOND,
	SMP_GUARD_WHY_OWN_IRK,
	SMP_GUARD_WHY_OTHER_ADDRESS,
	SMP_GUARD_WHY_ASKED_FOR_MORE,
	SMP_GUARD_WHY_OTHER_BONDING,
	SMP_GUARD_WHY_UNVERIFIED,

	/* private: */
	__SMP_GUARD_WHY_MAX,
	SMP_GUARD_WHY_MAX = (__SMP_GUARD_WHY_MAX - 1)
};

/**
 * enum smp_guard_mark - Limits of what is known about a link.
 * @SMP_GUARD_MARK_MID_LIFE: The link is older than the module, or its
 *   connection event was not seen. The guard assumes nothing about what it did
 *   not see.
 * @SMP_GUARD_MARK_TWO_HOSTS: Two hosts used this link in one pairing, for
 *   example a raw-socket stack and the kernel's own. A key counts as
 *   negotiated if one of the two negotiated it.
 */
enum smp_guard_mark {
	SMP_GUARD_MARK_MID_LIFE = 1,
	SMP_GUARD_MARK_TWO_HOSTS = 2,
};

enum {
	SMP_GUARD_A_INFO_PAD = 1,
	SMP_GUARD_A_INFO_VERSION,
	SMP_GUARD_A_INFO_HOOK,
	SMP_GUARD_A_INFO_LINKS,
	SMP_GUARD_A_INFO_SEQ,
	SMP_GUARD_A_INFO_TRANSLATIONS,
	SMP_GUARD_A_INFO_TRANSLATIONS_MAX,
	SMP_GUARD_A_INFO_KEEP_KEYS,
	SMP_GUARD_A_INFO_KEYS_RESTORED,
	SMP_GUARD_A_INFO_MASKS,
	SMP_GUARD_A_INFO_HOOKS_LOST,
	SMP_GUARD_A_INFO_MISSED,
	SMP_GUARD_A_INFO_POLICY_HASH,

	__SMP_GUARD_A_INFO_MAX,
	SMP_GUARD_A_INFO_MAX = (__SMP_GUARD_A_INFO_MAX - 1)
};

enum {
	SMP_GUARD_A_COUNTER_PAD = 1,
	SMP_GUARD_A_COUNTER_NAME,
	SMP_GUARD_A_COUNTER_VALUE,

	__SMP_GUARD_A_COUNTER_MAX,
	SMP_GUARD_A_COUNTER_MAX = (__SMP_GUARD_A_COUNTER_MAX - 1)
};

enum {
	SMP_GUARD_A_EVENT_PAD = 1,
	SMP_GUARD_A_EVENT_SEQ,
	SMP_GUARD_A_EVENT_TIMESTAMP,
	SMP_GUARD_A_EVENT_ADAPTER,
	SMP_GUARD_A_EVENT_HANDLE,
	SMP_GUARD_A_EVENT_PEER_ADDRESS,
	SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE,
	SMP_GUARD_A_EVENT_TRANSPORT,
	SMP_GUARD_A_EVENT_ROLE,
	SMP_GUARD_A_EVENT_MARKS,
	SMP_GUARD_A_EVENT_INITIATOR,
	SMP_GUARD_A_EVENT_METHOD,
	SMP_GUARD_A_EVENT_SECURE_CONNECTIONS,
	SMP_GUARD_A_EVENT_KEY_SIZE,
	SMP_GUARD_A_EVENT_INITIATOR_KEYS,
	SMP_GUARD_A_EVENT_RESPONDER_KEYS,
	SMP_GUARD_A_EVENT_REASON,
	SMP_GUARD_A_EVENT_SIDE,
	SMP_GUARD_A_EVENT_RULE,
	SMP_GUARD_A_EVENT_ACTION,
	SMP_GUARD_A_EVENT_DIRECTION,
	SMP_GUARD_A_EVENT_PDU,
	SMP_GUARD_A_EVENT_KEY,
	SMP_GUARD_A_EVENT_WHY_TEXT,
	SMP_GUARD_A_EVENT_STACK,
	SMP_GUARD_A_EVENT_SEVERITY,
	SMP_GUARD_A_EVENT_WHY,
	SMP_GUARD_A_EVENT_DURATION,
	SMP_GUARD_A_EVENT_SUPPRESSED,

	__SMP_GUARD_A_EVENT_MAX,
	SMP_GUARD_A_EVENT_MAX = (__SMP_GUARD_A_EVENT_MAX - 1)
};

enum {
	SMP_GUARD_A_WINDOW_ADAPTER = 1,
	SMP_GUARD_A_WINDOW_PEER_ADDRESS,
	SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE,
	SMP_GUARD_A_WINDOW_DURATION,

	__SMP_GUARD_A_WINDOW_MAX,
	SMP_GUARD_A_WINDOW_MAX = (__SMP_GUARD_A_WINDOW_MAX - 1)
};

enum {
	SMP_GUARD_A_RULE_ACTION_RULE = 1,
	SMP_GUARD_A_RULE_ACTION_ACTION,

	__SMP_GUARD_A_RULE_ACTION_MAX,
	SMP_GUARD_A_RULE_ACTION_MAX = (__SMP_GUARD_A_RULE_ACTION_MAX - 1)
};

enum {
	SMP_GUARD_A_POLICY_ADAPTER = 1,
	SMP_GUARD_A_POLICY_ADAPTER_ADDRESS,
	SMP_GUARD_A_POLICY_PEER_ADDRESS,
	SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE,
	SMP_GUARD_A_POLICY_PROFILE,
	SMP_GUARD_A_POLICY_KEY_DIST_LOCAL,
	SMP_GUARD_A_POLICY_KEY_DIST_REMOTE,
	SMP_GUARD_A_POLICY_MIN_KEY_SIZE,
	SMP_GUARD_A_POLICY_RULE,

	__SMP_GUARD_A_POLICY_MAX,
	SMP_GUARD_A_POLICY_MAX = (__SMP_GUARD_A_POLICY_MAX - 1)
};

enum {
	SMP_GUARD_A_POLICY_SET_ENTRY = 1,

	__SMP_GUARD_A_POLICY_SET_MAX,
	SMP_GUARD_A_POLICY_SET_MAX = (__SMP_GUARD_A_POLICY_SET_MAX - 1)
};

enum {
	SMP_GUARD_A_LINK_ADAPTER = 1,
	SMP_GUARD_A_LINK_HANDLE,
	SMP_GUARD_A_LINK_PEER_ADDRESS,
	SMP_GUARD_A_LINK_PEER_ADDRESS_TYPE,
	SMP_GUARD_A_LINK_IDENTITY_ADDRESS,
	SMP_GUARD_A_LINK_IDENTITY_ADDRESS_TYPE,
	SMP_GUARD_A_LINK_TRANSPORT,
	SMP_GUARD_A_LINK_ROLE,
	SMP_GUARD_A_LINK_MARKS,
	SMP_GUARD_A_LINK_ENCRYPTED,
	SMP_GUARD_A_LINK_PHASE,
	SMP_GUARD_A_LINK_METHOD,
	SMP_GUARD_A_LINK_SECURE_CONNECTIONS,
	SMP_GUARD_A_LINK_KEY_SIZE,
	SMP_GUARD_A_LINK_INITIATOR_KEYS,
	SMP_GUARD_A_LINK_RESPONDER_KEYS,

	__SMP_GUARD_A_LINK_MAX,
	SMP_GUARD_A_LINK_MAX = (__SMP_GUARD_A_LINK_MAX - 1)
};

enum {
	SMP_GUARD_A_TRANSLATION_ADAPTER = 1,
	SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS,
	SMP_GUARD_A_TRANSLATION_PEER_ADDRESS,
	SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE,
	SMP_GUARD_A_TRANSLATION_KEY,
	SMP_GUARD_A_TRANSLATION_KEY_SIZE,
	SMP_GUARD_A_TRANSLATION_HOST_EDIV,
	SMP_GUARD_A_TRANSLATION_HOST_RAND,
	SMP_GUARD_A_TRANSLATION_HOST_VALUE,
	SMP_GUARD_A_TRANSLATION_PEER_EDIV,
	SMP_GUARD_A_TRANSLATION_PEER_RAND,
	SMP_GUARD_A_TRANSLATION_PEER_VALUE,
	SMP_GUARD_A_TRANSLATION_ROLE,

	__SMP_GUARD_A_TRANSLATION_MAX,
	SMP_GUARD_A_TRANSLATION_MAX = (__SMP_GUARD_A_TRANSLATION_MAX - 1)
};

enum {
	SMP_GUARD_A_TRANSLATION_SET_ENTRY = 1,

	__SMP_GUARD_A_TRANSLATION_SET_MAX,
	SMP_GUARD_A_TRANSLATION_SET_MAX = (__SMP_GUARD_A_TRANSLATION_SET_MAX - 1)
};

enum {
	SMP_GUARD_CMD_GET_INFO = 1,
	SMP_GUARD_CMD_GET_COUNTERS,
	SMP_GUARD_CMD_PAIRING_STARTED,
	SMP_GUARD_CMD_PAIRING_COMPLETE,
	SMP_GUARD_CMD_PAIRING_FAILED,
	SMP_GUARD_CMD_VIOLATION,
	SMP_GUARD_CMD_GET_POLICY,
	SMP_GUARD_CMD_SET_POLICY,
	SMP_GUARD_CMD_DEL_POLICY,
	SMP_GUARD_CMD_REPLACE_POLICY,
	SMP_GUARD_CMD_GET_LINKS,
	SMP_GUARD_CMD_RESET_COUNTERS,
	SMP_GUARD_CMD_TRANSLATION_LOST,
	SMP_GUARD_CMD_GET_KEYS,
	SMP_GUARD_CMD_PUT_KEYS,
	SMP_GUARD_CMD_HOOKS_LOST,
	SMP_GUARD_CMD_HOOKS_BACK,
	SMP_GUARD_CMD_KEYS_CHANGED,
	SMP_GUARD_CMD_OPEN_WINDOW,
	SMP_GUARD_CMD_CLOSE_WINDOW,
	SMP_GUARD_CMD_GET_WINDOWS,
	SMP_GUARD_CMD_WINDOW_OPENED,
	SMP_GUARD_CMD_WINDOW_CLOSED,

	__SMP_GUARD_CMD_MAX,
	SMP_GUARD_CMD_MAX = (__SMP_GUARD_CMD_MAX - 1)
};

#define SMP_GUARD_MCGRP_EVENTS	"events"
#define SMP_GUARD_MCGRP_KEYS	"keys"

#endif /* _UAPI_LINUX_SMP_GUARD_H */
