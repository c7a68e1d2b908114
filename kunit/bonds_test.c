// SPDX-License-Identifier: GPL-2.0
/* The bonds of the kernel's own stack, and of those in user space. */
#include <kunit/test.h>

#include "../kernel/bonds.c"

static const u8 bonded_peer[] = { 1, 2, 3, 4, 5, 0xc6 };

static struct smp_ltk *add_bond(struct kunit *test, struct hci_dev *hdev, u8 type,
				u8 authenticated, u8 size)
{
	struct smp_ltk *ltk = kunit_kzalloc(test, sizeof(*ltk), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, ltk);
	memcpy(ltk->bdaddr.b, bonded_peer, sizeof(bonded_peer));
	ltk->bdaddr_type = ADDR_LE_DEV_RANDOM;
	ltk->type = type;
	ltk->authenticated = authenticated;
	ltk->enc_size = size;
	list_add(&ltk->list, &hdev->long_term_keys);
	return ltk;
}

static struct smpg_bond bond_of(struct hci_dev *hdev, u8 type)
{
	struct smpg_bond bond;

	rcu_read_lock();
	smpg_bond_find(hdev, type, bonded_peer, &bond);
	rcu_read_unlock();
	return bond;
}

static void bonds_are_found(struct kunit *test)
{
	struct hci_dev *hdev = kunit_kzalloc(test, sizeof(*hdev), GFP_KERNEL);
	struct smpg_bond bond;

	KUNIT_ASSERT_NOT_NULL(test, hdev);
	INIT_LIST_HEAD(&hdev->long_term_keys);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_FALSE(test, bond.known);

	add_bond(test, hdev, LTK_OF_DEBUG, 1, 16);
	add_bond(test, hdev, LTK_OF_SC, 1, 16)->bdaddr.b[0]++;
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_FALSE(test, bond.known);

	/* Legacy pairing leaves an LTK for each role. */
	add_bond(test, hdev, 1, 0, 7);
	add_bond(test, hdev, 2, 0, 10);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_TRUE(test, bond.known);
	KUNIT_EXPECT_FALSE(test, bond.sc);
	KUNIT_EXPECT_FALSE(test, bond.authenticated);
	KUNIT_EXPECT_EQ(test, bond.key_size, 10);

	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_FALSE(test, bond.known);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	KUNIT_EXPECT_FALSE(test, bond.known);

	add_bond(test, hdev, LTK_OF_SC, 1, 16);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_TRUE(test, bond.sc);
	KUNIT_EXPECT_TRUE(test, bond.authenticated);
	KUNIT_EXPECT_EQ(test, bond.key_size, 16);
	KUNIT_EXPECT_TRUE(test, bond.identified);

	/* A stack that has the adapter for itself has other ones. */
	hci_dev_set_flag(hdev, HCI_USER_CHANNEL);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_FALSE(test, bond.known);
}

/* EDIV and Rand identify the LTKs of legacy pairing. */
static void identified_bonds_are_told_apart(struct kunit *test)
{
	struct hci_dev *hdev = kunit_kzalloc(test, sizeof(*hdev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, hdev);
	INIT_LIST_HEAD(&hdev->long_term_keys);
	add_bond(test, hdev, LTK_OF_SC, 1, 16);
	KUNIT_EXPECT_FALSE(test, bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM).identified);
	add_bond(test, hdev, 1, 1, 16);
	KUNIT_EXPECT_TRUE(test, bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM).identified);
}

/* ---- of stacks in user space ---- */

static struct smpg_live_link *pair_with(struct kunit *test, u8 stack)
{
	struct smpg_live_link *live = kunit_kzalloc(test, sizeof(*live), GFP_KERNEL);
	struct smpg_pairing *p;

