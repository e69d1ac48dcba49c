/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_JOB_H
#define FCRDNS_CLI_JOB_H

/*
 * job: an account named by --provider, and what a command has done with it: its settings, its
 * connections and the session that is open.
 */

#include <fcrdns/account.h>
#include <fcrdns/cloud.h>
#include <fcrdns/limits.h>
#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stddef.h>

struct fetch;
struct options;
struct text;
struct why;

/* What the tables of such commands share. AT(field) says where it is, as in rows.h. */
struct job_options {
	struct opt_texts providers;
	unsigned deadline_ms;
	const char *cacert, *proxy;
	unsigned verbose;
};

/* clang-format off */
#define JOB_ROWS(AT) \
	{ "deadline", "SECONDS", "the longest time for what is asked of one account (300)", \
	  .kind = OPT_MILLIS, .min = 1000, .max = 86400000, AT(deadline_ms) }, \
	{ "verbose", NULL, "tell every request and its answer on standard error", \
	  .more = "Without passwords, keys and tokens.", \
	  .letter = 'v', .kind = OPT_COUNT, AT(verbose) }
#define JOB_CACERT_ROW(AT) \
	{ "cacert", "FILE", "trust these certificates (PEM), not the system's", \
	  .more = "For OpenStack, OS_CACERT says the same.", .kind = OPT_TEXT, AT(cacert) }
#define JOB_PROXY_ROW(AT) \
	{ "proxy", "URL", "reach the provider through this proxy", \
	  .more = "http://HOST:PORT, or https, socks5, socks5h. https_proxy and the like in the " \
		  "environment have no effect.", \
	  .kind = OPT_TEXT, AT(proxy) }
/* clang-format on */

void job_options_begin(struct job_options *o);

/* --cacert and --proxy are given once, for both kinds of https, that of the account and that of the
 * resolvers in `dns`, where there are such. */
void job_share_means(struct job_options *o, struct options *dns);
/* Where an account is asked for one address: its NAME[:REGION], or NULL with one sentence. */
const char *job_only_provider(const struct job_options *o, struct why *why);

struct job {
	char id[LIMIT_PROVIDER + 1]; /* of the provider */
	const char *region;	     /* as --provider says, or NULL */
	const struct job_options *options;
	const struct cloud_provider *provider;
	struct account_settings *settings;
	struct fetch *fetch;
	struct cloud_wish wish;	    /* of the same */
	struct cloud *cloud;	    /* of the last job_run */
	struct cloud_result result; /* of the same, until the next */
};

/* `text` is NAME[:REGION] and must stay. False with one sentence; job_close in any case. */
bool job_open(struct job *j, const char *text, const struct job_options *o, struct why *why);

/* `wish` is copied, and its region comes from --provider; what it points to must stay until the
 * next one. `dry_run`: see account.h. */
bool job_run(struct job *j, const struct cloud_wish *wish, bool may_write, struct text *dry_run,
	     struct why *why);
void job_close(struct job *j);

#endif
