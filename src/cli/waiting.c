/* SPDX-License-Identifier: MIT */
#include "waiting.h"

#include "ending.h"
#include "status.h"

#include <fcrdns/outlook.h>
#include <fcrdns/pump.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <time.h>

enum {
	WORDS_MAX = 4096,
	NAP_MS = 100 /* how often the signals are looked at */
};

bool waiting_fits(const struct options *o, const struct source *source, struct why *why)
{
	const char *option = o->wait_ms ? "--wait" : "--trace";

	if (!o->wait_ms && !o->trace)
		return !o->trace_inside ||
		       why_set(why, WHY_USAGE, "--trace-inside wants --trace or --wait as well");
	if (!source_is_short(source))
		return why_set(why, WHY_USAGE,
			       "%s is for a few addresses or names, not for lists, blocks and SPF "
			       "records",
			       option);
	if (o->wait_ms && o->format == FORMAT_NAGIOS)
		return why_set(why, WHY_USAGE,
			       "--wait does not go with --format nagios: a monitor looks again "
			       "by itself");
	if (o->wait_ms && (o->resume || o->shards > 1))
		return why_set(why, WHY_USAGE, "--wait does not go with --resume and --shards");
	return true;
}

bool waiting_begin(struct waiting *w, const struct options *o, const struct source_conf *source,
		   const struct resolver_conf *resolver, struct pump_conf *conf, struct why *why)
{
	*w = (struct waiting){
		.options = o,
		.source = *source,
		.tracer = { .resolver = *resolver,
			    .port = o->authority_port,
			    .deadline_ms = o->deadline_ms,
			    .inside = o->trace_inside,
			    .stop = &stop_signal },
		.end_ms = status_clock_ms() + o->wait_ms,
	};
	if (!o->wait_ms && !o->trace)
		return true;
	conf->look_closer = tracer_trace;
	conf->closer_user = tracer_new(&w->tracer, why);
	return conf->closer_user != NULL;
}

void waiting_done(const struct pump_conf *conf)
{
	if (conf->look_closer)
		tracer_free(conf->closer_user);
}

/* ---- one look ---- */

static bool note(void *user, const struct record *r, struct why *why)
{
	struct waiting *w = user;
	enum severity least = w->options->fail_on == FAIL_ON_WARN ? SEVERITY_WARN : SEVERITY_FAIL;
	struct outlook outlook;
	struct text words;

	(void)why;
	text_init(&words, WORDS_MAX);
	outlook = outlook_of(r, least, &words);
	if (!outlook.is_well) {
		if (!w->n_unwell++)
			text_printf(w->words, "%s: %s",
				    r->target->has_address ? r->address
				    : r->target->input	   ? r->target->input
							   : "?",
				    text_cstr(&words));
		if (outlook.again_s < w->again_s)
			w->again_s = outlook.again_s;
	}
	text_done(&words);
	return true;
}

static bool look(struct waiting *w, struct pump_conf *conf, struct pump_sum *sum, struct why *why)
{
	w->n_unwell = 0;
	w->again_s = UINT32_MAX;
	w->words->len = 0;
	*sum = (struct pump_sum){ 0 };
	if (!pump_run(conf, sum, why))
		return false;
	w->is_well = !w->n_unwell && !sum->stopped;
	return true;
}

/* All that remembers anything of the look before. */
static bool renew(struct waiting *w, struct pump_conf *conf, struct why *why)
{
	source_free(conf->source);
	resolver_free(conf->resolver);
	tracer_free(conf->closer_user);
	conf->resolver = NULL;
	conf->closer_user = NULL;
	conf->source = source_new(&w->source, why);
	if (conf->source)
		conf->resolver = resolver_new(&w->tracer.resolver, why);
	if (conf->resolver)
		conf->closer_user = tracer_new(&w->tracer, why);
	return conf->closer_user != NULL;
}

/* ---- between two ---- */

static void tell(const struct waiting *w, const char *what, uint64_t s, uint64_t left_s)
{
	if (w->options->status == STATUS_NONE)
		return;
	fprintf(stderr, "%s", text_cstr(w->words));
	if (w->n_unwell > 1)
		fprintf(stderr, " (and %u more are not well)", w->n_unwell - 1);
	fprintf(stderr, "; %s %llu s", what, (unsigned long long)s);
	if (left_s)
		fprintf(stderr, ", %llu s are left", (unsigned long long)left_s);
	fputc('\n', stderr);
	(void)fflush(stderr);
}

static void pause_until(uint64_t ms)
{
	const struct timespec nap = { .tv_nsec = NAP_MS * 1000000L };

	while (!stop_signal && status_clock_ms() < ms)
		(void)nanosleep(&nap, NULL);
}

static bool look_until_well(struct waiting *w, struct pump_conf *conf, struct pump_sum *sum,
			    struct why *why)
{
	const uint64_t begun = status_clock_ms();

	for (;;) {
		uint64_t now, left_ms, wait_ms;

		if (!look(w, conf, sum, why))
			return false;
		if (w->is_well || sum->stopped)
			return true;
		now = status_clock_ms();
		left_ms = w->end_ms > now ? w->end_ms - now : 0;
		if (left_ms < OUTLOOK_LEAST_S * UINT64_C(1000)) {
			tell(w, "given up after", (now - begun) / 1000, 0);
			return true;
		}
		/* The last look is at the end, whatever a cache can know by then. */
		wait_ms = (uint64_t)w->again_s * 1000;
		if (wait_ms > left_ms)
			wait_ms = left_ms;
		tell(w, "looking again in", (wait_ms + 999) / 1000, left_ms / 1000);
		pause_until(now + wait_ms);
		sum->stopped = stop_signal != 0;
		if (sum->stopped)
			return true;
		sink_forget(conf->sink);
		if (!renew(w, conf, why))
			return false;
	}
}

bool waiting_run(struct waiting *w, struct pump_conf *conf, struct pump_sum *sum, struct why *why)
{
	struct text words;
	bool ok;

	if (!w || !w->options->wait_ms)
		return pump_run(conf, sum, why);
	text_init(&words, (size_t)WORDS_MAX * 2);
	w->words = &words;
	conf->note = note;
	conf->note_user = w;
	sink_hold(conf->sink);
	ok = look_until_well(w, conf, sum, why);
	/* Records that are whole are shown however it ended. */
	ok = sink_let_go(conf->sink, ok ? why : NULL) && ok;
	text_done(&words);
	return ok;
}
