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

#include <sqlite3.h>
#include <stdbool.h>

enum {
	TROUBLES_MAX =
		64 /* accounts without a complete inventory that are told apart; over it: all */
};

/* An account that was looked at without seeing all of it. */
struct trouble {
	char provider[64], account[256], region[128]; /* "" : any */
};

struct ledger {
	sqlite3 *db;
	char *path; /* safe to print */
	struct trouble trouble[TROUBLES_MAX];
	unsigned n_troubles;		   /* over TROUBLES_MAX: everything is in doubt */
	unsigned n_notes;		   /* in the transaction that is open for them */
	sqlite3_stmt *add_event, *set_row; /* made for the first note */
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

/* The notes that are collected are written: before any other change. */
bool book_settle(struct ledger *l, struct why *why);

#endif
