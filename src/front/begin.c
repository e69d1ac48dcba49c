/* SPDX-License-Identifier: MIT */
#include <fcrdns/begin.h>

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
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

bool begin_process(void)
{
	if (!fill_standard_fds())
		return false;
	outlive_file_limit();
	clean_environment();
	return true;
}
