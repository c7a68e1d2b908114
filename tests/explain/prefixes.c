// SPDX-License-Identifier: GPL-2.0
/*
 * Prefixes of every file: nothing may crash, and what is found wrong in a prefix
 * is what is found wrong in the beginning of the whole: no verdict comes from
 * half a PDU.
 */
#include <stdlib.h>

#include "answer.h"
#include "secrets.h"
#include "session.h"

#define PREFIXES_MAX	1024

static char found[1 << 16];
static size_t found_len;

static void on_pairing(void *arg, struct pairing *p)
{
	struct answer a;

	(void)arg;
	answer_make(&a, p);
	parts_free(&a);
	free(secrets_text(p, true));
}

static void policy_of(void *arg, u16 adapter, const struct smpg_link *link,
		      struct smpg_policy *policy)
{
	(void)arg;
	(void)adapter;
	(void)link;
	*policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
}

/* Told when it arises, in the order of the packets. */
static void note(const struct hci_packet *p)
{
	size_t i;

	/* A packet is its time, direction and octets. */
	found_len += snprintf(found + found_len, sizeof(found) - found_len,
			      "%llu %d %d ", (unsigned long long)p->where,
			      p->tx, p->type);
	for (i = 0; i < p->len && found_len + 8 < sizeof(found); i++)
		found_len += sprintf(found + found_len, "%02x", p->data[i]);
	if (found_len + 200 > sizeof(found))
		found_len = sizeof(found) - 200;
	found[found_len++] = '\n';
	found[found_len] = '\0';
}

static void on_packet(void *arg, const struct hci_packet *p)
{
	if (p->part)
		;
	else if (p->type == HCI_ACL || p->type == HCI_EVENT || p->type == HCI_COMMAND)
		note(p);
	session_packet(arg, p);
}

static void on_remark(void *arg, u64 where, const char *text)
{
	(void)arg;
	(void)where;
	(void)text;
}

static void run(const u8 *data, size_t size)
{
	struct capture c = { .packet = on_packet, .remark = on_remark };

	found_len = 0;
	found[0] = '\0';
	if (!size)
		return;
	c.in = fmemopen((void *)data, size, "r");
	if (!c.in)
		abort();
	c.arg = session_new(policy_of, on_pairing, NULL);
	capture_read(&c);
	session_end(c.arg);
	fclose(c.in);
}

/*
 * Each prefix costs what its length is. Of a long file so many are tried that the
 * time stays within bounds, at distances that no length of a line divides.
 */
static size_t distance(size_t size)
{
	return size / PREFIXES_MAX | 1;
}

static bool check(const char *path)
{
	static char whole[sizeof(found)];
	static u8 data[1 << 20];
	FILE *file = fopen(path, "r");
	size_t size, n;

	if (!file)
		return false;
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	run(data, size);
	memcpy(whole, found, sizeof(whole));
	for (n = 0; n < size; n += distance(size)) {
		u8 *copy = malloc(n + 1);

		/* Its end is where reading beyond it would be noticed. */
		memcpy(copy, data, n);
		run(copy, n);
		free(copy);
		if (strncmp(whole, found, found_len)) {
			printf("not ok - explain: prefixes of %s: at %zu octets\n",
			       strrchr(path, '/') + 1, n);
			return false;
		}
	}
	printf("ok - explain: prefixes of %s\n", strrchr(path, '/') + 1);
	return true;
}

int main(int argc, char **argv)
{
	bool ok = true;
	int i;

	for (i = 1; i < argc; i++)
		ok &= check(argv[i]);
	return !ok;
}
