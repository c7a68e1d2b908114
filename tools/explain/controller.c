// SPDX-License-Identifier: GPL-2.0
#include "../hci_error.h"
#include "controller.h"
#include "words.h"

#define EVENT_COMMAND_COMPLETE	0x0e
#define EVENT_COMMAND_STATUS	0x0f
#define EVENT_HARDWARE_ERROR	0x10
#define COMMAND_DISCONNECT	0x0406
#define COMMAND_ENCRYPT		0x2019
#define COMMAND_LTK_REPLY	0x201a

/* Error codes (Vol 1, Part F, 2) */
#define KEY_MISSING		0x06
#define HARDWARE_FAILURE	0x03
#define POWER_OFF		0x15

static const struct step *last_step(const struct pairing *p)
{
	return p && p->nr ? &p->steps[p->nr - 1] : NULL;
}

/* The place where the host handed its controller a key that is not in use yet, or 0 */
static u64 keyed_at(const struct link *l)
{
	const struct step *last = last_step(l->pairing);

	if (last && last->kind == STEP_KEY_SET)
		return last->where + 1;
	return l->stored == STORED_TRIED ? l->stored_at.where + 1 : 0;
}

/* The status of a command does not name the link: it is that of the last key. */
static struct link *latest_keyed(const struct links *links, u16 adapter)
{
	struct link *l, *latest = NULL;

	for (l = links->first; l; l = l->next)
		if (l->adapter == adapter && keyed_at(l) &&
		    (!latest || keyed_at(l) > keyed_at(latest)))
			latest = l;
	return latest;
}

/* Is it the answer to a command of this host? */
bool controller_is_status(const struct hci_packet *packet)
{
	return packet->type == HCI_EVENT && packet->len >= 6 &&
	       (packet->data[0] == EVENT_COMMAND_STATUS ||
		packet->data[0] == EVENT_COMMAND_COMPLETE);
}

/**
 * controller_refuses() - a controller that does not take a key to encrypt a link with
 * @links: the links
 * @packet: any HCI packet
 * @hci: filled as for an Encryption Change with that error
 *
 * Return: the link, or NULL if the packet says no such thing.
 */
struct link *controller_refuses(const struct links *links,
				const struct hci_packet *packet,
				struct smpg_hci *hci)
{
	const u8 *p = packet->data;
	struct link *l;

	if (!controller_is_status(packet))
		return NULL;
	memset(hci, 0, sizeof(*hci));
	/* Status, number of commands, opcode */
	if (p[0] == EVENT_COMMAND_STATUS && smpg_le16(p + 4) == COMMAND_ENCRYPT)
		hci->status = p[2];
	/* Number of commands, opcode, status */
	else if (p[0] == EVENT_COMMAND_COMPLETE && smpg_le16(p + 3) == COMMAND_LTK_REPLY)
		hci->status = p[5];
	if (!hci->status)
		return NULL;
	l = latest_keyed(links, packet->adapter);
	if (l)
		hci->handle = l->guard.handle;
	return l;
}

static bool is_open(const struct pairing *p)
{
	return p && p->nr && p->outcome == OUTCOME_OPEN && !p->overheard.there;
}

static void take_hardware_error(const struct links *links, const struct hci_packet *packet)
{
	struct link *l;

	for (l = links->first; l; l = l->next)
		if (l->adapter == packet->adapter && is_open(l->pairing))
			pairing_step(l->pairing, packet, STEP_HARDWARE)->status =
				packet->data[2];
}

/* Linux disconnects with this reason when its user turns the adapter off. */
static void take_disconnect(const struct links *links, const struct hci_packet *packet)
{
	u16 handle = smpg_le16(packet->data + 3) & SMPG_HCI_HANDLE_MASK;
	struct link *l;

	if (packet->data[5] != POWER_OFF)
		return;
	for (l = links->first; l; l = l->next)
		if (l->adapter == packet->adapter && l->guard.handle == handle &&
		    is_open(l->pairing))
			pairing_step(l->pairing, packet, STEP_POWER_OFF);
}

/**
 * controller_take() - note what happens to an adapter in the pairings that it is in
 * @links: the links
 * @packet: any HCI packet
 *
 * Return: was it such a packet?
 */
bool controller_take(const struct links *links, const struct hci_packet *packet)
{
	const u8 *p = packet->data;

	if (packet->type == HCI_EVENT && packet->len >= 3 && p[0] == EVENT_HARDWARE_ERROR)
		take_hardware_error(links, packet);
	else if (packet->type == HCI_COMMAND && packet->len >= 6 &&
		 smpg_le16(p) == COMMAND_DISCONNECT)
		take_disconnect(links, packet);
	else
		return false;
	return true;
}

/* The last step of this kind with no PDU behind it, or NULL */
static const struct step *last_of(const struct pairing *p, u8 kind)
{
	size_t i;

	for (i = p->nr; i-- && p->steps[i].kind != STEP_PDU;)
		if (p->steps[i].kind == kind)
			return &p->steps[i];
	return NULL;
}

static void fail(struct pairing *p, u8 reason)
{
	p->outcome = OUTCOME_FAILED;
	p->side = SMP_GUARD_SIDE_LINK;
	p->reason = reason;
}

