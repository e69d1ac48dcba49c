/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "holdings.h"
#include "job.h"
#include "options.h"
#include "output.h"
#include "rows.h"
#include "wishes.h"

#include <fcrdns/arena.h>
#include <fcrdns/authority.h>
#include <fcrdns/ledger.h>
#include <fcrdns/limits.h>
#include <fcrdns/pump.h>
#include <fcrdns/resolver.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/suffix.h>
#include <fcrdns/text.h>
#include <fcrdns/tracer.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	OWN_MAX = 256 /* --own-domain, --own-name */
};

struct stale_options {
	struct command_common common;
	struct options scan;
	const char *cacert, *proxy; /* of the accounts */
	struct opt_texts providers, inventories, own_domains, own_names;
	const char *ledger, *now;
	unsigned grace_ms, authority_port;
	bool trust_resolver, all_given_back, inside;
};

/* clang-format off */
#define OWN(field) .into = offsetof(struct stale_options, field)
#define SCAN(field) .into = offsetof(struct stale_options, scan.field)

static const struct opt table[] = {
	{ .kind = OPT_GROUP, .help = "Which addresses" },
	{ "ledger", "FILE", "remember there what was ever held; it is made if need be",
	  .more = "Without it nobody knows what was given back. Keep it; it holds no secrets.",
	  .kind = OPT_TEXT, OWN(ledger) },
	{ "provider", "NAME[:REGION]", "ask this account: openstack, otc, huawei, alibaba, hetzner",
	  .more = "May be given several times. Keys and passwords come from the variables of the "
		  "environment that the provider's own program reads, see PROVIDERS.",
	  .kind = OPT_TEXTS, OWN(providers) },
	{ "inventory", "FILE", "what is held as a file: ADDRESS [PROVIDER [REGION [ID [NAME]]]]",
	  .more = "A line each, \"-\" for what is not known, or the JSON lines of the command "
		  "inventory; - is standard input. What is in no file any more counts as given "
		  "back. May be given several times.",
	  .kind = OPT_TEXTS, OWN(inventories) },
	{ "own-domain", "NAME", "a domain of yours: names under it are no stranger's",
	  .more = "Give all of them, each once.", .kind = OPT_TEXTS, OWN(own_domains) },
	{ "own-name", "NAME", "a name that must not lead to what was given back",
	  .more = "Besides the PTR names that the ledger knows. May be given several times.",
	  .kind = OPT_TEXTS, OWN(own_names) },
	{ "grace", "DURATION", "absent for so long before it counts as given back (0)",
	  .more = "In seconds, or with a unit: 30m, 6h.",
	  .kind = OPT_MILLIS, .min = 0, .max = 4294967000U, OWN(grace_ms) },
	{ "all-given-back", NULL, "believe an account that has nothing left of what it held",
	  .more = "Of Hetzner, whose API does not tell which project a token is of: else it is taken "
		  "for another one's.",
	  .kind = OPT_FLAG, OWN(all_given_back) },
	ROW_PSL(SCAN),

	ROWS_WHO(SCAN),
	{ "trust-resolver", NULL, "do not ask the servers of the reverse zones themselves",
	  .more = "Else they are asked about what was given back, past all caches: their port 53 "
		  "must be in reach.",
	  .kind = OPT_FLAG, OWN(trust_resolver) },
	{ "trace-inside", NULL, "ask also those at private and other special addresses",
	  .more = "Whoever holds a zone says where its servers are. So addresses that are not "
		  "reached from the internet are left out unless this is given; those of this "
		  "machine are asked where the resolver is on it, too.",
	  .kind = OPT_FLAG, OWN(inside) },
	{ "authority-port", "PORT", "their port", .kind = OPT_UINT, .min = 1, .max = 65535,
	  .hidden = true, OWN(authority_port) },

	{ .kind = OPT_GROUP, .help = "How hard" },
	ROW_CONCURRENCY(SCAN),
	ROWS_TRIES(SCAN),
	ROW_DEADLINE(SCAN),

	{ .kind = OPT_GROUP, .help = "Output" },
	ROWS_OUTPUT(SCAN),

	{ .kind = OPT_GROUP, .help = "Result" },
	ROW_FAIL_ON(SCAN),
	ROW_IGNORE(SCAN),

	{ .kind = OPT_GROUP, .help = "Other" },
	{ "now", "SECONDS", "judge as of this moment, in Unix time", .kind = OPT_TEXT, .hidden = true,
	  OWN(now) },
	COMMAND_ROWS,
};
/* clang-format on */

static void begin(void *options)
{
	options_begin(&((struct stale_options *)options)->scan);
}

