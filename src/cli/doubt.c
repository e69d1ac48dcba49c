/* SPDX-License-Identifier: MIT */
#include "doubt.h"

#include <fcrdns/ledger.h>
#include <fcrdns/why.h>

#include <stdio.h>

static const char *addresses(uint64_t n)
{
	return n == 1 ? "address" : "addresses";
}

static bool doubt_name(struct ledger *l, const struct ledger_account *account,
		       const struct doubt_told *told, struct why *ret_fault, struct why *why)
{
	struct ledger_alias alias;

	if (!ledger_alias(l, account, told->holdings, told->n, &alias, why))
		return false;
	if (alias.n)
		(void)why_set(ret_fault, WHY_TEMPORARY,
			      "the ledger has %llu %s of this account of %s by the name '%.100s', "
			      "not %s%.100s%s: nothing is noted of it; set %s=%.100s as before, or "
			      "have what moved forgotten by ledger forget",
			      (unsigned long long)alias.n, addresses(alias.n), account->provider,
			      alias.account, *account->account ? "'" : "without one",
			      account->account, *account->account ? "'" : "",
			      told->account_variable, alias.account);
	return true;
}

bool doubt_account(struct ledger *l, const struct ledger_account *account,
		   const struct doubt_told *told, bool all_given_back, struct why *ret_fault,
		   struct why *why)
{
	uint64_t n = 0;

	if (!told->account_variable)
		return true;
	if (!doubt_name(l, account, told, ret_fault, why))
		return false;
	if (ret_fault->code || all_given_back)
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
