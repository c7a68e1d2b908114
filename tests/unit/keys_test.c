// SPDX-License-Identifier: GPL-2.0
/* Files of kept keys: what is written is read, and nothing else is. */
#include <errno.h>
#include <glib.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "keys.h"

static int failures;

static void check(const char *name, bool ok)
{
	printf("%s - keys: %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

static void check_text(const char *name, const char *got, const char *want)
{
	bool ok = got == want || (got && want && !strcmp(got, want));

	check(name, ok);
	if (!ok)
		printf("# got  %s\n# want %s\n", got ?: "nothing", want ?: "nothing");
}

/* ---- Text ---- */

#define HEAD	"smp-guard-keys 1\n"
#define VALUE	"00112233445566778899aabbccddeeff"
#define OTHER	"9b7d390aa610103405adc857a33402ec"
#define LTK	"ltk 16 hci0 00:AA:01:00:00:23 C0:FF:EE:00:11:22 random " \
		"000c 1122334455667788 " VALUE " fedc 8877665544332211 " OTHER "\n"
#define ONE_ROLE "ltk 16 hci0 - 00:AA:01:01:00:24 public 000c 1122334455667788 " VALUE \
		" fedc 8877665544332211 " OTHER " peripheral\n"
#define SHORT	"ltk 7 hci65535 - - unknown 0000 0000000000000000 " \
		"00112233445566000000000000000000 0001 0000000000000000 " \
		"9b7d390aa61010000000000000000000\n"
#define CSRK	"csrk 16 hci1 - 00:AA:01:01:00:24 public - - " VALUE " - - " OTHER "\n"

/* With its checksum; g_free() it */
static char *sealed(const char *text)
{
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256,
							     text, -1);

	return g_strdup_printf("%ssha256 %s\n", text, sum);
}

static void refused(const char *name, const char *text, unsigned int at,
		    const char *want)
{
	struct keys keys;
	unsigned int line;

	check_text(name, keys_parse(text, strlen(text), &keys, &line), want);
	if (line != at)
		check_text(name, "another line", "that line");
	keys_free(&keys);
}

/* A line, which is the second, and what is wrong with it */
static void refused_line(const char *name, const char *line, const char *want)
{
	g_autofree char *text = g_strconcat(HEAD, line, NULL);
	g_autofree char *whole = sealed(text);

	refused(name, whole, 2, want);
}

static void test_round_trip(void)
{
	g_autofree char *text = sealed(HEAD LTK SHORT CSRK ONE_ROLE);
	g_autofree char *empty = sealed(HEAD);
	struct keys keys;
	unsigned int line;
	char *again;
	size_t len;

	check_text("a file is read", keys_parse(text, strlen(text), &keys, &line),
		   NULL);
	check("all of it", keys.nr == 4);
	check("a peer's address", keys.keys[0].peer[0] == 0xc0);
	check("EDIV is a number", keys.keys[0].ediv[KEYS_HOSTS] == 12);
	check("Rand is as on the air", keys.keys[0].rand[KEYS_PEERS][0] == 0x88);
	check("the size of a key", keys.keys[1].key_size == 7);
	check("the role of a key", !keys.keys[2].role &&
	      keys.keys[3].role == SMP_GUARD_ROLE_PERIPHERAL);
	again = keys_text(&keys, &len);
	check("what is read is written the same",
	      len == strlen(text) && !memcmp(again, text, len));
	keys_wipe(again, len);
	keys_free(&keys);

	again = keys_text(&keys, &len);
	check("none are a file, too",
	      len == strlen(empty) && !memcmp(again, empty, len));
	keys_wipe(again, len);
	check_text("which is read", keys_parse(empty, strlen(empty), &keys, &line),
		   NULL);
	check("and has none", !keys.nr);
	keys_free(&keys);
}

/* A file as 0.1.0 wrote it, which had no roles: its keys hold in both. */
static void test_before(void)
{
	static const char text[] = HEAD LTK CSRK
		"sha256 64e70e71d7ade43a01a4a624d690df0608e7a64609193fad472f097302e4e263\n";
	struct keys keys;
	unsigned int line;
	char *again;
	size_t len;

	check_text("a file of 0.1.0 is read",
		   keys_parse(text, strlen(text), &keys, &line), NULL);
	check("its keys hold in both roles", keys.nr == 2 &&
	      keys.keys[0].role == SMP_GUARD_ROLE_UNKNOWN);
	again = keys_text(&keys, &len);
	check("and it is written the same",
	      len == strlen(text) && !memcmp(again, text, len));
	keys_wipe(again, len);
	keys_free(&keys);
}

static void test_prefixes(void)
{
	g_autofree char *text = sealed(HEAD LTK SHORT CSRK);
	size_t len, all = strlen(text), taken = 0;
	struct keys keys;
	unsigned int line;
	char *part;

	for (len = 0; len < all; len++) {
		/* So that what is behind is not there to be read. */
		part = g_memdup2(text, len);
		taken += !keys_parse(part, len, &keys, &line);
		keys_free(&keys);
		g_free(part);
	}
	check("no part of a file is a file", !taken);
	for (len = 0; len < all; len++) {
		part = g_strdup(text);
		part[len] ^= 1;
		taken += !keys_parse(part, all, &keys, &line);
		keys_free(&keys);
		g_free(part);
	}
	check("nor is it with an octet changed", !taken);
}

static void test_frame(void)
{
	g_autofree char *good = sealed(HEAD LTK);
	g_autofree char *newer = sealed("smp-guard-keys 2\n" LTK);
	g_autofree char *behind = g_strconcat(good, "\n", NULL);
	g_autofree char *nothing = sealed("");

	refused("an empty file", "", 0, "empty, not even the version is there");
	refused("another file", "[Policy]\n", 0,
		"not a file of keys, or cut off");
	refused("a checksum of nothing", nothing, 0,
		"not a file of keys, or cut off");
	refused("a later version", newer, 0,
		"of another version than 1, or cut off");
	refused("no checksum", HEAD LTK, 0,
		"cut off: the checksum is not at its end");
	refused("something behind the checksum", behind, 0,
		"cut off: the checksum is not at its end");
	good[strlen(HEAD) + 8] ^= 1;
	refused("a wrong checksum", good, 0,
		"the checksum is wrong: the file was damaged");
}

static void test_values(void)
{
	refused_line("an irk", "irk 16 hci0 - - unknown - - " VALUE " - - " OTHER "\n",
		     "key: neither ltk nor csrk");
	refused_line("a key of 6 octets", "ltk 6 hci0\n",
		     "key-size: not from 7 to 16, and 16 for a csrk");
	refused_line("a key of 17 octets", "ltk 17 hci0\n",
		     "key-size: not from 7 to 16, and 16 for a csrk");
	refused_line("a csrk of 15", "csrk 15 hci0\n",
		     "key-size: not from 7 to 16, and 16 for a csrk");
	refused_line("an adapter too far", "csrk 16 hci65536\n",
		     "adapter: not hci0 to hci65535");
	refused_line("no adapter", "csrk 16 0\n",
		     "adapter: not hci0 to hci65535");
	refused_line("half an address", "csrk 16 hci0 00:AA:01\n",
		     "adapter-address: not an address");
	refused_line("an address of letters",
		     "csrk 16 hci0 - 00:AA:01:01:00:2G\n",
		     "peer-address: not an address");
	refused_line("a type that is no identity's",
		     "csrk 16 hci0 - - bredr - - " VALUE "\n",
		     "peer-address-type: neither public, random nor unknown");
	refused_line("a csrk with EDIV", "csrk 16 hci0 - - unknown 0001\n",
		     "host-ediv: not a number of 16 bits, for an ltk alone");
	refused_line("an ltk without Rand", "ltk 16 hci0 - - unknown 0001 -\n",
		     "host-rand: not eight octets, for an ltk alone");
	refused_line("a short value", "csrk 16 hci0 - - unknown - - 0011\n",
		     "host-value: not 16 octets");
	refused_line("no value", "csrk 16 hci0 - - unknown - - " VALUE "\n",
		     "the line is cut off");
	refused_line("octets beyond the size",
		     "ltk 15 hci0 - - unknown 0000 0000000000000000 " VALUE
		     " 0001 0000000000000000 " OTHER "\n",
		     "a value is longer than key-size");
	refused_line("an ltk of one name",
		     "ltk 16 hci0 - - unknown 0001 0000000000000002 " VALUE
		     " 0001 0000000000000002 " OTHER "\n",
		     "EDIV and Rand of host and peer are the same");
	refused_line("a csrk that was not replaced",
		     "csrk 16 hci0 - - unknown - - " OTHER " - - " OTHER "\n",
		     "the values of host and peer are the same");
	refused_line("more in a line",
		     "csrk 16 hci0 - - unknown - - " VALUE " - - " OTHER " x\n",
		     "role: not peripheral, for an ltk alone");
	refused_line("a role of a csrk",
		     "csrk 16 hci0 - - unknown - - " VALUE " - - " OTHER
		     " peripheral\n",
		     "role: not peripheral, for an ltk alone");
	refused_line("another role",
		     "ltk 16 hci0 - - unknown 0001 0000000000000002 " VALUE
		     " 0001 0000000000000003 " OTHER " central\n",
		     "role: not peripheral, for an ltk alone");
	refused_line("more than a role",
		     "ltk 16 hci0 - - unknown 0001 0000000000000002 " VALUE
		     " 0001 0000000000000003 " OTHER " peripheral x\n",
		     "role: not peripheral, for an ltk alone");
	refused_line("an empty line", "\n", "key: neither ltk nor csrk");
	refused_line("another way to write it",
		     "csrk 16 hci00 - - unknown - - " VALUE " - - " OTHER "\n",
		     "not as smpguard writes it");
	refused_line("a peer of no address",
		     "csrk 16 hci0 - - public - - " VALUE " - - " OTHER "\n",
		     "not as smpguard writes it");
	refused_line("a long line",
		     "csrk 16 hci0 - - unknown - - " VALUE VALUE VALUE VALUE VALUE
		     VALUE VALUE VALUE VALUE "\n",
		     "not a line of keys");
}

/* ---- Files ---- */

static char *dir, *path;

/* What is wrong with it, without its name; g_free() it */
static char *load(bool want_there)
{
	struct keys keys;
	bool there;
	char *why = keys_load(path, &keys, &there), *text;

	if (there != want_there)
		check("a file is there, or is not", false);
	if (why && keys.nr)
		check("what is refused has no keys", false);
	keys_free(&keys);
	if (!why)
		return NULL;
	if (!strncmp(why, path, strlen(path)))
		text = g_strdup(why + strlen(path));
	else if (!strncmp(why, dir, strlen(dir)))
		text = g_strconcat("dir", why + strlen(dir), NULL);
	else
		text = g_strdup("no name in it");
	g_free(why);
	return text;
}

static void refused_file(const char *name, const char *want)
{
	g_autofree char *why = load(true);

	check_text(name, why, want);
}

static void test_modes(void)
{
	static const mode_t modes[] = { 0640, 0620, 0604, 0602, 0601, 0666 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		g_autofree char *name = g_strdup_printf("mode %o", modes[i]);

		chmod(path, modes[i]);
		refused_file(name, ": others than root may read or write it");
	}
	chmod(path, 0400);
	refused_file("read only", NULL);
	chmod(dir, 0770);
	refused_file("a directory of a group",
		     "dir: others than root may write to the directory");
	chmod(dir, 01707);
	refused_file("a directory of all",
		     "dir: others than root may write to the directory");
	chmod(dir, 0755);
	refused_file("a directory that all may read", NULL);
	chmod(dir, 0700);
}

static void test_owner(void)
{
	uid_t owner = keys_owner;

	keys_owner = owner + 1;
	refused_file("another owner of the directory",
		     "dir: the directory does not belong to root");
	keys_owner = owner;
	if (owner)
		return;
	/* Only root can give it away. */
	check("it is given away", !chown(path, 1, -1));
	refused_file("another owner", ": it does not belong to root");
	check("and taken back", !chown(path, 0, -1));
}

static void test_kinds(void)
{
	g_autofree char *other = g_strconcat(path, ".other", NULL);
	g_autofree char *line = sealed(HEAD CSRK "irk\n");

	rename(path, other);
	check("a link", !symlink(other, path));
	refused_file("a symbolic link", ": a symbolic link");
	unlink(path);
	check("a pipe", !mkfifo(path, 0600));
	refused_file("a pipe", ": not a regular file");
	unlink(path);
	check("a directory", !mkdir(path, 0700));
	refused_file("a directory", ": not a regular file");
	rmdir(path);
	g_file_set_contents_full(path, line, -1, 0, 0600, NULL);
	refused_file("which line it is", ":3: key: neither ltk nor csrk");
	check("a large file", !truncate(path, KEYS_SIZE_MAX + 1));
	refused_file("a large file", ": too large for a file of keys");
	check("which is as large as can be", !truncate(path, KEYS_SIZE_MAX));
	refused_file("and has nothing of a file of keys at its end",
		     ": cut off: the checksum is not at its end");
	rename(other, path);
}

static bool clean(void)
{
	GDir *open = g_dir_open(dir, 0, NULL);
	const char *name;
	bool ok = true;

	while ((name = g_dir_read_name(open)))
		ok &= !strcmp(name, "keys");
	g_dir_close(open);
	return ok;
}

/*
 * The steps of a store on the disk: w for a write, f for fsync() of the file, r for
 * the rename, d for fsync() of the directory. Fails with failure_of at failure_at.
 */
static char done[16];
static char failure_at;
static int failure_of;

static bool does(char what)
{
	size_t nr = strlen(done);

	if (nr < sizeof(done) - 1)
		done[nr] = what;
	if (what != failure_at)
		return true;
	errno = failure_of;
	return false;
}

ssize_t __wrap_write(int fd, const void *data, size_t len)
{
	/* A full disk takes part of it, at first. */
	return does('w') ? syscall(SYS_write, fd, data, len / 2 + 1) : -1;
}

int __wrap_fsync(int fd)
{
	struct stat st;

	fstat(fd, &st);
	return does(S_ISDIR(st.st_mode) ? 'd' : 'f') ?
	       syscall(SYS_fsync, fd) : -1;
}

int __wrap_renameat(int old_fd, const char *old, int fd, const char *name)
{
	return does('r') ? syscall(SYS_renameat2, old_fd, old, fd, name, 0) : -1;
}

static bool written;

static char *store(const struct keys *keys)
{
	memset(done, 0, sizeof(done));
	return keys_store(path, keys, &written);
}

static void test_files(const struct keys *keys)
{
	g_autofree char *left = g_strconcat(dir, "/.keys.new", NULL);
	struct keys read;
	struct stat st;
	mode_t mask;
	bool there;
	char *why;

	why = load(false);
	check_text("no directory is no keys", why, NULL);
	mask = umask(0);
	check_text("a file is stored", store(keys), NULL);
	umask(mask);
	check("its directory is root's",
	      !stat(dir, &st) && (st.st_mode & 07777) == 0700);
	check("the file is root's",
	      !stat(path, &st) && (st.st_mode & 07777) == 0600);
	check("nothing else is there", clean());
	check_text("it is read", keys_load(path, &read, &there), NULL);
	check("and is the same", read.nr == keys->nr &&
	      !memcmp(read.keys, keys->keys, read.nr * sizeof(*read.keys)));
	keys_free(&read);

	test_modes();
	test_owner();
	test_kinds();
	g_file_set_contents(left, "half of it", -1, NULL);
	check_text("the same is stored", store(keys), NULL);
	check("without what was left", clean());
	g_file_set_contents(left, "half of it", -1, NULL);
	check("a link in its place", !unlink(path) && !symlink("/dev/null", path));
	check_text("it is stored over what is there", store(keys), NULL);
	check("and over what was left", clean());
	refused_file("and is a file again", NULL);
	unlink(path);
	check("a directory in its place", !mkdir(path, 0700));
	why = store(keys);
	check("is not replaced", why && g_str_has_prefix(why, path));
	g_free(why);
	check("and nothing is left behind", clean());
	rmdir(path);
	why = load(false);
	check_text("no file is no keys", why, NULL);
}

static ino_t inode(void)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_ino;
}

