/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_OPTIONS_H
#define FCRDNS_CLI_OPTIONS_H

/*
 * options: the command line of fcrdns-check as given; what it means to the parts of the program
 * is made of it by wishes.
 */

#include "ending.h"

#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct why;

enum special {
	SPECIAL_EVALUATE,
	SPECIAL_SKIP
};

enum format {
	FORMAT_TEXT,
	FORMAT_JSONL,
	FORMAT_CSV,
	FORMAT_PROM,
	FORMAT_HTML,
	FORMAT_NAGIOS,
	FORMAT_CHECKMK,
	FORMAT_AUTHRES
};

enum status_kind {
	STATUS_AUTO,
	STATUS_NONE,
	STATUS_LINE,
	STATUS_JSON
};

enum when {
	WHEN_AUTO,
	WHEN_ALWAYS,
	WHEN_NEVER
};

enum page {
	PAGE_NONE,
	PAGE_HELP,
	PAGE_MAN,
	PAGE_COMPLETION
};

struct options {
	struct opt_texts exact, lists, operands; /* operands: without @server */
	struct opt_texts mx_domains, spf_domains, dnsbls;
	const char *expect, *helo, *ownership, *ownership_host, *psl, *generic_words;
	unsigned ptr_limit, special, max_addresses;
	struct opt_texts resolvers; /* -r and @server, one after the other */
	unsigned port, family, transport;
	const char *cacert, *proxy;
	bool tcp;
	bool trace, trace_inside;
	unsigned authority_port, wait_ms; /* 0: not given */
	unsigned concurrency, timeout_ms, retries, deadline_ms, rate, rate_per_server;
	unsigned shards, seed; /* 0 shards: not given */
	const char *shard;
	bool resume, deep;
	const char *output, *summary;
	unsigned format, color, verbose, status;
	const char *authserv_id;
	bool no_timing, quiet, unordered;
	unsigned fail_on;
	bool strict;
	struct opt_texts ignore;
	bool help, version;
	unsigned page;
};

/* The table, for the unit test. */
extern const struct opt option_table[];
extern const size_t n_option_rows;

/* What holds where nothing else is said. */
void options_begin(struct options *o);

/* False with one sentence (WHY_USAGE). What it took is freed by options_done in any case. */
bool options_parse(struct options *o, int argc, char *argv[], struct why *why);
/* The same where what is checked comes from elsewhere, so that nothing is given here. */
bool options_parse_alone(struct options *o, int argc, char *argv[], struct why *why);
void options_done(struct options *o);

/* PAGE_HELP is what --help prints, the others are the options only. */
void options_print(enum page page, FILE *out);

#endif
