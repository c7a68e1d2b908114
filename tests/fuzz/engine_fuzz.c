// SPDX-License-Identifier: GPL-2.0
/*
 * Any sequence of HCI packets through the engine, up to the octets that leave,
 * and what must hold after each. Input: packets of one octet that says
 * which kind they are, one with their length, and that many octets, as far as
 * there are any; links take the first handles that come.
 */
#include <stdio.h>
#include <stdlib.h>

#include "smpg_engine.h"

#define LINKS	4

enum { ACL_TX, ACL_RX, EVENT, COMMAND, KINDS };

static struct {
	bool open;
	bool private;
	struct smpg_link link;
	/* A negotiation may have been missed, until one is seen. */
	bool unknown;
} links[LINKS];

#define must(holds)	must_at(holds, __LINE__)

static void must_at(bool holds, int line)
{
	if (holds)
		return;
	fprintf(stderr, "engine_fuzz.c:%d does not hold\n", line);
	abort();
}

static struct smpg_link *find_link(u16 handle, unsigned int *n)
{
	for (*n = 0; *n < LINKS; ++*n)
		if (links[*n].open && links[*n].link.handle == handle)
			return &links[*n].link;
	return NULL;
}

static unsigned int free_link(void)
{
	unsigned int n;

	for (n = 0; n < LINKS - 1 && links[n].open; n++)
		;
	return n;
}

static void check_pairing(const struct smpg_link *link)
{
	static const struct smpg_secrets none;
	const struct smpg_pairing *p = &link->pairing;
	unsigned int side;

	must(p->phase < __SMP_GUARD_PHASE_MAX);
	must(p->method < __SMP_GUARD_METHOD_MAX);
	must(link->transport < __SMP_GUARD_TRANSPORT_MAX);
	must(link->role < __SMP_GUARD_ROLE_MAX);
	must(link->peer_type < __SMP_GUARD_ADDRESS_TYPE_MAX);
	if (p->answered) {
		must(smpg_pairing_ltk_size(p) >= SMPG_KEY_LEN_MIN);
		must(p->key_size <= SMPG_KEY_LEN);
	}
	for (side = 0; side < 2; side++) {
		/* Of the five PDUs, and with two hosts no more than they may. */
		must(!(p->may[side] & ~(SMP_GUARD_KEY_DIST_ENCKEY |
					SMP_GUARD_KEY_DIST_IDKEY |
					SMP_GUARD_KEY_DIST_SIGNKEY)));
		must(!(p->keys[side] & ~SMPG_KEY_DIST_ALL));
	}
	/* A pairing that has ended keeps nothing secret. */
	if (p->phase >= SMP_GUARD_PHASE_COMPLETE)
		must(!memcmp(&p->secrets, &none, sizeof(none)));
}

