// SPDX-License-Identifier: GPL-2.0
/* The policy's entries, by scope. */
#include "frames.h"
#include "../kernel/policy.c"

/* A peer overrides an adapter's address, which overrides an index. */
static void most_specific_entry_wins(struct kunit *test)
{
	struct frame_test *t = test->priv;
	static const u8 peer[6] = { 1, 2, 3, 4, 5, 0xc6 };
	struct smpg_entry e[] = {
		{ .scope = { .kind = SMPG_SCOPE_ADAPTER, .index = 7 },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE |
				    SMPG_SETS_KEY_DIST(SMPG_LOCAL) |
				    BIT(SMP_GUARD_RULE_WEAK_KEY),
			    .value = { .min_key_size = 9, .key_dist = { 1 } } } },
		{ .scope = { .kind = SMPG_SCOPE_ADAPTER_ADDRESS,
			     .address = { 7, 7, 7, 7, 7, 7 } },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE |
				    SMPG_SETS_KEY_DIST(SMPG_LOCAL),
			    .value = { .min_key_size = 10, .key_dist = { 2 } } } },
		{ .scope = { .kind = SMPG_SCOPE_PEER,
			     .type = SMP_GUARD_ADDRESS_TYPE_RANDOM,
			     .address = { 1, 2, 3, 4, 5, 0xc6 } },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE,
			    .value = { .min_key_size = 11 } } },
	};
	static const u8 want[] = { 16, 9, 10, 11 };
	struct smpg_policy policy;
	struct smpg_table *draft;
	int i;

	memset(t->hdev.bdaddr.b, 7, 6);
	for (i = 0; i <= ARRAY_SIZE(e); i++) {
		smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM, peer,
			       &policy);
		KUNIT_EXPECT_EQ(test, policy.min_key_size, want[i]);
		KUNIT_EXPECT_EQ(test, policy.action[SMP_GUARD_RULE_WEAK_KEY],
				i ? SMP_GUARD_ACTION_ALLOW :
				    SMP_GUARD_ACTION_REPAIR);
		KUNIT_EXPECT_EQ(test, policy.key_dist[SMPG_LOCAL],
				!i ? 15 : i == 1 ? 1 : 2);
		if (i == ARRAY_SIZE(e))
			break;
		draft = smpg_policy_draft(true, 1);
		KUNIT_EXPECT_EQ(test, smpg_policy_put(draft, &e[i]), 0);
		smpg_policy_commit(draft);
	}

	/* Another address type is another peer. */
	smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC, peer, &policy);
	KUNIT_EXPECT_EQ(test, policy.min_key_size, 10);
	t->hdev.id = 8;
	memset(t->hdev.bdaddr.b, 8, 6);
	smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_UNKNOWN, peer, &policy);
	KUNIT_EXPECT_EQ(test, policy.min_key_size, 16);

	draft = smpg_policy_draft(true, 0);
	KUNIT_EXPECT_EQ(test, smpg_policy_remove(draft, &e[1].scope), 0);
	KUNIT_EXPECT_EQ(test, smpg_policy_remove(draft, &e[1].scope), -ENOENT);
	smpg_policy_commit(draft);
	t->hdev.id = 7;
	memset(t->hdev.bdaddr.b, 7, 6);
	smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC, peer, &policy);
	KUNIT_EXPECT_EQ(test, policy.min_key_size, 9);
}

