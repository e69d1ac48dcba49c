/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_SOURCE_OF_H
#define FCRDNS_SCAN_SOURCE_OF_H

/* What the parts of authority share: the addresses, each with the zone that it was found in. */

#include <fcrdns/authority.h>
#include <fcrdns/name.h>

#include <stdbool.h>
#include <stdint.h>

enum {
	NOWHERE = UINT32_MAX
};

struct item {
	struct holding *holding;
	struct name owner; /* of its PTR records, where that is not its reverse name */
	uint32_t next;	   /* of the same zone, or NOWHERE */
};

struct zone {
	struct name name;
	uint32_t first;
};

struct memo {
	struct name name;
	uint32_t zone;
};

struct source_of {
	const struct authority_conf *conf;
	struct arena *arena; /* of names that stay */
	struct item *items;
	uint32_t n_items;
	struct zone *zones;
	uint32_t n_zones, room;
	struct memo *memos;
	unsigned n_memos;
	bool failed; /* out of memory */
};

/* What an answer says about the holding's PTR. */
struct said {
	enum at_source at;
	struct name ptr; /* a view of the answer's */
	uint32_t ttl_s;
	unsigned n_records;
};

struct said said_of(const struct source_of *s, const struct holding *h, const struct answer *a);
/* Into the holding, copied. */
void said_keep(struct source_of *s, struct holding *h, const struct said *said);

bool source_of_is_stopped(const struct source_of *s);

/* The zone of each item, through the resolver. */
void source_of_find(struct source_of *s);
/* The servers of each zone, about its items. */
void source_of_ask(struct source_of *s);

#endif
