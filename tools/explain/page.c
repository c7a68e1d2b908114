// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page.h"

/* Drop the draft: the file that was there before stays. */
static void drop_draft(struct page *page)
{
	if (page->out)
		fclose(page->out);
	if (page->draft)
		unlink(page->draft);
	free(page->draft);
	free(page->path);
	memset(page, 0, sizeof(*page));
}

static bool fail(struct page *page, const char *path)
{
	fprintf(stderr, "smpguard: %s: %s\n", path, strerror(errno));
	drop_draft(page);
	return false;
}

static bool is_same_file(const struct stat *st, FILE *in)
{
	struct stat input;

	return !fstat(fileno(in), &input) && S_ISREG(st->st_mode) &&
	       st->st_dev == input.st_dev && st->st_ino == input.st_ino;
}

/* With the mode of the file that it will replace, or as any new file has it */
static int create_draft(struct page *page, mode_t mode, bool replaces)
{
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	fd = mkostemp(page->draft, O_CLOEXEC);
	if (fd >= 0)
		fchmod(fd, replaces ? mode & 07777 : 0666 & ~mask);
	return fd;
}

static bool open_draft(struct page *page, const char *path, const struct stat *there)
{
	int fd = -1;

	/* A symbolic link stays one. */
	page->path = there ? realpath(path, NULL) : strdup(path);
	if (page->path && asprintf(&page->draft, "%s.XXXXXX", page->path) < 0)
		abort();
	if (page->path)
		fd = create_draft(page, there ? there->st_mode : 0, there);
	if (fd >= 0)
		page->out = fdopen(fd, "w");
	return page->out || fail(page, path);
}

/**
 * page_begin() - begin to write a file
 * @page: to be filled
 * @path: the file
 * @in: the capture, which must not be written over
 *
 * Return: can it be written? If not, standard error says why.
 */
bool page_begin(struct page *page, const char *path, FILE *in)
{
	struct stat st;
	bool there = !stat(path, &st);

	memset(page, 0, sizeof(*page));
	if (there && is_same_file(&st, in)) {
		fprintf(stderr, "smpguard: --html: %s is the capture itself\n", path);
		return false;
	}
	if (!there || S_ISREG(st.st_mode))
		return open_draft(page, path, there ? &st : NULL);
	page->out = fopen(path, "w");
	return page->out || fail(page, path);
}

/**
 * page_end() - put what was written in its place
 * @page: from page_begin()
 * @path: the file, for complaints
 * @good: it is to be kept
 *
 * Return: could it be written? If not, standard error says why.
 */
bool page_end(struct page *page, const char *path, bool good)
{
	FILE *out = page->out;
	bool wrong = ferror(out);

	page->out = NULL;
	wrong |= fclose(out);
	if (page->draft && !good) {
		drop_draft(page);
		return true;
	}
	if (wrong || (page->draft && rename(page->draft, page->path)))
		return fail(page, path);
	free(page->draft);
	page->draft = NULL;
	drop_draft(page);
	return true;
}