static void check_verdict(const struct smpg_verdict *v, u8 direction,
			  const u8 *pdu, size_t len, bool unknown, bool stray)
{
	unsigned int i, strongest = 0;

	must(v->nr <= __SMP_GUARD_RULE_MAX);
	for (i = 0; i < v->nr; i++) {
		const struct smpg_finding *f = &v->findings[i];

		u8 action = f->action;

		must(smpg_rule_does(f->rule, f->action));
		must(f->why > SMP_GUARD_WHY_NONE && f->why <= SMP_GUARD_WHY_MAX);
		/* Carried out by writing zeros in its place. */
		if (f->rule == SMP_GUARD_RULE_WEAK_KEY &&
		    f->action == SMP_GUARD_ACTION_MASK) {
			must(v->pdu == SMPG_IDENTITY_INFORMATION);
			must(!v->repair_len && v->zero_len == SMPG_KEY_LEN);
			action = SMP_GUARD_ACTION_REPAIR;
		}
		if (action > strongest)
			strongest = action;
		if (f->rule == SMP_GUARD_RULE_UNNEGOTIATED_KEY)
			must(!unknown || stray);
		if (f->rule == SMP_GUARD_RULE_WEAK_KEY ||
		    f->rule == SMP_GUARD_RULE_REUSED_KEY)
			must(direction == SMP_GUARD_DIRECTION_TX);
		/* An IRK stays what it is. */
		if (f->why == SMP_GUARD_WHY_REUSED_IRK)
			must(f->action != SMP_GUARD_ACTION_REPAIR);
	}
	/* What names a key that was repaired is repaired with it. */
	if (v->key == SMP_GUARD_KEY_EDIV_RAND &&
	    direction == SMP_GUARD_DIRECTION_TX &&
	    strongest < SMP_GUARD_ACTION_REPAIR)
		must(v->action == strongest ||
		     v->action == SMP_GUARD_ACTION_REPAIR);
	else
		must(v->action == strongest);
	/* Hosts ignore PDUs of a reserved code. */
	must(!v->nr || smpg_pdu_len(v->pdu));
	/* On a channel where no host listens nothing happens. */
	must(!stray || (!(v->happened & (SMPG_STARTED | SMPG_FAILED)) && v->nr <= 2));
	must(!(v->masked[0] | v->masked[1]) || v->pdu == SMPG_PAIRING_REQUEST ||
	     v->pdu == SMPG_PAIRING_RESPONSE);
	if (v->action == SMP_GUARD_ACTION_REJECT)
		must(v->reason && !(v->happened & SMPG_COMPLETE));
	must(!len || v->pdu == pdu[0]);
	if (v->action == SMP_GUARD_ACTION_REPAIR) {
		/* An IRK is never replaced by another. */
		must(v->repair_off >= 1 &&
		     !v->repair_len == (v->pdu == SMPG_IDENTITY_INFORMATION));
		must((size_t)v->repair_off + v->repair_len + v->zero_len <= len);
	}
	if (v->happened & SMPG_FAILED)
		must(v->side < __SMP_GUARD_SIDE_MAX);
}

/* The octets that leave are within the fragment, or all that has not left. */
static void check_outcome(const struct smpg_l2cap *l,
			  const struct smpg_verdict *v,
			  const struct smpg_outcome *o, size_t payload)
{
	const u8 *buf = l->buf;

	switch (o->out) {
	case SMPG_OUT_PASS:
		must(!l->held && v->action <= SMP_GUARD_ACTION_AUDIT);
		break;
	case SMPG_OUT_EDIT:
		must((size_t)o->at + o->len <= payload);
		must(o->octets >= buf + l->passed);
		must(o->octets + o->len <= buf + sizeof(l->buf));
		break;
	case SMPG_OUT_REWRITE:
		must(o->octets == buf + l->passed);
		must(o->len + l->passed == l->have && o->start == !l->passed);
		break;
	case SMPG_OUT_BLANK:
		must(v->action >= SMP_GUARD_ACTION_MASK && l->passed);
		must(o->at <= payload);
		break;
	case SMPG_OUT_DROP:
		must(v->action >= SMP_GUARD_ACTION_MASK && !l->passed);
		break;
	}
	if (v->action >= SMP_GUARD_ACTION_MASK)
		must(l->rest == SMPG_STEP_DROP || l->rest == SMPG_STEP_BLANK);
	must(!o->failed || (v->action == SMP_GUARD_ACTION_REJECT &&
			    v->direction == SMP_GUARD_DIRECTION_TX));
}

/* A key that may not arrive is not among the octets that leave. */
static void check_absent(const struct smpg_verdict *v,
			 const struct smpg_outcome *o, const u8 *key,
			 size_t len)
{
	static const u8 zeros[SMPG_L2CAP_ROOM];

	if (!o->octets || len < 4 || !memcmp(key, zeros, len))
		return;
	if (v->action >= SMP_GUARD_ACTION_MASK)
		must(!memmem(o->octets, o->len, key, len));
}

