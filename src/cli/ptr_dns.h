/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_PTR_DNS_H
#define FCRDNS_CLI_PTR_DNS_H

/*
 * ptr_dns: what the DNS has as the PTR of one address, and waiting until it has what it should.
 */

#include "wishes.h"

#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdbool.h>

struct why;

struct ptr_dns {
	struct wish wish;
	struct servers servers;
	struct resolver_conf conf;
};

/* `o`: who is asked, as the main program has it. False with one sentence. */
bool ptr_dns_open(struct ptr_dns *d, const struct options *o, struct why *why);

enum ptr_dns_seen {
	SEEN_NAME,  /* the name, and perhaps others */
	SEEN_OTHER, /* another one: see .other */
	SEEN_NONE,
	SEEN_UNKNOWN /* no usable answer */
};

struct ptr_dns_look {
	enum ptr_dns_seen seen;
	bool is_alone;		   /* SEEN_NAME: there is no other */
	uint32_t ttl_s;		   /* for so long it may be what the resolver remembers */
	char other[NAME_TEXT_MAX]; /* the first one that is not the name, or "" */
};

/* False with one sentence: nobody can be asked at all. */
bool ptr_dns_look(const struct ptr_dns *d, const struct ip *address, const struct name *name,
		  struct ptr_dns_look *ret, struct why *why);

/* Looks again and again, for `wait_ms` at most, until the name is there, or is not; *ret is the
 * last look. */
bool ptr_dns_wait(const struct ptr_dns *d, const struct ip *address, const struct name *name,
		  bool wants_name, unsigned wait_ms, struct ptr_dns_look *ret, struct why *why);
bool ptr_dns_is(const struct ptr_dns_look *look, bool wants_name);

#endif
