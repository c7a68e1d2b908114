// SPDX-License-Identifier: GPL-2.0
/*
 * Logs of programs, which people post where packets are needed: what their lines mean
 * is told, and what to record instead.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../hci_error.h"
#include "smpg_engine.h"
#include "text_logs.h"

enum log {
	ZEPHYR, ESP, NIMBLE, NRF5, ANDROID, APPLE, BLUEZ, BUMBLE, DEVICE, WIRESHARK, PACKETLOGGER,
};

static const char *const advice[] = {
	[ZEPHYR] =
		"is a log of Zephyr, without packets; record them: btmon -w FILE on a Linux host that pairs with it, or btmon --tty PORT -w FILE (CONFIG_BT_DEBUG_MONITOR_UART)",
	[ESP] =
		"is a log of ESP-IDF, without packets; record them: btmon -w FILE on a Linux host that pairs with the device, or a bug report on a phone",
	[ANDROID] =
		"is a log of Android, without packets; enable the Bluetooth HCI snoop log in the developer options, pair, and take a bug report",
	[BLUEZ] =
		"is a log of bluetoothd or the kernel, or of what uses them, without packets, so no pairing can be judged; record them: \"sudo btmon -w FILE\" while pairing, then \"smpguard explain FILE\"",
	[NIMBLE] =
		"is a log of NimBLE, without packets; record them: btmon -w FILE on a Linux host that pairs with the device, or a bug report on a phone",
	[NRF5] =
		"is a log of the nRF5 SDK, without packets; record them: btmon -w FILE on a Linux host that pairs with the device, or a bug report on a phone",
	[APPLE] =
		"is a log of an Apple device, without packets; record them with PacketLogger (on iOS with Apple's Bluetooth profile), and give the .pklg file",
	[BUMBLE] =
		"is a log of Bumble, not all of whose packets have their octets; record them: \"sudo btmon -w FILE\" beside it on Linux, or its option for a btsnoop file",
	[DEVICE] =
		"is a log of a device's own stack, without packets; record them: btmon -w FILE on a Linux host that pairs with the device, or a bug report on a phone",
	[PACKETLOGGER] =
		"is text of PacketLogger, which is not read; give the .pklg file that it was made of",
	[WIRESHARK] =
		"is text of Wireshark, which is not read; give the capture that it was made of, a pcap, pcapng or btsnoop file",
};

static const struct {
	const char *part;
	enum log log;
} logs[] = {
	{ "/bt_", ANDROID },
	{ "stack/smp/", ANDROID },	/* of the source, since Android 12 */
	{ "btif_dm", ANDROID },
	{ "packages/modules/Bluetooth", ANDROID },
	{ "BluetoothBondState", ANDROID },
	{ "android.bluetooth", ANDROID },	/* of apps */
	{ "smp_act.cc", ANDROID },
	{ "bt_stack: ", ANDROID },
	{ "UNBOND_REASON_", ANDROID },
	{ "BOND_STATE_CHANGED", ANDROID },
	{ "BOND_BONDING", ANDROID },
	{ "BOND_NONE", ANDROID },
	{ "peer_manager_handler", NRF5 },
	{ "Connection security failed: role", NRF5 },
	{ "PM_EVT_CONN_SEC_FAILED", NRF5 },
	{ "PM_CONN_SEC_ERROR_", NRF5 },
	{ "BLE_GAP_SEC_STATUS_", NRF5 },
	{ "BLE_GAP_EVT_AUTH_STATUS", NRF5 },
	{ "CBErrorDomain", APPLE },
	{ "CBATTErrorDomain", APPLE },
	{ "Peer removed pairing information", APPLE },
	{ "> bt_", ZEPHYR },		/* <wrn> bt_smp: */
	{ "bt_smp: ", ZEPHYR },
	{ "bt_smp.", ZEPHYR },
	{ "[bt] [", ZEPHYR },
	{ "Security failed: ", ZEPHYR },	/* of its samples, and ZMK */
	{ "Pairing failed conn: ", ZEPHYR },
	{ "Pairing failed with ", ZEPHYR },	/* of its shell */
	{ "BT_SECURITY_ERR_", ZEPHYR },
	{ "SMP Timeout", ZEPHYR },
	{ "fail_reason", ESP },
	{ "ESP_GAP_BLE_", ESP },
	{ "ESP_AUTH_SMP_", ESP },
	{ "][BLE", ESP },			/* of Arduino: [E][BLEDevice.cpp:555] */
	{ "ble_hs_hci_", NIMBLE },
	{ "NimBLE", NIMBLE },
	{ "BLE_GAP_EVENT_", NIMBLE },
	{ "BLE_HS_E", NIMBLE },
	{ "enc_change", NIMBLE },
	{ "bumble.", BUMBLE },
	{ "Pairing failed: SMP_", BUMBLE },
	{ "GAP_Authentic", DEVICE },		/* of TI */
	{ "HCI_LE_ExtEvent", DEVICE },
	{ "[security manager]", DEVICE },	/* of TrouBLE */
	{ "trouble_host::", DEVICE },
	{ "sm_bonding_failed", DEVICE },	/* of Silicon Labs */
	{ "Pairing failed, ", DEVICE },		/* of BTstack */
	{ "[esp32_ble", ESP },			/* of ESPHome */
	{ "[esp-idf:", ESP },
	{ "[bluetooth_proxy:", ESP },
	{ "bt_btif", ANDROID },
	{ "bt_btm ", ANDROID },
	{ "bt_smp ", ANDROID },
	{ "Bluetooth Security Manager Protocol", WIRESHARK },
	{ "Bluetooth Low Energy Link Layer", WIRESHARK },
	{ "bytes on wire (", WIRESHARK },
	{ " LE LL ", WIRESHARK },
	{ " HCI_EVT ", WIRESHARK },
	{ " HCI_CMD ", WIRESHARK },
	{ " LMP Received ", PACKETLOGGER },
	{ " LMP Sent ", PACKETLOGGER },
	{ " SMP Receive ", PACKETLOGGER },
	{ " SMP Send ", PACKETLOGGER },
	{ " ATT Receive ", PACKETLOGGER },
	{ " ATT Send ", PACKETLOGGER },
	{ "btsmp.", WIRESHARK },		/* tshark -T json, -T fields */
	{ "bthci_", WIRESHARK },
	{ " Sent Pairing ", WIRESHARK },
	{ " Rcvd Pairing ", WIRESHARK },
	{ "bluetoothd[", BLUEZ },
	{ "bluetoothd: ", BLUEZ },
	{ "Bluetooth: hci", BLUEZ },
	{ "kernel: Bluetooth: ", BLUEZ },
	{ "] Bluetooth: ", BLUEZ },
	{ "@ MGMT ", BLUEZ },
	{ "org.bluez.", BLUEZ },
	{ "bluez.Error.", BLUEZ },
	{ "Failed to pair", BLUEZ },
	{ "Attempting to pair", BLUEZ },
	{ "[CHG] Device ", BLUEZ },
	{ "bluetooth]#", BLUEZ },
	{ "No agent is registered", BLUEZ },
	{ "auth failed with status", BLUEZ },
	{ "LE Public disconnected with", BLUEZ },
	{ "LE Random disconnected with", BLUEZ },
	{ "BR/EDR disconnected with", BLUEZ },
	{ "new_link_key ", BLUEZ },
	{ " connect failed (status 0x", BLUEZ },
	{ "[agent] ", BLUEZ },
	{ "Pairing successful", BLUEZ },
	{ "Pairing with ", BLUEZ },
	{ "Paired with ", BLUEZ },
	{ ") failed. status 0x", BLUEZ },
	{ "unexpected SMP command", BLUEZ },
	{ "security requested but not available", BLUEZ },
	{ "GATT Error", BLUEZ },
	{ "GATT Protocol Error", BLUEZ },
	{ "src/device.c:", BLUEZ },
	{ "src/adapter.c:", BLUEZ },
	{ "src/agent.c:", BLUEZ },
	{ "BleakDBusError", BLUEZ },
	{ "DBusAuthentication", BLUEZ },	/* of Blueman */
};

