/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GIST_H
#define FCRDNS_GIST_H

/*
 * gist: what people are told first of a record, in each format that is for them: the verdict in a
 * word, a few words more, and one thing to do. Private to src/report. Plain ASCII.
 */

#include <fcrdns/record.h>

#include <stdbool.h>

struct text;

enum gist_word {
	GIST_PASS,
	GIST_FAIL,
	GIST_UNDECIDED,
	GIST_WARN, /* this one and the next of holdings only */
	GIST_OK,
	GIST_SKIPPED,
	GIST_INVALID
};

enum gist_word gist_word_of(const struct record *r);
const char *gist_word_text(enum gist_word word); /* "PASS" */

/* Its address, or else what was given instead of one. */
const char *gist_subject(const struct record *r);
/* "mail.example.com leads back to it" */
void gist_put_words(const struct record *r, enum gist_word word, struct text *out);

/* The finding that those words are about, where something is wrong; else NULL. */
const struct finding *gist_headline(const struct record *r, enum gist_word word);
/* One thing to do: for what decides the verdict, or else for the first finding that has a fix.
 * That finding; NULL: there is nothing to do. */
const struct finding *gist_put_fix(const struct record *r, const struct finding *headline,
				   struct text *out);

/* What comes behind the words of a pass for the finding to which something is to be done: a
 * verdict on one of several names, or what else is wrong. */
void gist_put_but(const struct finding *f, struct text *out);

/* What was asked for with --helo, or for more queries, is answered, also where it does no harm. */
bool gist_is_wanted(const struct finding *f);

#endif
