/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LEDGER_BOOK_H
#define FCRDNS_LEDGER_BOOK_H

/*
 * book: the file behind a ledger: opened, of the right shape, and its statements.
 *
 * The rollback journal and not the write-ahead log: what lies idle is one file, and a reader writes
 * nothing beside it. No statement stays open between two calls from outside, so that nobody waits
 * for a walk; each change is one transaction of its own.
 */

#include <fcrdns/ledger.h>
#include <fcrdns/limits.h>

#include <sqlite3.h>
#include <stdbool.h>

enum {
	TROUBLES_MAX =
		64, /* accounts without a complete inventory that are told apart; over it: all */
	NOTES = 256 /* verdicts in one transaction: what a kill -9 may cost is checked again */
};

/* An account that was looked at without seeing all of it. */
struct trouble {
	char provider[64], account[256], region[LEDGER_REGION_MAX]; /* "": any */
	bool is_region;	    /* else any, whatever `region` says */
	int64_t generation; /* what this or a later inventory had is known; 0: nothing is */
};

/* A verdict that waits. */
struct note {
	int64_t row, at_s;
	const char *class, *iprev; /* constants */
	uint8_t ptr[NAME_MAX_OCTETS], ptr_len;
};

struct ledger {
	sqlite3 *db;
	char path[LIMIT_SHOWN]; /* safe to print */
	struct trouble trouble[TROUBLES_MAX];
	unsigned n_troubles; /* over TROUBLES_MAX: everything is in doubt */
	struct note notes[NOTES];
	unsigned n_notes;
};

/* Fills `why` with what SQLite says of its last call; returns false. */
bool book_fail(struct ledger *l, const char *doing, struct why *why);
bool book_run(struct ledger *l, const char *sql, struct why *why);
sqlite3_stmt *book_statement(struct ledger *l, const char *sql, struct why *why);
/* Runs it to its end and makes it ready for other values. */
bool book_step(struct ledger *l, sqlite3_stmt *s, struct why *why);

/* Bound for the time of the statement's use: the octets are not copied. */
void book_bind_text(sqlite3_stmt *s, int at, const char *text);
void book_bind_name(sqlite3_stmt *s, int at, const struct name *name);
void book_bind_ip(sqlite3_stmt *s, int at, const struct ip *ip);

/* What it says of itself: a row of `table` is damaged. Returns false. */
bool book_damaged(const struct ledger *l, const char *table, int64_t row, struct why *why);

/* Of a statement that has a row, until its next step; NULL where it is none: not as book_takes
 * wants it, or with a NUL in it. */
const char *book_plain(sqlite3_stmt *s, int at, bool is_label);
/* The same as a copy in `arena`. *ok becomes false where it is none. A label may
 * hold what ids may not. */
const char *book_text(sqlite3_stmt *s, int at, bool is_label, struct arena *arena, bool *ok);
struct name book_name(sqlite3_stmt *s, int at, struct arena *arena, bool *ok);
/* Unix time from 0 to the end of the year 9999: what is outside is none, and could not be shown. */
int64_t book_time(sqlite3_stmt *s, int at, bool *ok);
/* What book_text would take. */
bool book_takes(const char *text, bool is_label);

/* One transaction. book_end makes all of it undone where not all `is_well`, and returns whether it
 * is done. */
bool book_begin(struct ledger *l, struct why *why);
bool book_end(struct ledger *l, bool is_well, struct why *why);

#endif
