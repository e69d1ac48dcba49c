/* SPDX-License-Identifier: MIT */
#include <fcrdns/retell.h>

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/nagios.h>
#include <fcrdns/overview.h>
#include <fcrdns/recorded.h>
#include <fcrdns/report.h>
#include <fcrdns/revive.h>
#include <fcrdns/sink.h>
#include <fcrdns/splice.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

enum {
	RECORD_CEILING = 16 << 20, /* octets in one format */
	ARENA_CEILING = 256 << 20  /* of one record: its line has LIMIT_RECORDED at most */
};

struct retelling {
	const struct retell *conf;
	struct overview *overview;
	struct why *why;
	struct arena arena;
	struct text text;
	bool has_records, begun;
};

static bool is_jsonl(const struct retell *conf)
{
	return conf->format == &report_jsonl;
}

/* What the writers look up beside the record is of the record here. */
static void look_at(const struct retell *conf, const struct revived *r)
{
	unsigned n = r->server != NULL;

	conf->look->servers = &r->server;
	conf->look->n_servers = n;
	conf->look->no_timing = !r->record.has_timing;
	if (conf->nagios) {
		conf->nagios->servers = &r->server;
		conf->nagios->n_servers = n;
	}
}

static bool put_text(struct retelling *t)
{
	const struct retell *conf = t->conf;
	bool is_apart = t->has_records && conf->format->pages && conf->look->verbose;

	if (t->text.failed)
		return why_set(t->why, WHY_INTERNAL, "no memory for a record");
	if (!t->text.len)
		return true;
	t->has_records = true;
	return (!is_apart || sink_put(conf->sink, "\n", 1, t->why)) &&
	       sink_put(conf->sink, t->text.data, t->text.len, t->why);
}

static bool put_frame(struct retelling *t)
{
	if (t->text.failed)
		return why_set(t->why, WHY_INTERNAL, "no memory for the sums");
	return !t->text.len || sink_put(t->conf->sink, t->text.data, t->text.len, t->why);
}

/* With the first record it is known what they are about. */
static bool begin(struct retelling *t)
{
	t->begun = true;
	t->text.len = 0;
	if (t->conf->format && t->conf->format->begin)
		t->conf->format->begin(t->conf->look, &t->text);
	return put_frame(t);
}

static bool put_record(struct retelling *t, const struct recorded_line *line,
		       const struct revived *r)
{
	const struct retell *conf = t->conf;

	if (!conf->format || (conf->quiet && r->record.severity == SEVERITY_OK))
		return true;
	if (is_jsonl(conf) && !r->n_dropped)
		return sink_put(conf->sink, line->octets, line->len, t->why);
	t->text.len = 0;
	look_at(conf, r);
	if (is_jsonl(conf))
		splice_findings(line->octets, line->len, r->dropped, r->n_findings,
				r->record.severity, &t->text);
	else
		conf->format->record(conf->look, &r->record, &t->text);
	return put_text(t);
}

static bool tell_line(struct retelling *t, struct recorded *in, const struct recorded_line *line)
{
	struct revived r;
	const char *fault;

	arena_reset(&t->arena);
	if (!revive(&r, line, t->conf->ignore, &t->arena, &fault))
		return fault ? recorded_refuse(in, fault, t->why)
			     : why_set(t->why, WHY_INTERNAL, "no memory for a record");
	overview_add(t->overview, &r.record);
	if (!t->begun)
		t->conf->look->holdings = r.record.stale.class != STALE_NONE;
	return (t->begun || begin(t)) && put_record(t, line, &r);
}

static bool is_stopped(const struct retell *conf)
{
	return conf->stop && *conf->stop;
}

static bool tell_file(struct retelling *t, const char *path)
{
	struct recorded *in = recorded_new(path, t->why);
	struct recorded_line line;
	enum recorded_got got = RECORDED_FAILED;

	if (!in)
		return false;
	recorded_keep(in);
	while (!is_stopped(t->conf)) {
		got = recorded_next(in, &line, t->why);
		if (got == RECORDED_AGAIN)
			continue;
		if (got != RECORDED_LINE)
			break;
		if (!tell_line(t, in, &line)) {
			got = RECORDED_FAILED;
			break;
		}
	}
	recorded_free(in);
	return got != RECORDED_FAILED || is_stopped(t->conf);
}

/* The scan ended when its last record was made. */
static bool end(struct retelling *t)
{
	const struct overview *o = t->overview;
	const struct report_sum sum = {
		.tally = &o->tally,
		.elapsed_ms = (uint64_t)(o->latest_s - o->earliest_s) * 1000,
		.ended_at_s = o->latest_s,
	};

	if (!t->begun && !begin(t))
		return false;
	t->text.len = 0;
	t->conf->look->no_timing = !o->latest_s;
	if (t->conf->format && t->conf->format->end)
		t->conf->format->end(t->conf->look, &sum, &t->text);
	return put_frame(t);
}

bool retell_run(const struct retell *r, struct overview *overview, bool *ret_stopped,
		struct why *why)
{
	struct retelling t = { .conf = r, .overview = overview, .why = why };
	bool ok = true;

	*ret_stopped = false;
	if (!jsondoc_load(why))
		return false;
	arena_init(&t.arena, ARENA_CEILING);
	text_init(&t.text, RECORD_CEILING);
	for (size_t i = 0; ok && i < r->n && !is_stopped(r); i++)
		ok = tell_file(&t, r->paths[i]);
	*ret_stopped = ok && is_stopped(r);
	ok = ok && (*ret_stopped || end(&t));
	text_done(&t.text);
	arena_done(&t.arena);
	return ok;
}
