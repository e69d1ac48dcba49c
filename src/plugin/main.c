/* SPDX-License-Identifier: MIT */
#include "options.h"
#include "run.h"

#include <fcrdns/begin.h>
#include <fcrdns/nagios.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <unistd.h>

enum {
	LINE_CEILING = 1 << 16
};

/* Monitors read standard output only. */
static int give_up(const struct why *why)
{
	struct text line;

	text_init(&line, LINE_CEILING);
	nagios_put_unknown(why->text, &line);
	(void)fwrite(line.data, 1, line.len, stdout);
	text_done(&line);
	return NAGIOS_UNKNOWN;
}

static int check(const struct options *o)
{
	enum nagios_state state = NAGIOS_UNKNOWN;
	struct why why = { 0 };
	struct text line;
	int status;

	text_init(&line, LINE_CEILING);
	if (!plugin_run(o, &line, &state, &why)) {
		status = give_up(&why);
	} else if (line.failed) {
		(void)why_set(&why, WHY_INTERNAL, "out of memory");
		status = give_up(&why);
	} else {
		(void)fwrite(line.data, 1, line.len, stdout);
		status = (int)state;
	}
	text_done(&line);
	return status;
}

int main(int argc, char *argv[])
{
	struct options options;
	struct why why = { 0 };
	int status;

	if (!begin_process())
		return NAGIOS_UNKNOWN;
	if (!plugin_options_parse(&options, argc, argv, &why)) {
		status = give_up(&why);
	} else if (options.help || options.page) {
		plugin_options_print(options.help ? PAGE_HELP : (enum page)options.page, stdout);
		status = options.help ? NAGIOS_UNKNOWN : NAGIOS_OK;
	} else if (options.version) {
		printf("check_fcrdns %s\n", FCRDNS_VERSION);
		status = NAGIOS_UNKNOWN;
	} else {
		status = check(&options);
	}
	plugin_options_done(&options);
	/* A line that nobody could read is no state. */
	return fflush(stdout) == 0 && !ferror(stdout) ? status : NAGIOS_UNKNOWN;
}
