/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_DOUBT_H
#define FCRDNS_CLI_DOUBT_H

/*
 * doubt: what speaks against believing what a cloud told, seen from what the ledger knows of the
 * same account. *ret_fault is one sentence, or stays where there is nothing. False: the ledger
 * cannot be read.
 */

#include <stdbool.h>

struct cloud_result;
struct ledger;
struct ledger_account;
struct why;

/* Nothing of what was held is there: rather than that all of it was given back, the credentials are
 * of another account that goes by the same name, or without one. */
bool doubt_account(struct ledger *l, const struct ledger_account *account,
		   const struct cloud_result *told, struct why *ret_fault, struct why *why);

/* A region that the catalog has no more may be gone, or hidden: what was held there is not given
 * back for want of anybody to ask. The ledger knows it from now on. */
bool doubt_regions(struct ledger *l, const struct ledger_account *account, struct why *ret_fault,
		   struct why *why);

#endif
