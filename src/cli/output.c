/* SPDX-License-Identifier: MIT */
#include "output.h"

#include "ending.h"
#include "status.h"
#include "waiting.h"
#include "wishes.h"

#include <fcrdns/limits.h>
#include <fcrdns/pump.h>
#include <fcrdns/resolver.h>
#include <fcrdns/servers.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
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

/* ---- where it goes ---- */

void output_done(struct output *out)
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
		.unordered = o->unordered,
	};
	struct why once = { 0 };
	bool is_shard = o->shards || o->shard; /* also the one of one */

	if (!o->resume && (!o->output || !is_shard))
		return true;
	if (o->resume && !o->output)
		return why_set(why, WHY_USAGE, "--resume wants -o FILE");
	if (o->resume && o->unordered)
		return why_set(why, WHY_USAGE,
			       "--resume wants the order of the input: leave --unordered out");
	if (!source_digest(source, &scan.list, &once)) {
		if (!o->resume && once.code == WHY_USAGE)
			return true;
		*why = once;
		return false;
	}
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

bool output_summary_is_apart(const struct options *o, struct why *why)
{
	static const char *const beside[] = { "", ".part", ".state", ".fcrdns.tmp" };
	char records[PATH_MAX], sums[PATH_MAX], path[PATH_MAX + 16];
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

/* Where `path` leads, if that is a file; NULL or "-": standard output. */
static bool is_file(const char *path, struct stat *ret)
{
	bool is_standard = !path || strcmp(path, "-") == 0;

	return (is_standard ? fstat(STDOUT_FILENO, ret) : stat(path, ret)) == 0 &&
	       S_ISREG(ret->st_mode);
}

/* What is read would be gone when the output gets its name; and what is added to it while it is
 * read has no end. */
static bool is_apart(const char *option, const char *path, const char *read, const char *what,
		     struct why *why)
{
	char shown[LIMIT_SHOWN];
	struct stat made, st;

	if (!is_file(path, &made) ||
	    (strcmp(read, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(read, &st)) != 0 ||
	    st.st_dev != made.st_dev || st.st_ino != made.st_ino)
		return true;
	if (!path || strcmp(path, "-") == 0)
		return why_set(why, WHY_USAGE,
			       "standard output is the %s that is read: name another file", what);
	return why_set(why, WHY_USAGE, "%s %s is the %s that is read: name another file", option,
		       text_shown(shown, sizeof(shown), path, strlen(path)), what);
}

bool output_is_apart(const struct options *o, const char *const *paths, size_t n, const char *what,
		     struct why *why)
{
	for (size_t i = 0; i < n; i++)
		if (!is_apart("-o", o->output, paths[i], what, why) ||
		    (o->summary && !is_apart("--summary", o->summary, paths[i], what, why)))
			return false;
	return true;
}

bool output_open(struct output *out, const struct options *o, const struct source_conf *source,
		 const char *format, struct why *why)
{
	if (!output_is_apart(o, o->lists.text, o->lists.n, "list", why) ||
	    !output_summary_is_apart(o, why) || !open_journal(out, o, source, format, why))
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
int output_finish(struct output *out, const struct options *o, const struct shard *shard)
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

/* What was waited for and did not come is not well, although nothing fails. */
static int status_of(const struct output *out, const struct options *o, const struct pump_sum *sum)
{
	int ret = ending_status(sum->tally.by_severity, o->fail_on);

	if (ret == EXIT_WELL && out->waiting && o->wait_ms && !out->waiting->is_well &&
	    o->fail_on != FAIL_ON_NEVER)
		return EXIT_TEMPORARY;
	return ret;
}

int output_drive(struct pump_conf *conf, struct output *out, const struct options *o,
		 const struct servers *servers, const struct shard *shard, bool has_gap)
{
	struct pump_sum sum = { .tally = out->point.tally };
	const struct resolver_stat nothing = { 0 }, *stat;
	struct pump_now end = { .tally = &sum.tally, .share = -1 };
	struct status status;
	struct why why = { 0 };
	bool ok;

	if (status_begin(&status, o, &sum.tally, !source_is_short(conf->source),
			 sink_is_terminal(conf->sink))) {
		conf->watch = status_watch;
		conf->watch_user = &status;
	}
	ok = waiting_run(out->waiting, conf, &sum, &why);
	stat = conf->resolver ? resolver_stat(conf->resolver) : &nothing;
	end.stat = stat;
	end.window = conf->resolver ? pump_window(conf) : 0;
	if (conf->watch)
		status_end(&status, &end);
	if (!ok)
		goto failed;
	if (stat->is_dead && !sum.stopped)
		tell_dead(servers, stat->reason);
	sum.is_whole &= !has_gap;
	out->is_spotless = sum.tally.by_severity[SEVERITY_OK] == sum.tally.records &&
			   sum.tally.by_iprev[IPREV_PASS] == sum.tally.records;
	if (!(sum.stopped ? sink_flush(conf->sink, &why) : sink_close(conf->sink, &why)) ||
	    !write_summary(out, &sum, stat, shard, status_clock_ms() - status.begun_ms, &why))
		goto failed;
	if (sum.stopped)
		return ending_interrupted(sum.tally.records, sink_is_nameless(conf->sink),
					  o->resume);
	return has_gap ? EXIT_TEMPORARY : status_of(out, o, &sum);
failed:
	/* The records before the place where a list broke off are no less right for that. */
	if (why.code == WHY_NOINPUT)
		(void)sink_flush(conf->sink, NULL);
	return complain_of_output(&why, !o->output);
}
