// SPDX-License-Identifier: GPL-2.0
/*
 * Why the running kernel has no module: from what depmod, DKMS and the firmware
 * have left in files.
 */
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "absent.h"

#define EFI_GLOBAL "8be4df61-93ca-11d2-aa0d-00e098032b8c"

/* DKMS's key; mokutil takes this file. */
#define MOK "/var/lib/dkms/mok.pub"

/* DKMS's directory in /usr/src, before the version. */
#define SOURCES "smp-guard-"

static char *read_file(const char *root, const char *file, gsize *len)
{
	char *path = g_strconcat(root, file, NULL);
	char *text = NULL;

	g_file_get_contents(path, &text, len, NULL);
	g_free(path);
	return text;
}

static bool exists(const char *root, const char *release, const char *file)
{
	char *path = g_strconcat(root, "/lib/modules/", release, file, NULL);
	bool found = g_file_test(path, G_FILE_TEST_EXISTS);

	g_free(path);
	return found;
}

static bool lists(const char *root, const char *release, const char *list,
		  const char *module)
{
	char *file = g_strconcat("/lib/modules/", release, list, NULL);
	char *text = read_file(root, file, NULL);
	bool found = text && strstr(text, module);

	g_free(text);
	g_free(file);
	return found;
}

/* Does depmod know @module, or is the module part of the kernel? */
static bool has_module(const char *root, const char *release,
		       const char *module)
{
	return lists(root, release, "/modules.dep", module) ||
	       lists(root, release, "/modules.builtin", module);
}

static bool is_other(const char *root, const char *name, const void *release)
{
	return strcmp(name, release) && has_module(root, name, "/smp-guard.ko");
}

static bool is_source(const char *root, const char *name, const void *arg)
{
	(void)root;
	(void)arg;
	return g_str_has_prefix(name, SOURCES);
}

/* The first name in @where that @is takes, or NULL. */
static char *find(const char *root, const char *where,
		  bool (*is)(const char *root, const char *name,
			     const void *arg), const void *arg)
{
	char *path = g_strconcat(root, where, NULL);
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;
	char *found = NULL;

	while (dir && !found && (name = g_dir_read_name(dir)))
		if (is(root, name, arg))
			found = g_strdup(name);
	if (dir)
		g_dir_close(dir);
	g_free(path);
	return found;
}

/* The sources that a package or make install brought, as smp-guard-VERSION, or NULL. */
static char *find_sources(const char *root)
{
	return find(root, "/usr/src", is_source, NULL);
}

static bool has_sources(const char *root)
{
	char *name = find_sources(root);

	g_free(name);
	return name;
}

/* The firmware's variable has four octets of attributes before its value. */
static bool signed_only(const char *root)
{
	gsize len = 0;
	char *efi = read_file(root, "/sys/firmware/efi/efivars/SecureBoot-"
			      EFI_GLOBAL, &len);
	char *lockdown = read_file(root, "/sys/kernel/security/lockdown", NULL);
	char *enforce = read_file(root, "/sys/module/module/parameters/sig_enforce",
				  NULL);
	bool only = (lockdown && !strstr(lockdown, "[none]")) ||
		    (enforce && enforce[0] == 'Y') ||
		    (efi && len == 5 && efi[4]);

	g_free(enforce);
	g_free(lockdown);
	g_free(efi);
	return only;
}

static void G_GNUC_PRINTF(2, 3) say(char **text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*text = g_strdup_vprintf(format, args);
	va_end(args);
}

/* A kernel of Raspberry Pi OS before its kernels were packaged like Debian's: 6.1.21-v8+ */
static bool is_old_raspberry(const char *release)
{
	return g_regex_match_simple("-v[78]l?\\+$", release, 0, 0);
}

static void not_built(const char *root, const char *release, bool foreign,
		      struct absent *absent)
{
	char *other = find(root, "/lib/modules", is_other, release);
	bool old = is_old_raspberry(release);

	say(&absent->why, "the module is not built for the running kernel %s",
	    release);
	if (foreign)
		say(&absent->remedy,
		    "that kernel has 64 bits, this system has 32 and no compiler for it: put arm_64bit=0 at the end of /boot/firmware/config.txt, or /boot/config.txt, and reboot, or install the 64-bit system");
	else if (!exists(root, release, "/build"))
		say(&absent->remedy,
		    "%s%s%sinstall its headers, apt-get install %s%s; if there is no such package, upgrade and reboot",
		    other ? "reboot into " : "", other ? other : "",
		    other ? ", which has it, or " : "",
		    old ? "raspberrypi-kernel-headers" : "linux-headers-",
		    old ? "" : release);
	else
		say(&absent->remedy,
		    "dkms autoinstall -k %s; if that fails, a make.log below /var/lib/dkms/smp-guard says why%s%s",
		    release, other ? "; or reboot into " : "",
		    other ? other : "");
	g_free(other);
}

/* Without openssl DKMS makes no key, and signs nothing. */
static bool has_key(const char *root)
{
	char *path = g_strconcat(root, MOK, NULL);
	bool found = g_file_test(path, G_FILE_TEST_EXISTS);

	g_free(path);
	return found;
}

static void not_signed(const char *root, const char *release,
		       struct absent *absent)
{
	char *sources = find_sources(root);
	const char *version = sources ? sources + strlen(SOURCES) : "VERSION";

	say(&absent->remedy,
	    "this kernel wants modules signed, and DKMS had no key: apt-get install openssl mokutil, dkms build --force -k %s smp-guard/%s, dkms install --force -k %s smp-guard/%s, and then mokutil --import %s, reboot, and confirm",
	    release, version, release, version, MOK);
	g_free(sources);
}

static void not_loaded(const char *root, const char *release,
		       struct absent *absent)
{
	say(&absent->why, "the module is there, but not loaded");
	if (!signed_only(root))
		say(&absent->remedy,
		    "modprobe smp_guard; if that fails, dmesg says why");
	else if (has_key(root))
		say(&absent->remedy,
		    "modprobe smp_guard; if the key is rejected, enrol the key that DKMS signs with: mokutil --import %s, reboot, and confirm",
		    MOK);
	else
		not_signed(root, release, absent);
}

void absent_find(const char *root, const char *release, bool foreign,
		 struct absent *absent)
{
	if (has_module(root, release, "/smp-guard.ko")) {
		not_loaded(root, release, absent);
	} else if (!exists(root, release, "/modules.dep")) {
		say(&absent->why,
		    "the modules of the running kernel %s are not on the disk",
		    release);
		say(&absent->remedy,
		    "after an upgrade, reboot into the kernel that replaced it");
	} else if (!has_module(root, release, "/bluetooth.ko")) {
		say(&absent->why, "the running kernel %s has no Bluetooth",
		    release);
		say(&absent->remedy, "there is nothing to guard");
	} else if (has_sources(root)) {
		not_built(root, release, foreign, absent);
	} else {
		say(&absent->why, "the module is not installed");
		say(&absent->remedy,
		    "install the package smp-guard-dkms, or run make install");
	}
}

void absent_clear(struct absent *absent)
{
	g_free(absent->why);
	g_free(absent->remedy);
}
