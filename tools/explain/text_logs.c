// SPDX-License-Identifier: GPL-2.0
/*
 * Logs of programs, which people post where packets are needed: what their lines mean
 * is told, and what to record instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smpg_engine.h"
#include "text_logs.h"

enum log { ZEPHYR, ESP, ANDROID, BLUEZ, WIRESHARK };

static const char *const advice[] = {
	[ZEPHYR] =
		"is a log of Zephyr, without packets; record them: btmon -w FILE on a Linux host that pairs with it, or btmon --tty PORT -w FILE (CONFIG_BT_DEBUG_MONITOR_UART)",
	[ESP] =
		"is a log of ESP-IDF, without packets; record them: btmon -w FILE on a Linux host that pairs with the device, or a bug report on a phone",
	[ANDROID] =
		"is a log of Android, without packets; enable the Bluetooth HCI snoop log in the developer options, pair, and take a bug report",
	[BLUEZ] =
		"is a log of bluetoothd or the kernel, or of what uses them, without packets, so no pairing can be judged; record them: \"sudo btmon -w FILE\" while pairing, then \"smpguard explain FILE\"",
	[WIRESHARK] =
		"is text of Wireshark, which is not read; give the capture that it was made of, a pcap, pcapng or btsnoop file",
};

static const struct {
	const char *part;
	enum log log;
} logs[] = {
	{ "/bt_", ANDROID },
	{ "> bt_", ZEPHYR },		/* <wrn> bt_smp: */
	{ "bt_smp: ", ZEPHYR },
	{ "bt_smp.", ZEPHYR },
	{ "[bt] [", ZEPHYR },
	{ "Security failed: ", ZEPHYR },	/* of its samples, and ZMK */
	{ "Pairing failed conn: ", ZEPHYR },
	{ "[esp32_ble", ESP },			/* of ESPHome */
	{ "[esp-idf:", ESP },
	{ "[bluetooth_proxy:", ESP },
	{ "bt_btif", ANDROID },
	{ "bt_btm ", ANDROID },
	{ "bt_smp ", ANDROID },
	{ "Bluetooth Security Manager Protocol", WIRESHARK },
	{ " Sent Pairing ", WIRESHARK },
	{ " Rcvd Pairing ", WIRESHARK },
	{ "bluetoothd[", BLUEZ },
	{ "bluetoothd: ", BLUEZ },
	{ "Bluetooth: hci", BLUEZ },
	{ "org.bluez.", BLUEZ },
	{ "Failed to pair", BLUEZ },
	{ "Attempting to pair", BLUEZ },
	{ "[CHG] Device ", BLUEZ },
	{ "bluetooth]#", BLUEZ },
	{ "No agent is registered", BLUEZ },
	{ "auth failed with status", BLUEZ },
	{ "disconnected with reason", BLUEZ },
	{ ") failed. status 0x", BLUEZ },
	{ "unexpected SMP command", BLUEZ },
	{ "security requested but not available", BLUEZ },
	{ "GATT Error", BLUEZ },
	{ "GATT Protocol Error", BLUEZ },
	{ "src/device.c:", BLUEZ },
	{ "src/adapter.c:", BLUEZ },
	{ "src/agent.c:", BLUEZ },
	{ "BleakDBusError", BLUEZ },
};

static const char lost_bond[] = {
	"one side has lost the bond (PIN or Key Missing): remove it on both sides, on this host with \"bluetoothctl remove ADDRESS\", and pair anew"
};

static const char dropped_key[] = {
	"the kernel dropped a key of the peer, for which it was not ready, or had not asked; if it waits for that key, the pairing fails after 30 s"
};

static const char unreachable[] = "the peer is off or out of reach, or does not listen";

