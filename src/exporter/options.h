/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_OPTIONS_H
#define FCRDNS_EXPORTER_OPTIONS_H

/*
 * options: the command line of fcrdns-exporter as given.
 */

#include <fcrdns/optparse.h>

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
	struct opt_texts listen, allow, hosts;
	const char *config_file, *web_config_file, *generic_words;
	unsigned max_connections, max_connections_per_address, max_probes;
	bool config_check, enable_ui;
	bool help, version;
	unsigned page;
};

/* The table, for the unit test. */
extern const struct opt exporter_table[];
extern const size_t n_exporter_rows;

/* False with one sentence (WHY_USAGE). What it took is freed by options_done in any case. */
bool exporter_options_parse(struct options *o, int argc, char *argv[], struct why *why);
void exporter_options_done(struct options *o);
/* PAGE_HELP is what --help prints, the others are the options only. */
void exporter_options_print(enum page page, FILE *out);

#endif
