// SPDX-License-Identifier: GPL-2.0
/*
 * Commands and events: session keys, and the LTKs that are translated between
 * host and controller.
 */
#include "frames.h"
#include "../kernel/events.c"
#include "../kernel/window.h"

static void malformed_events_are_untouched(struct kunit *test)
{
	static const u8 connected[] = {
		0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01, 0xe0, 0xf3,
		0x76, 0x4c, 0xa7, 0xd2, 0x36, 0, 0, 0, 0x2a, 0, 0,
	};
	size_t n;

	for (n = 0; n < sizeof(connected); n++)
		pass_event(test, connected, n);
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_RX),
			sizeof(connected));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
}

static void commands_tell_of_session_keys(struct kunit *test)
{
	static const u8 stk[] = { KEY_D };
	u8 start[3 + 28] = { 0x19, 0x20, 28, HANDLE };
	struct sk_buff *skb;
	size_t n;

	memcpy(start + 15, stk, SMPG_KEY_LEN);
	agree_on_csrk(test);
	/* The STK exists when both sides have sent their random values. */
	EXCHANGE(test, TX, CONFIRM(KEY_A));
	EXCHANGE(test, RX, CONFIRM(KEY_B));
	EXCHANGE(test, TX, RANDOM(KEY_A));
	EXCHANGE(test, RX, RANDOM(KEY_B));
	for (n = 0; n <= sizeof(start); n++) {
		skb = skb_of(test, HCI_COMMAND_PKT, start, n);
		/* One that ends before its header says is dropped. */
		KUNIT_EXPECT_EQ(test, passes(test, TX, skb),
				n == sizeof(start));
		KUNIT_EXPECT_MEMEQ(test, skb->data, start, n);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX), sizeof(start));
	KUNIT_EXPECT_MEMEQ(test, link_at(test, HANDLE)->pairing.secrets.stk,
			   stk, SMPG_KEY_LEN);

	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
	KUNIT_EXPECT_TRUE(test, link_at(test, HANDLE)->encrypted);
}

/* ---- LTKs between host and controller ---- */

/* A pairing on a link of its own. The LTKs of earlier ones are still translated. */
static void pair(struct kunit *test, u8 requester, u8 size,
		 struct received_keys *peers)
{
	unsigned int before = smpg_translations_count();

	negotiate(test, requester, size, ENC | SIGN);
	give_ltk(test, size, peers);
	give_csrk(test, peers);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(),
			before ? before + 1 : 2);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
}

#define REQUEST_LEN	15
#define REPLY_LEN	(3 + 18)
#define ENCRYPT_LEN	(3 + 28)

/* LE Long Term Key Request */
static void ltk_request(u8 event[REQUEST_LEN], const u8 *id)
{
	static const u8 head[] = { 0x3e, 13, 0x05, HANDLE, 0x00 };

	memcpy(event, head, sizeof(head));
	memcpy(event + sizeof(head), id, SMPG_ID_LEN);
}

/* LE Long Term Key Request Reply */
static void ltk_reply(u8 command[REPLY_LEN], const u8 *key)
{
	static const u8 head[] = { 0x1a, 0x20, 18, HANDLE, 0x00 };

	memcpy(command, head, sizeof(head));
	memcpy(command + sizeof(head), key, SMPG_KEY_LEN);
}

/* LE Enable Encryption */
static void enable_encryption(u8 command[ENCRYPT_LEN], const u8 *id,
			      const u8 *key)
{
	static const u8 head[] = { 0x19, 0x20, 28, HANDLE, 0x00 };

	memcpy(command, head, sizeof(head));
	memcpy(command + sizeof(head), id, SMPG_ID_LEN);
	memcpy(command + ENCRYPT_LEN - SMPG_KEY_LEN, key, SMPG_KEY_LEN);
}

