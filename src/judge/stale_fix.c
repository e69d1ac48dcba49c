/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/holding.h>
#include <fcrdns/provider.h>
#include <fcrdns/text.h>

#include "stale_words.h"

enum {
	TTL_USUAL_S = 3600
};

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

static const struct provider *provider_for(const struct record *r)
{
	return provider_of(r->target->holding->provider);
}

static uint32_t ttl_of(const struct holding *h)
{
	const struct provider *p = provider_of(h->provider);

	if (h->has_ttl && h->ttl_s)
		return h->ttl_s;
	if (h->known_ttl_s)
		return h->known_ttl_s;
	return p && p->ttl_default_s ? p->ttl_default_s : TTL_USUAL_S;
}

static void put_words(const struct record *r, const char *words, const struct name *name,
		      struct text *out)
{
	const struct holding *h = r->target->holding;

	provider_words(words, h, name, ttl_of(h), out);
}

/* What a name has to be that nobody has told. */
static void put_demand(const struct record *r, const char *before, const char *after,
		       struct text *out)
{
	text_printf(out, "%sa name of yours that has the %s record ", before, address_type(r));
	put_address(r, out);
	text_str(out, after);
}

/* Without a command of the provider's own. */
static void set_by_hand(const struct record *r, const struct provider *p, const struct name *name,
			struct text *out)
{
	text_lit(out, "at ");
	text_str(out, p ? p->name : "your provider");
	if (p && p->console) {
		text_lit(out, " (");
		put_words(r, p->console, name, out);
		text_char(out, ')');
	}
	text_lit(out, ", set the PTR of ");
	put_address(r, out);
	text_lit(out, " to ");
	if (name)
		name_put(name, out);
	else
		put_demand(r, "", "", out);
	text_char(out, '.');
}

static void set_fix(const struct record *r, const struct name *name, struct text *out)
{
	const struct provider *p = provider_for(r);

	if (!p || !p->set_command) {
		set_by_hand(r, p, name, out);
		return;
	}
	text_lit(out, "set its PTR");
	if (!name)
		put_demand(r, ", where NAME is ", "", out);
	text_lit(out, ": ");
	put_words(r, p->set_command, name, out);
}

/* The API knows nothing of what an earlier tenancy has set: it lets go of it only when the record
 * is its own again. */
static void tenancy_fix(const struct record *r, struct text *out)
{
	const struct provider *p = provider_for(r);

	if (!p || !p->set_command || !p->unset_command || p->unset_gives_default) {
		set_fix(r, NULL, out);
		return;
	}
	text_lit(out, "set its PTR anew and, where it shall have none, unset it again: ");
	put_words(r, p->set_command, r->stale.name, out);
	text_lit(out, "; ");
	put_words(r, p->unset_command, r->stale.name, out);
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
	const struct provider *p = provider_for(r);

	if (p && p->stale_command) {
		text_lit(out, "remove the record, which the account that held it still can: ");
		put_words(r, p->stale_command, r->stale.name, out);
	} else if (p && p->stale_words) {
		put_words(r, p->stale_words, r->stale.name, out);
		text_char(out, '.');
	} else {
		text_lit(out, "ask the provider to remove the PTR record of ");
		put_address(r, out);
		text_lit(out, ", which you gave back.");
	}
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
		if (r->stale.reason == STALE_OWN_TENANCY)
			tenancy_fix(r, out);
		else
			set_fix(r, NULL, out);
		return;
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
