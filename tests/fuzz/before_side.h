/* SPDX-License-Identifier: GPL-2.0 */
/* Between before_side.c and before_guard.c. */
#ifndef SMPG_FUZZ_BEFORE_SIDE_H
#define SMPG_FUZZ_BEFORE_SIDE_H

#include "before.h"
#include "space.h"

/* Objects that readers elsewhere may have found under RCU before a step. */
#define READERS	2

bool guard_tx(struct hci_dev *hdev, struct sk_buff *skb);
bool guard_rx(struct hci_dev *hdev, struct sk_buff *skb);
void guard_gone(struct hci_dev *hdev);
void guard_readers(struct hci_dev *hdev, u16 handle, const u8 *at[READERS]);
bool guard_link(struct hci_dev *hdev, u16 handle, struct link_record *to);
unsigned int guard_links(struct link_record *to, unsigned int max);
unsigned int guard_translations(struct translation_record *to,
				unsigned int max);
int guard_put(const struct translation_record *from, unsigned int nr);
void guard_swallow(struct hci_dev *hdev, struct sk_buff *skb);
int guard_policy(const struct policy_change *change, u16 index);
bool guard_counter(unsigned int n, const char **name, u64 *value);
void guard_reset_counters(void);

void guard_info(struct info_record *to);
void guard_policies(void (*show)(const struct policy_record *entry));

/* Called for each event. Return: as smpg_netlink_tell(). */
int side_event(const struct event_record *event);

#endif /* SMPG_FUZZ_BEFORE_SIDE_H */
