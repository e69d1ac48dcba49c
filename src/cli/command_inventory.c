/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "job.h"

#include <fcrdns/arena.h>
#include <fcrdns/holding.h>
#include <fcrdns/report.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINE_CEILING = 1 << 16,
	PROVIDERS_MAX = 64
};

struct inventory_options {
	struct command_common common;
	struct job_options job;
	const char *output;
};

#define JOB(field) .into = offsetof(struct inventory_options, job.field)

static const struct opt table[] = {
	{ "provider", "NAME[:REGION]", "whose addresses: openstack, otc, huawei, alibaba, hetzner",
	  .more = "May be given several times. Keys and passwords come from the variables of the "
		  "environment that the provider's own program reads, see ENVIRONMENT.",
	  .kind = OPT_TEXTS, JOB(providers) },
	{ "output", "FILE", "write there instead of to standard output",
	  .more = "The file is made beside its name and renamed when it is complete: without a "
		  "complete inventory there is none.",
	  .letter = 'o', .kind = OPT_TEXT, .into = offsetof(struct inventory_options, output) },
	JOB_CACERT_ROW(JOB),
	JOB_PROXY_ROW(JOB),
	JOB_ROWS(JOB),
	COMMAND_ROWS,
};

static void begin(void *options)
{
	job_options_begin(&((struct inventory_options *)options)->job);
}

static void done(void *options)
{
	opt_texts_done(&((struct inventory_options *)options)->job.providers);
}

struct place {
	const struct holding *holding;
};

static int compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = ip_compare(&x->holding->address, &y->holding->address);

	return order ? order : strcmp(x->holding->id, y->holding->id);
}

/* A reader that does not see our exit status sees this: what is missing is not released. `fault`
 * is NULL where nothing is. */
static void put_end(const struct job *j, const struct why *fault, struct text *line)
{
	const struct cloud_result *result = &j->result;
	const struct inventory_cover cover = { .provider = j->id,
					       .account = result->account,
					       .regions = result->regions,
					       .n_regions = result->n_regions,
					       .all_regions = !result->region };

	if (fault)
		report_inventory_gap(j->id, fault->text, line);
	else
		report_inventory_end(&cover, result->n_holdings, line);
}

/* In the order of the addresses, so that two inventories can be compared by diff(1). */
static bool print(const struct job *j, const struct why *fault, struct sink *sink, struct why *why)
{
	size_t n = j->result.n_holdings;
	struct place *sorted = mem_zero(n + 1, sizeof(*sorted));
	struct text line;
	bool ok = sorted != NULL;

	if (!ok)
		return why_set(why, WHY_INTERNAL, "out of memory");
	text_init(&line, LINE_CEILING);
	for (size_t i = 0; i < n; i++)
		sorted[i].holding = &j->result.holdings[i];
	qsort(sorted, n, sizeof(*sorted), compare);
	for (size_t i = 0; ok && i < n; i++) {
		line.len = 0;
		report_holding(sorted[i].holding, &line);
		ok = !line.failed && sink_put(sink, line.data, line.len, why);
	}
	if (ok) {
		line.len = 0;
		put_end(j, fault, &line);
		ok = sink_put(sink, line.data, line.len, why);
	}
	text_done(&line);
	mem_free(sorted);
	return ok;
}

/* The status of a whole inventory that lacks something. */
static int complain_of_gap(const struct why *why)
{
	(void)complain(why);
	return why->code == WHY_USAGE || why->code == WHY_DENIED ? why_exit_status(why->code)
								 : EXIT_TEMPORARY;
}

/* One account. */
struct listing {
	struct job job;
	struct why fault; /* why it is not complete */
};

static void ask(struct listing *l)
{
	struct cloud_wish wish = { .job = CLOUD_INVENTORY };

	if ((job_run(&l->job, &wish, false, NULL, &l->fault) && l->job.result.is_complete) ||
	    l->fault.code)
		return;
	(void)why_set(&l->fault, WHY_TEMPORARY, "%s did not tell all of its addresses", l->job.id);
}

/* All are asked before anything is printed: whoever reads what was printed by then would take the
 * rest for given back. False: the output failed. *ret_status is 0 where all is there. */
