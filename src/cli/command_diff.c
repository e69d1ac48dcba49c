/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "output.h"
#include "rows.h"
#include "wishes.h"

#include <fcrdns/compare.h>
#include <fcrdns/report.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	LINE_CEILING = 16 << 20 /* octets of what is said of one address */
};

enum shape {
	SHAPE_TEXT,
	SHAPE_JSONL
};

enum alarm {
	ALARM_CHANGE,
	ALARM_WARN,
	ALARM_FAIL,
	ALARM_NEVER
};

struct diff_options {
	struct command_common common;
	struct options check; /* those that a check has, too */
	unsigned shape, alarm;
};

static const char *const shapes[] = { "text", "jsonl", NULL };
static const char *const alarms[] = { "change", "warn", "fail", "never", NULL };

#define OWN(field)   .into = offsetof(struct diff_options, field)
#define CHECK(field) .into = offsetof(struct diff_options, check.field)

static const struct opt table[] = {
	{ "output", "FILE", "write there instead of to standard output",
	  .more = "The file is made beside its name and renamed when it is complete. A name that "
		  "ends in .gz is compressed.",
	  .letter = 'o', .kind = OPT_TEXT, CHECK(output) },
	{ "format", NULL, "for people or for programs (text)",
	  .more = "\"jsonl\" is a JSON object a line for each address that changed or cannot be "
		  "compared.",
	  .choice = shapes, .kind = OPT_CHOICE, OWN(shape) },
	{ .help = "the same as --format jsonl",
	  .letter = 'j',
	  .kind = OPT_SET,
	  .min = SHAPE_JSONL,
	  OWN(shape) },
	{ "quiet", NULL, "no line of sums: where nothing has changed there is no text at all",
	  .letter = 'q', .kind = OPT_FLAG, CHECK(quiet) },
	{ "color", NULL, "colour the text (auto: on a terminal)",
	  .more = "\"auto\" respects NO_COLOR and TERM=dumb. Colour never carries meaning alone.",
	  .choice = when_names, .kind = OPT_CHOICE, CHECK(color) },
	{ "summary", "FILE", "write the sums of the comparison there, as JSON", .kind = OPT_TEXT,
	  CHECK(summary) },
	{ "fail-on", NULL, "what the exit status 1 is for (change)",
	  .more = "\"change\" is any change. \"warn\" and \"fail\" are an address that got worse, "
		  "or is new, and is now at that severity or above. \"never\" is nothing.",
	  .choice = alarms, .kind = OPT_CHOICE, OWN(alarm) },
	ROW_IGNORE(CHECK),
	COMMAND_ROWS,
};

static void begin(void *options)
{
	options_begin(&((struct diff_options *)options)->check);
}

static void done(void *options)
{
	options_done(&((struct diff_options *)options)->check);
}

/* ---- the sums ---- */

static void put_sums(const struct compare_sum *s, struct text *out)
{
	static const struct {
		enum change_class class;
		const char *words;
	} row_of[] = { { CHANGE_WORSE, "worse" },
		       { CHANGE_BETTER, "better" },
		       { CHANGE_OTHER, "changed otherwise" },
		       { CHANGE_NEW, "new" },
		       { CHANGE_GONE, "gone" },
		       { CHANGE_UNDECIDED, "cannot be compared" },
		       { CHANGE_NONE, "the same" } };
	bool any = false;

	text_printf(out, "%" PRIu64 " %s before, %" PRIu64 " now", s->n_old,
		    s->n_old == 1 ? "record" : "records", s->n_new);
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		if (!s->by_class[row_of[i].class])
			continue;
		text_printf(out, "%s%" PRIu64 " %s", any ? ", " : ": ",
			    s->by_class[row_of[i].class], row_of[i].words);
		any = true;
	}
	text_char(out, '\n');
}

static void put_json(const struct compare_sum *s, struct text *out)
{
	text_printf(out,
		    "{\"schema\":\"fcrdns-diff-summary/1\",\"records\":{\"old\":%" PRIu64
		    ",\"new\":%" PRIu64 "},\"changes\":{",
		    s->n_old, s->n_new);
	for (unsigned c = 0; c < N_CHANGES; c++)
		text_printf(out, "%s\"%s\":%" PRIu64, c ? "," : "",
			    change_class_text((enum change_class)c), s->by_class[c]);
	text_lit(out, "}}\n");
}

/* Nothing that changed is lost for what cannot be compared beside it. */
static int status_of(const struct compare_sum *s, enum alarm alarm)
{
	uint64_t n = s->bad[SEVERITY_FAIL];

	switch (alarm) {
	case ALARM_NEVER:
		return EXIT_WELL;
	case ALARM_CHANGE:
		for (unsigned c = 0; c < N_CHANGES; c++)
			n += c == CHANGE_NONE || c == CHANGE_UNDECIDED ? 0 : s->by_class[c];
		break;
	case ALARM_WARN:
		n += s->bad[SEVERITY_WARN];
		break;
	case ALARM_FAIL:
		break;
	}
	if (n)
		return EXIT_FAILS;
	return s->by_class[CHANGE_UNDECIDED] + s->bad[SEVERITY_UNDECIDED] ? EXIT_TEMPORARY
									  : EXIT_WELL;
}

