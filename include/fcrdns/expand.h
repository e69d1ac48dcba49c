/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPAND_H
#define FCRDNS_EXPAND_H

/*
 * expand: the addresses that a name stands for: a host's own, those of a domain's MX hosts, or
 * those that a domain's SPF record lets send (RFC 7208).
 *
 * An ask/tell machine like check: no I/O, no clock, no retries. What it ends with follows from the
 * answers alone, never from the order in which they came. Everything lives in the arena of
 * expand_init; when that is full, `failed` is set and the expansion is done.
 *
 * SPF is read as a receiver reads it, first match first: what an earlier term does not let pass
 * is taken away from the later ones. Blocks stay blocks until they are walked.
 */

#include <fcrdns/answer.h>
#include <fcrdns/check.h>
#include <fcrdns/target.h>

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum expand_status {
	EXPAND_OK,
	EXPAND_TEMPORARY, /* there may be more addresses than these, or than none */
	EXPAND_PERMANENT  /* there are none, and asking again will not help */
};

struct ip_range {
	struct ip first, last; /* one family, first <= last, never IPv4-mapped */
};

struct expand {
	enum target_kind kind;
	struct name name;
	struct arena *arena;
	uint64_t max_addresses;
	unsigned only_len; /* 4 or 16: one family alone; 0: both */
	struct ask *first, **last;
	unsigned n_asks;
	bool expired; /* its deadline came before all answers */
	bool failed;  /* out of memory or questions */
	bool done;

	/* Once done: */
	enum expand_status status;
	const char *clause; /* why not EXPAND_OK: its subject is "it", the name; printable ASCII */
	const struct ip_range *ranges; /* sorted, IPv4 first, without a common address */
	unsigned n_ranges;
	uint64_t n_addresses; /* at most max_addresses */
	const char **notes;   /* what cannot be listed, or is worth knowing; printable ASCII */
	unsigned n_notes;
};

/* `name` is copied. Any kind but TARGET_ADDRESS. `only_len`: 4 or 16, the addresses of one family
 * alone; 0: of both. */
void expand_init(struct expand *e, struct arena *arena, enum target_kind kind,
		 const struct name *name, uint64_t max_addresses, unsigned only_len);

/* The next question to send, or NULL when there is none now. It stays the expansion's. */
struct ask *expand_next(struct expand *e);

/* The answer to `ask`; copied. An answer to a question already told is ignored. */
void expand_tell(struct expand *e, struct ask *ask, const struct answer *answer);

/* The deadline came: what is still open counts as timed out. */
void expand_expire(struct expand *e);

bool expand_is_done(const struct expand *e);

/* Once done: the first question that has no usable answer, or NULL. */
const struct ask *expand_unanswered(const struct expand *e);

/* Where a walk over all addresses is; zeroed at its begin. */
struct expand_walk {
	unsigned at; /* of ranges */
	bool within; /* it is in the range, at `ip` */
	struct ip ip;
};

/* The next address; false when there are no more. Only once done. */
bool expand_step(const struct expand *e, struct expand_walk *walk, struct ip *ret);

#endif
