/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "status.h"
#include "wishes.h"

#include <fcrdns/journal.h>
#include <fcrdns/pump.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/suffix.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum {
	EXIT_WELL = 0,
	EXIT_FAILS = 1,
	EXIT_TEMPORARY = 75,
	EXIT_SIGNAL = 128,
	SUMMARY_CEILING = 1 << 16
};

/* The signal that wants us to stop, or 0. */
static volatile sig_atomic_t stop_signal;

static void on_stop(int signal)
{
	stop_signal = signal;
}

static void catch_signals(void)
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

int complain(const struct why *why)
{
	fprintf(stderr, "fcrdns-check: %s\n", why->text);
	return why_exit_status(why->code);
}

/* A reader such as head(1) that has seen enough is no news. */
static bool reader_is_gone(const struct options *o)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return !o->output && poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

static bool reaches(const struct pump_sum *sum, unsigned fail_on)
{
	uint64_t n = sum->tally.by_severity[SEVERITY_FAIL];

	switch ((enum fail_on)fail_on) {
	case FAIL_ON_NEVER:
		return false;
	case FAIL_ON_WARN:
		n += sum->tally.by_severity[SEVERITY_WARN] +
		     sum->tally.by_severity[SEVERITY_UNDECIDED];
		break;
	case FAIL_ON_FAIL:
		break;
	}
	return n > 0;
}

static int status_of(const struct pump_sum *sum, const struct options *o)
{
	if (reaches(sum, o->fail_on))
		return EXIT_FAILS;
	if (sum->tally.by_severity[SEVERITY_UNDECIDED] && o->fail_on != FAIL_ON_NEVER)
		return EXIT_TEMPORARY;
	return EXIT_WELL;
}

static void tell_dead(const struct servers *servers, const char *reason)
{
	fprintf(stderr, "fcrdns-check: no usable resolver: %s",
		*reason ? "no answers come from" : "nothing answers at");
	for (unsigned i = 0; i < servers->n; i++)
		fprintf(stderr, "%s %s", i ? "," : "", servers->texts[i]);
	fprintf(stderr, "%s%s\n", *reason ? ": " : "", reason);
}

static int interrupted(const struct pump_sum *sum, const struct options *o)
{
	const char *rest = o->resume ? ", --resume goes on" : ", the output file is not made";

	fprintf(stderr, "fcrdns-check: interrupted after %llu records%s\n",
		(unsigned long long)sum->tally.records, o->output ? rest : "");
	return EXIT_SIGNAL + stop_signal;
}

/* ---- the output ---- */

/* Where records go, and how far an earlier run has come there. */
struct output {
	struct sink *sink, *summary;
	struct journal *journal;
	enum journal_begin begin;
	struct journal_point point;
};

static void output_done(struct output *out)
{
	sink_free(out->sink);
	sink_free(out->summary);
	journal_free(out->journal);
}

/* A shard's journal is what `merge` reads; where the input can be read only once there is none. */
static bool open_journal(struct output *out, const struct options *o,
			 const struct source_conf *source, const char *format, struct why *why)
{
	struct journal_scan scan = {
		.options = wish_digest(o),
		.shard = source->shard,
		.format = format,
		.quiet = o->quiet,
	};
	struct why once;

	if (!o->resume && (!o->output || source->shard.n < 2))
		return true;
	if (o->resume && !o->output)
		return why_set(why, WHY_USAGE, "--resume wants -o FILE");
	if (o->resume && o->unordered)
		return why_set(why, WHY_USAGE,
			       "--resume wants the order of the input: leave --unordered out");
	if (!source_digest(source, &scan.list, o->resume ? why : &once))
		return !o->resume && once.code == WHY_USAGE;
	out->journal = journal_new(o->output, &scan, o->resume, &out->begin, &out->point, why);
	return out->journal != NULL;
}

static bool open_output(struct output *out, const struct options *o,
			const struct source_conf *source, const char *format, struct why *why)
{
	if (!open_journal(out, o, source, format, why))
		return false;
	out->sink = o->resume ? sink_resume(o->output, out->point.octets, why)
			      : sink_new(o->output, why);
	if (!out->sink || !o->summary)
		return out->sink != NULL;
	out->summary = sink_new(o->summary, why);
	return out->summary != NULL;
}

