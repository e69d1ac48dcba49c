/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TOKENS_H
#define FCRDNS_TOKENS_H

/*
 * tokens: a name cut into words and numbers, in one pass from its end to its begin. Pure.
 *
 * A word is a maximal run of letters, a number a maximal run of digits: "gw-01" says nothing about
 * an address that ends in .1, and "dsl" is not in "landsleit". Labels of IDN names (xn--) have
 * neither, since their letters and digits are a code.
 */

#include "generic_words.h"

enum {
	TOKENS_MAX = 254, /* letters and digits by turns fill a name */
	NO_OCTET = 256	  /* of a number that cannot be one */
};

struct token {
	uint8_t at, len; /* in the name's text */
	uint8_t label;	 /* counted from 0, the domain's first label; that left of it is 1 */
	bool is_number;
	uint16_t value; /* a number of at most 3 digits, or NO_OCTET; of a word its kinds */
};

struct tokens {
	const char *text;
	unsigned len;	   /* of all */
	unsigned host_len; /* left of the registrable domain, without the dot; 0: there is none */
	const struct token *list; /* of the host, then of the domain's first label */
	unsigned n;		  /* of the host */
	unsigned n_all;
	unsigned n_labels; /* of the host */
	unsigned n_digits; /* in the host */
	unsigned longest;  /* digits of the longest number in the host */
	unsigned kinds;	   /* of all words in the host */
	unsigned suffix_kinds;
	unsigned suffix_at; /* where that suffix begins */
	struct token place[TOKENS_MAX];
};

/* `text`: `len` octets, at most 253, in lower case; its registrable domain begins at `domain_at`,
 * and that has a first label of `label_len` octets. */
void tokens_read(struct tokens *ret, const struct generic_words *w, const char *text, unsigned len,
		 unsigned domain_at, unsigned label_len);

/* The label that the name begins with, if the name has a host part. */
static inline bool token_is_in_first_label(const struct tokens *t, const struct token *one)
{
	return one->label == t->n_labels;
}

static inline bool token_is_word(const struct token *one, unsigned kinds)
{
	return !one->is_number && one->value & kinds;
}

static inline bool char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool char_is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

#endif
