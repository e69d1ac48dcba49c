/* SPDX-License-Identifier: MIT */
#include <fcrdns/check.h>

#include "ask.h"
#include "plan.h"

#include <fcrdns/arena.h>
#include <fcrdns/holding.h>
#include <fcrdns/limits.h>

#include <string.h>

static uint16_t own_type(const struct check *c)
{
	return c->target->address.len == 4 ? TYPE_A : TYPE_AAAA;
}

static uint16_t other_type(const struct check *c)
{
	return c->target->address.len == 4 ? TYPE_AAAA : TYPE_A;
}

struct ask *check_find(const struct check *c, const struct question *question)
{
	struct ask *ask = c->first;

	while (ask && !question_equal(&ask->question, question))
		ask = ask->next;
	return ask;
}

struct ask *check_ask(struct check *c, const struct name *name, uint16_t type)
{
	return check_put(c, &(struct question){ .name = *name, .type = type });
}

struct ask *check_put(struct check *c, const struct question *question)
{
	struct ask *ask = check_find(c, question);

	if (ask)
		return ask;
	ask = c->n_asks < LIMIT_QUESTIONS ? arena_zero(c->arena, sizeof(*ask)) : NULL;
	if (!ask) {
		c->failed = true;
		return NULL;
	}
	ask->question = *question;
	ask->sent = *question;
	*c->last = ask;
	c->last = &ask->next;
	c->n_asks++;
	return ask;
}

struct name check_keep(struct check *c, const struct name *name)
{
	const uint8_t *copy = arena_copy(c->arena, name->wire, name->len);

	if (!copy) {
		c->failed = true;
		return (struct name){ 0 };
	}
	return (struct name){ copy, name->len };
}

bool check_root_domain(const struct check *c, const struct name *name, struct name *ret)
{
	return name->len && c->policy->root_domain &&
	       c->policy->root_domain(c->policy->suffix_list, name, ret);
}

/* ---- names ---- */

static void plan_candidates(struct check *c)
{
	const struct answer *a = &c->ptr->answer;

	c->planned = true;
	if (a->status != ANSWER_OK)
		return;
	c->candidates = arena_zero(c->arena, a->n_records * sizeof(*c->candidates));
	if (!c->candidates) {
		c->failed = true;
		return;
	}
	for (unsigned i = 0; i < a->n_records; i++) {
		struct candidate *one = &c->candidates[c->n_candidates++];

		one->name = a->ptrs[i];
		one->faults = host_faults(&one->name);
		if (one->faults & HOST_UNUSABLE)
			continue;
		(void)check_root_domain(c, &one->name, &one->domain);
		if (c->n_usable++ >= c->policy->ptr_limit)
			continue;
		one->evaluated = true;
		c->n_evaluated++;
		one->own = check_ask(c, &one->name, own_type(c));
		if (c->policy->eager && one->own)
			one->other = check_ask(c, &one->name, other_type(c));
		if (c->failed)
			return;
		if (c->policy->ownership && owners_need_ptr(c) && one->domain.len)
			owners_add(c, &one->domain);
	}
}

static bool is_nodata(const struct ask *ask)
{
	return ask && ask->told && ask->answer.status == ANSWER_NODATA && !ask->answer.loops;
}

/* What the answers so far make necessary. Harmless to call at any time. */
static void plan(struct check *c)
{
	if (c->ptr->told && !c->planned)
		plan_candidates(c);
	for (unsigned i = 0; i < c->n_candidates && !c->failed; i++) {
		struct candidate *one = &c->candidates[i];

		if (!one->other && is_nodata(one->own))
			one->other = check_ask(c, &one->name, other_type(c));
	}
	if (!c->helo_other && is_nodata(c->helo_own))
		c->helo_other = check_ask(c, &c->policy->helo.name, other_type(c));
	if (!c->helo_mx && is_nodata(c->helo_own) && is_nodata(c->helo_other))
		c->helo_mx = check_ask(c, &c->policy->helo.name, TYPE_MX);
	if (c->policy->ownership && !c->failed)
		owners_plan(c);
	if (c->listings)
		listings_plan(c);
	if (c->deep && !c->failed)
		deep_plan(c);
}

/* ---- holdings ---- */

enum {
	NAMES_OF_HOLDING = 2
};

static void ask_known(struct check *c, const struct name *name)
{
	struct ask *ask;

	if (!name->len || host_faults(name) & HOST_UNUSABLE || c->failed)
		return;
	ask = check_ask(c, name, own_type(c));
	for (unsigned i = 0; i < c->n_known; i++)
		if (c->known[i] == ask)
			return;
	if (ask)
		c->known[c->n_known++] = ask;
}

/* A name of ours may lead to the address whatever its PTR says. */
static void ask_names_of(struct check *c, const struct holding *h)
{
	const struct policy *p = c->policy;

	c->known = arena_get(c->arena, (NAMES_OF_HOLDING + p->n_own_names) * sizeof(struct ask *));
	if (!c->known)
		c->failed = true;
	ask_known(c, &h->ptr);
	ask_known(c, &h->known_ptr);
	for (unsigned i = 0; i < p->n_own_names; i++)
		ask_known(c, &p->own_names[i]);
}

