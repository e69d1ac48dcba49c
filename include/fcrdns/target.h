/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TARGET_H
#define FCRDNS_TARGET_H

/*
 * target: one place of the input: an address to check, or a line that is none,
 * and what the user told us about it. A value; texts live in the target's arena.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stdint.h>

struct target {
	uint64_t index;	   /* place in the whole input, whatever the shard */
	bool has_address;  /* false: `error` says why */
	bool mapped;	   /* given as an IPv4-mapped IPv6 address */
	struct ip address; /* never IPv4-mapped */
	const char *input; /* as given, safe to print; NULL where it is the address's own text */
	const char *tag;   /* second column, safe to print; or NULL */
	const char *error; /* one clause: why it is no target */
};

#endif