/* ---- what is written ---- */

static bool put(struct sink *sink, const struct text *words, struct why *why)
{
	if (words->failed)
		return why_set(why, WHY_INTERNAL, "no memory for what has changed");
	return !words->len || sink_put(sink, words->data, words->len, why);
}

static bool put_all(struct compare *c, const struct diff_options *o, struct sink *sink,
		    const struct report_look *look, struct text *words, struct why *why)
{
	struct compare_found f;
	bool some = true;

	if (o->shape == SHAPE_TEXT && !o->check.quiet)
		put_sums(compare_sum(c), words);
	for (bool is_first = true; some && !stop_signal; is_first = false) {
		if (!put(sink, words, why) || !compare_next(c, &f, &some, why))
			return false;
		words->len = 0;
		if (!some)
			break;
		if (o->shape == SHAPE_JSONL) {
			report_change_json(&f.change, f.old, f.new, words);
			continue;
		}
		if (is_first && !o->check.quiet)
			text_char(words, '\n');
		report_change_text(look, &f.change, f.old, f.new, words);
	}
	return true;
}

static bool finish(struct output *out, const struct compare_sum *sum, struct text *words,
		   struct why *why)
{
	if (!sink_close(out->sink, why))
		return false;
	if (!out->summary)
		return true;
	words->len = 0;
	put_json(sum, words);
	return put(out->summary, words, why) && sink_close(out->summary, why);
}

/* The exit status. */
static int tell(struct compare *c, const struct diff_options *o, struct output *out,
		const struct report_look *look)
{
	const struct compare_sum *sum = compare_sum(c);
	struct why why = { 0 };
	struct text words;
	int status;

	text_init(&words, LINE_CEILING);
	if (!put_all(c, o, out->sink, look, &words, &why)) {
		status = complain_of_output(&why, !o->check.output);
	} else if (stop_signal) {
		(void)sink_flush(out->sink, NULL);
		status = ending_interrupted(sum->n_old + sum->n_new, sink_is_nameless(out->sink),
					    false);
	} else if (!finish(out, sum, &words, &why)) {
		status = complain_of_output(&why, !o->check.output);
	} else {
		status = status_of(sum, (enum alarm)o->alarm);
	}
	text_done(&words);
	return status;
}

/* ---- the command ---- */

static bool open_outputs(struct output *out, const struct options *o, char *const *paths,
			 struct why *why)
{
	const char *const *read = (const char *const *)paths;

	if (!output_is_apart(o, read, 2, "file", why) || !output_summary_is_apart(o, why))
		return false;
	out->sink = sink_new(o->output, why);
	if (!out->sink || !o->summary)
		return out->sink != NULL;
	out->summary = sink_new(o->summary, why);
	return out->summary != NULL;
}

static bool are_two(char *const *operands, int n, struct why *why)
{
	if (n != 2)
		return why_set(why, WHY_USAGE, "what shall be compared? fcrdns-check diff OLD NEW");
	if (!strcmp(operands[0], "-") && !strcmp(operands[1], "-"))
		return why_set(why, WHY_USAGE, "only one of both can be standard input");
	return true;
}

static int run(void *given, char *const *operands, int n)
{
	static struct wish wish;
	static const struct servers servers;
	struct diff_options *o = given;
	struct compare_conf conf = { .ignore = wish.policy.ignore, .stop = &stop_signal };
	struct compare *c = NULL;
	struct output out = { 0 };
	struct report_look look;
	struct why why = { 0 };
	int status;

	o->check.format = o->shape == SHAPE_TEXT ? FORMAT_TEXT : FORMAT_JSONL;
	if (!are_two(operands, n, &why) || !wish_policy(&wish, &o->check, &why) ||
	    !open_outputs(&out, &o->check, operands, &why)) {
		status = complain(&why);
		goto out;
	}
	look = wish_look(&o->check, &servers, sink_is_terminal(out.sink));
	ending_catch_signals();
	conf.old = operands[0];
	conf.new = operands[1];
	c = compare_new(&conf, &why);
	status = c ? tell(c, o, &out, &look) : complain(&why);
out:
	compare_free(c);
	output_done(&out);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.summary = "what has changed between two recorded scans",
	.usage = "Usage: fcrdns-check diff [options] OLD NEW\n"
		 "What has changed between two scans, the worst first: OLD and NEW are the JSON\n"
		 "lines that they wrote. Nothing is asked. A temporary failure is no change.\n",
	.closing = "\n"
		   "Exit status: 0 nothing has changed, 1 something has, 75 nothing that can be\n"
		   "compared has, but some cannot be; 64 wrong usage, 65 a file holds what is no\n"
		   "record, 66 a file cannot be read, 71 the system, 73 and 74 the output cannot\n"
		   "be made or written, 130 and 143 interrupted. See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct diff_options),
	.begin = begin,
	.done = done,
	.run = run,
};
