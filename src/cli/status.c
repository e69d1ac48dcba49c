/* SPDX-License-Identifier: MIT */
#include "status.h"

#include <fcrdns/finding.h>
#include <fcrdns/resolver.h>
#include <fcrdns/shard.h>
#include <fcrdns/text.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
	TERMINAL_MS = 1000,
	SOON_MS = 2000, /* too early to say when it ends */
	ELSEWHERE_MS = 30000,
	LINE_CEILING = 4096,
	COLUMNS = 80
};

uint64_t status_clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

bool status_begin(struct status *s, const struct options *o, const struct tally *tally,
		  bool is_long, bool has_text)
{
	*s = (struct status){
		.json = o->status == STATUS_JSON,
		.is_terminal = isatty(STDERR_FILENO) == 1,
		.begun_ms = status_clock_ms(),
		.records_before = tally->records,
		.share_before = -1,
	};
	s->every_ms = s->is_terminal || s->json ? TERMINAL_MS : ELSEWHERE_MS;
	s->next_ms = s->begun_ms + s->every_ms;
	if (o->status == STATUS_AUTO)
		return is_long && !(s->is_terminal && has_text);
	return o->status != STATUS_NONE;
}

static uint64_t rate(uint64_t fresh, uint64_t elapsed_ms)
{
	return elapsed_ms ? fresh * 1000 / elapsed_ms : 0;
}

void status_text(const struct pump_now *now, uint64_t elapsed_ms, uint64_t fresh, int64_t left_s,
		 struct text *out)
{
	static const enum stale_class loud[] = { STALE_RELEASED_DANGLING, STALE_RELEASED_STALE,
						 STALE_HELD_INHERITED, STALE_HELD_DRIFT,
						 STALE_UNKNOWN };
	const struct tally *t = now->tally;

	text_printf(out,
		    "%" PRIu64 " done, %" PRIu64 "/s, pass %" PRIu64 " fail %" PRIu64
		    " permerror %" PRIu64 " temperror %" PRIu64,
		    t->records, rate(fresh, elapsed_ms), t->by_iprev[IPREV_PASS],
		    t->by_iprev[IPREV_FAIL], t->by_iprev[IPREV_PERMERROR],
		    t->by_iprev[IPREV_TEMPERROR]);
	for (size_t i = 0; i < sizeof(loud) / sizeof(loud[0]); i++)
		if (t->by_stale[loud[i]])
			text_printf(out, " %s %" PRIu64, stale_class_text(loud[i]),
				    t->by_stale[loud[i]]);
	if (now->window)
		text_printf(out, ", window %" PRIu64, now->window);
	if (left_s >= 0)
		text_printf(out, ", about %" PRId64 ":%02d:%02d left", left_s / 3600,
			    (int)(left_s / 60 % 60), (int)(left_s % 60));
}

/* Of a run over holdings, all classes. */
static void put_classes(const struct tally *t, struct text *out)
{
	bool any = false;

	for (int c = STALE_HELD_OK; c < N_STALE; c++)
		any |= t->by_stale[c] > 0;
	for (int c = STALE_HELD_OK; any && c < N_STALE; c++)
		text_printf(out, "%s\"%s\":%" PRIu64, c == STALE_HELD_OK ? ",\"stale\":{" : ",",
			    stale_class_text((enum stale_class)c), t->by_stale[c]);
	if (any)
		text_char(out, '}');
}

void status_json(const struct pump_now *now, uint64_t elapsed_ms, uint64_t fresh, int64_t left_s,
		 struct text *out)
{
	const struct tally *t = now->tally;

	text_printf(out,
		    "{\"done\":%" PRIu64 ",\"rate\":%" PRIu64 ",\"pass\":%" PRIu64
		    ",\"fail\":%" PRIu64 ",\"permerror\":%" PRIu64 ",\"temperror\":%" PRIu64
		    ",\"in_work\":%" PRIu64 ",\"window\":%" PRIu64 ",\"queries\":%" PRIu64
		    ",\"retries\":%" PRIu64 ",\"elapsed_s\":%" PRIu64,
		    t->records, rate(fresh, elapsed_ms), t->by_iprev[IPREV_PASS],
		    t->by_iprev[IPREV_FAIL], t->by_iprev[IPREV_PERMERROR],
		    t->by_iprev[IPREV_TEMPERROR], now->in_work, now->window, now->stat->packets,
		    now->stat->retries, elapsed_ms / 1000);
	put_classes(t, out);
	if (left_s >= 0)
		text_printf(out, ",\"left_s\":%" PRId64, left_s);
	text_char(out, '}');
}

