// SPDX-License-Identifier: GPL-2.0
/* Pairings that ended with an error code which tells by itself why (Vol 1, Part F, 2) */
#include "cause.h"
#include "words.h"

/*
 * BLAME_CONTROLLERS: no host had a part in it.
 * BLAME_PEER: what the peer, or its controller, says of itself.
 * BLAME_HOST: what this host says of itself.
 * BLAME_UNKNOWN: the code is used by either side.
 */
enum blame { BLAME_CONTROLLERS, BLAME_PEER, BLAME_HOST, BLAME_UNKNOWN };

/**
 * struct meaning - one of the error codes
 * @code: the code
 * @blame: enum blame
 * @why: what it means in the middle of a pairing
 * @remedy: what to do
 */
struct meaning {
	u8 code;
	u8 blame;
	const char *why, *remedy;
};

static const char firmware[] =
	"Pair again; if it comes again, update the firmware of both controllers.";
static const char collision[] =
	"The two controllers each began a procedure of the link layer, and one could not go on.";
static const char quiet[] =
	"Pair again; if it comes again, keep connection parameters and PHY as they are.";

static const struct meaning meanings[] = {
	{ 0x02, BLAME_UNKNOWN, "The link had ended before its controller was to encrypt it.",
	  "Look at why it ended: the log of both sides, distance and interference." },
	{ 0x03, BLAME_CONTROLLERS, "The hardware of a controller failed.", firmware },
	{ 0x07, BLAME_UNKNOWN, "A controller had no memory left.",
	  "End other links of both sides, and pair again." },
	{ 0x0c, BLAME_UNKNOWN,
	  "A controller could not encrypt at that moment, since another procedure was going on.",
	  quiet },
	{ 0x14, BLAME_PEER,
	  "The peer hung up because it lacks resources: memory, or room for another link or bond.",
	  "End its links to other hosts, remove old bonds there, restart it, and pair again." },
	{ 0x15, BLAME_PEER, "The peer was being turned off or restarted.",
	  "Keep it on, with a charged battery, and pair again; if it restarts each time, look for an update of its firmware."
	},
	{ 0x1a, BLAME_PEER,
	  "The controller of the peer does not support encryption, or says so: without it nothing can pair.",
	  "Look for \"LE Encryption\" among the features of the peer in the capture (LE Read Remote Features); if it is not there, its firmware was built without, and needs an update."
	},
	{ 0x1f, BLAME_UNKNOWN, "A controller gave up without a reason.", firmware },
	{ 0x20, BLAME_PEER,
	  "The controller of the peer does not support a parameter of the encryption.",
	  "Look for an update of the firmware of the peer." },
	{ 0x23, BLAME_CONTROLLERS, collision, quiet },
	{ 0x24, BLAME_CONTROLLERS,
	  "A controller sent another one something that was not allowed at that time.", quiet },
	{ 0x25, BLAME_UNKNOWN, "One side does not accept the encryption mode of the other.",
	  firmware },
	{ 0x28, BLAME_CONTROLLERS,
	  "A controller learned of a change of the link (its parameters, channels or PHY) after that had taken place: a packet was lost or late (Vol 6, Part B, 5.5).",
	  quiet },
	{ 0x2a, BLAME_CONTROLLERS, collision, quiet },
	{ 0x3b, BLAME_PEER, "The peer hung up because it does not take the connection parameters.",
	  "Have this host use the parameters that the peer asks for (\"MinConnectionInterval\" and those below in /etc/bluetooth/main.conf), or update the firmware of the peer."
	},
};

static const char near_by[] =
	"Bring the two close to each other, with the peer on and in pairing mode, and pair again.";

