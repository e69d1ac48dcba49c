/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_WAITING_H
#define FCRDNS_CLI_WAITING_H

/*
 * waiting: the closer looks of a run at a few addresses: --trace, and --wait, which looks again and
 * again until all is well.
 */

#include "options.h"

#include <fcrdns/resolver.h>
#include <fcrdns/source.h>
#include <fcrdns/tracer.h>

#include <stdbool.h>

struct pump_conf;
struct pump_sum;
struct why;

struct waiting {
	const struct options *options;
	struct source_conf source;
	struct tracer_conf tracer; /* its resolver is that of the checks, too */
	uint64_t end_ms;	   /* by the monotonic clock */

	/* Of one look. */
	unsigned n_unwell, again_s;
	struct text *words; /* about the first that is not well */
	bool is_well;
};

/* False (WHY_USAGE): --trace or --wait, and something that does not go with it. */
bool waiting_fits(const struct options *o, const struct source *source, struct why *why);

/* Sets conf->look_closer where it is wanted; `w` must stay as long as `conf`, and waiting_done be
 * called. False with one sentence. */
bool waiting_begin(struct waiting *w, const struct options *o, const struct source_conf *source,
		   const struct resolver_conf *resolver, struct pump_conf *conf, struct why *why);
void waiting_done(const struct pump_conf *conf);

/* As pump_run; without --wait it is one. Else conf->source and conf->resolver are made anew for
 * each look, and what the last one found is written. */
bool waiting_run(struct waiting *w, struct pump_conf *conf, struct pump_sum *sum, struct why *why);

#endif
