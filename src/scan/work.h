/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_WORK_H
#define FCRDNS_SCAN_WORK_H

/* work: one target and its machine, whichever of the two that is. */

#include <fcrdns/drive.h>

struct answer;
struct ask;

/* As if it were new; its memory stays, and its arena is empty already. */
void work_reset(struct work *w);

/* What it wants to know next, or NULL. */
struct ask *work_next(struct work *w);
void work_tell(struct work *w, struct ask *ask, const struct answer *answer);
bool work_is_done(const struct work *w);
void work_expire(struct work *w);
/* There is no memory to ask what it wants to know. */
void work_fail(struct work *w);

#endif
