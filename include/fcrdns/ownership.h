/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_OWNERSHIP_H
#define FCRDNS_OWNERSHIP_H

/*
 * ownership: does the TXT record at alidnsptrcheck.<root domain> hold the value by which
 * Alibaba Cloud proves that a domain belongs to whoever sets a PTR? And if not: what is
 * nearly right, and what to do about it.
 *
 * Pure. `verified` needs class IN, the asked owner (through CNAMEs), the strings of one
 * record joined, and all octets equal. One of several records suffices.
 */

#include <fcrdns/answer.h>
#include <fcrdns/name.h>

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct check;

enum ownership_status {
	OWNERSHIP_NOT_ASKED,
	OWNERSHIP_VERIFIED,
	OWNERSHIP_MISMATCH,
	OWNERSHIP_MISSING,
	OWNERSHIP_TEMPERROR
};

enum ownership_hint {
	HINT_NONE,
	HINT_VALUE_QUOTED,    /* quotes are part of the value */
	HINT_VALUE_SPACE,     /* white space in or around it */
	HINT_VALUE_CASE,      /* other letter case */
	HINT_VALUE_CUT,	      /* only its beginning (or end) is there */
	HINT_VALUE_EXTRA,     /* something stands before or after it */
	HINT_VALUE_SEVERAL,   /* several values, none of them right */
	HINT_OLD_VALUE,	      /* another value: perhaps an old one, cached for its TTL */
	HINT_WRONG_OWNER,     /* the value stands at the host, not at the root domain */
	HINT_DOUBLED_NAME,    /* at label.example.com.example.com */
	HINT_NEGATIVE_CACHED, /* not there; a resolver remembers that for a while */
	HINT_DOMAIN_UNCLEAR   /* no domain, or more than one, to look at */
};

struct ownership {
	enum ownership_status status;
	enum ownership_hint hint;
	struct name owner_name;	 /* where it was looked for, len 0 when unclear */
	const struct ask *txt;	 /* the question, or NULL */
	struct name domain;	 /* which it would prove, len 0 when unclear */
	const struct txt *value; /* the value that the hint is about, or NULL */
	struct name found_at;	 /* WRONG_OWNER, DOUBLED_NAME: where the value stands */
	uint32_t wait_s; /* how long a cache may keep what it has; 0: unknown or no_timing */
};

const char *ownership_status_text(enum ownership_status s);
const char *ownership_hint_text(enum ownership_hint h); /* "value_quoted"; NULL for HINT_NONE */

/* `domain`: the registrable domain of the confirmed names when they have one in common, or NULL. */
struct ownership ownership_of(const struct check *c, const struct name *domain, bool is_unclear);

#endif
