/* SPDX-License-Identifier: MIT */
/*
 * The octets of a file of recorded records, read at once and in pieces: both must give the same,
 * and what is handed out must be safe to write out. The same octets as the state of such a file,
 * and as two files that are merged. What is a record is told again in every format.
 */
#include <fcrdns/arena.h>
#include <fcrdns/change.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/nagios.h>
#include <fcrdns/recorded.h>
#include <fcrdns/report.h>
#include <fcrdns/revive.h>
#include <fcrdns/sink.h>
#include <fcrdns/splice.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/scan/shard_state.h"
#include "../../src/scan/weave.h"
#include "../unit/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		need(s[i] >= 0x20 && s[i] < 0x7f);
}

/* What was handed out, and why it ended. */
static void tell(const char *octets, size_t n, size_t step, struct text *out)
{
	struct lines lines;
	const struct recorded_from from = lines_from(&lines, octets, n, step);
	struct why why = { 0 };
	struct recorded *r = recorded_new_from("file", &from, &why);
	struct recorded_line line;
	enum recorded_got got;

	need(r != NULL);
	while ((got = recorded_next(r, &line, &why)) == RECORDED_LINE) {
		need(line.len > 1 && line.octets[line.len - 1] == '\n');
		need_printable(line.octets, line.len - 1);
		need(line.index <= INT64_MAX && line.part <= INT64_MAX);
		need(line.severity <= SEVERITY_FAIL);
		need(line.has_part || line.part == 0);
		text_put(out, line.octets, line.len);
		text_printf(out, "%llu.%llu", (unsigned long long)line.index,
			    (unsigned long long)line.part);
	}
	need((got == RECORDED_FAILED) == (why.code != WHY_NONE));
	need_printable(why.text, strlen(why.text));
	text_str(out, why.text);
	need(!out->failed);
	recorded_free(r);
}

/* In a format, as printable lines. */
static void need_format(const struct report_format *f, const struct record *r)
{
	static const struct nagios_conf conf = { .verbose = 3 };
	struct nagios nagios;
	const struct report_look look = { .verbose = true,
					  .width = 80,
					  .holdings = true,
					  .authserv_id = "x",
					  .nagios = &nagios };
	struct text out;

	nagios_init(&nagios, &conf);
	text_init(&out, 1 << 26);
	f->record(&look, r, &out);
	if (f == &report_nagios)
		nagios_put_line(&nagios, false, &out);
	need(!out.failed);
	for (size_t i = 0; i < out.len; i++)
		need((out.data[i] >= 0x20 && out.data[i] < 0x7f) || out.data[i] == '\n' ||
		     out.data[i] == '\r');
	text_done(&out);
	nagios_done(&nagios);
}

/* Without all of its findings it is a record still, which has none. */
static void need_spliced(const struct recorded_line *line, const struct revived *r)
{
	char fault[JSONDOC_FAULT_MAX];
	struct jsondoc *d;
	struct text out;

	for (size_t i = 0; i < r->n_findings; i++)
		r->dropped[i] = 1;
	text_init(&out, 1 << 24);
	splice_findings(line->octets, line->len, r->dropped, r->n_findings, SEVERITY_OK, &out);
	need(!out.failed && out.len > 1 && out.data[out.len - 1] == '\n');
	d = jsondoc_parse(out.data, out.len - 1, fault);
	need(d && jsondoc_is_array(d, "findings") && !jsondoc_count(d, "findings"));
	need(!strcmp(jsondoc_text(d, "severity"), "ok"));
	jsondoc_free(d);
	text_done(&out);
}

/* Beside itself it has not changed. */
static void need_outline(const struct record *r, struct arena *arena)
{
	struct text packed;
	struct outline o;
	struct change c;

	text_init(&packed, OUTLINE_OCTETS_MAX);
	if (outline_of(r, arena, &packed)) {
		o = outline_read(packed.data, packed.len);
		c = change_of(&o, &o);
		need(c.class == CHANGE_NONE || (c.class == CHANGE_UNDECIDED && o.is_undecided));
	}
	text_done(&packed);
}

