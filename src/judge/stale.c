/* SPDX-License-Identifier: MIT */
#include <fcrdns/stale.h>

#include <fcrdns/finding.h>
#include <fcrdns/holding.h>
#include <fcrdns/record.h>

#include "default_name.h"
#include "judge.h"

#include <string.h>

enum {
	TTL_ASSUMED_S = 3600
};

static enum finding_code code_of(enum stale_class c)
{
	return (enum finding_code)((int)FINDING_HELD_OK + (int)c - (int)STALE_HELD_OK);
}

const char *stale_class_text(enum stale_class c)
{
	return c == STALE_NONE ? NULL : finding_code_text(code_of(c));
}

bool stale_class_parse(enum stale_class *ret, const char *text, size_t len)
{
	for (int c = STALE_HELD_OK; c < N_STALE; c++) {
		const char *of = stale_class_text((enum stale_class)c);

		if (strlen(of) == len && memcmp(of, text, len) == 0) {
			*ret = (enum stale_class)c;
			return true;
		}
	}
	return false;
}

/* What is judged. */
struct view {
	const struct record *r;
	const struct check *c;
	const struct holding *h;
	const struct policy *p;
	const struct answer *ptr; /* NULL: no usable one */
};

/* ---- names ---- */

static bool is_default(const struct view *v, const struct name *name)
{
	return name_is_default(name, &v->r->target->address);
}

bool stale_name_is_own(const struct policy *p, const struct name *name)
{
	for (unsigned i = 0; i < p->n_own_domains; i++)
		if (name_is_under(name, &p->own_domains[i]))
			return true;
	for (unsigned i = 0; i < p->n_own_names; i++)
		if (name_equal(name, &p->own_names[i]))
			return true;
	return false;
}

/* Under a domain of ours, or set by us; but what the provider gives is its own. */
static bool is_ours(const struct view *v, const struct name *name)
{
	if (stale_name_is_own(v->p, name))
		return true;
	return (name_equal(name, &v->h->known_ptr) || name_equal(name, &v->h->ptr)) &&
	       !is_default(v, name);
}

static const struct record_name *named(const struct view *v, const struct name *name)
{
	for (unsigned i = 0; i < v->r->n_names; i++)
		if (name_equal(&v->r->names[i].candidate->name, name))
			return &v->r->names[i];
	return NULL;
}

static const struct record_name *name_of_ours(const struct view *v)
{
	for (unsigned i = 0; i < v->r->n_names; i++)
		if (is_ours(v, &v->r->names[i].candidate->name))
			return &v->r->names[i];
	return NULL;
}

/* Neither ours nor the provider's. */
static const struct name *name_of_a_stranger(const struct view *v)
{
	for (unsigned i = 0; i < v->r->n_names; i++) {
		const struct name *name = &v->r->names[i].candidate->name;

		if (!is_ours(v, name) && !is_default(v, name))
			return name;
	}
	return NULL;
}

/* A name of ours whose addresses still have this one. */
static const struct name *name_that_leads_here(const struct view *v)
{
	for (unsigned i = 0; i < v->c->n_known; i++) {
		const struct ask *ask = v->c->known[i];

		if (ask_lists(ask, &v->r->target->address) && is_ours(v, &ask->question.name))
			return &ask->question.name;
	}
	for (unsigned i = 0; i < v->r->n_names; i++) {
		const struct record_name *n = &v->r->names[i];

		if (n->confirmed == YES && is_ours(v, &n->candidate->name))
			return &n->candidate->name;
	}
	return NULL;
}

/* Whether a name of ours leads here could not be seen. */
static const struct name *name_without_answer(const struct view *v)
{
	for (unsigned i = 0; i < v->c->n_known; i++)
		if (ask_is_temporary(v->c->known[i]))
			return &v->c->known[i]->question.name;
	for (unsigned i = 0; i < v->r->n_names; i++) {
		const struct candidate *one = v->r->names[i].candidate;

		if (one->evaluated && ask_is_temporary(one->own) && is_ours(v, &one->name))
			return &one->name;
	}
	return NULL;
}

/* ---- time ---- */