/* Return: number of keys in the file, or -1 */
static int stored(void)
{
	struct keys keys;
	bool there;
	char *why = keys_load(path, &keys, &there);
	int nr = why || !there ? -1 : (int)keys.nr;

	keys_free(&keys);
	g_free(why);
	return nr;
}

static void test_durable(struct keys *keys)
{
	size_t nr = keys->nr;
	ino_t before;

	check_text("a first file", store(keys), NULL);
	g_strdelimit(done, "w", ' ');
	check_text("is on the disk before its name is, and that at the end",
		   g_strstrip(done), "frd");
	check("and is new", written);
	before = inode();
	check_text("the same keys again", store(keys), NULL);
	check("are not written", !written && inode() == before);
	check_text("though their name may not have reached the disk", done, "d");
	chmod(path, 0640);
	check_text("that others may read the file", store(keys), NULL);
	check("is mended", written && stored() == (int)nr);
	check("a file goes", !unlink(path));
	check_text("and is missed", store(keys), NULL);
	check("and written", written && stored() == (int)nr);
	keys->nr--;
	check_text("fewer keys", store(keys), NULL);
	check("are written", written && stored() == (int)nr - 1);
	keys->nr++;
}

/* The old file stays, nothing else does, and the next try is a new one. */
static void test_failures(struct keys *keys)
{
	static const struct {
		char at;
		int error;
	} failures[] = {
		{ 'w', ENOSPC }, { 'f', EIO }, { 'r', EROFS },
	};
	int nr = keys->nr;
	size_t i;
	char *why;

	for (i = 0; i < ARRAY_SIZE(failures); i++) {
		g_autofree char *want = g_strdup_printf("%s: %s", path,
							g_strerror(failures[i].error));

		keys->nr = nr;
		failure_at = 0;
		check_text("there are some", store(keys), NULL);
		keys->nr = nr - 1;
		failure_at = failures[i].at;
		failure_of = failures[i].error;
		why = store(keys);
		check_text("a failure is told", why, want);
		g_free(why);
		check("and changes nothing", stored() == nr && clean());
		failure_at = 0;
		check_text("and is over", store(keys), NULL);
		check("when it is", stored() == nr - 1);
	}
	keys->nr = nr;
	unlink(path);
}

