/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_HOLDINGS_FILES_H
#define FCRDNS_CLI_HOLDINGS_FILES_H

/*
 * holdings_files: the inventories from files, into the ledger. All of them are one: what is in one
 * of them is not given back for want of it in another, and what they cover is what any of them
 * does.
 */

#include "holdings.h"

#include <stdbool.h>

struct doubt_told;
struct why;

bool holdings_take_files(struct holdings *h, bool *ret_has_gap, struct why *why);

/* One account, from a file or a cloud: nothing is noted where that is in doubt. */
bool holdings_take_account(struct holdings *h, struct ledger_account *account,
			   const struct doubt_told *told, bool *ret_has_gap, struct why *why);

#endif
