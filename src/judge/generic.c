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

static unsigned words_of(const struct host *h, struct word out[static WORDS_MAX])
{
	unsigned n = 0, i = 0;

	while (i < h->len && n < WORDS_MAX) {
		unsigned start = i;

		while (i < h->len && h->text[i] >= 'a' && h->text[i] <= 'z')
			i++;
		if (i > start)
			out[n++] = (struct word){ h->text + start, i - start };
		else
			i++;
	}
	return n;
}

static bool is_one_of(const struct word *w, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == w->len && memcmp(w->p, *list, w->len) == 0)
			return true;
	return false;
}

static bool has_part(const struct word *w, const char *part)
{
	return memmem(w->p, w->len, part, strlen(part)) != NULL;
}

/* A name that says mail is a mail server's, whatever else it says: big senders number their hosts
 * by address. */
static bool says_mail(const struct host *h)
{
	static const char *const words[] = {
		"mx",	  "mxa",  "mxb",   "mxs",    "mxout",	"mxin",	   "mta",	"mtas",
		"mtaout", "pmta", "omta",  "relay",  "relays",	"bounce",  "bounces",	"outbound",
		"imap",	  "pop",  "omp",   "sender", "senders", "postfix", "smarthost", "mout",
		"exim",	  "msa",  "smout", "mo",     NULL
	};
	struct word said[WORDS_MAX];
	unsigned n = words_of(h, said);

	for (unsigned i = 0; i < n; i++)
		if (is_one_of(&said[i], words) || has_part(&said[i], "mail") ||
		    has_part(&said[i], "smtp") || has_part(&said[i], "outbound"))
			return true;
	return false;
}

static bool says_static(const struct host *h)
{
	static const char *const words[] = { "static", "business", "fixed", "sta", "biz", NULL };
	struct word said[WORDS_MAX];
	unsigned n = words_of(h, said);

	for (unsigned i = 0; i < n; i++)
		if (is_one_of(&said[i], words))
			return true;
	return false;
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
	if (says_mail(&h) || says_mail(&first))
		return GENERIC_NO;
	if (found == EMBEDDED_PART) {
		*ret_because = "three octets of the address are in it";
		return GENERIC_MAYBE;
	}
	if (says_static(&h)) {
		*ret_because = "the address is in it, but it says static or business";
		return GENERIC_MAYBE;
	}
	*ret_because = "the whole address is in it";
	return GENERIC_YES;
}
