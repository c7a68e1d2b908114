// SPDX-License-Identifier: GPL-2.0
/* What status says about a module that is not loaded, of systems made of a few files. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "absent.h"

#define RUNNING "6.1.0-56-amd64"
#define NEWER "6.12.117+deb12-amd64"
#define RASPBERRY "6.1.21-v8+"
#define EFI "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static char *root;
static int failures;

static void put_octets(const char *file, const char *octets, gssize len)
{
	char *path = g_strconcat(root, file, NULL);
	char *dir = g_path_get_dirname(path);

	g_mkdir_with_parents(dir, 0755);
	g_file_set_contents(path, octets, len, NULL);
	g_free(dir);
	g_free(path);
}

static void put(const char *file, const char *text)
{
	put_octets(file, text, -1);
}

static void take(const char *file)
{
	char *path = g_strconcat(root, file, NULL);

	g_remove(path);
	g_free(path);
}

static void expect_on(const char *release, bool foreign, const char *name,
		      const char *why, const char *remedy)
{
	struct absent absent;
	bool ok;

	absent_find(root, release, foreign, &absent);
	ok = strstr(absent.why, why) && strstr(absent.remedy, remedy);
	printf("%s - absent: %s\n", ok ? "ok" : "not ok", name);
	if (!ok)
		printf("# why: %s\n# remedy: %s\n", absent.why, absent.remedy);
	failures += !ok;
	absent_clear(&absent);
}

static void expect(const char *name, const char *why, const char *remedy)
{
	expect_on(RUNNING, false, name, why, remedy);
}

static void test_raspberry(void)
{
	put("/lib/modules/" RASPBERRY "/modules.dep",
	    "kernel/net/bluetooth/bluetooth.ko.xz:\n");
	expect_on(RASPBERRY, false, "no headers, an older Raspberry Pi OS", "not built",
		  "apt-get install raspberrypi-kernel-headers;");
	expect_on(RASPBERRY, true, "32 bits above 64",
		  "not built for the running kernel " RASPBERRY,
		  "put arm_64bit=0 at the end of /boot/firmware/config.txt");
	put("/lib/modules/" RASPBERRY "/build/Makefile", "");
	expect_on(RASPBERRY, true, "32 bits above 64, with headers", "not built", "arm_64bit=0");
	expect_on(RASPBERRY, false, "64 bits above 64, with headers", "not built",
		  "dkms autoinstall -k " RASPBERRY);
}

static void test_not_built(void)
{
	expect("no modules of this kernel", "are not on the disk", "reboot");
	put("/lib/modules/" RUNNING "/modules.dep", "kernel/fs/9p/9p.ko.xz:\n");
	expect("a kernel for the cloud", "has no Bluetooth", "nothing to guard");
	put("/lib/modules/" RUNNING "/modules.builtin",
	    "kernel/net/bluetooth/bluetooth.ko\n");
	expect("nothing is installed", "is not installed", "smp-guard-dkms");
	put("/usr/src/smp-guard-0.1.0/Kbuild", "");
	expect("no headers", "not built for the running kernel " RUNNING,
	       "apt-get install linux-headers-" RUNNING ";");
	put("/lib/modules/" NEWER "/modules.dep",
	    "kernel/net/bluetooth/bluetooth.ko.xz:\nupdates/dkms/smp-guard.ko.xz: kernel/x\n");
	expect("no headers, and a newer kernel has it", "not built",
	       "reboot into " NEWER ", which has it, or install its headers");
	put("/lib/modules/" RUNNING "/build/Makefile", "");
	expect("headers", "not built", "dkms autoinstall -k " RUNNING ";");
	expect("headers, and a newer kernel has it", "not built",
	       "or reboot into " NEWER);
}

static void test_not_loaded(void)
{
	put("/lib/modules/" RUNNING "/modules.dep", "updates/dkms/smp-guard.ko:\n");
	expect("built", "not loaded", "modprobe smp_guard; if that fails, dmesg");
	put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	put("/sys/module/module/parameters/sig_enforce", "N\n");
	put_octets(EFI, "\6\0\0\0\0", 5);
	expect("built, Secure Boot is off", "not loaded", "dmesg");
	put_octets(EFI, "\6\0\0\0\1", 5);
	expect("built, Secure Boot is on, without a key", "not loaded",
	       "dkms build --force -k " RUNNING " smp-guard/0.1.0");
	put("/var/lib/dkms/mok.pub", "");
	expect("built, Secure Boot is on", "not loaded", "mokutil --import");
	take(EFI);
	put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	expect("built, locked down", "not loaded", "mokutil --import");
	take("/sys/kernel/security/lockdown");
	put("/sys/module/module/parameters/sig_enforce", "Y\n");
	expect("built, signatures are enforced", "not loaded", "mokutil --import");
}

static void remove_all(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		char *inner = g_build_filename(path, name, NULL);

		remove_all(inner);
		g_free(inner);
	}
	if (dir)
		g_dir_close(dir);
	g_remove(path);
}

int main(void)
{
	root = g_dir_make_tmp(NULL, NULL);
	test_not_built();
	test_raspberry();
	test_not_loaded();
	remove_all(root);
	g_free(root);
	return failures != 0;
}
