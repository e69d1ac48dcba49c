/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <fcrdns/generic_file.h>
#include <fcrdns/limits.h>
#include <fcrdns/nagios.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>

/* In the order of enum nagios_state. */
static const char *const state_names[] = { "ok", "warning", "critical", "unknown", NULL };
/* In the order of enum page. */
static const char *const page_names[] = { "none", "help", "man", "completion", NULL };

#define INTO(field) .into = offsetof(struct options, field)

const struct opt plugin_table[] = {
	{ .kind = OPT_GROUP, .help = "What to check" },
	{ "hostname", "ADDRESS|HOST", "check this address, or all addresses of this host",
	  .more = "May be given several times, and what belongs to no option is one more; all are "
		  "asked at once. A host that has no address "
		  "is "
		  "critical.",
	  .letter = 'H', .kind = OPT_TEXTS, INTO(hosts) },
	{ "expected", "NAME", "the name that the address should have",
	  .more = "It has to be among the names that lead back to the address. Given several "
		  "times, one of them is enough.",
	  .letter = 'a', .kind = OPT_TEXTS, INTO(expects) },
	{ .help = "of a host, check the IPv4 addresses only",
	  .letter = '4',
	  .kind = OPT_SET,
	  .min = 4,
	  INTO(only_len) },
	{ .help = "of a host, check the IPv6 addresses only",
	  .letter = '6',
	  .kind = OPT_SET,
	  .min = 16,
	  INTO(only_len) },
	{ "helo", "NAME", "what the mail server says in HELO: compared with the names found",
	  .kind = OPT_TEXT, INTO(helo) },
	{ "ownership", "[DOMAIN=]VALUE", "look for VALUE in the TXT record that proves the domain",
	  .more = "As with fcrdns-check(1).", .kind = OPT_TEXT, INTO(ownership) },

	{ .kind = OPT_GROUP, .help = "Who to ask" },
	{ "server", "SERVER[:PORT]", "ask this DNS server, not those of resolv.conf",
	  .more = "An address; an IPv6 address with a port stands in brackets. May be given "
		  "several times: the next one is asked before an error is believed.",
	  .letter = 's', .kind = OPT_TEXTS, INTO(servers) },
	{ "port", "PORT", "the servers' port where none is given (53)", .letter = 'p',
	  .kind = OPT_UINT, .min = 1, .max = 65535, INTO(port) },

	{ .kind = OPT_GROUP, .help = "Result" },
	{ "warning", "RANGE", "WARNING when the seconds an address took are outside of it",
	  .more = "A range as in the Monitoring Plugins guidelines: END, START:, START:END, ~:END, "
		  "and with @ before it inside instead of outside.",
	  .letter = 'w', .kind = OPT_TEXT, INTO(warning) },
	{ "critical", "RANGE", "CRITICAL when they are outside of it", .letter = 'c',
	  .kind = OPT_TEXT, INTO(critical) },
	{ "timeout", "SECONDS", "the time for all of it (10)",
	  .more = "Half a second before, what is not answered is given up.", .letter = 't',
	  .kind = OPT_MILLIS, .min = 1000, .max = 3600000, INTO(timeout_ms) },
	{ "timeout-result", NULL, "the state when that time is over (critical)",
	  .more = "Each state may stand in capitals, too, or as its exit status, 0 to 3.",
	  .choice = state_names, .kind = OPT_CHOICE, .by_number = true, INTO(timeout_result) },
	{ "temperror-result", NULL, "the state of a temporary DNS error (warning)",
	  .choice = state_names, .kind = OPT_CHOICE, .by_number = true, INTO(temperror_result) },
	{ "generic-result", NULL, "the state of a name made of the address (warning)",
	  .choice = state_names, .kind = OPT_CHOICE, .by_number = true, INTO(generic_result) },
	ROW_GENERIC_WORDS(INTO),
	{ "ignore", "CODE[,..]", "leave these findings out; their codes are in fcrdns-check(1)",
	  .kind = OPT_TEXTS, INTO(ignore) },

	{ .kind = OPT_GROUP, .help = "Other" },
	{ "verbose", NULL, "tell further findings, and all that is not OK, in the same line",
	  .more = "Twice: lines after it, with what was found, what is to be done, and each query "
		  "with its server, answer and time. Three times: every try as well, and what is "
		  "information only.",
	  .letter = 'v', .kind = OPT_COUNT, INTO(verbose) },
	{ "help", NULL, "print this and exit", .letter = 'h', .kind = OPT_FLAG, INTO(help) },
	{ "version", NULL, "print the version and exit", .letter = 'V', .kind = OPT_FLAG,
	  INTO(version) },
	{ "print-options", NULL, "print a page made of this table", .choice = page_names,
	  .kind = OPT_CHOICE, .hidden = true, INTO(page) },
};
const size_t n_plugin_rows = sizeof(plugin_table) / sizeof(plugin_table[0]);

static const char usage[] =
	"Usage: check_fcrdns -H ADDRESS|HOST... [-s SERVER[:PORT]] [-a NAME]...\n"
	"A monitoring plugin: does the reverse DNS of an address lead back to it?\n";

static const char closing[] =
	"\n"
	"Exit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. See check_fcrdns(1).\n";

void plugin_options_print(enum page page, FILE *out)
{
	switch (page) {
	case PAGE_NONE:
		break;
	case PAGE_HELP:
		fputs(usage, out);
		opt_print(plugin_table, n_plugin_rows, OPT_PAGE_HELP, out);
		fputs(closing, out);
		break;
	case PAGE_MAN:
		opt_print(plugin_table, n_plugin_rows, OPT_PAGE_MAN, out);
		break;
	case PAGE_COMPLETION:
		opt_print(plugin_table, n_plugin_rows, OPT_PAGE_COMPLETION, out);
		break;
	}
}

static bool take_range(struct range *ret, const char *option, const char *text, struct why *why)
{
	char shown[LIMIT_SHOWN];

	return !text || range_parse(ret, text) ||
	       why_set(why, WHY_USAGE, "%s wants a range of seconds such as 5 or @1:2, not '%s'",
		       option, text_shown(shown, sizeof(shown), text, strlen(text)));
}

bool plugin_options_parse(struct options *o, int argc, char *argv[], struct why *why)
{
	int at;

	*o = (struct options){
		.timeout_ms = 10000,
		.timeout_result = NAGIOS_CRITICAL,
		.temperror_result = NAGIOS_WARNING,
		.generic_result = NAGIOS_WARNING,
	};
	at = opt_parse(plugin_table, n_plugin_rows, o, argc, argv, why);
	if (at < 0)
		return false;
	if (o->help || o->version || o->page)
		return true;
	for (; at < argc; at++)
		if (!opt_texts_add(&o->hosts, argv[at]))
			return why_set(why, WHY_INTERNAL, "out of memory");
	if (!o->hosts.n)
		return why_set(why, WHY_USAGE,
			       "what shall be checked? For one address: check_fcrdns -H 192.0.2.1");
	return take_range(&o->warn, "-w", o->warning, why) &&
	       take_range(&o->crit, "-c", o->critical, why);
}

void plugin_options_done(struct options *o)
{
	opt_texts_done(&o->hosts);
	opt_texts_done(&o->servers);
	opt_texts_done(&o->expects);
	opt_texts_done(&o->ignore);
}
