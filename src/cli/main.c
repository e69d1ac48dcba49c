/* SPDX-License-Identifier: MIT */
#include "options.h"
#include "run.h"
#include "version.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

/* The library reads these even where its options forbid it; what is judged follows from our own
 * options alone (c-ares 1.34: RES_OPTIONS=use-vc turns every channel to TCP). */
static void clean_environment(void)
{
	static const char *const names[] = { "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unsetenv(names[i]);
}

/* Help that nobody could read is a failure too. */
static int written(void)
{
	struct why why;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_SUCCESS;
	(void)why_set(&why, WHY_IO, "cannot write to standard output: %s", strerror(errno));
	return complain(&why);
}

int main(int argc, char *argv[])
{
	struct options options;
	struct why why = { 0 };
	int status;

	if (!fill_standard_fds())
		return why_exit_status(WHY_INTERNAL);
	clean_environment();
	if (!options_parse(&options, argc, argv, &why)) {
		status = complain(&why);
	} else if (options.help || options.page) {
		options_print(options.help ? PAGE_HELP : options.page, stdout);
		status = written();
	} else if (options.version) {
		version_print(stdout);
		status = written();
	} else {
		status = run(&options);
	}
	options_done(&options);
	return status;
}
