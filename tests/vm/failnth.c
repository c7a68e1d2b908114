// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a command of which the kernel fails the Nth allocation among those that the
 * fault injection in debugfs admits. A count follows a thread through exec(), but not
 * its children: the command has to be one that asks the kernel itself.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_REACHED	100	/* the command made fewer allocations than N */
#define BROKEN		101

static void fail(const char *what)
{
	perror(what);
	exit(BROKEN);
}

static void arm(const char *nth)
{
	int fd = open("/proc/thread-self/fail-nth", O_WRONLY);

	if (fd < 0 || write(fd, nth, strlen(nth)) < 0)
		fail("fail-nth");
	close(fd);
}

/* A thread that has ended has its count until its parent has waited for it. */
static unsigned long left(pid_t pid)
{
	char path[64], text[32] = "";
	siginfo_t info;
	int fd;

	if (waitid(P_PID, pid, &info, WEXITED | WNOWAIT))
		fail("waitid");
	snprintf(path, sizeof(path), "/proc/%d/fail-nth", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		fail(path);
	close(fd);
	return strtoul(text, NULL, 10);
}

/*
 * failnth N COMMAND [ARGUMENT...]: exits with the status of the command, or with
 * NOT_REACHED if no allocation of it failed and it ended well.
 */
int main(int argc, char **argv)
{
	bool reached;
	int status;
	pid_t pid;

	if (argc < 3) {
		fputs("Usage: failnth N COMMAND [ARGUMENT...]\n", stderr);
		return BROKEN;
	}
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (!pid) {
		arm(argv[1]);
		execvp(argv[2], argv + 2);
		fail(argv[2]);
	}
	reached = !left(pid);
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	if (!WIFEXITED(status))
		return BROKEN;
	return reached || WEXITSTATUS(status) ? WEXITSTATUS(status) : NOT_REACHED;
}