static void done(void *options)
{
	struct stale_options *o = options;

	options_done(&o->scan);
	opt_texts_done(&o->providers);
	opt_texts_done(&o->inventories);
	opt_texts_done(&o->own_domains);
	opt_texts_done(&o->own_names);
}

/* ---- what is wished ---- */

struct names {
	struct name name[OWN_MAX];
	uint8_t octets[OWN_MAX][NAME_MAX_OCTETS];
};

static bool take_names(struct names *ret, const struct opt_texts *texts, const char *option,
		       struct why *why)
{
	char shown[LIMIT_SHOWN];

	if (texts->n > OWN_MAX)
		return why_set(why, WHY_USAGE, "%s is given more than %d times", option, OWN_MAX);
	for (size_t i = 0; i < texts->n; i++) {
		const char *text = texts->text[i];
		struct name *name = &ret->name[i];

		if (!name_parse(name, ret->octets[i], text, strlen(text)) || name_is_root(name) ||
		    host_faults(name) & HOST_UNUSABLE)
			return why_set(why, WHY_USAGE, "%s wants a name, not '%s'", option,
				       text_shown(shown, sizeof(shown), text, strlen(text)));
	}
	return true;
}

static bool take_now(int64_t *ret, const char *text, struct why *why)
{
	char *end;
	long long now;

	if (!text) {
		*ret = time(NULL);
		return true;
	}
	errno = 0;
	now = strtoll(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || now > LEDGER_TIME_MAX_S)
		return why_set(why, WHY_USAGE,
			       "--now wants seconds since 1970, up to the year 9999");
	*ret = now;
	return true;
}

static bool is_usable(const struct stale_options *o, int n_operands, struct why *why)
{
	if (n_operands)
		return why_set(why, WHY_USAGE,
			       "stale wants no operands: the addresses come from --provider, "
			       "--inventory and --ledger");
	if (!o->ledger)
		return why_set(why, WHY_USAGE,
			       "stale wants --ledger FILE, which remembers what was held before");
	if (!o->own_domains.n)
		return why_set(why, WHY_USAGE,
			       "stale wants --own-domain NAME, to tell your names from those of "
			       "others");
	return true;
}

static bool take_policy(struct policy *p, const struct stale_options *o, struct why *why)
{
	static struct names domains, own;

	if (!take_names(&domains, &o->own_domains, "--own-domain", why) ||
	    !take_names(&own, &o->own_names, "--own-name", why) ||
	    !take_now(&p->now_s, o->now, why))
		return false;
	p->own_domains = domains.name;
	p->n_own_domains = (unsigned)o->own_domains.n;
	p->own_names = own.name;
	p->n_own_names = (unsigned)o->own_names.n;
	return true;
}

static bool is_apart(const struct stale_options *o, struct why *why)
{
	const struct options *scan = &o->scan;

	return output_is_apart(scan, &o->ledger, 1, "ledger", why) &&
	       output_is_apart(scan, o->inventories.text, o->inventories.n, "inventory", why);
}

/* ---- the run ---- */

struct stale_run {
	const struct stale_options *o;
	struct wish wish;
	struct servers servers;
	struct suffix_list *suffixes;
	struct holdings holdings;
	struct output out;
	struct source_conf source;
	struct pump_conf pump;
	struct report_look look;
};

static bool note(void *user, const struct record *r, struct why *why)
{
	return holdings_note(user, r, why);
}

/* What is wrong with the command line is said before anybody is asked or anything is changed. */
static bool prepare(struct stale_run *s, struct why *why)
{
	static const struct report_format *const formats[] = {
		[FORMAT_TEXT] = &report_text, [FORMAT_JSONL] = &report_jsonl,
		[FORMAT_CSV] = &report_csv,   [FORMAT_HTML] = &report_html,
		[FORMAT_PROM] = &report_prom,
	};
	const struct stale_options *o = s->o;
	struct servers_conf servers_conf;
	const struct holdings_conf conf = {
		.ledger = o->ledger,
		.providers = &o->providers,
		.inventories = &o->inventories,
		.grace_s = o->grace_ms / 1000,
		.all_given_back = o->all_given_back,
		.verbose = o->scan.verbose,
		.cacert = o->cacert,
		.proxy = o->proxy,
	};

	if (o->scan.format >= sizeof(formats) / sizeof(formats[0]) || !formats[o->scan.format])
		return why_set(why, WHY_USAGE,
			       "of the formats for monitors stale has prom only in this version");
	if (!wish_policy(&s->wish, &o->scan, why) || !take_policy(&s->wish.policy, o, why) ||
	    !wish_servers(&servers_conf, &s->wish, &o->scan, why) ||
	    !servers_load(&s->servers, &servers_conf, why) ||
	    !(s->suffixes = suffix_list_new(o->scan.psl, why)) || !is_apart(o, why))
		return false;
	s->pump = (struct pump_conf){
		.format = formats[o->scan.format],
		.look = &s->look,
		.policy = &s->wish.policy,
		.concurrency = o->scan.concurrency,
		.deadline_ms = o->scan.deadline_ms,
		.quiet = o->scan.quiet,
		.unordered = o->scan.unordered,
		.note = note,
		.note_user = &s->holdings,
		.stop = &stop_signal,
	};
	return holdings_open(&s->holdings, &conf, s->wish.policy.now_s, why) &&
	       output_open(&s->out, &o->scan, &s->source, s->pump.format->name, why);
}

