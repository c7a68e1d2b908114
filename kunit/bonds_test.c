// SPDX-License-Identifier: GPL-2.0
/* The bonds of the kernel's own stack. */
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
	KUNIT_CASE(link_keys_are_found),
	{}
};

static struct kunit_suite bonds_suite = {
	.name = "smpg_bonds",
	.test_cases = bonds_cases,
};

kunit_test_suite(bonds_suite);
