/* SPDX-License-Identifier: MIT */
#include "holdings_files.h"

#include "doubt.h"

#include <fcrdns/arena.h>
#include <fcrdns/cloud.h>
#include <fcrdns/inventory.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>

/* All files together, and in the order of their accounts. */
struct joined {
	struct holding *holdings;
	size_t n;
	struct inventory_cover *covers;
	size_t n_covers;
	const char **regions; /* of one account at a time; room for those of all covers */
};

static int compare_accounts(const char *a_provider, const char *a_account, const char *b_provider,
			    const char *b_account)
{
	int order = strcmp(a_provider, b_provider);

	return order ? order : strcmp(a_account, b_account);
}

static int compare(const void *a, const void *b)
{
	const struct holding *x = a, *y = b;
	int order = compare_accounts(x->provider, x->account, y->provider, y->account);

	order = order ? order : strcmp(x->region, y->region);
	order = order ? order : ip_compare(&x->address, &y->address);
	return order ? order : strcmp(x->id, y->id);
}

static int compare_covers(const void *a, const void *b)
{
	const struct inventory_cover *x = a, *y = b;

	return compare_accounts(x->provider, x->account, y->provider, y->account);
}

static void drop(struct joined *j)
{
	mem_free(j->holdings);
	mem_free(j->covers);
	mem_free(j->regions);
}

static bool join(struct joined *j, const struct holdings *h, struct why *why)
{
	size_t n = 0, n_covers = 0, n_regions = 0, kept = 0;

	for (size_t i = 0; i < h->n_files; i++) {
		n += h->files[i].n;
		n_covers += h->files[i].n_covers;
		for (size_t at = 0; at < h->files[i].n_covers; at++)
			n_regions += h->files[i].covers[at].n_regions;
	}
	*j = (struct joined){ .holdings = mem_zero(n + 1, sizeof(*j->holdings)),
			      .covers = mem_zero(n_covers + 1, sizeof(*j->covers)),
			      .regions = mem_zero(n_regions + 1, sizeof(*j->regions)) };
	if (!j->holdings || !j->covers || !j->regions)
		return why_set(why, WHY_INTERNAL, "out of memory");
	for (size_t i = 0; i < h->n_files; i++) {
		const struct inventory *f = &h->files[i];

		if (f->n)
			memcpy(j->holdings + j->n, f->holdings, f->n * sizeof(*f->holdings));
		if (f->n_covers)
			memcpy(j->covers + j->n_covers, f->covers,
			       f->n_covers * sizeof(*f->covers));
		j->n += f->n;
		j->n_covers += f->n_covers;
	}
	qsort(j->holdings, j->n, sizeof(*j->holdings), compare);
	qsort(j->covers, j->n_covers, sizeof(*j->covers), compare_covers);
	for (size_t i = 0; i < j->n; i++)
		if (!i || compare(&j->holdings[kept - 1], &j->holdings[i]))
			j->holdings[kept++] = j->holdings[i];
	j->n = kept;
	return true;
}

/* Two that both claim to be whole: each would release what only the other one has. */
static bool is_told_once(const struct holdings *h, const struct ledger_account *of, struct why *why)
{
	for (size_t i = 0; i < h->n_jobs; i++)
		if (!strcmp(h->jobs[i].id, of->provider) &&
		    !strcmp(h->jobs[i].result.account, of->account))
			return why_set(why, WHY_USAGE,
				       "--provider and an inventory tell of the same account "
				       "of %s: what only one of them has would seem to be given "
				       "back, so leave one out",
				       of->provider);
	return true;
}

/* What any of the covers of one account is of. */
static void cover(const struct joined *j, size_t at, size_t end, struct ledger_account *ret)
{
	bool is_whole = false;

	ret->asked = j->regions;
	ret->is_part = true;
	for (; at < end; at++) {
		const struct inventory_cover *c = &j->covers[at];

		is_whole |= !c->n_regions;
		ret->is_part &= !c->all_regions;
		for (size_t i = 0; i < c->n_regions; i++)
			j->regions[ret->n_asked++] = c->regions[i];
	}
	if (is_whole)
		ret->n_asked = 0;
}

static bool take(struct holdings *h, struct ledger_account *account, const struct holding *of,
		 size_t n, bool *ret_has_gap, struct why *why)
{
	const struct cloud_provider *p = cloud_provider_of(account->provider);
	const struct doubt_told told = {
		.holdings = of,
		.n = n,
		.account_variable = p ? cloud_account_variable(p) : NULL,
		.is_file = true,
	};

	account->is_users_word = told.account_variable != NULL;
	return is_told_once(h, account, why) &&
	       holdings_take_account(h, account, &told, ret_has_gap, why);
}

bool holdings_take_files(struct holdings *h, bool *ret_has_gap, struct why *why)
{
	struct joined j;
	bool ok = join(&j, h, why);
	size_t from = 0, to = 0; /* the holdings of an account */

	for (size_t at = 0, end; ok && at < j.n_covers; at = end, from = to) {
		struct ledger_account account = {
			.provider = j.covers[at].provider,
			.account = j.covers[at].account,
			.is_complete = true,
			.now_s = h->now_s,
			.grace_s = h->conf.grace_s,
		};

		for (end = at + 1; end < j.n_covers; end++)
			if (compare_covers(&j.covers[at], &j.covers[end]))
				break;
		for (; to < j.n; to++)
			if (compare_accounts(account.provider, account.account,
					     j.holdings[to].provider, j.holdings[to].account))
				break;
		cover(&j, at, end, &account);
		ok = take(h, &account, &j.holdings[from], to - from, ret_has_gap, why);
	}
	drop(&j);
	return ok;
}
