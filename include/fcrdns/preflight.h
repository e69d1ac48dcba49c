/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PREFLIGHT_H
#define FCRDNS_PREFLIGHT_H

/*
 * preflight: would a provider accept this PTR, and would mail servers accept the address then?
 *
 * Pure: a function of the provider's rules, what is wished, the evidence of a check that expects
 * the wished name, and what an inventory says of the address. Everything lives in the arena of the
 * check.
 */

#include <fcrdns/holding.h>
#include <fcrdns/record.h>

#include <stdbool.h>
#include <stdint.h>

struct provider;

/* Ordered: the worst is the greatest. */
enum preflight_state {
	PREFLIGHT_OK,
	PREFLIGHT_ADVICE, /* nobody refuses it, and it is worth knowing */
	PREFLIGHT_UNDECIDED,
	PREFLIGHT_REFUSED /* by the provider, or afterwards by mail servers */
};

/* "ok", "advice", "undecided", "refused" */
const char *preflight_state_text(enum preflight_state s);

enum preflight_held {
	PREFLIGHT_UNASKED, /* no inventory was read */
	PREFLIGHT_HELD,	   /* see holding */
	PREFLIGHT_NOT_HELD,
	PREFLIGHT_HELD_UNKNOWN /* the inventory failed or is not complete */
};

struct preflight_wish {
	const struct provider *provider;
	const struct name *name; /* the same as the policy's `expect` */
	bool has_ttl;
	uint32_t ttl_s;
	const char *description; /* or NULL */
	unsigned n_tags;
	enum preflight_held held;
	const struct holding *holding; /* PREFLIGHT_HELD, else NULL */
	const char *held_words;	       /* why not asked or not known: a clause, or NULL */
};

struct preflight_item {
	const char *code; /* stable: "family", "forward", ... */
	enum preflight_state state;
	const char *message; /* one sentence without final stop; printable ASCII */
	const char *fix;     /* what to do, or NULL */
};

enum {
	PREFLIGHT_ITEMS = 24
};

struct preflight {
	const struct record *record;
	const struct preflight_wish *wish;
	enum preflight_state state; /* the worst; UNDECIDED where the memory is full */
	struct preflight_item items[PREFLIGHT_ITEMS];
	unsigned n_items;
};

void preflight_of(struct preflight *ret, const struct record *r, const struct preflight_wish *w);

#endif
