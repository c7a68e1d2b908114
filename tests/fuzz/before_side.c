// SPDX-License-Identifier: GPL-2.0
/*
 * One of two trees: takes the steps on stand-ins for the kernel, and records
 * all that hosts, peers, the controller and the owner could notice.
 */
#include <linux/module.h>
#include <net/bluetooth/l2cap.h>

#include "before_side.h"

struct hci_dev space_adapters[ADAPTERS];
const unsigned int space_adapters_nr = ADAPTERS;

static struct workqueue_struct queues[ADAPTERS];
static struct smp_irk irks[IRKS];
static struct l2cap_conn l2cap;
static struct answer *answer;

static struct translation_record translations[TRANSLATIONS_MAX];
static unsigned int nr_translations;

static void put(enum tag tag, const void *from, size_t len)
{
	memcpy(answer_room(answer, tag, len), from, len);
}

static void put_skb(enum tag tag, u16 adapter, const struct sk_buff *skb)
{
	u8 *to = answer_room(answer, tag, 3 + skb->len);

	to[0] = adapter;
	to[1] = adapter >> 8;
	to[2] = hci_skb_pkt_type(skb);
	SPACE_NEVER(skb_copy_bits(skb, 0, to + 3, skb->len));
}

static u8 listener;

int side_event(const struct event_record *event)
{
	put(TAG_EVENT, event, offsetof(struct event_record, why) +
			      strlen(event->why));
	return listener == LISTENING ? 0 :
	       listener == NOBODY ? -ESRCH : -ENOBUFS;
}

/* ---- Packets ---- */

static struct sk_buff *packet_skb(const struct packet *p, u8 type)
{
	unsigned int linear = min(p->linear, p->len);
	struct sk_buff *skb = alloc_skb(BT_SKB_RESERVE + linear + p->room,
					GFP_ATOMIC);

	skb_reserve(skb, BT_SKB_RESERVE);
	skb_put_data(skb, p->data, linear);
	if (linear < p->len)
		skb_add_page(skb, p->data + linear, p->len - linear);
	hci_skb_pkt_type(skb) = type;
	/* The tailroom is never zero, as memory in the kernel. */
	memset(skb->tail, 0xee, skb_end_pointer(skb) - skb->tail);
	return skb;
}

/* The other owner of the octets sees no change. */
static void check_others(const struct sk_buff *other, const struct packet *p)
{
	u8 was[PACKET_MAX];

	SPACE_NEVER(other->len != p->len ||
		    skb_copy_bits(other, 0, was, p->len) ||
		    memcmp(was, p->data, p->len));
}

static void pass(struct hci_dev *hdev, const struct packet *p, u8 type,
		 bool tx, unsigned int fail)
{
	struct sk_buff *skb = packet_skb(p, type), *other = NULL;
	bool swallowed;

	if (p->user)
		skb->sk = (struct sock *)hdev;
	if (p->sharing == CLONED)
		other = skb_clone(skb, GFP_ATOMIC);
	else if (p->sharing == SHARED)
		other = skb_get(skb);

	space_fail = fail;
	space_atomic++;
	swallowed = tx ? guard_tx(hdev, skb) : guard_rx(hdev, skb);
	space_atomic--;
	space_fail = 0;

	if (swallowed)
		put(TAG_SWALLOWED, "", 0);
	else
		put_skb(TAG_PASSED, hdev->id, skb);
	if (other)
		check_others(other, p);
	kfree_skb(other);
	if (swallowed)
		guard_swallow(hdev, skb);
	else
		kfree_skb(skb);
}

static void pass_step(const struct step *step)
{
	static const u8 types[] = {
		[STEP_TX] = HCI_ACLDATA_PKT,
		[STEP_RX] = HCI_ACLDATA_PKT,
		[STEP_COMMAND] = HCI_COMMAND_PKT,
		[STEP_EVENT] = HCI_EVENT_PKT,
		[STEP_ISO] = HCI_ISODATA_PKT,
		[STEP_SCO] = HCI_SCODATA_PKT,
	};

	pass(&space_adapters[step->adapter], &step->packet, types[step->op],
	     step->op != STEP_RX && step->op != STEP_EVENT, step->fail);
}

/* ---- Adapters ---- */

static void rx_work(struct work_struct *work)
{
	struct hci_dev *hdev = container_of(work, struct hci_dev, rx_work);
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&hdev->rx_q))) {
		SPACE_NEVER(!skb->stamped || !bt_cb(skb)->incoming);
		put_skb(TAG_DELIVERED, hdev->id, skb);
		kfree_skb(skb);
	}
}

