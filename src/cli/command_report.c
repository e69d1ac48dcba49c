/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "monitored.h"
#include "output.h"
#include "rows.h"
#include "wishes.h"

#include <fcrdns/arena.h>
#include <fcrdns/overview.h>
#include <fcrdns/report.h>
#include <fcrdns/retell.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>

enum {
	PAGE_CEILING = 1 << 20, /* octets of an overview */
	FORMAT_OVERVIEW = 0	/* and behind it those of a check */
};

struct report_options {
	struct command_common common;
	struct options check; /* those that a check has, too */
	unsigned format;
};

static const char *const names[] = { "overview", "text",   "jsonl",   "csv",	 "prom",
				     "html",	 "nagios", "checkmk", "authres", NULL };
/* In their order. */
static const struct report_format *const formats[] = {
	NULL,	      &report_text,   &report_jsonl,   &report_csv,    &report_prom,
	&report_html, &report_nagios, &report_checkmk, &report_authres
};

#define OWN(field)   .into = offsetof(struct report_options, field)
#define CHECK(field) .into = offsetof(struct report_options, check.field)

static const struct opt table[] = {
	{ "output", "FILE", "write there instead of to standard output",
	  .more = "The file is made beside its name and renamed when it is complete. A name that "
		  "ends in .gz is compressed.",
	  .letter = 'o', .kind = OPT_TEXT, CHECK(output) },
	{ "format", NULL, "what is made of the records (overview)",
	  .more = "\"overview\" is one page about all of them. The others are those of a check: "
		  "\"text\" for people, \"jsonl\" the records as they stand, \"csv\" a table, "
		  "\"prom\" the sums for the textfile collector of node_exporter, \"html\" a "
		  "page for a browser, \"nagios\" one line, \"checkmk\" a line for each, "
		  "\"authres\" a header field for each.",
	  .choice = names, .kind = OPT_CHOICE, OWN(format) },
	{ .help = "the same as --format jsonl",
	  .letter = 'j',
	  .kind = OPT_SET,
	  .min = 1 + FORMAT_JSONL,
	  OWN(format) },
	{ "quiet", NULL, "leave out the records where all is well; sums count them", .letter = 'q',
	  .kind = OPT_FLAG, CHECK(quiet) },
	{ "verbose", NULL, "tell what mail servers would reply, and who acts on what",
	  .letter = 'v', .kind = OPT_COUNT, CHECK(verbose) },
	{ "color", NULL, "colour the text (auto: on a terminal)",
	  .more = "\"auto\" respects NO_COLOR and TERM=dumb. Colour never carries meaning alone.",
	  .choice = when_names, .kind = OPT_CHOICE, CHECK(color) },
	{ "summary", "FILE", "write the sums of the records there, as JSON", .kind = OPT_TEXT,
	  CHECK(summary) },
	{ "authserv-id", "NAME", "who judges, in --format authres (this machine's name)",
	  .kind = OPT_TEXT, CHECK(authserv_id) },
	ROW_FAIL_ON(CHECK),
	ROW_IGNORE(CHECK),
	COMMAND_ROWS,
};

static void begin(void *options)
{
	options_begin(&((struct report_options *)options)->check);
}

static void done(void *options)
{
	options_done(&((struct report_options *)options)->check);
}

static bool put_words(struct sink *sink, struct text *words, struct why *why)
{
	bool ok = !words->failed || why_set(why, WHY_INTERNAL, "no memory for the sums");

	ok = ok && sink_put(sink, words->data, words->len, why);
	text_done(words);
	return ok;
}

/* What is known when all is read. */
static bool finish(struct output *out, const struct retell *r, const struct overview *o,
		   struct why *why)
{
	struct text words;

	if (!r->format) {
		text_init(&words, PAGE_CEILING);
		overview_put(o, r->look, &words);
		if (!put_words(out->sink, &words, why))
			return false;
	}
	if (!sink_close(out->sink, why))
		return false;
	if (!out->summary)
		return true;
	text_init(&words, PAGE_CEILING);
	overview_json(o, &words);
	return put_words(out->summary, &words, why) && sink_close(out->summary, why);
}

