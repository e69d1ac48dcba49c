/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PUMP_H
#define FCRDNS_PUMP_H

/*
 * pump: drives checks from a source through the resolver to a writer. The only place that
 * knows check, resolver, judge and report together; the same for one address and for a list.
 *
 * Records come in input order, unless they may come as they are finished. Memory is bounded by the
 * window: a fixed ring of targets whose head holds back new work. A name has one place in it,
 * where the records of its addresses stand in their order.
 */

#include <fcrdns/policy.h>
#include <fcrdns/record.h>
#include <fcrdns/report.h>
#include <fcrdns/tally.h>

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct check;
struct journal;
struct resolver;
struct resolver_stat;
struct sink;
struct source;
struct why;

struct pump_now;

struct pump_conf {
	struct source *source;
	struct resolver *resolver;
	struct sink *sink;
	const struct report_format *format;
	const struct report_look *look;
	const struct policy *policy;
	unsigned concurrency; /* targets in work at most; 0: what the resolver can carry */
	unsigned deadline_ms; /* an address, or the search for those of a name */
	unsigned limit_ms;    /* all of them together: what is in work then is given up; 0: none */
	uint64_t max_addresses; /* of one name */
	unsigned only_len;	/* 4 or 16: a name stands for those of one family; 0: both */
	unsigned turn_ms;	/* `stop` is looked at so often; 0: as often as something comes */
	bool quiet;		/* leave out records of severity ok */
	bool unordered;
	struct journal *journal; /* where it is noted how far the output has come, or NULL */
	uint64_t begin;		 /* the first place of the source that is not in the output yet */
	bool is_begun;		 /* the output has its first lines */
	/* May ask more about an address whose check has ended; may be NULL. False: as pump_run. */
	bool (*look_closer)(void *user, struct check *c, struct why *why);
	void *closer_user;
	/* Told each record before it is written, as they are finished; may be NULL. False: as
	 * pump_run. */
	bool (*note)(void *user, const struct record *r, struct why *why);
	void *note_user;
	const volatile sig_atomic_t *stop; /* set: no new targets, end what is begun no further */
	/* Looked at now and then, some times a second; may be NULL. */
	void (*watch)(void *user, const struct pump_now *now);
	void *watch_user;
};

/* How it stands. */
struct pump_now {
	const struct tally *tally;
	const struct resolver_stat *stat;
	uint64_t in_work, window;
	double share; /* of the input that has been read, 0 to 1; below 0: not known */
};

struct pump_sum {
	struct tally tally; /* of what is in the output; set before by a run that goes on */
	uint64_t places;    /* of the whole input, when is_whole */
	bool is_whole;	    /* all of the input is in the output */
	bool stopped;
};

/* Runs to the end of the source. False (WHY_IO, WHY_NOINPUT, WHY_INTERNAL): what was written are
 * whole records, and where the source failed (WHY_NOINPUT) those of all that came before. `sum` is
 * filled in any case; its tally is added to. */
bool pump_run(const struct pump_conf *conf, struct pump_sum *sum, struct why *why);

/* How many targets may be in work by what is known of the servers and by the user's ceiling. */
unsigned pump_window(const struct pump_conf *conf);

#endif
