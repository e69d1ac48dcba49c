/* SPDX-License-Identifier: MIT */
#include "stale_words.h"

#include <fcrdns/holding.h>
#include <fcrdns/text.h>

#include "judge.h"

static void put_address(const struct record *r, struct text *out)
{
	text_put(out, r->address, r->address_len);
}

/* "3 days"; what is told by a clock is left out where nothing may come from it. */
void put_span(int64_t seconds, struct text *out)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} unit_of[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
	size_t at = 0;
	int64_t n;

	if (seconds < 1)
		seconds = 1;
	while (seconds < 2 * unit_of[at].seconds && unit_of[at].seconds > 1)
		at++;
	n = seconds / unit_of[at].seconds;
	text_uint(out, (uint64_t)n);
	text_printf(out, " %s%s", unit_of[at].name, n == 1 ? "" : "s");
}

/* " 3 days ago" */
static void put_ago(const struct record *r, int64_t since_s, struct text *out)
{
	const struct policy *p = r->check->policy;

	if (p->no_timing || !since_s || since_s > p->now_s)
		return;
	text_char(out, ' ');
	put_span(p->now_s - since_s, out);
	text_lit(out, " ago");
}

static void put_given_back(const struct record *r, struct text *out)
{
	put_address(r, out);
	text_lit(out, " was given back");
	put_ago(r, r->target->holding->released_s, out);
}

static void put_left_time(const struct record *r, struct text *out)
{
	const struct policy *p = r->check->policy;

	if (p->no_timing || r->stale.expected_gone_s <= p->now_s)
		return;
	text_lit(out, ", for ");
	put_span(r->stale.expected_gone_s - p->now_s, out);
	text_lit(out, " at most");
	if (r->stale.ttl_is_assumed)
		text_lit(out, " (nobody has told its TTL: an hour is assumed)");
}

static void pending_message(const struct record *r, struct text *out)
{
	const struct holding *h = r->target->holding;

	if (r->stale.reason == STALE_BY_API) {
		text_lit(out, "the provider says that the PTR of ");
		put_address(r, out);
		if (h->ptr.len) {
			text_lit(out, " is on its way to ");
			name_put(&h->ptr, out);
		} else {
			text_lit(out, " is being changed");
		}
		return;
	}
	text_lit(out, "the PTR of ");
	put_address(r, out);
	text_lit(out, " was set to ");
	name_put(&h->ptr, out);
	put_ago(r, h->ptr_seen_s, out);
	text_lit(out, ", and caches may still have what was there before");
	put_left_time(r, out);
}

static void drift_message(const struct record *r, struct text *out)
{
	const struct holding *h = r->target->holding;

	if (r->stale.reason == STALE_NO_WAY_BACK) {
		text_lit(out, "PTR ");
		name_put(r->stale.name, out);
		text_lit(out, " is yours, but does not lead back to ");
		put_address(r, out);
		return;
	}
	text_str(out, r->stale.reason == STALE_BY_API ? "the provider says that the PTR of "
						      : "by the inventory the PTR of ");
	put_address(r, out);
	text_lit(out, " is ");
	name_put(&h->ptr, out);
	if (r->stale.reason == STALE_BY_API)
		text_lit(out, " and that it failed to bring it to the DNS");
	if (r->stale.name) {
		text_lit(out, ", but the DNS has ");
		name_put(r->stale.name, out);
	} else {
		text_lit(out, ", but the DNS has none");
	}
}

static void inherited_message(const struct record *r, struct text *out)
{
	text_lit(out, "PTR ");
	name_put(r->stale.name, out);
	text_lit(out, " of ");
	put_address(r, out);
	if (r->stale.reason == STALE_OWN_TENANCY)
		text_lit(out, " was left when you held the address before, and does not lead back");
	else
		text_lit(out, " is in none of your domains (--own-domain): an earlier holder left "
			      "it");
}

static void stale_ptr_message(const struct record *r, struct text *out)
{
	put_given_back(r, out);
	text_lit(out, ", but its PTR is still ");
	name_put(r->stale.name, out);
	if (r->stale.reason != STALE_UNPROVEN)
		return;
	text_lit(out, "; so says the resolver, the servers of the reverse zone ");
	text_str(out, r->target->holding->at_source == SOURCE_INSIDE
			      ? "have special-purpose addresses, which are not asked "
				"(--trace-inside does)"
			      : "did not say");
}