	if (!live)
		return NULL;
	live->link.stacks = BIT(stack);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	memcpy(live->link.peer, bonded_peer, sizeof(bonded_peer));
	p = &live->link.pairing;
	p->phase = SMP_GUARD_PHASE_COMPLETE;
	p->method = SMP_GUARD_METHOD_NUMERIC_COMPARISON;
	p->sc = true;
	p->key_size = 16;
	p->features[0].auth = SMPG_AUTH_SC | 1;
	p->features[1].auth = SMPG_AUTH_SC | 1;
	return live;
}

static void finish_pairing(struct smpg_live_link *live)
{
	const struct smpg_verdict v = { .happened = SMPG_COMPLETE };

	smpg_bond_note(live, &v);
}

static bool is_kept(u16 index)
{
	struct smpg_bond bond = {};

	find_of_user(index, SMP_GUARD_ADDRESS_TYPE_RANDOM, bonded_peer, &bond);
	return bond.known;
}

static void bonds_of_user_space(struct kunit *test)
{
	struct smpg_live_link *live = pair_with(test, SMP_GUARD_STACK_USER);
	struct hci_dev *hdev = kunit_kzalloc(test, sizeof(*hdev), GFP_KERNEL);
	const struct smpg_verdict failed = {
		.happened = SMPG_COMPLETE | SMPG_FAILED,
	};
	struct smpg_bond bond;

	KUNIT_ASSERT_NOT_NULL(test, live);
	KUNIT_ASSERT_NOT_NULL(test, hdev);
	INIT_LIST_HEAD(&hdev->long_term_keys);
	smpg_bond_note(live, &failed);
	KUNIT_EXPECT_FALSE(test, is_kept(0));
	finish_pairing(live);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_TRUE(test, bond.known);
	KUNIT_EXPECT_TRUE(test, bond.authenticated);
	KUNIT_EXPECT_FALSE(test, bond.identified);
	KUNIT_EXPECT_EQ(test, bond.key_size, 16);
	KUNIT_EXPECT_FALSE(test, is_kept(1));
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_FALSE(test, bond.known);
	/* The kernel's own lists know better. */
	add_bond(test, hdev, LTK_OF_SC, 0, 7);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_EQ(test, bond.key_size, 7);
	hci_dev_set_flag(hdev, HCI_USER_CHANNEL);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_EQ(test, bond.key_size, 16);
	/* The host replaces its bond. */
	live->link.pairing.key_size = 10;
	finish_pairing(live);
	bond = bond_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_EQ(test, bond.key_size, 10);

	smpg_bond_forget(1);
	KUNIT_EXPECT_TRUE(test, is_kept(0));
	smpg_bond_forget(0);
	KUNIT_EXPECT_FALSE(test, is_kept(0));
}

static void bonds_that_are_not_kept(struct kunit *test)
{
	struct smpg_live_link *live = pair_with(test, SMP_GUARD_STACK_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, live);
	finish_pairing(live);
	KUNIT_EXPECT_FALSE(test, is_kept(0));
	live->link.stacks = BIT(SMP_GUARD_STACK_USER);
	live->link.pairing.features[0].auth = SMPG_AUTH_SC;
	finish_pairing(live);
	KUNIT_EXPECT_FALSE(test, is_kept(0));
	live->link.pairing.features[0].auth |= 1;
	live->link.peer[5] = 0x46;
	finish_pairing(live);
	KUNIT_EXPECT_EQ(test, kept[0].last, 0);
}