static void judge(unsigned int n, u8 direction, size_t payload)
{
	struct smpg_link *link = &links[n].link;
	struct smpg_l2cap *l = &link->l2cap[direction];
	struct smpg_policy policy =
		smpg_policy_profile(link->handle % __SMP_GUARD_PROFILE_MAX);
	struct smpg_context context = {
		.policy = &policy, .direction = direction,
		.private_address = links[n].private,
	};
	u8 random[SMPG_KEY_LEN];
	struct smpg_outcome o;
	struct smpg_verdict v;
	size_t len;
	u8 *copy;

	must(l->have > SMPG_L2CAP_HDR);
	smpg_link_pdu(link, direction, &len, &context.cid);
	/* No longer than it says. */
	copy = malloc(len);
	memcpy(copy, l->buf + SMPG_L2CAP_HDR, len);
	/* Anything can tell, as long as it is the same for the same input. */
	context.reused = len > 9 && copy[9] & 1;
	if (direction == SMP_GUARD_DIRECTION_TX && len > 10)
		context.stack = copy[10] % __SMP_GUARD_STACK_MAX;
	smpg_link_judge(link, copy, len, &context, &v);
	check_verdict(&v, direction, copy, len, links[n].unknown,
		      !smpg_link_has(link, context.cid));
	/* A PDU of a wrong length arrives only where the policy lets it. */
	if (smpg_link_has(link, context.cid) && smpg_pdu_len(copy[0]) &&
	    len != smpg_pdu_len(copy[0]) &&
	    policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] ==
	    SMP_GUARD_ACTION_REJECT)
		must(v.action >= SMP_GUARD_ACTION_MASK);
	/* Octets that have left cannot be masked, nor repaired. */
	must(!(v.masked[0] | v.masked[1]) || l->passed <= SMPG_L2CAP_HDR + 5);
	if (v.action == SMP_GUARD_ACTION_REPAIR)
		must(SMPG_L2CAP_HDR + v.repair_off >= l->passed);
	/* Nothing that was negotiated counts any more; another channel ends no pairing. */
	if (v.action == SMP_GUARD_ACTION_REJECT && smpg_link_has(link, context.cid))
		must(!link->pairing.may[0] && !link->pairing.may[1]);
	if (v.happened & SMPG_STARTED || v.pdu == SMPG_PAIRING_REQUEST)
		links[n].unknown = false;

	memset(random, 0x5a, sizeof(random));
	smpg_link_apply(link, &v, random, &o);
	check_outcome(l, &v, &o, payload);
	if (v.key)
		check_absent(&v, &o, copy + 1, len - 1);
	free(copy);
}

static void acl(const u8 *data, size_t len, u8 direction)
{
	struct smpg_link *link;
	struct smpg_l2cap *l;
	enum smpg_step step;
	unsigned int n;
	u8 was[2];
	bool start;
	u16 handle;

	if (len < 2)
		return;
	handle = smpg_le16(data) & SMPG_HCI_HANDLE_MASK;
	start = (data[1] & 0x30) != 0x10;
	data += 2;
	len -= 2;

	link = find_link(handle, &n);
	if (!link) {
		if (!start || len < SMPG_L2CAP_HDR)
			return;
		n = free_link();
		link = &links[n].link;
		smpg_link_meet(link, handle);
		links[n].open = true;
		links[n].unknown = true;
	}

	l = &link->l2cap[direction];
	was[0] = start ? 0 : l->passed;
	was[1] = start ? 0 : l->held;
	step = smpg_link_feed(link, direction, start, data, len);

	must(l->have <= sizeof(l->buf));
	must(l->passed + l->held <= l->have);
	must(!l->smp || l->want >= SMPG_L2CAP_HDR);
	/* What once was held must not be said to have passed. */
	must(l->passed >= was[0] && l->held >= was[1]);
	/* Of a key, whole, only the header goes before the judgement. */
	if (step == SMPG_STEP_HOLD)
		must(l->smp && l->passed <= SMPG_L2CAP_HDR && l->open);
	if (step == SMPG_STEP_JUDGE) {
		must(l->smp);
		if (smpg_pdu_key(l->buf[SMPG_L2CAP_HDR]))
			must(l->passed <= SMPG_L2CAP_HDR);
		judge(n, direction, len);
	}
	smpg_link_done(link, direction);
	must(l->open || !l->smp);
}

