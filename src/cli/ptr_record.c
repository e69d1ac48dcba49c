/* SPDX-License-Identifier: MIT */
#include "ptr_record.h"

#include "doubt.h"
#include "ptr_change.h"

#include <fcrdns/arena.h>
#include <fcrdns/ledger.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	WALK_CEILING = 1 << 20
};

bool ptr_record_open(struct ptr_change *c, struct why *why)
{
	if (!c->o->ledger)
		return true;
	c->ledger = ledger_open(c->o->ledger, c->o->yes ? LEDGER_MAKE : LEDGER_READ, why);
	return c->ledger != NULL;
}

/* Rows of this address at this provider that fit to what is asked; in the arena of the change. */
struct search {
	const struct ptr_change *c;
	bool wants_released;
	unsigned n;
	struct holding found; /* the last one */
};

/* Where nobody asked nothing was given back, as far as is known. */
static bool is_asked(const struct cloud_result *result, const char *region)
{
	for (size_t i = 0; i < result->n_regions; i++)
		if (!strcmp(result->regions[i], region))
			return true;
	return !result->n_regions;
}

static bool fits(const struct search *s, const struct holding *h)
{
	const struct ptr_change *c = s->c;

	if (!ip_equal(&h->address, &c->address) || strcmp(h->provider, c->job.id) != 0)
		return false;
	if (!s->wants_released)
		return !h->absent_since_s && !strcmp(h->id, c->holding.id);
	/* An inventory of just now does not have it, whatever the ledger was told last. */
	return is_asked(&c->job.result, h->region) && (!c->o->id || !strcmp(h->id, c->o->id));
}

static bool keep_text(struct arena *a, const char **text)
{
	*text = arena_string(a, *text, strlen(*text));
	return *text != NULL;
}

static bool keep_name(struct arena *a, struct name *name)
{
	if (!name->len)
		return true;
	name->wire = arena_copy(a, name->wire, name->len);
	return name->wire != NULL;
}

static bool keep(struct search *s, const struct holding *h, struct arena *a, struct why *why)
{
	s->n++;
	s->found = *h;
	return (keep_text(a, &s->found.provider) && keep_text(a, &s->found.account) &&
		keep_text(a, &s->found.region) && keep_text(a, &s->found.id) &&
		keep_text(a, &s->found.label) && keep_name(a, &s->found.ptr) &&
		keep_name(a, &s->found.known_ptr)) ||
	       why_set(why, WHY_INTERNAL, "no memory for a row of the ledger");
}

/* Texts of rows that do not fit are dropped at once: there may be many. */
static bool walk(struct search *s, struct ptr_change *c, struct why *why)
{
	struct ledger_walk *w = ledger_walk_new(c->ledger, why);
	bool ok = w != NULL, end = false;
	struct arena texts;
	struct holding h;

	arena_init(&texts, WALK_CEILING);
	while (ok && !end) {
		arena_reset(&texts);
		ok = ledger_walk_next(w, &h, &texts, &end, why);
		if (ok && !end && fits(s, &h))
			ok = keep(s, &h, &c->arena, why);
	}
	arena_done(&texts);
	ledger_walk_free(w);
	return ok;
}

bool ptr_record_take(struct ptr_change *c, struct why *why)
{
	const struct ledger_account account = {
		.provider = c->job.id,
		.account = c->holding.account,
		.now_s = time(NULL),
	};
	const struct doubt_told told = {
		.holdings = c->job.result.holdings,
		.n = c->job.result.n_holdings,
		.account_variable = c->job.result.account_variable,
	};
	struct search s = { .c = c };
	struct why doubt = { 0 };

	if (!c->ledger)
		return true;
	if (c->job.result.is_complete &&
	    !doubt_account(c->ledger, &account, &told, false, &doubt, why))
		return false;
	if (doubt.code)
		return why_set(why, WHY_USAGE, "%s", doubt.text);
	/* Not complete: this is about one address, and no reason to believe others given back. */
	if ((c->o->yes && !ledger_take(c->ledger, &account, &c->holding, 1, why)) ||
	    !walk(&s, c, why))
		return false;
	if (s.n)
		c->holding.row = s.found.row;
	return true;
}

static bool want_id(const struct ptr_change *c, const struct search *s, struct why *why)
{
	char address[IP_TEXT_MAX], name[NAME_TEXT_MAX] = "a name that is not known";

	(void)ip_text(&c->address, address);
	if (!s->n)
		return why_set(why, WHY_USAGE,
			       "the account does not hold %s: to unset the PTR of an address that "
			       "was given back, say by --id which id it had",
			       address);
	if (s->found.known_ptr.len)
		(void)name_text(&s->found.known_ptr, name);
	return why_set(why, WHY_USAGE,
		       "the account does not hold %s any more; when it did, its id was %s and its "
		       "PTR %.100s: if that is to go, type --id %s",
		       address, s->found.id, name, s->found.id);
}

/* An id that came from anywhere but a person's hand could delete the PTR of who has it now. */
bool ptr_record_find(struct ptr_change *c, struct why *why)
{
	struct search s = { .c = c, .wants_released = true };
	const char *account;

	if (c->ledger && !walk(&s, c, why))
		return false;
	if (!c->o->id)
		return want_id(c, &s, why);
	if (c->ledger && !s.n)
		return why_set(why, WHY_USAGE,
			       "the ledger knows no address that was given back with the id %s",
			       c->o->id);
	if (s.n) {
		c->holding = s.found;
		return true;
	}
	account = arena_string(&c->arena, c->job.result.account, strlen(c->job.result.account));
	c->holding = (struct holding){ .address = c->address,
				       .provider = c->job.id,
				       .account = account ? account : "",
				       .region = c->job.region ? c->job.region : "",
				       .id = c->o->id,
				       .label = "" };
	return true;
}

bool ptr_record_note(struct ptr_change *c, struct why *why)
{
	static const struct name none;

	if (!c->ledger || !c->holding.row)
		return true;
	return ledger_note_ptr(c->ledger, c->holding.row, time(NULL), c->sets ? &c->name : &none,
			       c->sets ? c->o->ttl_s : 0, why);
}
