/* SPDX-License-Identifier: GPL-2.0 */
/* HCI commands and events that the glance flagged. */
#ifndef SMPG_EVENTS_H
#define SMPG_EVENTS_H

#include "fate.h"

struct hci_dev;
struct sk_buff;
struct smpg_live_link;

enum smpg_fate smpg_frame_command(struct hci_dev *hdev, struct sk_buff *skb);
enum smpg_fate smpg_frame_event(struct hci_dev *hdev, struct sk_buff *skb);
void smpg_link_ended(struct smpg_live_link *live, u8 reason);

#endif /* SMPG_EVENTS_H */
