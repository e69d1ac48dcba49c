/* SPDX-License-Identifier: MIT */
#include "book.h"

#include "place.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
	APPLICATION = 0x46437244, /* "FCrD", so that file(1) and we know whose it is */
	VERSION = 1,
	BUSY_MS = 15000 /* another program's transaction is shorter by far */
};

/*
 * Version 1. A row of `holding` is one tenancy: the same address under another id of the provider
 * is another one. Times are Unix time, 0 is never; names are in wire form, x'' is none.
 */
static const char *const migrations[VERSION] = {
	"CREATE TABLE account ("
	" account INTEGER PRIMARY KEY,"
	" provider TEXT NOT NULL,"
	" name TEXT NOT NULL,"
	" generation INTEGER NOT NULL DEFAULT 0," /* of its last inventory */
	" UNIQUE (provider, name)) STRICT;"
	"CREATE TABLE holding ("
	" holding INTEGER PRIMARY KEY AUTOINCREMENT," /* never another one's */
	" account INTEGER NOT NULL REFERENCES account,"
	" region TEXT NOT NULL,"
	" address BLOB NOT NULL,"
	/* So that the order is ip_compare's, IPv4 first. */
	" family INTEGER AS (length(address)) VIRTUAL,"
	" id TEXT NOT NULL,"
	" label TEXT NOT NULL,"
	" bound INTEGER NOT NULL,"
	" generation INTEGER NOT NULL," /* of the last inventory that had it */
	" first_seen INTEGER NOT NULL,"
	" last_seen INTEGER NOT NULL,"
	" absent_since INTEGER NOT NULL DEFAULT 0,"
	" released INTEGER NOT NULL DEFAULT 0,"
	" ptr_state INTEGER NOT NULL,"
	" ptr BLOB NOT NULL,"
	" ptr_ttl INTEGER," /* NULL: not told */
	" ptr_seen INTEGER NOT NULL,"
	" known_ptr BLOB NOT NULL DEFAULT x'',"
	" known_ttl INTEGER NOT NULL DEFAULT 0,"
	" checked INTEGER NOT NULL DEFAULT 0,"
	" class TEXT NOT NULL DEFAULT '',"
	" iprev TEXT NOT NULL DEFAULT '',"
	" dns_ptr TEXT NOT NULL DEFAULT '',"
	" UNIQUE (account, region, address, id)) STRICT;"
	"CREATE INDEX holding_by_address ON holding (address);"
	"CREATE INDEX holding_in_order ON holding (account, family, address, holding);"
	"CREATE TABLE event (" /* what changed: verdicts, and what we have set */
	" event INTEGER PRIMARY KEY AUTOINCREMENT,"
	" holding INTEGER NOT NULL REFERENCES holding ON DELETE CASCADE,"
	" at INTEGER NOT NULL,"
	" what TEXT NOT NULL,"
	" iprev TEXT NOT NULL,"
	" ptr TEXT NOT NULL) STRICT;"
	"CREATE INDEX event_by_holding ON event (holding, at);",
};

bool book_fail(struct ledger *l, const char *doing, struct why *why)
{
	int error = sqlite3_extended_errcode(l->db) & 0xff;
	enum why_code code = WHY_IO;

	if (error == SQLITE_CORRUPT || error == SQLITE_NOTADB || error == SQLITE_CONSTRAINT ||
	    error == SQLITE_MISMATCH || error == SQLITE_ERROR)
		code = WHY_DATA;
	else if (error == SQLITE_CANTOPEN || error == SQLITE_READONLY || error == SQLITE_PERM)
		code = WHY_CANTOUT;
	else if (error == SQLITE_NOMEM)
		code = WHY_INTERNAL;
	else if (error == SQLITE_BUSY || error == SQLITE_LOCKED)
		return why_set(why, WHY_TEMPORARY,
			       "the ledger %s is in use by another program that does not let go",
			       l->path);
	return why_set(why, code, "cannot %s the ledger %s: %s", doing, l->path,
		       sqlite3_errmsg(l->db));
}

bool book_run(struct ledger *l, const char *sql, struct why *why)
{
	return sqlite3_exec(l->db, sql, NULL, NULL, NULL) == SQLITE_OK || book_fail(l, "use", why);
}

sqlite3_stmt *book_statement(struct ledger *l, const char *sql, struct why *why)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(l->db, sql, -1, &s, NULL) == SQLITE_OK)
		return s;
	(void)book_fail(l, "read", why);
	return NULL;
}

bool book_step(struct ledger *l, sqlite3_stmt *s, struct why *why)
{
	int got;

	do
		got = sqlite3_step(s);
	while (got == SQLITE_ROW);
	if (got != SQLITE_DONE) {
		(void)book_fail(l, "write", why);
		(void)sqlite3_reset(s);
		return false;
	}
	(void)sqlite3_reset(s);
	return true;
}

void book_bind_text(sqlite3_stmt *s, int at, const char *text)
{
	(void)sqlite3_bind_text(s, at, text ? text : "", -1, SQLITE_STATIC);
}

