// SPDX-License-Identifier: GPL-2.0
/* HCI events and commands about links. */
#include <kunit/test.h>

#include "../engine/hci.c"

/* A copy on the heap without spare octets, so that an overrun shows. */
static const u8 *heap(struct kunit *test, const u8 *data, size_t len)
{
	u8 *copy = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, data, len);
	return copy;
}

static enum smpg_hci_kind event(struct kunit *test, const u8 *data, size_t len,
				struct smpg_hci *hci)
{
	memset(hci, 0xaa, sizeof(*hci));
	return smpg_hci_event(heap(test, data, len), len, hci);
}

/* A packet that is cut off is malformed, whether its length fits or not. */
static void expect_malformed_when_short(struct kunit *test, const u8 *data,
					size_t len)
{
	struct smpg_hci hci;
	u8 buf[64];
	size_t n;

	for (n = 0; n < len; n++)
		KUNIT_EXPECT_EQ_MSG(test, event(test, data, n, &hci),
				    SMPG_HCI_MALFORMED, "%zu of %zu octets", n,
				    len);

	memcpy(buf, data, len);
	for (n = 2; n < len; n++) {
		buf[1] = n - 2;
		KUNIT_EXPECT_EQ_MSG(test, event(test, buf, n, &hci),
				    SMPG_HCI_MALFORMED, "length %zu of %zu",
				    n - 2, len - 2);
	}
}

/* Controllers append fields, and drivers octets. */
static void expect_same_when_long(struct kunit *test, const u8 *data,
				  size_t len, enum smpg_hci_kind kind)
{
	struct smpg_hci hci;
	u8 buf[64] = {};

	memcpy(buf, data, len);
	KUNIT_EXPECT_EQ(test, event(test, buf, len + 1, &hci), kind);
	buf[1]++;
	KUNIT_EXPECT_EQ(test, event(test, buf, len + 1, &hci), kind);
}

/* As in the recorded trace. */
static const u8 le_connected[] = {
	0x3e, 19, 0x01, 0x00, 0x40, 0x00, 0x00, 0x01,
	0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2,
	0x36, 0x00, 0x00, 0x00, 0x2a, 0x00, 0x00,
};

static void expect_trace_peer(struct kunit *test, const struct smpg_hci *hci)
{
	static const u8 peer[] = { 0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2 };

	KUNIT_EXPECT_EQ(test, hci->handle, 0x40);
	KUNIT_EXPECT_EQ(test, hci->transport, SMP_GUARD_TRANSPORT_LE);
	KUNIT_EXPECT_EQ(test, hci->role, SMP_GUARD_ROLE_CENTRAL);
	KUNIT_EXPECT_EQ(test, hci->peer_type, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_MEMEQ(test, hci->peer, peer, sizeof(peer));
}

static void le_connection_complete_opens(struct kunit *test)
{
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, event(test, le_connected, sizeof(le_connected),
				    &hci), SMPG_HCI_OPEN);
	expect_trace_peer(test, &hci);
	KUNIT_EXPECT_FALSE(test, hci.private_address);
	expect_malformed_when_short(test, le_connected, sizeof(le_connected));
	expect_same_when_long(test, le_connected, sizeof(le_connected),
			      SMPG_HCI_OPEN);
}

static void streams_are_no_links(struct kunit *test)
{
	static const u8 cis[] = {
		0x3e, 5, 0x19, 0x00, 0x60, 0x00, 0x00,
	}, cis_v2[] = {
		0x3e, 4, 0x2a, 0x00, 0x60, 0x00,
	}, created[] = {
		0x3e, 23, 0x1b, 0x00, 0x01, 0, 0, 0, 0, 0, 0, 2, 1, 1, 1, 1,
		40, 0, 8, 0, 2, 0x60, 0x00, 0x61, 0x00,
	}, synced[] = {
		0x3e, 17, 0x1d, 0x00, 0x01, 0, 0, 0, 1, 1, 1, 1, 40, 0, 8, 0,
		1, 0x60, 0x00,
	};
	static const struct {
		const u8 *data;
		size_t len, need;
		int nr;
	} events[] = {
		{ cis, sizeof(cis), 6, 1 }, { cis_v2, sizeof(cis_v2), 6, 1 },
		{ created, sizeof(created), sizeof(created), 2 },
		{ synced, sizeof(synced), sizeof(synced), 1 },
	};
	struct smpg_hci hci;
	u8 buf[32];
	int i, n;

	for (i = 0; i < ARRAY_SIZE(events); i++) {
		KUNIT_EXPECT_EQ(test, event(test, events[i].data, events[i].len,
					    &hci), SMPG_HCI_ISO);
		KUNIT_EXPECT_NE(test, hci.handle & ~SMPG_HCI_HANDLE_MASK, 0);
		KUNIT_ASSERT_EQ(test, hci.nr_iso, events[i].nr);
		for (n = 0; n < hci.nr_iso; n++)
			KUNIT_EXPECT_EQ(test, smpg_le16(hci.iso + 2 * n),
					0x60 + n);
		memcpy(buf, events[i].data, events[i].len);
		buf[1] = events[i].need - 2;
		expect_malformed_when_short(test, buf, events[i].need);
		expect_same_when_long(test, events[i].data, events[i].len,
				      SMPG_HCI_ISO);
		/* A stream that was not established has no handle. */
		buf[3] = 0x3e;
		KUNIT_EXPECT_EQ(test, event(test, buf, events[i].need, &hci),
				SMPG_HCI_NONE);
	}
}