void check_init(struct check *c, struct arena *arena, const struct target *target,
		const struct policy *policy)
{
	uint8_t wire[IP_WIRE_MAX];
	struct name reverse;

	*c = (struct check){ .target = target, .policy = policy, .arena = arena };
	c->last = &c->first;
	reverse = ip_reverse(&target->address, wire);
	c->reverse = check_keep(c, &reverse);
	if (policy->special_skip && ip_special(&target->address)) {
		c->skipped = true;
		return;
	}
	if (c->failed)
		return;
	c->ptr = check_ask(c, &c->reverse, TYPE_PTR);
	if (policy->expect.len && !c->failed)
		c->expect = check_ask(c, &policy->expect, own_type(c));
	if (policy->helo.kind == HELO_NAME && !c->failed) {
		c->helo_own = check_ask(c, &policy->helo.name, own_type(c));
		if (policy->eager && !c->failed)
			c->helo_other = check_ask(c, &policy->helo.name, other_type(c));
	}
	if (policy->ownership && !c->failed)
		owners_begin(c);
	if (target->holding && !c->failed)
		ask_names_of(c, target->holding);
	if (policy->n_dnsbls && !c->failed)
		listings_ask(c);
	if (policy->deep && !c->failed)
		deep_begin(c);
}

struct ask *check_next(struct check *c)
{
	if (c->failed || c->expired)
		return NULL;
	for (struct ask *ask = c->first; ask; ask = ask->next)
		if (!ask->taken) {
			ask->taken = true;
			return ask;
		}
	return NULL;
}

void check_tell(struct check *c, struct ask *ask, const struct answer *answer)
{
	if (ask->told || c->failed)
		return;
	if (ask->is_deep && c->arena->total > LIMIT_DEEP_KEPT) {
		ask_expire(ask);
		plan(c);
		return;
	}
	switch (ask_tell(ask, answer, c->arena)) {
	case ASK_ANSWERED:
		plan(c);
		break;
	case ASK_AGAIN:
		break;
	case ASK_FAILED:
		c->failed = true;
		break;
	}
}

void check_note_tries(struct ask *ask, unsigned n, unsigned server)
{
	if (ask->told)
		return;
	ask->answer.n_tries = (uint8_t)(n > 255 ? 255 : n);
	ask->answer.server = (uint8_t)server;
}

void check_expire(struct check *c)
{
	c->expired = true;
	for (struct ask *ask = c->first; ask; ask = ask->next)
		ask_expire(ask);
	c->planned = true; /* a PTR answer that did not come names nobody */
}

/* The other family matters only where the own family has nothing. */
static bool is_idle(const struct ask *ask, const struct ask *own)
{
	return !ask || ask->told || (own && own->told && !is_nodata(own));
}

static bool is_open(const struct ask *ask)
{
	return ask && !ask->told;
}

bool check_is_done(const struct check *c)
{
	if (c->skipped || c->failed || c->expired)
		return true;
	if (is_open(c->ptr) || is_open(c->expect) || is_open(c->helo_own) || is_open(c->helo_mx) ||
	    is_open(c->at_host.txt) || is_open(c->doubled.txt) ||
	    !is_idle(c->helo_other, c->helo_own) || (c->listings && listings_are_open(c)) ||
	    (c->deep && deep_is_open(c)))
		return false;
	for (unsigned i = 0; i < c->n_owners; i++)
		if (is_open(c->owners[i].txt))
			return false;
	for (unsigned i = 0; i < c->n_known; i++)
		if (is_open(c->known[i]))
			return false;
	for (unsigned i = 0; i < c->n_candidates; i++)
		if (is_open(c->candidates[i].own) ||
		    !is_idle(c->candidates[i].other, c->candidates[i].own))
			return false;
	return true;
}

bool check_counts(const struct check *c, const struct ask *ask)
{
	const struct question own = { .name = ask->question.name, .type = own_type(c) };

	if (!ask->told)
		return false;
	if (!c->policy->eager || ask->question.type != other_type(c) || ask->wanted)
		return true;
	for (const struct ask *at = c->first; at; at = at->next)
		if (question_equal(&at->question, &own))
			return is_nodata(at);
	return true;
}

const struct ask *candidate_other(const struct candidate *one)
{
	return one->other && one->other->told && is_nodata(one->own) ? one->other : NULL;
}

bool answer_has_text(const struct answer *answer, const char *octets, size_t len)
{
	if (answer->status != ANSWER_OK)
		return false;
	for (unsigned i = 0; i < answer->n_records; i++)
		if (!answer->txts[i].cut && answer->txts[i].len == len &&
		    memcmp(answer->txts[i].octets, octets, len) == 0)
			return true;
	return false;
}

bool ask_lists(const struct ask *ask, const struct ip *ip)
{
	if (!ask || !ask->told || ask->answer.status != ANSWER_OK)
		return false;
	for (unsigned i = 0; i < ask->answer.n_records; i++)
		if (ip_equal(&ask->answer.ips[i], ip))
			return true;
	return false;
}