static void tx_work(struct work_struct *work)
{
	struct hci_dev *hdev = container_of(work, struct hci_dev, tx_work);
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&hdev->raw_q))) {
		bool swallowed;

		space_atomic++;
		swallowed = guard_tx(hdev, skb);
		space_atomic--;
		put_skb(swallowed ? TAG_NOT_SENT : TAG_SENT, hdev->id, skb);
		kfree_skb(skb);
	}
}

static unsigned int queued[ADAPTERS][2];

/* Record the packets that were queued since the last call. */
static void put_queue(enum tag tag, struct hci_dev *hdev,
		      const struct sk_buff_head *queue, unsigned int *seen)
{
	const struct sk_buff *skb;
	unsigned int n = 0;

	if (queue->qlen == *seen)
		return;
	skb_queue_walk(queue, skb)
		if (n++ >= *seen)
			put_skb(tag, hdev->id, skb);
	*seen = queue->qlen;
}

static void put_queues(void)
{
	struct hci_dev *hdev;

	for (hdev = space_adapters; hdev < space_adapters + ADAPTERS; hdev++) {
		unsigned int *seen = queued[hdev - space_adapters];

		put_queue(TAG_QUEUED_RX, hdev, &hdev->rx_q, &seen[0]);
		put_queue(TAG_QUEUED_RAW, hdev, &hdev->raw_q, &seen[1]);
	}
}

static void run_queues(struct hci_dev *hdev)
{
	put_queues();
	space_run(hdev->workqueue);
	put_queues();
}

static const struct step *late;
static unsigned int nr_late;

/* The rest of the system runs while the guard waits. */
static void asleep(void)
{
	unsigned int n;

	put_queues();
	if (nr_late) {
		nr_late--;
		pass_step(late++);
	}
	for (n = 0; n < ADAPTERS; n++)
		run_queues(&space_adapters[n]);
}

/* A handler may be slow, or interrupted, where it holds no lock. */
static void elsewhere(void)
{
	unsigned int n;

	space_pass(msecs_to_jiffies(10));
	for (n = 0; n < ADAPTERS; n++)
		run_queues(&space_adapters[n]);
}

static void set_flag(struct hci_dev *hdev, int nr, bool on)
{
	if (on)
		hci_dev_set_flag(hdev, nr);
	else
		hci_dev_clear_flag(hdev, nr);
}

static void settings(struct hci_dev *hdev, const struct adapter *from)
{
	hdev->flags = (from->up ? BIT(HCI_UP) : 0) |
		      (from->init ? BIT(HCI_INIT) : 0);
	set_flag(hdev, HCI_USER_CHANNEL, from->user_channel);
	set_flag(hdev, HCI_PRIVACY, from->privacy);
	hdev->le_pkts = from->le_buffers;
	memcpy(hdev->irk, from->irk, sizeof(hdev->irk));
	memcpy(&hdev->bdaddr, from->address, sizeof(hdev->bdaddr));
	memcpy(&hdev->static_addr, from->static_address,
	       sizeof(hdev->static_addr));
	if (from->up)
		return;
	/* An adapter that goes down drops its queues. */
	skb_queue_purge(&hdev->rx_q);
	skb_queue_purge(&hdev->raw_q);
	cancel_work_sync(&hdev->rx_work);
	cancel_work_sync(&hdev->tx_work);
	put_queues();
}

static void adapter_init(unsigned int n, const struct adapter *from)
{
	static const u16 ids[ADAPTERS] = ADAPTER_IDS;
	struct hci_dev *hdev = &space_adapters[n];

	memset(hdev, 0, sizeof(*hdev));
	hdev->id = ids[n];
	hdev->workqueue = &queues[n];
	INIT_LIST_HEAD(&queues[n].works);
	INIT_WORK(&hdev->rx_work, rx_work);
	INIT_WORK(&hdev->tx_work, tx_work);
	skb_queue_head_init(&hdev->rx_q);
	skb_queue_head_init(&hdev->raw_q);
	INIT_LIST_HEAD(&hdev->conn_hash.list);
	INIT_LIST_HEAD(&hdev->identity_resolving_keys);
	INIT_LIST_HEAD(&hdev->long_term_keys);
	INIT_LIST_HEAD(&hdev->link_keys);
	settings(hdev, from);
}

static void know(struct hci_dev *hdev, struct smp_irk *irk,
		 const struct known_irk *from)
{
	memcpy(irk->val, from->irk, sizeof(irk->val));
	memcpy(&irk->bdaddr, from->address, sizeof(irk->bdaddr));
	irk->addr_type = from->type;
	list_add_tail_rcu(&irk->list, &hdev->identity_resolving_keys);
}

