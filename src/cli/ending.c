/* SPDX-License-Identifier: MIT */
#include "ending.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const fail_on_names[] = { "warn", "fail", "never", NULL };

volatile sig_atomic_t stop_signal;

static bool reaches(const uint64_t by_severity[static SEVERITY_FAIL + 1], enum fail_on fail_on)
{
	uint64_t n = by_severity[SEVERITY_FAIL];

	switch (fail_on) {
	case FAIL_ON_NEVER:
		return false;
	case FAIL_ON_WARN:
		n += by_severity[SEVERITY_WARN] + by_severity[SEVERITY_UNDECIDED];
		break;
	case FAIL_ON_FAIL:
		break;
	}
	return n > 0;
}

int ending_status(const uint64_t by_severity[static SEVERITY_FAIL + 1], enum fail_on fail_on)
{
	if (reaches(by_severity, fail_on))
		return EXIT_FAILS;
	if (by_severity[SEVERITY_UNDECIDED] && fail_on != FAIL_ON_NEVER)
		return EXIT_TEMPORARY;
	return EXIT_WELL;
}

int complain(const struct why *why)
{
	fprintf(stderr, "fcrdns-check: %s\n", why->text);
	return why_exit_status(why->code);
}

static bool reader_is_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

int complain_of_output(const struct why *why, bool is_standard_output)
{
	if (why->code == WHY_IO && is_standard_output && reader_is_gone())
		return why_exit_status(WHY_IO);
	return complain(why);
}

int ending_printed(void)
{
	struct why why;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_SUCCESS;
	(void)why_set(&why, WHY_IO, "cannot write to standard output: %s", strerror(errno));
	return complain(&why);
}

static void on_stop(int signal)
{
	stop_signal = signal;
}

void ending_catch_signals(void)
{
	static const int stops[] = { SIGINT, SIGTERM };
	/* Once: the second one ends the program at once. */
	struct sigaction stop = { .sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;

	(void)sigaction(SIGPIPE, &ignore, NULL);
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		if (sigaction(stops[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(stops[i], &stop, NULL);
}

int ending_interrupted(uint64_t records, bool is_nameless, bool can_resume)
{
	const char *rest = can_resume ? ", --resume goes on" : ", the output file is not made";

	fprintf(stderr, "fcrdns-check: interrupted after %llu records%s\n",
		(unsigned long long)records, is_nameless ? rest : "");
	return EXIT_SIGNAL + stop_signal;
}
