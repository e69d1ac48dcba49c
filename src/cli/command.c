/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "elsewhere.h"
#include "ending.h"
#include "monitored.h"
#include "options.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <string.h>

const struct command *const command_table[] = { &command_diff,		 &command_explain,
						&command_explain_bounce, &command_merge,
						&command_report,	 NULL };

/* In the order of enum page. */
const char *const command_page_names[] = { "none", "help", "man", "completion", NULL };

const struct command *command_of(const struct command *const *table, const char *name)
{
	for (const struct command *const *c = table; *c; c++)
		if (!strcmp(name, (*c)->name))
			return *c;
	return NULL;
}

bool command_refuse(const char *word, struct why *why)
{
	return (!command_of(command_table, word) && !elsewhere_has(word)) ||
	       why_set(why, WHY_USAGE, "the command '%s' comes before its options", word);
}

static void print_page(const struct command *c, enum page page)
{
	switch (page) {
	case PAGE_NONE:
		break;
	case PAGE_HELP:
		fputs(c->usage, stdout);
		fputs("\nOptions\n", stdout);
		opt_print(c->table, c->n_rows, OPT_PAGE_HELP, stdout);
		fputs(c->closing, stdout);
		break;
	case PAGE_MAN:
		opt_print(c->table, c->n_rows, OPT_PAGE_MAN, stdout);
		break;
	case PAGE_COMPLETION:
		opt_print(c->table, c->n_rows, OPT_PAGE_COMPLETION, stdout);
		break;
	}
}

int command_run(const struct command *c, int argc, char *argv[])
{
	const struct command_common *common;
	struct why why = { 0 };
	void *options;
	int at, status;

	if (c->whole)
		return c->whole(argc, argv);
	options = mem_zero(1, c->size);
	common = options;
	if (!options) {
		(void)why_set(&why, WHY_INTERNAL, "out of memory");
		return complain(&why);
	}
	if (c->begin)
		c->begin(options);
	at = opt_parse(c->table, c->n_rows, options, argc, argv, &why);
	if (at < 0) {
		status = c->is_monitored && monitored_wanted(argc, argv)
				 ? monitored_complain(why.text)
				 : complain(&why);
	} else if (common->help || common->page) {
		print_page(c, common->help ? PAGE_HELP : (enum page)common->page);
		status = ending_printed();
	} else {
		status = c->run(options, argv + at, argc - at);
	}
	if (c->done)
		c->done(options);
	mem_free(options);
	return status;
}

void command_print_list(FILE *out)
{
	fputs("\nCommands, each with --help\n", out);
	for (const struct command *const *c = command_table; *c; c++)
		fprintf(out, "  %-24s  %s\n", (*c)->name, (*c)->summary);
	for (const struct elsewhere *e = elsewhere_table; e->name; e++)
		fprintf(out, "  %-24s  %s\n", e->name, e->summary);
}

void command_print_names(FILE *out)
{
	fputs("\tcommands='", out);
	for (const struct command *const *c = command_table; *c; c++)
		fprintf(out, "%s%s", c == command_table ? "" : " ", (*c)->name);
	for (const struct elsewhere *e = elsewhere_table; e->name; e++)
		fprintf(out, " %s", e->name);
	fputs("'\n", out);
}
