/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SOURCE_H
#define FCRDNS_SOURCE_H

/*
 * source: the targets of a run, one after the other, in the order given: operands first, then the
 * domains of -d and --spf, then lists.
 *
 * Lists are streamed and blocks are walked: memory does not grow with the input. Every line that is
 * not empty or a comment gives at least one target, also when it cannot be read (has_address
 * false). `index` counts from 0 over the whole input. A name is one target, whose addresses
 * only the DNS knows. In all lists of the configuration the texts are borrowed until source_free.
 */

#include <fcrdns/shard.h>
#include <fcrdns/target.h>

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct source;
struct why;

enum source_got {
	SOURCE_TARGET,
	SOURCE_WAIT, /* nothing yet: come again after a turn, when source_fd is readable */
	SOURCE_END,
	SOURCE_FAILED
};

struct source_conf {
	const char *const *exact; /* -x operands: inet_pton's syntax and nothing else */
	size_t n_exact;
	const char *const *operands; /* address, reverse name, block, range or host name */
	size_t n_operands;
	/* A bad operand is looked for as a file, and where it is one -l is named. Never for one that
	 * comes from a stranger, who could ask which files there are. */
	bool names_lists;
	const char *const *lists; /* paths; "-" is standard input */
	size_t n_lists;
	/* That blocks and ranges may stand for: all operands together, or one line of a list. */
	uint64_t max_addresses;
	const char *const *mx_domains; /* domains: the addresses of their MX hosts, */
	size_t n_mx_domains;
	const char *const *spf_domains; /* those that their SPF record lets send */
	size_t n_spf_domains;
	/* Gives targets that stand in no list, after all others: fills in all but the index.
	 * `arena` is for their texts. Never SOURCE_WAIT. May be NULL. */
	enum source_got (*feed)(void *user, struct target *ret, struct arena *arena,
				struct why *why);
	void *feed_user;
	uint64_t n_feed;    /* how many it gives; 0: nobody knows */
	struct shard shard; /* the places that are given; all are counted. n = 0: every one */
	uint64_t begin;	    /* the first place that is given; see also source_go_to */
};

/* False (WHY_USAGE, WHY_NOINPUT) when an operand is no target or a list cannot be opened. */
struct source *source_new(const struct source_conf *conf, struct why *why);
void source_free(struct source *s);

/* The next target; its texts are copied to `arena`. */
enum source_got source_next(struct source *s, struct target *ret, struct arena *arena,
			    struct why *why);
/* What SOURCE_WAIT waits for; -1: for nothing, much was read in which no target stands. */
int source_fd(const struct source *s);

/* Give only what stands at `begin` or later; before the first source_next. */
void source_go_to(struct source *s, uint64_t begin);

/* The places seen so far, ours or not; after SOURCE_END all of the input. */
uint64_t source_places(const struct source *s);

/* How much of the input that is, 0 to 1; below 0 where nobody knows. */
double source_share(const struct source *s);

/* What the input says, lists read to their end: the same for the same input. False: a list cannot
 * be read (WHY_NOINPUT), or not more than once (WHY_USAGE). */
bool source_digest(const struct source_conf *conf, uint64_t *ret, struct why *why);

/* No list, no SPF record, and every operand is one address or name: the run is a few look-ups and
 * may be eager. */
bool source_is_short(const struct source *s);

#endif
