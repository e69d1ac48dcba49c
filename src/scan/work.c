/* SPDX-License-Identifier: MIT */
#include "work.h"

void work_reset(struct work *w)
{
	w->owner = NULL;
	w->expands = false;
	w->open = NULL;
	w->queries = 0;
	w->extended = false;
	w->held_us = 0;
}

struct ask *work_next(struct work *w)
{
	return w->expands ? expand_next(&w->expand) : check_next(&w->check);
}

void work_tell(struct work *w, struct ask *ask, const struct answer *answer)
{
	w->queries += answer->n_tries;
	w->held_us += answer->held_us;
	if (w->expands)
		expand_tell(&w->expand, ask, answer);
	else
		check_tell(&w->check, ask, answer);
}

bool work_is_done(const struct work *w)
{
	return w->expands ? expand_is_done(&w->expand) : check_is_done(&w->check);
}

void work_expire(struct work *w)
{
	if (w->expands)
		expand_expire(&w->expand);
	else
		check_expire(&w->check);
}

void work_fail(struct work *w)
{
	/* Its arena is full, so that this can only end as out of memory. */
	if (w->expands)
		expand_expire(&w->expand);
	else
		w->check.failed = true;
}