static struct hci_conn *kernel_conn(struct hci_dev *hdev, u16 handle)
{
	return hci_conn_hash_lookup_handle(hdev, handle);
}

static void set_conn(struct hci_conn *conn, struct hci_dev *hdev, u16 handle,
		     const struct connection *from)
{
	conn->hdev = hdev;
	conn->handle = handle;
	conn->type = from->le ? LE_LINK : ACL_LINK;
	conn->role = from->central ? HCI_ROLE_MASTER : HCI_ROLE_SLAVE;
	conn->dst_type = from->type;
	memcpy(&conn->dst, from->address, sizeof(conn->dst));
}

/* The kernel's stack has at most one connection with a handle. */
static void kernel_knows(struct hci_dev *hdev, u16 handle,
			 const struct connection *from)
{
	struct hci_conn *conn = kernel_conn(hdev, handle);

	if (conn) {
		list_del(&conn->list);
		kfree(conn);
	}
	if (!from->there)
		return;
	conn = kzalloc(sizeof(*conn), GFP_KERNEL);
	if (!conn)
		return;
	set_conn(conn, hdev, handle, from);
	list_add_tail_rcu(&conn->list, &hdev->conn_hash.list);
}

static void adapter_exit(struct hci_dev *hdev)
{
	struct hci_conn *conn, *next;

	skb_queue_purge(&hdev->rx_q);
	skb_queue_purge(&hdev->raw_q);
	list_for_each_entry_safe(conn, next, &hdev->conn_hash.list, list) {
		list_del(&conn->list);
		kfree(conn);
	}
}

/* ---- Loading ---- */

static void set_parameters(const struct setup *setup)
{
	unsigned int *max = space_param("translations", "uint");
	const char **profile = space_param("profile", "charp");
	bool *keep = space_param("keep_keys", "bool");

	if (max)
		*max = setup->translations;
	if (profile)
		*profile = setup->profile;
	if (keep)
		*keep = setup->keep;
}

static void load(const struct setup *setup, struct answer *to)
{
	unsigned int n;
	int err;

	answer = to;
	listener = setup->listener;
	space_seed(setup->seed);
	space_asleep = asleep;
	for (n = 0; n < ADAPTERS; n++)
		adapter_init(n, &setup->adapters[n]);
	for (n = 0; n < IRKS; n++)
		know(&space_adapters[0], &irks[n], &setup->irks[n]);
	set_parameters(setup);
	err = space_init();
	put(TAG_RESULT, &err, sizeof(err));
	SPACE_NEVER(err);
}

static void unload(const struct step *packets, unsigned int nr,
		   struct answer *to)
{
	struct hci_dev *hdev;

	answer = to;
	late = packets;
	nr_late = nr;
	space_exit();
	put_queues();
	for (hdev = space_adapters; hdev < space_adapters + ADAPTERS; hdev++)
		adapter_exit(hdev);
	space_left();
}

/* ---- Steps ---- */

struct pairing_cmd {
	const struct build *from;
	u8 pdu[6];
};

static void build_pairing_cmd(void *data)
{
	struct pairing_cmd *cmd = data;

	if (cmd->from->initiator)
		memcpy(cmd->pdu, cmd->from->pdu, sizeof(cmd->pdu));
}

/* smp.c builds a request, or reads the one that it responds to. */
static void build(struct hci_dev *hdev, u16 handle, const struct build *from)
{
	struct pairing_cmd cmd = { .from = from };
	struct hci_conn conn = { };
	u8 response[6];
	const unsigned long args[] = {
		(unsigned long)&l2cap, (unsigned long)cmd.pdu,
		from->initiator ? 0 : (unsigned long)response,
	};

	set_conn(&conn, hdev, handle, &from->with);
	l2cap.hcon = &conn;
	if (!from->initiator)
		memcpy(cmd.pdu, from->pdu, sizeof(cmd.pdu));
	space_kretprobe(args, build_pairing_cmd, &cmd);
	put(TAG_BUILT, cmd.pdu, sizeof(cmd.pdu));
}

static void save(void)
{
	nr_translations = guard_translations(translations, TRANSLATIONS_MAX);
}

/* Restore some of the translations that were saved last, or save them. */
static int restore(const struct restore *from)
{
	unsigned int i, nr = min_t(unsigned int, from->nr, nr_translations);
	struct translation_record some[TRANSLATIONS_MAX], *t = some;

	if (!from->nr) {
		save();
		return 0;
	}
	for (i = nr_translations - nr; i < nr_translations; i++, t++) {
		*t = translations[i];
		((u8 *)t)[from->at % sizeof(*t)] ^= from->damage;
	}
	return guard_put(some, nr);
}

