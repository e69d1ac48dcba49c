/* SPDX-License-Identifier: MIT */
#include "job.h"

#include "ending.h"
#include "options.h"
#include "rules.h"
#include "secrecy.h"

#include <fcrdns/fetch.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

enum {
	DEADLINE_MS = 300000,
	CONNECT_MS = 10000,
	EXCHANGE_MS = 60000,
	ATTEMPTS = 5
};

void job_options_begin(struct job_options *o)
{
	o->deadline_ms = DEADLINE_MS;
}

void job_share_means(struct job_options *o, struct options *dns)
{
	bool is_https = false;

	for (size_t i = 0; i < dns->resolvers.n; i++)
		is_https |= strstr(dns->resolvers.text[i], "://") != NULL;
	o->cacert = dns->cacert;
	o->proxy = dns->proxy;
	if (!is_https)
		dns->cacert = dns->proxy = NULL;
}

const char *job_only_provider(const struct job_options *o, struct why *why)
{
	if (o->providers.n == 1)
		return o->providers.text[0];
	(void)why_set(why, WHY_USAGE,
		      o->providers.n ? "one address has one provider: give --provider only once"
				     : "which provider hands out the address? add --provider NAME, "
				       "such as --provider openstack");
	return NULL;
}

static bool take_name(struct job *j, const char *text, struct why *why)
{
	size_t n = strcspn(text, ":");

	if (!n || n > LIMIT_PROVIDER || (text[n] && !text[n + 1]))
		return why_set(why, WHY_USAGE, "--provider wants NAME or NAME:REGION");
	memcpy(j->id, text, n);
	j->id[n] = '\0';
	j->region = text[n] ? text + n + 1 : NULL;
	for (const char *c = text + n; *c; c++)
		if (*c <= ' ' || *c > '~')
			return why_set(why, WHY_USAGE,
				       "the region of --provider holds a character that none has");
	j->provider = cloud_provider_of(j->id);
	return j->provider || rules_no_session(j->id, j->region, why);
}

bool job_open(struct job *j, const char *text, const struct job_options *o, struct why *why)
{
	struct fetch_conf conf = { .cacert = o->cacert,
				   .proxy = o->proxy,
				   .connect_ms = CONNECT_MS,
				   .total_ms = EXCHANGE_MS,
				   .stop = &stop_signal };

	*j = (struct job){ .options = o };
	if (!take_name(j, text, why))
		return false;
	secrecy_begin();
	if (!account_settings_load(j->id, &j->settings, why))
		return false;
	if (!conf.cacert && !strcmp(j->id, "openstack"))
		conf.cacert = account_setting(j->settings, "OS_CACERT");
	if (o->verbose)
		fprintf(stderr, "%s: settings from %s\n", j->id,
			account_settings_origin(j->settings));
	j->fetch = fetch_new(&conf, why);
	return j->fetch != NULL;
}

static void talk(void *user, const char *line)
{
	const struct job *j = user;

	fprintf(stderr, "%s: %s\n", j->id, line);
}

bool job_run(struct job *j, const struct cloud_wish *wish, bool may_write, struct text *dry_run,
	     struct why *why)
{
	const struct account_conf conf = {
		.fetch = j->fetch,
		.attempts = ATTEMPTS,
		.deadline_ms = j->options->deadline_ms,
		.may_write = may_write,
		.dry_run = dry_run,
		.stop = &stop_signal,
		.talk = j->options->verbose ? talk : NULL,
		.talk_user = j,
	};
	uint8_t random[16];

	cloud_free(j->cloud);
	j->cloud = NULL;
	j->result = (struct cloud_result){ .account = "" };
	j->wish = *wish;
	j->wish.region = j->region;
	if (!account_random(random, why))
		return false;
	j->cloud =
		cloud_new(j->provider, account_settings_view(j->settings), &j->wish, random, why);
	return j->cloud && account_run(&conf, j->cloud, &j->result, why);
}

void job_close(struct job *j)
{
	cloud_free(j->cloud);
	fetch_free(j->fetch);
	account_settings_free(j->settings);
	*j = (struct job){ 0 };
}
