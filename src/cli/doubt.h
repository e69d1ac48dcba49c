/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_DOUBT_H
#define FCRDNS_CLI_DOUBT_H

/*
 * doubt: what speaks against believing what a cloud told, seen from what the ledger knows of the
 * same account. *ret_fault is one sentence, or stays where there is nothing. False: the ledger
 * cannot be read.
 */

#include <stdbool.h>
#include <stddef.h>

struct holding;
struct ledger;
struct ledger_account;
struct why;

/* What was told of an account. */
struct doubt_told {
	const struct holding *holdings;
	size_t n;
	const char *account_variable; /* see cloud.h; NULL: its name is no user's word */
	bool is_file;
};

/* The name of the account is the user's word, and what is there speaks against it. Either the
 * ledger has it as held by an account of another name: as two, one would hold for ever what the
 * other one gave back. Or, unless they may be `all_given_back`, nothing of what was held is there:
 * the credentials are of another account that goes by the same name, or without one. */
bool doubt_account(struct ledger *l, const struct ledger_account *account,
		   const struct doubt_told *told, bool all_given_back, struct why *ret_fault,
		   struct why *why);

/* A region that was not asked may be gone, or hidden: what was held there is not given back for
 * want of anybody to ask. The ledger knows it from now on. */
bool doubt_regions(struct ledger *l, const struct ledger_account *account,
		   const struct doubt_told *told, struct why *ret_fault, struct why *why);

#endif
