// SPDX-License-Identifier: GPL-2.0
/* smpguard explain: why did this pairing fail? */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "../config.h"
#include "../usage.h"
#include "answer.h"
#include "explain.h"
#include "mgmt.h"
#include "page.h"
#include "remarks.h"
#include "render.h"
#include "secrets.h"
#include "session.h"
#include "text_logs.h"

enum { OPT_JSON = 1, OPT_HTML, OPT_KEYS, OPT_PROFILE, OPT_POLICY, OPT_COLOR, OPT_HELP };

struct explain {
	struct capture capture;
	struct session *session;
	struct render render;
	struct page page;
	struct render html;
	const char *name;
	struct config config;
	struct remarks remarks;
	GHashTable *adapters;	/* addresses by index, most significant octet first */
	u8 failure;		/* a status that the kernel gives a program */
	bool json;
	bool wrong;
};

static void on_pairing(void *arg, struct pairing *p)
{
	struct explain *e = arg;

	if (e->capture.newest_first)
		return;
	secrets_prove(p, PASSKEY_LAST);
	e->wrong |= answer_wrong(p);
	e->render.nr++;
	if (e->json)
		render_json(&e->render, p);
	else
		render_text(&e->render, p);
	if (!e->html.out)
		return;
	e->html.nr++;
	render_html(&e->html, p);
}

/* The address is zero for an adapter that is not set up yet. */
static void note_adapter(struct explain *e, u16 index, const u8 *address)
{
	static const u8 none[6];
	u8 *reversed;
	int i;

	if (!memcmp(address, none, sizeof(none)))
		return;
	reversed = g_malloc(6);
	for (i = 0; i < 6; i++)
		reversed[i] = address[5 - i];
	g_hash_table_replace(e->adapters, GUINT_TO_POINTER(index), reversed);
}

static void on_packet(void *arg, const struct hci_packet *p)
{
	struct explain *e = arg;

	if (p->type == HCI_ADAPTER && !p->part && p->len >= 6)
		note_adapter(e, p->adapter, p->data);
	/* Command Complete of Read BD_ADDR, without an error */
	else if (p->type == HCI_EVENT && !p->part && p->len >= 12 &&
		 p->data[0] == 0x0e && smpg_le16(p->data + 3) == 0x1009 && !p->data[5])
		note_adapter(e, p->adapter, p->data + 6);
	if (p->type == HCI_MGMT && !p->part)
		e->failure = mgmt_failure(p) ?: e->failure;
	session_packet(e->session, p);
}

static void on_remark(void *arg, u64 where, const char *text)
{
	struct explain *e = arg;

	remarks_add(&e->remarks, e->capture.lines ? "line" : "offset", where, text);
}

/* The profile is the whole policy, or with a file the one that it starts from. */
static bool choose_policy(struct config *c, const char *profile, const char *file)
{
	static const struct config_scope scope = { .kind = CONFIG_DEFAULT };
	struct config_entry *entry = NULL;
	char *wrong;
	size_t i;

	if (file && config_read(file, c, stderr))
		return false;
	for (i = 0; i < c->nr; i++)
		if (c->entries[i].scope.kind == CONFIG_DEFAULT)
			entry = &c->entries[i];
	if (!profile || (entry && entry->has_profile))
		return true;
	if (!entry)
		entry = config_add(c, &scope);
	wrong = config_set(entry, "profile", profile);
	if (wrong)
		fprintf(stderr, "smpguard: --profile: %s\n", wrong);
	g_free(wrong);
	return !wrong;
}

void explain_policy(const struct config *config, struct config_target target,
		    const struct smpg_link *link, struct smpg_policy *policy)
{
	const u8 *address;
	u8 peer[6];
	int i;

	target.peer_type = smpg_link_identity(link, &address);
	for (i = 0; i < 6; i++)
		peer[i] = address[5 - i];
	if (target.peer_type)
		target.peer = peer;
	config_effective(config, &target, policy);
}

static void policy_of(void *arg, u16 adapter, const struct smpg_link *link,
		      struct smpg_policy *policy)
{
	struct config_target target = { .adapter = adapter };
	const struct explain *e = arg;

	target.adapter_address = g_hash_table_lookup(e->adapters,
						     GUINT_TO_POINTER(adapter));
	explain_policy(&e->config, target, link, policy);
}

static const char help[] =
"Usage: smpguard explain [OPTION...] [FILE]\n"
"Says why the pairings in a capture failed. FILE, or standard input, is the text\n"
"of btmon or hcidump, also quoted in a mail; btsnoop; pcap or pcapng of HCI, usbmon\n"
"or LE on the air; PacketLogger's; a bug report of Android; or one of these within\n"
"zip or gzip.\n"
"\n"
"  --profile NAME   judge as the guard does under default, audit, strict or gateway\n"
"  --policy FILE    judge as the guard does under this policy\n"
"  --show-keys      print keys\n"
"  --json           print one JSON object for each pairing\n"
"  --html FILE      write a page too\n"
"  --color WHEN     auto, always or never\n"
"  --help           print this\n"
"\n"
"Exits with 0 if nothing is wrong, 1 if a rule was broken, or a pairing or a\n"
"reconnection with a stored key failed, 2 if the file could not be read.";

static int explain_usage(void)
{
	fputs("Try: smpguard explain --help\n", stderr);
	return EXIT_USAGE;
}