/* How long caches may keep a PTR of ours. */
static uint32_t ttl_of(const struct view *v, bool *ret_is_assumed)
{
	const struct holding *h = v->h;

	*ret_is_assumed = false;
	if (h->known_ttl_s)
		return h->known_ttl_s;
	if (h->has_ttl && h->ttl_s)
		return h->ttl_s;
	if (h->at_source == SOURCE_HAS && h->source_ttl_s)
		return h->source_ttl_s;
	if (v->ptr && v->ptr->status == ANSWER_OK && v->ptr->ttl_s)
		return v->ptr->ttl_s;
	*ret_is_assumed = true;
	return TTL_ASSUMED_S;
}

/* ---- given back ---- */

static struct stale unknown(enum stale_reason reason, const struct name *name)
{
	return (struct stale){ .class = STALE_UNKNOWN, .reason = reason, .name = name };
}

/* `name` is ours, and a resolver or the source has it. */
static struct stale judge_left(const struct view *v, const struct name *name)
{
	const struct holding *h = v->h;
	struct stale s = { .class = STALE_RELEASED_EXPIRING, .name = name };
	bool is_proven;

	if (h->at_source == SOURCE_LACKS) {
		s.reason = STALE_CACHED;
		s.expected_gone_s = v->p->now_s + v->ptr->ttl_s;
		return s;
	}
	s.expected_gone_s = h->released_s + ttl_of(v, &s.ttl_is_assumed);
	if (v->p->now_s < s.expected_gone_s)
		return s;
	is_proven = h->at_source == SOURCE_HAS || (v->ptr && v->ptr->authoritative);
	return (struct stale){ .class = STALE_RELEASED_STALE,
			       .reason = is_proven ? STALE_PLAIN : STALE_UNPROVEN,
			       .name = name };
}

/* No name of ours is left. */
static struct stale judge_gone(const struct view *v, const struct name *name)
{
	if (!name)
		return (struct stale){ .class = STALE_RELEASED_CLEAN };
	if (is_default(v, name))
		return (struct stale){ .class = STALE_RELEASED_CLEAN,
				       .reason = STALE_DEFAULT_BACK,
				       .name = name };
	return (struct stale){ .class = STALE_REASSIGNED, .name = name };
}

static struct stale judge_released(const struct view *v)
{
	const struct name *name = name_that_leads_here(v), *silent = name_without_answer(v);
	const struct record_name *ours;
	struct stale s;

	if (name)
		return (struct stale){ .class = STALE_RELEASED_DANGLING, .name = name };
	if (v->h->at_source == SOURCE_HAS) {
		name = &v->h->source_ptr;
	} else if (!v->ptr) {
		return unknown(STALE_NO_ANSWER, NULL);
	} else {
		ours = name_of_ours(v);
		name = ours ? &ours->candidate->name : name_of_a_stranger(v);
		if (!name && v->r->n_names)
			name = &v->r->names[0].candidate->name;
	}
	s = name && is_ours(v, name) ? judge_left(v, name) : judge_gone(v, name);
	/* The resolver has asked one server, and another one has a name. */
	if (v->h->at_source == SOURCE_DIFFERS &&
	    (s.class == STALE_RELEASED_CLEAN || s.class == STALE_REASSIGNED))
		return unknown(STALE_NO_ANSWER, NULL);
	/* Nothing quiet is said while the loudest is possible. */
	if (silent && s.class != STALE_RELEASED_STALE)
		return unknown(STALE_NO_FORWARD, silent);
	return s;
}

/* ---- held ---- */

/* A name of ours is in the DNS. */
static struct stale judge_ours(const struct view *v, const struct record_name *n)
{
	const struct name *name = &n->candidate->name;

	if (n->confirmed == UNDECIDED)
		return unknown(STALE_NO_FORWARD, name);
	if (n->confirmed == YES)
		return (struct stale){ .class = STALE_HELD_OK,
				       .reason = v->h->ptr_state == PTR_NONE ? STALE_UNSHOWN
									     : STALE_PLAIN,
				       .name = name };
	if (v->h->reappeared)
		return (struct stale){ .class = STALE_HELD_INHERITED,
				       .reason = STALE_OWN_TENANCY,
				       .name = name };
	return (struct stale){ .class = STALE_HELD_DRIFT,
			       .reason = STALE_NO_WAY_BACK,
			       .name = name };
}

