/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_PTR_RECORD_H
#define FCRDNS_CLI_PTR_RECORD_H

/*
 * ptr_record: what a ledger has to do with a change of a PTR. Without --ledger most of it is
 * nothing.
 */

#include <stdbool.h>

struct ptr_change;
struct why;

bool ptr_record_open(struct ptr_change *c, struct why *why);

/* The address is held: the ledger has a row of it from now on. */
bool ptr_record_take(struct ptr_change *c, struct why *why);

/* The address was given back: as what it was held. False with one sentence, also when a person has
 * to say the id first. */
bool ptr_record_find(struct ptr_change *c, struct why *why);

/* The change was made. */
bool ptr_record_note(struct ptr_change *c, struct why *why);

#endif
