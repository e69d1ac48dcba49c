/* SPDX-License-Identifier: MIT */
#include "stranger.h"

#include "book.h"

#include <fcrdns/why.h>

#include <stdio.h>

static const char select_same[] =
	"SELECT 1 FROM holding h JOIN account a ON a.account = h.account WHERE a.provider = ?1"
	" AND a.name = ?2 AND h.address = ?3 AND (h.id = ?4 OR ?4 = '') AND h.absent_since = 0";
/* The provider's ids are never used twice. */
static const char select_alias[] =
	"SELECT a.name FROM holding h JOIN account a ON a.account = h.account WHERE a.provider = ?1"
	" AND a.name <> ?2 AND a.name <> '' AND h.address = ?3 AND h.id = ?4 AND ?4 <> ''"
	" AND h.absent_since = 0 ORDER BY a.name LIMIT 1";
static const char count_held[] =
	"SELECT count(*) FROM holding h JOIN account a ON a.account = h.account"
	" WHERE a.provider = ?1 AND a.name = ?2 AND h.absent_since = 0";

static bool step(struct ledger *l, sqlite3_stmt *s, bool *ret_has_row, struct why *why)
{
	int got = sqlite3_step(s);

	*ret_has_row = got == SQLITE_ROW;
	return got == SQLITE_ROW || got == SQLITE_DONE || book_fail(l, "read", why);
}

bool stranger_is_known(struct ledger *l, const struct ledger_account *a,
		       const struct holding *holdings, size_t n, bool *ret, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, select_same, why);
	bool ok = s != NULL;

	*ret = false;
	for (size_t i = 0; ok && !*ret && i < n; i++) {
		book_bind_text(s, 1, a->provider);
		book_bind_text(s, 2, a->account);
		book_bind_ip(s, 3, &holdings[i].address);
		book_bind_text(s, 4, holdings[i].id);
		ok = step(l, s, ret, why);
		(void)sqlite3_reset(s);
	}
	(void)sqlite3_finalize(s);
	return ok;
}

bool ledger_stranger(struct ledger *l, const struct ledger_account *a,
		     const struct holding *holdings, size_t n, uint64_t *ret_n, struct why *why)
{
	sqlite3_stmt *s;
	bool is_known, has_row, ok;

	*ret_n = 0;
	if (!stranger_is_known(l, a, holdings, n, &is_known, why))
		return false;
	if (is_known)
		return true;
	s = book_statement(l, count_held, why);
	if (!s)
		return false;
	book_bind_text(s, 1, a->provider);
	book_bind_text(s, 2, a->account);
	ok = step(l, s, &has_row, why);
	if (ok && has_row)
		*ret_n = (uint64_t)sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return ok;
}

bool ledger_alias(struct ledger *l, const struct ledger_account *a, const struct holding *holdings,
		  size_t n, struct ledger_alias *ret, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, select_alias, why);
	struct ledger_alias alias = { 0 };
	bool ok = s != NULL, has_row;

	for (size_t i = 0; ok && i < n; i++) {
		book_bind_text(s, 1, a->provider);
		book_bind_text(s, 2, a->account);
		book_bind_ip(s, 3, &holdings[i].address);
		book_bind_text(s, 4, holdings[i].id);
		ok = step(l, s, &has_row, why);
		if (ok && has_row) {
			const char *name = (const char *)sqlite3_column_text(s, 0);

			ok = (name && book_takes(name, false)) ||
			     why_set(why, WHY_DATA,
				     "the name of an account in the ledger %s is "
				     "damaged",
				     l->path);
			if (ok && !alias.n++)
				(void)snprintf(alias.account, sizeof(alias.account), "%s", name);
		}
		(void)sqlite3_reset(s);
	}
	(void)sqlite3_finalize(s);
	if (ok)
		*ret = alias;
	return ok;
}