/* Seconds, if it goes on like this; below 0: nobody knows. */
static int64_t left_s(struct status *s, double share, uint64_t elapsed_ms)
{
	double gone;

	if (share < 0)
		return -1;
	if (s->share_before < 0) /* what an earlier run did is passed over before the first look */
		s->share_before = s->records_before ? share : 0;
	gone = share - s->share_before;
	if (gone <= 0 || elapsed_ms < SOON_MS)
		return -1;
	return (int64_t)((double)elapsed_ms / 1000 * (1 - share) / gone);
}

static size_t columns(void)
{
	struct winsize size = { 0 };

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1U
									       : COLUMNS - 1;
}

static void show(struct status *s, const struct pump_now *now, bool is_last)
{
	uint64_t elapsed_ms = status_clock_ms() - s->begun_ms;
	uint64_t fresh = now->tally->records - s->records_before;
	int64_t left = is_last ? -1 : left_s(s, now->share, elapsed_ms);
	bool redraws = s->is_terminal && !s->json;
	struct text line;

	text_init(&line, LINE_CEILING);
	(s->json ? status_json : status_text)(now, elapsed_ms, fresh, left, &line);
	if (redraws && line.len > columns())
		line.len = columns();
	fprintf(stderr, "%s%.*s%s", redraws ? "\r\033[K" : "", (int)line.len, text_cstr(&line),
		redraws && !is_last ? "" : "\n");
	(void)fflush(stderr);
	s->is_shown = redraws && !is_last;
	text_done(&line);
}

void status_watch(void *user, const struct pump_now *now)
{
	struct status *s = user;
	uint64_t clock = status_clock_ms();

	if (s->share_before < 0)
		(void)left_s(s, now->share, 0);
	if (clock < s->next_ms)
		return;
	s->next_ms = clock + s->every_ms;
	show(s, now, false);
}

void status_end(struct status *s, const struct pump_now *now)
{
	if (s->json)
		show(s, now, true);
	else if (s->is_shown)
		fputs("\r\033[K", stderr);
}

static void put_sums(struct text *out, const char *key, const char *const *names,
		     const uint64_t *values, size_t n)
{
	text_printf(out, ",\"%s\":{", key);
	for (size_t i = 0; i < n; i++)
		text_printf(out, "%s\"%s\":%" PRIu64, i ? "," : "", names[i], values[i]);
	text_char(out, '}');
}

void summary_json(const struct pump_sum *sum, const struct resolver_stat *stat,
		  const struct shard *shard, uint64_t elapsed_ms, struct text *out)
{
	static const char *const iprevs[] = { "none", "pass", "fail", "temperror", "permerror" };
	static const char *const severities[] = { "ok", "warn", "undecided", "fail" };
	const struct tally *t = &sum->tally;
	bool any = false;

	text_printf(out,
		    "{\"schema\":\"fcrdns-summary/1\",\"complete\":%s,\"records\":%" PRIu64
		    ",\"places\":",
		    sum->is_whole ? "true" : "false", t->records);
	if (sum->stopped) /* before the list was read to its end */
		text_lit(out, "null");
	else
		text_uint(out, sum->places);
	if (shard->n > 1)
		text_printf(out, ",\"shards\":%" PRIu32 ",\"shard\":%" PRIu32 ",\"seed\":%" PRIu64,
			    shard->n, shard->i, shard->seed);
	put_sums(out, "iprev", iprevs, t->by_iprev, sizeof(iprevs) / sizeof(iprevs[0]));
	put_sums(out, "severity", severities, t->by_severity,
		 sizeof(severities) / sizeof(severities[0]));
	put_classes(t, out);
	text_lit(out, ",\"findings\":{");
	for (enum finding_code code = 0; code < N_FINDINGS; code++)
		if (t->by_finding[code]) {
			text_printf(out, "%s\"%s\":%" PRIu64, any ? "," : "",
				    finding_code_text(code), t->by_finding[code]);
			any = true;
		}
	text_char(out, '}');
	text_printf(out,
		    ",\"queries\":%" PRIu64 ",\"retries\":%" PRIu64 ",\"tcp\":%" PRIu64
		    ",\"shared\":%" PRIu64 ",\"duration_ms\":%" PRIu64 "}\n",
		    stat->packets, stat->retries, stat->tcp, stat->shared, elapsed_ms);
}