/**
 * controller_end() - note, when a capture ends, that a pairing cannot go on
 * @p: the pairing
 */
void controller_end(struct pairing *p)
{
	const struct step *last = last_step(p);

	if (!p->started || p->kind != PAIRING_SMP || !is_open(p))
		return;
	if (last_of(p, STEP_HARDWARE))
		fail(p, HARDWARE_FAILURE);
	/* Without the key its controller does not encrypt (Vol 4, Part E, 7.8.26). */
	else if (last->kind == STEP_AUTH && last->auth.kind == AUTH_LTK_REFUSED)
		fail(p, KEY_MISSING);
}

/* Did the adapter end the pairing? */
bool controller_ended(const struct pairing *p)
{
	return p->side == SMP_GUARD_SIDE_LINK && p->outcome == OUTCOME_FAILED &&
	       (last_of(p, STEP_HARDWARE) || last_of(p, STEP_POWER_OFF) ||
		last_of(p, STEP_GONE) || last_of(p, STEP_RESET) ||
		last_of(p, STEP_KEY_REJECTED));
}

/**
 * controller_put_end() - say how the adapter ended a pairing
 * @a: the answer
 * @p: the pairing, for which controller_ended() holds
 */
void controller_put_end(struct answer *a, const struct pairing *p)
{
	const struct step *step = last_of(p, STEP_HARDWARE);

	if (step) {
		parts_say(a, PART_HAPPENED,
			  "This pairing failed: the controller of this host reported a hardware error (code 0x%02x) before it was complete.",
			  step->status);
		return;
	}
	step = last_of(p, STEP_KEY_REJECTED);
	if (step) {
		parts_say(a, PART_HAPPENED,
			  "%s: the controller of this host refused to encrypt the link (0x%02x, %s).",
			  p->kind == PAIRING_STORED ? "No pairing was tried" :
						      "This pairing failed",
			  step->status, hci_error_name(step->status) ?: "unknown error");
		return;
	}
	step = last_of(p, STEP_GONE);
	parts_say(a, PART_HAPPENED,
		  "This pairing failed: the adapter was %s before it was complete.",
		  step && step->status == ADAPTER_REMOVED		? "removed" :
		  step || last_of(p, STEP_POWER_OFF)			? "turned off" :
									  "reset");
}

static void put_hardware(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "The controller's firmware or hardware failed, and a host then resets it (Vol 4, Part E, 7.7.16): all its links end.");
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of this host's controller; neither side refused anything.");
	parts_say(a, PART_REMEDY,
		  "Update its firmware (linux-firmware) and the kernel, and look in \"sudo dmesg\" for what its driver says.");
	parts_say(a, PART_REMEDY,
		  "If it fails again: on USB, another port without a hub; then another adapter.");
}

static void put_removed(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "The adapter went away: it was pulled out, lost its power, or its driver dropped it.");
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of this host or its adapter; neither side refused anything.");
	parts_say(a, PART_REMEDY,
		  "Look in \"sudo dmesg\" for why it went (USB disconnect, firmware), give it another port without a hub, and pair again.");
}

static void put_off(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "This host turned its adapter off in the middle of the pairing, which ends all links.");
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of this host: its user, or a program there.");
	parts_say(a, PART_REMEDY,
		  "Look for what turns it off (\"power off\" in bluetoothctl, rfkill, a power saver such as TLP, suspend, bluetoothd being restarted), and pair again.");
}

static void put_reset(struct answer *a)
{
	parts_say(a, PART_WHY, "A reset ends all links of an adapter, and their pairings.");
	parts_say(a, PART_FAULT, "The fault is that of this host, whose adapter it is.");
	parts_say(a, PART_REMEDY,
		  "Look for what reset it: the host's software, or its driver.");
}

/* No packet of this command crosses the air, so the peer has no part in that. */
static void put_rejected(struct answer *a, const struct pairing *p)
{
	bool stored = p->kind == PAIRING_STORED;

	parts_say(a, PART_WHY,
		  "This host gave the controller the %s, and the controller did not take the command.",
		  stored ? "key of an old bond" : "key that the two had just agreed on");
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of this host: of its controller, or of the program or driver that gave the command; the peer was not asked.");
	parts_say(a, PART_REMEDY,
		  "Pair again; if it comes again, update the kernel and the controller's firmware, or try another adapter.");
}

/**
 * controller_put_cause() - say why, if the adapter ended a pairing
 * @a: the answer
 * @p: the pairing
 *
 * Return: did it?
 */
bool controller_put_cause(struct answer *a, const struct pairing *p)
{
	const struct step *gone = last_of(p, STEP_GONE);

	if (!controller_ended(p))
		return false;
	if (last_of(p, STEP_HARDWARE))
		put_hardware(a);
	else if (last_of(p, STEP_KEY_REJECTED))
		put_rejected(a, p);
	else if (gone && gone->status == ADAPTER_REMOVED)
		put_removed(a);
	else if (gone || last_of(p, STEP_POWER_OFF))
		put_off(a);
	else
		put_reset(a);
	return true;
}
