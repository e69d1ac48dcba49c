/* SPDX-License-Identifier: MIT */
#include <fcrdns/inventory.h>

#include "inventory_line.h"
#include "list.h"

#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 64,
	COVERS_MAX = LIMIT_INVENTORY, /* each has an address or an end of its own */
	/* Octets of texts: those of a line, for as many lines as there may be. */
	TEXTS_MAX = 1 << 30
};

struct reader {
	struct list list;
	struct inventory *into;
	size_t room, covers_room;
	const char *shown; /* the path */
	size_t since;	   /* where the lines since the last end begin */
	bool needs_end;	   /* one of them was JSON, behind which an end is written */
	bool is_named;	   /* an end says whose it is, so that there may be none before it */
};

static bool refuse_line(const struct reader *r, const char *line, size_t len, const char *fault,
			struct why *why)
{
	char shown[LIMIT_SHOWN];

	return why_set(why, WHY_DATA,
		       "the inventory %s cannot be read whole, so nothing is taken from it: in "
		       "the line '%s', %s",
		       r->shown, text_shown(shown, sizeof(shown), line, len), fault);
}

static bool make_room(struct reader *r, struct why *why)
{
	size_t room = r->room ? r->room * 2 : FIRST_ROOM;
	struct holding *holdings;

	if (r->into->n < r->room)
		return true;
	if (r->into->n >= LIMIT_INVENTORY)
		return why_set(why, WHY_LIMIT, "the inventory %s has more than %d addresses",
			       r->shown, LIMIT_INVENTORY);
	holdings = mem_resize(r->into->holdings, room * sizeof(*holdings));
	if (!holdings)
		return why_set(why, WHY_INTERNAL, "no memory for the inventory %s", r->shown);
	r->into->holdings = holdings;
	r->room = room;
	return true;
}

static int compare_accounts(const struct holding *a, const struct holding *b)
{
	int d = strcmp(a->provider, b->provider);

	return d ? d : strcmp(a->account, b->account);
}

static int compare(const void *left, const void *right)
{
	const struct holding *a = left, *b = right;
	int d = compare_accounts(a, b);

	if (!d)
		d = strcmp(a->region, b->region);
	if (!d)
		d = ip_compare(&a->address, &b->address);
	return d ? d : strcmp(a->id, b->id);
}

/* ---- what they are all of ---- */

static bool put_cover(struct reader *r, const struct inventory_cover *cover, struct why *why)
{
	struct inventory *i = r->into;
	size_t room = r->covers_room ? r->covers_room * 2 : FIRST_ROOM;
	struct inventory_cover *covers = i->covers;

	if (i->n_covers >= COVERS_MAX)
		return why_set(why, WHY_LIMIT, "the inventory %s has more than %d parts", r->shown,
			       COVERS_MAX);
	if (i->n_covers == r->covers_room) {
		covers = mem_resize(i->covers, room * sizeof(*covers));
		if (!covers)
			return why_set(why, WHY_INTERNAL, "no memory for the inventory %s",
				       r->shown);
		i->covers = covers;
		r->covers_room = room;
	}
	covers[i->n_covers++] = *cover;
	return true;
}

static bool is_among(const struct inventory_line *end, const char *region)
{
	for (size_t i = 0; i < end->n_regions; i++)
		if (!strcmp(end->regions[i], region))
			return true;
	return !end->n_regions;
}

/* The end says it: NULL, or one clause. */
static const char *check_part(const struct reader *r, const struct inventory_line *end)
{
	const struct inventory *i = r->into;

	for (size_t at = r->since; at < i->n; at++)
		if (compare_accounts(&i->holdings[at], &end->holding) ||
		    !is_among(end, i->holdings[at].region))
			return "it is about another account or other regions than a line before it";
	return NULL;
}

/* Nobody says it: of columns the account, of JSON each region. */
static bool cover_lines(struct reader *r, struct why *why)
{
	struct inventory *i = r->into;
	struct holding *part = i->holdings + r->since;
	size_t n = i->n - r->since;

	if (n)
		qsort(part, n, sizeof(*part), compare);
	for (size_t at = 0; at < n; at++) {
		struct inventory_cover cover = { .provider = part[at].provider,
						 .account = part[at].account,
						 .all_regions = true };
		const char **region;

		if (at && !compare_accounts(&part[at - 1], &part[at]) &&
		    (!r->needs_end || !strcmp(part[at - 1].region, part[at].region)))
			continue;
		if (r->needs_end) {
			region = arena_copy(&i->arena, &part[at].region, sizeof(*region));
			if (!region)
				return why_set(why, WHY_INTERNAL, "no memory for the inventory %s",
					       r->shown);
			cover.regions = region;
			cover.n_regions = 1;
		}
		if (!put_cover(r, &cover, why))
			return false;
	}
	return true;
}

static bool take_end(struct reader *r, const struct inventory_line *end, struct why *why)
{
	const struct inventory_cover cover = { .provider = end->holding.provider,
					       .account = end->holding.account,
					       .regions = end->regions,
					       .n_regions = end->n_regions,
					       .all_regions = end->all_regions };

	if (!(end->has_regions ? put_cover(r, &cover, why) : cover_lines(r, why)))
		return false;
	r->is_named |= end->has_regions && end->is_named;
	r->since = r->into->n;
	r->needs_end = false;
	return true;
}

