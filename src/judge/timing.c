/* SPDX-License-Identifier: MIT */
#include "judge.h"

enum {
	TTL_LEAST_S = 300,
	TTL_MOST_S = 86400,
	SLOW_US = 2000 * 1000
};

/* A cache counts down, so that only the source of a record can tell that its TTL is low, and what
 * is left of a high one is high as well. */
static void note_ttl(struct findings *l, const struct ask *ask, const char *type)
{
	const struct answer *a = &ask->answer;
	uint32_t ttl_s = a->ttl_s + a->age_s;
	bool is_low = ttl_s < TTL_LEAST_S && a->authoritative;

	if (a->status != ANSWER_OK || (!is_low && ttl_s <= TTL_MOST_S))
		return;
	findings_add(l, &(struct finding){ .code = is_low ? FINDING_TTL_LOW : FINDING_TTL_HIGH,
					   .name = ask->question.name,
					   .number = ttl_s,
					   .detail = type });
}

/* In a list it is rather the resolver that is busy, so that it is told there on request only. Time
 * that it was not even sent is nobody's at the other end. */
static void note_slowness(struct findings *l, const struct check *c)
{
	const struct answer *a = &c->ptr->answer;
	uint32_t took_us = a->took_us > a->held_us ? a->took_us - a->held_us : 0;

	if (!(c->policy->eager || c->policy->deep) || answer_is_temporary(a) || took_us <= SLOW_US)
		return;
	findings_add(l, &(struct finding){ .code = FINDING_RDNS_SLOW,
					   .severity = finding_words_of(FINDING_RDNS_SLOW)->base,
					   .name = c->reverse,
					   .number = took_us / 1000 });
}

void findings_of_timing(struct findings *l, const struct record *r)
{
	const struct check *c = r->check;

	if (c->policy->no_timing)
		return;
	note_slowness(l, c);
	note_ttl(l, c->ptr, "PTR");
	for (unsigned i = 0; i < r->n_names; i++)
		if (r->names[i].confirmed == YES)
			note_ttl(l, r->names[i].candidate->own,
				 c->target->address.len == 4 ? "A" : "AAAA");
}
