// SPDX-License-Identifier: GPL-2.0
/*
 * One name everywhere: enums have their names from the netlink spec, PDUs and
 * reasons from the Core Specification.
 */
#include "smpg_engine.h"

static const char *const actions[] = {
	[SMP_GUARD_ACTION_ALLOW]	= "allow",
	[SMP_GUARD_ACTION_AUDIT]	= "audit",
	[SMP_GUARD_ACTION_REPAIR]	= "repair",
	[SMP_GUARD_ACTION_MASK]		= "mask",
	[SMP_GUARD_ACTION_REJECT]	= "reject",
};

const char *smpg_action_name(u8 action)
{
	return action < ARRAY_SIZE(actions) ? actions[action] : NULL;
}

static const char *const profiles[] = {
	[SMP_GUARD_PROFILE_AUDIT]	= "audit",
	[SMP_GUARD_PROFILE_DEFAULT]	= "default",
	[SMP_GUARD_PROFILE_STRICT]	= "strict",
	[SMP_GUARD_PROFILE_GATEWAY]	= "gateway",
};

const char *smpg_profile_name(u8 profile)
{
	return profile < ARRAY_SIZE(profiles) ? profiles[profile] : NULL;
}

static const char *const directions[] = {
	[SMP_GUARD_DIRECTION_TX]	= "tx",
	[SMP_GUARD_DIRECTION_RX]	= "rx",
};

const char *smpg_direction_name(u8 direction)
{
	return direction < ARRAY_SIZE(directions) ? directions[direction] : NULL;
}

static const char *const transports[] = {
	[SMP_GUARD_TRANSPORT_UNKNOWN]	= "unknown",
	[SMP_GUARD_TRANSPORT_LE]	= "le",
	[SMP_GUARD_TRANSPORT_BREDR]	= "bredr",
};

const char *smpg_transport_name(u8 transport)
{
	return transport < ARRAY_SIZE(transports) ? transports[transport] : NULL;
}

static const char *const roles[] = {
	[SMP_GUARD_ROLE_UNKNOWN]	= "unknown",
	[SMP_GUARD_ROLE_CENTRAL]	= "central",
	[SMP_GUARD_ROLE_PERIPHERAL]	= "peripheral",
};

const char *smpg_role_name(u8 role)
{
	return role < ARRAY_SIZE(roles) ? roles[role] : NULL;
}

static const char *const address_types[] = {
	[SMP_GUARD_ADDRESS_TYPE_UNKNOWN]	 = "unknown",
	[SMP_GUARD_ADDRESS_TYPE_BREDR]		 = "bredr",
	[SMP_GUARD_ADDRESS_TYPE_PUBLIC]		 = "public",
	[SMP_GUARD_ADDRESS_TYPE_RANDOM]		 = "random",
	[SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY] = "public-identity",
	[SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY] = "random-identity",
};

const char *smpg_address_type_name(u8 type)
{
	return type < ARRAY_SIZE(address_types) ? address_types[type] : NULL;
}

static const char *const phases[] = {
	[SMP_GUARD_PHASE_IDLE]			= "idle",
	[SMP_GUARD_PHASE_REQUESTED]		= "requested",
	[SMP_GUARD_PHASE_FEATURES]		= "features",
	[SMP_GUARD_PHASE_AUTHENTICATION]	= "authentication",
	[SMP_GUARD_PHASE_ENCRYPTION]		= "encryption",
	[SMP_GUARD_PHASE_KEY_DISTRIBUTION]	= "key-distribution",
	[SMP_GUARD_PHASE_COMPLETE]		= "complete",
	[SMP_GUARD_PHASE_FAILED]		= "failed",
};

const char *smpg_phase_name(u8 phase)
{
	return phase < ARRAY_SIZE(phases) ? phases[phase] : NULL;
}

static const char *const methods[] = {
	[SMP_GUARD_METHOD_UNKNOWN]		= "unknown",
	[SMP_GUARD_METHOD_JUST_WORKS]		= "just-works",
	[SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS] =
		"passkey-initiator-displays",
	[SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS] =
		"passkey-responder-displays",
	[SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT]	= "passkey-both-input",
	[SMP_GUARD_METHOD_NUMERIC_COMPARISON]	= "numeric-comparison",
	[SMP_GUARD_METHOD_OOB]			= "oob",
	[SMP_GUARD_METHOD_CTKD]			= "ctkd",
};

const char *smpg_method_name(u8 method)
{
	return method < ARRAY_SIZE(methods) ? methods[method] : NULL;
}

