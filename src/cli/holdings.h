/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_HOLDINGS_H
#define FCRDNS_CLI_HOLDINGS_H

/*
 * holdings: all addresses that accounts hold or held: taken from clouds and files into the ledger,
 * given out of it one after the other, and what was found of each noted there.
 */

#include "job.h"

#include <fcrdns/arena.h>
#include <fcrdns/ledger.h>
#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stdint.h>

struct authority_conf;
struct inventory;
struct record;
struct source_conf;
struct why;

struct holdings_conf {
	const char *ledger;
	const struct opt_texts *providers, *inventories;
	uint32_t grace_s;
	bool all_given_back; /* an inventory with nothing of what was held is believed */
	unsigned verbose;
	const char *cacert, *proxy;
};

struct holdings {
	struct holdings_conf conf;
	int64_t now_s;
	struct job_options job_options;
	struct job *jobs;	 /* one a provider */
	struct inventory *files; /* one a file */
	size_t n_jobs, n_files;
	struct ledger *ledger;
	struct ledger_walk *walk;
	/* Those that were given back, by their rows, with what the source of their PTRs says. */
	struct arena arena;
	struct holding **released;
	size_t n_released, room;
};

/* Opens the ledger and the accounts and reads the files; changes nothing but makes the ledger where
 * there is none. False with one sentence; holdings_close in any case. */
bool holdings_open(struct holdings *h, const struct holdings_conf *conf, int64_t now_s,
		   struct why *why);
void holdings_close(struct holdings *h);

/* Asks the clouds, and tells the ledger. *ret_has_gap: an inventory was not complete, and that was
 * said on standard error. */
bool holdings_take(struct holdings *h, bool *ret_has_gap, struct why *why);

/* Asks the authoritative servers about what was given back. */
bool holdings_ask_source(struct holdings *h, const struct authority_conf *conf, struct why *why);

/* From now on `source` is fed with all of them. */
bool holdings_walk(struct holdings *h, struct source_conf *source, struct why *why);

bool holdings_note(struct holdings *h, const struct record *r, struct why *why);
/* All that was noted is in the ledger. */
bool holdings_settle(struct holdings *h, struct why *why);

#endif