static void expiring_message(const struct record *r, struct text *out)
{
	put_given_back(r, out);
	text_lit(out, "; ");
	text_str(out, r->stale.reason == STALE_CACHED
			      ? "the reverse zone has no PTR any more, but caches may have "
			      : "caches may still have its PTR ");
	name_put(r->stale.name, out);
	put_left_time(r, out);
}

static void clean_message(const struct record *r, struct text *out)
{
	put_given_back(r, out);
	if (r->stale.reason == STALE_DEFAULT_BACK) {
		text_lit(out, ", and has the provider's own name again: ");
		name_put(r->stale.name, out);
	} else {
		text_lit(out, ", and has no PTR any more");
	}
}

static void unknown_message(const struct record *r, struct text *out)
{
	switch (r->stale.reason) {
	case STALE_NO_INVENTORY:
		text_lit(out, "the inventory of its account is not complete: whether ");
		put_address(r, out);
		text_lit(out, " is still yours cannot be told");
		return;
	case STALE_NO_FORWARD:
		text_lit(out, "no usable answer about the addresses of ");
		name_put(r->stale.name, out);
		text_lit(out, ": whether it leads to ");
		put_address(r, out);
		text_lit(out, " cannot be told");
		return;
	case STALE_PLAIN:
	case STALE_UNSHOWN:
	case STALE_BY_API:
	case STALE_NO_PTR:
	case STALE_OTHER_PTR:
	case STALE_NO_WAY_BACK:
	case STALE_OWN_TENANCY:
	case STALE_CACHED:
	case STALE_UNPROVEN:
	case STALE_DEFAULT_BACK:
	case STALE_NO_ANSWER:
	default:
		text_lit(out, "no usable answer about the PTR of ");
		put_address(r, out);
		return;
	}
}

static void put_class(const struct record *r, struct text *out)
{
	const struct stale *s = &r->stale;

	switch (s->class) {
	case STALE_HELD_OK:
		put_address(r, out);
		text_lit(out, " is held, and its PTR ");
		name_put(s->name, out);
		text_lit(out, " leads back to it");
		if (s->reason == STALE_UNSHOWN)
			text_lit(out, " (the provider's API does not show it)");
		return;
	case STALE_HELD_PENDING:
		pending_message(r, out);
		return;
	case STALE_HELD_DRIFT:
		drift_message(r, out);
		return;
	case STALE_HELD_INHERITED:
		inherited_message(r, out);
		return;
	case STALE_HELD_DEFAULT:
		text_lit(out, "PTR ");
		name_put(s->name, out);
		text_lit(out, " is the name that the provider gives to ");
		put_address(r, out);
		text_lit(out, " where none is set");
		return;
	case STALE_HELD_MISSING:
		put_address(r, out);
		text_lit(out, " is held and has no PTR record");
		return;
	case STALE_RELEASED_EXPIRING:
		expiring_message(r, out);
		return;
	case STALE_RELEASED_STALE:
		stale_ptr_message(r, out);
		return;
	case STALE_RELEASED_DANGLING:
		put_given_back(r, out);
		text_lit(out, ", but ");
		name_put(s->name, out);
		text_lit(out, " still leads to it: whoever gets the address gets what is sent to "
			      "that name");
		return;
	case STALE_RELEASED_CLEAN:
		clean_message(r, out);
		return;
	case STALE_REASSIGNED:
		put_given_back(r, out);
		text_lit(out, ", and has somebody else's name now: ");
		name_put(s->name, out);
		return;
	case STALE_UNKNOWN:
		unknown_message(r, out);
		return;
	case STALE_NONE:
	case N_STALE:
	default:
		return;
	}
}

void stale_message(const struct record *r, struct text *out)
{
	const struct holding *h = r->target->holding;

	put_class(r, out);
	if (!r->stale.is_missing)
		return;
	text_lit(out, "; the inventory has it no more");
	if (!r->check->policy->no_timing && r->check->policy->now_s > h->absent_since_s) {
		text_lit(out, " for ");
		put_span(r->check->policy->now_s - h->absent_since_s, out);
	}
	text_lit(out, ", which is not yet taken for its release (--grace)");
}