/* Of a run that is all set up; the exit status. */
static int tell(struct output *out, const struct retell *r, const struct options *o)
{
	struct overview *overview = mem_zero(1, sizeof(*overview));
	struct why why = { 0 };
	bool stopped;
	int status;

	if (!overview) {
		(void)why_set(&why, WHY_INTERNAL, "out of memory");
		return complain(&why);
	}
	ending_catch_signals();
	if (!retell_run(r, overview, &stopped, &why)) {
		/* What was told before the place where a file broke off is no less right. */
		if (why.code == WHY_NOINPUT || why.code == WHY_DATA)
			(void)sink_flush(out->sink, NULL);
		status = complain_of_output(&why, !o->output);
	} else if (stopped) {
		(void)sink_flush(out->sink, NULL);
		status = ending_interrupted(overview->tally.records, sink_is_nameless(out->sink),
					    false);
	} else if (!finish(out, r, overview, &why)) {
		status = complain_of_output(&why, !o->output);
	} else {
		status = ending_status(overview->tally.by_severity, o->fail_on);
	}
	mem_free(overview);
	return status;
}

static bool open_outputs(struct output *out, const struct options *o, char *const *paths, int n,
			 struct why *why)
{
	const char *const *read = (const char *const *)paths;

	if (!output_is_apart(o, read, (size_t)n, "file", why) || !output_summary_is_apart(o, why))
		return false;
	out->sink = sink_new(o->output, why);
	if (!out->sink || !o->summary)
		return out->sink != NULL;
	out->summary = sink_new(o->summary, why);
	return out->summary != NULL;
}

static int run(void *given, char *const *operands, int n)
{
	static struct wish wish;
	static const struct servers servers;
	struct report_options *options = given;
	struct options *o = &options->check;
	const struct report_format *format = formats[options->format];
	char authserv_id[AUTHSERV_ID_MAX];
	struct monitored monitored = { 0 };
	struct output out = { 0 };
	struct report_look look;
	struct retell r = {
		.paths = (const char *const *)operands,
		.n = (size_t)n,
		.format = format,
		.look = &look,
		.nagios = &monitored.conf,
		.ignore = wish.policy.ignore,
		.quiet = o->quiet && format != &report_nagios,
		.stop = &stop_signal,
	};
	struct why why = { 0 };
	int status;

	o->format = options->format == FORMAT_OVERVIEW ? FORMAT_TEXT : options->format - 1;
	if (n < 1 && !why_set(&why, WHY_USAGE,
			      "what shall be reported? fcrdns-check report FILE... (- is standard "
			      "input)"))
		goto failed;
	if (!wish_policy(&wish, o, &why) || !wish_authserv_id(o, authserv_id, &why) ||
	    !open_outputs(&out, o, operands, n, &why))
		goto failed;
	look = wish_look(o, &servers, sink_is_terminal(out.sink));
	look.authserv_id = authserv_id;
	monitored_begin(&monitored, o, &servers, &look);
	r.sink = out.sink;
	status = tell(&out, &r, o);
	if (format == &report_nagios)
		status = monitored_status(&monitored, status);
	goto out;
failed:
	status = format == &report_nagios ? monitored_complain(why.text) : complain(&why);
out:
	monitored_done(&monitored);
	output_done(&out);
	return status;
}

const struct command command_report = {
	.name = "report",
	.summary = "recorded scans as one page, or in any format",
	.usage = "Usage: fcrdns-check report [options] FILE...\n"
		 "What the JSON lines of a scan come to: how many addresses are right, what is\n"
		 "wrong with the others, where, and who acts; or the records again in another\n"
		 "format. Nothing is asked. - is standard input.\n",
	.closing = "\n"
		   "Exit status: as of the scan (0, 1 or 75), 64 wrong usage, 65 a file holds\n"
		   "what is no record, 66 a file cannot be read, 73 and 74 the output cannot be\n"
		   "made or written, 130 and 143 interrupted. See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.is_monitored = true,
	.size = sizeof(struct report_options),
	.begin = begin,
	.done = done,
	.run = run,
};
