/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "command.h"
#include "rows.h"

#include <fcrdns/generic_file.h>
#include <fcrdns/limits.h>
#include <fcrdns/resolver.h>
#include <fcrdns/servers.h>
#include <fcrdns/shard.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <string.h>

/* In the order of the enums. */
static const char *const special_names[] = { "evaluate", "skip", NULL };
const char *const transport_names[] = { "auto", "cares", "datagram", NULL };
const char *const format_names[] = { "text",   "jsonl",	  "csv",     "prom", "html",
				     "nagios", "checkmk", "authres", NULL };
const char *const status_names[] = { "auto", "none", "line", "json", NULL };
const char *const when_names[] = { "auto", "always", "never", NULL };
static const char *const page_names[] = { "none", "help", "man", "completion", NULL };

#define INTO(field) .into = offsetof(struct options, field)

const struct opt option_table[] = {
	{ .kind = OPT_GROUP, .help = "What to check" },
	{ "list", "FILE", "check the targets of a list, one a line; - is standard input",
	  .more = "May be given several times.", .letter = 'l', .kind = OPT_TEXTS, INTO(lists) },
	{ NULL, "FILE", "the same as -l", .letter = 'f', .kind = OPT_TEXTS, INTO(lists),
	  .hidden = true },
	{ NULL, "ADDRESS", "check exactly this address, written as inet_pton(3) wants it",
	  .more = "No block, no range, no name, no white space: for scripts that pass on what they "
		  "were given. May be given several times.",
	  .letter = 'x', .kind = OPT_TEXTS, INTO(exact) },
	{ "domain", "DOMAIN", "check the addresses of a domain's MX hosts, which receive its mail",
	  .more = "For those that send it, use --spf. May be given several times.", .letter = 'd',
	  .kind = OPT_TEXTS, INTO(mx_domains) },
	{ "spf", "DOMAIN", "check every address that a domain's SPF record lets send",
	  .more = "What depends on the message (exists, ptr, macros) is named. May be given "
		  "several times.",
	  .kind = OPT_TEXTS, INTO(spf_domains) },
	{ "expect", "NAME", "the name that the address should have",
	  .more = "If it is not among the confirmed names, the result is a failure.",
	  .kind = OPT_TEXT, INTO(expect) },
	{ "helo", "NAME",
	  "what the mail server says in HELO or EHLO: compared with the names found",
	  .more = "A name, or an address in brackets.", .kind = OPT_TEXT, INTO(helo) },
	{ "ownership", "[DOMAIN=]VALUE", "look for VALUE in the TXT record that proves the domain",
	  .more = "Alibaba Cloud wants such a record before it sets a PTR. It stands at "
		  "alidnsptrcheck under the registrable domain of the name. "
		  "DOMAIN is taken for one only if it is a name with a dot and stands before the "
		  "first \"=\"; =VALUE makes all that follows the value.",
	  .kind = OPT_TEXT, INTO(ownership) },
	{ "ownership-host", "LABEL", "look at this label instead of alidnsptrcheck",
	  .kind = OPT_TEXT, INTO(ownership_host) },
	{ "ptr-limit", "N", "names of one address that are evaluated (10)",
	  .more = "RFC 8601 wants a limit. More names than that are a finding.", .kind = OPT_UINT,
	  .min = 1, .max = LIMIT_PTR_NAMES_MAX, INTO(ptr_limit) },
	{ "deep", NULL, "look for more, with more queries: other addresses, SPF, MX",
	  .more = "For each name that leads back: whether its addresses of the other kind, IPv4 or "
		  "IPv6, lead back as well, whether its SPF record, if it has one, lets the "
		  "address "
		  "send (that of the name given with --helo, if one is), and whether its domain "
		  "takes mail and has an address for a website. And where a look-up fails, whether "
		  "DNSSEC is why. None of it "
		  "changes the verdict.",
	  .kind = OPT_FLAG, INTO(deep) },
	{ "dnsbl", "ZONE[,..]", "ask these DNS blocklists about each address (RFC 5782)",
	  .more = "One query a list more, and one for the reason of a listing. No list is asked "
		  "without this. Many refuse public resolvers and those that ask much: that is "
		  "told, "
		  "and is no listing. Nor is it believed of a name that is no list that works: "
		  "every list has 127.0.0.2 and none has 127.0.0.1, which is asked beside, in a "
		  "scan "
		  "once. May be given several times.",
	  .kind = OPT_TEXTS, INTO(dnsbls) },
	{ "special", NULL, "what to do with private and other special-purpose addresses (evaluate)",
	  .more = "\"evaluate\" judges them like any other and says what they are; \"skip\" asks "
		  "nothing.",
	  .choice = special_names, .kind = OPT_CHOICE, INTO(special) },
	{ "max-addresses", "N", "addresses that blocks and ranges may stand for (16777216)",
	  .more = "All operands together, each line of a list, and each name.", .kind = OPT_UINT,
	  .min = 1, .max = UINT_MAX, INTO(max_addresses) },
	ROW_PSL(INTO),
	ROW_GENERIC_WORDS(INTO),

	ROWS_WHO(INTO),
	{ "trace", NULL, "ask the name servers of the zones themselves, past all caches",
	  .more = "For a few addresses. Tells what the source has beside what the resolver "
		  "repeats, and when it forgets that; which servers do not serve their zone, or do "
		  "not agree. Their port 53 must be in reach.",
	  .kind = OPT_FLAG, INTO(trace) },
	{ "trace-inside", NULL, "with --trace: also those at private and other special addresses",
	  .more = "Whoever holds a zone says where its servers are. So addresses that are not "
		  "reached from the internet are left out unless this is given; those of this "
		  "machine are asked where the resolver is on it, too.",
	  .kind = OPT_FLAG, INTO(trace_inside) },
	{ "authority-port", "PORT", "their port", .kind = OPT_UINT, .min = 1, .max = 65535,
	  .hidden = true, INTO(authority_port) },

	{ .kind = OPT_GROUP, .help = "How hard" },
	ROW_CONCURRENCY(INTO),
	ROWS_TRIES(INTO),
	ROW_DEADLINE(INTO),

	{ .kind = OPT_GROUP, .help = "Part of a list" },
	{ "shards", "N", "divide the list into N parts and check one of them, see --shard",
	  .more = "All parts are equally long, and merge makes one output of theirs.",
	  .kind = OPT_UINT, .min = 1, .max = SHARDS_MAX, INTO(shards) },
	{ "shard", "I|auto", "the part to check, counted from 0",
	  .more = "\"auto\" takes it from SLURM_ARRAY_TASK_ID (less SLURM_ARRAY_TASK_MIN; "
		  "SLURM_ARRAY_TASK_COUNT stands for --shards), JOB_COMPLETION_INDEX or "
		  "AWS_BATCH_JOB_ARRAY_INDEX.",
	  .kind = OPT_TEXT, INTO(shard) },
	{ "seed", "S", "divide the list in another way (0: in turn); the same for all parts",
	  .kind = OPT_UINT, .min = 0, .max = UINT_MAX, INTO(seed) },
	{ "resume", NULL, "go on where an earlier run with the same -o FILE ended",
	  .more = "Until it is whole the output is FILE.part; FILE.state says how far it is. "
		  "Lists must be files. With nothing to go on with the scan starts anew.",
	  .kind = OPT_FLAG, INTO(resume) },

	{ .kind = OPT_GROUP, .help = "Output" },
	ROWS_OUTPUT(INTO),
	{ "authserv-id", "NAME", "who judges, in --format authres (this machine's name)",
	  .kind = OPT_TEXT, INTO(authserv_id) },

	{ .kind = OPT_GROUP, .help = "Result" },
	ROW_FAIL_ON(INTO),
	{ "strict", NULL, "fail when any evaluated name does not lead back to the address",
	  .kind = OPT_FLAG, INTO(strict) },
	ROW_IGNORE(INTO),
	{ "wait", "DURATION", "look again until all is well, for so long at most: 90s, 30m",
	  .more = "With --trace, as often as something else can be seen. The records are those of "
		  "the last look, and so is the exit status: what is still in the way is told "
		  "on standard error (not with --status none).",
	  .kind = OPT_MILLIS, .min = 1000, .max = 604800000, INTO(wait_ms) },

	{ .kind = OPT_GROUP, .help = "Other" },
	{ "help", NULL, "print this and exit", .letter = 'h', .kind = OPT_FLAG, INTO(help) },
	{ "version", NULL, "print the version and exit", .letter = 'V', .kind = OPT_FLAG,
	  INTO(version) },

	{ "print-options", NULL, "print a page made of this table", .choice = page_names,
	  .kind = OPT_CHOICE, .hidden = true, INTO(page) },
	{ .letter = 't',
	  .kind = OPT_UNUSED,
	  .hidden = true,
	  .help = "the wait for one packet is --timeout, the time for one address --deadline" },
	{ .letter = 'c',
	  .kind = OPT_UNUSED,
	  .hidden = true,
	  .help = "addresses in work at a time are -P, the exit status is --fail-on" },
	{ .letter = 'w',
	  .kind = OPT_UNUSED,
	  .hidden = true,
	  .help = "the wait for one packet is --timeout, addresses in work at a time are -P" },
	{ .letter = 's',
	  .kind = OPT_UNUSED,
	  .hidden = true,
	  .help = "the resolver to ask is -r ADDR or @ADDR" },
};
const size_t n_option_rows = sizeof(option_table) / sizeof(option_table[0]);