static void enhanced_connection_complete_opens(struct kunit *test)
{
	static const struct {
		u8 subevent;
		u8 len;
	} versions[] = { { 0x0a, 31 }, { 0x29, 34 } };
	struct smpg_hci hci;
	u8 buf[2 + 34];
	int i, at;

	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		memset(buf, 0, sizeof(buf));
		memcpy(buf, le_connected, 14);
		buf[1] = versions[i].len;
		buf[2] = versions[i].subevent;
		KUNIT_EXPECT_EQ(test, event(test, buf, 2 + versions[i].len,
					    &hci), SMPG_HCI_OPEN);
		expect_trace_peer(test, &hci);
		KUNIT_EXPECT_FALSE(test, hci.private_address);
		expect_malformed_when_short(test, buf, 2 + versions[i].len);

		/* The peer's private address does not count. */
		memset(buf + 20, 0x5a, 6);
		event(test, buf, 2 + versions[i].len, &hci);
		KUNIT_EXPECT_FALSE(test, hci.private_address);
		for (at = 14; at < 20; at++) {
			memset(buf + 14, 0, 6);
			buf[at] = 0x40;
			event(test, buf, 2 + versions[i].len, &hci);
			KUNIT_EXPECT_TRUE(test, hci.private_address);
		}
	}
}

static void le_role_and_address_type(struct kunit *test)
{
	static const u8 types[] = {
		SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		SMP_GUARD_ADDRESS_TYPE_RANDOM,
		SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY,
		SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY,
	};
	u8 buf[sizeof(le_connected)];
	struct smpg_hci hci;
	int i;

	memcpy(buf, le_connected, sizeof(buf));
	buf[6] = 1;
	for (i = 0; i < 256; i++) {
		buf[7] = i;
		KUNIT_EXPECT_EQ(test, event(test, buf, sizeof(buf), &hci),
				SMPG_HCI_OPEN);
		KUNIT_EXPECT_EQ(test, hci.role, SMP_GUARD_ROLE_PERIPHERAL);
		KUNIT_EXPECT_EQ(test, hci.peer_type, i < 4 ? types[i] :
				SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	}
}

static void failed_connection_opens_nothing(struct kunit *test)
{
	u8 buf[sizeof(le_connected)];
	struct smpg_hci hci;

	memcpy(buf, le_connected, sizeof(buf));
	buf[3] = 0x3e;
	KUNIT_EXPECT_EQ(test, event(test, buf, sizeof(buf), &hci),
			SMPG_HCI_NONE);
}

static void connection_complete_opens(struct kunit *test)
{
	/* Status, handle, address, ACL, not encrypted. */
	static const u8 connected[] = {
		0x03, 11, 0x00, 0x2a, 0xf1, 1, 2, 3, 4, 5, 6, 0x01, 0x00,
	};
	u8 buf[sizeof(connected)];
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, event(test, connected, sizeof(connected), &hci),
			SMPG_HCI_OPEN);
	/* The upper four bits are reserved. */
	KUNIT_EXPECT_EQ(test, hci.handle, 0x12a);
	KUNIT_EXPECT_EQ(test, hci.transport, SMP_GUARD_TRANSPORT_BREDR);
	KUNIT_EXPECT_EQ(test, hci.role, SMP_GUARD_ROLE_UNKNOWN);
	KUNIT_EXPECT_EQ(test, hci.peer_type, SMP_GUARD_ADDRESS_TYPE_BREDR);
	KUNIT_EXPECT_MEMEQ(test, hci.peer, connected + 5, 6);
	KUNIT_EXPECT_FALSE(test, hci.encrypted);
	memcpy(buf, connected, sizeof(buf));
	buf[12] = 1;
	event(test, buf, sizeof(buf), &hci);
	KUNIT_EXPECT_TRUE(test, hci.encrypted);
	expect_malformed_when_short(test, connected, sizeof(connected));
	expect_same_when_long(test, connected, sizeof(connected),
			      SMPG_HCI_OPEN);

	memcpy(buf, connected, sizeof(buf));
	buf[11] = 0x00; /* SCO */
	KUNIT_EXPECT_EQ(test, event(test, buf, sizeof(buf), &hci),
			SMPG_HCI_NONE);
	memcpy(buf, connected, sizeof(buf));
	buf[2] = 0x04;
	KUNIT_EXPECT_EQ(test, event(test, buf, sizeof(buf), &hci),
			SMPG_HCI_NONE);
}

