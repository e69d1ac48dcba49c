/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PEOPLE_H
#define FCRDNS_PEOPLE_H

/* people: the parts of what is written for people. Private to src/report. */

#include <fcrdns/record.h>
#include <fcrdns/report.h>

#include <stdbool.h>

enum {
	PEOPLE_INDENT = 6, /* where a line goes on after its break */
	PEOPLE_NAMES = 10, /* names of one address that are shown with where they lead */
	PEOPLE_ADDRESSES = 3,
	PEOPLE_ALIASES = 3,
	PEOPLE_REPLIES = 5,
	PEOPLE_FIELD_MAX = 64 /* of a number with its unit */
};

/* Columns, with the default and a floor below which nothing can be read. */
unsigned look_width(const struct report_look *look);

/* Address -> name -> addresses, a line a name. */
void people_path(const struct report_look *look, const struct record *r, struct text *out);

/* What the zones' own servers say, where they were asked: a sentence a look-up, and who said it. */
void people_source(const struct report_look *how, const struct record *r, struct text *out);

/* Instead of a fix where the source has changed already; false where it has not. */
bool people_wait(const struct report_look *how, const struct record *r, struct text *out);

/* What -v adds behind the fix: predicted replies, every query. */
void people_detail(const struct report_look *look, const struct record *r, struct text *out);

/* ---- for each format ---- */

/* The names whose paths are shown, in that order: with too many of them those that lead back come
 * first. Returns how many. */
unsigned people_names(const struct record *r, const struct record_name *ret[static PEOPLE_NAMES]);

/* What a mail server with its check switched on is predicted to say, and what those are called. */
struct people_reply {
	enum mta_reply reply;
	const char *server;
};

void people_replies(const struct mta *m, struct people_reply ret[static PEOPLE_REPLIES]);
/* What must be known beside them, or NULL. */
const char *people_reply_note(const struct mta *m);
extern const char people_order_note[]; /* for those that are order_dependent */

/* "0.40 ms": hundredths are enough for people. */
const char *people_millis(uint64_t us, char out[static PEOPLE_FIELD_MAX]);

const char *people_server(const struct report_look *look, unsigned server);
bool people_is_https(const char *server);

#endif
