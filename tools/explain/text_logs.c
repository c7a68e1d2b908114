// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "smpg_types.h"
#include "text_logs.h"

enum log { ZEPHYR, ESP, ANDROID, BLUEZ };

static const char *const advice[] = {
	[ZEPHYR] =
		"is a log of Zephyr, without packets; record them: btmon -w FILE on a Linux host that pairs with it, or btmon --tty PORT -w FILE (CONFIG_BT_DEBUG_MONITOR_UART)",
	[ESP] =
		"is a log of ESP-IDF, without packets; record them: btmon -w FILE on a Linux host that pairs with the device, or a bug report on a phone",
	[ANDROID] =
		"is a log of Android, without packets; enable the Bluetooth HCI snoop log in the developer options, pair, and take a bug report",
	[BLUEZ] =
		"is a log of bluetoothd or the kernel, without packets; record them while pairing: btmon -w FILE",
};

static const struct {
	const char *part;
	enum log log;
} logs[] = {
	{ "> bt_", ZEPHYR },		/* <wrn> bt_smp: */
	{ "bt_smp: ", ZEPHYR },
	{ "bt_smp.", ZEPHYR },
	{ "[bt] [", ZEPHYR },
	{ "/bt_smp", ANDROID },
	{ "bt_btif", ANDROID },
	{ "bt_btm ", ANDROID },
	{ "bt_smp ", ANDROID },
	{ "bluetoothd[", BLUEZ },
	{ "= bluetoothd: ", BLUEZ },
	{ "Bluetooth: hci", BLUEZ },
};

/* "W (5417) BT_SMP: ..." */
static bool is_esp(const char *line)
{
	char level[2], tag[32], colon[2];
	unsigned int ms;

	return sscanf(line, "%1[EWIDV] (%u) %31[^: ]%1[:]", level, &ms, tag, colon) == 4;
}

const char *text_logs_advice(const char *line)
{
	size_t i;

	if (is_esp(line))
		return advice[ESP];
	for (i = 0; i < ARRAY_SIZE(logs); i++)
		if (strstr(line, logs[i].part))
			return advice[logs[i].log];
	return NULL;
}

const char *text_logs_message(const char *line)
{
	static const char *const marks[] = { "bluetoothd[", "= bluetoothd: ", "Bluetooth: hci" };
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
