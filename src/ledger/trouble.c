/* SPDX-License-Identifier: MIT */
#include "trouble.h"

#include "book.h"

#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

/* One whose name is too long, and one too many, stands for all. */
void trouble_add(struct ledger *l, const struct ledger_account *a, const char *region,
		 int64_t generation)
{
	struct trouble *t;

	if (l->n_troubles >= TROUBLES_MAX || strlen(a->provider) >= sizeof(t->provider) ||
	    strlen(a->account) >= sizeof(t->account) ||
	    (region && strlen(region) >= sizeof(t->region))) {
		l->n_troubles = TROUBLES_MAX + 1;
		return;
	}
	t = &l->trouble[l->n_troubles];
	(void)snprintf(t->provider, sizeof(t->provider), "%s", a->provider);
	(void)snprintf(t->account, sizeof(t->account), "%s", a->account);
	(void)snprintf(t->region, sizeof(t->region), "%s", region ? region : "");
	t->is_region = region != NULL;
	t->generation = generation;
	l->n_troubles++;
}

void trouble_end(struct ledger *l, const struct ledger_account *a)
{
	unsigned kept = 0;

	if (l->n_troubles > TROUBLES_MAX)
		return;
	for (unsigned i = 0; i < l->n_troubles; i++) {
		const struct trouble *t = &l->trouble[i];

		if (strcmp(t->provider, a->provider) != 0 || strcmp(t->account, a->account) != 0 ||
		    (a->region && strcmp(t->region, a->region) != 0))
			l->trouble[kept++] = *t;
	}
	l->n_troubles = kept;
}

bool trouble_is_of(const struct ledger *l, const struct holding *h, int64_t generation)
{
	if (l->n_troubles > TROUBLES_MAX)
		return true;
	for (unsigned i = 0; i < l->n_troubles; i++) {
		const struct trouble *t = &l->trouble[i];

		/* One that failed before it told its account may be any of the provider's. */
		if ((!t->generation || generation < t->generation) &&
		    !strcmp(t->provider, h->provider) &&
		    (!*t->account || !strcmp(t->account, h->account)) &&
		    (!t->is_region || !strcmp(t->region, h->region)))
			return true;
	}
	return false;
}

/* ---- regions that nobody asked ---- */

static bool is_asked(const struct ledger_account *a, const char *region)
{
	for (size_t i = 0; i < a->n_asked; i++)
		if (!strcmp(a->asked[i], region))
			return true;
	return false;
}

/* One in which all was given back when it was last asked leaves nothing open. */
static const char select_regions[] =
	"SELECT h.region, count(*) FROM holding h JOIN account a ON a.account = h.account"
	" WHERE a.provider = ?1 AND a.name = ?2 AND h.released = 0"
	" GROUP BY h.region ORDER BY h.region";

static void note_unasked(struct ledger *l, const struct ledger_account *a, const char *region,
			 uint64_t n, struct ledger_unasked *ret)
{
	if (!ret->n_regions++)
		(void)snprintf(ret->first, sizeof(ret->first), "%s", region);
	ret->n_addresses += n;
	trouble_add(l, a, region, 0);
}

bool ledger_unasked(struct ledger *l, const struct ledger_account *a, struct ledger_unasked *ret,
		    struct why *why)
{
	struct ledger_unasked unasked = { 0 };
	sqlite3_stmt *s;
	bool ok = true;
	int got = SQLITE_DONE;

	*ret = unasked;
	if (a->region || a->is_part || !a->n_asked)
		return true;
	s = book_statement(l, select_regions, why);
	if (!s)
		return false;
	book_bind_text(s, 1, a->provider);
	book_bind_text(s, 2, a->account);
	while (ok && (got = sqlite3_step(s)) == SQLITE_ROW) {
		const char *region = book_plain(s, 0, false);

		ok = region != NULL;
		if (!ok)
			(void)why_set(why, WHY_DATA, "a region in the ledger %s is damaged",
				      l->path);
		else if (!is_asked(a, region))
			note_unasked(l, a, region, (uint64_t)sqlite3_column_int64(s, 1), &unasked);
	}
	if (ok && got != SQLITE_DONE)
		ok = book_fail(l, "read", why);
	(void)sqlite3_finalize(s);
	if (ok)
		*ret = unasked;
	return ok;
}
