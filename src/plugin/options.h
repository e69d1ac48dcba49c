/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PLUGIN_OPTIONS_H
#define FCRDNS_PLUGIN_OPTIONS_H

/*
 * options: the command line of check_fcrdns as given.
 */

#include <fcrdns/optparse.h>
#include <fcrdns/range.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct why;

enum page {
	PAGE_NONE,
	PAGE_HELP,
	PAGE_MAN,
	PAGE_COMPLETION
};

struct options {
	struct opt_texts hosts, servers, expects, ignore;
	unsigned port, only_len; /* only_len: 4 or 16, one family; 0: both */
	const char *helo, *ownership, *warning, *critical, *generic_words;
	struct range warn, crit; /* made of them */
	unsigned timeout_ms;
	unsigned timeout_result, temperror_result, generic_result; /* enum nagios_state */
	unsigned verbose;
	bool help, version;
	unsigned page;
};

/* The table, for the unit test. */
extern const struct opt plugin_table[];
extern const size_t n_plugin_rows;

/* False with one sentence (WHY_USAGE). What it took is freed by options_done in any case. */
bool plugin_options_parse(struct options *o, int argc, char *argv[], struct why *why);
void plugin_options_done(struct options *o);
/* PAGE_HELP is what --help prints, the others are the options only. */
void plugin_options_print(enum page page, FILE *out);

#endif