static void disconnection_complete_closes(struct kunit *test)
{
	static const u8 closed[] = { 0x05, 4, 0x00, 0x40, 0x00, 0x13 };
	static const u8 not_closed[] = { 0x05, 4, 0x0c, 0x40, 0x00, 0x13 };
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, event(test, closed, sizeof(closed), &hci),
			SMPG_HCI_CLOSE);
	KUNIT_EXPECT_EQ(test, hci.handle, 0x40);
	KUNIT_EXPECT_EQ(test, hci.status, 0x13);
	KUNIT_EXPECT_EQ(test, event(test, not_closed, sizeof(not_closed), &hci),
			SMPG_HCI_NONE);
	expect_malformed_when_short(test, closed, sizeof(closed));
	expect_same_when_long(test, closed, sizeof(closed), SMPG_HCI_CLOSE);
}

static void expect_encryption(struct kunit *test, const u8 *data, size_t len,
			      u8 status, bool encrypted)
{
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, event(test, data, len, &hci), SMPG_HCI_ENCRYPT);
	KUNIT_EXPECT_EQ(test, hci.handle, 0x40);
	KUNIT_EXPECT_EQ(test, hci.status, status);
	KUNIT_EXPECT_EQ(test, hci.encrypted, encrypted);
}

static void encryption_events(struct kunit *test)
{
	static const u8 on[] = { 0x08, 4, 0x00, 0x40, 0x00, 0x01 };
	static const u8 on_aes[] = { 0x08, 4, 0x00, 0x40, 0x00, 0x02 };
	static const u8 off[] = { 0x08, 4, 0x00, 0x40, 0x00, 0x00 };
	static const u8 failed[] = { 0x08, 4, 0x06, 0x40, 0x00, 0x01 };
	static const u8 on_v2[] = { 0x59, 5, 0x00, 0x40, 0x00, 0x01, 0x10 };
	static const u8 refreshed[] = { 0x30, 3, 0x00, 0x40, 0x00 };
	static const u8 not_refreshed[] = { 0x30, 3, 0x06, 0x40, 0x00 };

	expect_encryption(test, on, sizeof(on), 0, true);
	expect_encryption(test, on_aes, sizeof(on_aes), 0, true);
	expect_encryption(test, off, sizeof(off), 0, false);
	expect_encryption(test, failed, sizeof(failed), 0x06, false);
	expect_encryption(test, on_v2, sizeof(on_v2), 0, true);
	expect_encryption(test, refreshed, sizeof(refreshed), 0, true);
	expect_encryption(test, not_refreshed, sizeof(not_refreshed), 0x06,
			  false);
	expect_malformed_when_short(test, on, sizeof(on));
	expect_malformed_when_short(test, on_v2, sizeof(on_v2));
	expect_malformed_when_short(test, refreshed, sizeof(refreshed));
}

static void reset_when_complete(struct kunit *test)
{
	static const u8 reset[] = { 0x0e, 4, 0x01, 0x03, 0x0c, 0x00 };
	static const u8 not_reset[] = { 0x0e, 4, 0x01, 0x03, 0x0c, 0x0c };
	static const u8 other[] = { 0x0e, 4, 0x01, 0x09, 0x10, 0x00 };
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, event(test, reset, sizeof(reset), &hci),
			SMPG_HCI_RESET);
	KUNIT_EXPECT_EQ(test, event(test, not_reset, sizeof(not_reset), &hci),
			SMPG_HCI_NONE);
	KUNIT_EXPECT_EQ(test, event(test, other, sizeof(other), &hci),
			SMPG_HCI_NONE);
	expect_malformed_when_short(test, reset, sizeof(reset));
}

