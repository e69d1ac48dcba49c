/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/arena.h>

#include <stdio.h>
#include <string.h>

enum {
	DETAIL_MAX = 120
};

/* As the resolver says it. */
static const char *said(const struct answer *a, struct arena *arena)
{
	char text[DETAIL_MAX];

	for (unsigned i = 0; i < a->n_edes; i++) {
		const char *words = ede_text(a->edes[i].code);

		if (!words)
			continue;
		(void)snprintf(text, sizeof(text), "%s (Extended DNS Error %u)", words,
			       a->edes[i].code);
		return arena_string(arena, text, strlen(text));
	}
	return NULL;
}

static void note(struct findings *l, const struct check *c, const struct ask *ask)
{
	enum validity v;

	/* Nearly all have an answer. */
	if (!ask || ask->answer.status != ANSWER_SERVFAIL)
		return;
	v = answer_validity(c, ask);
	if (v != VALIDITY_UNKNOWN)
		findings_add(
			l, &(struct finding){
				   .code = FINDING_DNSSEC_BOGUS,
				   .severity = finding_words_of(FINDING_DNSSEC_BOGUS)->base,
				   .name = ask->question.name,
				   .detail = v == VALIDITY_BOGUS_SAID
						     ? said(&ask->answer, l->arena)
						     : "it has one when told not to check (CD)" });
}

void findings_of_dnssec(struct findings *l, const struct record *r)
{
	const struct check *c = r->check;

	note(l, c, c->ptr);
	for (unsigned i = 0; i < c->n_candidates; i++)
		note(l, c, c->candidates[i].own);
}
