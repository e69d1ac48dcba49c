/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CHECK_H
#define FCRDNS_CHECK_H

/*
 * check: asks the DNS questions that one address needs, is told the answers, ends.
 *
 * An ask/tell machine: no I/O, no clock, no retries. Once it is done it is the
 * evidence that judge.h reads: every question with its answer, in the order asked.
 * All questions whose names are known are there to be taken at once; nothing
 * waits for an answer it does not need. Everything lives in the target's arena;
 * when that is full, `failed` is set and the check is done.
 */

#include <fcrdns/answer.h>
#include <fcrdns/deep.h>
#include <fcrdns/listing.h>
#include <fcrdns/policy.h>
#include <fcrdns/target.h>

#include <stdbool.h>

struct arena;
struct trace;

/* One question of a check. */
struct ask {
	struct ask *next;
	struct question question; /* what the check wants to know */
	struct question sent; /* what is asked: another name after a CNAME that was not followed */
	struct answer answer; /* once told */
	bool taken, told;
	bool wanted;  /* by --deep: it counts whoever else asked for it */
	bool is_deep; /* nobody else asked for it: no verdict needs its answer */
	uint8_t n_chases;
};

/* One distinct PTR target, in the order of the answer. */
struct candidate {
	struct name name;
	struct name domain; /* registrable domain, len 0: none */
	unsigned faults;    /* enum host_fault */
	bool evaluated;	    /* usable and within the limit */
	struct ask *own;    /* addresses of the target's family; evaluated ones only */
	struct ask *other;  /* of the other family, asked when own has none (NODATA) */
};

/* Where an ownership record may stand. */
struct owner {
	struct name domain; /* the root domain it proves */
	struct name name;   /* where it is looked for */
	struct ask *txt;
};

struct check {
	const struct target *target;
	const struct policy *policy;
	struct arena *arena;
	bool skipped; /* special-purpose and not to be asked */
	bool expired; /* its deadline came before all answers */
	bool failed;  /* out of memory: nothing here decides anything */
	bool planned; /* candidates are known */
	struct name reverse;
	struct ask *ptr;
	struct candidate *candidates;
	unsigned n_candidates, n_evaluated, n_usable; /* n_usable counts those over the limit too */
	struct ask *expect;			      /* own-family addresses of policy->expect */
	struct ask **known; /* the same of the names that belong to a holding */
	unsigned n_known;
	struct ask *helo_own, *helo_other, *helo_mx;
	struct owner *owners;
	unsigned n_owners;
	struct owner at_host, doubled; /* near misses; txt NULL: not asked */
	struct listing *listings;      /* one a list of policy->dnsbls */
	struct deep *deep;	       /* of policy->deep */

	struct ask *first, **last;
	unsigned n_asks;

	const struct trace *trace; /* what the zones' own servers say, where they were asked */
};

void check_init(struct check *c, struct arena *arena, const struct target *target,
		const struct policy *policy);

/* The next question to send, or NULL when there is none now. It stays the check's. */
struct ask *check_next(struct check *c);

/* The answer to `ask`; copied. An answer to a question already told is ignored. */
void check_tell(struct check *c, struct ask *ask, const struct answer *answer);

/* Before check_expire: `n` packets were sent for the open question `ask`, the last to `server`. */
void check_note_tries(struct ask *ask, unsigned n, unsigned server);

/* The deadline came: what is still open counts as timed out, nothing more is asked. */
void check_expire(struct check *c);

/* Nothing that is still open can change anything; open questions may be dropped. */
bool check_is_done(const struct check *c);

/* One of `answer`'s TXT records is exactly these octets. */
bool answer_has_text(const struct answer *answer, const char *octets, size_t len);

/*
 * What `ask` was told counts. Not so for the other family's addresses where the own family has an
 * answer of its own: whether they were asked in advance must not show.
 */
bool check_counts(const struct check *c, const struct ask *ask);

/* What was told of a name's addresses of the other family, where the own family has none: else they
 * say nothing, whoever asked for them. NULL: nothing. */
const struct ask *candidate_other(const struct candidate *one);

/* `ask` was told that `ip` is among the addresses. */
bool ask_lists(const struct ask *ask, const struct ip *ip);

#endif
