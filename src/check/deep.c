/* SPDX-License-Identifier: MIT */
#include <fcrdns/deep.h>

#include "plan.h"

#include <fcrdns/arena.h>

#include <string.h>

static uint16_t type_of_other(const struct check *c)
{
	return c->target->address.len == 4 ? TYPE_AAAA : TYPE_A;
}

struct ask *deep_put(struct check *c, const struct question *question)
{
	struct ask *ask = check_find(c, question);
	struct deep *d = c->deep;

	if (!ask && d->n_asked < LIMIT_DEEP_QUESTIONS && c->n_asks < LIMIT_QUESTIONS &&
	    c->arena->total < LIMIT_DEEP_ARENA) {
		struct question kept = *question;

		d->n_asked++;
		kept.name.wire = arena_copy(c->arena, question->name.wire, question->name.len);
		c->failed |= !kept.name.wire;
		ask = c->failed ? NULL : check_put(c, &kept);
		if (ask)
			ask->is_deep = true;
	}
	if (ask)
		ask->wanted = true;
	return ask;
}

struct ask *deep_ask(struct check *c, const struct name *name, uint16_t type)
{
	return deep_put(c, &(struct question){ .name = *name, .type = type });
}

static bool is_ok(const struct ask *ask)
{
	return ask && ask->told && ask->answer.status == ANSWER_OK;
}

static bool is_unknown(const struct ask *ask)
{
	return !ask || !ask->told || answer_is_temporary(&ask->answer);
}

static bool is_none(const struct ask *ask)
{
	return !is_unknown(ask) && !is_ok(ask);
}

/* ---- names ---- */

/* Which names lead back does not depend on which answer comes first. */
static bool is_settled(const struct check *c)
{
	if (!c->ptr->told || !c->planned)
		return false;
	for (unsigned i = 0; i < c->n_candidates; i++)
		if (c->candidates[i].own && !c->candidates[i].own->told)
			return false;
	return true;
}

static void add_sender(struct deep *d, const struct name *name)
{
	d->senders[d->n_senders++].name = *name;
}

static void add_domain(struct deep *d, const struct name *domain)
{
	for (unsigned i = 0; i < d->n_domains; i++)
		if (name_equal(&d->domains[i].name, domain))
			return;
	d->domains[d->n_domains++].name = *domain;
}

static void plan_names(struct check *c)
{
	struct deep *d = c->deep;

	d->planned = true;
	if (c->policy->helo.kind == HELO_NAME)
		add_sender(d, &c->policy->helo.name);
	for (unsigned i = 0; i < c->n_candidates; i++) {
		const struct candidate *one = &c->candidates[i];

		if (!ask_lists(one->own, &c->target->address))
			continue;
		if (d->n_names == LIMIT_DEEP_NAMES) {
			d->is_cut = true;
			return;
		}
		d->names[d->n_names++].candidate = one;
		if (c->policy->helo.kind == HELO_NONE)
			add_sender(d, &one->name);
		if (one->domain.len)
			add_domain(d, &one->domain);
	}
}

/* ---- twins ---- */

static void add_twin(struct check *c, struct deep_name *n, const struct ip *ip)
{
	uint8_t wire[IP_WIRE_MAX];
	struct name reverse = ip_reverse(ip, wire);
	struct twin *t = &n->twins[n->n_twins++];

	t->address = *ip;
	t->ptr = deep_ask(c, &reverse, TYPE_PTR);
}

/* A mapped address is no other one, and where special ones are skipped these are, too. */
static bool is_twin(const struct check *c, const struct ip *ip)
{
	struct ip copy = *ip;

	return !ip_unmap(&copy) && !(c->policy->special_skip && ip_special(ip));
}

/* The smallest first, so that their order in the answer does not matter. */
static void plan_twins(struct check *c, struct deep_name *n)
{
	const struct answer *a = &n->other->answer;
	const struct ip *last = NULL;

	n->planned = true;
	for (;;) {
		const struct ip *next = NULL;

		for (unsigned i = 0; a->status == ANSWER_OK && i < a->n_records; i++)
			if (is_twin(c, &a->ips[i]) && (!last || ip_compare(&a->ips[i], last) > 0) &&
			    (!next || ip_compare(&a->ips[i], next) < 0))
				next = &a->ips[i];
		if (!next)
			return;
		if (n->n_twins == LIMIT_TWINS) {
			n->is_cut = true;
			return;
		}
		add_twin(c, n, next);
		last = next;
	}
}

static bool names_it(const struct answer *ptr, const struct name *name)
{
	for (unsigned i = 0; i < ptr->n_records; i++)
		if (name_equal(&ptr->ptrs[i], name))
			return true;
	return false;
}

