/* SPDX-License-Identifier: MIT */
#include "command.h"
#include "ending.h"

#include <fcrdns/begin.h>
#include <fcrdns/why.h>

/* The commands of fcrdns-check that elsewhere.c names; their own program, see there. */
static const struct command *const table[] = { &command_inventory, &command_ledger,
					       &command_preflight, &command_ptr,
					       &command_stale,	   NULL };

int main(int argc, char *argv[])
{
	const struct command *command = argc > 1 ? command_of(table, argv[1]) : NULL;
	struct why why = { 0 };

	if (!begin_process())
		return why_exit_status(WHY_INTERNAL);
	if (command)
		return command_run(command, argc - 1, argv + 1);
	(void)why_set(&why, WHY_USAGE,
		      "fcrdns-check-cloud is a part of fcrdns-check: run 'fcrdns-check --help'");
	return complain(&why);
}