/* The meaning of a line by itself; lines that say more stand first. */
static const struct {
	const char *part, *text;
} meanings[] = {
	{ "No agent available",
	  "no pairing agent was there to say yes: pair in bluetoothctl, with \"agent on\" and \"default-agent\""
	},
	{ "without agent",
	  "no pairing agent was there to say yes: pair in bluetoothctl, with \"agent on\" and \"default-agent\""
	},
	{ "No agent is registered",
	  "no pairing agent is there to say yes: \"agent on\" and \"default-agent\" in bluetoothctl first"
	},
	{ "device_confirm_passkey: Operation not permitted",
	  "no pairing agent was there to say yes: pair in bluetoothctl, with \"agent on\" and \"default-agent\""
	},
	{ "Agent replied with an error", "the pairing agent of this host said no" },
	{ "org.bluez.Error.AuthenticationFailed",
	  "the pairing failed: one side refused, or a check or the encryption failed; this error does not say which"
	},
	{ "org.bluez.Error.AuthenticationRejected",
	  "one side refused to pair: a user or an agent said no, or that side does not pair at present"
	},
	{ "org.bluez.Error.AuthenticationCanceled",
	  "the pairing was cancelled: by a program or agent here, or because the link ended" },
	{ "org.bluez.Error.AuthenticationTimeout",
	  "no answer came in time: of the peer, its user, or the agent of this host; or the link was lost"
	},
	{ "org.bluez.Error.ConnectionAttemptFailed",
	  "there was no link to pair on: the peer is off, out of reach, or does not advertise" },
	{ "org.bluez.Error.AlreadyExists",
	  "this host has a bond with that peer already: \"bluetoothctl remove ADDRESS\" to pair anew"
	},
	{ "org.bluez.Error.InProgress",
	  "another pairing or connection with that peer is going on: let it end first" },
	{ "org.bluez.Error.NotReady", "the adapter is off: \"bluetoothctl power on\"" },
	{ "org.bluez.Error.Rejected", "the pairing agent of this host said no" },
	{ "security requested but not available",
	  "the kernel has no SMP on that link: Bluetooth is being turned off, or the adapter has no LE"
	},
	{ "hardware error",
	  "the controller of this host failed: look in \"sudo dmesg\", and update its firmware" },
	{ "tx timeout",
	  "the controller of this host did not answer a command: its firmware or driver hangs" },
	{ "corrupted ACL packet",
	  "the controller of this host delivered a damaged packet: its firmware or driver is at fault"
	},
	{ "Missing AES-CCM usage",
	  "the link was not encrypted as its key, or Secure Connections Only, demands: remove the bond on both sides, and pair anew"
	},
	{ "br-connection-key-missing", lost_bond },
	{ "Invalid exchange (52)", lost_bond },
	{ "br-connection-page-timeout", unreachable },
	{ "Host is down (112)", unreachable },
	{ "Insufficient Authentication",
	  "the peer demands a pairing before that, or a better one (with MITM protection)" },
	{ "Insufficient Encryption",
		"the peer demands an encrypted link, and so a bond, before that"
	},
};

/* Status of the management interface of the kernel (doc/mgmt-api.txt of BlueZ) */
static const char *const statuses[] = {
	[0x03] = "the pairing failed, and the kernel does not say why",
	[0x04] = "there was no link to pair on: the peer is off or out of reach",
	[0x05] = "authentication failed: one side refused, or a key or a check was wrong",
	[0x06] = "there is no bond with that peer",
	[0x07] = "the kernel or the controller had no resources left",
	[0x08] = "no answer came in time",
	[0x0a] = "another pairing is going on",
	[0x0b] = "one side refused",
	[0x0c] = "the adapter cannot do that",
	[0x0e] = "the link ended in the middle of the pairing",
	[0x0f] = "the adapter is off",
	[0x10] = "a program cancelled the pairing",
	[0x13] = "there is a bond with that peer already",
};

/* Why the kernel says that a link ended */
static const char *const ends[] = {
	[1] = "the link was lost: neither side hung up",
	[2] = "this host hung up",
	[3] = "the peer hung up",
	[4] =
		"the link ended since its authentication failed: often a bond that one side has lost",
};

