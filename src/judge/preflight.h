/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JUDGE_PREFLIGHT_H
#define FCRDNS_JUDGE_PREFLIGHT_H

/* What the two parts of preflight share: how its items are made. */

#include <fcrdns/preflight.h>

struct text;

struct preflight_item *preflight_add(struct preflight *p, const char *code,
				     enum preflight_state state);
/* What was written, in the arena; the text is done then. "" where there is no memory. */
const char *preflight_kept(struct preflight *p, struct text *t);

/* What the answers of the DNS say: forward record, ownership, the PTR that is there now. */
void preflight_of_dns(struct preflight *p);

#endif
