/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_OUTPUT_H
#define FCRDNS_CLI_OUTPUT_H

/*
 * output: where the records and the sums of a run go, and the run itself once all is open.
 */

#include <fcrdns/journal.h>

#include <stdbool.h>
#include <stddef.h>

struct options;
struct pump_conf;
struct servers;
struct shard;
struct sink;
struct source_conf;
struct waiting;
struct why;

/* How far an earlier run has come there is in begin and point. */
struct output {
	struct sink *sink, *summary;
	struct journal *journal;
	enum journal_begin begin;
	struct journal_point point;
	struct waiting *waiting; /* NULL: one look is enough */
	bool is_spotless;	 /* once driven: every record passes, none with a warning */
};

/* False (WHY_USAGE): -o or --summary names one of these files, or standard output is one; `what` is
 * what one of them is called. */
bool output_is_apart(const struct options *o, const char *const *paths, size_t n, const char *what,
		     struct why *why);
/* False (WHY_USAGE): the sums would take the place of the records, or of what lies beside them. */
bool output_summary_is_apart(const struct options *o, struct why *why);

/* False with one sentence; output_done in any case. */
bool output_open(struct output *out, const struct options *o, const struct source_conf *source,
		 const char *format, struct why *why);
void output_done(struct output *out);

/* What is left of a scan that is whole (JOURNAL_NAMELESS): its name, its sums and its result. */
int output_finish(struct output *out, const struct options *o, const struct shard *shard);

/* Runs the pump (with --wait several times), tells how it stands, and closes the output; the exit
 * status. `has_gap`: what the run is about is not all known, which the sums and the status tell. */
int output_drive(struct pump_conf *conf, struct output *out, const struct options *o,
		 const struct servers *servers, const struct shard *shard, bool has_gap);

#endif