static const char usage[] =
	"Usage: fcrdns-check [options] [@server] TARGET...\n"
	"       fcrdns-check [options] -l FILE [-o FILE]\n"
	"Does the reverse DNS of an address lead back to it, and what if it does not?\n"
	"TARGET is an IPv4 or IPv6 address, its reverse name, a block 192.0.2.0/28, a\n"
	"range 192.0.2.1-192.0.2.9, or a host name: all its addresses.\n";

static const char closing[] =
	"\n"
	"Exit status: 0 all is well, 1 an address fails, 75 some cannot be decided for\n"
	"now, 64 wrong usage, 66 a list cannot be read, 73 and 74 the output cannot be\n"
	"made or written, 78 --resume does not fit, 130 and 143 interrupted.\n"
	"See fcrdns-check(1).\n";

void options_print(enum page page, FILE *out)
{
	switch (page) {
	case PAGE_NONE:
		break;
	case PAGE_HELP:
		fputs(usage, out);
		command_print_list(out);
		opt_print(option_table, n_option_rows, OPT_PAGE_HELP, out);
		fputs(closing, out);
		break;
	case PAGE_MAN:
		opt_print(option_table, n_option_rows, OPT_PAGE_MAN, out);
		break;
	case PAGE_COMPLETION:
		opt_print(option_table, n_option_rows, OPT_PAGE_COMPLETION, out);
		command_print_names(out);
		break;
	}
}

