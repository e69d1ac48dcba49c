/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "listener.h"

#include <fcrdns/generic_file.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>

enum {
	LISTENERS_MAX = 8
};

/* In the order of enum page. */
static const char *const page_names[] = { "none", "help", "man", "completion", NULL };

#define INTO(field) .into = offsetof(struct options, field)

const struct opt exporter_table[] = {
	{ .kind = OPT_GROUP, .help = "What is asked" },
	{ "config.file", "FILE", "the modules: whom to ask, how long, and what is expected",
	  .more = "Without it there is one, default, which asks the servers of resolv.conf.",
	  .kind = OPT_TEXT, INTO(config_file) },
	ROW_GENERIC_WORDS(INTO),
	{ "config.check", NULL, "read the files, say what is wrong with them, and exit",
	  .kind = OPT_FLAG, INTO(config_check) },
	{ "probe.allow", "CIDR[,..]", "only addresses of these networks may be a target (any)",
	  .more = "May be given several times.", .kind = OPT_TEXTS, INTO(allow) },
	{ "probe.max-in-flight", "N", "so many requests may wait for a probe at once (512)",
	  .more = "Beyond them the answer is 503. One address may have three quarters of them, and "
		  "fewer while others have some.",
	  .kind = OPT_UINT, .min = 1, .max = 100000,
	  INTO(max_probes) },

	{ .kind = OPT_GROUP, .help = "Who may ask" },
	{ "web.listen-address", "ADDRESS:PORT", "listen there (127.0.0.1:9964)",
	  .more = "An IPv6 address stands in brackets; without an address all of the machine's "
		  "are meant. May be given several times.",
	  .kind = OPT_TEXTS, INTO(listen) },
	{ "web.config.file", "FILE", "TLS, users and headers, as other exporters have them",
	  .more = "The keys are those of the exporter-toolkit; see WEB CONFIGURATION.",
	  .kind = OPT_TEXT, INTO(web_config_file) },
	{ "web.enable-ui", NULL, "serve /check, a page for browsers", .kind = OPT_FLAG,
	  INTO(enable_ui) },
	{ "web.host", "NAME", "browsers may call this server by that name",
	  .more = "Without it they may by its addresses and as localhost only: so that no page of "
		  "somebody else can lead a browser here by a name of its own. May be given "
		  "several "
		  "times.",
	  .kind = OPT_TEXTS, INTO(hosts) },
	{ "web.max-connections", "N", "so many connections at once (1024)",
	  .more = "Beyond them the one ends that has been idle for longest.", .kind = OPT_UINT,
	  .min = 2, .max = 100000, INTO(max_connections) },
	{ "web.max-connections-per-address", "N", "so many of them from one address (768)",
	  .more = "Of IPv6 a /64 counts as one address.", .kind = OPT_UINT, .min = 1, .max = 100000,
	  INTO(max_connections_per_address) },

	{ .kind = OPT_GROUP, .help = "Other" },
	{ "help", NULL, "print this and exit", .letter = 'h', .kind = OPT_FLAG, INTO(help) },
	{ "version", NULL, "print the version and exit", .letter = 'V', .kind = OPT_FLAG,
	  INTO(version) },
	{ "print-options", NULL, "print a page made of this table", .choice = page_names,
	  .kind = OPT_CHOICE, .hidden = true, INTO(page) },
};
const size_t n_exporter_rows = sizeof(exporter_table) / sizeof(exporter_table[0]);

static const char usage[] =
	"Usage: fcrdns-exporter [--config.file FILE] [--web.listen-address ADDRESS:PORT]\n"
	"An exporter for Prometheus: does the reverse DNS of an address lead back to it?\n";

static const char closing[] =
	"\n"
	"Then ask for http://127.0.0.1:9964/probe?target=192.0.2.1.\n"
	"See fcrdns-exporter(1).\n";

void exporter_options_print(enum page page, FILE *out)
{
	switch (page) {
	case PAGE_NONE:
		break;
	case PAGE_HELP:
		fputs(usage, out);
		opt_print(exporter_table, n_exporter_rows, OPT_PAGE_HELP, out);
		fputs(closing, out);
		break;
	case PAGE_MAN:
		opt_print(exporter_table, n_exporter_rows, OPT_PAGE_MAN, out);
		break;
	case PAGE_COMPLETION:
		opt_print(exporter_table, n_exporter_rows, OPT_PAGE_COMPLETION, out);
		break;
	}
}

static bool accept_listeners(struct options *o, struct why *why)
{
	if (!o->listen.n && !opt_texts_add(&o->listen, "127.0.0.1:9964"))
		return why_set(why, WHY_INTERNAL, "out of memory");
	if (o->listen.n > LISTENERS_MAX)
		return why_set(why, WHY_USAGE, "--web.listen-address may be given %d times at most",
			       LISTENERS_MAX);
	for (size_t i = 0; i < o->listen.n; i++)
		if (!listener_check(o->listen.text[i], why))
			return false;
	return true;
}

bool exporter_options_parse(struct options *o, int argc, char *argv[], struct why *why)
{
	char shown[LIMIT_SHOWN];
	int at;

	*o = (struct options){ .max_connections = 1024,
			       .max_connections_per_address = 768,
			       .max_probes = 512 };
	at = opt_parse(exporter_table, n_exporter_rows, o, argc, argv, why);
	if (at < 0)
		return false;
	if (o->help || o->version || o->page)
		return true;
	if (at < argc)
		return why_set(why, WHY_USAGE, "'%s' is no option; targets are asked for over HTTP",
			       text_shown(shown, sizeof(shown), argv[at], strlen(argv[at])));
	return accept_listeners(o, why);
}

void exporter_options_done(struct options *o)
{
	opt_texts_done(&o->listen);
	opt_texts_done(&o->allow);
	opt_texts_done(&o->hosts);
}
