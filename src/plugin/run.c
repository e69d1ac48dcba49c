/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "options.h"

#include <fcrdns/generic_file.h>
#include <fcrdns/ip.h>
#include <fcrdns/limits.h>
#include <fcrdns/pump.h>
#include <fcrdns/resolver.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/suffix.h>
#include <fcrdns/why.h>
#include <fcrdns/wish.h>

#include <signal.h>
#include <string.h>
#include <time.h>

enum {
	BEFORE_END_MS = 500, /* what is open is given up so long before the time is over, ... */
	STOP_MS = 400,	     /* ... and all that has not begun then */
	TURN_MS = 100,
	TRY_MS = 2000,
	RETRIES = 2,
	ADDRESSES_MAX = 1 << 16 /* of one host: more than answers hold, and the time bounds them */
};

/* The end of the whole run. */
struct clock {
	uint64_t end_ms;
	volatile sig_atomic_t stop;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void watch(void *user, const struct pump_now *now)
{
	struct clock *c = user;

	(void)now;
	if (now_ms() >= c->end_ms)
		c->stop = 1;
}

/* A hyphen stands in host names as well. */
static bool is_range(const char *text)
{
	const char *hyphen = strchr(text, '-');
	struct ip ip;

	return hyphen && ip_parse(&ip, text, (size_t)(hyphen - text)) &&
	       ip_parse(&ip, hyphen + 1, strlen(hyphen + 1));
}

/* A block or a range would be thousands of services in one line. */
static bool are_single(const struct opt_texts *hosts, struct why *why)
{
	char shown[LIMIT_SHOWN];

	for (size_t i = 0; i < hosts->n; i++)
		if (strpbrk(hosts->text[i], "/ \t") || is_range(hosts->text[i]))
			return why_set(why, WHY_USAGE,
				       "-H wants an address or a host name, not '%s'",
				       text_shown(shown, sizeof(shown), hosts->text[i],
						  strlen(hosts->text[i])));
	return true;
}

static struct nagios_conf states_of(const struct options *o, const struct servers *servers)
{
	return (struct nagios_conf){
		.temperror = (enum nagios_state)o->temperror_result,
		.expired = (enum nagios_state)o->timeout_result,
		.generic = (enum nagios_state)o->generic_result,
		.warn = o->warn,
		.crit = o->crit,
		.limit_us = (uint64_t)o->timeout_ms * 1000,
		.servers = servers->texts,
		.n_servers = servers->n,
		.verbose = o->verbose,
	};
}

/* Asks for all, and collects it; the line is not written by the pump: where the time is over there
 * is one as well. */
static bool ask_all(struct pump_conf *conf, struct nagios *nagios, const struct options *o,
		    struct text *line, enum nagios_state *ret, struct why *why)
{
	struct clock clock = { .end_ms = now_ms() + o->timeout_ms - STOP_MS };
	struct report_format collects = report_nagios;
	struct pump_sum sum = { 0 };

	collects.end = NULL;
	conf->format = &collects;
	conf->stop = &clock.stop;
	conf->watch = watch;
	conf->watch_user = &clock;
	if (!pump_run(conf, &sum, why))
		return false;
	nagios_put_line(nagios, sum.stopped, line);
	*ret = nagios_state(nagios, sum.stopped);
	return true;
}

bool plugin_run(const struct options *o, struct text *line, enum nagios_state *ret, struct why *why)
{
	static struct wish wish;
	const struct wanted wanted = {
		.expects = o->expects.text,
		.n_expects = o->expects.n,
		.expect_option = "-a",
		.helo = o->helo,
		.ownership = o->ownership,
		.ownership_host = "alidnsptrcheck",
		.ignore = &o->ignore,
		.ptr_limit = LIMIT_PTR_NAMES,
	};
	const struct source_conf source = {
		.operands = o->hosts.text,
		.n_operands = o->hosts.n,
		.max_addresses = ADDRESSES_MAX,
	};
	struct servers_conf servers_conf = { .port = o->port };
	struct servers servers;
	struct resolver_conf resolver = {
		.first_wait_ms = WISH_FIRST_WAIT_MS,
		.timeout_ms = TRY_MS,
		.retries = RETRIES,
		.notes = o->verbose > 2,
	};
	struct nagios_conf states;
	struct nagios nagios;
	struct report_look look = { .nagios = &nagios };
	struct suffix_list *suffixes = NULL;
	struct generic_words *words = NULL;
	struct pump_conf conf = {
		.look = &look,
		.policy = &wish.policy,
		.deadline_ms = o->timeout_ms - BEFORE_END_MS,
		.limit_ms = o->timeout_ms - BEFORE_END_MS,
		.max_addresses = ADDRESSES_MAX,
		.only_len = o->only_len,
		.turn_ms = TURN_MS,
	};
	bool ok;

	if (!are_single(&o->hosts, why) || !wish_make(&wish, &wanted, why) ||
	    !wish_ask(&servers_conf, &wish, &o->servers, "-s", why) ||
	    !servers_load(&servers, &servers_conf, why))
		return false;
	states = states_of(o, &servers);
	nagios_init(&nagios, &states);
	resolver.servers = servers;
	resolver.tcp = servers.use_vc;
	ok = (conf.source = source_new(&source, why)) != NULL &&
	     (suffixes = suffix_list_new(NULL, why)) != NULL &&
	     generic_file_load(&words, o->generic_words, why) &&
	     (conf.sink = sink_new(NULL, why)) != NULL &&
	     (conf.resolver = resolver_new(&resolver, why)) != NULL;
	if (ok) {
		wish_complete(&wish, &servers, suffixes, source_is_short(conf.source));
		wish.policy.generic_words = words;
		ok = ask_all(&conf, &nagios, o, line, ret, why);
	}
	resolver_free(conf.resolver);
	sink_free(conf.sink);
	suffix_list_free(suffixes);
	generic_words_free(words);
	source_free(conf.source);
	nagios_done(&nagios);
	return ok;
}
