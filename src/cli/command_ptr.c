/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "ptr_change.h"
#include "ptr_dns.h"
#include "ptr_record.h"
#include "rows.h"
#include "rules.h"

#include <fcrdns/ledger.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <string.h>

enum {
	WAIT_MS = 120000,
	ARENA_CEILING = 8 << 20,
	TTL_MAX_S = INT_MAX
};

struct command_options {
	struct command_common common;
	struct ptr_options ptr;
};

#define PTR(field) .into = offsetof(struct command_options, ptr.field)
#define JOB(field) .into = offsetof(struct command_options, ptr.job.field)
#define DNS(field) .into = offsetof(struct command_options, ptr.dns.field)

static const struct opt table[] = {
	{ .kind = OPT_GROUP, .help = "What to change" },
	{ "provider", "NAME[:REGION]", "whose address it is: openstack, otc, huawei, hetzner",
	  .kind = OPT_TEXTS, JOB(providers) },
	{ "yes", NULL, "do it; without it the request is shown and nothing is changed",
	  .kind = OPT_FLAG, PTR(yes) },
	{ "expect-current", "NAME|none", "only if the PTR is this one now",
	  .more = "Another administrator may have changed it. It is compared with what the "
		  "provider says, or, of an address that was given back, with the DNS.",
	  .kind = OPT_TEXT, PTR(expect) },
	{ "ttl", "SECONDS", "how long the PTR may be remembered", .kind = OPT_UINT, .min = 1,
	  .max = TTL_MAX_S, PTR(ttl_s) },
	{ "description", "TEXT", "kept with the PTR, where the provider does so", .kind = OPT_TEXT,
	  PTR(description) },
	{ "id", "ID", "the id that an address had which was given back",
	  .more = "It is to be typed, and not taken from somewhere: whoever holds the address now "
		  "could lose their PTR.",
	  .kind = OPT_TEXT, PTR(id) },
	{ "ledger", "FILE", "note the change there, and know addresses given back from there",
	  .kind = OPT_TEXT, PTR(ledger) },
	{ "wait", "SECONDS", "how long to wait until the DNS has it (120); 0: do not look",
	  .kind = OPT_MILLIS, .min = 0, .max = 86400000, PTR(wait_ms) },
	JOB_ROWS(JOB),
	ROWS_WHO(DNS),
	{ .kind = OPT_GROUP, .help = "How hard" },
	ROWS_TRIES(DNS),
	{ .kind = OPT_GROUP, .help = "Other" },
	COMMAND_ROWS,
};

static void begin(void *options)
{
	struct ptr_options *o = &((struct command_options *)options)->ptr;

	options_begin(&o->dns);
	job_options_begin(&o->job);
	o->wait_ms = WAIT_MS;
}

static void done(void *options)
{
	struct ptr_options *o = &((struct command_options *)options)->ptr;

	opt_texts_done(&o->job.providers);
	options_done(&o->dns);
}

/* ---- the command line ---- */

static bool take_name(struct name *ret, uint8_t wire[static NAME_MAX_OCTETS], const char *text,
		      struct why *why)
{
	char shown[LIMIT_SHOWN];

	if (name_parse(ret, wire, text, strlen(text)) && !(host_faults(ret) & HOST_UNUSABLE))
		return true;
	return why_set(why, WHY_USAGE, "'%s' is no host name",
		       text_shown(shown, sizeof(shown), text, strlen(text)));
}

static bool take_operands(struct ptr_change *c, char *const *operands, int n, struct why *why)
{
	char shown[LIMIT_SHOWN];
	bool is_unset = n && !strcmp(operands[0], "unset");

	c->sets = n && !strcmp(operands[0], "set");
	if ((!c->sets && !is_unset) || n != (c->sets ? 3 : 2))
		return why_set(
			why, WHY_USAGE,
			"what shall be changed? fcrdns-check ptr set ADDRESS NAME --provider "
			"NAME, or fcrdns-check ptr unset ADDRESS --provider NAME");
	if (!ip_parse(&c->address, operands[1], strlen(operands[1])))
		return why_set(why, WHY_USAGE, "'%s' is no address",
			       text_shown(shown, sizeof(shown), operands[1], strlen(operands[1])));
	return !c->sets || take_name(&c->name, c->name_wire, operands[2], why);
}

static bool take_id(const char *id, struct why *why)
{
	for (const char *at = id; at && *at; at++)
		if (*at <= ' ' || *at > '~' || strchr("\"\\?#%", *at))
			return why_set(why, WHY_USAGE, "--id holds a character that no id has");
	return !id || *id || why_set(why, WHY_USAGE, "--id wants an id");
}

static bool take_options(struct ptr_change *c, struct why *why)
{
	const struct ptr_options *o = c->o;

	if (!job_only_provider(&o->job, why))
		return false;
	if (!c->sets && (o->ttl_s || o->description))
		return why_set(why, WHY_USAGE, "--ttl and --description are for ptr set");
	if (c->sets && o->id)
		return why_set(why, WHY_USAGE,
			       "--id is for ptr unset of an address that was given back");
	c->expects = o->expect != NULL;
	if (o->expect && strcmp(o->expect, "none") != 0 &&
	    !take_name(&c->expect, c->expect_wire, o->expect, why))
		return false;
	return take_id(o->id, why);
}

/* ---- ---- */

static int run(void *given, char *const *operands, int n)
{
	static struct ptr_dns dns;
	struct ptr_options *o = &((struct command_options *)given)->ptr;
	struct ptr_change c = { .o = o, .dns = &dns };
	struct why why = { 0 };
	int status;

	job_share_means(&o->job, &o->dns);
	arena_init(&c.arena, ARENA_CEILING);
	ending_catch_signals();
	if (!take_operands(&c, operands, n, &why) || !take_options(&c, &why) ||
	    !rules_allow(&c, o->job.providers.text[0], &why) ||
	    !job_open(&c.job, o->job.providers.text[0], &o->job, &why) ||
	    !ptr_dns_open(&dns, &o->dns, &why) || !ptr_record_open(&c, &why))
		status = complain(&why);
	else
		status = ptr_change_run(&c);
	ledger_free(c.ledger);
	job_close(&c.job);
	arena_done(&c.arena);
	return status;
}

const struct command command_ptr = {
	.name = "ptr",
	.summary = "set or unset the PTR of an address that an account holds",
	.usage = "Usage: fcrdns-check ptr set [options] ADDRESS NAME --provider NAME[:REGION]\n"
		 "       fcrdns-check ptr unset [options] ADDRESS --provider NAME[:REGION]\n"
		 "Shows what would be sent to the cloud; with --yes it is sent. Then it waits\n"
		 "until the cloud says that it is done, and looks whether the DNS has it.\n",
	.closing = "\n"
		   "Exit status: 0 it is so, or what would be sent was shown, 64 wrong usage or\n"
		   "not allowed, 65 a file of settings makes no sense, 66 one cannot be read, 75\n"
		   "the cloud or the DNS cannot answer or has it not yet, 77 the account may not\n"
		   "do it, 78 the PTR is not the one expected, 130 and 143 interrupted.\n"
		   "See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct command_options),
	.begin = begin,
	.done = done,
	.run = run,
};
