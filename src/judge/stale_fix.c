/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/holding.h>
#include <fcrdns/text.h>

#include "stale_words.h"

static const char *address_type(const struct record *r)
{
	return r->target->address.len == 4 ? "A" : "AAAA";
}

static void put_address(const struct record *r, struct text *out)
{
	text_put(out, r->address, r->address_len);
}

/* The name that the address should have, as far as it is known. */
static const struct name *wanted(const struct record *r)
{
	const struct holding *h = r->target->holding;

	return h->ptr.len ? &h->ptr : h->known_ptr.len ? &h->known_ptr : NULL;
}

static void set_fix(const struct record *r, const struct name *name, struct text *out)
{
	text_lit(out, "at your provider, set the PTR of ");
	put_address(r, out);
	text_lit(out, " to ");
	if (name) {
		name_put(name, out);
	} else {
		text_printf(out, "a name of yours that has the %s record ", address_type(r));
		put_address(r, out);
	}
	text_char(out, '.');
}

static void forward_fix(const struct record *r, struct text *out)
{
	text_lit(out, "at the DNS host of ");
	name_put(r->stale.name, out);
	text_printf(out, ", give it the %s record ", address_type(r));
	put_address(r, out);
	text_char(out, '.');
}

static void dangling_fix(const struct record *r, struct text *out)
{
	text_printf(out, "at once, remove the %s record ", address_type(r));
	put_address(r, out);
	text_lit(out, " of ");
	name_put(r->stale.name, out);
	text_lit(out, " at its DNS host.");
}

static void removal_fix(const struct record *r, struct text *out)
{
	text_lit(out, "ask the provider to remove the PTR record of ");
	put_address(r, out);
	text_lit(out, ", which you gave back.");
}

static void later_fix(const struct record *r, struct text *out)
{
	const struct policy *p = r->check->policy;

	if (p->no_timing || r->stale.expected_gone_s <= p->now_s) {
		text_lit(out, "look again later.");
		return;
	}
	text_lit(out, "nothing yet: look again in ");
	put_span(r->stale.expected_gone_s - p->now_s, out);
	text_char(out, '.');
}

static void unknown_fix(const struct record *r, struct text *out)
{
	if (r->stale.reason == STALE_NO_INVENTORY)
		text_lit(out, "run this again when the inventory is complete; what it lacks is "
			      "told on standard error.");
	else
		text_lit(out, "look again later or with another resolver (-r).");
}

void stale_fix(const struct record *r, struct text *out)
{
	switch (r->stale.class) {
	case STALE_HELD_PENDING:
	case STALE_RELEASED_EXPIRING:
		later_fix(r, out);
		return;
	case STALE_HELD_DRIFT:
		if (r->stale.reason == STALE_NO_WAY_BACK)
			forward_fix(r, out);
		else
			set_fix(r, wanted(r), out);
		return;
	case STALE_HELD_INHERITED:
	case STALE_HELD_DEFAULT:
	case STALE_HELD_MISSING:
		set_fix(r, NULL, out);
		return;
	case STALE_RELEASED_STALE:
		removal_fix(r, out);
		return;
	case STALE_RELEASED_DANGLING:
		dangling_fix(r, out);
		return;
	case STALE_UNKNOWN:
		unknown_fix(r, out);
		return;
	case STALE_NONE:
	case STALE_HELD_OK:
	case STALE_RELEASED_CLEAN:
	case STALE_REASSIGNED:
	case N_STALE:
	default:
		return;
	}
}
