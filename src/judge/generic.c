/* SPDX-License-Identifier: MIT */
#include <fcrdns/generic.h>

#include "embedded.h"

#include <string.h>

enum {
	WORDS_MAX = 64 /* looked at in one name */
};

/* A maximal run of letters. */
struct word {
	const char *p;
	size_t len;
};

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

enum {
	WORDS_OF_LETTER = 13 /* with the NULL at the end */
};

/* Words by their first letter. */
typedef const char *const word_list[26][WORDS_OF_LETTER];

static bool is_one_of(const struct word *w, word_list words)
{
	for (const char *const *at = words[*w->p - 'a']; *at; at++)
		if (strlen(*at) == w->len && memcmp(w->p, *at, w->len) == 0)
			return true;
	return false;
}

/* A name that says mail is a mail server's, whatever else it says: big senders number their hosts
 * by address. */
static bool is_mail(const struct word *w)
{
	static word_list words = {
		['b' - 'a'] = { "bounce", "bounces" },
		['e' - 'a'] = { "exim" },
		['i' - 'a'] = { "imap" },
		['m' - 'a'] = { "mx", "mxa", "mxb", "mxs", "mxout", "mxin", "mta", "mtas", "mtaout",
				"mout", "msa", "mo" },
		['o' - 'a'] = { "omta", "omp" },
		['p' - 'a'] = { "pmta", "pop", "postfix" },
		['r' - 'a'] = { "relay", "relays" },
		['s' - 'a'] = { "sender", "senders", "smarthost", "smout" },
	};

	for (size_t i = 0; i + 4 <= w->len; i++)
		if (memcmp(w->p + i, "mail", 4) == 0 || memcmp(w->p + i, "smtp", 4) == 0 ||
		    (i + 8 <= w->len && memcmp(w->p + i, "outbound", 8) == 0))
			return true;
	return is_one_of(w, words);
}

static bool is_static(const struct word *w)
{
	static word_list words = {
		['b' - 'a'] = { "business", "biz" },
		['f' - 'a'] = { "fixed" },
		['s' - 'a'] = { "static", "sta" },
	};

	return is_one_of(w, words);
}

enum {
	SAYS_MAIL = 1,
	SAYS_STATIC = 2
};

/* What the words of `len` octets say, as far as it matters: mail decides. */
static unsigned said_by(const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	unsigned said = 0;

	for (unsigned n = 0; n < WORDS_MAX; n++) {
		struct word w;

		while (p < end && !is_letter(*p))
			p++;
		if (p == end)
			break;
		for (w.p = p; p < end && is_letter(*p); p++)
			;
		w.len = (size_t)(p - w.p);
		if (is_mail(&w))
			return SAYS_MAIL;
		if (is_static(&w))
			said = SAYS_STATIC;
	}
	return said;
}

enum generic_class generic_of(const struct ip *ip, const char *text, size_t len,
			      const struct name *domain, const char **ret_because)
{
	size_t domain_len = domain->len - 2U; /* as text */
	struct host h = { .text = text };
	enum embedded found;
	unsigned said;

	*ret_because = NULL;
	if (domain->len < 2 || domain_len >= len)
		return GENERIC_NO;
	h.len = (unsigned)(len - domain_len - 1);
	found = address_in(&h, ip);
	if (found == EMBEDDED_NO)
		return GENERIC_NO;
	said = said_by(h.text, h.len);
	if (said == SAYS_MAIL || said_by(text + len - domain_len, domain->wire[0]) == SAYS_MAIL)
		return GENERIC_NO;
	if (found == EMBEDDED_PART) {
		*ret_because = "three octets of the address are in it";
		return GENERIC_MAYBE;
	}
	if (said == SAYS_STATIC) {
		*ret_because = "the address is in it, but it says static or business";
		return GENERIC_MAYBE;
	}
	*ret_because = "the whole address is in it";
	return GENERIC_YES;
}
