/* SPDX-License-Identifier: MIT */
#include "command.h"
#include "ending.h"
#include "options.h"
#include "run.h"
#include "version.h"

#include <fcrdns/why.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* A closed descriptor 0, 1 or 2 must not become a socket: it becomes one that fails as it would. */
static bool fill_standard_fds(void)
{
	static const int mode[] = { O_WRONLY, O_RDONLY, O_RDWR };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", mode[fd]) != fd)
			return false;
	return true;
}

/* A file that may not grow (ulimit -f) is a write that fails, told like any other: not a death in
 * the middle of a record. */
static void outlive_file_limit(void)
{
	(void)signal(SIGXFSZ, SIG_IGN);
}

/* The library reads these even where its options forbid it; what is judged follows from our own
 * options alone (c-ares 1.34: RES_OPTIONS=use-vc turns every channel to TCP). */
static void clean_environment(void)
{
	static const char *const names[] = { "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unsetenv(names[i]);
}

int main(int argc, char *argv[])
{
	const struct command *command = argc > 1 ? command_of(argv[1]) : NULL;
	struct options options;
	struct why why = { 0 };
	int status;

	if (!fill_standard_fds())
		return why_exit_status(WHY_INTERNAL);
	outlive_file_limit();
	clean_environment();
	if (command)
		return command_run(command, argc - 1, argv + 1);
	if (!options_parse(&options, argc, argv, &why)) {
		status = complain(&why);
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