/* enum bt_security_err of Zephyr, which its samples and ZMK print */
static const char *const securities[] = {
	[1] =
		"authentication failed: another passkey was entered, or a check was wrong",
	[2] = "one side has lost the bond: remove it on both sides, and pair anew",
	[3] = "the data out of band are missing",
	[4] =
		"the device did not reach the security that it demands: it still has a bond with that host (remove it on both sides, and pair anew), or takes Secure Connections alone (CONFIG_BT_SMP_SC_PAIR_ONLY) and that host has none",
	[5] = "one side does not pair at present",
	[6] = "one side does not allow that pairing",
	[7] = "one side took a PDU to be wrong",
	[8] = "one side did not take a key that was distributed",
	[9] = "the pairing failed, and the reason does not say why",
};

/* esp_ble_auth_fail_rsn_t of ESP-IDF: the reasons of Pairing Failed, and its own */
#define ESP_REASON	77

static const char *const esp_failures[] = {
	[97] =
		"the link could not be encrypted with a stored key: one side has lost the bond; remove it on both sides, and pair anew",
	[99] = "no answer came in time",
	[102] = "the link was lost",
};

/* The kernel drops a PDU that it takes to be out of turn, and keeps the link. */
static const char *const dropped[] = {
	[0] =
		"the kernel dropped an SMP PDU that was out of turn: the peer began anew, or a program pairs beside the kernel over a raw socket, as noble and bleno do",
	[SMPG_PAIRING_RESPONSE] =
		"the kernel dropped a Pairing Response, since it had not asked for one: a program pairs beside it over a raw socket, as noble does",
	[SMPG_ENCRYPTION_INFORMATION] = dropped_key,
	[SMPG_CENTRAL_IDENTIFICATION] = dropped_key,
	[SMPG_IDENTITY_INFORMATION] = dropped_key,
	[SMPG_IDENTITY_ADDRESS_INFORMATION] = dropped_key,
	[SMPG_SIGNING_INFORMATION] = dropped_key,
	[SMPG_SECURITY_REQUEST] =
		"the kernel dropped a Security Request: the peer asked to pair while a pairing was going on already, which by itself does no harm",
};

/* "W (5417) BT_SMP: ..." */
static bool is_esp(const char *line)
{
	char level[2], tag[32], colon[2];
	unsigned int ms;

	return sscanf(line, "%1[EWIDV] (%u) %31[^: ]%1[:]", level, &ms, tag, colon) == 4;
}

static const char *advice_of(const char *line)
{
	size_t i;

	if (is_esp(line))
		return advice[ESP];
	for (i = 0; i < ARRAY_SIZE(logs); i++)
		if (strstr(line, logs[i].part))
			return advice[logs[i].log];
	return NULL;
}

/* The number behind a word, in any base; -1 if it is not there */
static long number_behind(const char *line, const char *word)
{
	const char *at = strcasestr(line, word);
	char *end;
	long n;

	if (!at)
		return -1;
	at += strlen(word);
	at += strspn(at, " :=(");
	n = strtol(at, &end, 0);
	return end > at && n >= 0 ? n : -1;
}

static const char *listed(const char *const *texts, size_t nr, long n)
{
	return n >= 0 && (size_t)n < nr ? texts[n] : NULL;
}

/* "bonding_attempt_complete() hci0 bdaddr ... status 0x5", "failed. status 0x05 (...)" */
static const char *status_of(const char *line)
{
	long n = -1;

	if (strstr(line, "pair_device_complete()") && strchr(line, ')'))
		n = number_behind(strstr(line, "complete()") + 10, "(");
	else if (strstr(line, "bonding") || strstr(line, "auth failed") ||
		 strstr(line, "auth_failed") || strstr(line, "Pairing with"))
		n = number_behind(line, "status");
	return listed(statuses, ARRAY_SIZE(statuses), n);
}

/* "unexpected SMP command 0x0b from 00:11:22:33:44:55" */
static const char *dropped_of(const char *line)
{
	if (!strstr(line, "unexpected SMP command"))
		return NULL;
	return listed(dropped, ARRAY_SIZE(dropped),
		      number_behind(line, "unexpected SMP command")) ?: dropped[0];
}

