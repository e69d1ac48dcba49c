/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/limits.h>
#include <fcrdns/text.h>

/* What is wrong with the value, and what to do about it after "set ... to VALUE". */
static const struct {
	const char *wrong, *done;
} words_of[] = {
	[HINT_NONE] = { "", "" },
	[HINT_VALUE_QUOTED] = { "the right value with quotes, which are now part of it",
				", typed without quotes" },
	[HINT_VALUE_SPACE] = { "the right value with white space in or around it",
			       ", without white space in or around it" },
	[HINT_VALUE_CASE] = { "the right value in other letter case",
			      ", with capital and small letters as they are here" },
	[HINT_VALUE_CUT] = { "a part of the right value only", ", all of it" },
	[HINT_VALUE_EXTRA] = { "the right value with something before or after it",
			       " and nothing else" },
	[HINT_VALUE_SEVERAL] = { "several values and none of them is right, the first of them",
				 " and remove the other values" },
	[HINT_OLD_VALUE] = { "another value, perhaps an old one", "" },
	[HINT_WRONG_OWNER] = { "another value", "" },
	[HINT_DOUBLED_NAME] = { "another value", "" },
	[HINT_NEGATIVE_CACHED] = { "", "" },
	[HINT_DOMAIN_UNCLEAR] = { "", "" },
};

static void put_shown(const char *octets, size_t len, struct text *out)
{
	char shown[LIMIT_SHOWN + 1];

	text_str(out, text_shown(shown, sizeof(shown), octets, len));
}

static void unclear_message(const struct record *r, struct text *out)
{
	const struct policy *p = r->check->policy;

	text_lit(out, "it is not clear which domain the ownership record is to prove: ");
	if (p->ownership_domain.len || p->expect.len || p->helo.kind == HELO_NAME)
		text_lit(out, "the name given has no domain that can hold it");
	else if (r->n_confirmed)
		text_lit(out, "the confirmed names have no registrable domain in common");
	else if (r->ownership.status == OWNERSHIP_TEMPERROR)
		text_lit(out, "the names of the address cannot be confirmed for now");
	else
		text_lit(out, "the address has no confirmed name");
}

void ownership_message(const struct record *r, struct text *out)
{
	const struct ownership *o = &r->ownership;

	if (o->hint == HINT_DOMAIN_UNCLEAR) {
		unclear_message(r, out);
		return;
	}
	if (o->status == OWNERSHIP_TEMPERROR) {
		text_lit(out, "no usable answer for the TXT record of ");
		name_put(&o->owner_name, out);
		return;
	}
	if (o->status == OWNERSHIP_MISSING) {
		text_lit(out, "there is no TXT record at ");
		name_put(&o->owner_name, out);
	} else {
		text_lit(out, "the TXT record at ");
		name_put(&o->owner_name, out);
		text_lit(out, " holds ");
		text_str(out, words_of[o->hint].wrong);
		if (o->value) {
			text_lit(out, ": ");
			put_shown((const char *)o->value->octets, o->value->len, out);
		}
	}
	if (o->found_at.len) {
		text_lit(out, ", but the right value is at ");
		name_put(&o->found_at, out);
	}
}

/* The record to make, in full. */
static void put_record(const struct record *r, struct text *out)
{
	const struct policy *p = r->check->policy;
	const struct ownership *o = &r->ownership;

	text_lit(out, "at the DNS host of ");
	name_put(&o->domain, out);
	text_str(out, o->status == OWNERSHIP_MISSING ? ", make a TXT record named "
						     : ", set the TXT record named ");
	name_put(&o->owner_name, out);
	text_str(out, o->status == OWNERSHIP_MISSING ? " with the value " : " to ");
	put_shown(p->ownership_value, p->ownership_len, out);
	text_str(out, words_of[o->hint].done);
}

/* Rounded up: a wait of so long is enough. */
static void put_time(uint32_t seconds, struct text *out)
{
	uint32_t minutes = seconds / 60 + (seconds % 60 != 0);
	uint32_t hours = minutes / 60 + (minutes % 60 != 0);
	bool is_long = minutes > 120;
	uint32_t n = is_long ? hours : minutes;

	text_printf(out, "%u %s%s", n, is_long ? "hour" : "minute", n == 1 ? "" : "s");
}

static void put_wait(const struct ownership *o, struct text *out)
{
	if (o->wait_s) {
		text_lit(out, "; if you have just done so, wait: resolvers may keep the earlier "
			      "answer for ");
		put_time(o->wait_s, out);
	} else if (o->hint == HINT_OLD_VALUE || o->hint == HINT_NEGATIVE_CACHED) {
		text_lit(out, "; if you have just done so, wait: resolvers keep the earlier "
			      "answer for a while");
	}
}

void ownership_fix(const struct record *r, struct text *out)
{
	const struct policy *p = r->check->policy;
	const struct ownership *o = &r->ownership;

	if (o->hint == HINT_DOMAIN_UNCLEAR) {
		text_lit(out, "name the domain: --ownership DOMAIN=");
		put_shown(p->ownership_value, p->ownership_len, out);
		text_lit(out, " (or --expect NAME).");
		return;
	}
	if (o->status == OWNERSHIP_TEMPERROR) {
		text_lit(out, "check again later; if that does not help, tell the DNS host of ");
		name_put(&o->domain, out);
		text_lit(out, " that its servers fail.");
		return;
	}
	put_record(r, out);
	if (o->hint == HINT_WRONG_OWNER) {
		text_lit(out, ": it belongs to the domain, not to the host, so not at ");
		name_put(&o->found_at, out);
	} else if (o->hint == HINT_DOUBLED_NAME) {
		text_printf(out,
			    "; your DNS host adds the domain to names by itself, so type "
			    "only %s there",
			    p->ownership_host);
	}
	put_wait(o, out);
	text_char(out, '.');
}