static bool take_line(struct reader *r, const char *line, size_t len, struct why *why)
{
	struct inventory_line l;
	const char *fault = inventory_line_parse(&l, line, len, &r->into->arena);

	if (!fault && l.is_end && l.has_count && l.count != r->into->n - r->since)
		fault = "it says another number of addresses than stand before it";
	if (!fault && l.is_end && l.has_regions)
		fault = check_part(r, &l);
	if (fault)
		return refuse_line(r, line, len, fault, why);
	if (l.is_end)
		return take_end(r, &l, why);
	if (!make_room(r, why))
		return false;
	r->into->holdings[r->into->n++] = l.holding;
	r->needs_end |= l.is_json;
	return true;
}

/* A pipe whose writer died, or a file that was copied in part, can end at a line's end as well. */
static bool has_end(const struct reader *r, struct why *why)
{
	if (r->needs_end)
		return why_set(why, WHY_DATA,
			       "the inventory %s may be cut off, so nothing is taken from it: JSON "
			       "lines end with {\"complete\":true}, which is written behind the "
			       "last address",
			       r->shown);
	return r->into->n || r->is_named ||
	       why_set(why, WHY_DATA,
		       "the inventory %s has no address: it would say that all "
		       "were given back",
		       r->shown);
}

static bool wait_for_more(const struct reader *r, const volatile sig_atomic_t *stop,
			  struct why *why)
{
	struct pollfd p = { .fd = r->list.fd, .events = POLLIN };

	if (!r->list.is_idle)
		(void)poll(&p, 1, -1);
	if (stop && *stop)
		return why_set(why, WHY_NOINPUT, "stopped before the inventory %s was read whole",
			       r->shown);
	return true;
}

static bool read_all(struct reader *r, const volatile sig_atomic_t *stop, struct why *why)
{
	const char *line;
	size_t len;

	for (;;) {
		switch (list_next(&r->list, &line, &len, why)) {
		case LIST_LINE:
			if (!take_line(r, line, len, why))
				return false;
			break;
		case LIST_LONG:
			return refuse_line(r, line, len, "it is too long", why);
		case LIST_WAIT:
			if (!wait_for_more(r, stop, why))
				return false;
			break;
		case LIST_FAILED:
			return false;
		case LIST_END:
			return has_end(r, why) && cover_lines(r, why);
		}
	}
}

static bool says_the_same(const struct holding *a, const struct holding *b)
{
	return strcmp(a->label, b->label) == 0 && a->is_bound == b->is_bound &&
	       a->ptr_state == b->ptr_state && a->has_ttl == b->has_ttl && a->ttl_s == b->ttl_s &&
	       a->ptr.len == b->ptr.len && (!a->ptr.len || name_equal(&a->ptr, &b->ptr));
}

/* Twice the same is once; two that differ leave open which is meant. */
static bool sort(struct reader *r, struct why *why)
{
	struct inventory *i = r->into;
	char address[IP_TEXT_MAX];
	size_t kept = 1;

	if (!i->n)
		return true;
	qsort(i->holdings, i->n, sizeof(*i->holdings), compare);
	for (size_t at = 1; at < i->n; at++) {
		const struct holding *h = &i->holdings[at], *last = &i->holdings[kept - 1];

		if (compare(last, h) != 0)
			i->holdings[kept++] = *h;
		else if (!says_the_same(last, h))
			return why_set(why, WHY_DATA,
				       "the inventory %s says two different things of %s", r->shown,
				       ip_text(&h->address, address));
	}
	i->n = kept;
	return true;
}

bool inventory_read(const char *path, const volatile sig_atomic_t *stop, struct inventory *ret,
		    struct why *why)
{
	char shown[LIMIT_SHOWN];
	struct reader *r = mem_zero(1, sizeof(*r));
	bool ok;

	*ret = (struct inventory){ 0 };
	arena_init(&ret->arena, TEXTS_MAX);
	if (!r)
		return why_set(why, WHY_INTERNAL, "no memory for the inventory");
	r->into = ret;
	r->shown = strcmp(path, "-") ? text_shown(shown, sizeof(shown), path, strlen(path))
				     : "on standard input";
	ok = list_open(&r->list, path, why);
	if (ok) {
		ok = read_all(r, stop, why) && sort(r, why);
		list_close(&r->list);
	}
	mem_free(r);
	if (!ok)
		inventory_done(ret);
	return ok;
}

void inventory_done(struct inventory *i)
{
	mem_free(i->holdings);
	mem_free(i->covers);
	arena_done(&i->arena);
	i->holdings = NULL;
	i->covers = NULL;
	i->n = i->n_covers = 0;
}

size_t inventory_account(const struct inventory *i, size_t at)
{
	size_t n = 0;

	while (at + n < i->n && compare_accounts(&i->holdings[at], &i->holdings[at + n]) == 0)
		n++;
	return n;
}
