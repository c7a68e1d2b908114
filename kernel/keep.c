// SPDX-License-Identifier: GPL-2.0
/*
 * Translations end with the module, unless their owner has them saved: handed
 * over through netlink, and put back after the next load.
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "keep.h"
#include "translations.h"

static bool enabled;

/* Set once, and read for a report only. */
static bool restored;

/* Latest generation of the table that was handed over as a whole. */
static atomic64_t saved_generation = ATOMIC64_INIT(0);

/**
 * smpg_keep_enabled() - may the owner save translations and put them back?
 */
bool smpg_keep_enabled(void)
{
	return enabled;
}

/**
 * smpg_keep_restored() - were saved translations put back?
 */
bool smpg_keep_restored(void)
{
	return READ_ONCE(restored);
}

/**
 * smpg_keep_saved() - all translations have been handed over
 * @as_of: generation of the table that was handed over
 */
void smpg_keep_saved(u64 as_of)
{
	s64 before = atomic64_read(&saved_generation);

	while (before < (s64)as_of &&
	       !atomic64_try_cmpxchg(&saved_generation, &before, as_of))
		;
}

/**
 * smpg_keep_has() - does the owner have a translation?
 * @entry: the translation
 */
bool smpg_keep_has(const struct smpg_translated *entry)
{
	return enabled &&
	       entry->generation <= atomic64_read(&saved_generation) &&
	       !smpg_translation_bad(&entry->t);
}

static void free_list(struct list_head *list)
{
	struct smpg_translated *e, *next;

	list_for_each_entry_safe(e, next, list, list)
		kfree_sensitive(e);
}

static int make_list(struct list_head *list,
		     const struct smpg_translation *saved, unsigned int nr)
{
	struct smpg_translated *e;

	for (; nr--; saved++) {
		e = kzalloc(sizeof(*e), GFP_KERNEL);
		if (!e)
			return -ENOMEM;
		e->t = *saved;
		list_add_tail(&e->list, list);
	}
	return 0;
}

/* Remove superseded entries, without the lock, since many take long. */
static int leave_out(struct list_head *list)
{
	struct smpg_translated *e, *next;

	list_for_each_entry_safe(e, next, list, list) {
		if (smpg_translations_supersede(&e->t)) {
			list_del(&e->list);
			kfree_sensitive(e);
		}
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

/**
 * smpg_keep_put() - put saved translations back
 * @saved: the translations, newest first, none of them bad
 * @nr: number of translations
 *
 * Saved translations are older than all in the table: a translation in the
 * table overrides a saved one of the same key.
 *
 * Context: process.
 * Return: 0; or -ENOSPC, -ENOMEM or -EINTR, and none of them was put back.
 */
int smpg_keep_put(const struct smpg_translation *saved, unsigned int nr)
{
	LIST_HEAD(list);
	u64 since;
	int err;

	err = make_list(&list, saved, nr);
	while (!err) {
		since = smpg_translations_generation();
		err = leave_out(&list);
		if (err)
			break;
		err = smpg_translations_append(&list, since);
		if (err != -EAGAIN)
			break;
		err = 0;
	}
	if (!err)
		WRITE_ONCE(restored, true);
	free_list(&list);
	return err;
}

/**
 * smpg_keep_init() - before the first frame
 * @enable: the owner may save translations and put them back
 */
void smpg_keep_init(bool enable)
{
	enabled = enable;
	restored = false;
	atomic64_set(&saved_generation, 0);
}
