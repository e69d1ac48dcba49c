/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TARGET_H
#define FCRDNS_TARGET_H

/*
 * target: one place of the input: an address to check, a name whose addresses are to be checked, or
 * a line that is none, and what the user told us about it. A value; texts live in the target's
 * arena. Each address of a name is a target of its own, a part of that place.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stdint.h>

struct holding;

enum target_kind {
	TARGET_ADDRESS,
	TARGET_HOST, /* from here on a name: its own addresses, */
	TARGET_MX,   /* those of its MX hosts, */
	TARGET_SPF   /* or those that its SPF record lets send */
};

struct target {
	uint64_t index;	  /* place in the whole input, whatever the shard */
	bool has_address; /* false: a name, or `error` says why */
	bool for_now;	  /* `error` may have passed later */
	bool expired;	  /* `error` is that its deadline came before all answers */
	bool beside;	  /* `error` is no fault: what is known of the name beside its addresses */
	bool has_server;  /* `server` is who did not answer, where it is for now */
	uint8_t server;	  /* index */
	bool mapped;	  /* given as an IPv4-mapped IPv6 address */
	bool has_part;	  /* one of the addresses of a name */
	enum target_kind kind;
	uint64_t part;	   /* place among them */
	struct name name;  /* for a kind that is a name */
	struct ip address; /* never IPv4-mapped */
	const char *input; /* as given, safe to print; NULL where it is the address's own text */
	const char *tag;   /* second column, safe to print; or NULL */
	const char *error; /* one clause: why it is no target */
	/* Of an account's address; lives as long as the texts. Else NULL. */
	const struct holding *holding;
};

#endif
