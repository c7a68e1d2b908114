// SPDX-License-Identifier: GPL-2.0
/*
 * Reads smp-guard.conf(5). The form is that of GLib's key files, which BlueZ's
 * main.conf has too; but GLib's reader stops at the first mistake, gives no line
 * numbers and accepts a key that is set twice.
 */
#include <errno.h>
#include <glib.h>

#include "config.h"

/**
 * struct reader - a file being read
 * @line: number of the line
 * @ok: no mistake so far
 * @in_section: a section began
 * @entry: what the section sets
 * @keep: the entry is to be added; not if the section's head is wrong
 * @sections: the line of each scope's section, by its name
 * @of_kind: number of sections of each kind
 */
struct reader {
	const char *path;
	config_mistake_fn mistake;
	void *arg;
	struct config *config;
	unsigned int line;
	bool ok;
	bool in_section;
	struct config_entry entry;
	bool keep;
	GHashTable *sections;
	unsigned int of_kind[CONFIG_KINDS];
};

/* Frees @reason. */
static void complain(struct reader *r, char *reason)
{
	r->ok = false;
	r->mistake(r->arg, r->path, r->line, reason);
	g_free(reason);
}

static void end_section(struct reader *r)
{
	if (r->in_section && r->keep)
		*config_add(r->config, &r->entry.scope) = r->entry;
}

static char *read_scope(struct config_scope *scope, char *name)
{
	g_auto(GStrv) words = g_strsplit(name, " ", -1);
	g_autofree char *quoted = config_quote(name);
	const char *word[3] = { "", "", "" };
	unsigned int nr = 0, i;

	for (i = 0; words[i]; i++) {
		if (!*words[i])
			continue;
		if (nr < ARRAY_SIZE(word))
			word[nr] = words[i];
		nr++;
	}
	memset(scope, 0, sizeof(*scope));
	if (nr == 1 && !strcmp(word[0], "Policy"))
		return NULL;
	if (nr == 2 && !strcmp(word[0], "Adapter"))
		return config_adapter(scope, word[1]);
	if (nr == 3 && !strcmp(word[0], "Peer"))
		return config_peer(scope, word[1], word[2]);
	return g_strdup_printf("a section is [Policy], [Adapter ID] or [Peer ADDRESS TYPE], not %s",
			       quoted);
}

/* Report the first section too many, not those that follow. */
static void count_section(struct reader *r, u8 kind)
{
	static const struct {
		unsigned int max;
		const char *what;
	} limits[CONFIG_KINDS] = {
		[CONFIG_DEFAULT] = { 1, "" },
		[CONFIG_ADAPTER] = { CONFIG_ADAPTERS_MAX, "adapters by index" },
		[CONFIG_ADAPTER_ADDRESS] = {
			CONFIG_ADAPTERS_MAX, "adapters by address" },
		[CONFIG_PEER] = { CONFIG_PEERS_MAX, "peers" },
	};

	if (r->of_kind[kind]++ == limits[kind].max)
		complain(r, g_strdup_printf("more than %u %s", limits[kind].max,
					    limits[kind].what));
}

static void begin_section(struct reader *r, char *name)
{
	char buf[CONFIG_SCOPE_TEXT];
	unsigned int before;
	char *wrong;

	end_section(r);
	memset(&r->entry, 0, sizeof(r->entry));
	r->in_section = true;
	r->keep = false;
	wrong = read_scope(&r->entry.scope, name);
	if (wrong) {
		complain(r, wrong);
		return;
	}
	config_scope_name(&r->entry.scope, buf);
	before = GPOINTER_TO_UINT(g_hash_table_lookup(r->sections, buf));
	if (before) {
		complain(r, g_strdup_printf("[%s] is in line %u already", buf,
					    before));
		return;
	}
	g_hash_table_insert(r->sections, g_strdup(buf),
			    GUINT_TO_POINTER(r->line));
	r->keep = true;
	count_section(r, r->entry.scope.kind);
}

static void read_key(struct reader *r, const char *key, const char *value)
{
	char *wrong;
	int id;

	if (!r->in_section) {
		complain(r, g_strdup("a key before the first section"));
		return;
	}
	id = config_key(key);
	if (id >= 0 && r->entry.lines[id])
		complain(r, g_strdup_printf("%s is set in line %u already",
					    key, r->entry.lines[id]));
	else if (id >= 0)
		r->entry.lines[id] = r->line;
	wrong = config_set(&r->entry, key, value);
	if (!wrong)
		return;
	if (strchr(value, '#')) {
		complain(r, g_strdup_printf("%s; a comment has a line of its own",
					    wrong));
		g_free(wrong);
	} else {
		complain(r, wrong);
	}
}

