/* SPDX-License-Identifier: GPL-2.0 */
/* The hooked functions of the Bluetooth core, and backends to hook them. */
#ifndef SMPG_HOOK_H
#define SMPG_HOOK_H

#include <linux/types.h>

struct hci_dev;
struct sk_buff;

enum smpg_hook {
	SMPG_HOOK_TX,		/* every outgoing frame */
	SMPG_HOOK_RX,		/* every incoming frame */
	SMPG_HOOK_UNREGISTER,	/* the adapter is being unregistered */
	SMPG_HOOK_RELEASE,	/* the adapter's last reference is gone */
	SMPG_HOOKS,
};

extern const char * const smpg_hook_symbols[SMPG_HOOKS];

/**
 * struct smpg_hook_backend - a way to be called before a function runs
 * @name: value of the parameter "hook" that selects the backend
 * @attach: hook a function; -ENOENT if there is no such symbol, -EOPNOTSUPP if
 *	this kernel has no such backend
 * @detach: unhook a function
 * @missed: the number of calls that both hooks for frames missed; NULL if they miss
 *	none
 */
struct smpg_hook_backend {
	const char *name;
	int (*attach)(enum smpg_hook hook);
	void (*detach)(enum smpg_hook hook);
	u64 (*missed)(void);
};

extern const struct smpg_hook_backend smpg_hook_ftrace;
extern const struct smpg_hook_backend smpg_hook_kprobe;

int smpg_hook_attach(const char *name);
void smpg_hook_stop(void);
void smpg_hook_detach(void);
const char *smpg_hook_name(void);
bool smpg_hook_lost(void);
u64 smpg_hook_missed(void);

int smpg_swallow(struct hci_dev *hdev, struct sk_buff *skb);
void smpg_gone(struct hci_dev *hdev);

#endif /* SMPG_HOOK_H */
