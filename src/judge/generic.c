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

/* `is_it` of one of the host's words. */
static bool says(const struct host *h, bool is_it(const struct word *))
{
	const char *p = h->text, *end = p + h->len;

	for (unsigned n = 0; p < end && n < WORDS_MAX; p++) {
		struct word w = { p, 0 };

		while (p < end && *p >= 'a' && *p <= 'z')
			p++;
		w.len = (size_t)(p - w.p);
		if (!w.len)
			continue;
		if (is_it(&w))
			return true;
		n++;
	}
	return false;
}

static bool is_one_of(const struct word *w, const char *const *list)
{
	for (; *list; list++)
		if (**list == *w->p && strlen(*list) == w->len && memcmp(w->p, *list, w->len) == 0)
			return true;
	return false;
}

/* A name that says mail is a mail server's, whatever else it says: big senders number their hosts
 * by address. */
static bool is_mail(const struct word *w)
{
	static const char *const words[] = { "mx",	"mxa",	     "mxb",    "mxs",	 "mxout",
					     "mxin",	"mta",	     "mtas",   "mtaout", "pmta",
					     "omta",	"relay",     "relays", "bounce", "bounces",
					     "imap",	"pop",	     "omp",    "sender", "senders",
					     "postfix", "smarthost", "mout",   "exim",	 "msa",
					     "smout",	"mo",	     NULL };

	for (size_t i = 0; i + 4 <= w->len; i++)
		if (memcmp(w->p + i, "mail", 4) == 0 || memcmp(w->p + i, "smtp", 4) == 0 ||
		    (i + 8 <= w->len && memcmp(w->p + i, "outbound", 8) == 0))
			return true;
	return is_one_of(w, words);
}

static bool is_static(const struct word *w)
{
	static const char *const words[] = { "static", "business", "fixed", "sta", "biz", NULL };

	return is_one_of(w, words);
}

enum generic_class generic_of(const struct ip *ip, const struct name *name,
			      const struct name *domain, const char **ret_because)
{
	struct host h, first; /* left of the registrable domain; that domain's own label */
	enum embedded found;

	*ret_because = NULL;
	if (!domain->len || domain->len >= name->len)
		return GENERIC_NO;
	host_take(&h, name->wire, (unsigned)(name->len - domain->len));
	found = address_in(&h, ip);
	if (found == EMBEDDED_NO)
		return GENERIC_NO;
	host_take(&first, domain->wire, 1U + domain->wire[0]);
	if (says(&h, is_mail) || says(&first, is_mail))
		return GENERIC_NO;
	if (found == EMBEDDED_PART) {
		*ret_because = "three octets of the address are in it";
		return GENERIC_MAYBE;
	}
	if (says(&h, is_static)) {
		*ret_because = "the address is in it, but it says static or business";
		return GENERIC_MAYBE;
	}
	*ret_because = "the whole address is in it";
	return GENERIC_YES;
}
