/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "job.h"
#include "lookover.h"
#include "rows.h"
#include "wishes.h"

#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/preflight.h>
#include <fcrdns/provider.h>
#include <fcrdns/report.h>
#include <fcrdns/resolver.h>
#include <fcrdns/sink.h>
#include <fcrdns/suffix.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
	OUT_CEILING = 1 << 20,
	NEVER_SET = UINT_MAX
};

struct preflight_options {
	struct command_common common;
	struct job_options job;
	struct options dns; /* who is asked, and the ownership record */
	unsigned ttl_s;
	const char *description;
	struct opt_texts tags;
	bool json, no_account;
};

#define PREFLIGHT(field) .into = offsetof(struct preflight_options, field)
#define JOB(field)	 .into = offsetof(struct preflight_options, job.field)
#define DNS(field)	 .into = offsetof(struct preflight_options, dns.field)

static const struct opt table[] = {
	{ .kind = OPT_GROUP, .help = "What is wished" },
	{ "provider", "NAME[:REGION]", "who hands out the address, such as openstack or aws",
	  .more = "Where it is one that 'inventory' can ask and its variables are set, it is asked "
		  "whether the address is yours.",
	  .kind = OPT_TEXTS, JOB(providers) },
	{ "no-account", NULL, "do not ask the provider whether the address is yours",
	  .kind = OPT_FLAG, PREFLIGHT(no_account) },
	{ "ttl", "SECONDS", "how long the PTR may be remembered", .kind = OPT_UINT, .min = 0,
	  .max = INT_MAX, PREFLIGHT(ttl_s) },
	{ "description", "TEXT", "kept with the PTR, where the provider does so", .kind = OPT_TEXT,
	  PREFLIGHT(description) },
	{ "tag", "KEY=VALUE", "kept with the PTR, where the provider does so; repeatable",
	  .kind = OPT_TEXTS, PREFLIGHT(tags) },
	{ "ownership", "[DOMAIN=]VALUE", "the TXT value by which the provider proves the domain",
	  .kind = OPT_TEXT, DNS(ownership) },
	{ "ownership-host", "LABEL", "where that TXT record stands (alidnsptrcheck)",
	  .kind = OPT_TEXT, DNS(ownership_host) },
	{ "json", NULL, "one line of JSON instead of text", .letter = 'j', .kind = OPT_FLAG,
	  PREFLIGHT(json) },
	{ "no-timing", NULL, "leave out what comes from time", .kind = OPT_FLAG, DNS(no_timing) },
	JOB_ROWS(JOB),
	ROWS_WHO(DNS),
	{ .kind = OPT_GROUP, .help = "How hard" },
	ROWS_TRIES(DNS),
	{ .kind = OPT_GROUP, .help = "Other" },
	COMMAND_ROWS,
};

static void begin(void *options)
{
	struct preflight_options *o = options;

	options_begin(&o->dns);
	job_options_begin(&o->job);
	o->ttl_s = NEVER_SET;
}

static void done(void *options)
{
	struct preflight_options *o = options;

	opt_texts_done(&o->job.providers);
	opt_texts_done(&o->tags);
	options_done(&o->dns);
}

/* All that one run has. */
struct flight {
	const struct preflight_options *o;
	struct wish wish;
	struct target target;
	uint8_t name_wire[NAME_MAX_OCTETS];
	char account[LIMIT_PROVIDER + LIMIT_LINE]; /* provider and region, as job_open wants it */
	struct preflight_wish what;
	struct job job;
	struct why held_why;
	struct servers servers;
	struct suffix_list *suffixes;
	struct resolver *resolver;
	struct arena arena;
	struct check check;
	struct record spare;
	struct preflight result;
};

static bool take_provider(struct flight *f, struct why *why)
{
	char id[LIMIT_PROVIDER + 1], shown[LIMIT_SHOWN];
	const char *text = job_only_provider(&f->o->job, why);
	size_t n;

	if (!text)
		return false;
	n = strcspn(text, ":");
	(void)snprintf(id, sizeof(id), "%.*s", n < sizeof(id) ? (int)n : 0, text);
	f->what.provider = provider_of(id);
	if (!f->what.provider || strlen(text + n) > LIMIT_LINE - 1U)
		return why_set(why, WHY_USAGE, "there is no provider '%s' whose rules are known",
			       text_shown(shown, sizeof(shown), text, n));
	(void)snprintf(f->account, sizeof(f->account), "%s%s", f->what.provider->id, text + n);
	return true;
}

/* Any name that can be written: what is wrong with it is what preflight says. */
static bool take_operands(struct flight *f, char *const *operands, int n, struct why *why)
{
	struct policy *policy = &f->wish.policy;
	char shown[LIMIT_SHOWN];

	if (n != 2)
		return why_set(why, WHY_USAGE,
			       "which PTR? fcrdns-check preflight ADDRESS NAME --provider NAME");
	if (!ip_parse(&f->target.address, operands[0], strlen(operands[0])))
		return why_set(why, WHY_USAGE, "'%s' is no address",
			       text_shown(shown, sizeof(shown), operands[0], strlen(operands[0])));
	f->target.mapped = ip_unmap(&f->target.address);
	f->target.has_address = true;
	if (!name_parse(&policy->expect, f->name_wire, operands[1], strlen(operands[1])))
		return why_set(why, WHY_USAGE,
			       "'%s' is no domain name: labels have 1 to 63 octets, names 253",
			       text_shown(shown, sizeof(shown), operands[1], strlen(operands[1])));
	f->what.name = &policy->expect;
	return true;
}

