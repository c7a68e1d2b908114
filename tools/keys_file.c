// SPDX-License-Identifier: GPL-2.0
/* Kept keys in a file that only root can write or read. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys.h"

/* Refused files that are kept beside the current one, at most */
#define REFUSED_MAX	100

uid_t keys_owner;

/**
 * struct place - the place of a file
 * @path: the file
 * @dir: its directory
 * @name: its name in the directory
 * @fd: the directory, open, or -1
 * @missing: the directory is not there
 */
struct place {
	const char *path;
	char *dir;
	char *name;
	int fd;
	bool missing;
};

static char *complain(const char *path, const char *why)
{
	return g_strdup_printf("%s: %s", path, why);
}

static const char *bad_directory(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return g_strerror(errno);
	if (st.st_uid != keys_owner)
		return "the directory does not belong to root";
	if (st.st_mode & 0022)
		return "others than root may write to the directory";
	return NULL;
}

static const char *bad_file(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return g_strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	if (st.st_uid != keys_owner)
		return "it does not belong to root";
	if (st.st_mode & 0077)
		return "others than root may read or write it";
	if (st.st_size > KEYS_SIZE_MAX)
		return "too large for a file of keys";
	return NULL;
}

static void close_place(struct place *place)
{
	if (place->fd >= 0)
		close(place->fd);
	g_free(place->dir);
	g_free(place->name);
}