/* The peer requests the key of @by, and the host gets @id. */
static void asks(struct kunit *test, const u8 *by, const u8 *id)
{
	u8 event[REQUEST_LEN], want[REQUEST_LEN];

	ltk_request(event, by);
	ltk_request(want, id);
	pass_packet(test, HCI_EVENT_PKT, event, want, sizeof(event));
}

/* The host replies with @key, and the controller gets @peers. */
static void answers(struct kunit *test, const u8 *key, const u8 *peers)
{
	u8 command[REPLY_LEN], want[REPLY_LEN];

	ltk_reply(command, key);
	ltk_reply(want, peers);
	pass_packet(test, HCI_COMMAND_PKT, command, want, sizeof(command));
}

/* The host encrypts with @key, and the controller gets @id and @peers. */
static void encrypts(struct kunit *test, const u8 *key, const u8 *id,
		     const u8 *peers)
{
	u8 command[ENCRYPT_LEN], want[ENCRYPT_LEN];

	enable_encryption(command, hosts_id, key);
	enable_encryption(want, id, peers);
	pass_packet(test, HCI_COMMAND_PKT, command, want, sizeof(command));
}

static void peers_key_is_translated(struct kunit *test)
{
	static const u8 sizes[] = { 7, 10, 16 };
	u8 hosts[SMPG_KEY_LEN], requester;
	struct received_keys peers;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		set_hosts_ltk(hosts, sizes[i]);
		for (requester = TX; requester <= RX; requester++) {
			pair(test, requester, sizes[i], &peers);
			connect_peer(test);
			asks(test, peers.id, hosts_id);
			answers(test, hosts, peers.ltk);
			/* Without a request, a reply is unchanged. */
			answers(test, hosts, hosts);
			encrypts(test, hosts, peers.id, peers.ltk);
		}
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_LTK), 4 * i);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 0);
}

/* A private address has no identity before the peer proves to hold the key. */
static void encryption_tells_who_it_is(struct kunit *test)
{
	struct received_keys peers;
	struct smpg_link *link;

	pair(test, RX, 16, &peers);
	EVENT(test, 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01,
	      1, 2, 3, 4, 5, 0x46, 0x36, 0, 0, 0, 0x2a, 0, 0);
	link = link_at(test, HANDLE);
	KUNIT_ASSERT_NOT_NULL(test, link);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
	EVENT(test, 0x08, 4, 0x06, HANDLE, 0x00, 0x00);
	KUNIT_EXPECT_EQ(test, link->identity_type, 0);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
	KUNIT_EXPECT_NE(test, link->identity_type, 0);
	KUNIT_EXPECT_EQ(test, link->identity[5], 0xd2);
}

/* A request with the host's own EDIV and Rand gets a random key. */
static void hosts_own_name_is_refused(struct kunit *test)
{
	u8 command[REPLY_LEN];
	struct received_keys peers;
	struct sk_buff *skb;

	pair(test, RX, 16, &peers);
	connect_peer(test);
	asks(test, hosts_id, hosts_id);
	ltk_reply(command, hosts_key);
	skb = skb_of(test, HCI_COMMAND_PKT, command, sizeof(command));
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	KUNIT_ASSERT_EQ(test, skb->len, sizeof(command));
	KUNIT_EXPECT_MEMEQ(test, skb->data, command, 5);
	KUNIT_EXPECT_NE(test, memcmp(skb->data + 5, hosts_key, SMPG_KEY_LEN),
			0);
	KUNIT_EXPECT_NE(test, memcmp(skb->data + 5, peers.ltk, SMPG_KEY_LEN),
			0);
	kfree_skb(skb);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
}

/* A Reset of the adapter ends its links, but drops no translation. */
static void reset_keeps_translations(struct kunit *test)
{
	struct received_keys peers;

	pair(test, RX, 16, &peers);
	connect_peer(test);
	asks(test, peers.id, hosts_id);
	EVENT(test, 0x0e, 4, 0x01, 0x03, 0x0c, 0x00);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	/* The link of the request is gone, so replies are unchanged. */
	answers(test, hosts_key, hosts_key);
	connect_peer(test);
	answers(test, hosts_key, hosts_key);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
}

