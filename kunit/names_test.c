// SPDX-License-Identifier: GPL-2.0
/* Each value has a name of its own, and no other value has a name. */
#include <kunit/test.h>

#include "../engine/names.c"

static const struct {
	const char *what;
	const char *(*name)(u8 value);
	int first, end;
	bool plain;	/* spelled as in the netlink spec */
} name_functions[] = {
	{ "rule", smpg_rule_name, 0, __SMP_GUARD_RULE_MAX, true },
	{ "action", smpg_action_name, 0, __SMP_GUARD_ACTION_MAX, true },
	{ "direction", smpg_direction_name, 0, __SMP_GUARD_DIRECTION_MAX, true },
	{ "transport", smpg_transport_name, 0, __SMP_GUARD_TRANSPORT_MAX, true },
	{ "role", smpg_role_name, 0, __SMP_GUARD_ROLE_MAX, true },
	{ "address type", smpg_address_type_name, 0,
	  __SMP_GUARD_ADDRESS_TYPE_MAX, true },
	{ "phase", smpg_phase_name, 0, __SMP_GUARD_PHASE_MAX, true },
	{ "method", smpg_method_name, 0, __SMP_GUARD_METHOD_MAX, true },
	{ "key", smpg_key_name, 0, __SMP_GUARD_KEY_MAX, true },
	{ "side", smpg_side_name, 0, __SMP_GUARD_SIDE_MAX, true },
	{ "profile", smpg_profile_name, 0, __SMP_GUARD_PROFILE_MAX, true },
	{ "stack", smpg_stack_name, 0, __SMP_GUARD_STACK_MAX, true },
	{ "severity", smpg_severity_name, 0, __SMP_GUARD_SEVERITY_MAX, true },
	{ "PDU", smpg_pdu_name, 1, SMPG_PDU_MAX + 1, false },
	{ "reason", smpg_reason_name, 1, 0x10, false },
};

static bool is_plain(const char *name)
{
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz-") ==
			strlen(name);
}

static void every_value_has_its_name(struct kunit *test)
{
	const char *name;
	int i, value, other;

	for (i = 0; i < ARRAY_SIZE(name_functions); i++) {
		for (value = 0; value < 256; value++) {
			bool named = value >= name_functions[i].first &&
				     value < name_functions[i].end;

			name = name_functions[i].name(value);
			KUNIT_EXPECT_EQ_MSG(test, !!name, named, "%s %d",
					    name_functions[i].what, value);
			if (!name || !named)
				continue;
			if (name_functions[i].plain)
				KUNIT_EXPECT_TRUE_MSG(test, is_plain(name),
						      "%s", name);
			for (other = name_functions[i].first; other < value;
			     other++)
				KUNIT_EXPECT_STRNEQ(test, name,
						    name_functions[i].name(other));
		}
	}
}

static void key_dist_names(struct kunit *test)
{
	char buf[32];

	KUNIT_EXPECT_STREQ(test, smpg_key_dist_names(0, buf, sizeof(buf)), "-");
	KUNIT_EXPECT_STREQ(test, smpg_key_dist_names(0xf0, buf, sizeof(buf)),
			   "-");
	KUNIT_EXPECT_STREQ(test, smpg_key_dist_names(1, buf, sizeof(buf)),
			   "EncKey");
	KUNIT_EXPECT_STREQ(test, smpg_key_dist_names(6, buf, sizeof(buf)),
			   "IdKey,SignKey");
	KUNIT_EXPECT_STREQ(test, smpg_key_dist_names(0xff, buf, sizeof(buf)),
			   "EncKey,IdKey,SignKey,LinkKey");
}

/* In any size the names end with a NUL, and stay within the buffer. */
static void key_dist_names_keep_to_the_buffer(struct kunit *test)
{
	char buf[33];
	size_t size;
	int keys;

	for (keys = 0; keys < 16; keys++) {
		for (size = 0; size < sizeof(buf); size++) {
			memset(buf, 'x', sizeof(buf));
			smpg_key_dist_names(keys, buf, size);
			KUNIT_EXPECT_EQ(test, buf[size], 'x');
			if (size)
				KUNIT_EXPECT_NOT_NULL(test, memchr(buf, 0, size));
		}
	}
}

static struct kunit_case names_cases[] = {
	KUNIT_CASE(every_value_has_its_name),
	KUNIT_CASE(key_dist_names),
	KUNIT_CASE(key_dist_names_keep_to_the_buffer),
	{}
};

static struct kunit_suite names_suite = {
	.name = "smpg_names",
	.test_cases = names_cases,
};

kunit_test_suite(names_suite);