/* The API tells a name that the DNS has not. */
static struct stale judge_difference(const struct view *v)
{
	const struct holding *h = v->h;
	struct stale s = { .class = STALE_HELD_PENDING };
	const struct name *other = v->r->n_names ? &v->r->names[0].candidate->name : NULL;

	s.expected_gone_s = h->ptr_seen_s + ttl_of(v, &s.ttl_is_assumed);
	if (h->ptr_state != PTR_ERROR && v->p->now_s < s.expected_gone_s)
		return s;
	return (struct stale){ .class = STALE_HELD_DRIFT,
			       .reason = h->ptr_state == PTR_ERROR ? STALE_BY_API
					 : other		   ? STALE_OTHER_PTR
								   : STALE_NO_PTR,
			       .name = other };
}

/* The API tells none. */
static struct stale judge_untold(const struct view *v)
{
	const struct record_name *ours = name_of_ours(v);
	const struct name *name = name_of_a_stranger(v);

	if (!v->r->n_names)
		return (struct stale){ .class = STALE_HELD_MISSING };
	if (ours)
		return judge_ours(v, ours);
	if (name)
		return (struct stale){ .class = STALE_HELD_INHERITED, .name = name };
	return (struct stale){ .class = STALE_HELD_DEFAULT,
			       .name = &v->r->names[0].candidate->name };
}

static struct stale judge_held(const struct view *v)
{
	const struct holding *h = v->h;
	const struct record_name *n = named(v, &h->ptr);

	if (!v->ptr)
		return unknown(STALE_NO_ANSWER, NULL);
	if (h->ptr_state == PTR_PENDING)
		return (struct stale){ .class = STALE_HELD_PENDING, .reason = STALE_BY_API };
	if (!h->ptr.len)
		return judge_untold(v);
	if (!n)
		return judge_difference(v);
	if (is_default(v, &h->ptr))
		return (struct stale){ .class = STALE_HELD_DEFAULT, .name = &h->ptr };
	return judge_ours(v, n);
}

/* ---- all ---- */

/* An answer that is served although it has expired tells what was. */
static const struct answer *usable(const struct ask *ask)
{
	return ask_is_temporary(ask) || answer_is_expired(&ask->answer) ? NULL : &ask->answer;
}

struct stale stale_of(const struct record *r)
{
	const struct check *c = r->check;
	const struct holding *h = r->target->holding;
	struct view v = { .r = r, .c = c, .h = h };
	struct stale s;

	if (!h || !c)
		return (struct stale){ .class = STALE_NONE };
	v.p = c->policy;
	v.ptr = usable(c->ptr);
	/* What this very inventory has seen is held, whatever else it lacks. */
	if (h->is_unknown && h->last_seen_s < v.p->now_s)
		return unknown(STALE_NO_INVENTORY, NULL);
	if (c->failed)
		return unknown(STALE_NO_ANSWER, NULL);
	s = h->released_s ? judge_released(&v) : judge_held(&v);
	s.is_missing = h->absent_since_s && !h->released_s;
	return s;
}

void stale_temper(const struct stale *s, struct finding *other)
{
	switch (s->class) {
	case STALE_RELEASED_EXPIRING:
	case STALE_RELEASED_STALE:
	case STALE_RELEASED_DANGLING:
	case STALE_RELEASED_CLEAN:
	case STALE_REASSIGNED:
		other->severity = SEVERITY_OK;
		other->fix = "";
		return;
	case STALE_HELD_PENDING:
	case STALE_UNKNOWN:
		if (other->severity == SEVERITY_FAIL)
			other->severity = SEVERITY_WARN;
		return;
	case STALE_NONE:
	case STALE_HELD_OK:
	case STALE_HELD_DRIFT:
	case STALE_HELD_INHERITED:
	case STALE_HELD_DEFAULT:
	case STALE_HELD_MISSING:
	case N_STALE:
	default:
		return;
	}
}

void findings_of_stale(struct findings *l, const struct record *r)
{
	const struct stale *s = &r->stale;

	if (s->class != STALE_NONE)
		findings_note(l, code_of(s->class), s->name);
}
