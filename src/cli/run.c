/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "ending.h"
#include "status.h"
#include "wishes.h"

#include <fcrdns/journal.h>
#include <fcrdns/limits.h>
#include <fcrdns/pump.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/suffix.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SUMMARY_CEILING = 1 << 16
};

static void tell_dead(const struct servers *servers, const char *reason)
{
	fprintf(stderr, "fcrdns-check: no usable resolver: %s",
		*reason ? "no answers come from" : "nothing answers at");
	for (unsigned i = 0; i < servers->n; i++)
		fprintf(stderr, "%s %s", i ? "," : "", servers->texts[i]);
	fprintf(stderr, "%s%s\n", *reason ? ": " : "", reason);
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

/* Both lead to one name in one folder. */
static bool is_same_file(const char *a, const char *b)
{
	const char *path_of[] = { a, b }, *name_of[2];
	struct stat st_of[2];

	for (size_t i = 0; i < 2; i++) {
		const char *slash = strrchr(path_of[i], '/');
		char folder[PATH_MAX + 8];

		name_of[i] = slash ? slash + 1 : path_of[i];
		(void)snprintf(folder, sizeof(folder), "%.*s.", (int)(name_of[i] - path_of[i]),
			       path_of[i]);
		if (stat(folder, &st_of[i]) != 0)
			return false;
	}
	return st_of[0].st_dev == st_of[1].st_dev && st_of[0].st_ino == st_of[1].st_ino &&
	       strcmp(name_of[0], name_of[1]) == 0;
}

/* The sums must not take the place of the records, nor that of what lies beside them. */
static bool summary_is_apart(const struct options *o, struct why *why)
{
	static const char *const beside[] = { "", ".part", ".state" };
	char records[PATH_MAX], sums[PATH_MAX], path[PATH_MAX + 8];
	struct stat st;

	if (!o->output || !o->summary || strcmp(o->output, "-") == 0 ||
	    (stat(o->summary, &st) == 0 && !S_ISREG(st.st_mode)) ||
	    !sink_path(o->output, records) || !sink_path(o->summary, sums))
		return true;
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", records, beside[i]);
		if (is_same_file(sums, path))
			return why_set(why, WHY_USAGE,
				       "--summary wants a file of its own, and -o FILE%s is taken",
				       beside[i]);
	}
	return true;
}

/* The list would be gone when the output gets its name. */
static bool lists_are_apart(const struct options *o, struct why *why)
{
	char shown[LIMIT_SHOWN];
	struct stat made, list;

	if (!o->output || strcmp(o->output, "-") == 0 || stat(o->output, &made) != 0 ||
	    !S_ISREG(made.st_mode))
		return true;
	for (size_t i = 0; i < o->lists.n; i++) {
		const char *path = o->lists.text[i];

		if ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &list) : stat(path, &list)) ||
		    list.st_dev != made.st_dev || list.st_ino != made.st_ino)
			continue;
		return why_set(why, WHY_USAGE, "-o %s is the list that is read: name another file",
			       text_shown(shown, sizeof(shown), o->output, strlen(o->output)));
	}
	return true;
}

static bool open_output(struct output *out, const struct options *o,
			const struct source_conf *source, const char *format, struct why *why)
{
	if (!lists_are_apart(o, why) || !summary_is_apart(o, why) ||
	    !open_journal(out, o, source, format, why))
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

/* What is left of a scan that is whole: its name, its sums and its result. */
static int finish_whole(struct output *out, const struct options *o, const struct shard *shard)
{
	const struct pump_sum sum = { .tally = out->point.tally,
				      .places = out->point.places,
				      .is_whole = true };
	const struct resolver_stat nothing = { 0 };
	struct why why = { 0 };

	if (!sink_close(out->sink, &why) || !write_summary(out, &sum, &nothing, shard, 0, &why))
		return complain(&why);
	return ending_status(sum.tally.by_severity, o->fail_on);
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
	if (sum.stopped)
		return ending_interrupted(sum.tally.records, sink_is_nameless(conf->sink),
					  o->resume);
	return ending_status(sum.tally.by_severity, o->fail_on);
failed:
	/* The records before the place where a list broke off are no less right for that. */
	if (why.code == WHY_NOINPUT)
		(void)sink_flush(conf->sink, NULL);
	return complain_of_output(&why, !o->output);
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
		status = finish_whole(&out, o, &source_conf.shard);
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
	ending_catch_signals();
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