static void tell(enum smpg_hci_kind kind, const struct smpg_hci *hci)
{
	struct smpg_policy policy;
	const struct smpg_context context = {
		.policy = &policy,
		.direction = kind == SMPG_HCI_SESSION_KEY ?
			     SMP_GUARD_DIRECTION_TX : SMP_GUARD_DIRECTION_RX,
	};
	static u8 handles[2 * 255];
	struct smpg_link *link;
	struct smpg_verdict v;
	unsigned int n;

	switch (kind) {
	case SMPG_HCI_OPEN:
		if (!find_link(hci->handle, &n))
			n = free_link();
		smpg_link_open(&links[n].link, hci);
		links[n].open = true;
		links[n].unknown = false;
		break;
	case SMPG_HCI_CLOSE:
		link = find_link(hci->handle, &n);
		if (!link)
			break;
		smpg_link_close(link, hci->status, &v);
		check_pairing(link);
		links[n].open = false;
		break;
	case SMPG_HCI_RESET:
		memset(links, 0, sizeof(links));
		break;
	case SMPG_HCI_ENCRYPT:
	case SMPG_HCI_KEY_SIZE:
	case SMPG_HCI_SESSION_KEY:
	case SMPG_HCI_DENIED:
	case SMPG_HCI_ASKED:
	case SMPG_HCI_AUTHENTICATED:
		link = find_link(hci->handle, &n);
		if (!link)
			break;
		policy = smpg_policy_profile(link->handle %
					     __SMP_GUARD_PROFILE_MAX);
		smpg_link_hci(link, kind, hci, &context, &v);
		must(v.action <= SMP_GUARD_ACTION_AUDIT ||
		     (v.action == SMP_GUARD_ACTION_REJECT &&
		      kind == SMPG_HCI_SESSION_KEY));
		break;
	case SMPG_HCI_PRIVACY:
		for (n = 0; n < LINKS; n++)
			links[n].private = true;
		break;
	case SMPG_HCI_ISO:
		memcpy(handles, hci->iso, 2 * hci->nr_iso);
		break;
	case SMPG_HCI_LTK_REQUEST:
	case SMPG_HCI_LINK_KEY:
	case SMPG_HCI_ADDRESS:
	case SMPG_HCI_NONE:
	case SMPG_HCI_MALFORMED:
		break;
	}
}

static void packet(unsigned int kind, const u8 *data, size_t len)
{
	struct smpg_hci hci;

	switch (kind) {
	case ACL_TX:
		acl(data, len, SMP_GUARD_DIRECTION_TX);
		break;
	case ACL_RX:
		acl(data, len, SMP_GUARD_DIRECTION_RX);
		break;
	case EVENT:
		tell(smpg_hci_event(data, len, &hci), &hci);
		break;
	case COMMAND:
		tell(smpg_hci_command(data, len, &hci), &hci);
		break;
	}
}

/* What libFuzzer calls. */
int fuzz_one(const u8 *data, size_t size) __asm__("LLVMFuzzerTestOneInput");

int fuzz_one(const u8 *data, size_t size)
{
	unsigned int kind, n;
	size_t len;
	u8 *copy;

	memset(links, 0, sizeof(links));
	while (size >= 2) {
		kind = data[0] % KINDS;
		len = data[1];
		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		/* No longer than it says. */
		copy = malloc(len);
		memcpy(copy, data, len);
		packet(kind, copy, len);
		free(copy);
		data += len;
		size -= len;

		for (n = 0; n < LINKS; n++)
			if (links[n].open)
				check_pairing(&links[n].link);
	}
	return 0;
}