/* The policy finds SMPG_PEERS_MAX peers, and refuses one more. */
static void policy_holds_its_peers(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct smpg_entry entry = {
		.scope = { .kind = SMPG_SCOPE_PEER,
			   .type = SMP_GUARD_ADDRESS_TYPE_PUBLIC },
		.part.sets = SMPG_SETS_MIN_KEY_SIZE,
	};
	struct smpg_table *draft = smpg_policy_draft(false, SMPG_PEERS_MAX + 1);
	struct smpg_policy policy;
	int i, wrong = 0;

	for (i = 0; i <= SMPG_PEERS_MAX; i++) {
		entry.scope.address[0] = i;
		entry.scope.address[1] = i >> 8;
		entry.part.value.min_key_size = 7 + i % 10;
		wrong += smpg_policy_put(draft, &entry) !=
			 (i == SMPG_PEERS_MAX ? -E2BIG : 0);
	}
	smpg_policy_commit(draft);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	for (i = 0; i < SMPG_PEERS_MAX; i++) {
		entry.scope.address[0] = i;
		entry.scope.address[1] = i >> 8;
		smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC,
			       entry.scope.address, &policy);
		wrong += policy.min_key_size != 7 + i % 10;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static u64 sum_after(struct smpg_entry *entries, unsigned int nr)
{
	struct smpg_table *draft = smpg_policy_draft(false, nr);
	unsigned int i;

	for (i = 0; i < nr; i++)
		smpg_policy_put(draft, &entries[i]);
	smpg_policy_commit(draft);
	return smpg_policy_sum();
}

/* Gateways with one policy show one hash, in whatever order it was set. */
static void hash_is_of_the_policy_alone(struct kunit *test)
{
	struct smpg_entry e[] = {
		{ .scope = { .kind = SMPG_SCOPE_ADAPTER, .index = 0x100 },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE,
			    .value = { .min_key_size = 9 } } },
		{ .scope = { .kind = SMPG_SCOPE_ADAPTER, .index = 1 },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE,
			    .value = { .min_key_size = 10 } } },
	};
	struct smpg_entry again[] = { e[1], e[0] };
	u64 before = smpg_policy_sum(), both = sum_after(e, 2);
	struct smpg_table *draft;

	KUNIT_EXPECT_NE(test, both, before);
	KUNIT_EXPECT_EQ(test, sum_after(again, 2), both);
	/* What is not set does not count. */
	again[0].part.value.action[SMP_GUARD_RULE_WEAK_KEY]++;
	KUNIT_EXPECT_EQ(test, sum_after(again, 2), both);
	/* The two values change places. */
	again[0].part.value.min_key_size = 9;
	again[1].part.value.min_key_size = 10;
	KUNIT_EXPECT_NE(test, sum_after(again, 2), both);

	draft = smpg_policy_draft(true, 0);
	smpg_policy_remove(draft, &e[0].scope);
	smpg_policy_remove(draft, &e[1].scope);
	smpg_policy_commit(draft);
	KUNIT_EXPECT_EQ(test, smpg_policy_sum(), before);
}

/* Each setting, of the default or of a peer, changes the hash. */
static void hash_is_of_every_setting(struct kunit *test)
{
	struct smpg_entry entry = {
		.part = { .sets = SMPG_SETS_ALL,
			  .value = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT) },
	};
	u8 *octets = (u8 *)&entry.part.value;
	u64 was, is;
	unsigned int i, kind;

	for (kind = SMPG_SCOPE_DEFAULT; kind < SMPG_SCOPES; kind++) {
		entry.scope.kind = kind;
		was = sum_after(&entry, 1);
		for (i = 0; i < sizeof(entry.part.value); i++) {
			octets[i]++;
			is = sum_after(&entry, 1);
			KUNIT_EXPECT_NE_MSG(test, is, was, "octet %u", i);
			octets[i]--;
		}
	}
	entry.scope.type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_NE(test, sum_after(&entry, 1), was);
	entry.scope.type = 0;
	for (i = 0; i < sizeof(entry.scope.address); i++) {
		entry.scope.address[i]++;
		KUNIT_EXPECT_NE(test, sum_after(&entry, 1), was);
		entry.scope.address[i]--;
	}
	KUNIT_EXPECT_EQ(test, sum_after(&entry, 1), was);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(most_specific_entry_wins),
	KUNIT_CASE(policy_holds_its_peers),
	KUNIT_CASE(hash_is_of_the_policy_alone),
	KUNIT_CASE(hash_is_of_every_setting),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "smpg_policy",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);
