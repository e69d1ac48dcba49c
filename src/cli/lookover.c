/* SPDX-License-Identifier: MIT */
#include "lookover.h"

#include "ending.h"
#include "status.h"

#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/resolver.h>
#include <fcrdns/why.h>

enum {
	TURN_MS = 100
};

struct open {
	struct waiter waiter;
	struct ask *ask;
	struct open *next;
};

/* All that can be asked now. */
static bool ask_all(struct check *c, struct resolver *r, struct open **all)
{
	struct ask *ask;

	while (!check_is_done(c) && (ask = check_next(c))) {
		struct open *o = arena_zero(c->arena, sizeof(*o));

		if (!o)
			return false;
		*o = (struct open){ .ask = ask, .next = *all };
		o->waiter.owner = o;
		*all = o;
		if (!resolver_ask(r, &ask->sent, &o->waiter))
			return false;
	}
	return true;
}

bool lookover_run(struct check *c, struct resolver *r, unsigned deadline_ms, struct why *why)
{
	uint64_t end = status_clock_ms() + deadline_ms;
	const struct answer *answer;
	struct open *all = NULL;
	struct waiter *w;
	bool ok = true;

	while (ok && (ok = ask_all(c, r, &all)) && !check_is_done(c)) {
		if (stop_signal || status_clock_ms() >= end) {
			check_expire(c);
			break;
		}
		resolver_run(r, TURN_MS);
		while ((w = resolver_take(r, &answer)))
			check_tell(c, ((struct open *)w->owner)->ask, answer);
	}
	for (; all; all = all->next)
		resolver_drop(r, &all->waiter);
	return ok || why_set(why, WHY_INTERNAL, "out of memory");
}
