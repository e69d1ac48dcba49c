/* SPDX-License-Identifier: MIT */
#include "exporter.h"

#include "clock.h"
#include "door.h"
#include "loop.h"
#include "options.h"
#include "setup.h"
#include "verifier.h"
#include "web_config.h"

#include <fcrdns/suffix.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
	TICK_US = 1000 * 1000, /* while anybody is here */
	IDLE_US = 60 * 1000 * 1000,
	FILES_KEPT = 192, /* descriptors that are no connections: engines, those that were cut */
	PROBES_END_MS = 2000, /* after the signal to stop: then those in flight are given up, */
	ALL_END_MS = 4000     /* and then their connections */
};

static void note(void *user, const struct record *r)
{
	metrics_note(user, r);
}

static uint64_t unix_s(void)
{
	return (uint64_t)time(NULL);
}

bool exporter_init(struct exporter *s, const struct options *o, struct why *why)
{
	*s = (struct exporter){ .options = o, .signals = -1, .now_ms = clock_ms() };
	s->metrics.started_s = unix_s();
	s->probes.most = o->max_probes;
	s->probes.note = note;
	s->probes.note_user = &s->metrics;
	s->visitors.most = o->max_connections;
	s->visitors.most_of_one = o->max_connections_per_address;
	return guard_init(&s->guard, &o->allow, &o->hosts, why) &&
	       (s->suffixes = suffix_list_new(NULL, why)) != NULL &&
	       (s->loop = loop_new(why)) != NULL && exporter_reload(s, why);
}

void exporter_done(struct exporter *s)
{
	struct setup *next;

	while (s->doors) {
		struct door *d = s->doors;

		s->doors = *door_next(d);
		door_close(d);
	}
	for (struct setup *one = s->setup; one; one = next) {
		next = one->next;
		setup_free(one);
	}
	verifier_free(s->verifier);
	web_config_free(s->web);
	loop_free(s->loop);
	if (s->signals >= 0)
		(void)close(s->signals);
	suffix_list_free(s->suffixes);
	guard_done(&s->guard);
}

/* ---- files ---- */

