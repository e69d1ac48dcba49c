/* SPDX-License-Identifier: MIT */
#include <fcrdns/expand.h>

#include "ask.h"
#include "gather.h"

#include <fcrdns/arena.h>

#include <string.h>

/* ---- host, MX ---- */

static bool refuse_nothing(struct gather *g, const struct answer *a, const char *lacks)
{
	if (a->loops)
		return gather_refuse(g, "its CNAME records run in a circle");
	if (a->n_chain)
		return gather_refuse(g, "it is an alias (CNAME) that leads to nothing");
	if (a->status == ANSWER_NXDOMAIN)
		return gather_refuse(g, "it does not exist (NXDOMAIN)");
	return gather_refuse(g, "it has %s", lacks);
}

static void gather_own(struct gather *g, const char *lacks)
{
	const struct answer *a;

	if (gather_host(g, &g->found, &g->e->name, 32, 128) == LOOKUP_NOTHING &&
	    gather_answer(g, &g->e->name, g->e->only_len == 16 ? TYPE_AAAA : TYPE_A, &a) ==
		    LOOKUP_NOTHING)
		(void)refuse_nothing(g, a, lacks);
}

static void gather_exchanges(struct gather *g, const struct answer *a)
{
	bool any = false;

	if (a->n_records == 1 && name_is_root(&a->mxs[0].host)) {
		(void)gather_refuse(g, "it says that it receives no mail (null MX, RFC 7505)");
		return;
	}
	if (a->n_records < a->n_total) {
		(void)gather_refuse(g, "it has %u MX records, more than the %d that are read",
				    a->n_total, LIMIT_MXS_KEPT);
		return;
	}
	for (unsigned i = 0; i < a->n_records && !g->e->failed; i++) {
		const struct name *host = &a->mxs[i].host;
		char text[NAME_TEXT_MAX];

		if (gather_host(g, &g->found, host, 32, 128) != LOOKUP_NOTHING) {
			any = true;
			continue;
		}
		(void)name_text(host, text);
		gather_note(g, "its MX host %.200s has no address", text);
	}
	if (!any)
		(void)gather_refuse(g, "none of its MX hosts has an address");
}

static void gather_mx(struct gather *g)
{
	const struct answer *a;

	switch (gather_answer(g, &g->e->name, TYPE_MX, &a)) {
	case LOOKUP_FOUND:
		gather_exchanges(g, a);
		break;
	case LOOKUP_NOTHING:
		if (a->status == ANSWER_NXDOMAIN || a->loops) {
			(void)refuse_nothing(g, a, "");
			break;
		}
		/* RFC 5321 section 5.1: the domain is then its own MX host. */
		gather_own(g, "neither an MX record nor an address");
		break;
	case LOOKUP_MISSING:
	case LOOKUP_FAILED:
		break;
	}
}

/* ---- the end ---- */

static void swap(struct ip_range *a, struct ip_range *b)
{
	struct ip_range was = *a;

	*a = *b;
	*b = was;
}

static void sift(struct ip_range *list, unsigned at, unsigned n)
{
	for (unsigned child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && ip_compare(&list[child].first, &list[child + 1].first) < 0)
			child++;
		if (ip_compare(&list[at].first, &list[child].first) >= 0)
			return;
		swap(&list[at], &list[child]);
	}
}

/* In place: the list may be long, and a stranger chose its order. */
static void sort(struct ranges *r)
{
	for (unsigned i = r->n / 2; i-- > 0;)
		sift(r->list, i, r->n);
	for (unsigned n = r->n; n > 1;) {
		swap(&r->list[0], &r->list[--n]);
		sift(r->list, 0, n);
	}
}

/* Nothing lies between them. Sorted by their begin. */
static bool touch(const struct ip_range *a, const struct ip_range *b)
{
	struct ip after = a->last;

	if (a->first.len != b->first.len)
		return false;
	gather_move(&after, true);
	return ip_compare(&b->first, &a->last) <= 0 || ip_equal(&after, &b->first);
}

static void merge(struct ranges *r)
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->n; i++) {
		struct ip_range *last = n ? &r->list[n - 1] : NULL;
		const struct ip_range *one = &r->list[i];

		if (!last || !touch(last, one))
			r->list[n++] = *one;
		else if (ip_compare(&last->last, &one->last) < 0)
			last->last = one->last;
	}
	r->n = n;
}

/* UINT64_MAX when they are more than that. */
static uint64_t count(const struct ip_range *r)
{
	uint64_t n = 0;
	bool is_many = false;

	/* Each step is exact while nothing is lost at the top: last - first, an octet at a time. */
	for (unsigned i = 0; i < r->first.len; i++) {
		is_many |= n > UINT64_MAX >> 9;
		n = n * 256 + r->last.octet[i] - r->first.octet[i];
	}
	return is_many || n == UINT64_MAX ? UINT64_MAX : n + 1;
}