/* Both are there, and what was set aside before. */
static void test_set_aside(const struct keys *keys)
{
	g_autofree char *first = g_strconcat(path, ".refused", NULL);
	g_autofree char *second = g_strconcat(path, ".refused.1", NULL);
	char *why, *where = NULL, *other = NULL;
	struct keys read;
	bool there;

	why = keys_set_aside(path, &where);
	check("what is not there is not set aside", why && !where);
	g_free(why);
	check_text("there is one", store(keys), NULL);
	chmod(path, 0640);
	check_text("it is set aside", keys_set_aside(path, &where), NULL);
	check_text("where that is", where, first);
	check("it is there", !access(first, F_OK) && access(path, F_OK));
	check_text("there is a new one", store(keys), NULL);
	check("beside it", !access(first, F_OK) && !access(path, F_OK));
	check_text("it is set aside too", keys_set_aside(path, &other), NULL);
	check_text("elsewhere", other, second);
	chmod(first, 0600);
	check_text("and can be read", keys_load(first, &read, &there), NULL);
	keys_free(&read);
	unlink(first);
	unlink(second);
	chmod(dir, 0777);
	g_free(where);
	g_free(other);
	why = keys_set_aside(path, &where);
	check("not in a directory of all", why && g_str_has_prefix(why, dir));
	g_free(why);
	chmod(dir, 0700);
}

static void test_store(void)
{
	g_autofree char *text = sealed(HEAD LTK SHORT CSRK);
	char base[] = "/tmp/smp-guard-keys-XXXXXX";
	struct keys keys;
	unsigned int line;

	keys_owner = geteuid();
	if (!mkdtemp(base)) {
		check("a place for files", false);
		return;
	}
	dir = g_strconcat(base, "/dir", NULL);
	path = g_strconcat(dir, "/keys", NULL);
	keys_parse(text, strlen(text), &keys, &line);
	test_files(&keys);
	test_durable(&keys);
	test_failures(&keys);
	test_set_aside(&keys);
	keys_free(&keys);
	rmdir(dir);
	check("nothing is left", !rmdir(base));
	g_free(path);
	g_free(dir);
}

int main(void)
{
	test_before();
	test_round_trip();
	test_prefixes();
	test_frame();
	test_values();
	test_store();
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