static bool list(struct listing *all, size_t n, struct sink *sink, int *ret_status, struct why *why)
{
	*ret_status = EXIT_WELL;
	for (size_t i = 0; i < n && !stop_signal; i++)
		ask(&all[i]);
	for (size_t i = 0; i < n && !stop_signal; i++) {
		const struct why *fault = all[i].fault.code ? &all[i].fault : NULL;
		int own = EXIT_WELL;

		if (!print(&all[i].job, fault, sink, why))
			return false;
		if (fault)
			own = complain_of_gap(fault);
		*ret_status = *ret_status ? *ret_status : own;
	}
	return true;
}

/* Ends the output well or not; the exit status. */
static int end(struct sink *sink, const struct inventory_options *o, int status)
{
	struct why why = { 0 };

	if (stop_signal) {
		fprintf(stderr, "fcrdns-check: interrupted\n");
		return EXIT_SIGNAL + stop_signal;
	}
	if (!(status && sink_is_nameless(sink) ? sink_flush(sink, &why) : sink_close(sink, &why)))
		return complain_of_output(&why, !o->output);
	if (status && sink_is_nameless(sink))
		fprintf(stderr,
			"fcrdns-check: %s is not made: what it would lack would seem to be "
			"given back\n",
			o->output);
	return status;
}

/* What a full disk has left of it in a file behind > or >> would look like a whole inventory. */
static void take_back(const struct stat *before)
{
	struct stat now;

	if (S_ISREG(before->st_mode) && fstat(STDOUT_FILENO, &now) == 0 &&
	    now.st_size > before->st_size && ftruncate(STDOUT_FILENO, before->st_size) == 0)
		(void)lseek(STDOUT_FILENO, before->st_size, SEEK_SET);
}

static int run(void *given, char *const *operands, int n_operands)
{
	const struct inventory_options *o = given;
	struct stat before = { 0 };
	size_t n = o->job.providers.n;
	struct listing *all = NULL;
	struct sink *sink = NULL;
	struct why why = { 0 };
	int status = EXIT_WELL;

	(void)operands;
	if (n_operands || !n || n > PROVIDERS_MAX) {
		(void)why_set(&why, WHY_USAGE,
			      "whose inventory? fcrdns-check inventory --provider NAME[:REGION]");
		return complain(&why);
	}
	ending_catch_signals();
	(void)fstat(STDOUT_FILENO, &before);
	all = mem_zero(n, sizeof(*all));
	if (!all) {
		(void)why_set(&why, WHY_INTERNAL, "out of memory");
		return complain(&why);
	}
	/* What is wrong with the command line is said before anybody is asked. */
	for (size_t i = 0; i < n && !why.code; i++)
		(void)job_open(&all[i].job, o->job.providers.text[i], &o->job, &why);
	if (why.code || !(sink = sink_new(o->output, &why))) {
		status = complain(&why);
		goto out;
	}
	if (list(all, n, sink, &status, &why))
		status = end(sink, o, status);
	else
		status = complain_of_output(&why, !o->output);
	if (!o->output && status == why_exit_status(WHY_IO))
		take_back(&before);
out:
	sink_free(sink);
	for (size_t i = 0; i < n; i++)
		job_close(&all[i].job);
	mem_free(all);
	return status;
}

const struct command command_inventory = {
	.name = "inventory",
	.summary = "list the public addresses that an account holds",
	.usage = "Usage: fcrdns-check inventory [options] --provider NAME[:REGION]...\n"
		 "Lists the public addresses that an account of a cloud holds, with their PTR\n"
		 "as the cloud's own API tells it: a JSON object a line, which -l and\n"
		 "--inventory read.\n",
	.closing =
		"\n"
		"Exit status: 0 the inventory is complete, 64 wrong usage, 65 a file of\n"
		"settings makes no sense, 66 one cannot be read, 73 and 74 the output cannot be\n"
		"made or written, 75 the inventory is not complete, 77 the account may not be\n"
		"asked, 130 and 143 interrupted. See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct inventory_options),
	.begin = begin,
	.done = done,
	.run = run,
};