/* Events of an adapter that is down open no link. */
static void links_met_by_a_request(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct received_keys peers;

	asks(test, hosts_id, hosts_id);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	pair(test, RX, 16, &peers);
	clear_bit(HCI_UP, &t->hdev.flags);
	asks(test, peers.id, peers.id);
	set_bit(HCI_UP, &t->hdev.flags);
	answers(test, hosts_key, hosts_key);
	encrypts(test, hosts_key, hosts_id, hosts_key);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	asks(test, peers.id, hosts_id);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
	answers(test, hosts_key, peers.ltk);
}

static void failed_pairing_makes_no_translation(struct kunit *test)
{
	struct received_keys old, peers;

	pair(test, RX, 16, &old);
	negotiate(test, RX, 16, ENC | SIGN);
	give_ltk(test, 16, &peers);
	asks(test, peers.id, hosts_id);
	EXCHANGE(test, RX, FAILED(0x08));
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
	answers(test, hosts_key, hosts_key);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	asks(test, old.id, hosts_id);
	answers(test, hosts_key, old.ltk);
}

/* A host may negotiate a key that it does not send, and its peer not insist. */
static void pairing_that_ends_with_its_link(struct kunit *test)
{
	struct received_keys old, peers;

	pair(test, RX, 16, &old);
	negotiate(test, RX, 16, ENC | SIGN);
	give_ltk(test, 16, &peers);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	connect_peer(test);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
	asks(test, old.id, hosts_id);
	answers(test, hosts_key, old.ltk);
}

/* All translations that are saved must have room when they are put back. */
static void full_table_keeps_to_its_limit(struct kunit *test)
{
	struct received_keys peers;
	int i;

	smpg_translations_init(2);
	for (i = 0; i < 5; i++) {
		negotiate(test, RX, 16, ENC | SIGN);
		give_ltk(test, 16, &peers);
		give_csrk(test, &peers);
		KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
		KUNIT_EXPECT_LE(test, smpg_translations_count(), 2);
		EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
		connect_peer(test);
		asks(test, peers.id, hosts_id);
		answers(test, hosts_key, peers.ltk);

		negotiate(test, RX, 16, ENC | SIGN);
		give_ltk(test, 16, &peers);
		EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
		KUNIT_EXPECT_LE(test, smpg_translations_count(), 2);
		connect_peer(test);
		asks(test, peers.id, hosts_id);
	}
}

/* A failure after a complete pairing does not affect its keys. */
static void failure_after_a_pairing_loses_nothing(struct kunit *test)
{
	struct received_keys peers;
	u8 requester;
	int i;

	for (i = 0; i < 6; i++) {
		requester = i % 2 ? TX : RX;
		negotiate(test, requester, 16, ENC | SIGN);
		give_ltk(test, 16, &peers);
		give_csrk(test, &peers);
		KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
		switch (i / 2) {
		case 0:	/* another request, which is refused */
			EXCHANGE(test, requester, REQUEST(0, 7, 7));
			EXCHANGE(test, !requester, FAILED(0x05));
			break;
		case 1: /* a request without an answer */
			EXCHANGE(test, requester, REQUEST(0, 7, 7));
			break;
		case 2: /* a Security Request */
			EXCHANGE(test, TX, SMPG_SECURITY_REQUEST, 1);
			EXCHANGE(test, RX, FAILED(0x05));
			break;
		}
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2 + i);
		EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
		KUNIT_EXPECT_EQ(test, seen.last.happened,
				i / 2 == 1 ? SMPG_FAILED : 0);
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2 + i);
		connect_peer(test);
		asks(test, peers.id, hosts_id);
		answers(test, hosts_key, peers.ltk);
	}
}

/* The peer does not hold a key that was dropped. */
static void starved_key_is_not_translated(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, len));
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	kfree_skb(skb);
	kfree_skb(skb);
}

