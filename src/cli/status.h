/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_STATUS_H
#define FCRDNS_CLI_STATUS_H

/*
 * status: how a scan stands, on standard error while it runs, and its sums in a file at its end.
 */

#include "options.h"

#include <fcrdns/pump.h>

#include <stdbool.h>
#include <stdint.h>

struct resolver_stat;
struct shard;
struct text;

struct status {
	bool json, is_terminal;
	bool is_shown; /* a line stands on the terminal */
	uint64_t every_ms, next_ms, begun_ms;
	uint64_t records_before; /* of an earlier run that this one goes on with */
	double share_before;	 /* below 0: not yet known */
};

/* False: nothing is to be said. `is_long`: more than a few look-ups; `has_text`: records go to
 * the same terminal. */
bool status_begin(struct status *s, const struct options *o, const struct tally *tally,
		  bool is_long, bool has_text);
/* For pump_conf.watch; `user` is the struct status. */
void status_watch(void *user, const struct pump_now *now);
/* The last word of a scan, or a terminal's line taken away. */
void status_end(struct status *s, const struct pump_now *now);

/* One line for people or one JSON object, without its end. */
void status_text(const struct pump_now *now, uint64_t elapsed_ms, uint64_t fresh, int64_t left_s,
		 struct text *out);
void status_json(const struct pump_now *now, uint64_t elapsed_ms, uint64_t fresh, int64_t left_s,
		 struct text *out);

/* The sums of a scan that ended, as one JSON object with its end. */
void summary_json(const struct pump_sum *sum, const struct resolver_stat *stat,
		  const struct shard *shard, uint64_t elapsed_ms, struct text *out);

uint64_t status_clock_ms(void);

#endif
