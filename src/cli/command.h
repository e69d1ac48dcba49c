/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_COMMAND_H
#define FCRDNS_CLI_COMMAND_H

/*
 * command: what the program does besides checking addresses, named by its first argument. Each has
 * a row in one table, and an option table of its own that feeds its parser, --help, man page and
 * completion.
 */

#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct why;

/* The options struct of each begins with these, and its table ends with COMMAND_ROWS. */
struct command_common {
	bool help;
	unsigned page; /* enum page of options.h */
};

extern const char *const command_page_names[];

#define COMMAND_ROWS                                                                      \
	{ "help",                                                                         \
	  NULL,                                                                           \
	  "print this and exit",                                                          \
	  .letter = 'h',                                                                  \
	  .kind = OPT_FLAG,                                                               \
	  .into = offsetof(struct command_common, help) },                                \
	{                                                                                 \
		"print-options", NULL, "print a page made of this table",                 \
			.choice = command_page_names, .kind = OPT_CHOICE, .hidden = true, \
			.into = offsetof(struct command_common, page)                     \
	}

struct command {
	const char *name, *summary;  /* summary: a few words for the list of them */
	const char *usage, *closing; /* above and below the options in --help */
	const struct opt *table;
	size_t n_rows;
	bool is_monitored;	      /* with --format nagios it ends as a plugin does */
	size_t size;		      /* octets of its options struct, zeroed at first */
	void (*begin)(void *options); /* sets what is not zero; or NULL */
	void (*done)(void *options);  /* frees what parsing took; or NULL */
	int (*run)(void *options, char *const *operands, int n); /* the exit status */
	/* Instead of all from `table` on: for one whose options are those of a check. `argv` begins
	 * with the command's name. */
	int (*whole)(int argc, char *argv[]);
};

/* One row each. */
extern const struct command command_diff, command_explain, command_explain_bounce, command_merge,
	command_report;
extern const struct command command_inventory, command_ledger, command_preflight, command_ptr,
	command_stale;

/* The command of that name in a NULL-ended table, or NULL. */
const struct command *command_of(const struct command *const *table, const char *name);
/* `argv` begins with the command's name; the exit status. */
int command_run(const struct command *c, int argc, char *argv[]);

/* False (WHY_USAGE) where `word` is a command: it stands in the wrong place. */
bool command_refuse(const char *word, struct why *why);

/* For --help: a line each. For the completion: a line that sets `commands`. */
void command_print_list(FILE *out);
void command_print_names(FILE *out);

/* Those of fcrdns-check itself, NULL-ended; others are elsewhere. */
extern const struct command *const command_table[];

#endif
