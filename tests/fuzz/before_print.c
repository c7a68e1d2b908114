// SPDX-License-Identifier: GPL-2.0
/* Steps and records, for people to read. */
#include <stdio.h>
#include <string.h>

#include "before_print.h"

static const char * const op_names[STEP_OPS] = {
	[STEP_TX] = "tx",
	[STEP_RX] = "rx",
	[STEP_COMMAND] = "command",
	[STEP_EVENT] = "event",
	[STEP_QUEUES] = "queues",
	[STEP_TIME] = "time",
	[STEP_POLICY] = "policy",
	[STEP_ADAPTER] = "adapter",
	[STEP_GONE] = "gone",
	[STEP_KERNEL] = "kernel",
	[STEP_BUILD] = "build",
	[STEP_PUT] = "put",
	[STEP_RESET_COUNTERS] = "reset-counters",
	[STEP_FLOOD] = "flood",
	[STEP_ISO] = "iso",
	[STEP_SCO] = "sco",
};

const char * const tag_names[TAGS] = {
	[TAG_PASSED] = "transmitted",
	[TAG_SWALLOWED] = "dropped",
	[TAG_SENT] = "own packet transmitted",
	[TAG_NOT_SENT] = "own packet put off",
	[TAG_DELIVERED] = "own packet delivered",
	[TAG_QUEUED_RX] = "queued for the host",
	[TAG_QUEUED_RAW] = "queued for the controller",
	[TAG_EVENT] = "reported",
	[TAG_BUILT] = "built",
	[TAG_LINK] = "link",
	[TAG_TRANSLATION] = "translation",
	[TAG_POLICY] = "policy",
	[TAG_INFO] = "info",
	[TAG_RESULT] = "result",
};

static void print_octets(const void *from, size_t len)
{
	const u8 *at = from;

	for (; len; len--)
		printf(" %02x", *at++);
}

/**
 * print_step() - print a step
 * @n: its number
 * @step: the step
 */
void print_step(unsigned int n, const struct step *step)
{
	static const char * const sharing[] = { "", " cloned", " shared" };
	const struct packet *p = &step->packet;

	printf("%5u %s %u handle=%#x%s%s", n, op_names[step->op],
	       step->adapter, step->handle, step->rest ? "" : " works-wait",
	       step->fail ? " no-memory" : "");
	switch (step->op) {
	case STEP_TX ... STEP_EVENT:
	case STEP_ISO ... STEP_SCO:
		printf("%s%s%s:", p->user ? " user" : "", sharing[p->sharing],
		       p->linear < p->len ? " scattered" : "");
		print_octets(p->data, p->len);
		break;
	case STEP_TIME:
		printf(" ticks=%u", step->ticks);
		break;
	case STEP_POLICY:
		printf("%s%s scope=%u", step->policy.remove ? " remove" : "",
		       step->policy.keep ? "" : " replace",
		       step->policy.scope);
		print_octets(&step->policy, sizeof(step->policy));
		break;
	case STEP_ADAPTER:
		printf("%s%s%s%s", step->settings.up ? " up" : " down",
		       step->settings.init ? " init" : "",
		       step->settings.user_channel ? " user-channel" : "",
		       step->settings.privacy ? " privacy" : "");
		break;
	case STEP_BUILD:
		print_octets(&step->build, sizeof(step->build));
		break;
	case STEP_PUT:
		printf(" %u, octet %u ^ %#x", step->restore.nr,
		       step->restore.at, step->restore.damage);
		break;
	}
	printf("\n");
}

static void print_event(const struct event_record *e)
{
	printf(" seq=%llu time=%llu cmd=%u hci%u handle=%#x peer=%u",
	       e->seq, e->boottime, e->cmd, e->index, e->handle, e->peer_type);
	print_octets(e->peer, 6);
	printf(" transport=%u role=%u marks=%u answered=%u request_tx=%u",
	       e->transport, e->role, e->marks, e->answered, e->request_tx);
	printf(" method=%u sc=%u key_size=%u keys=%u,%u",
	       e->method, e->sc, e->key_size, e->keys[0], e->keys[1]);
	printf(" stack=%u direction=%u pdu=%u key=%u action=%u severity=%u",
	       e->stack, e->direction, e->pdu, e->key, e->action, e->severity);
	printf(" reason=%u side=%u lost=%u rule=%s why=\"%s\"",
	       e->reason, e->side, e->lost, e->rule, e->why);
}

static void print_link(const struct link_record *l)
{
	printf(" hci%u handle=%#x peer=%u", l->index, l->handle, l->peer_type);
	print_octets(l->peer, 6);
	printf(" identity=%u", l->identity_type);
	print_octets(l->identity, 6);
	printf(" transport=%u role=%u encrypted=%u stack=%u marks=%u",
	       l->transport, l->role, l->encrypted, l->stack, l->marks);
	printf(" phase=%u method=%u sc=%u key_size=%u keys=%u,%u",
	       l->phase, l->method, l->sc, l->key_size, l->keys[0],
	       l->keys[1]);
}

static void print_translation(const struct translation_record *t)
{
	printf(" hci%u", t->index);
	print_octets(t->adapter, 6);
	printf(" peer=%u", t->peer_type);
	print_octets(t->peer, 6);
	printf(" key=%u size=%u host:", t->key, t->key_size);
	print_octets(t->id[0], 10);
	printf(" /");
	print_octets(t->value[0], 16);
	printf(" peer:");
	print_octets(t->id[1], 10);
	printf(" /");
	print_octets(t->value[1], 16);
}

static void print_record(const u8 *at)
{
	unsigned int len = at[2] | at[3] << 8;
	struct translation_record translation;
	struct event_record event = { };
	struct link_record link;

	printf("  %s:", tag_names[at[0]]);
	switch (at[0]) {
	case TAG_EVENT:
		memcpy(&event, at + 4, len);
		print_event(&event);
		break;
	case TAG_LINK:
		memcpy(&link, at + 4, sizeof(link));
		print_link(&link);
		break;
	case TAG_TRANSLATION:
		memcpy(&translation, at + 4, sizeof(translation));
		print_translation(&translation);
		break;
	default:
		print_octets(at + 4, len);
	}
	printf("\n");
}

/**
 * print_answer() - print the records of a step
 * @a: the records
 */
void print_answer(const struct answer *a)
{
	const u8 *at = a->data, *end = at + a->len;

	for (; at < end; at += record_len(at))
		print_record(at);
}
