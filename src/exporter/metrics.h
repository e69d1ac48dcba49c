/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_METRICS_H
#define FCRDNS_EXPORTER_METRICS_H

/*
 * metrics: what the exporter says of itself, in the text format 0.0.4 or OpenMetrics 1.0.
 */

#include <fcrdns/record.h>

#include <stdbool.h>
#include <stdint.h>

struct text;

enum {
	METRICS_TYPES = 6, /* of questions; the last is any other */
	METRICS_OUTCOMES = ANSWER_TRUNCATED + 1
};

enum metrics_refusal {
	REFUSAL_BAD_REQUEST,
	REFUSAL_AUTH,
	REFUSAL_FORBIDDEN,
	REFUSAL_CROWDED,
	REFUSAL_SHARE, /* of what one client may have at once */
	REFUSALS
};

/* Counted by those who see it happen. */
struct metrics {
	uint64_t started_s; /* Unix time */
	uint64_t queries[METRICS_TYPES][METRICS_OUTCOMES];
	uint64_t probes[IPREV_PERMERROR + 1]; /* by iprev */
	uint64_t module_unknown, requests, refusals[REFUSALS];
	bool is_reloaded; /* the last reading of the files succeeded */
	uint64_t reloaded_s;
};

/* Known elsewhere, when asked for. */
struct metrics_now {
	unsigned n_probes, n_asking, n_connections, n_passwords;
	uint64_t n_begun, n_shared, packets, answers, n_crowded, n_overdue, n_unchecked;
};

void metrics_note(struct metrics *m, const struct record *r);
void metrics_put(const struct metrics *m, const struct metrics_now *now, bool openmetrics,
		 struct text *out);

#endif
