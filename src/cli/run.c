/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "wishes.h"

#include <fcrdns/pump.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/suffix.h>
#include <fcrdns/why.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum {
	EXIT_WELL = 0,
	EXIT_FAILS = 1,
	EXIT_TEMPORARY = 75,
	EXIT_SIGNAL = 128
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
	uint64_t n = sum->by_severity[SEVERITY_FAIL];

	switch ((enum fail_on)fail_on) {
	case FAIL_ON_NEVER:
		return false;
	case FAIL_ON_WARN:
		n += sum->by_severity[SEVERITY_WARN] + sum->by_severity[SEVERITY_UNDECIDED];
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
	if (sum->by_severity[SEVERITY_UNDECIDED] && o->fail_on != FAIL_ON_NEVER)
		return EXIT_TEMPORARY;
	return EXIT_WELL;
}

static void tell_dead(const struct servers *servers)
{
	fputs("fcrdns-check: no usable resolver: nothing answers at", stderr);
	for (unsigned i = 0; i < servers->n; i++)
		fprintf(stderr, "%s %s", i ? "," : "", servers->texts[i]);
	fputc('\n', stderr);
}

static int interrupted(const struct pump_sum *sum, const struct options *o)
{
	fprintf(stderr, "fcrdns-check: interrupted after %llu records%s\n",
		(unsigned long long)sum->records, o->output ? ", the output file is not made" : "");
	return EXIT_SIGNAL + stop_signal;
}

static int drive(struct pump_conf *conf, const struct options *o, const struct servers *servers)
{
	struct pump_sum sum = { 0 };
	struct why why = { 0 };

	if (!pump_run(conf, &sum, &why))
		goto failed;
	if (resolver_stat(conf->resolver)->is_dead && !sum.stopped)
		tell_dead(servers);
	if (!(sum.stopped ? sink_flush(conf->sink, &why) : sink_close(conf->sink, &why)))
		goto failed;
	return sum.stopped ? interrupted(&sum, o) : status_of(&sum, o);
failed:
	if (why.code == WHY_IO && reader_is_gone(o))
		return why_exit_status(WHY_IO);
	return complain(&why);
}

int run(const struct options *o)
{
	static const struct report_format *const formats[] = { &report_text, &report_jsonl };
	static struct wish wish;
	struct suffix_list *suffixes = NULL;
	struct source_conf source_conf = wish_source(o);
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
		.stop = &stop_signal,
	};
	struct why why = { 0 };
	int status;

	/* What is wrong with the command line is said before anything is opened. */
	if (!wish_policy(&wish, o, &why) || !wish_servers(&servers_conf, &wish, o, &why) ||
	    !(conf.source = source_new(&source_conf, &why)) ||
	    !servers_load(&servers, &servers_conf, &why) ||
	    !(suffixes = suffix_list_new(o->psl, &why)) || !(conf.sink = sink_new(o->output, &why)))
		goto failed;
	wish_resolver(&resolver_conf, o, &servers);
	resolver_conf.patient = !source_is_short(conf.source);
	conf.resolver = resolver_new(&resolver_conf, &why);
	if (!conf.resolver)
		goto failed;
	wish.policy.eager = source_is_short(conf.source);
	wish.policy.resolver_is_local = servers.is_local;
	wish.policy.trust_ad = servers.trust_ad;
	wish.policy.root_domain = suffix_root_domain;
	wish.policy.suffix_list = suffixes;
	look = wish_look(o, &servers, sink_is_terminal(conf.sink));
	catch_signals();
	status = drive(&conf, o, &servers);
	goto out;
failed:
	status = complain(&why);
out:
	resolver_free(conf.resolver);
	sink_free(conf.sink);
	suffix_list_free(suffixes);
	source_free(conf.source);
	return status;
}