/* Home Assistant, of what the ESP32 of a Bluetooth proxy says */
static const char *proxy_of(const char *line)
{
	static const char text[] = {
		"the Bluetooth proxy has the link, so that a bond of this host does not count: a proxy pairs by Just Works alone; for more, have this host's own adapter connect, and pair there"
	};

	if (!strstr(line, "Bluetooth GATT Error address=") ||
	    !strcasestr(line, "description=Insufficient"))
		return NULL;
	return text;
}

/* "Security failed: ... level 1 err 4", "Pairing failed conn: ..., reason 4" */
static const char *security_of(const char *line)
{
	long n = -1;

	if (strstr(line, "Security failed: "))
		n = number_behind(strstr(line, "Security failed: "), " err");
	else if (strstr(line, "Pairing failed conn: "))
		n = number_behind(line, "reason");
	return listed(securities, ARRAY_SIZE(securities), n);
}

/* A stack that logs the reason of Pairing Failed itself */
static const char *reason_of(const char *line, const char *of)
{
	long n;

	if (of != advice[ZEPHYR] && of != advice[ESP] && of != advice[ANDROID])
		return NULL;
	n = number_behind(line, "reason");
	if (of == advice[ESP] && n > ESP_REASON && strcasestr(line, "fail reason"))
		n -= ESP_REASON;
	return n > 0 && n < 0x100 ? smpg_reason_name(n) : NULL;
}

static const char *esp_failure_of(const char *line, const char *of)
{
	if (of != advice[ESP])
		return NULL;
	return listed(esp_failures, ARRAY_SIZE(esp_failures),
		      number_behind(line, "fail reason"));
}

static void add(struct text_logs *l, u64 where, const char *before, const char *text)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (l->said[i].text == text)
			return;
	if (l->nr == ARRAY_SIZE(l->said))
		return;
	l->said[l->nr++] = (struct text_logs_said){ where, before, text };
}

/**
 * text_logs_line() - note what a line is of, and what it means
 * @l: what is known of the log
 * @line: a line of a text that has had no packet yet
 * @where: its number
 */
void text_logs_line(struct text_logs *l, const char *line, u64 where)
{
	const char *text, *of = advice_of(line);
	size_t i;

	if (!of)
		return;
	if (!l->advice)
		l->advice = of;
	text = security_of(line) ? NULL : reason_of(line, of);
	if (text) {
		add(l, where, "its reason of Pairing Failed is ", text);
		return;
	}
	text = status_of(line) ?: dropped_of(line) ?: proxy_of(line) ?:
	       security_of(line) ?: esp_failure_of(line, of) ?:
	       listed(ends, ARRAY_SIZE(ends),
		      number_behind(line, "disconnected with reason"));
	for (i = 0; i < ARRAY_SIZE(meanings) && !text; i++)
		if (strcasestr(line, meanings[i].part))
			text = meanings[i].text;
	if (text)
		add(l, where, "", text);
}

/**
 * text_logs_end() - say what a text without packets is, and what its lines mean
 * @l: what is known of the log
 * @c: the capture
 *
 * Return: 0 if it is no log, -1 with the error of @c filled if it is one
 */
int text_logs_end(const struct text_logs *l, struct capture *c)
{
	size_t i;

	if (!l->advice)
		return 0;
	for (i = 0; i < l->nr; i++)
		capture_remark(c, l->said[i].where, "this says: %s%s",
			       l->said[i].before, l->said[i].text);
	return capture_fail(c, "%s", l->advice);
}

const char *text_logs_message(const char *line)
{
	static const char *const marks[] = {
		"bluetoothd[", "= bluetoothd: ", "Bluetooth: hci", "Bluetooth: SMP",
	};
	const char *s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		s = strstr(line, marks[i]);
		/* btmon names the process that sent a packet, too. */
		if (s && !strstr(s, "]: <") && !strstr(s, "]: @"))
			return s + strspn(s, "= ");
	}
	return NULL;
}