static bool write_summary(struct output *out, const struct pump_sum *sum,
			  const struct resolver_stat *stat, const struct shard *shard,
			  uint64_t elapsed_ms, struct why *why)
{
	struct text text;
	bool ok;

	if (!out->summary)
		return true;
	text_init(&text, SUMMARY_CEILING);
	summary_json(sum, stat, shard, elapsed_ms, &text);
	ok = !text.failed && sink_put(out->summary, text.data, text.len, why) &&
	     sink_close(out->summary, why);
	text_done(&text);
	return ok;
}

/* What is left of a scan that is whole: its name, and its result. */
static int finish_whole(struct output *out, const struct options *o)
{
	const struct pump_sum sum = { .tally = out->point.tally };
	struct why why = { 0 };

	return sink_close(out->sink, &why) ? status_of(&sum, o) : complain(&why);
}

static int drive(struct pump_conf *conf, struct output *out, const struct options *o,
		 const struct servers *servers, const struct shard *shard)
{
	struct pump_sum sum = { .tally = out->point.tally };
	const struct resolver_stat *stat = resolver_stat(conf->resolver);
	struct pump_now end = { .tally = &sum.tally, .stat = stat, .share = -1 };
	struct status status;
	struct why why = { 0 };
	bool ok;

	if (status_begin(&status, o, &sum.tally, !source_is_short(conf->source),
			 sink_is_terminal(conf->sink))) {
		conf->watch = status_watch;
		conf->watch_user = &status;
	}
	ok = pump_run(conf, &sum, &why);
	if (conf->watch)
		status_end(&status, &end);
	if (!ok)
		goto failed;
	if (stat->is_dead && !sum.stopped)
		tell_dead(servers, stat->reason);
	if (!(sum.stopped ? sink_flush(conf->sink, &why) : sink_close(conf->sink, &why)) ||
	    !write_summary(out, &sum, stat, shard, status_clock_ms() - status.begun_ms, &why))
		goto failed;
	return sum.stopped ? interrupted(&sum, o) : status_of(&sum, o);
failed:
	if (why.code == WHY_IO && reader_is_gone(o))
		return why_exit_status(WHY_IO);
	return complain(&why);
}

int run(const struct options *o)
{
	static const struct report_format *const formats[] = { &report_text, &report_jsonl,
							       &report_csv };
	static struct wish wish;
	struct suffix_list *suffixes = NULL;
	struct source_conf source_conf = wish_source(o);
	struct output out = { 0 };
	struct servers_conf servers_conf;
	struct servers servers;
	struct resolver_conf resolver_conf;
	struct report_look look;
	struct pump_conf conf = {
		.format = formats[o->format],
		.look = &look,
		.policy = &wish.policy,
		.concurrency = o->concurrency,
		.deadline_ms = o->deadline_ms,
		.max_addresses = o->max_addresses,
		.quiet = o->quiet,
		.unordered = o->unordered,
		.stop = &stop_signal,
	};
	struct why why = { 0 };
	int status;

	/* What is wrong with the command line is said before anything is opened. */
	if (!wish_policy(&wish, o, &why) || !wish_servers(&servers_conf, &wish, o, &why) ||
	    !wish_shard(&source_conf.shard, o, &why) ||
	    !(conf.source = source_new(&source_conf, &why)) ||
	    !servers_load(&servers, &servers_conf, &why) ||
	    !(suffixes = suffix_list_new(o->psl, &why)) ||
	    !open_output(&out, o, &source_conf, conf.format->name, &why))
		goto failed;
	if (out.begin == JOURNAL_NAMELESS) {
		status = finish_whole(&out, o);
		goto out;
	}
	source_go_to(conf.source, out.point.next);
	conf.sink = out.sink;
	conf.journal = out.journal;
	conf.begin = out.point.next;
	conf.is_begun = out.point.octets > 0;
	wish_resolver(&resolver_conf, o, &servers);
	resolver_conf.patient = !source_is_short(conf.source);
	conf.resolver = resolver_new(&resolver_conf, &why);
	if (!conf.resolver)
		goto failed;
	wish.policy.eager = source_is_short(conf.source);
	wish.policy.resolver_is_local = servers.is_local;
	wish.policy.resolver_is_https = servers.is_https;
	wish.policy.trust_ad = servers.trust_ad;
	wish.policy.root_domain = suffix_root_domain;
	wish.policy.suffix_list = suffixes;
	look = wish_look(o, &servers, sink_is_terminal(conf.sink));
	catch_signals();
	status = drive(&conf, &out, o, &servers, &source_conf.shard);
	goto out;
failed:
	status = complain(&why);
out:
	resolver_free(conf.resolver);
	output_done(&out);
	suffix_list_free(suffixes);
	source_free(conf.source);
	return status;
}
