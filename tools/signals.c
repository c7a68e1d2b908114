// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

#include "signals.h"

/**
 * signals_open() - SIGINT and SIGTERM as something to read
 *
 * A signal that arrives before the program waits for one is not missed.
 *
 * Return: a file descriptor, readable after either.
 */
int signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}
