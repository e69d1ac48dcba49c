/* SPDX-License-Identifier: MIT */
#include "command.h"
#include "elsewhere.h"
#include "ending.h"
#include "monitored.h"
#include "options.h"
#include "run.h"
#include "version.h"

#include <fcrdns/begin.h>
#include <fcrdns/why.h>

int main(int argc, char *argv[])
{
	const struct command *command = argc > 1 ? command_of(command_table, argv[1]) : NULL;
	struct options options;
	struct why why = { 0 };
	int status;

	if (!begin_process())
		return why_exit_status(WHY_INTERNAL);
	if (command)
		return command_run(command, argc - 1, argv + 1);
	if (argc > 1 && elsewhere_has(argv[1]))
		return elsewhere_run(argv);
	if (!options_parse(&options, argc, argv, &why)) {
		status = monitored_wanted(argc, argv) ? monitored_complain(why.text)
						      : complain(&why);
	} else if (options.help || options.page) {
		options_print(options.help ? PAGE_HELP : options.page, stdout);
		status = ending_printed();
	} else if (options.version) {
		version_print(stdout);
		status = ending_printed();
	} else {
		status = run(&options);
	}
	options_done(&options);
	return status;
}
