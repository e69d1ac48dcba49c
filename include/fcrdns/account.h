/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_ACCOUNT_H
#define FCRDNS_ACCOUNT_H

/*
 * account: one job done with one account of a cloud. Drives a session (cloud.h) through fetch: has
 * the clock, the attempts, the pauses between them and the random numbers.
 */

#include <fcrdns/cloud.h>

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct fetch;
struct text;
struct why;

struct account_conf {
	struct fetch *fetch;
	unsigned attempts;    /* of one request, at most */
	unsigned deadline_ms; /* of the whole job */
	bool may_write;	      /* else a request that writes is not sent, and is a fault of ours */
	struct text *dry_run; /* else it is put there by account_show_request, and all is well */
	const volatile sig_atomic_t *stop;
	/* Told of each attempt and its end, for -v; may be NULL. Nothing secret is in `line`, which
	 * is safe to print. */
	void (*talk)(void *user, const char *line);
	void *talk_user;
};

/* 16 octets that nobody can guess, for cloud_new. False with one sentence. */
bool account_random(uint8_t out[static 16], struct why *why);

/* Runs the session to its end; then as cloud_result. Ended by `stop`, the deadline (both
 * WHY_TEMPORARY) or a dry run, *ret is what is known by then, and not complete. */
bool account_run(const struct account_conf *conf, struct cloud *c, struct cloud_result *ret,
		 struct why *why);

/* The request as text, without what is secret: for a dry run. */
void account_show_request(const struct http_request *r, struct text *out);

/*
 * The settings of a provider, by its id: the variables of the environment; where OS_CLOUD names a
 * cloud of clouds.yaml or ALIBABA_CLOUD_PROFILE a profile of config.json, what stands there
 * instead. False with one sentence: WHY_USAGE, WHY_NOINPUT (a file cannot be read), WHY_DATA (it
 * makes no sense, or others may read it and it holds a password).
 */
struct account_settings;
bool account_settings_load(const char *provider, struct account_settings **ret, struct why *why);
const struct cloud_settings *account_settings_view(const struct account_settings *s);
/* The value of one of them, or NULL. */
const char *account_setting(const struct account_settings *s, const char *name);
/* Where they are from, for -v: "the environment", or a file. Safe to print. */
const char *account_settings_origin(const struct account_settings *s);
void account_settings_free(struct account_settings *s); /* and the secrets are wiped */

#endif