static void count_all(struct gather *g)
{
	struct expand *e = g->e;
	uint64_t sum = 0;

	for (unsigned i = 0; i < g->found.n; i++) {
		uint64_t n = count(&g->found.list[i]);

		sum = n > UINT64_MAX - sum ? UINT64_MAX : sum + n;
	}
	e->n_addresses = sum;
	if (sum > e->max_addresses)
		(void)gather_refuse(g,
				    "it stands for %s%llu addresses, more than "
				    "--max-addresses %llu",
				    sum == UINT64_MAX ? "over " : "", (unsigned long long)sum,
				    (unsigned long long)e->max_addresses);
}

static void end(struct gather *g)
{
	struct expand *e = g->e;
	const char *clause = NULL;

	if (!g->is_permanent && !e->failed) {
		sort(&g->found);
		merge(&g->found);
		count_all(g);
	}
	e->done = true;
	if (g->is_permanent) {
		e->status = EXPAND_PERMANENT;
		clause = g->permanent;
		e->n_addresses = 0;
		e->n_notes = 0;
	} else {
		e->status = g->is_temporary ? EXPAND_TEMPORARY : EXPAND_OK;
		clause = g->is_temporary ? g->temporary : NULL;
		e->ranges = g->found.list;
		e->n_ranges = g->found.n;
	}
	if (clause) {
		e->clause = arena_string(e->arena, clause, strlen(clause));
		e->failed |= !e->clause;
	}
}

static void fail(struct expand *e)
{
	e->failed = true;
	e->done = true;
	e->status = EXPAND_TEMPORARY;
	e->clause = "its answers need more memory or questions than the program allows itself";
	e->n_ranges = 0;
	e->n_addresses = 0;
	e->n_notes = 0;
}

static void gather(struct gather *g)
{
	switch (g->e->kind) {
	case TARGET_MX:
		gather_mx(g);
		break;
	case TARGET_SPF:
		gather_spf(g, &g->e->name);
		break;
	case TARGET_HOST:
	case TARGET_ADDRESS:
		gather_own(g, !g->e->only_len	     ? "neither an A nor an AAAA record"
			      : g->e->only_len == 16 ? "no AAAA record"
						     : "no A record");
		break;
	}
}

/* What the answers so far lead to: more questions, or the end. */
static void plan(struct expand *e)
{
	for (enum pass pass = PASS_TEXTS; pass <= PASS_COLLECT && !e->done; pass++) {
		struct gather g = { .e = e, .pass = pass };

		gather(&g);
		if (e->failed)
			break;
		if (g.missing)
			return;
		if (pass == PASS_COLLECT)
			end(&g);
	}
	if (e->failed)
		fail(e);
}

void expand_init(struct expand *e, struct arena *arena, enum target_kind kind,
		 const struct name *name, uint64_t max_addresses, unsigned only_len)
{
	*e = (struct expand){
		.kind = kind, .arena = arena, .max_addresses = max_addresses, .only_len = only_len
	};
	e->last = &e->first;
	e->name = (struct name){ arena_copy(arena, name->wire, name->len), name->len };
	if (e->name.wire)
		plan(e);
	else
		fail(e);
}

struct ask *expand_next(struct expand *e)
{
	if (e->done || e->expired)
		return NULL;
	for (struct ask *ask = e->first; ask; ask = ask->next)
		if (!ask->taken) {
			ask->taken = true;
			return ask;
		}
	return NULL;
}

void expand_tell(struct expand *e, struct ask *ask, const struct answer *answer)
{
	if (ask->told || e->done)
		return;
	switch (ask_tell(ask, answer, e->arena)) {
	case ASK_ANSWERED:
		plan(e);
		break;
	case ASK_AGAIN:
		break;
	case ASK_FAILED:
		fail(e);
		break;
	}
}

void expand_expire(struct expand *e)
{
	e->expired = true;
	/* What is asked for after this was never sent; it is late as well. */
	while (!e->done) {
		for (struct ask *ask = e->first; ask; ask = ask->next)
			ask_expire(ask);
		plan(e);
	}
}

bool expand_is_done(const struct expand *e)
{
	return e->done;
}

const struct ask *expand_unanswered(const struct expand *e)
{
	for (const struct ask *ask = e->first; ask; ask = ask->next)
		if (ask->told && answer_is_temporary(&ask->answer))
			return ask;
	return NULL;
}

/* ---- the walk ---- */

bool expand_step(const struct expand *e, struct expand_walk *walk, struct ip *ret)
{
	if (walk->at == e->n_ranges)
		return false;
	if (walk->within)
		gather_move(&walk->ip, true);
	else
		walk->ip = e->ranges[walk->at].first;
	walk->within = !ip_equal(&walk->ip, &e->ranges[walk->at].last);
	if (!walk->within)
		walk->at++;
	*ret = walk->ip;
	return true;
}
