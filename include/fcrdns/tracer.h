/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TRACER_H
#define FCRDNS_TRACER_H

/*
 * tracer: drives traces: asks the resolver for zones and their servers, and those servers
 * themselves. One address after the other; of a run the first LIMIT_TRACED.
 */

#include <fcrdns/resolver.h>
#include <fcrdns/trace.h>

#include <signal.h>
#include <stdbool.h>

struct check;
struct tracer;
struct why;

struct tracer_conf {
	struct resolver_conf resolver;	   /* its servers are asked for zones; waits and retries
					    * hold for the zones' own servers as well */
	unsigned port;			   /* of those; 0: 53 */
	unsigned deadline_ms;		   /* an address */
	bool inside;			   /* ask those at special-purpose addresses, too */
	const volatile sig_atomic_t *stop; /* set: what is open counts as timed out */
};

/* How far what starts from these resolvers reaches: to servers on this machine only if all of
 * them are on it. */
enum reach tracer_reach(const struct servers *servers, bool inside);

/* False with one sentence. `conf` is copied, but for what it points to. */
struct tracer *tracer_new(const struct tracer_conf *conf, struct why *why);
void tracer_free(struct tracer *t);

/* For pump_conf.look_closer; `tracer` is the struct tracer. Sets c->trace, which stays until the
 * next call. False (WHY_INTERNAL): out of memory. */
bool tracer_trace(void *tracer, struct check *c, struct why *why);

#endif
