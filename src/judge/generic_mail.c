/* SPDX-License-Identifier: MIT */
#include "generic_mail.h"

#include <string.h>

enum {
	SHORT = 3,     /* a word so short is an abbreviation of anything: "mo" is a state, too */
	STEM_ROOM = 3, /* letters before and behind a stem */
	/* The whole word says something else. */
	KNOWN = WORD_ACCESS | WORD_LINE | WORD_WEAK | WORD_FIXED | WORD_OWN
};

/* Without a call: these are a few letters each, and the first one is known to be the same. */
static bool is_equal(const struct generic_words *w, const struct word_entry *e, const char *text)
{
	for (unsigned i = 1; i < e->len; i++)
		if (w->text[e->at + i] != text[i])
			return false;
	return true;
}

/* Whether one of the parts of those kinds is in a word. */
static bool says_part(const struct generic_words *w, unsigned kinds, const char *text, unsigned len)
{
	for (unsigned at = 0; at < len; at++) {
		unsigned n;
		const struct word_entry *e = word_parts(w, &w->mail, text[at], &n);

		for (; n--; e++) {
			unsigned says = e->kinds & kinds;

			if (!says || at + e->len > len || !is_equal(w, e, text + at))
				continue;
			if (says & ~(unsigned)WORD_MAIL_STEM ||
			    (at <= STEM_ROOM && len - at - e->len <= STEM_ROOM))
				return true;
		}
	}
	return false;
}

static bool is_sure(const struct tokens *t, const struct token *one)
{
	static const char *const names[] = { "mx", "mta", "mxa", "mxb", "pop" };

	if (one->len > SHORT || (token_is_in_first_label(t, one) && !(t->kinds & WORD_LINE)))
		return true;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == one->len &&
		    memcmp(t->text + one->at, names[i], one->len) == 0)
			return true;
	return false;
}

unsigned mail_in(const struct tokens *t, const struct generic_words *w,
		 const struct token **ret_word)
{
	unsigned found = 0;

	*ret_word = NULL;
	for (unsigned i = 0; i < t->n_all; i++) {
		const struct token *one = &t->list[i];
		const char *text = t->text + one->at;

		if (one->is_number)
			continue;
		if (i >= t->n) {
			if (one->value & WORD_MAIL ||
			    (!(one->value & KNOWN) &&
			     says_part(w, WORD_MAIL_PART | WORD_MAIL_DOMAIN, text, one->len)))
				found |= MAIL_DOMAIN;
		} else if (one->value & WORD_MAIL) {
			if (is_sure(t, one) && !(found & MAIL_WORD)) {
				found |= MAIL_WORD;
				*ret_word = one;
			}
		} else if (!(found & (MAIL_WORD | MAIL_PART)) && !(one->value & KNOWN) &&
			   says_part(w, WORD_MAIL_PART | WORD_MAIL_STEM, text, one->len)) {
			found |= MAIL_PART;
			*ret_word = one;
		}
	}
	return found;
}

/* `e` from text[at] on, where hyphens and dots may stand between its letters. Gives the octets that
 * it takes, or 0. */
static unsigned skip_spread(const struct tokens *t, const struct generic_words *w,
			    const struct word_entry *e, unsigned at, unsigned end)
{
	unsigned p = at;

	for (unsigned k = 0; k < e->len; k++, p++) {
		while (k && p < end &&
		       (t->text[p] == '-' || t->text[p] == '.' || t->text[p] == '_'))
			p++;
		if (p == end || t->text[p] != w->text[e->at + k])
			return 0;
	}
	return p - at;
}

const char *placeholder_in(const struct tokens *t, const struct generic_words *w, bool is_bare,
			   unsigned *ret_len)
{
	for (unsigned i = 0; i < t->n_all; i++) {
		unsigned at = t->list[i].at, n;
		unsigned kinds = WORD_NOBODY | (i < t->n && !is_bare ? WORD_PLACEHOLDER : 0);
		const struct word_entry *e;

		if (t->list[i].is_number)
			continue;
		for (e = word_parts(w, &w->places, t->text[at], &n); n--; e++) {
			if (!(e->kinds & kinds))
				continue;
			*ret_len = skip_spread(t, w, e, at, i < t->n ? t->host_len : t->len);
			if (*ret_len)
				return t->text + at;
		}
	}
	return NULL;
}