/* The self-test of hook.c: hci_recv_frame() itself would return an error. */
static void frame_without_adapter_is_swallowed(struct kunit *test)
{
	struct sk_buff *skb = skb_of(test, HCI_EVENT_PKT, "", 0);

	KUNIT_EXPECT_EQ(test, smpg_rx(NULL, skb), SMPG_SWALLOW);
	kfree_skb(skb);
}

/* Link keys have no handle. */
static void link_keys_find_their_link(struct kunit *test)
{
	static const u8 notification[2 + 23] = { 0x18, 23, 9, 8, 7, 6, 5, 4 };
	u8 reply[3 + 22] = { 0x0b, 0x04, 22, 9, 8, 7, 6, 5, 4 };
	struct sk_buff *skb;

	pass_event(test, notification, sizeof(notification));
	KUNIT_EXPECT_EQ(test, seen.last.nr, 0);
	EVENT(test, 0x03, 11, 0x00, 0x41, 0x00, 9, 8, 7, 6, 5, 4, 0x01, 0x00);
	pass_event(test, notification, sizeof(notification));
	KUNIT_EXPECT_EQ(test, seen.last.key, SMP_GUARD_KEY_LINK_KEY);
	KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_AUDIT);

	skb = skb_of(test, HCI_COMMAND_PKT, reply, sizeof(reply));
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_MEMEQ(test, skb->data, reply, 9);
	KUNIT_EXPECT_FALSE(test, smpg_all_zero(skb->data + 9, SMPG_KEY_LEN));
	kfree_skb(skb);

	/* A key that is not zero stays as it is. */
	reply[20] = 1;
	pass_packet(test, HCI_COMMAND_PKT, reply, reply, sizeof(reply));
}

/* The peer's address is compared with those of its adapter alone. */
static void peers_with_the_address_of_this_host(struct kunit *test)
{
	static const u8 set[] = { 0x05, 0x20, 6, 1, 2, 3, 4, 5, 0xc6 };
	static const u8 private[] = { 0x05, 0x20, 6, 1, 2, 3, 4, 5, 0x06 };
	struct frame_test *t = test->priv;
	u8 connected[21] = { 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x01, 0x01,
			     1, 2, 3, 4, 5, 0xc6 };
	u8 bredr[13] = { 0x03, 11, 0x00, 0x41, 0x00, 9, 8, 7, 6, 5, 4, 0x01 };
	struct hci_dev *other;

	other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, other);
	smpg_adapter_set_static(other, set + 3);
	pass_event(test, connected, sizeof(connected));
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
	pass_packet(test, HCI_COMMAND_PKT, set, set, sizeof(set));
	/* A private address of another kind does not replace it. */
	pass_packet(test, HCI_COMMAND_PKT, private, private, sizeof(private));
	pass_event(test, connected, sizeof(connected));
	KUNIT_EXPECT_EQ(test, seen.violations, 1);
	KUNIT_EXPECT_EQ(test, seen.last.findings[0].why,
			SMP_GUARD_WHY_OWN_IDENTITY);
	/* A Reset ends it; the kernel's own stack sets its own again. */
	smpg_links_close_all(&t->hdev, 0x16);
	pass_event(test, connected, sizeof(connected));
	KUNIT_EXPECT_EQ(test, seen.violations, 1);
	memcpy(t->hdev.static_addr.b, set + 3, 6);
	pass_event(test, connected, sizeof(connected));
	KUNIT_EXPECT_EQ(test, seen.violations, 2);

	pass_event(test, bredr, sizeof(bredr));
	KUNIT_EXPECT_EQ(test, seen.violations, 2);
	memcpy(t->hdev.bdaddr.b, bredr + 5, 6);
	pass_event(test, bredr, sizeof(bredr));
	KUNIT_EXPECT_EQ(test, seen.violations, 3);
	smpg_adapter_set_static(other, NULL);
}