static const char lost_bond[] = {
	"one side has lost the bond (PIN or Key Missing): remove it on both sides, on this host with \"bluetoothctl remove ADDRESS\", and pair anew"
};

static const char no_agent[] = {
	"no pairing agent was there to say yes: pair in bluetoothctl, with \"agent on\" and \"default-agent\""
};

static const char dropped_key[] = {
	"the kernel dropped a key of the peer, for which it was not ready, or had not asked; if it waits for that key, the pairing fails after 30 s"
};

static const char unreachable[] = "the peer is off or out of reach, or does not listen";

/* The meaning of a line by itself; lines that say more stand first. */
static const struct {
	const char *part, *text;
} meanings[] = {
	{ "No agent available", no_agent },
	{ "without agent", no_agent },
	{ "No agent is registered",
	  "no pairing agent is there to say yes: \"agent on\" and \"default-agent\" in bluetoothctl first"
	},
	{ "device_confirm_passkey: Operation not permitted", no_agent },
	{ "device_request_passkey: Operation not permitted", no_agent },
	{ "device_request_pin: Operation not permitted", no_agent },
	{ "device_notify_passkey: Operation not permitted", no_agent },
	{ "Agent replied with an error", "the pairing agent of this host said no" },
	{ "AuthenticationFailed",
	  "the pairing failed: one side refused, or a check or the encryption failed; this error does not say which"
	},
	{ "AuthenticationRejected",
	  "one side refused to pair: a user or an agent said no, or that side does not pair at present"
	},
	{ "AuthenticationCanceled",
	  "the pairing was cancelled: by a program or agent here, or because the link ended" },
	{ "AuthenticationTimeout",
	  "no answer came in time: of the peer, its user, or the agent of this host; or the link was lost"
	},
	{ "bluez.Error.ConnectionAttemptFailed",
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
	{ "PIN or Key Missing", lost_bond },
	{ "Peer removed pairing information",
	  "the peer has lost the bond: remove it on this device (\"forget this device\"), and pair anew"
	},
	{ "SMP Timeout",
	  "no answer came in time: the other side, or its user, left a PDU unanswered for 30 s" },
	{ "(yes/no): no", "the user of this host said no" },
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

/* Why Android has no bond (UNBOND_REASON_ of BluetoothDevice) */
static const char *const unbonds[] = {
	[1] = "authentication failed: another passkey was entered, or a check was wrong",
	[2] = "authentication was rejected: a user said no, or one side does not pair at present",
	[3] = "the pairing was cancelled",
	[4] = "the peer was gone before the pairing was complete",
	[5] = "a discovery was going on, so that the phone could not pair",
	[6] = "no answer came in time",
	[7] = "attempts came too fast one after another",
	[8] = "the peer cancelled the pairing",
	[9] = "the bond was removed: by its user, an app, or since the pairing failed",
};

/* BLE_GAP_SEC_STATUS_ of the nRF5 SDK: reasons of Pairing Failed; above, those of its own */
#define NRF5_REASON	0x80
#define NRF5_OWN	0x1000
#define NRF5_HCI_LAST	0x10ff

static const char *const nrf5_errors[] = {
	[0] = "the link ended before the pairing was complete",
	[1] = "no answer came in time",
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
	[SMPG_PAIRING_FAILED] =
		"the kernel dropped a Pairing Failed of the peer, since it was in no pairing any more: for the kernel it had ended or was complete, or a program pairs beside it over a raw socket",
	[SMPG_SECURITY_REQUEST] =
		"the kernel dropped a Security Request: the peer asked to pair while a pairing was going on already, which by itself does no harm",
};

/* What NimBLE adds to a reason or an error code, by where that comes from */
#define NIMBLE_HCI	0x200
#define NIMBLE_OWN	0x400
#define NIMBLE_PEER	0x500

/* Its own errors, of an encryption that changed */
static const char *const nimble_errors[] = {
	[7] = "the link was gone before the pairing was complete",
	[13] = "no answer came in time",
};

/* "W (5417) BT_SMP: ..." */
static bool is_esp(const char *line)
{
	char level[2], tag[32], colon[2];
	unsigned int ms;

	return sscanf(line, "%1[EWIDV] (%u) %31[^: ]%1[:]", level, &ms, tag, colon) == 4;
}

/* A row of a list: "5  0.250  Slave_0x50654d1c  Master_0x50654d1c  SMP  37  Pairing Failed" */
static bool is_row(const char *line)
{
	const char *at = strstr(line, "SMP");
	size_t n;

	if (!at || at == line || !isspace((unsigned char)at[-1]))
		return false;
	at += 3;
	n = strspn(at, " \t");
	at += n;
	return n && isdigit((unsigned char)*line) && isdigit((unsigned char)*at);
}

static const char *advice_of(const char *line)
{
	size_t i;

	if (is_esp(line))
		return advice[ESP];
	if (is_row(line + strspn(line, " \t")))
		return advice[WIRESHARK];
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

/* The number in front of a word; -1 if there is none */
static long number_before(const char *line, const char *word)
{
	const char *at = strstr(line, word);

	while (at && at > line && at[-1] == ' ')
		at--;
	while (at && at > line && isdigit((unsigned char)at[-1]))
		at--;
	return at && isdigit((unsigned char)*at) ? strtol(at, NULL, 10) : -1;
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
	else if (strstr(line, "Status: ") && strchr(line, '('))
		n = number_behind(line, "(");
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
	if (n < 0 && strstr(line, "Security failed: ") && strrchr(line, '('))
		n = number_behind(strrchr(line, '('), "(");
	if (strstr(line, "Pairing failed conn: "))
		n = number_behind(line, "reason");
	else if (strstr(line, "Pairing failed with ") && strrchr(line, '('))
		n = number_behind(strrchr(line, '('), "(");
	else if (strstr(line, "(BT_SECURITY_ERR_"))
		n = number_before(line, "(BT_SECURITY_ERR_");
	return listed(securities, ARRAY_SIZE(securities), n);
}

/* Does @s begin with @name, written as one word or with other marks between its words? */
static bool is_name(const char *s, const char *name)
{
	for (; *name; name++) {
		if (*name == ' ') {
			s += strspn(s, " _-");
			continue;
		}
		if (tolower((unsigned char)*s++) != tolower((unsigned char)*name))
			return false;
	}
	return true;
}

/* "PAIRING_NOT_SUPPORTED(5)", "PairingFailed(DHKeyCheckFailed)" */
static const char *named_reason_of(const char *line, const char *of)
{
	const char *name, *s;
	unsigned int reason;

	/* Status codes of the management interface have such names, too. */
	if (of == advice[BLUEZ])
		return NULL;
	if (!strcasestr(line, "fail") && !strcasestr(line, "error") &&
	    !strcasestr(line, "reason"))
		return NULL;
	for (reason = 1; (name = smpg_reason_name(reason)); reason++)
		for (s = line; *s; s++)
			if (is_name(s, name))
				return name;
	return NULL;
}

/* The number that NimBLE, or a program on it, gives for why something failed */
static long nimble_number(const char *line)
{
	static const char *const words[] = { "status", "reason", "rc" };
	long n = -1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words) && n < 0; i++)
		n = number_behind(line, words[i]);
	return n;
}

/* "enc_change status=1288": a reason, and who gave it, or an error of the link */
static const char *nimble_of(const char *line, const char *of, const char **before)
{
	long n;

	if (of != advice[NIMBLE] && !(of == advice[ESP] && strstr(line, "NimBLE")))
		return NULL;
	n = nimble_number(line);
	if (n < 0)
		return NULL;
	*before = n >= NIMBLE_PEER ? "the other side sent Pairing Failed, " :
		  n >= NIMBLE_OWN ? "this device sent Pairing Failed, " :
		  n >= NIMBLE_HCI ? "the error of the link is " : "";
	if (n >= NIMBLE_OWN)
		return smpg_reason_name(n & 0xff);
	if (n >= NIMBLE_HCI)
		return hci_error_name(n & 0xff);
	return strstr(line, "enc") || strstr(line, "secureConnection") ?
	       listed(nimble_errors, ARRAY_SIZE(nimble_errors), n) : NULL;
}

/* "procedure: Bonding, error: 133", "status=0x88": a reason, or an error of the link */
static const char *nrf5_of(const char *line, const char *of, const char **before)
{
	long n;

	if (of != advice[NRF5])
		return NULL;
	n = number_behind(line, "error");
	if (n < 0)
		n = number_behind(line, "status=");
	*before = "";
	if (n == NRF5_OWN + 0x06)
		return lost_bond;
	if (n > NRF5_HCI_LAST)
		return listed(nrf5_errors, ARRAY_SIZE(nrf5_errors), n - NRF5_HCI_LAST - 1);
	*before = n >= NRF5_OWN ? "the error of the link is " : "its reason of Pairing Failed is ";
	if (n >= NRF5_OWN)
		return hci_error_name(n & 0xff);
	return n > NRF5_REASON && n < 0x100 ? smpg_reason_name(n - NRF5_REASON) : NULL;
}

/* "Device state change 11 to 10, reason 9" */
static const char *unbond_of(const char *line, const char *of)
{
	const char *at = strcasestr(line, "reason"), *number = at ? strchr(at, '(') : NULL;
	long n = number_behind(line, "reason");

	if (of != advice[ANDROID] ||
	    (!strcasestr(line, "bond") && !strstr(line, "Device state change")))
		return NULL;
	/* "reason AUTH_FAILED(1)" */
	if (n < 0 && number)
		n = number_behind(number, "(");
	return listed(unbonds, ARRAY_SIZE(unbonds), n);
}

/* What ESP-IDF and Android call why authentication failed, one number or another */
static long fail_reason_of(const char *line)
{
	long n = number_behind(line, "fail reason");

	if (n < 0 && strstr(line, "smp_cback remove bond"))
		n = number_behind(line, "rsn");
	return n >= 0 ? n : number_behind(line, "fail_reason");
}

/* A stack that logs the reason of Pairing Failed itself */
static const char *reason_of(const char *line, const char *of)
{
	long n;

	if (strstr(line, "Pairing failed, authentication failure with reason"))
		return smpg_reason_name(number_behind(line, "reason"));
	if (of != advice[ZEPHYR] && of != advice[ESP] && of != advice[ANDROID])
		return NULL;
	n = number_behind(line, "reason");
	/* Below those of Pairing Failed, both stacks have error codes of the link. */
	if (of != advice[ZEPHYR] && fail_reason_of(line) >= 0)
		n = fail_reason_of(line) - ESP_REASON;
	return n > 0 && n < 0x100 ? smpg_reason_name(n) : NULL;
}

/* A failure that has an error code of the link, and no reason of Pairing Failed */
static const char *link_error_of(const char *line, const char *of)
{
	long n = fail_reason_of(line);

	if ((of != advice[ESP] && of != advice[ANDROID]) || n <= 0 || n > ESP_REASON)
		return NULL;
	return hci_error_name(n);
}

static const char *esp_failure_of(const char *line, const char *of)
{
	if (of != advice[ESP])
		return NULL;
	return listed(esp_failures, ARRAY_SIZE(esp_failures), fail_reason_of(line));
}

/* Does a line tell of a pairing that failed? Beside packets, only such lines matter. */
bool text_logs_fails(const char *line)
{
	return strstr(line, "bluez.Error.") || strstr(line, "DBusAuthentication") ||
	       strstr(line, "Failed to pair") || strstr(line, "ecurity failed") ||
	       strstr(line, "airing failed") || strstr(line, ") failed. status 0x");
}

/* A status of the management interface in words, or NULL */
const char *text_logs_status(u8 status)
{
	return listed(statuses, ARRAY_SIZE(statuses), status);
}

static void add(struct text_logs *l, const char *line, u64 where, const char *before,
		const char *text)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (l->said[i].text == text)
			return;
	if (l->nr == ARRAY_SIZE(l->said))
		return;
	l->said[l->nr] = (struct text_logs_said){ where, before, text };
	if (!l->failure && text_logs_fails(line))
		l->failure = &l->said[l->nr];
	l->nr++;
}

