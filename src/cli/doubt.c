/* SPDX-License-Identifier: MIT */
#include "doubt.h"

#include <fcrdns/ledger.h>
#include <fcrdns/why.h>

#include <stdio.h>

static const char *addresses(uint64_t n)
{
	return n == 1 ? "address" : "addresses";
}

bool doubt_account(struct ledger *l, const struct ledger_account *account,
		   const struct doubt_told *told, bool all_given_back, struct why *ret_fault,
		   struct why *why)
{
	uint64_t n = 0;

	if (!told->account_variable || all_given_back)
		return true;
	if (!ledger_stranger(l, account, told->holdings, told->n, &n, why))
		return false;
	if (n)
		(void)why_set(ret_fault, WHY_TEMPORARY,
			      "%s has none of the %llu %s that the ledger holds of this account: "
			      "another project's, it seems, so nothing is noted of it; tell "
			      "projects apart by %s, or, if all were given back, say stale "
			      "--all-given-back",
			      account->provider, (unsigned long long)n, addresses(n),
			      told->account_variable);
	return true;
}

bool doubt_regions(struct ledger *l, const struct ledger_account *account,
		   const struct doubt_told *told, struct why *ret_fault, struct why *why)
{
	struct ledger_unasked unasked;
	char more[40] = "";

	if (!ledger_unasked(l, account, &unasked, why))
		return false;
	if (unasked.n_regions > 1)
		(void)snprintf(more, sizeof(more), " (and %llu more)",
			       (unsigned long long)unasked.n_regions - 1);
	if (unasked.n_regions)
		(void)why_set(ret_fault, WHY_TEMPORARY,
			      "%s%s has no region '%s'%s%s, where the ledger has %llu %s of "
			      "the account: nobody was asked about them, so they do not count as "
			      "given back",
			      told->is_file ? "the inventory of " : "", account->provider,
			      unasked.first, more, told->is_file ? "" : " any more",
			      (unsigned long long)unasked.n_addresses,
			      addresses(unasked.n_addresses));
	return true;
}