static void key_size_of_a_link(struct kunit *test)
{
	u8 read[] = { 0x0e, 7, 0x01, 0x08, 0x14, 0x00, 0xbc, 0x0a, 7 };
	u8 change[] = { 0x59, 5, 0x00, 0xbc, 0x0a, 0x01, 7 };
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, event(test, read, sizeof(read), &hci),
			SMPG_HCI_KEY_SIZE);
	KUNIT_EXPECT_EQ(test, hci.handle, 0xabc);
	KUNIT_EXPECT_EQ(test, hci.key_size, 7);
	expect_malformed_when_short(test, read, sizeof(read));
	read[5] = 0x02;
	KUNIT_EXPECT_EQ(test, event(test, read, sizeof(read), &hci),
			SMPG_HCI_NONE);

	KUNIT_EXPECT_EQ(test, event(test, change, sizeof(change), &hci),
			SMPG_HCI_ENCRYPT);
	KUNIT_EXPECT_EQ(test, hci.key_size, 7);
	KUNIT_EXPECT_EQ(test, hci.encryption, SMPG_ENCRYPTION_ON);
	change[5] = 0x02;
	KUNIT_EXPECT_EQ(test, event(test, change, sizeof(change), &hci),
			SMPG_HCI_ENCRYPT);
	KUNIT_EXPECT_EQ(test, hci.encryption, SMPG_ENCRYPTION_AES_CCM);
	change[5] = 0x00;
	KUNIT_EXPECT_EQ(test, event(test, change, sizeof(change), &hci),
			SMPG_HCI_ENCRYPT);
	KUNIT_EXPECT_EQ(test, hci.key_size, 0);
	KUNIT_EXPECT_EQ(test, hci.encryption, SMPG_ENCRYPTION_OFF);
}

/* The peer's address, a key, its type; from the host without the type. */
static void link_keys(struct kunit *test)
{
	u8 notification[] = {
		0x18, 23, 1, 2, 3, 4, 5, 6, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6,
		0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf, 0x07,
	};
	u8 reply[3 + 22] = { 0x0b, 0x04, 22, 1, 2, 3, 4, 5, 6, 0xa0 };
	struct smpg_hci hci;
	const u8 *data = heap(test, notification, sizeof(notification));
	size_t n;

	KUNIT_EXPECT_EQ(test, smpg_hci_event(data, sizeof(notification), &hci),
			SMPG_HCI_LINK_KEY);
	KUNIT_EXPECT_PTR_EQ(test, hci.key, data + 8);
	KUNIT_EXPECT_EQ(test, hci.key_type, SMPG_LINK_KEY_UNAUTHENTICATED_P256);
	KUNIT_EXPECT_MEMEQ(test, hci.peer, data + 2, 6);
	KUNIT_EXPECT_EQ(test, hci.peer_type, SMP_GUARD_ADDRESS_TYPE_BREDR);
	expect_malformed_when_short(test, notification, sizeof(notification));

	data = heap(test, reply, sizeof(reply));
	KUNIT_EXPECT_EQ(test, smpg_hci_command(data, sizeof(reply), &hci),
			SMPG_HCI_LINK_KEY);
	KUNIT_EXPECT_PTR_EQ(test, hci.key, data + 9);
	KUNIT_EXPECT_EQ(test, hci.key_type, SMPG_LINK_KEY_UNKNOWN);
	KUNIT_EXPECT_MEMEQ(test, hci.peer, data + 3, 6);
	for (n = 0; n < sizeof(reply); n++)
		KUNIT_EXPECT_EQ(test, smpg_hci_command(heap(test, reply, n), n,
						       &hci),
				SMPG_HCI_MALFORMED);
}

