// SPDX-License-Identifier: GPL-2.0
/* The identity behind a resolvable private address. */
#include <kunit/test.h>

#include "fakes.h"

#undef kmalloc
#define kmalloc scarce_kmalloc
#include "../kernel/identity.c"
#undef kmalloc

/* The sample data of ah, Appendix D.7, least significant octet first. */
static const u8 sample_irk[] = {
	0x9b, 0x7d, 0x39, 0x0a, 0xa6, 0x10, 0x10, 0x34,
	0x05, 0xad, 0xc8, 0x57, 0xa3, 0x34, 0x02, 0xec,
};

static const u8 sample_rpa[] = { 0xaa, 0xfb, 0x0d, 0x94, 0x81, 0x70 };

struct identity_test {
	struct hci_dev hdev;
	struct smpg_link link;
};

static int identity_init(struct kunit *test)
{
	struct identity_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	INIT_LIST_HEAD(&t->hdev.identity_resolving_keys);
	test->priv = t;
	fakes_reset();
	return 0;
}

static void identity_exit(struct kunit *test)
{
	smpg_identity_exit();
	KUNIT_EXPECT_EQ(test, count, 0);
}

static void learn(const u8 *irk, u16 last)
{
	struct smpg_link link = {
		.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.identity = { last, 2 + (last >> 8), 3, 4, 5, 6 },
	};

	smpg_identity_learn(irk, &link);
}

/* Return: last octet of the identity of the sample's address, 0 for none. */
static u8 found(struct kunit *test, u8 type)
{
	struct identity_test *t = test->priv;

	memset(&t->link, 0, sizeof(t->link));
	t->link.peer_type = type;
	memcpy(t->link.peer, sample_rpa, sizeof(sample_rpa));
	rcu_read_lock();
	smpg_identity_find(&t->hdev, &t->link);
	rcu_read_unlock();
	return t->link.identity_type ? t->link.identity[0] : 0;
}

static void sample_data(struct kunit *test)
{
	u8 other[6];
	int i;

	KUNIT_EXPECT_TRUE(test, resolves(sample_irk, sample_rpa));
	for (i = 0; i < 48; i++) {
		memcpy(other, sample_rpa, sizeof(other));
		other[i / 8] ^= BIT(i % 8);
		KUNIT_EXPECT_FALSE(test, resolves(sample_irk, other));
	}
}

static void peer_that_told_is_found(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 0);
	learn(sample_irk, 1);
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 1);
	/* A public address is not resolved. */
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_PUBLIC), 0);
	/* The same identity is kept once. */
	learn(sample_irk, 1);
	KUNIT_EXPECT_EQ(test, count, 1);
}

static void no_irk_is_no_identity(struct kunit *test)
{
	static const u8 none[SMPG_KEY_LEN];

	learn(none, 1);
	KUNIT_EXPECT_EQ(test, count, 0);
}

static void oldest_is_forgotten(struct kunit *test)
{
	u8 irk[SMPG_KEY_LEN] = { 1 };
	int i;

	learn(sample_irk, 255);
	for (i = 0; i < IDENTITIES_MAX - 1; i++) {
		irk[1] = i;
		learn(irk, i);
	}
	KUNIT_EXPECT_EQ(test, count, IDENTITIES_MAX);
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 255);
	irk[2] = 1;
	learn(irk, 256);
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 0);
}

static void kernels_irk_is_found(struct kunit *test)
{
	struct identity_test *t = test->priv;
	struct smp_irk irk = {
		.addr_type = ADDR_LE_DEV_PUBLIC,
		.bdaddr = { .b = { 9, 2, 3, 4, 5, 6 } },
	};

	memcpy(irk.val, sample_irk, sizeof(irk.val));
	list_add(&irk.list, &t->hdev.identity_resolving_keys);
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 9);
	KUNIT_EXPECT_EQ(test, t->link.identity_type,
			SMP_GUARD_ADDRESS_TYPE_PUBLIC);
}

static void unlearned_identity_is_counted(struct kunit *test)
{
	no_memory = true;
	learn(sample_irk, 9);
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 1);
	no_memory = false;
	learn(sample_irk, 9);
	KUNIT_EXPECT_EQ(test, found(test, SMP_GUARD_ADDRESS_TYPE_RANDOM), 9);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 1);
}

static struct kunit_case identity_cases[] = {
	KUNIT_CASE(sample_data),
	KUNIT_CASE(peer_that_told_is_found),
	KUNIT_CASE(no_irk_is_no_identity),
	KUNIT_CASE(oldest_is_forgotten),
	KUNIT_CASE(kernels_irk_is_found),
	KUNIT_CASE(unlearned_identity_is_counted),
	{}
};

static struct kunit_suite identity_suite = {
	.name = "smpg_identity",
	.init = identity_init,
	.exit = identity_exit,
	.test_cases = identity_cases,
};

kunit_test_suite(identity_suite);