static const char *const key_kinds[] = {
	[SMP_GUARD_KEY_NONE]			= "none",
	[SMP_GUARD_KEY_LTK]			= "ltk",
	[SMP_GUARD_KEY_EDIV_RAND]		= "ediv-rand",
	[SMP_GUARD_KEY_IRK]			= "irk",
	[SMP_GUARD_KEY_IDENTITY_ADDRESS]	= "identity-address",
	[SMP_GUARD_KEY_CSRK]			= "csrk",
	[SMP_GUARD_KEY_LINK_KEY]		= "link-key",
};

const char *smpg_key_name(u8 key)
{
	return key < ARRAY_SIZE(key_kinds) ? key_kinds[key] : NULL;
}

static const char *const sides[] = {
	[SMP_GUARD_SIDE_LOCAL]	= "local",
	[SMP_GUARD_SIDE_PEER]	= "peer",
	[SMP_GUARD_SIDE_LINK]	= "link",
	[SMP_GUARD_SIDE_GUARD]	= "guard",
};

const char *smpg_side_name(u8 side)
{
	return side < ARRAY_SIZE(sides) ? sides[side] : NULL;
}

static const char *const stacks[] = {
	[SMP_GUARD_STACK_UNKNOWN]	= "unknown",
	[SMP_GUARD_STACK_KERNEL]	= "kernel",
	[SMP_GUARD_STACK_USER]		= "user",
};

const char *smpg_stack_name(u8 stack)
{
	return stack < ARRAY_SIZE(stacks) ? stacks[stack] : NULL;
}

static const char *const severities[] = {
	[SMP_GUARD_SEVERITY_NOTICE]	= "notice",
	[SMP_GUARD_SEVERITY_WARNING]	= "warning",
	[SMP_GUARD_SEVERITY_CRITICAL]	= "critical",
};

const char *smpg_severity_name(u8 severity)
{
	return severity < ARRAY_SIZE(severities) ? severities[severity] : NULL;
}

static const char *const pdus[] = {
	[SMPG_PAIRING_REQUEST]		= "Pairing Request",
	[SMPG_PAIRING_RESPONSE]		= "Pairing Response",
	[SMPG_PAIRING_CONFIRM]		= "Pairing Confirm",
	[SMPG_PAIRING_RANDOM]		= "Pairing Random",
	[SMPG_PAIRING_FAILED]		= "Pairing Failed",
	[SMPG_ENCRYPTION_INFORMATION]	= "Encryption Information",
	[SMPG_CENTRAL_IDENTIFICATION]	= "Central Identification",
	[SMPG_IDENTITY_INFORMATION]	= "Identity Information",
	[SMPG_IDENTITY_ADDRESS_INFORMATION] = "Identity Address Information",
	[SMPG_SIGNING_INFORMATION]	= "Signing Information",
	[SMPG_SECURITY_REQUEST]		= "Security Request",
	[SMPG_PAIRING_PUBLIC_KEY]	= "Pairing Public Key",
	[SMPG_PAIRING_DHKEY_CHECK]	= "Pairing DHKey Check",
	[SMPG_PAIRING_KEYPRESS]		= "Pairing Keypress Notification",
};

const char *smpg_pdu_name(u8 code)
{
	return code < ARRAY_SIZE(pdus) ? pdus[code] : NULL;
}

/* Vol 3, Part H, 3.5.5 */
static const char *const reasons[] = {
	[0x01] = "Passkey Entry Failed",
	[0x02] = "OOB Not Available",
	[0x03] = "Authentication Requirements",
	[0x04] = "Confirm Value Failed",
	[0x05] = "Pairing Not Supported",
	[0x06] = "Encryption Key Size",
	[0x07] = "Command Not Supported",
	[0x08] = "Unspecified Reason",
	[0x09] = "Repeated Attempts",
	[0x0a] = "Invalid Parameters",
	[0x0b] = "DHKey Check Failed",
	[0x0c] = "Numeric Comparison Failed",
	[0x0d] = "BR/EDR pairing in progress",
	[0x0e] = "Cross-transport Key Derivation/Generation not allowed",
	[0x0f] = "Key Rejected",
};

const char *smpg_reason_name(u8 reason)
{
	return reason < ARRAY_SIZE(reasons) ? reasons[reason] : NULL;
}

static const char *const key_dists[] = {
	"EncKey", "IdKey", "SignKey", "LinkKey",
};

const char *smpg_key_dist_names(u8 keys, char *buf, size_t size)
{
	size_t have = 0, len, i;
	const char *name;

	if (!size)
		return buf;

	for (i = 0; i < ARRAY_SIZE(key_dists); i++) {
		if (!(keys & BIT(i)))
			continue;
		name = key_dists[i];
		len = strlen(name);
		/* A comma and the NUL need room as well. */
		if (have + len + 2 > size)
			break;
		if (have)
			buf[have++] = ',';
		memcpy(buf + have, name, len);
		have += len;
	}
	if (!have && size > 1)
		buf[have++] = '-';
	buf[have] = '\0';
	return buf;
}