static void static_addresses_of_many_adapters(struct kunit *test)
{
	static const u8 address[] = { 1, 2, 3, 4, 5, 0xff };
	struct hci_dev *hdev;
	u8 got[6];
	int i;

	hdev = kunit_kzalloc(test, sizeof(*hdev), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, hdev);
	/* Addresses for which there is no room are not known. */
	for (i = 0; i < 20; i++) {
		hdev->id = i;
		smpg_adapter_set_static(hdev, address);
		smpg_adapter_static(hdev, got);
		KUNIT_EXPECT_EQ(test, memcmp(got, address, 6) == 0, i < 16);
	}
	for (i = 0; i < 20; i++) {
		hdev->id = i;
		smpg_adapter_set_static(hdev, NULL);
		smpg_adapter_static(hdev, got);
		KUNIT_EXPECT_TRUE(test, smpg_all_zero(got, 6));
	}
}

/* Refusals on an earlier link count, as do answers to a request of this host. */
static void link_keys_after_a_refusal(struct kunit *test)
{
	static const u8 asked[] = { 0x11, 0x04, 2, 0x41, 0x00 };
	u8 notification[2 + 23] = { 0x18, 23, 9, 8, 7, 6, 5, 4, [24] = 0x08 };
	u8 reply[3 + 22] = { 0x0b, 0x04, 22, 9, 8, 7, 6, 5, 4, [20] = 1 };
	int i;

	notification[20] = 1;
	for (i = 0; i < 2; i++) {
		EVENT(test, 0x03, 11, 0x00, 0x41, 0x00, 9, 8, 7, 6, 5, 4, 0x01, 0x00);
		pass_packet(test, HCI_COMMAND_PKT, asked, asked, sizeof(asked));
		pass_event(test, notification, sizeof(notification));
		KUNIT_EXPECT_EQ(test, seen.last.nr, i);
		EVENT(test, 0x06, 3, 0x00, 0x41, 0x00);
		pass_packet(test, HCI_COMMAND_PKT, asked, asked, sizeof(asked));
		pass_packet(test, HCI_COMMAND_PKT, reply, reply, sizeof(reply));
		EVENT(test, 0x06, 3, 0x06, 0x41, 0x00);
		EVENT(test, 0x05, 4, 0x00, 0x41, 0x00, 0x13);
	}
	KUNIT_EXPECT_EQ(test, seen.violations, 1);

	/* Without a request of the host, the peer has started the pairing. */
	EVENT(test, 0x03, 11, 0x00, 0x41, 0x00, 1, 8, 7, 6, 5, 4, 0x01, 0x00);
	notification[2] = 1;
	pass_event(test, notification, sizeof(notification));
	KUNIT_EXPECT_EQ(test, seen.last.nr, 1);
	KUNIT_EXPECT_EQ(test, seen.last.findings[0].rule,
			SMP_GUARD_RULE_UNSOLICITED_PAIRING);
}

