/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_HOLDING_H
#define FCRDNS_HOLDING_H

/*
 * holding: one public address that an account holds, or held, and what is known of its PTR.
 *
 * A value. Made by an inventory (src/cloud, or a file), kept by the ledger, judged by stale. Texts
 * live where the maker says. Every text that came from elsewhere is printable ASCII without
 * quotation marks or backslash, escaped by text_shown where it was not; an id that is not like
 * that is refused by whoever reads it, since it is sent back to the provider.
 */

#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the provider's own API says of the PTR. It is the wish, not what the DNS has. */
enum ptr_state {
	PTR_UNTOLD,  /* it was not asked, has no such API, or did not tell */
	PTR_NONE,    /* none is set: the DNS may have a default name */
	PTR_ACTIVE,  /* set, and said to be in the DNS */
	PTR_PENDING, /* on its way there */
	PTR_ERROR    /* set, but the provider failed to bring it there */
};

/* The value of "ptr_state" in a line of an inventory: "untold", "none", "active", ... */
const char *ptr_state_text(enum ptr_state s);
bool ptr_state_parse(enum ptr_state *ret, const char *text);

/* What the authoritative servers of the reverse zone say, asked themselves. */
enum at_source {
	SOURCE_UNASKED,
	SOURCE_HAS,	/* the name of `source_ptr` */
	SOURCE_LACKS,	/* they say that there is none */
	SOURCE_UNKNOWN, /* no answer */
	SOURCE_DIFFERS, /* one of them has a name, which not all that it takes say */
	SOURCE_INSIDE	/* they are at special-purpose addresses, which are not asked */
};

struct holding {
	struct ip address;
	const char *provider; /* an id of provider.h, or "" from a file without one */
	const char *account;  /* the provider's id of the project or account; "" where unknown */
	const char *region;   /* "" where there is none */
	const char *id;	      /* the provider's id of the address; "" where unknown */
	const char *label;    /* what the owner calls it; "" without */
	bool is_bound;	      /* to a machine; unbound is held as well */
	enum ptr_state ptr_state;
	struct name ptr; /* PTR_ACTIVE, PTR_PENDING, PTR_ERROR; else len 0. From a file: expected */
	bool has_ttl;
	uint32_t ttl_s; /* of that PTR */
	/* Kept with it by the provider, as it told: for nobody but the provider, so that it may be
	 * any UTF-8. NULL: none, not told, or from elsewhere. */
	const char *description;

	/* From the ledger; Unix time, 0: never. */
	int64_t row; /* the ledger's own number of it, 0: not from there */
	int64_t first_seen_s, last_seen_s;
	int64_t absent_since_s; /* the first complete inventory without it; 0: held */
	int64_t released_s;	/* believed released since, after --grace; 0: not (yet) */
	int64_t ptr_seen_s;	/* when ptr was told first */
	bool is_unknown; /* its account's inventory of this run was not complete, nor had it */
	struct name known_ptr; /* the last name that was ours: set by us or told by the API */
	uint32_t known_ttl_s;  /* its TTL; 0: unknown */
	bool reappeared;       /* held, and an earlier tenancy of ours has the same address */

	enum at_source at_source;
	struct name source_ptr; /* SOURCE_HAS */
	uint32_t source_ttl_s;
};

/* Of what an inventory is whole: what it lacks in these regions of this account is not held, and of
 * other regions nothing is known. */
struct inventory_cover {
	const char *provider, *account;
	const char *const *regions; /* none: whatever there is */
	size_t n_regions;
	/* They are meant to be all that the account has: what was held in another one counts as
	 * not known, and not as left alone. */
	bool all_regions;
};

#endif
