/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DEEP_H
#define FCRDNS_DEEP_H

/*
 * deep: what --deep asks about the names that lead back, once all of them are known.
 *
 * Part of a check. It changes no verdict: what it does not get to know, for want of an answer or
 * of the room that it may take, is told as not known, and the check goes on as without it.
 */

#include <fcrdns/ip.h>
#include <fcrdns/limits.h>
#include <fcrdns/name.h>

#include <stdbool.h>

struct ask;
struct candidate;
struct check;

/* An address of the other family that such a name has as well. */
struct twin {
	struct ip address;
	struct ask *ptr;
	struct ask *forward[LIMIT_TWIN_NAMES]; /* of its PTR names, where none is the name itself */
	unsigned n_forward;
	bool is_cut; /* it has more of them */
};

struct deep_name {
	const struct candidate *candidate;
	struct ask *other;		/* its addresses of the other family */
	bool planned;			/* they are known */
	struct twin twins[LIMIT_TWINS]; /* sorted */
	unsigned n_twins;
	bool is_cut; /* it has more of them */
};

/* The registrable domain of such a name. */
struct deep_domain {
	struct name name;
	struct ask *mx;
	struct ask *a, *aaaa; /* they stand for an MX record, too: RFC 5321 section 5.1 */
	struct name www;      /* len 0: there is no room for the label, or no need to ask */
	struct ask *www_a, *www_aaaa;
};

/* What an SPF record says of the address, RFC 7208 section 2.6. */
enum spf_result {
	SPF_MISSING, /* an answer is, so far */
	SPF_NONE,    /* there is no such record */
	SPF_PASS,
	SPF_NEUTRAL,
	SPF_SOFTFAIL,
	SPF_FAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
	SPF_UNTOLD /* it depends on the message, or is longer than what is read */
};

/* The name that a mail server says in HELO, or may say: its SPF record is about the server. */
struct deep_sender {
	struct name name;
	enum spf_result result;
	const char *fault; /* SPF_PERMERROR: why */
};

/* A look-up that the resolver fails at. */
struct deep_doubt {
	const struct ask *of;
	struct ask
		*unchecked; /* the same without a look at DNSSEC, and, where that has an answer, */
	struct ask *again;  /* with one once more: the failure may have passed meanwhile, */
	struct ask *fresh;  /* and another type: it may be remembered; */
	struct ask *all;    /* where that is proved, all there is at the name, checked, */
	struct ask *all_unchecked; /* and then, where that fails, not checked */
};

struct deep {
	bool planned; /* the names are known */
	bool is_cut;  /* there are more of them */
	struct deep_name names[LIMIT_DEEP_NAMES];
	unsigned n_names;
	struct deep_domain domains[LIMIT_DEEP_NAMES];
	unsigned n_domains;
	struct deep_sender senders[LIMIT_DEEP_NAMES];
	unsigned n_senders;
	struct deep_doubt doubts[1 + LIMIT_DEEP_NAMES]; /* the PTR look-up, and names */
	unsigned n_doubts;
	unsigned n_asked;
};

/* Whether mail can be sent to a domain. */
enum takes_mail {
	TAKES_MAIL,
	TAKES_NONE,    /* it says so itself: a null MX, RFC 7505 */
	TAKES_NOWHERE, /* neither MX record nor address */
	TAKES_UNKNOWN
};

enum has_site {
	HAS_SITE,
	HAS_NO_SITE, /* neither it nor www below it has an address */
	HAS_UNKNOWN_SITE
};

enum has_site domain_has_site(const struct deep_domain *d);
enum takes_mail domain_takes_mail(const struct deep_domain *d);

/* Whether DNSSEC is why a look-up fails. */
enum validity {
	VALIDITY_UNKNOWN,
	VALIDITY_BOGUS_SAID, /* by the resolver, with an Extended DNS Error */
	VALIDITY_BOGUS_FOUND /* it has an answer where it shall not check it */
};

/* Also without --deep. */
enum validity answer_validity(const struct check *c, const struct ask *ask);

enum leads_back {
	LEADS_BACK,
	LEADS_ELSEWHERE,
	LEADS_UNKNOWN
};

/* Whether the reverse DNS of the twin is confirmed. */
enum leads_back twin_leads(const struct twin *t, const struct deep_name *of);

#endif