/* A central that guesses EDIV and Rand, which the host does not know */
static void keys_that_the_host_denies(struct kunit *test)
{
	static const u8 denied[] = { 0x1b, 0x20, 2, HANDLE, 0x00 };
	u8 id[SMPG_ID_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	int i;

	connect_peer(test);
	for (i = 0; i < 10; i++) {
		id[0]++;
		asks(test, id, id);
		pass_packet(test, HCI_COMMAND_PKT, denied, denied, sizeof(denied));
		KUNIT_EXPECT_EQ(test, seen.violations, i < 8 ? 0 : i - 7);
	}
}

/* Return: why a pairing that a peer starts on another link breaks a rule. */
static u8 second_pairing(struct kunit *test)
{
	/* ACL, L2CAP, Pairing Request */
	static const u8 request[] = {
		0x42, 0x00, 11, 0, 7, 0, 6, 0, REQUEST(0, 0, 0),
	};
	struct sk_buff *skb = skb_of(test, HCI_ACLDATA_PKT, request,
				     sizeof(request));

	EVENT(test, 0x3e, 19, 0x01, 0x00, 0x42, 0x00, 0x01, 0x01,
	      1, 2, 3, 4, 5, 0xc6, 0x36, 0, 0, 0, 0x2a, 0, 0);
	KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
	kfree_skb(skb);
	EVENT(test, 0x05, 4, 0x00, 0x42, 0x00, 0x13);
	return seen.found[SMP_GUARD_RULE_UNSOLICITED_PAIRING];
}

static void two_pairings_of_an_adapter(struct kunit *test)
{
	struct smpg_window all = { .any_adapter = true, .seconds = 600 };

	KUNIT_ASSERT_EQ(test, smpg_window_open(&all), 0);
	connect_peer(test);
	KUNIT_EXPECT_EQ(test, second_pairing(test), SMP_GUARD_WHY_NONE);
	agree_on_csrk(test);
	KUNIT_EXPECT_EQ(test, second_pairing(test), SMP_GUARD_WHY_SECOND_PAIRING);
	EXCHANGE(test, RX, FAILED(8));
	KUNIT_EXPECT_EQ(test, second_pairing(test), SMP_GUARD_WHY_NONE);
	/* A link that ends, ends its pairing. */
	agree_on_csrk(test);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	KUNIT_EXPECT_EQ(test, second_pairing(test), SMP_GUARD_WHY_NONE);
	smpg_window_close_all();
}

/* Requests of a peer are counted by the kernel's clock. */
static void requests_have_a_time(struct kunit *test)
{
	struct smpg_link *link;

	connect_peer(test);
	link = link_at(test, HANDLE);
	KUNIT_ASSERT_NOT_NULL(test, link);
	EXCHANGE(test, RX, SMPG_SECURITY_REQUEST, 1);
	KUNIT_EXPECT_EQ(test, link->requests.nr, 1);
	KUNIT_EXPECT_NE(test, link->requests.since, 0);
	link->requests.nr = 0;
	EXCHANGE(test, RX, REQUEST(0, 0, 0));
	KUNIT_EXPECT_EQ(test, link->requests.nr, 1);
}

/* A host that answers before there is a key (CVE-2019-19194) */
static void zero_session_key_does_not_leave(struct kunit *test)
{
	u8 start[3 + 28] = { 0x19, 0x20, 28, HANDLE };
	u8 reply[3 + 18] = { 0x1a, 0x20, 18, HANDLE };
	struct sk_buff *skb;

	agree_on_csrk(test);
	skb = skb_of(test, HCI_COMMAND_PKT, start, sizeof(start));
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	/* There is none to hand over, too. */
	KUNIT_EXPECT_EQ(test, seen.last.nr, 2);
	KUNIT_EXPECT_EQ(test, seen.last.findings[0].rule,
			SMP_GUARD_RULE_UNEXPECTED_PDU);
	KUNIT_EXPECT_EQ(test, seen.last.findings[1].rule,
			SMP_GUARD_RULE_ZERO_KEY);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
	KUNIT_EXPECT_MEMEQ(test, skb->data, start, 15);
	KUNIT_EXPECT_FALSE(test, smpg_all_zero(skb->data + 15, SMPG_KEY_LEN));
	kfree_skb(skb);

	skb = skb_of(test, HCI_COMMAND_PKT, reply, sizeof(reply));
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	KUNIT_EXPECT_MEMEQ(test, skb->data, reply, 5);
	KUNIT_EXPECT_FALSE(test, smpg_all_zero(skb->data + 5, SMPG_KEY_LEN));
	kfree_skb(skb);
	/* Nothing of a pairing is left to fail. */
	KUNIT_EXPECT_EQ(test, seen.last.nr, 1);
	KUNIT_EXPECT_EQ(test, seen.last.happened, 0);
}

/* Hosts fragment key PDUs if the controller's buffers are small. */
static void key_in_fragments_is_translated(struct kunit *test)
{
	u8 ltk[] = { LTK(KEY_TRACE) }, name[] = { EDIV_RAND(RAND_A) };
	u8 out[SMPG_L2CAP_MAX];
	struct received_keys peers;
	size_t size;

	for (size = 1; size <= 27; size++) {
		negotiate(test, RX, 16, ENC);
		in_fragments(test, TX, PB_START, ltk, sizeof(ltk), size, out);
		memcpy(peers.ltk, out + 5, SMPG_KEY_LEN);
		in_fragments(test, TX, PB_START, name, sizeof(name), size, out);
		memcpy(peers.id, out + 7, 8);
		memcpy(peers.id + 8, out + 5, 2);
		asks(test, peers.id, hosts_id);
		answers(test, hosts_key, peers.ltk);
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), size);
	}
}