/* Connections without end. */
static void flood(struct hci_dev *hdev)
{
	struct packet p = {
		.len = 13,
		.linear = 13,
		.data = { HCI_EV_CONN_COMPLETE, 11, [11] = ACL_LINK },
	};
	u16 handle;

	for (handle = 0; handle < 1100; handle++) {
		p.data[3] = handle;
		p.data[4] = handle >> 8;
		pass(hdev, &p, HCI_EVENT_PKT, false, 0);
	}
}

static void change(const struct step *step, struct hci_dev *hdev)
{
	int result = 0;

	space_fail = step->fail;
	switch (step->op) {
	case STEP_POLICY:
		result = guard_policy(&step->policy, hdev->id);
		break;
	case STEP_ADAPTER:
		settings(hdev, &step->settings);
		break;
	case STEP_GONE:
		guard_gone(hdev);
		break;
	case STEP_KERNEL:
		kernel_knows(hdev, step->handle, &step->connection);
		break;
	case STEP_BUILD:
		build(hdev, step->handle, &step->build);
		break;
	case STEP_PUT:
		result = restore(&step->restore);
		break;
	case STEP_RESET_COUNTERS:
		guard_reset_counters();
		break;
	case STEP_FLOOD:
		space_fail = 0;
		flood(hdev);
		break;
	}
	space_fail = 0;
	put(TAG_RESULT, &result, sizeof(result));
}

/* Before the grace period ends, nothing that a reader found may be freed. */
static void read_late(const u8 *at[READERS])
{
	int i;

	for (i = 0; i < READERS; i++)
		if (at[i])
			__asm__("" : : "r"(*at[i]));
}

static void run(const struct step *step, struct answer *to)
{
	struct hci_dev *hdev = &space_adapters[step->adapter];
	const u8 *at[READERS];

	answer = to;
	space_seed(step->seed);
	/* No two uses of a translation are as recent as each other. */
	jiffies++;
	guard_readers(hdev, step->handle, at);
	switch (step->op) {
	case STEP_TX ... STEP_EVENT:
		space_elsewhere = step->elsewhere ? elsewhere : NULL;
		pass_step(step);
		space_elsewhere = NULL;
		break;
	case STEP_ISO:
	case STEP_SCO:
		pass_step(step);
		break;
	case STEP_QUEUES:
		run_queues(hdev);
		break;
	case STEP_TIME:
		space_fail = step->fail;
		space_pass(step->ticks);
		space_fail = 0;
		break;
	default:
		change(step, hdev);
	}
	space_fail = step->fail;
	if (step->rest)
		space_run(NULL);
	space_fail = 0;
	put_queues();
	read_late(at);
	space_quiescent();
}

/* ---- State ---- */

static void show_link(const struct step *step, struct answer *to)
{
	struct link_record link;

	answer = to;
	if (guard_link(&space_adapters[step->adapter], step->handle, &link))
		put(TAG_LINK, &link, sizeof(link));
}

static bool is_before(const struct link_record *a, const struct link_record *b)
{
	return a->index != b->index ? a->index < b->index :
				      a->handle < b->handle;
}

static void put_policy(const struct policy_record *entry)
{
	put(TAG_POLICY, entry, sizeof(*entry));
}

static void put_info(void)
{
	struct info_record info;

	guard_info(&info);
	put(TAG_INFO, &info, sizeof(info));
}

static void show(struct answer *to)
{
	struct link_record links[LINKS_MAX], link;
	unsigned int nr = guard_links(links, LINKS_MAX), i, at;

	answer = to;
	for (i = 1; i < nr; i++) {
		link = links[i];
		for (at = i; at && is_before(&link, &links[at - 1]); at--)
			links[at] = links[at - 1];
		links[at] = link;
	}
	for (i = 0; i < nr; i++)
		put(TAG_LINK, &links[i], sizeof(links[i]));
	save();
	for (i = 0; i < nr_translations; i++)
		put(TAG_TRANSLATION, &translations[i],
		    sizeof(translations[i]));
	guard_policies(put_policy);
	put_info();
}

static bool counter(unsigned int n, const char **name, u64 *value)
{
	u64 now;

	if (!guard_counter(n, name, &now))
		return false;
	*value = now;
	return true;
}

const struct side side = {
	.load = load,
	.unload = unload,
	.run = run,
	.link = show_link,
	.show = show,
	.counter = counter,
	.flat = &space_flat,
	.verbose = &space_verbose,
};
