// SPDX-License-Identifier: GPL-2.0
/*
 * The commands are those of BlueZ, the stack of most hosts that explain is asked about.
 * Of a host that was recorded on the air, nothing tells the stack: it gets no commands.
 */
#include "remedy.h"
#include "words.h"

/*
 * An agent without input and output makes every pairing one by Just Works: where a
 * number, a passkey or a PIN is asked for, another one is needed.
 */
static const char *agent_of(const struct pairing *p)
{
	if (p->kind == PAIRING_PIN || pairing_has_passkey(p) ||
	    p->method == SMP_GUARD_METHOD_NUMERIC_COMPARISON)
		return "\"agent KeyboardDisplay\"";
	return "\"agent NoInputNoOutput\" (or KeyboardDisplay, to be asked)";
}

/**
 * remedy_agent() - how a host comes to say yes
 * @a: the answer
 * @p: the pairing
 * @tx: this host, or else the peer
 */
void remedy_agent(struct answer *a, const struct pairing *p, bool tx)
{
	char peer[WORDS_ADDRESS];

	if (tx && p->overheard.there) {
		parts_say(a, PART_REMEDY,
			  "Pair again, and confirm on this host within half a minute if it asks; if it runs Linux, it needs a pairing agent.");
		return;
	}
	words_address(p, peer);
	if (!tx) {
		parts_say(a, PART_REMEDY,
			  "Put the peer into pairing mode, pair again, and confirm there within half a minute if it asks; if it runs Linux, it needs a pairing agent. If it still refuses, forget this host there first.");
		return;
	}
	parts_say(a, PART_REMEDY,
		  "Have a pairing agent, and this host pairable, before pairing: in bluetoothctl, %s, \"default-agent\", \"pairable on\" and \"pair %s\", and leave it open.",
		  agent_of(p), peer);
	parts_say(a, PART_REMEDY,
		  "A program registers its own over D-Bus (RegisterAgent, then RequestDefaultAgent, of org.bluez.AgentManager1 at /org/bluez); Home Assistant, and most programs with bleak, register none: pair once with bluetoothctl on that host, and let them connect to the bonded device.");
}

/**
 * remedy_repairing() - a peer that pairs anew by Just Works
 * @a: the answer
 * @p: the pairing, which this host refused as responder
 *
 * bluetoothd says no by itself as long as it has a bond with the peer: otherwise anyone
 * with the peer's address could replace it.
 */
void remedy_repairing(struct answer *a, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];

	if (p->overheard.there)
		return;
	words_address(p, peer);
	parts_say(a, PART_REMEDY,
		  "If this host still has a bond with that peer, which has lost it, bluetoothd refuses a new one by itself: \"bluetoothctl remove %s\" first, or \"JustWorksRepairing = confirm\" in /etc/bluetooth/main.conf.",
		  peer);
}

/* How a host comes to accept a bond at all */
void remedy_pairable(struct answer *a, const struct pairing *p, bool tx)
{
	if (tx)
		remedy_agent(a, p, true);
	else
		parts_say(a, PART_REMEDY,
			  "Put the peer into pairing mode: a button or a menu there, often after a bond to another host was removed.");
}

/* Remove an old bond on both sides. */
void remedy_bonds(struct answer *a, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];

	if (p->overheard.there) {
		parts_say(a, PART_REMEDY,
			  "Remove the old bond on both sides and pair again: \"forget this device\" in the Bluetooth settings, a reset, or, on Linux, \"bluetoothctl remove\" with the other's address.");
		return;
	}
	words_address(p, peer);
	parts_say(a, PART_REMEDY,
		  "Remove the old bond on both sides and pair again: \"bluetoothctl remove %s\" on this host, and on the peer \"forget this device\" in its Bluetooth settings, its reset, or, if it runs Linux, the same command with this host's address.",
		  peer);
}

/**
 * remedy_old_pairing() - have a host pair as hosts did before Secure Connections
 * @a: the answer
 * @p: the pairing
 * @tx: this host does not know it, or else the peer
 */
void remedy_old_pairing(struct answer *a, const struct pairing *p, bool tx)
{
	if (tx) {
		parts_say(a, PART_REMEDY,
			  "Update the stack of this host. Until then turn Secure Connections off at the peer, and pair again.");
		return;
	}
	if (p->overheard.there) {
		parts_say(a, PART_REMEDY,
			  "Update the peer's firmware. Until then turn Secure Connections off at this host, and pair again.");
		return;
	}
	parts_say(a, PART_REMEDY,
		  "Update the peer's firmware. Until then turn Secure Connections off at this host, which turns CT2 off too, and pair again: \"sudo btmgmt sc off\".");
	parts_say(a, PART_REMEDY,
		  "To keep it so, \"SecureConnections = off\" in /etc/bluetooth/main.conf does the same, but only where the comments of that file name the option.");
}