static void read_line(struct reader *r, char *line, size_t len)
{
	char *end;

	if (memchr(line, '\0', len)) {
		complain(r, g_strdup("a NUL in the line"));
		return;
	}
	if (!g_utf8_validate(line, len, NULL)) {
		complain(r, g_strdup("the line is not UTF-8"));
		return;
	}
	line = g_strstrip(line);
	if (!*line || *line == '#')
		return;
	if (*line == '[') {
		end = line + strlen(line) - 1;
		if (*end != ']' || strchr(line, ']') != end) {
			complain(r, g_strdup("a section ends with ], and nothing follows"));
			return;
		}
		*end = '\0';
		begin_section(r, line + 1);
		return;
	}
	end = strchr(line, '=');
	if (!end) {
		complain(r, g_strdup("neither a [section], nor key = value, nor a # comment"));
		return;
	}
	*end = '\0';
	read_key(r, g_strchomp(line), g_strchug(end + 1));
}

/**
 * config_parse() - read the text of a file
 * @path: its name, for @mistake
 * @text: the text, with a NUL behind it
 * @len: its length
 * @c: to be filled, for config_free()
 * @mistake: called with each mistake
 * @arg: for @mistake
 *
 * Return: are there none?
 */
bool config_parse(const char *path, const char *text, size_t len,
		  struct config *c, config_mistake_fn mistake, void *arg)
{
	struct reader r = {
		.path = path, .mistake = mistake, .arg = arg, .config = c,
		.ok = true,
	};
	const char *end = text + len, *stop;
	char *line;

	memset(c, 0, sizeof(*c));
	r.sections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					   NULL);
	for (; text < end; text = stop + 1) {
		stop = memchr(text, '\n', end - text);
		if (!stop)
			stop = end;
		r.line++;
		line = g_malloc(stop - text + 1);
		memcpy(line, text, stop - text);
		line[stop - text] = '\0';
		read_line(&r, line, stop - text);
		g_free(line);
	}
	end_section(&r);
	g_hash_table_destroy(r.sections);
	return r.ok;
}

/* At most one octet more than there may be; NULL with errno set */
static char *read_text(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *text;
	int err;

	if (!file)
		return NULL;
	text = g_malloc(CONFIG_SIZE_MAX + 2);
	*len = fread(text, 1, CONFIG_SIZE_MAX + 1, file);
	err = ferror(file) ? errno : 0;
	fclose(file);
	text[*len] = '\0';
	if (!err)
		return text;
	g_free(text);
	errno = err;
	return NULL;
}

/**
 * config_load() - read a file
 * @path: the file
 * @c: to be filled, for config_free()
 * @mistake: called with each mistake
 * @arg: for @mistake
 *
 * Return: are there none?
 */
bool config_load(const char *path, struct config *c,
		 config_mistake_fn mistake, void *arg)
{
	g_autofree char *text = NULL;
	g_autofree char *large = NULL;
	size_t len;

	memset(c, 0, sizeof(*c));
	text = read_text(path, &len);
	if (!text) {
		mistake(arg, path, 0, g_strerror(errno));
		return false;
	}
	if (len > CONFIG_SIZE_MAX) {
		large = g_strdup_printf("larger than %u MiB: not a policy",
					CONFIG_SIZE_MAX >> 20);
		mistake(arg, path, 0, large);
		return false;
	}
	return config_parse(path, text, len, c, mistake, arg);
}

/**
 * config_complain() - print a mistake, "FILE:LINE: reason"
 * @complaints: FILE, to print to
 * @path: the file with the mistake
 * @line: its line, 0 for the file as a whole
 * @reason: what is wrong
 */
void config_complain(void *complaints, const char *path, unsigned int line,
		     const char *reason)
{
	if (line)
		fprintf(complaints, "%s:%u: %s\n", path, line, reason);
	else
		fprintf(complaints, "%s: %s\n", path, reason);
}

/**
 * config_read() - read a file, and say what is wrong
 * @path: the file
 * @c: to be filled, for config_free()
 * @complaints: "FILE:LINE: reason" goes here for each mistake
 *
 * Return: 0, or -1 if there are mistakes.
 */
int config_read(const char *path, struct config *c, FILE *complaints)
{
	return config_load(path, c, config_complain, complaints) ? 0 : -1;
}