/* Another name than the one it was found by may lead back to it. */
static void plan_forward(struct check *c, struct twin *t, const struct deep_name *of)
{
	const struct answer *a = is_ok(t->ptr) ? &t->ptr->answer : NULL;

	if (!a || t->n_forward || t->is_cut || names_it(a, &of->candidate->name))
		return;
	for (unsigned i = 0; i < a->n_records; i++) {
		if (host_faults(&a->ptrs[i]) & HOST_UNUSABLE)
			continue;
		if (t->n_forward == LIMIT_TWIN_NAMES) {
			t->is_cut = true;
			return;
		}
		t->forward[t->n_forward++] = deep_ask(c, &a->ptrs[i], type_of_other(c));
	}
}

enum leads_back twin_leads(const struct twin *t, const struct deep_name *of)
{
	enum leads_back found = t->is_cut ? LEADS_UNKNOWN : LEADS_ELSEWHERE;

	if (is_unknown(t->ptr))
		return LEADS_UNKNOWN;
	if (!is_ok(t->ptr))
		return LEADS_ELSEWHERE;
	if (names_it(&t->ptr->answer, &of->candidate->name))
		return LEADS_BACK;
	for (unsigned i = 0; i < t->n_forward; i++) {
		if (ask_lists(t->forward[i], &t->address))
			return LEADS_BACK;
		if (is_unknown(t->forward[i]))
			found = LEADS_UNKNOWN;
	}
	return found;
}

/* ---- domains ---- */

static void plan_domain(struct check *c, struct deep_domain *d)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name www;

	if (!d->mx)
		d->mx = deep_ask(c, &d->name, TYPE_MX);
	if (!d->a)
		d->a = deep_ask(c, &d->name, TYPE_A);
	if (!d->aaaa)
		d->aaaa = deep_ask(c, &d->name, TYPE_AAAA);
	if (!is_none(d->a) || !is_none(d->aaaa) || d->www.len ||
	    !name_prefix(&www, buf, "www", &d->name))
		return;
	d->www = (struct name){ arena_copy(c->arena, www.wire, www.len), www.len };
	c->failed |= !d->www.wire;
	if (c->failed)
		return;
	d->www_a = deep_ask(c, &d->www, TYPE_A);
	d->www_aaaa = deep_ask(c, &d->www, TYPE_AAAA);
}

enum has_site domain_has_site(const struct deep_domain *d)
{
	const struct ask *const asks[] = { d->a, d->aaaa, d->www_a, d->www_aaaa };
	unsigned n = d->www.len || !d->a ? 4 : 2;
	bool any_unknown = false;

	for (unsigned i = 0; i < n; i++) {
		if (is_ok(asks[i]))
			return HAS_SITE;
		any_unknown |= is_unknown(asks[i]);
	}
	return any_unknown ? HAS_UNKNOWN_SITE : HAS_NO_SITE;
}

enum takes_mail domain_takes_mail(const struct deep_domain *d)
{
	const struct answer *a;

	if (is_unknown(d->mx))
		return TAKES_UNKNOWN;
	a = &d->mx->answer;
	if (a->status == ANSWER_OK)
		return a->n_total == 1 && name_is_root(&a->mxs[0].host) ? TAKES_NONE : TAKES_MAIL;
	if (a->status == ANSWER_NXDOMAIN || a->loops)
		return TAKES_NOWHERE;
	if (is_ok(d->a) || is_ok(d->aaaa))
		return TAKES_MAIL;
	return is_unknown(d->a) || is_unknown(d->aaaa) ? TAKES_UNKNOWN : TAKES_NOWHERE;
}

/* ---- the check ---- */

void deep_begin(struct check *c)
{
	c->deep = arena_zero(c->arena, sizeof(*c->deep));
	c->failed |= !c->deep;
}

void deep_plan(struct check *c)
{
	struct deep *d = c->deep;

	if (!d->planned && is_settled(c)) {
		plan_names(c);
		doubts_begin(c);
	}
	doubts_plan(c);
	for (unsigned i = 0; i < d->n_names && !c->failed; i++) {
		struct deep_name *n = &d->names[i];

		if (!n->other)
			n->other = deep_ask(c, &n->candidate->name, type_of_other(c));
		if (n->other && n->other->told && !n->planned)
			plan_twins(c, n);
		for (unsigned k = 0; k < n->n_twins; k++)
			plan_forward(c, &n->twins[k], n);
	}
	for (unsigned i = 0; i < d->n_domains && !c->failed; i++)
		plan_domain(c, &d->domains[i]);
	for (unsigned i = 0; i < d->n_senders && !c->failed; i++)
		sender_plan(c, &d->senders[i]);
}

bool deep_is_open(const struct check *c)
{
	if (!c->deep->planned)
		return true;
	for (const struct ask *ask = c->first; ask; ask = ask->next)
		if (ask->wanted && !ask->told)
			return true;
	return false;
}
