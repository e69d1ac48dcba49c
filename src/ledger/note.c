/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"

#include <fcrdns/check.h>
#include <fcrdns/limits.h>
#include <fcrdns/why.h>

#include <string.h>

/*
 * Verdicts come while others are asked for, for minutes: they wait in memory and are written
 * together, because a transaction that stayed open would keep all other programs out.
 */

/* What differs from what the row says is an event; an old one makes room for it. */
static const char add_event[] = "INSERT INTO event (holding, at, what, iprev, ptr)"
				" SELECT ?1, ?2, ?3, ?4, ?5 FROM holding WHERE holding = ?1"
				" AND (class <> ?3 OR iprev <> ?4 OR dns_ptr <> ?5)";
static const char set_row[] =
	"UPDATE holding SET checked = ?2, class = ?3, iprev = ?4, dns_ptr = ?5 WHERE holding = ?1";
static const char drop_old[] =
	"DELETE FROM event WHERE holding = ?1 AND event <= (SELECT event FROM event"
	" WHERE holding = ?1 ORDER BY event DESC LIMIT 1 OFFSET ?6)";

static const char *const note_sql[] = { add_event, set_row, drop_old };

enum {
	STATEMENTS = sizeof(note_sql) / sizeof(note_sql[0])
};

static bool run_note(struct ledger *l, sqlite3_stmt *s, int64_t row, int64_t now_s,
		     const char *what, const char *iprev, const char *ptr, struct why *why)
{
	(void)sqlite3_bind_int64(s, 1, row);
	(void)sqlite3_bind_int64(s, 2, now_s);
	book_bind_text(s, 3, what);
	book_bind_text(s, 4, iprev);
	book_bind_text(s, 5, ptr);
	if (sqlite3_bind_parameter_count(s) > 5)
		(void)sqlite3_bind_int(s, 6, LIMIT_EVENTS);
	return book_step(l, s, why);
}

static bool write_note(struct ledger *l, sqlite3_stmt *const s[static STATEMENTS],
		       const struct note *note, struct why *why)
{
	const struct name name = { note->ptr, note->ptr_len };
	char ptr[NAME_TEXT_MAX] = "";
	bool ok = true;

	if (name.len)
		(void)name_text(&name, ptr);
	for (unsigned i = 0; ok && i < STATEMENTS; i++)
		ok = run_note(l, s[i], note->row, note->at_s, note->class, note->iprev, ptr, why);
	return ok;
}

static bool write_notes(struct ledger *l, struct why *why)
{
	sqlite3_stmt *s[STATEMENTS] = { NULL };
	bool ok = true;

	for (unsigned i = 0; ok && i < STATEMENTS; i++) {
		s[i] = book_statement(l, note_sql[i], why);
		ok = s[i] != NULL;
	}
	for (unsigned i = 0; ok && i < l->n_notes; i++)
		ok = write_note(l, s, &l->notes[i], why);
	for (unsigned i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(s[i]);
	return ok;
}

bool ledger_settle(struct ledger *l, struct why *why)
{
	if (!l->n_notes)
		return true;
	if (!book_begin(l, why) || !book_end(l, write_notes(l, why), why))
		return false; /* they are kept, for another try */
	l->n_notes = 0;
	return true;
}

/* One of the names is enough to see that they changed: the first by octets, because a server may
 * turn their order with each answer. */
static const struct name *name_of(const struct record *r)
{
	const struct name *least = NULL;

	for (unsigned i = 0; r && i < r->n_names; i++) {
		const struct name *name = &r->names[i].candidate->name;
		size_t n = least && least->len < name->len ? least->len : name->len;

		if (!least || memcmp(name->wire, least->wire, n) < 0)
			least = name;
	}
	return least;
}

bool ledger_note(struct ledger *l, int64_t row, int64_t now_s, enum stale_class class,
		 const struct record *r, struct why *why)
{
	const char *iprev = r ? iprev_text(r->iprev) : NULL, *text = stale_class_text(class);
	const struct name *name = name_of(r);
	struct note *note;

	if (l->n_notes == NOTES && !ledger_settle(l, why))
		return false;
	note = &l->notes[l->n_notes++];
	note->row = row;
	note->at_s = now_s;
	note->class = text ? text : "";
	note->iprev = iprev ? iprev : "";
	note->ptr_len = name ? name->len : 0;
	if (name)
		memcpy(note->ptr, name->wire, name->len);
	return true;
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

static bool put_ptr(struct ledger *l, int64_t row, int64_t now_s, const struct name *ptr,
		    uint32_t ttl_s, struct why *why)
{
	sqlite3_stmt *s = book_statement(l,
					 "INSERT INTO event (holding, at, what, iprev, ptr)"
					 " VALUES (?1, ?2, ?3, ?4, ?5)",
					 why);
	char text[NAME_TEXT_MAX] = "";
	bool ok;

	if (ptr->len)
		(void)name_text(ptr, text);
	ok = s && run_note(l, s, row, now_s, ptr->len ? "ptr_set" : "ptr_unset", "", text, why) &&
	     (!ptr->len || set_known(l, row, ptr, ttl_s, why));
	(void)sqlite3_finalize(s);
	return ok;
}

bool ledger_note_ptr(struct ledger *l, int64_t row, int64_t now_s, const struct name *ptr,
		     uint32_t ttl_s, struct why *why)
{
	return ledger_settle(l, why) && book_begin(l, why) &&
	       book_end(l, put_ptr(l, row, now_s, ptr, ttl_s, why), why);
}
