/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PROVIDER_H
#define FCRDNS_PROVIDER_H

/*
 * provider: what is known of those who hand out addresses: their rules for PTR records, and what
 * a customer has to type or click. Data, compiled in; a test holds it against data/providers.json,
 * where each fact has its source.
 */

#include <fcrdns/holding.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

enum provider_forward {
	FORWARD_FREE,	 /* the provider does not look */
	FORWARD_ADVISED, /* mail servers do */
	FORWARD_REQUIRED /* the provider refuses a name whose A or AAAA is not there */
};

struct provider {
	const char *id;		   /* what --provider takes */
	const char *name;	   /* for people */
	bool has_session;	   /* src/cloud can ask for its inventory */
	bool sets_ptr;		   /* ... and set its PTRs */
	bool has_ptr_api;	   /* there is one, ours or not */
	bool read_may_write;	   /* asking for PTRs can delete the one of an earlier holder */
	bool ipv4, ipv6;	   /* families that may have a PTR of one's own */
	unsigned names_max;	   /* PTR names of one address; 0: not known */
	bool wildcard, underscore; /* allowed in the name */
	bool dot_required;	   /* a final dot on the wire; we write it, people need not */
	bool idn;		   /* takes U-labels */
	bool has_ttl;		   /* the customer chooses it */
	uint32_t ttl_min_s, ttl_max_s, ttl_default_s; /* default 0: the zone's */
	unsigned description_max;		      /* 0: has none */
	unsigned tags_max;			      /* 0: has none, or the server judges */
	enum provider_forward forward;
	bool wants_ownership;	  /* proves the domain by a TXT record */
	bool unset_gives_default; /* afterwards a name of the provider's own stands there */
	bool releases_clean; /* it removes the PTR itself, or refuses the release: no stale PTR */
	const char *note;    /* one sentence of what else must be known, or NULL */
	const char *source;  /* where the rules are from */
	/* Templates, see provider_words; NULL: there is none. */
	const char *console;	       /* where to click */
	const char *inventory_command; /* its own CLI; the output is what --inventory - reads */
	const char *set_command, *unset_command;
	const char *stale_command; /* gets rid of the PTR of an address that was released */
	const char *stale_words;   /* the same where no command can: whom to ask for what */
};

/* By its id, without regard to case, or NULL. */
const struct provider *provider_of(const char *id);
/* All of them, in the order of their ids. */
const struct provider *provider_list(size_t *ret_n);

/*
 * Appends a template with its signs filled in: %a the address, %i the provider's id of it, %r the
 * region, %k both as REGION:ID, %n the PTR name with a final dot, %N without, %p the reverse name,
 * %t the TTL in seconds. What is not known is written as a word in capitals (ADDRESS_ID), for a
 * person to fill in.
 */
void provider_words(const char *words, const struct holding *h, const struct name *ptr,
		    uint32_t ttl_s, struct text *out);

#endif