/* A pipe that nobody reads fills: its line is left out then, so that scrapes do not wait for it. */
static void say(const char *words, const char *more)
{
	struct pollfd log = { .fd = STDERR_FILENO, .events = POLLOUT };

	if (poll(&log, 1, 0) == 0)
		return;
	(void)fprintf(stderr, "fcrdns-exporter: %s%s%s\n", words, more ? ": " : "",
		      more ? more : "");
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool has_same_tls(const struct web_config *a, const struct web_config *b)
{
	return same(a->cert_pem, b->cert_pem) && same(a->key_pem, b->key_pem) &&
	       same(a->client_ca_pem, b->client_ca_pem) && a->client == b->client &&
	       same(a->priorities, b->priorities);
}

static bool has_same_rules(const struct web_config *a, const struct web_config *b)
{
	return !a->cert_pem == !b->cert_pem && a->client == b->client &&
	       (a->client == WEB_CLIENT_NONE ||
		same(a->client_ca_pem ? a->client_ca_pem : a->cert_pem,
		     b->client_ca_pem ? b->client_ca_pem : b->cert_pem));
}

/* All doors have the TLS of s->web, or those that could not be changed have another. */
static bool renew_doors(struct exporter *s, struct why *why)
{
	for (struct door *d = s->doors; d; d = *door_next(d))
		if (!door_renew(d, s, why))
			return false;
	return true;
}

static bool take_web(struct exporter *s, struct web_config *web, struct why *why)
{
	struct web_config *old = s->web;
	struct verifier *verifier = NULL;

	if (web_config_has_users(web)) {
		verifier = verifier_new(web, s->loop, why);
		if (!verifier)
			return false;
	}
	s->web = web;
	if (old && !has_same_tls(old, web) && !renew_doors(s, why)) {
		s->web = old;
		(void)renew_doors(s, NULL);
		verifier_free(verifier);
		return false;
	}
	if (old && !has_same_tls(old, web))
		visitors_outdate(&s->visitors, !has_same_rules(old, web));
	if (s->verifier && verifier)
		verifier_inherit(verifier, s->verifier, s->now_ms);
	verifier_free(s->verifier);
	s->verifier = verifier;
	s->rate_ms = 0; /* it was counted in the old interval */
	web_config_free(old);
	for (unsigned i = 0; i < web->n_warnings; i++)
		say("warning", web->warnings[i]);
	return true;
}

/* Both files or none. */
static bool read_files(struct exporter *s, struct why *why)
{
	struct web_config *web = NULL;
	struct setup *fresh = setup_new(s->options, s->suffixes, s->loop, s->now_ms, why);

	if (!fresh)
		return false;
	if (!web_config_load(s->options->web_config_file, &web, why) || !take_web(s, web, why)) {
		if (s->web != web)
			web_config_free(web);
		setup_free(fresh);
		return false;
	}
	fresh->next = s->setup;
	s->setup = fresh;
	return true;
}

bool exporter_reload(struct exporter *s, struct why *why)
{
	s->metrics.is_reloaded = read_files(s, why);
	if (s->metrics.is_reloaded)
		s->metrics.reloaded_s = unix_s();
	return s->metrics.is_reloaded;
}

static void reload_by_signal(struct exporter *s)
{
	struct why why = { 0 };

	if (exporter_reload(s, &why))
		say("reloaded", NULL);
	else
		say("the files as they were stay in force", why.text);
}

/* ---- turns ---- */

/* A connection is a descriptor, and so is much else. Where there are few of them, fewer come in: a
 * loop that cannot accept who is there would never sleep. */
static void raise_limit(struct visitors *all)
{
	struct rlimit files;
	rlim_t most;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return;
	if (files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max < 1 << 16 ? files.rlim_max : 1 << 16;
		(void)setrlimit(RLIMIT_NOFILE, &files);
		(void)getrlimit(RLIMIT_NOFILE, &files);
	}
	most = files.rlim_cur > (rlim_t)2 * FILES_KEPT ? files.rlim_cur - FILES_KEPT
						       : files.rlim_cur / 4;
	if (all->most > most)
		all->most = most ? (unsigned)most : 1;
	if (all->most_of_one > all->most)
		all->most_of_one = all->most;
}

/* From now on they wait until we look: none may end us by itself. */
static int open_signals(struct why *why)
{
	sigset_t set;
	int fd = -1;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		(void)why_set(why, WHY_INTERNAL, "signals cannot be waited for: %s",
			      strerror(errno));
	return fd;
}

bool exporter_open(struct exporter *s, struct why *why)
{
	/* Before the first door: whoever reads that we listen may send one. */
	s->signals = open_signals(why);
	if (s->signals < 0)
		return false;
	raise_limit(&s->visitors);
	for (size_t i = 0; i < s->options->listen.n; i++) {
		struct door *d = door_open(s, s->options->listen.text[i], why);

		if (!d)
			return false;
		*door_next(d) = s->doors;
		s->doors = d;
		say("listening on", door_text(d));
	}
	return true;
}

static uint64_t sleep_us(const struct exporter *s, uint64_t most)
{
	uint64_t own = s->visitors.n || s->is_stopping ? TICK_US : IDLE_US;

	for (struct door *d = s->doors; d; d = *door_next(d)) {
		uint64_t wait = door_wait_us(d);

		own = wait < own ? wait : own;
	}
	return s->resumed ? 0 : own < most ? own : most;
}

static void turn(struct exporter *s)
{
	uint64_t most = UINT64_MAX;
	bool always;

	for (struct setup *one = s->setup; one; one = one->next) {
		uint64_t own = engines_begin_sleep(&one->engines);

		most = own < most ? own : most;
	}
	most = sleep_us(s, most);
	loop_sleep(s->loop, most);
	for (struct setup *one = s->setup; one; one = one->next)
		engines_end_sleep(&one->engines, most);
	s->now_ms = clock_ms();
	for (struct setup *one = s->setup; one; one = one->next)
		probes_turn(&s->probes, one);
	visitors_turn(&s->visitors, s->now_ms);
	if (s->verifier)
		verifier_turn(s->verifier, s->now_ms);
	always = s->resumed || most == 0;
	s->resumed = false;
	for (struct door *d = s->doors; d; d = *door_next(d))
		door_turn(d, always);
	setup_forget(s->setup);
}

/* ---- signals ---- */

/* True: it is time to end. */
static bool take_signals(struct exporter *s)
{
	struct signalfd_siginfo info;
	bool ends = false;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload_by_signal(s);
		else
			ends = true;
	}
	return ends;
}

/* Whoever still waits is told that it was for nothing. */
static void give_up(struct exporter *s)
{
	probes_give_up(&s->probes);
	if (s->verifier)
		verifier_give_up(s->verifier);
}

/* Nobody comes in; who waits for a probe gets its answer or 503, and all go. */
static void stop(struct exporter *s)
{
	uint64_t began = clock_ms();

	s->now_ms = began; /* a turn ago it was earlier than that */
	s->is_stopping = true;
	for (struct door *d = s->doors; d; d = *door_next(d))
		door_stop(d);
	visitors_close_idle(&s->visitors);
	while (s->visitors.n && s->now_ms - began < ALL_END_MS) {
		turn(s);
		if (s->now_ms - began >= PROBES_END_MS)
			give_up(s);
		visitors_close_idle(&s->visitors);
	}
	give_up(s);
	for (struct door *d = s->doors; d; d = *door_next(d))
		door_turn(d, true);
}

bool exporter_run(struct exporter *s, struct why *why)
{
	bool ready = false;
	struct watch *w = loop_watch(s->loop, s->signals, &ready);
	bool ok = w || why_set(why, WHY_INTERNAL, "out of memory");

	while (ok) {
		turn(s);
		if (ready && take_signals(s))
			break;
		ready = false;
	}
	if (ok)
		stop(s);
	watch_free(w);
	return ok;
}
