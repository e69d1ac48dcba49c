/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <string.h>

enum {
	EDE_STALE = 3, /* RFC 8914 section 4.4 */
	EDE_STALE_NXDOMAIN = 19
};

void findings_limit(struct findings *l, const struct name *about, unsigned kept, const char *what)
{
	findings_add(l, &(struct finding){ .code = FINDING_LIMIT_REACHED,
					   .name = *about,
					   .number = kept,
					   .detail = what });
}

/* note_limits and answer_is_expired have something to say. */
static bool is_notable(const struct ask *ask)
{
	const struct answer *a = &ask->answer;

	return a->n_edes || ask->question.type == TYPE_TXT ||
	       a->n_records + a->n_same < a->n_total || a->n_records > LIMIT_ADDRESSES_SHOWN ||
	       a->n_records > LIMIT_NAMES_SHOWN;
}

static void note_limits(struct findings *l, const struct ask *ask)
{
	const struct answer *a = &ask->answer;
	const struct name *name = &ask->question.name;

	switch (ask->question.type) {
	case TYPE_PTR:
		if (a->n_records + a->n_same < a->n_total)
			findings_limit(l, name, a->n_records, "distinct PTR names were kept");
		else if (a->n_records > LIMIT_NAMES_SHOWN)
			findings_limit(l, name, LIMIT_NAMES_SHOWN, "PTR names are shown");
		break;
	case TYPE_TXT:
		if (a->n_records < a->n_total)
			findings_limit(l, name, a->n_records, "TXT records were read");
		for (unsigned i = 0; i < a->n_records; i++)
			if (a->txts[i].cut)
				findings_limit(l, name, LIMIT_TXT_OCTETS,
					       "octets of a TXT record were read");
		break;
	case TYPE_A:
	case TYPE_AAAA:
		if (a->n_records > LIMIT_ADDRESSES_SHOWN)
			findings_limit(l, name, LIMIT_ADDRESSES_SHOWN, "addresses are shown");
		break;
	default:
		break;
	}
}

bool answer_is_expired(const struct answer *a)
{
	for (unsigned i = 0; i < a->n_edes; i++)
		if (a->edes[i].code == EDE_STALE || a->edes[i].code == EDE_STALE_NXDOMAIN)
			return true;
	return false;
}

static bool is_before(const struct question *x, const struct question *y)
{
	uint8_t shorter = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = memcmp(x->name.wire, y->name.wire, shorter);

	if (order)
		return order < 0;
	return x->name.len != y->name.len ? x->name.len < y->name.len : x->type < y->type;
}

/* By question, not in the order asked: that depends on which answer came first. */
static void note_answers(struct findings *l, const struct check *c)
{
	const struct ask **asks = NULL;
	unsigned n = 0;

	for (const struct ask *ask = c->first; ask; ask = ask->next) {
		unsigned at = n;

		if (!is_notable(ask) || !check_counts(c, ask))
			continue;
		if (!asks)
			asks = arena_get(l->arena, c->n_asks * sizeof(const struct ask *));
		if (!asks)
			return;
		for (; at && is_before(&ask->question, &asks[at - 1]->question); at--)
			asks[at] = asks[at - 1];
		asks[at] = ask;
		n++;
	}
	for (unsigned i = 0; i < n; i++) {
		note_limits(l, asks[i]);
		if (answer_is_expired(&asks[i]->answer))
			findings_note(l, FINDING_ANSWER_STALE, &asks[i]->question.name);
	}
}

void findings_of_surroundings(struct findings *l, const struct record *r)
{
	const struct target *t = r->target;
	const char *special = ip_special(&t->address);

	note_answers(l, r->check);
	if (r->check->policy->resolver_is_local && !r->check->skipped)
		findings_note(l, FINDING_RESOLVER_LOCAL, NULL);
	if (special)
		findings_add(
			l, &(struct finding){ .code = FINDING_SPECIAL_PURPOSE, .detail = special });
	if (t->mapped)
		findings_note(l, FINDING_V4_MAPPED_INPUT, NULL);
}