/* A stranger that asks for other keys does not have the module forget a bond. */
static void bonds_that_the_host_has_lost(struct kunit *test)
{
	struct smpg_live_link *live = pair_with(test, SMP_GUARD_STACK_USER);

	KUNIT_ASSERT_NOT_NULL(test, live);
	finish_pairing(live);
	live->link.identified = true;
	smpg_bond_denied(live);
	KUNIT_EXPECT_TRUE(test, is_kept(0));
	live->link.identified = false;
	live->link.pairing.phase = SMP_GUARD_PHASE_AUTHENTICATION;
	smpg_bond_denied(live);
	KUNIT_EXPECT_TRUE(test, is_kept(0));
	live->link.pairing.phase = SMP_GUARD_PHASE_COMPLETE;
	live->link.peer[0]++;
	smpg_bond_denied(live);
	KUNIT_EXPECT_TRUE(test, is_kept(0));
	live->link.peer[0]--;
	smpg_bond_denied(live);
	KUNIT_EXPECT_FALSE(test, is_kept(0));
	/* An LTK of legacy pairing has EDIV and Rand. */
	live->link.pairing.sc = false;
	live->link.pairing.keys[0] = SMP_GUARD_KEY_DIST_ENCKEY;
	finish_pairing(live);
	smpg_bond_denied(live);
	KUNIT_EXPECT_TRUE(test, is_kept(0));
}

static void many_bonds_find_room(struct kunit *test)
{
	struct smpg_live_link *live = pair_with(test, SMP_GUARD_STACK_USER);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, live);
	finish_pairing(live);
	for (i = 1; i < KEPT_MAX; i++) {
		live->link.peer[1] = 0x80 + i;
		finish_pairing(live);
		KUNIT_EXPECT_TRUE(test, is_kept(0));
	}
	/* Needed least lately */
	memcpy(live->link.peer, bonded_peer, sizeof(bonded_peer));
	kept[0].last = 1;
	live->link.peer[0]++;
	finish_pairing(live);
	KUNIT_EXPECT_FALSE(test, is_kept(0));
}

static void bonds_exit(struct kunit *test)
{
	memset(kept, 0, sizeof(kept));
}

static struct smpg_link_key link_key_of(struct hci_dev *hdev, u8 type)
{
	struct smpg_link_key key;

	rcu_read_lock();
	smpg_link_key_find(hdev, type, bonded_peer, &key);
	rcu_read_unlock();
	return key;
}

static void link_keys_are_found(struct kunit *test)
{
	static const struct {
		u8 type;
		bool authenticated;
	} cases[] = {
		{ HCI_LK_COMBINATION, false }, { HCI_LK_UNAUTH_COMBINATION_P192, false },
		{ HCI_LK_AUTH_COMBINATION_P192, true },
		{ HCI_LK_UNAUTH_COMBINATION_P256, false },
		{ HCI_LK_AUTH_COMBINATION_P256, true },
	};
	struct hci_dev *hdev = kunit_kzalloc(test, sizeof(*hdev), GFP_KERNEL);
	struct link_key *key = kunit_kzalloc(test, sizeof(*key), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, hdev);
	KUNIT_ASSERT_NOT_NULL(test, key);
	INIT_LIST_HEAD(&hdev->link_keys);
	KUNIT_EXPECT_FALSE(test, link_key_of(hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC).known);

	list_add(&key->list, &hdev->link_keys);
	KUNIT_EXPECT_FALSE(test, link_key_of(hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC).known);
	memcpy(key->bdaddr.b, bonded_peer, sizeof(bonded_peer));
	KUNIT_EXPECT_FALSE(test, link_key_of(hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM).known);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		key->type = cases[i].type;
		KUNIT_EXPECT_TRUE(test, link_key_of(hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC).known);
		KUNIT_EXPECT_EQ(test, cases[i].authenticated,
				link_key_of(hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC).authenticated);
	}
}

static struct kunit_case bonds_cases[] = {
	KUNIT_CASE(bonds_are_found),
	KUNIT_CASE(identified_bonds_are_told_apart),
	KUNIT_CASE(bonds_of_user_space),
	KUNIT_CASE(bonds_that_are_not_kept),
	KUNIT_CASE(bonds_that_the_host_has_lost),
	KUNIT_CASE(many_bonds_find_room),
	KUNIT_CASE(link_keys_are_found),
	{}
};

static struct kunit_suite bonds_suite = {
	.name = "smpg_bonds",
	.exit = bonds_exit,
	.test_cases = bonds_cases,
};

kunit_test_suite(bonds_suite);
