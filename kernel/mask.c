// SPDX-License-Identifier: GPL-2.0
/*
 * Mask the proposals of the kernel's own SMP in build_pairing_cmd(), where
 * smp.c makes them. On the air it is too late for a mask, since the confirm
 * value of legacy pairing (c1, 2.2.3) covers all bits of both PDUs.
 *
 * The IRK that the management interface has set is judged here as well: once
 * IdKey is negotiated, the peer waits for an IRK.
 *
 * As responder, smp.c has saved the Pairing Request as received before it calls
 * build_pairing_cmd(), so that bits which are cleared in the argument are clear
 * in the response only. As initiator, smp.c saves and sends the request after
 * the call.
 */
#include <linux/kprobes.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>
#include <net/bluetooth/l2cap.h>

#include "compat.h"
#include "counters.h"
#include "identity.h"
#include "kprobe.h"
#include "links.h"
#include "log.h"
#include "mask.h"
#include "policy.h"
#include "report.h"
#include "watch.h"

#ifdef CONFIG_KRETPROBES

/* Offset in Pairing Request and Pairing Response, behind the code. */
#define AT_KEYS	4

struct call {
	struct hci_conn *hcon;
	u8 *request;		/* to be masked on return */
};

static void report_irk(const struct hci_conn *hcon,
		       const struct smpg_verdict *v)
{
	struct smpg_live_link *live;
	unsigned long flags;

	/* Until all hooks are there, an adapter's end is not noticed. */
	if (!static_branch_likely(&smpg_watching))
		return;
	rcu_read_lock();
	live = smpg_links_meet(hcon->hdev, hcon->handle);
	if (live) {
		spin_lock_irqsave(&live->lock, flags);
		if (!live->dead)
			smpg_report(live, v);
		spin_unlock_irqrestore(&live->lock, flags);
	}
	rcu_read_unlock();
}

/* Mask IdKey if the kernel's IRK is weak. Return: true if it was masked. */
static bool mask_irk(const struct hci_conn *hcon,
		     const struct smpg_policy *policy, u8 *keys)
{
	struct smpg_verdict v;

	if (!smpg_identity_judge(hcon->hdev, *keys, policy, &v))
		return false;
	*keys &= ~SMP_GUARD_KEY_DIST_IDKEY;
	report_irk(hcon, &v);
	return true;
}

static void mask_pdu(const struct hci_conn *hcon, bool initiator, u8 *pdu)
{
	struct smpg_policy policy;
	unsigned int side;
	bool masked = false;

	smpg_policy_of(hcon->hdev, hcon->dst_type == ADDR_LE_DEV_PUBLIC ?
				   SMP_GUARD_ADDRESS_TYPE_PUBLIC :
				   SMP_GUARD_ADDRESS_TYPE_RANDOM,
		       hcon->dst.b, &policy);
	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++) {
		bool local = initiator == (side == SMPG_INITIATOR);
		u8 keys = smpg_policy_key_dist(&policy, SMP_GUARD_TRANSPORT_LE,
					       local ? SMPG_LOCAL : SMPG_REMOTE);

		masked |= pdu[AT_KEYS + side] & SMPG_KEY_DIST_ALL & ~keys;
		pdu[AT_KEYS + side] &= keys | ~SMPG_KEY_DIST_ALL;
	}
	masked |= mask_irk(hcon, &policy,
			   pdu + AT_KEYS + (initiator ? SMPG_INITIATOR :
							SMPG_RESPONDER));
	if (masked)
		smpg_count(SMPG_MASKED);
}

/* Arguments: conn, request, response, authentication requirements. */
static int on_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct l2cap_conn *conn = (void *)smpg_arg(regs, 0);
	struct call *call = (void *)ri->data;
	u8 *request = (void *)smpg_arg(regs, 1);

	if (smpg_arg(regs, 2)) {
		mask_pdu(conn->hcon, false, request);
		return 1;	/* skip the return handler */
	}
	call->hcon = conn->hcon;
	call->request = request;
	return 0;
}

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct call *call = (void *)ri->data;

	mask_pdu(call->hcon, true, call->request);
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "build_pairing_cmd",
	.entry_handler = on_entry,
	.handler = on_return,
	.data_size = sizeof(struct call),
};

static bool attached;

/**
 * smpg_mask_init() - mask the proposals of the kernel's own SMP
 *
 * In a kernel without the function, rule masked-key judges the kernel's own pairing
 * like that of any other host. Memory that is short at the moment is no reason for
 * that, as long as the module is loaded.
 *
 * Return: 0, also without the probe, or -ENOMEM.
 */
int smpg_mask_init(void)
{
	int err = register_kretprobe(&probe);

	attached = !err;
	if (err == -ENOMEM)
		return err;
	if (err)
		pr_warn("masks: cannot hook %s (%pe): the kernel's own pairing is left to rule masked-key\n",
			probe.kp.symbol_name, ERR_PTR(err));
	return 0;
}

void smpg_mask_exit(void)
{
	if (attached) {
		smpg_kprobe_disable(&probe.kp);
		unregister_kretprobe(&probe);
	}
	attached = false;
}

const char *smpg_mask_name(void)
{
	return attached ? "kretprobe" : "none";
}

#else

int smpg_mask_init(void)
{
	pr_warn("masks: no kretprobes in this kernel: its own pairing is left to rule masked-key\n");
	return 0;
}

void smpg_mask_exit(void)
{
}

const char *smpg_mask_name(void)
{
	return "none";
}

#endif /* CONFIG_KRETPROBES */