static void commands_and_events_without_a_key(struct kunit *test)
{
	static const u8 complete[] = { 0x06, 3, 0x06, 0xbc, 0x0a };
	static const u8 requested[] = { 0x11, 0x04, 2, 0xbc, 0x0a };
	/* LE Long Term Key Request Negative Reply */
	static const u8 denied[] = { 0x1b, 0x20, 2, 0xbc, 0x0a };
	struct smpg_hci hci;
	size_t n;

	KUNIT_EXPECT_EQ(test, event(test, complete, sizeof(complete), &hci),
			SMPG_HCI_AUTHENTICATED);
	KUNIT_EXPECT_EQ(test, hci.handle, 0xabc);
	KUNIT_EXPECT_EQ(test, hci.status, 0x06);
	expect_malformed_when_short(test, complete, sizeof(complete));

	KUNIT_EXPECT_EQ(test, smpg_hci_command(requested, sizeof(requested), &hci),
			SMPG_HCI_ASKED);
	KUNIT_EXPECT_EQ(test, hci.handle, 0xabc);
	KUNIT_EXPECT_EQ(test, smpg_hci_command(denied, sizeof(denied), &hci),
			SMPG_HCI_DENIED);
	KUNIT_EXPECT_EQ(test, hci.handle, 0xabc);
	for (n = 0; n < sizeof(requested); n++) {
		KUNIT_EXPECT_EQ(test, smpg_hci_command(heap(test, requested, n), n,
						       &hci),
				SMPG_HCI_MALFORMED);
		KUNIT_EXPECT_EQ(test, smpg_hci_command(heap(test, denied, n), n, &hci),
				SMPG_HCI_MALFORMED);
	}
}

static void ltk_request_names_a_key(struct kunit *test)
{
	/* Handle 0x0abc, Rand, EDIV */
	static const u8 request[] = {
		0x3e, 13, 0x05, 0xbc, 0x0a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	};
	struct smpg_hci hci;
	const u8 *data = heap(test, request, sizeof(request));

	KUNIT_EXPECT_EQ(test, smpg_hci_event(data, sizeof(request), &hci),
			SMPG_HCI_LTK_REQUEST);
	KUNIT_EXPECT_EQ(test, hci.handle, 0xabc);
	KUNIT_EXPECT_PTR_EQ(test, hci.id, data + 5);
	expect_malformed_when_short(test, request, sizeof(request));
}

static void other_events_say_nothing(struct kunit *test)
{
	static const u8 ours[] = {
		0x03, 0x05, 0x06, 0x08, 0x0e, 0x18, 0x30, 0x3e, 0x59
	};
	static const u8 of_le[] = {
		0x01, 0x05, 0x0a, 0x19, 0x1b, 0x1d, 0x29, 0x2a,
	};
	struct smpg_hci hci;
	u8 buf[2 + 40] = {};
	int code;

	buf[1] = 40;
	for (code = 0; code < 256; code++) {
		if (memchr(ours, code, sizeof(ours)))
			continue;
		buf[0] = code;
		KUNIT_EXPECT_EQ(test, event(test, buf, sizeof(buf), &hci),
				SMPG_HCI_NONE);
	}
	buf[0] = EVT_LE_META;
	for (code = 0; code < 256; code++) {
		if (memchr(of_le, code, sizeof(of_le)))
			continue;
		buf[2] = code;
		KUNIT_EXPECT_EQ(test, event(test, buf, sizeof(buf), &hci),
				SMPG_HCI_NONE);
	}
}

static void session_keys(struct kunit *test)
{
	/* Handle; Rand and EDIV in the first; 16 octets of key; 3 to spare. */
	static const struct {
		u8 opcode[2];
		u8 len;
		u8 key;
		u8 id;
	} commands[] = {
		{ { 0x19, 0x20 }, 28, 15, 5 },
		{ { 0x1a, 0x20 }, 18, 5 },
	};
	struct smpg_hci hci;
	const u8 *data;
	u8 buf[3 + 28 + 3];
	size_t len, n;
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		memset(buf, 0, sizeof(buf));
		memcpy(buf, commands[i].opcode, 2);
		buf[2] = commands[i].len;
		buf[3] = 0x40;
		len = 3 + commands[i].len;
		data = heap(test, buf, len);
		KUNIT_EXPECT_EQ(test, smpg_hci_command(data, len, &hci),
				SMPG_HCI_SESSION_KEY);
		KUNIT_EXPECT_EQ(test, hci.handle, 0x40);
		KUNIT_EXPECT_PTR_EQ(test, hci.key, data + commands[i].key);
		KUNIT_EXPECT_PTR_EQ(test, hci.id, commands[i].id ?
				    data + commands[i].id : NULL);

		for (n = 0; n < len; n++) {
			data = heap(test, buf, n);
			KUNIT_EXPECT_EQ(test, smpg_hci_command(data, n, &hci),
					SMPG_HCI_MALFORMED);
		}
		for (n = 0; n < commands[i].len; n++) {
			buf[2] = n;
			KUNIT_EXPECT_EQ(test, smpg_hci_command(buf, 3 + n, &hci),
					SMPG_HCI_MALFORMED);
		}
		buf[2] = commands[i].len + 3;
		KUNIT_EXPECT_EQ(test, smpg_hci_command(buf, len + 3, &hci),
				SMPG_HCI_SESSION_KEY);
	}
}

