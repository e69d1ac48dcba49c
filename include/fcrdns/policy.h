/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_POLICY_H
#define FCRDNS_POLICY_H

/*
 * policy: what the user wants asked and judged; the same for every target of a run.
 *
 * A value made once from the options and only read afterwards. The names point
 * into memory that lives as long as the run.
 */

#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum helo_kind {
	HELO_NONE,
	HELO_NAME,    /* a domain name */
	HELO_LITERAL, /* [192.0.2.1] or [IPv6:2001:db8::1], RFC 5321 section 4.1.3; or a bare
			 address */
	HELO_OTHER    /* neither */
};

struct helo {
	enum helo_kind kind;
	const char *text;  /* as given, safe to print */
	struct name name;  /* HELO_NAME */
	struct ip literal; /* HELO_LITERAL */
	bool brackets;	   /* HELO_LITERAL written with them */
};

/* The registrable domain (RFC 8499: a public suffix and one label) of `name`, a view of the same
 * octets; false when it has none. A function value, so that the asking side needs no list. */
typedef bool root_domain_fn(const void *list, const struct name *name, struct name *ret);

struct generic_words;

struct policy {
	unsigned ptr_limit;		  /* names evaluated */
	bool special_skip;		  /* ask nothing for special-purpose addresses */
	bool strict;			  /* an evaluated name that does not confirm is a failure */
	bool eager;			  /* one address: ask what might be needed at once */
	bool no_timing;			  /* nothing in the record may come from time or speed */
	bool resolver_is_local;		  /* finding resolver_local */
	bool resolver_is_https;		  /* for the words about one that does not answer */
	bool trust_ad;			  /* the resolver's AD bit may be believed */
	struct name expect;		  /* len 0: none */
	const struct name *also_expected; /* names that would do as well */
	unsigned n_also_expected;
	struct helo helo;
	bool ownership;
	struct name ownership_domain; /* len 0: from expect, helo or the confirmed name */
	const char *ownership_value;
	size_t ownership_len;
	const char *ownership_host; /* label(s) put before the domain */
	/* For targets that are holdings: the domains that are the user's own, names of theirs that
	 * must not lead to what was given back, and the moment that all of them are judged at (Unix
	 * time). */
	const struct name *own_domains, *own_names;
	unsigned n_own_domains, n_own_names;
	int64_t now_s;
	root_domain_fn *root_domain;
	const void *suffix_list;
	const struct generic_words *generic_words; /* NULL: those compiled in */
	bool deep;				   /* ask for what costs more, too */
	const struct name *dnsbls;		   /* lists that are asked about the address */
	unsigned n_dnsbls;
	uint64_t ignore[2]; /* bit per finding code: dropped before severity */
};

#endif
