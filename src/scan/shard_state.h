/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_SHARD_STATE_H
#define FCRDNS_SCAN_SHARD_STATE_H

/*
 * shard_state: what FILE.state tells those who read FILE later: which part of which scan it is, and
 * whether that part is whole. journal.h describes the file; here nothing in it is believed.
 */

#include <fcrdns/shard.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct why;

struct shard_state {
	char scan[17]; /* the same for all shards of one scan */
	char version[64], format[16];
	struct shard shard;
	bool quiet;	/* records are left out */
	bool unordered; /* they stand as they were finished */
	bool complete;
	uint64_t octets; /* of FILE, when it is complete */
	uint64_t places; /* of the whole list, when it is complete */
};

enum shard_state_got {
	SHARD_STATE_READ,
	SHARD_STATE_NONE, /* there is no such file */
	SHARD_STATE_FAILED
};

/* Of the output `path`, also where that is a symbolic link. WHY_NOINPUT, WHY_DATA. */
enum shard_state_got shard_state_load(struct shard_state *ret, const char *path, struct why *why);

/* The octets of such a file; NULL or what is wrong with them, one clause. */
const char *shard_state_parse(struct shard_state *ret, const char *octets, size_t n);

#endif
