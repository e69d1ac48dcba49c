/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LEDGER_H
#define FCRDNS_LEDGER_H

/*
 * ledger: every address that was ever seen held, by provider, account, region and the provider's
 * id, and what was seen of it; an SQLite file.
 *
 * Its mode is 0600; one that others may write, or that belongs to somebody else, is refused. Two
 * programs may use it at once: each change is one transaction, and the second waits. A kill -9 at
 * any moment leaves it as before a change or after it.
 */

#include <fcrdns/history.h>
#include <fcrdns/holding.h>
#include <fcrdns/record.h>
#include <fcrdns/stale.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct ledger;
struct why;

enum {
	LEDGER_REGION_MAX = 128, /* of a region's name that is told, NUL included */
	LEDGER_ACCOUNT_MAX = 128 /* the same of an account's */
};
#define LEDGER_TIME_MAX_S INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

enum ledger_mode {
	LEDGER_READ, /* it must be there */
	LEDGER_MAKE  /* it is made where it is not */
};

/* NULL with one sentence: WHY_NOINPUT (not there, not readable), WHY_CANTOUT, WHY_MISFIT (of a
 * later version), WHY_DATA (no ledger, or damaged), WHY_USAGE (its rights are too wide). */
struct ledger *ledger_open(const char *path, enum ledger_mode mode, struct why *why);
void ledger_free(struct ledger *l);

/* What an inventory says of one account (and region, where it covers one only), in one
 * transaction. All that fail return false with one sentence, and what was begun is undone. */
struct ledger_account {
	const char *provider, *account;
	/* The account's name is the user's word: what a run without it was told by the API was this
	 * account's, all of it, as soon as a part of it is seen there. */
	bool is_users_word;
	const char *region; /* NULL: all of them */
	/* Those that were asked: in others nothing is released. None: as `region` says. */
	const char *const *asked;
	size_t n_asked;
	bool is_part;	  /* there may be others, of which nothing is said */
	bool is_complete; /* else nothing of it is released */
	int64_t now_s;
	uint32_t grace_s; /* absent for so long before it is believed to be released */
};
bool ledger_take(struct ledger *l, const struct ledger_account *account,
		 const struct holding *holdings, size_t n, struct why *why);

/* Of an account whose name is the user's word: *ret_n addresses are held by the ledger's account,
 * and none of them by these holdings, which seem to be another one's. 0: some are, or there are
 * none. */
bool ledger_stranger(struct ledger *l, const struct ledger_account *account,
		     const struct holding *holdings, size_t n, uint64_t *ret_n, struct why *why);

/* Of such an account: how many of these holdings the ledger has as held by an account of another
 * name, and one such name. What it has without a name is this account's. */
struct ledger_alias {
	uint64_t n;
	char account[LEDGER_ACCOUNT_MAX];
};
bool ledger_alias(struct ledger *l, const struct ledger_account *account,
		  const struct holding *holdings, size_t n, struct ledger_alias *ret,
		  struct why *why);

/* The regions where the ledger has addresses of the account as held, and which were not asked
 * although the inventory was to be of all: in this run nothing is known of them. */
struct ledger_unasked {
	uint64_t n_regions, n_addresses;
	char first[LEDGER_REGION_MAX]; /* of their names */
};
bool ledger_unasked(struct ledger *l, const struct ledger_account *account,
		    struct ledger_unasked *ret, struct why *why);

/*
 * Walks the rows in the order of provider, account, address (ip_compare), row: all that are held,
 * and of those that are not the ones whose address nobody here holds again. No lock is held
 * between two calls: what others change meanwhile may be seen or not.
 */
struct ledger_walk;
struct ledger_walk *ledger_walk_new(struct ledger *l, struct why *why);
/* The same with every row. */
struct ledger_walk *ledger_walk_all(struct ledger *l, struct why *why);
/* Texts are copied to `arena`. *ret_end: there are no more. */
bool ledger_walk_next(struct ledger_walk *w, struct holding *ret, struct arena *arena,
		      bool *ret_end, struct why *why);
void ledger_walk_free(struct ledger_walk *w);

/* A verdict, kept where it differs from the last one of that row; `r` may be NULL. Collected and
 * written some hundred at a time; ledger_settle writes the rest. */
bool ledger_note(struct ledger *l, int64_t row, int64_t now_s, enum stale_class class,
		 const struct record *r, struct why *why);
bool ledger_settle(struct ledger *l, struct why *why);

/* A name that we have set ourselves, or unset (len 0). */
bool ledger_note_ptr(struct ledger *l, int64_t row, int64_t now_s, const struct name *ptr,
		     uint32_t ttl_s, struct why *why);

/* What is known of a row; in `arena`. Empty where there is no such row (any more). */
bool ledger_history(struct ledger *l, int64_t row, struct history *ret, struct arena *arena,
		    struct why *why);

/* Rows, by all of what is set. */
struct ledger_choice {
	const char *provider, *account, *region; /* NULL: any */
	const struct ip *address;		 /* the same */
	int64_t released_before_s;	/* 0: whether released or not */
};
bool ledger_chooses(const struct ledger_choice *choice, const struct holding *h);

/* Drops these rows and all that is known of them, or, where it `is_wish`, only counts them. */
bool ledger_forget(struct ledger *l, const struct ledger_choice *choice, bool is_wish,
		   uint64_t *ret_n, struct why *why);

#endif
