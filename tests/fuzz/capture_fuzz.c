// SPDX-License-Identifier: GPL-2.0
/*
 * The readers of captures, and the pairings found in them; explain_fuzz.c has
 * the words as well, and is much slower.
 */
#include <stdlib.h>

#include "session.h"

/* Not static, so that what is put there has to be read. */
u8 sink;

#ifndef ON_PAIRING
#define ON_PAIRING on_pairing
static void on_pairing(void *arg, struct pairing *p)
{
	(void)arg;
	sink += p->outcome;
}
#endif

static void policy_of(void *arg, u16 adapter, const struct smpg_link *link,
		      struct smpg_policy *policy)
{
	(void)arg;
	(void)adapter;
	(void)link;
	*policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
}

/* Every octet that is handed out must be there. */
static void on_packet(void *arg, const struct hci_packet *p)
{
	size_t i;

	for (i = 0; i < p->len; i++)
		sink += p->data[i];
	session_packet(arg, p);
}

static void on_remark(void *arg, u64 where, const char *text)
{
	(void)arg;
	(void)where;
	sink += *text;
}

int fuzz_one(const u8 *data, size_t size) __asm__("LLVMFuzzerTestOneInput");
int fuzz_one(const u8 *data, size_t size)
{
	struct capture c = { .packet = on_packet, .remark = on_remark };

	if (!size)
		return 0;
	c.in = fmemopen((void *)data, size, "r");
	if (!c.in)
		abort();
	c.arg = session_new(policy_of, ON_PAIRING, &c);
	capture_read(&c);
	session_end(c.arg);
	fclose(c.in);
	return 0;
}
