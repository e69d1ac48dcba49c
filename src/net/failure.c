/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <string.h>

/* failure: why a look-up has no answer, as far as its tries tell. */

/* Written only where something fails, since most look-ups need none. */
struct answer *failure_of(struct lookup *l)
{
	if (!l->has_failure)
		l->failure = (struct answer){ .status = ANSWER_TIMEOUT };
	l->has_failure = true;
	return &l->failure;
}

void failure_keep(struct lookup *l, const struct answer *a)
{
	*failure_of(l) = *a;
	l->failure.edes = NULL;
	l->failure.n_edes = 0;
	if (a->n_edes && !l->edes)
		l->edes = mem_zero(1, sizeof(*l->edes));
	if (!a->n_edes || !l->edes)
		return;
	for (unsigned i = 0; i < a->n_edes; i++) {
		memcpy(l->edes->text[i], a->edes[i].text, a->edes[i].len);
		l->edes->ede[i] = a->edes[i];
		l->edes->ede[i].text = l->edes->text[i];
	}
	l->failure.edes = l->edes->ede;
	l->failure.n_edes = a->n_edes;
}

struct answer failure_told(const struct resolver *r, struct lookup *l)
{
	struct answer a = *failure_of(l);

	for (unsigned i = 0; i < try_slots(r, l); i++) {
		const struct try *t = &l->tries[i];

		if (t->damaged && !l->heard && !a.tcp)
			a = (struct answer){ .status = ANSWER_MALFORMED,
					     .server = t->server,
					     .tcp = t->tcp };
	}
	/* What a server said over TCP tells more than that its answer was too long for UDP. */
	if (l->truncated && !a.tcp)
		a = (struct answer){ .status = ANSWER_TRUNCATED, .server = a.server };
	a.truncated = l->truncated;
	return a;
}
