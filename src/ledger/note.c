/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"

#include <fcrdns/check.h>
#include <fcrdns/why.h>

enum {
	NOTES = 500 /* in one transaction: what a kill -9 may cost is checked again */
};

bool ledger_settle(struct ledger *l, struct why *why)
{
	return book_settle(l, why);
}

static bool begin(struct ledger *l, struct why *why)
{
	if (l->n_notes >= NOTES && !book_settle(l, why))
		return false;
	if (!l->n_notes && !book_run(l, "BEGIN IMMEDIATE", why))
		return false;
	l->n_notes++;
	return true;
}

static bool run_note(struct ledger *l, sqlite3_stmt *s, int64_t row, int64_t now_s,
		     const char *what, const char *iprev, const char *ptr, struct why *why)
{
	(void)sqlite3_bind_int64(s, 1, row);
	(void)sqlite3_bind_int64(s, 2, now_s);
	book_bind_text(s, 3, what);
	book_bind_text(s, 4, iprev);
	book_bind_text(s, 5, ptr);
	return book_step(l, s, why);
}

/* An event where it differs from what the row says, and then the row. */
static bool prepare(struct ledger *l, struct why *why)
{
	if (!l->add_event)
		l->add_event =
			book_statement(l,
				       "INSERT INTO event (holding, at, what, iprev, ptr)"
				       " SELECT ?1, ?2, ?3, ?4, ?5 FROM holding WHERE holding = ?1"
				       " AND (class <> ?3 OR iprev <> ?4 OR dns_ptr <> ?5)",
				       why);
	if (l->add_event && !l->set_row)
		l->set_row = book_statement(
			l,
			"UPDATE holding SET checked = ?2, class = ?3, iprev = ?4, dns_ptr = ?5"
			" WHERE holding = ?1",
			why);
	return l->set_row != NULL;
}

/* The first name of the PTR answer: enough to see that it changed. */
static const char *ptr_of(const struct record *r, char out[static NAME_TEXT_MAX])
{
	out[0] = '\0';
	if (r->n_names)
		(void)name_text(&r->names[0].candidate->name, out);
	return out;
}

bool ledger_note(struct ledger *l, int64_t row, int64_t now_s, enum stale_class class,
		 const struct record *r, struct why *why)
{
	const char *iprev = iprev_text(r->iprev), *what = stale_class_text(class);
	char ptr[NAME_TEXT_MAX];

	iprev = iprev ? iprev : "";
	what = what ? what : "";
	(void)ptr_of(r, ptr);
	return begin(l, why) && prepare(l, why) &&
	       run_note(l, l->add_event, row, now_s, what, iprev, ptr, why) &&
	       run_note(l, l->set_row, row, now_s, what, iprev, ptr, why);
}

/* What was unset stays known: it is looked for until it is gone. */
static bool set_known(struct ledger *l, int64_t row, const struct name *ptr, uint32_t ttl_s,
		      struct why *why)
{
	sqlite3_stmt *s = book_statement(
		l, "UPDATE holding SET known_ptr = ?2, known_ttl = ?3 WHERE holding = ?1", why);
	bool ok;

	if (!s)
		return false;
	(void)sqlite3_bind_int64(s, 1, row);
	book_bind_name(s, 2, ptr);
	(void)sqlite3_bind_int64(s, 3, ttl_s);
	ok = book_step(l, s, why);
	(void)sqlite3_finalize(s);
	return ok;
}

bool ledger_note_ptr(struct ledger *l, int64_t row, int64_t now_s, const struct name *ptr,
		     uint32_t ttl_s, struct why *why)
{
	char text[NAME_TEXT_MAX] = "";
	sqlite3_stmt *s;
	bool ok;

	if (!book_settle(l, why) || !book_run(l, "BEGIN IMMEDIATE", why))
		return false;
	if (ptr->len)
		(void)name_text(ptr, text);
	s = book_statement(l,
			   "INSERT INTO event (holding, at, what, iprev, ptr)"
			   " VALUES (?1, ?2, ?3, ?4, ?5)",
			   why);
	ok = s && run_note(l, s, row, now_s, ptr->len ? "ptr_set" : "ptr_unset", "", text, why) &&
	     (!ptr->len || set_known(l, row, ptr, ttl_s, why));
	(void)sqlite3_finalize(s);
	if (ok && book_run(l, "COMMIT", why))
		return true;
	(void)book_run(l, "ROLLBACK", NULL);
	return false;
}
