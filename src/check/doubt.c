/* SPDX-License-Identifier: MIT */
#include <fcrdns/deep.h>

#include "plan.h"

/* doubt: whether DNSSEC is why a resolver fails at a look-up. */

/* RFC 8914 section 4: from BOGUS to NSEC_MISSING that DNSSEC is why. */
enum {
	EDE_BOGUS = 6,
	EDE_NSEC_MISSING = 12,
	EDE_CACHED_ERROR = 13,
	EDE_NOT_READY = 14,
	EDE_NO_REACHABLE_AUTHORITY = 22,
	EDE_NETWORK_ERROR = 23
};

/* One that says something, be it that nothing is there. */
static bool has_answer(const struct ask *ask)
{
	return ask && ask->told && !answer_is_temporary(&ask->answer);
}

static bool has_ede(const struct answer *a, unsigned from, unsigned to)
{
	for (unsigned i = 0; i < a->n_edes; i++)
		if (a->edes[i].code >= from && a->edes[i].code <= to)
			return true;
	return false;
}

/* A server that cannot be reached lacks its keys as well, and some resolvers tell both. */
static bool says_bogus(const struct answer *a)
{
	return has_ede(a, EDE_BOGUS, EDE_NSEC_MISSING) &&
	       !has_ede(a, EDE_NOT_READY, EDE_NOT_READY) &&
	       !has_ede(a, EDE_NO_REACHABLE_AUTHORITY, EDE_NETWORK_ERROR);
}

/* The resolver has said that it fails for something else (RFC 8914), and not only that it has
 * failed before. */
static bool says_other(const struct answer *a)
{
	return has_ede(a, EDE_NOT_READY, UINT16_MAX) && !has_ede(a, EDE_BOGUS, EDE_NSEC_MISSING);
}

/* A server that is dead has no answer without a check either. */
static void doubt(struct check *c, const struct ask *ask)
{
	struct deep *d = c->deep;
	struct question q;

	if (!ask || !ask->told || ask->answer.status != ANSWER_SERVFAIL ||
	    says_bogus(&ask->answer) || says_other(&ask->answer) ||
	    d->n_doubts == sizeof(d->doubts) / sizeof(d->doubts[0]))
		return;
	q = ask->question;
	q.unchecked = true;
	d->doubts[d->n_doubts].of = ask;
	d->doubts[d->n_doubts++].unchecked = deep_put(c, &q);
}

void doubts_begin(struct check *c)
{
	doubt(c, c->ptr);
	for (unsigned i = 0; i < c->n_candidates; i++)
		doubt(c, c->candidates[i].own);
}

/* Some resolvers remember for some seconds that they failed, so that the same question fails for
 * them still: the others are about the same name, and nobody has asked them. */
static void ask_again(struct check *c, struct deep_doubt *d)
{
	struct question q = d->of->question;

	q.again = true;
	d->again = deep_put(c, &q);
	d->fresh = deep_ask(c, &q.name, TYPE_SOA);
}

static bool fails(const struct ask *ask)
{
	return ask && ask->told && ask->answer.status == ANSWER_SERVFAIL &&
	       !says_other(&ask->answer);
}

/* In a sound zone, one record may be bogus: what is there beside it is proved, and only a question
 * for all of a name has it in its answer. A resolver may refuse to answer that (RFC 8482). */
static void ask_for_all(struct check *c, struct deep_doubt *d)
{
	const struct answer *a = &d->unchecked->answer;

	d->all = deep_ask(c, a->n_chain ? &a->chain[a->n_chain - 1] : &d->of->question.name,
			  TYPE_ANY);
}

/* Behind the other, so that a server that was dead for a moment is not taken for it. */
static void ask_for_all_unchecked(struct check *c, struct deep_doubt *d)
{
	struct question q = d->all->question;

	q.unchecked = true;
	d->all_unchecked = deep_put(c, &q);
}

void doubts_plan(struct check *c)
{
	struct deep *deep = c->deep;

	for (unsigned i = 0; i < deep->n_doubts && !c->failed; i++) {
		struct deep_doubt *d = &deep->doubts[i];

		if (!d->again && has_answer(d->unchecked))
			ask_again(c, d);
		if (!c->failed && !d->all && fails(d->again) && has_answer(d->fresh))
			ask_for_all(c, d);
		if (!c->failed && !d->all_unchecked && fails(d->all))
			ask_for_all_unchecked(c, d);
	}
}

static bool is_bogus(const struct deep_doubt *d)
{
	return has_answer(d->unchecked) && fails(d->again) &&
	       (says_bogus(&d->again->answer) || fails(d->fresh) ||
		(fails(d->all) && has_answer(d->all_unchecked)));
}

enum validity answer_validity(const struct check *c, const struct ask *ask)
{
	const struct answer *a = &ask->answer;

	if (!ask->told || a->status != ANSWER_SERVFAIL)
		return VALIDITY_UNKNOWN;
	if (says_bogus(a))
		return VALIDITY_BOGUS_SAID;
	for (unsigned i = 0; c->deep && i < c->deep->n_doubts; i++)
		if (c->deep->doubts[i].of == ask && is_bogus(&c->deep->doubts[i]))
			return VALIDITY_BOGUS_FOUND;
	return VALIDITY_UNKNOWN;
}