static bool open_dns(struct flight *f, struct why *why)
{
	struct servers_conf conf;
	struct resolver_conf resolver;

	if (!wish_servers(&conf, &f->wish, &f->o->dns, why) ||
	    !servers_load(&f->servers, &conf, why) || !(f->suffixes = suffix_list_new(NULL, why)))
		return false;
	wish_resolver(&resolver, &f->o->dns, &f->servers);
	f->resolver = resolver_new(&resolver, why);
	f->wish.policy.eager = true;
	f->wish.policy.resolver_is_local = f->servers.is_local;
	f->wish.policy.resolver_is_https = f->servers.is_https;
	f->wish.policy.root_domain = suffix_root_domain;
	f->wish.policy.suffix_list = f->suffixes;
	return f->resolver != NULL;
}

/* Is it ours? A variable that is missing only means that nobody was asked. */
static void ask_account(struct flight *f)
{
	struct cloud_wish wish = { .job = CLOUD_INVENTORY };
	struct preflight_wish *what = &f->what;

	if (!what->provider->has_session || f->o->no_account) {
		what->held_words =
			f->o->no_account ? "as you wish" : "this program cannot ask that provider";
		return;
	}
	if (!job_open(&f->job, f->account, &f->o->job, &f->held_why) ||
	    !job_run(&f->job, &wish, false, NULL, &f->held_why)) {
		what->held =
			f->held_why.code == WHY_USAGE ? PREFLIGHT_UNASKED : PREFLIGHT_HELD_UNKNOWN;
		what->held_words = f->held_why.text;
		return;
	}
	what->held = f->job.result.is_complete ? PREFLIGHT_NOT_HELD : PREFLIGHT_HELD_UNKNOWN;
	for (size_t i = 0; i < f->job.result.n_holdings; i++)
		if (ip_equal(&f->job.result.holdings[i].address, &f->target.address)) {
			what->held = PREFLIGHT_HELD;
			what->holding = &f->job.result.holdings[i];
		}
}

static int end(struct flight *f)
{
	struct why why = { 0 };
	struct sink *sink = sink_new(NULL, &why);
	struct report_look look;
	struct text out;
	bool ok;

	text_init(&out, OUT_CEILING);
	if (sink) {
		look = wish_look(&f->o->dns, &f->servers, sink_is_terminal(sink));
		if (f->o->json)
			report_preflight_json(&f->result, &out);
		else
			report_preflight_text(&f->result, look.width ? look.width : 80, &out);
	}
	ok = sink && sink_put(sink, text_cstr(&out), out.len, &why) && sink_close(sink, &why);
	text_done(&out);
	sink_free(sink);
	if (!ok)
		return complain_of_output(&why, true);
	if (f->result.state == PREFLIGHT_REFUSED)
		return EXIT_FAILS;
	return f->result.state == PREFLIGHT_UNDECIDED ? EXIT_TEMPORARY : EXIT_WELL;
}

static int fly(struct flight *f)
{
	const struct preflight_options *o = f->o;
	struct why why = { 0 };

	ask_account(f);
	f->what.has_ttl = o->ttl_s != NEVER_SET;
	f->what.ttl_s = f->what.has_ttl ? o->ttl_s : 0;
	f->what.description = o->description;
	f->what.n_tags = (unsigned)o->tags.n;
	check_init(&f->check, &f->arena, &f->target, &f->wish.policy);
	if (!lookover_run(&f->check, f->resolver, o->dns.deadline_ms, &why))
		return complain(&why);
	if (stop_signal) {
		fputs("fcrdns-check: interrupted\n", stderr);
		return EXIT_SIGNAL + stop_signal;
	}
	preflight_of(&f->result, record_of(&f->check, &f->spare), &f->what);
	return end(f);
}

static int run(void *given, char *const *operands, int n)
{
	static struct flight f;
	struct preflight_options *o = given;
	struct why why = { 0 };
	int status;

	f.o = o;
	job_share_means(&o->job, &o->dns);
	arena_init(&f.arena, LIMIT_ARENA);
	ending_catch_signals();
	if (!wish_policy(&f.wish, &o->dns, &why) || !take_operands(&f, operands, n, &why) ||
	    !take_provider(&f, &why) || !open_dns(&f, &why))
		status = complain(&why);
	else
		status = fly(&f);
	resolver_free(f.resolver);
	suffix_list_free(f.suffixes);
	job_close(&f.job);
	arena_done(&f.arena);
	return status;
}

const struct command command_preflight = {
	.name = "preflight",
	.summary = "would this PTR be accepted, by provider and mail servers?",
	.usage = "Usage: fcrdns-check preflight [options] ADDRESS NAME --provider NAME[:REGION]\n"
		 "Looks at what the provider allows, at what the DNS has for NAME and ADDRESS,\n"
		 "and says what to do first. Nothing is changed.\n",
	.closing = "\n"
		   "Exit status: 0 it would be accepted, 1 the provider or mail servers would\n"
		   "refuse it, 64 wrong usage, 75 not all could be looked at, 130 and 143\n"
		   "interrupted. See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct preflight_options),
	.begin = begin,
	.done = done,
	.run = run,
};
