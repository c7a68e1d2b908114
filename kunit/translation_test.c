// SPDX-License-Identifier: GPL-2.0
/* A translation that the guard would never make is bad. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/translation.c"

static const u8 hosts_id[SMPG_ID_LEN] = { RAND_TRACE, 0x0c, 0x00 };
static const u8 peers_id[SMPG_ID_LEN] = { RAND_A, 1, 0xe1 };
static const u8 hosts_key[] = { KEY_TRACE }, peers_key[] = { KEY_A };

static struct smpg_translation good(u8 key, int size)
{
	struct smpg_translation t = {
		.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.peer = { 1 },
		.key = key,
		.key_size = size,
	};

	if (size > SMPG_KEY_LEN)
		size = SMPG_KEY_LEN;
	memcpy(t.value[SMPG_LOCAL], hosts_key, size);
	memcpy(t.value[SMPG_REMOTE], peers_key, size);
	if (key == SMP_GUARD_KEY_LTK) {
		memcpy(t.id[SMPG_LOCAL], hosts_id, SMPG_ID_LEN);
		memcpy(t.id[SMPG_REMOTE], peers_id, SMPG_ID_LEN);
	}
	return t;
}

static struct smpg_translation ltk(void)
{
	return good(SMP_GUARD_KEY_LTK, SMPG_KEY_LEN);
}

static struct smpg_translation csrk(void)
{
	return good(SMP_GUARD_KEY_CSRK, SMPG_KEY_LEN);
}

static void bad_ones(struct kunit *test)
{
	struct smpg_translation t = ltk();
	u8 i;

	KUNIT_EXPECT_NULL(test, smpg_translation_bad(&t));
	for (i = 0; i < __SMP_GUARD_KEY_MAX; i++) {
		t.key = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_KEY_LTK);
	}
	t = ltk();
	for (i = 0; i < __SMP_GUARD_ADDRESS_TYPE_MAX; i++) {
		t.peer_type = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_ADDRESS_TYPE_PUBLIC ||
				i == SMP_GUARD_ADDRESS_TYPE_RANDOM ||
				i == SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	}
	t = ltk();
	memcpy(t.id[SMPG_REMOTE], hosts_id, SMPG_ID_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	memset(t.id[SMPG_REMOTE], 7, 8);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	t = ltk();
	memset(t.value[SMPG_REMOTE], 7, SMPG_KEY_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));

	for (i = 0; i < __SMP_GUARD_ROLE_MAX; i++) {
		t = ltk();
		t.role = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i != SMP_GUARD_ROLE_CENTRAL);
		t = csrk();
		t.role = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_ROLE_UNKNOWN);
	}

	t = csrk();
	KUNIT_EXPECT_NULL(test, smpg_translation_bad(&t));
	t.id[SMPG_LOCAL][9] = 1;
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	t = csrk();
	memcpy(t.value[SMPG_LOCAL], t.value[SMPG_REMOTE], SMPG_KEY_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
}

static void sizes_that_are_taken(struct kunit *test)
{
	struct smpg_translation t;
	int size, i;

	for (size = 0; size <= 20; size++) {
		for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++) {
			t = good(SMP_GUARD_KEY_LTK, size);
			KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
					size >= 7 && size <= 16);
			if (size >= SMPG_KEY_LEN)
				continue;
			t.value[i][SMPG_KEY_LEN - 1] = 1;
			KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
		}
		t = csrk();
		t.key_size = size;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t), size == 16);
	}
}

static struct kunit_case translation_cases[] = {
	KUNIT_CASE(bad_ones),
	KUNIT_CASE(sizes_that_are_taken),
	{}
};

static struct kunit_suite translation_suite = {
	.name = "smpg_translation",
	.test_cases = translation_cases,
};

kunit_test_suite(translation_suite);
