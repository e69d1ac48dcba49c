/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GENERIC_MAIL_H
#define FCRDNS_GENERIC_MAIL_H

/*
 * generic_mail: what in a name is said by mail servers, and by those who never named it: words, and
 * parts of words. Pure.
 */

#include "tokens.h"

enum {
	MAIL_DOMAIN = 1, /* the registrable domain */
	MAIL_PART = 2,	 /* a part of a word */
	MAIL_WORD = 4
};

/* A set of these; *ret_word is a word of the host that says it, or NULL. */
unsigned mail_in(const struct tokens *t, const struct generic_words *w,
		 const struct token **ret_word);

/* The begin of a placeholder such as "hosted-by", and its octets, or NULL. `is_bare`: the host is
 * the first label of a registrable domain, where less is said. */
const char *placeholder_in(const struct tokens *t, const struct generic_words *w, bool is_bare,
			   unsigned *ret_len);

#endif