/* The packets have no pairing, but a line or the kernel tells of one that failed. */
static bool says_failure(const struct explain *e)
{
	const struct capture *c = &e->capture;
	const char *status = text_logs_status(e->failure);

	if (!c->failure && !e->failure)
		return false;
	if (c->failure)
		fprintf(stderr, "smpguard: line %llu: this says: %s\n",
			(unsigned long long)c->failure_at, c->failure);
	else
		fprintf(stderr, "smpguard: the kernel told a program (status 0x%02x): %s\n",
			e->failure, status ?: "the pairing failed");
	fprintf(stderr,
		"smpguard: %s: that pairing is not among its %llu packets; record it anew, from before the two connect: \"sudo btmon -w FILE\"\n",
		e->name, (unsigned long long)c->packets);
	return true;
}

static int read_capture(struct explain *e, FILE *in)
{
	struct capture *c = &e->capture;
	struct stat st;
	int err;

	c->in = in;
	c->packet = on_packet;
	c->remark = on_remark;
	c->arg = e;
	if (!fstat(fileno(in), &st) && S_ISREG(st.st_mode))
		c->size = st.st_size;
	c->progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	e->session = session_new(policy_of, on_pairing, e);
	err = capture_read(c);
	session_end(e->session);
	remarks_end(&e->remarks);
	if (err) {
		fprintf(stderr, "smpguard: %s %s\n", e->name, c->error);
		return EXIT_USAGE;
	}
	if (!e->render.nr && c->unread) {
		fprintf(stderr,
			"smpguard: %s: no pairing could be read: %llu SMP packets are there that could not be; record the whole pairing with btmon -w FILE\n",
			e->name, (unsigned long long)c->unread);
		return EXIT_USAGE;
	}
	if (!e->render.nr && c->unclear) {
		fprintf(stderr,
			"smpguard: %s: no pairing could be read: too little is printed of %llu packets; print them anew, and wider, with btmon -C 120 -r FILE\n",
			e->name, (unsigned long long)c->unclear);
		return EXIT_USAGE;
	}
	if (!e->render.nr && says_failure(e))
		return EXIT_USAGE;
	if (!e->render.nr)
		fprintf(stderr, "smpguard: %s: no pairing among %llu packets\n", e->name,
			(unsigned long long)c->packets);
	return e->wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The command line, with NULL for options that were not given */
struct choices {
	const char *profile;
	const char *policy;
	const char *html;
	const char *color;
	bool json;
	bool show_keys;
	bool help;
};

static bool parse(int argc, char **argv, struct choices *c)
{
	static const struct option longs[] = {
		{ "json", no_argument, NULL, OPT_JSON },
		{ "html", required_argument, NULL, OPT_HTML },
		{ "show-keys", no_argument, NULL, OPT_KEYS },
		{ "profile", required_argument, NULL, OPT_PROFILE },
		{ "policy", required_argument, NULL, OPT_POLICY },
		{ "color", required_argument, NULL, OPT_COLOR },
		{ "help", no_argument, NULL, OPT_HELP },
		{ }
	};
	int opt;

	optind = 1;
	/* The name in getopt's complaints */
	argv[0] = "smpguard";
	while ((opt = getopt_long(argc, argv, "", longs, NULL)) != -1)
		switch (opt) {
		case OPT_JSON:
			c->json = true;
			break;
		case OPT_HTML:
			c->html = optarg;
			break;
		case OPT_KEYS:
			c->show_keys = true;
			break;
		case OPT_PROFILE:
			c->profile = optarg;
			break;
		case OPT_POLICY:
			c->policy = optarg;
			break;
		case OPT_COLOR:
			c->color = optarg;
			break;
		case OPT_HELP:
			c->help = true;
			return true;
		default:
			return false;
		}
	if (argc - optind > 1) {
		fprintf(stderr, "smpguard: explain takes one file, not also %s\n",
			argv[optind + 1]);
		return false;
	}
	if (c->color && strcmp(c->color, "auto") && strcmp(c->color, "always") &&
	    strcmp(c->color, "never")) {
		fprintf(stderr, "smpguard: --color takes auto, always or never, not \"%s\"\n",
			c->color);
		return false;
	}
	return true;
}

static FILE *open_file(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file)
		fprintf(stderr, "smpguard: %s: %s\n", path, strerror(errno));
	return file;
}

static int explain(struct explain *e, const struct choices *c, FILE *in)
{
	int rc;

	render_init(&e->render);
	e->json = c->json;
	e->render.capture = &e->capture;
	e->render.show_keys = c->show_keys;
	e->render.profile = c->policy ?: c->profile ?: "default";
	if (c->color && strcmp(c->color, "auto"))
		e->render.colour = !strcmp(c->color, "always");
	if (c->html) {
		if (!page_begin(&e->page, c->html, in))
			return EXIT_USAGE;
		e->html = e->render;
		e->html.out = e->page.out;
		render_html_begin(e->html.out);
	}
	rc = read_capture(e, in);
	if (c->html) {
		render_html_end(&e->html);
		if (!page_end(&e->page, c->html, rc != EXIT_USAGE))
			rc = EXIT_USAGE;
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "smpguard: standard output: %s\n", strerror(errno));
		rc = EXIT_USAGE;
	}
	return rc;
}

int cmd_explain(int argc, char **argv)
{
	struct explain e = { .name = "standard input" };
	struct choices choices = { };
	FILE *in = stdin;
	int rc = EXIT_USAGE;

	if (!parse(argc, argv, &choices))
		return explain_usage();
	if (choices.help) {
		puts(help);
		return EXIT_SUCCESS;
	}
	if (optind < argc && strcmp(argv[optind], "-")) {
		e.name = argv[optind];
		in = open_file(e.name, "r");
	}
	e.adapters = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	if (in && choose_policy(&e.config, choices.profile, choices.policy))
		rc = explain(&e, &choices, in);
	config_free(&e.config);
	g_hash_table_destroy(e.adapters);
	if (in && in != stdin)
		fclose(in);
	return rc;
}
