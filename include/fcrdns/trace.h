/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TRACE_H
#define FCRDNS_TRACE_H

/*
 * trace: what the servers of the zones say themselves about the look-ups of a check that ended.
 *
 * An ask/tell machine like check: no I/O, no clock, no retries. Each look-up is followed from the
 * asked name on: the zone that the name is in and the addresses of that zone's servers come from
 * the resolver, then each server is asked without recursion. Where all of them lead on with a CNAME
 * (RFC 2317 does), the next step is the zone of that name. So an alias that changed is noticed as
 * well as a record that did.
 *
 * A stranger who holds a zone names its servers: those out of reach (reach.h) are not asked.
 *
 * Everything lives in the arena of trace_init; when that is full, `failed` is set and it is done.
 */

#include <fcrdns/answer.h>
#include <fcrdns/check.h>
#include <fcrdns/limits.h>
#include <fcrdns/reach.h>
#include <fcrdns/zonecut.h>

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum trace_server_state {
	SERVER_ASKED,
	SERVER_ADDRESSLESS, /* its name has no address */
	SERVER_UNRESOLVED,  /* its address could not be looked up for now */
	SERVER_UNHEARD,	    /* the trace's own time was over first */
	SERVER_SPECIAL	    /* its address is not one that may be asked */
};

/* One server of a zone. */
struct trace_server {
	struct name host;
	struct ip ip;	  /* one of its addresses, IPv4 first; len 0: none is known */
	struct ip second; /* of the other family, asked where that one is silent; len 0: none */
	bool is_second;	  /* `ip` is that one by now */
	enum trace_server_state state;
	struct ask ask; /* what it said, if it was asked */
};

/* One name on the way, and the zone that it is in. */
struct trace_step {
	struct trace_step *next;
	struct name owner;
	struct zonecut cut;
	bool chosen; /* the servers are known */
	struct trace_server servers[LIMIT_ZONE_HOSTS];
	unsigned n_servers;
	/* What the resolver keeps at `owner` alone, where its answer to the whole look-up does not
	 * say how long: a CNAME or the record. Not asked: type 0. */
	struct ask cached;
};

/* One look-up of the check. */
struct trace_look {
	const struct ask *seen; /* what the resolver said */
	struct trace_step *first, *last;
	unsigned n_steps;
	bool is_done;
};

struct trace {
	struct arena *arena;
	enum reach reach;
	struct trace_look looks[LIMIT_TRACE_LOOKS];
	unsigned n_looks;
	unsigned n_asked;
	bool expired; /* its deadline or its bound of questions came before all answers */
	bool failed;  /* out of memory */
	bool skipped; /* too many addresses were traced before this one: nothing was asked */

	uint64_t took_us; /* filled by the driver, which has the clock */
};

/* A question and who is to be asked. */
struct trace_question {
	struct ask *ask;
	const struct ip *server; /* NULL: the resolver */
	struct trace_look *look;
	struct trace_step *step;
};

/* The look-ups of `c`, which must be done, and stay. Its PTR record, addresses of its names (first
 * of those that lead back, and of the expected one) and ownership records. */
void trace_init(struct trace *t, struct arena *arena, const struct check *c, enum reach reach);

/* The next question to send: ret->ask->sent. False: there is none now. */
bool trace_next(struct trace *t, struct trace_question *ret);

/* The answer to `q`; copied. An answer to a question already told is ignored. */
void trace_tell(struct trace *t, const struct trace_question *q, const struct answer *answer);

/* The deadline came: what is still open counts as timed out. */
void trace_expire(struct trace *t);

bool trace_is_done(const struct trace *t);

/* The name that the server's answer about step->owner leads on to, a CNAME; NULL: it ends there. */
const struct name *trace_link(const struct answer *a);

/* The place of `owner` on the resolver's way from the asked name: 0 that name itself, 1 the first
 * CNAME's target, ... -1: it is not on it. */
int trace_place(const struct ask *seen, const struct name *owner);

#endif