/* ---- Packets of every shape and length ---- */

/* @data becomes @want, however the skb lies in memory. */
static void shapes(struct kunit *test, u8 type, const u8 *data, const u8 *want,
		   size_t len, void (*before)(struct kunit *test, void *arg),
		   void *arg)
{
	struct sk_buff *skb, *clone;
	size_t linear;

	before(test, arg);
	skb = skb_of(test, type, data, len);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);
	expect_packet(test, skb, want, len);
	/* The host's own clone is unchanged, as hdev->sent_cmd is. */
	KUNIT_EXPECT_MEMEQ(test, clone->data, data, len);
	kfree_skb(clone);

	/* The glance finds all that it reads in the first 5 octets. */
	for (linear = 5; linear < len; linear++) {
		before(test, arg);
		skb = scattered_skb(test, data, len, linear);
		hci_skb_pkt_type(skb) = type;
		expect_packet(test, skb, want, len);
	}

	/* The guard cannot write to a shared skb. */
	before(test, arg);
	skb = skb_get(skb_of(test, type, data, len));
	expect_packet(test, skb, data, len);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 1);
}

static void nothing_before(struct kunit *test, void *arg)
{
}

static void asks_before(struct kunit *test, void *arg)
{
	asks(test, ((struct received_keys *)arg)->id, hosts_id);
}

static void requests_of_every_shape(struct kunit *test)
{
	u8 event[REQUEST_LEN], want[REQUEST_LEN];
	struct received_keys peers;

	pair(test, RX, 16, &peers);
	connect_peer(test);
	ltk_request(event, peers.id);
	ltk_request(want, hosts_id);
	shapes(test, HCI_EVENT_PKT, event, want, sizeof(event), nothing_before,
	       NULL);
}

static void replies_of_every_shape(struct kunit *test)
{
	u8 command[REPLY_LEN], want[REPLY_LEN];
	struct received_keys peers;

	pair(test, RX, 16, &peers);
	connect_peer(test);
	ltk_reply(command, hosts_key);
	ltk_reply(want, peers.ltk);
	shapes(test, HCI_COMMAND_PKT, command, want, sizeof(command),
	       asks_before, &peers);
}

static void encryptions_of_every_shape(struct kunit *test)
{
	u8 command[ENCRYPT_LEN], want[ENCRYPT_LEN];
	struct received_keys peers;

	pair(test, TX, 16, &peers);
	connect_peer(test);
	enable_encryption(command, hosts_id, hosts_key);
	enable_encryption(want, peers.id, peers.ltk);
	shapes(test, HCI_COMMAND_PKT, command, want, sizeof(command),
	       nothing_before, NULL);
}

/* Requests cut off, with or without a fitting length, and with octets added. */
static void requests_of_wrong_length(struct kunit *test)
{
	u8 event[REQUEST_LEN + 5] = {}, want[REQUEST_LEN + 5] = {};
	struct received_keys peers;
	size_t n;

	pair(test, RX, 16, &peers);
	connect_peer(test);
	ltk_request(event, peers.id);
	for (n = 0; n < REQUEST_LEN; n++)
		pass_packet(test, HCI_EVENT_PKT, event, event, n);
	for (n = 5; n < REQUEST_LEN; n++) {
		event[1] = n - 2;
		pass_packet(test, HCI_EVENT_PKT, event, event, n);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_RX),
			2 * REQUEST_LEN - 5);
	answers(test, hosts_key, hosts_key);

	event[1] = sizeof(event) - 2;
	ltk_request(want, hosts_id);
	want[1] = event[1];
	pass_packet(test, HCI_EVENT_PKT, event, want, sizeof(event));
	answers(test, hosts_key, peers.ltk);
}