static void addresses_of_this_host(struct kunit *test)
{
	/* Opcode, octets of parameters, offset of the address's last. */
	static const struct {
		u8 opcode[2];
		u8 len;
		u8 at;
	} commands[] = { { { 0x05, 0x20 }, 6, 5 }, { { 0x35, 0x20 }, 7, 6 } };
	static const u8 on[] = { 0x2d, 0x20, 1, 1 }, off[] = { 0x2d, 0x20, 1, 0 };
	static const u8 none[] = { 0x2d, 0x20, 0 };
	struct smpg_hci hci;
	u8 buf[3 + 7];
	int i, top;
	size_t n;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		for (top = 0; top < 256; top++) {
			/* All other octets look like those of an RPA. */
			memset(buf, 0x40, sizeof(buf));
			memcpy(buf, commands[i].opcode, 2);
			buf[2] = commands[i].len;
			buf[3 + commands[i].at] = top;
			n = 3 + commands[i].len;
			KUNIT_EXPECT_EQ(test,
					smpg_hci_command(heap(test, buf, n), n,
							 &hci),
					top >> 6 == 1 ? SMPG_HCI_PRIVACY :
					top >> 6 == 3 ? SMPG_HCI_ADDRESS :
							SMPG_HCI_NONE);
			KUNIT_EXPECT_EQ(test, hci.peer[0], 0x40);
			KUNIT_EXPECT_EQ(test, hci.peer[5], top);
		}
		for (n = 0; n < commands[i].len; n++) {
			buf[2] = n;
			KUNIT_EXPECT_EQ(test,
					smpg_hci_command(heap(test, buf, 3 + n),
							 3 + n, &hci),
					SMPG_HCI_MALFORMED);
		}
	}
	KUNIT_EXPECT_EQ(test, smpg_hci_command(on, sizeof(on), &hci),
			SMPG_HCI_PRIVACY);
	KUNIT_EXPECT_EQ(test, smpg_hci_command(off, sizeof(off), &hci),
			SMPG_HCI_NONE);
	KUNIT_EXPECT_EQ(test, smpg_hci_command(none, sizeof(none), &hci),
			SMPG_HCI_MALFORMED);
}

static void other_commands_say_nothing(struct kunit *test)
{
	static const u8 reset[] = { 0x03, 0x0c, 0 };
	/* LE Read Channel Map */
	static const u8 negative[] = { 0x15, 0x20, 2, 0x40, 0x00 };
	struct smpg_hci hci;

	KUNIT_EXPECT_EQ(test, smpg_hci_command(reset, sizeof(reset), &hci),
			SMPG_HCI_NONE);
	KUNIT_EXPECT_EQ(test, smpg_hci_command(negative, sizeof(negative), &hci),
			SMPG_HCI_NONE);
}

static struct kunit_case hci_cases[] = {
	KUNIT_CASE(le_connection_complete_opens),
	KUNIT_CASE(streams_are_no_links),
	KUNIT_CASE(enhanced_connection_complete_opens),
	KUNIT_CASE(le_role_and_address_type),
	KUNIT_CASE(failed_connection_opens_nothing),
	KUNIT_CASE(connection_complete_opens),
	KUNIT_CASE(disconnection_complete_closes),
	KUNIT_CASE(encryption_events),
	KUNIT_CASE(reset_when_complete),
	KUNIT_CASE(key_size_of_a_link),
	KUNIT_CASE(link_keys),
	KUNIT_CASE(commands_and_events_without_a_key),
	KUNIT_CASE(ltk_request_names_a_key),
	KUNIT_CASE(other_events_say_nothing),
	KUNIT_CASE(session_keys),
	KUNIT_CASE(addresses_of_this_host),
	KUNIT_CASE(other_commands_say_nothing),
	{}
};

static struct kunit_suite hci_suite = {
	.name = "smpg_hci",
	.test_cases = hci_cases,
};

kunit_test_suite(hci_suite);