static void take_resolver(struct policy *p, const struct servers *servers,
			  const struct suffix_list *suffixes)
{
	p->resolver_is_local = servers->is_local;
	p->resolver_is_https = servers->is_https;
	p->trust_ad = servers->trust_ad;
	p->root_domain = suffix_root_domain;
	p->suffix_list = suffixes;
}

/* False with one sentence; else *ret_status is the exit status. */
static bool drive(struct stale_run *s, int *ret_status, struct why *why)
{
	const struct options *o = &s->o->scan;
	struct authority_conf authority;
	struct resolver_conf conf;
	bool has_gap;

	if (!holdings_take(&s->holdings, &has_gap, why))
		return false;
	wish_resolver(&conf, o, &s->servers);
	conf.patient = true;
	s->pump.resolver = resolver_new(&conf, why);
	authority = (struct authority_conf){ .resolver = s->pump.resolver,
					     .child = &conf,
					     .port = s->o->authority_port,
					     .policy = &s->wish.policy,
					     .reach = tracer_reach(&s->servers, s->o->inside),
					     .stop = &stop_signal };
	if (!s->pump.resolver ||
	    (!s->o->trust_resolver && !holdings_ask_source(&s->holdings, &authority, why)) ||
	    !holdings_walk(&s->holdings, &s->source, why) ||
	    !(s->pump.source = source_new(&s->source, why)))
		return false;
	take_resolver(&s->wish.policy, &s->servers, s->suffixes);
	s->pump.sink = s->out.sink;
	s->look = wish_look(o, &s->servers, sink_is_terminal(s->out.sink));
	s->look.holdings = true;
	*ret_status = output_drive(&s->pump, &s->out, o, &s->servers, &s->source.shard, has_gap);
	return holdings_settle(&s->holdings, why);
}

/* --cacert and --proxy are for both kinds of https, of clouds and of resolvers, where there are
 * such. */
static void share_means(struct stale_options *o)
{
	bool is_https = !o->providers.n;

	for (size_t i = 0; i < o->scan.resolvers.n; i++)
		is_https |= strstr(o->scan.resolvers.text[i], "://") != NULL;
	o->cacert = o->scan.cacert;
	o->proxy = o->scan.proxy;
	if (!is_https)
		o->scan.cacert = o->scan.proxy = NULL;
}

static int run(void *given, char *const *operands, int n_operands)
{
	static struct stale_run s;
	struct why why = { 0 };
	int status;

	(void)operands;
	s.o = given;
	share_means(given);
	ending_catch_signals();
	if (!is_usable(s.o, n_operands, &why) || !prepare(&s, &why) || !drive(&s, &status, &why))
		status = stop_signal ? ending_interrupted(
					       0, s.out.sink && sink_is_nameless(s.out.sink), false)
				     : complain(&why);
	source_free(s.pump.source);
	resolver_free(s.pump.resolver);
	output_done(&s.out);
	holdings_close(&s.holdings);
	suffix_list_free(s.suffixes);
	return status;
}

const struct command command_stale = {
	.name = "stale",
	.summary = "find the PTR records that addresses left behind",
	.usage = "Usage: fcrdns-check stale [options] --ledger FILE --own-domain NAME...\n"
		 "           [--provider NAME[:REGION]]... [--inventory FILE]...\n"
		 "How do the addresses of your accounts and the DNS fit together: those that are\n"
		 "held, and those that were given back? Without --provider and --inventory all\n"
		 "that the ledger has is looked at.\n",
	.closing =
		"\n"
		"Exit status: 0 all is well, 1 an address fails, 75 some cannot be decided or an\n"
		"inventory is not complete, 64 wrong usage, 65 a file holds what it must not, 66\n"
		"one cannot be read, 73 and 74 the output cannot be made or written, 130 and 143\n"
		"interrupted. See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct stale_options),
	.begin = begin,
	.done = done,
	.run = run,
};