/* NULL, or what is wrong */
static char *open_place(struct place *place, const char *path)
{
	const char *bad;

	place->path = path;
	place->dir = g_path_get_dirname(path);
	place->name = g_path_get_basename(path);
	place->fd = open(place->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	place->missing = place->fd < 0 && errno == ENOENT;
	if (place->fd < 0)
		return complain(place->dir, g_strerror(errno));
	bad = bad_directory(place->fd);
	return bad ? complain(place->dir, bad) : NULL;
}

/* ---- Reading ---- */

static const char *read_all(int fd, char *text, size_t *len)
{
	ssize_t got;

	for (*len = 0; *len <= KEYS_SIZE_MAX; *len += got) {
		got = read(fd, text + *len, KEYS_SIZE_MAX + 1 - *len);
		if (got < 0)
			return g_strerror(errno);
		if (!got)
			return NULL;
	}
	return "too large for a file of keys";
}

static char *load_from(const char *path, int fd, struct keys *keys)
{
	char *text = g_malloc(KEYS_SIZE_MAX + 1), *why = NULL;
	unsigned int line = 0;
	size_t len = 0;
	const char *bad;

	bad = bad_file(fd);
	if (!bad)
		bad = read_all(fd, text, &len);
	if (!bad)
		bad = keys_parse(text, len, keys, &line);
	if (bad && line)
		why = g_strdup_printf("%s:%u: %s", path, line, bad);
	else if (bad)
		why = complain(path, bad);
	keys_wipe(text, len);
	return why;
}

/* Opening a FIFO or a device must not block. */
static int open_file(const struct place *place)
{
	return openat(place->fd, place->name,
		      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static char *load_at(const struct place *place, struct keys *keys, bool *there)
{
	int fd = open_file(place);
	char *why;

	if (fd >= 0) {
		why = load_from(place->path, fd, keys);
		close(fd);
		return why;
	}
	*there = errno != ENOENT;
	return *there ? complain(place->path, errno == ELOOP ?
				 "a symbolic link" : g_strerror(errno)) : NULL;
}

/**
 * keys_load() - read a file of keys
 * @path: the file
 * @keys: the keys in it, for keys_free(); none if there is something wrong
 * @there: to be set to whether there is such a file
 *
 * Return: NULL, or which file and why it is refused, for g_free(); a file that
 * is not there is not refused.
 */
char *keys_load(const char *path, struct keys *keys, bool *there)
{
	struct place place;
	char *why;

	memset(keys, 0, sizeof(*keys));
	why = open_place(&place, path);
	*there = !place.missing;
	if (place.missing) {
		g_free(why);
		why = NULL;
	} else if (!why) {
		why = load_at(&place, keys, there);
	}
	if (why)
		keys_free(keys);
	close_place(&place);
	return why;
}

/* ---- Writing ---- */

static const char *write_all(int fd, const char *text, size_t len)
{
	ssize_t done;

	for (; len; text += done, len -= done) {
		done = write(fd, text, len);
		if (done < 0)
			return g_strerror(errno);
	}
	return fsync(fd) ? g_strerror(errno) : NULL;
}

/* The draft is in the same directory, so that a rename is atomic. */
static const char *replace(const struct place *place, const char *temporary,
			   const char *text, size_t len)
{
	const char *bad;
	int fd;

	fd = openat(place->fd, temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return g_strerror(errno);
	bad = bad_file(fd);
	if (!bad)
		bad = write_all(fd, text, len);
	if (close(fd) && !bad)
		bad = g_strerror(errno);
	if (!bad && (renameat(place->fd, temporary, place->fd, place->name) ||
		     fsync(place->fd)))
		bad = g_strerror(errno);
	if (bad)
		unlinkat(place->fd, temporary, 0);
	return bad;
}

/* Flash wears out: a file that would be written as it is stays. */
static bool has(const struct place *place, const char *text, size_t len)
{
	int fd = open_file(place);
	size_t nr = 0;
	char *now;
	bool same;

	if (fd < 0)
		return false;
	now = g_malloc(KEYS_SIZE_MAX + 1);
	same = !bad_file(fd) && !read_all(fd, now, &nr) && nr == len &&
	       !memcmp(now, text, len);
	keys_wipe(now, nr);
	close(fd);
	return same;
}

static char *store_at(const struct place *place, const struct keys *keys,
		      bool *written)
{
	g_autofree char *temporary = g_strdup_printf(".%s.new", place->name);
	const char *bad = NULL;
	char *text;
	size_t len;

	/* One writer at a time: another would rename the draft in progress. */
	if (flock(place->fd, LOCK_EX))
		return complain(place->dir, g_strerror(errno));
	/* A draft of an interrupted run is of no use. */
	unlinkat(place->fd, temporary, 0);
	text = keys_text(keys, &len);
	*written = !has(place, text, len);
	if (*written)
		bad = replace(place, temporary, text, len);
	else if (fsync(place->fd))	/* a killed writer may have left it so */
		bad = g_strerror(errno);
	keys_wipe(text, len);
	return bad ? complain(place->path, bad) : NULL;
}

static char *set_aside_at(const struct place *place, char **where)
{
	g_autofree char *dir = g_path_get_dirname(place->path);
	g_autofree char *name = NULL;
	struct stat st;
	unsigned int n;

	if (flock(place->fd, LOCK_EX))
		return complain(place->dir, g_strerror(errno));
	/* Keep files that were set aside earlier. */
	for (n = 0; n < REFUSED_MAX; n++) {
		g_free(name);
		name = n ? g_strdup_printf("%s.refused.%u", place->name, n) :
			   g_strdup_printf("%s.refused", place->name);
		if (!fstatat(place->fd, name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (errno != ENOENT)
			break;
		if (renameat(place->fd, place->name, place->fd, name) ||
		    fsync(place->fd))
			break;
		*where = g_build_filename(dir, name, NULL);
		return NULL;
	}
	return complain(place->path, n < REFUSED_MAX ? g_strerror(errno) :
			"too many were refused before");
}

/**
 * keys_set_aside() - give a file of keys that was refused another name
 * @path: the file
 * @where: to be set to its new name, for g_free(), beside the old one
 *
 * Return: NULL, or which file and why not, for g_free().
 */
char *keys_set_aside(const char *path, char **where)
{
	struct place place;
	char *why;

	why = open_place(&place, path);
	if (!why)
		why = set_aside_at(&place, where);
	close_place(&place);
	return why;
}

/**
 * keys_store() - write a file of keys, all of it or nothing
 * @path: the file; if its directory is not there, it is made
 * @keys: the keys
 * @written: to be set to whether the file had other keys before
 *
 * Return: NULL, or which file and why not, for g_free(). The file is as it was
 * before then, or as it should be.
 */
char *keys_store(const char *path, const struct keys *keys, bool *written)
{
	g_autofree char *dir = g_path_get_dirname(path);
	struct place place;
	char *why;

	if (mkdir(dir, 0700) && errno != EEXIST)
		return complain(dir, g_strerror(errno));
	why = open_place(&place, path);
	if (!why)
		why = store_at(&place, keys, written);
	close_place(&place);
	return why;
}