static bool take_operands(struct options *o, char *const *operands, int n, struct why *why)
{
	for (int i = 0; i < n; i++) {
		bool is_server = operands[i][0] == '@';

		if (!is_server && !o->operands.n && !command_refuse(operands[i], why))
			return false;
		if (!opt_texts_add(is_server ? &o->resolvers : &o->operands,
				   operands[i] + is_server))
			return why_set(why, WHY_INTERNAL, "out of memory");
	}
	return true;
}

static bool has_targets(const struct options *o)
{
	return o->operands.n || o->exact.n || o->lists.n || o->mx_domains.n || o->spf_domains.n;
}

void options_begin(struct options *o)
{
	*o = (struct options){
		.ownership_host = "alidnsptrcheck",
		.ptr_limit = LIMIT_PTR_NAMES,
		.max_addresses = 1 << 24,
		.timeout_ms = 2000,
		.retries = 2,
		.deadline_ms = 20000,
		.fail_on = FAIL_ON_FAIL,
	};
}

bool options_parse(struct options *o, int argc, char *argv[], struct why *why)
{
	int at;

	options_begin(o);
	at = opt_parse(option_table, n_option_rows, o, argc, argv, why);
	if (at < 0)
		return false;
	if (o->help || o->version || o->page)
		return true;
	if (!take_operands(o, argv + at, argc - at, why))
		return false;
	if (!has_targets(o))
		return why_set(why, WHY_USAGE,
			       "what shall be checked? For one address: fcrdns-check 192.0.2.1, "
			       "for a list: fcrdns-check -l FILE");
	return true;
}

bool options_parse_alone(struct options *o, int argc, char *argv[], struct why *why)
{
	int at;

	options_begin(o);
	at = opt_parse(option_table, n_option_rows, o, argc, argv, why);
	if (at < 0)
		return false;
	if (!take_operands(o, argv + at, argc - at, why))
		return false;
	return o->help || !has_targets(o) ||
	       why_set(why, WHY_USAGE,
		       "what %s checks comes from standard input: give no target beside it",
		       argv[0]);
}

void options_done(struct options *o)
{
	opt_texts_done(&o->exact);
	opt_texts_done(&o->mx_domains);
	opt_texts_done(&o->spf_domains);
	opt_texts_done(&o->dnsbls);
	opt_texts_done(&o->lists);
	opt_texts_done(&o->operands);
	opt_texts_done(&o->resolvers);
	opt_texts_done(&o->ignore);
}