/* A command that ends before its header says is dropped. */
static void drop_command(struct kunit *test, const u8 *data, size_t len)
{
	struct sk_buff *skb = skb_of(test, HCI_COMMAND_PKT, data, len);

	KUNIT_EXPECT_FALSE_MSG(test, passes(test, TX, skb), "%zu octets", len);
	kfree_skb(skb);
}

static void commands_of_wrong_length(struct kunit *test)
{
	u8 reply[REPLY_LEN + 5] = {}, encrypt[ENCRYPT_LEN] = {};
	u8 want[REPLY_LEN + 5] = {};
	struct received_keys peers;
	size_t n;

	pair(test, RX, 16, &peers);
	connect_peer(test);
	asks(test, peers.id, hosts_id);
	ltk_reply(reply, hosts_key);
	enable_encryption(encrypt, hosts_id, hosts_key);
	for (n = 2; n < REPLY_LEN; n++)
		drop_command(test, reply, n);
	for (n = 2; n < ENCRYPT_LEN; n++)
		drop_command(test, encrypt, n);
	for (n = 3; n < REPLY_LEN; n++) {
		reply[2] = n - 3;
		pass_packet(test, HCI_COMMAND_PKT, reply, reply, n);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX),
			2 * REPLY_LEN + ENCRYPT_LEN - 7);
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_LTK), 0);

	/* The request is still pending. */
	reply[2] = sizeof(reply) - 3;
	ltk_reply(want, peers.ltk);
	want[2] = reply[2];
	pass_packet(test, HCI_COMMAND_PKT, reply, want, sizeof(reply));
}

static struct kunit_case events_cases[] = {
	KUNIT_CASE(malformed_events_are_untouched),
	KUNIT_CASE(commands_tell_of_session_keys),
	KUNIT_CASE(peers_key_is_translated),
	KUNIT_CASE(encryption_tells_who_it_is),
	KUNIT_CASE(hosts_own_name_is_refused),
	KUNIT_CASE(reset_keeps_translations),
	KUNIT_CASE(links_met_by_a_request),
	KUNIT_CASE(failed_pairing_makes_no_translation),
	KUNIT_CASE(pairing_that_ends_with_its_link),
	KUNIT_CASE(full_table_keeps_to_its_limit),
	KUNIT_CASE(failure_after_a_pairing_loses_nothing),
	KUNIT_CASE(starved_key_is_not_translated),
	KUNIT_CASE(frame_without_adapter_is_swallowed),
	KUNIT_CASE(link_keys_find_their_link),
	KUNIT_CASE(peers_with_the_address_of_this_host),
	KUNIT_CASE(static_addresses_of_many_adapters),
	KUNIT_CASE(link_keys_after_a_refusal),
	KUNIT_CASE(keys_that_the_host_denies),
	KUNIT_CASE(two_pairings_of_an_adapter),
	KUNIT_CASE(requests_have_a_time),
	KUNIT_CASE(zero_session_key_does_not_leave),
	KUNIT_CASE(key_in_fragments_is_translated),
	KUNIT_CASE(requests_of_every_shape),
	KUNIT_CASE(replies_of_every_shape),
	KUNIT_CASE(encryptions_of_every_shape),
	KUNIT_CASE(requests_of_wrong_length),
	KUNIT_CASE(commands_of_wrong_length),
	{}
};

static struct kunit_suite events_suite = {
	.name = "smpg_events",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = events_cases,
};

kunit_test_suite(events_suite);