static void retell(const char *octets, size_t n)
{
	static const struct report_format *const formats[] = { &report_text,	&report_csv,
							       &report_html,	&report_nagios,
							       &report_checkmk, &report_authres };
	static const uint64_t nothing[2] = { 0 };
	struct lines lines;
	const struct recorded_from from = lines_from(&lines, octets, n, SIZE_MAX);
	struct why why = { 0 };
	struct recorded *r = recorded_new_from("file", &from, &why);
	struct recorded_line line;
	struct arena arena;

	need(r != NULL);
	recorded_keep(r);
	arena_init(&arena, 1 << 26);
	while (recorded_next(r, &line, &why) == RECORDED_LINE) {
		struct revived revived;
		const char *fault;

		arena_reset(&arena);
		if (!revive(&revived, &line, nothing, &arena, &fault)) {
			need(fault != NULL);
			continue;
		}
		for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
			need_format(formats[i], &revived.record);
		need_outline(&revived.record, &arena);
		need_spliced(&line, &revived);
	}
	arena_done(&arena);
	recorded_free(r);
}

static void read_lines(const char *octets, size_t n)
{
	static const size_t steps[] = { 1, 7, 4096 };
	struct text whole, parts;

	text_init(&whole, 1 << 24);
	text_init(&parts, 1 << 24);
	tell(octets, n, SIZE_MAX, &whole);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		parts.len = 0;
		tell(octets, n, steps[i], &parts);
		need(parts.len == whole.len && !memcmp(parts.data, whole.data, whole.len));
	}
	text_done(&whole);
	text_done(&parts);
}

static void read_state(const char *octets, size_t n)
{
	struct shard_state s = { .octets = 1 };
	const char *bad = shard_state_parse(&s, octets, n);

	if (bad) {
		need_printable(bad, strlen(bad));
		need(s.octets == 1);
		return;
	}
	need(s.shard.n >= 1 && s.shard.n <= SHARDS_MAX && s.shard.i < s.shard.n);
	need(memchr(s.scan, '\0', sizeof(s.scan)) && memchr(s.format, '\0', sizeof(s.format)) &&
	     memchr(s.version, '\0', sizeof(s.version)));
	need(s.complete || !s.places);
}

/* Two halves as two files: what comes out is in order, or is refused. */
static void merge(const char *octets, size_t n, bool gaps, bool is_sharded)
{
	static const struct shard shards[] = { { 2, 0, 1 }, { 2, 1, 1 } };
	size_t half = n / 2;
	struct lines lines[2];
	const struct recorded_from from[] = {
		lines_from(&lines[0], octets, half, SIZE_MAX),
		lines_from(&lines[1], octets + half, n - half, SIZE_MAX),
	};
	struct recorded *in[2];
	struct merge_sum sum;
	struct why why = { 0 };
	struct weave w = {
		.in = in,
		.n = 2,
		.gaps = gaps,
		.shards = is_sharded ? shards : NULL,
		.has_places = is_sharded,
		.places = 4,
		.sink = sink_new("/dev/null", &why),
	};

	need(w.sink != NULL);
	for (int i = 0; i < 2; i++) {
		in[i] = recorded_new_from("file", &from[i], &why);
		need(in[i] != NULL);
	}
	need(weave_run(&w, &sum, &why) == (why.code == WHY_NONE));
	need_printable(why.text, strlen(why.text));
	need(sum.records ==
	     sum.by_severity[0] + sum.by_severity[1] + sum.by_severity[2] + sum.by_severity[3]);
	for (int i = 0; i < 2; i++)
		recorded_free(in[i]);
	sink_free(w.sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *octets = (const char *)data;
	struct why why;

	need(jsondoc_load(&why));
	if (!size)
		return 0;
	read_lines(octets, size);
	read_state(octets, size);
	retell(octets, size);
	for (unsigned how = 0; how < 4; how++)
		merge(octets, size, how & 1, how & 2);
	return 0;
}