/**
 * text_logs_line() - note what a line is of, and what it means
 * @l: what is known of the log
 * @line: a line of a text that has had no packet yet
 * @where: its number
 */
void text_logs_line(struct text_logs *l, const char *line, u64 where)
{
	const char *text, *of = advice_of(line), *before;
	size_t i;

	if (!of && l->mgmt && strstr(line, "Status: "))
		of = advice[BLUEZ];
	if (!of)
		return;
	if (!l->advice)
		l->advice = of;
	l->mgmt |= !!strstr(line, "@ MGMT ");
	text = nimble_of(line, of, &before) ?: nrf5_of(line, of, &before);
	if (!text && !security_of(line) && !unbond_of(line, of)) {
		before = "its reason of Pairing Failed is ";
		text = reason_of(line, of) ?: named_reason_of(line, of);
		if (!text && link_error_of(line, of)) {
			before = "the error of the link is ";
			text = link_error_of(line, of);
		}
	}
	if (text) {
		add(l, line, where, before, text);
		return;
	}
	text = status_of(line) ?: dropped_of(line) ?: proxy_of(line) ?:
	       security_of(line) ?: unbond_of(line, of) ?: esp_failure_of(line, of) ?:
	       listed(ends, ARRAY_SIZE(ends),
		      number_behind(line, "disconnected with reason"));
	for (i = 0; i < ARRAY_SIZE(meanings) && !text; i++)
		if (strcasestr(line, meanings[i].part))
			text = meanings[i].text;
	if (text)
		add(l, line, where, "", text);
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