/* Over BR/EDR the same codes end the authentication, whether its link does or not. */
static const struct meaning bredr_meanings[] = {
	{ 0x04, BLAME_CONTROLLERS, "The peer did not answer at all: it is off or out of reach.",
	  near_by },
	{ 0x08, BLAME_CONTROLLERS, "The radio link was lost, and neither side hung up.",
	  near_by },
	{ 0x0c, BLAME_UNKNOWN,
	  "A controller could not authenticate at that moment, since another procedure was going on.",
	  "Pair again, from one of the two sides alone." },
	{ 0x0d, BLAME_PEER, "The peer has no room for another link or bond.",
	  "End its links to other hosts, remove old bonds there, and pair again." },
	{ 0x0e, BLAME_PEER,
	  "The peer refused the link for security reasons: it does not pair at present, or not with this host.",
	  "Put the peer into pairing mode, remove this host there (\"forget this device\"), and pair again."
	},
	{ 0x0f, BLAME_PEER,
	  "The peer takes no link from the address of this host: it has blocked it, or belongs to another host.",
	  "Reset the peer, or remove its bond to the other host, and pair again." },
	{ 0x10, BLAME_CONTROLLERS, "The peer did not accept the link in time.", near_by },
	{ 0x13, BLAME_PEER, "The peer hung up in the middle of it, and does not say why.",
	  "Put the peer into pairing mode, remove this host there (\"forget this device\"), and pair again; its log may say more."
	},
	{ 0x16, BLAME_HOST, "This host hung up in the middle of it.",
	  "Look at the log of bluetoothd and of the program that pairs: a user cancelled, or it waits too short a time."
	},
	{ 0x18, BLAME_PEER,
	  "The peer does not pair at present, and has no key for this host, or takes it for none.",
	  "Put the peer into pairing mode, remove the bond on both sides, and pair again." },
	{ 0x1a, BLAME_PEER, "The peer does not support this kind of authentication or encryption.",
	  "Look for an update of the firmware of the peer." },
	{ 0x22, BLAME_PEER, "The peer did not answer in time.",
	  "Pair again, and confirm on the peer within half a minute; if it comes again, update its firmware."
	},
	{ 0x23, BLAME_CONTROLLERS, "Both sides began to authenticate at the same time.",
	  "Pair again, from one of the two sides alone." },
	{ 0x29, BLAME_UNKNOWN,
	  "One side has nothing but a unit key, which is the same for each of its peers, and the other accepts none.",
	  "Update or replace the older of the two devices, whose key that is." },
};

static void put_blame(struct answer *a, const struct pairing *p, u8 blame)
{
	bool unsided = p->unsided || p->overheard.there;

	if (blame == BLAME_CONTROLLERS)
		parts_say(a, PART_FAULT,
			  "By the error code it is the fault of neither stack, but of a controller or of the radio link.");
	else if (blame == BLAME_PEER && !unsided)
		parts_say(a, PART_FAULT, "By the error code the fault is that of %s.",
			  words_side(p, false));
	else if (blame == BLAME_HOST && !unsided)
		parts_say(a, PART_FAULT, "By the error code the fault is that of %s.",
			  words_side(p, true));
	else
		parts_say(a, PART_FAULT, "The error code does not tell whose fault that is.");
}

static bool put_meaning(struct answer *a, const struct pairing *p, const struct meaning *m,
			size_t nr)
{
	for (; nr; nr--, m++) {
		if (m->code != p->reason)
			continue;
		parts_say(a, PART_WHY, "%s", m->why);
		put_blame(a, p, m->blame);
		parts_say(a, PART_REMEDY, "%s", m->remedy);
		return true;
	}
	return false;
}

/**
 * cause_put_error() - say so if the error code tells by itself why it ended
 * @a: the answer
 * @p: a pairing or the authentication with a stored key, which failed
 *
 * Return: does it?
 */
bool cause_put_error(struct answer *a, const struct pairing *p)
{
	if (p->transport == SMP_GUARD_TRANSPORT_BREDR &&
	    put_meaning(a, p, bredr_meanings, ARRAY_SIZE(bredr_meanings)))
		return true;
	return put_meaning(a, p, meanings, ARRAY_SIZE(meanings));
}
