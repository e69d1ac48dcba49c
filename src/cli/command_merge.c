/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"

#include <fcrdns/limits.h>
#include <fcrdns/merge.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct merge_options {
	struct command_common common;
	const char *output;
	unsigned fail_on;
};

static const struct opt table[] = {
	{ "output", "FILE", "write there instead of to standard output",
	  .more = "The file is made beside its name and renamed when it is complete.",
	  .letter = 'o', .kind = OPT_TEXT, .into = offsetof(struct merge_options, output) },
	{ "fail-on", NULL, "the severity from which on the exit status is 1 (never)",
	  .more = "The files are merged all the same. What is asked for here is the status that "
		  "one "
		  "run would have had.",
	  .choice = fail_on_names, .kind = OPT_CHOICE,
	  .into = offsetof(struct merge_options, fail_on) },
	COMMAND_ROWS,
};

static void begin(void *options)
{
	((struct merge_options *)options)->fail_on = FAIL_ON_NEVER;
}

static bool leads_to(const char *path, const struct stat *file)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_dev == file->st_dev && st.st_ino == file->st_ino;
}

/* The shard would be gone, and its state left beside something else; or its state. */
static bool is_input(const char *output, char *const *paths, int n, struct why *why)
{
	char shown[LIMIT_SHOWN];
	struct stat made;

	if (!output || stat(output, &made) != 0 || !S_ISREG(made.st_mode))
		return false;
	for (int i = 0; i < n; i++) {
		char state[PATH_MAX];

		(void)snprintf(state, sizeof(state), "%s.state", paths[i]);
		if (!leads_to(paths[i], &made) && !leads_to(state, &made))
			continue;
		(void)why_set(why, WHY_USAGE,
			      "-o %s is one of the files to merge: name another one",
			      text_shown(shown, sizeof(shown), output, strlen(output)));
		return true;
	}
	return false;
}

static int merged(const struct merge *m, const struct merge_sum *sum, const struct merge_options *o)
{
	if (!merge_end_is_known(m))
		fputs("fcrdns-check: no file has a .state beside it: whether records are missing "
		      "at the end cannot be seen\n",
		      stderr);
	return ending_status(sum->by_severity, o->fail_on);
}

static int run(void *given, char *const *operands, int n)
{
	const struct merge_options *o = given;
	struct merge_sum sum = { 0 };
	struct merge *m = NULL;
	struct sink *sink = NULL;
	struct why why = { 0 };
	int status;

	if (n < 1) {
		(void)why_set(&why, WHY_USAGE,
			      "what shall be merged? fcrdns-check merge FILE... -o FILE");
		return complain(&why);
	}
	if (is_input(o->output, operands, n, &why) ||
	    !(m = merge_new((const char *const *)operands, (size_t)n, &why)) ||
	    !(sink = sink_new(o->output, &why))) {
		status = complain(&why);
		goto out;
	}
	ending_catch_signals();
	if (!merge_run(m, sink, &stop_signal, &sum, &why) ||
	    !(sum.stopped ? sink_flush(sink, &why) : sink_close(sink, &why)))
		status = complain_of_output(&why, !o->output);
	else if (sum.stopped)
		status = ending_interrupted(sum.records, sink_is_nameless(sink), false);
	else
		status = merged(m, &sum, o);
out:
	sink_free(sink);
	merge_free(m);
	return status;
}

const struct command command_merge = {
	.name = "merge",
	.summary = "make one output of those of all shards of a scan",
	.usage = "Usage: fcrdns-check merge [options] FILE...\n"
		 "Makes of the JSON lines of all shards of one scan what one run would have\n"
		 "written. FILE.state, which each run left beside FILE, tells what belongs\n"
		 "together.\n",
	.closing = "\n"
		   "Exit status: as of the one run (0, 1 or 75), 64 wrong usage, 65 a file holds\n"
		   "what is no record, 66 a file cannot be read, 73 and 74 the output cannot be\n"
		   "made or written, 78 the files do not fit together, 130 and 143 interrupted.\n"
		   "See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct merge_options),
	.begin = begin,
	.run = run,
};