void book_bind_name(sqlite3_stmt *s, int at, const struct name *name)
{
	(void)sqlite3_bind_blob(s, at, name->len ? (const char *)name->wire : "", name->len,
				SQLITE_STATIC);
}

void book_bind_ip(sqlite3_stmt *s, int at, const struct ip *ip)
{
	(void)sqlite3_bind_blob(s, at, ip->octet, ip->len, SQLITE_STATIC);
}

bool book_begin(struct ledger *l, struct why *why)
{
	return book_run(l, "BEGIN IMMEDIATE", why);
}

bool book_end(struct ledger *l, bool is_well, struct why *why)
{
	if (is_well && book_run(l, "COMMIT", why))
		return true;
	if (!sqlite3_get_autocommit(l->db))
		(void)book_run(l, "ROLLBACK", NULL);
	return false;
}

/* ---- its shape ---- */

static bool number(struct ledger *l, const char *sql, int64_t *ret, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, sql, why);
	bool ok = s && sqlite3_step(s) == SQLITE_ROW;

	if (ok)
		*ret = sqlite3_column_int64(s, 0);
	else if (s)
		(void)book_fail(l, "read", why);
	(void)sqlite3_finalize(s);
	return ok;
}

static bool migrate(struct ledger *l, int64_t from, struct why *why)
{
	char set[96];

	for (int64_t v = from; v < VERSION; v++)
		if (!book_run(l, migrations[v], why))
			return false;
	(void)snprintf(set, sizeof(set), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		       APPLICATION, VERSION);
	return book_run(l, set, why);
}

/* A file that was cut or written over is told before anything is concluded from the rest. */
static bool is_sound(struct ledger *l, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, "PRAGMA quick_check(1)", why);
	bool ok = s && sqlite3_step(s) == SQLITE_ROW;
	const char *said = ok ? (const char *)sqlite3_column_text(s, 0) : NULL;

	if (s && !ok)
		(void)book_fail(l, "read", why);
	else if (ok && (!said || strcmp(said, "ok") != 0))
		ok = why_set(why, WHY_DATA, "the ledger %s is damaged", l->path);
	(void)sqlite3_finalize(s);
	return ok;
}

/* Looked at again within the transaction: two programs may come to a new file at once. */
static bool shape(struct ledger *l, enum ledger_mode mode, struct why *why)
{
	int64_t application, version, tables;

	if (!number(l, "PRAGMA application_id", &application, why) ||
	    !number(l, "PRAGMA user_version", &version, why) ||
	    !number(l, "SELECT count(*) FROM sqlite_schema", &tables, why))
		return false;
	if (application != APPLICATION && (application || version || tables))
		return why_set(why, WHY_DATA, "%s is a database, but no ledger of fcrdns-check",
			       l->path);
	if (version < (application == APPLICATION))
		return why_set(why, WHY_DATA, "the ledger %s has no version: it is damaged",
			       l->path);
	if (version > VERSION)
		return why_set(
			why, WHY_MISFIT,
			"the ledger %s is of a later version of fcrdns-check (%lld, this one "
			"knows %d)",
			l->path, (long long)version, VERSION);
	if (version == VERSION)
		return is_sound(l, why);
	if (mode == LEDGER_READ)
		return why_set(why, tables ? WHY_MISFIT : WHY_DATA,
			       tables ? "the ledger %s is of an earlier version: run stale once"
				      : "the ledger %s is empty",
			       l->path);
	return migrate(l, version, why);
}

static bool open_book(struct ledger *l, const char *path, enum ledger_mode mode, struct why *why)
{
	/* Also to read: after a kill -9 what was begun is undone by whoever comes next. */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(path, &l->db, flags, NULL) != SQLITE_OK)
		return l->db ? book_fail(l, "open", why)
			     : why_set(why, WHY_INTERNAL, "no memory for the ledger");
	(void)sqlite3_busy_timeout(l->db, BUSY_MS);
	(void)sqlite3_extended_result_codes(l->db, 1);
	/* What is in the file is data: no functions, triggers or views of somebody else's run. */
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	/* EXTRA: FULL, and the folder too, without which a loss of power could bring the journal
	 * back that undoes the last change. */
	if (!book_run(l,
		      "PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA; "
		      "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; "
		      "PRAGMA secure_delete = ON",
		      why))
		return false;
	if (mode == LEDGER_READ)
		return shape(l, mode, why);
	return book_begin(l, why) && book_end(l, shape(l, mode, why), why);
}

struct ledger *ledger_open(const char *path, enum ledger_mode mode, struct why *why)
{
	char place[PATH_MAX];
	struct ledger *l;

	if (!place_find(path, mode, place, why))
		return NULL;
	l = mem_zero(1, sizeof(*l));
	if (!l) {
		(void)why_set(why, WHY_INTERNAL, "no memory for the ledger");
		return NULL;
	}
	(void)text_shown(l->path, sizeof(l->path), path, strlen(path));
	if (open_book(l, place, mode, why))
		return l;
	ledger_free(l);
	return NULL;
}

void ledger_free(struct ledger *l)
{
	if (!l)
		return;
	(void)ledger_settle(l, NULL);
	(void)sqlite3_close(l->db);
	mem_free(l);
}
