/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_H
#define FCRDNS_CLOUD_H

/*
 * cloud: a session with the API of a cloud, about one account: what addresses it holds, and their
 * PTRs.
 *
 * Asks HTTP requests and is told responses. Pure: no I/O, no clock, no retries; whoever drives it
 * (src/account) has those. One request at a time. One file a provider.
 *
 *	while ((want = cloud_next(c, &request)) != CLOUD_END)
 *		CLOUD_PAUSE: wait, then go on
 *		CLOUD_ASK: for each attempt: copy the request, cloud_sign it, send it,
 *			   cloud_verdict of the response; retry as that says; then cloud_tell
 */

#include <fcrdns/holding.h>
#include <fcrdns/http.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cloud;
struct cloud_provider;
struct why;

/* What the user's environment says: each provider's own variables, or what its own file says in
 * their stead. The value lives as long as the settings do; NULL: not set. */
struct cloud_settings {
	const char *(*get)(const void *from, const char *name);
	const void *from;
};

enum cloud_job {
	CLOUD_INVENTORY, /* every address, with its PTR where the API tells it */
	CLOUD_SHOW,	 /* the PTR of one address */
	CLOUD_SET,
	CLOUD_UNSET
};

struct cloud_wish {
	enum cloud_job job;
	const char *region; /* from --provider NAME:REGION, or NULL: as the settings say, or all */
	const struct holding *holding; /* of which address; NULL for CLOUD_INVENTORY */
	struct name ptr;	       /* CLOUD_SET: the name */
	bool has_ttl;
	uint32_t ttl_s;
	const char *description; /* of the record, or NULL */
};

enum cloud_want {
	CLOUD_ASK,   /* *ret is the request */
	CLOUD_PAUSE, /* a change is on its way: wait cloud_pause_ms, then call cloud_next again */
	CLOUD_END    /* see cloud_result */
};

/* What to do about a response. */
enum cloud_verdict {
	CLOUD_TELL,  /* it is what the session can go on with, or end with */
	CLOUD_RETRY, /* busy, throttled or broken: send it again after *ret_after_s or a back-off */
	CLOUD_RENEW  /* the token is not taken (any more): cloud_renew once, then again */
};

/* What became of a request that changes something, as far as its answers tell. */
enum cloud_write {
	WRITE_NONE,    /* none was sent, or each was refused */
	WRITE_UNKNOWN, /* one had no answer, or one that leaves it open */
	WRITE_TAKEN    /* which does not say that it was made */
};

struct cloud_result {
	/* All regions and pages were there and the totals agree. An inventory that is not complete
	 * says nothing about what is not in it. */
	bool is_complete;
	const struct holding
		*holdings; /* until cloud_free; also of an inventory that is not complete */
	size_t n_holdings;
	const char *account; /* its id, "" where it was not learnt */
	/* The variable that tells it where the API does not: other credentials would pass for the
	 * same account. NULL: the API tells. */
	const char *account_variable;
	/* The only one that was asked about, by the wish or by the settings: nothing is said of
	 * the others. NULL: all of them. */
	const char *region;
	/* Those that were asked, or would have been: one that is not among them is none of the
	 * account's any more, or is not shown to it now, and nothing is said of it. Until
	 * cloud_free. None: the provider has no regions, or they were not learnt. */
	const char *const *regions;
	size_t n_regions;
	enum cloud_write write; /* only whoever drives the session (account.h) knows it */
};

/* A provider with sessions, by its id ("openstack"), or NULL. */
const struct cloud_provider *cloud_provider_of(const char *id);
/* The variables it reads, NULL-ended: for messages, and for whoever fills the settings. */
const char *const *cloud_variables(const struct cloud_provider *p);
/* As in cloud_result. */
const char *cloud_account_variable(const struct cloud_provider *p);

/* NULL with one sentence (WHY_USAGE: a variable is missing or says what cannot be, named without
 * its value). Settings and wish are kept until cloud_free. `random` are 16 octets that nobody can
 * guess, for nonces. */
struct cloud *cloud_new(const struct cloud_provider *p, const struct cloud_settings *settings,
			const struct cloud_wish *wish, const uint8_t random[static 16],
			struct why *why);
void cloud_free(struct cloud *c);

enum cloud_want cloud_next(struct cloud *c, const struct http_request **ret);
unsigned cloud_pause_ms(const struct cloud *c);

/* Adds what one attempt needs (token, or date, nonce and signature) to `request`, a copy of what
 * cloud_next gave; texts live until the next call. `now_s`: Unix time. False: out of memory. */
bool cloud_sign(struct cloud *c, struct http_request *request, int64_t now_s);

enum cloud_verdict cloud_verdict(const struct cloud *c, const struct http_response *response,
				 int64_t now_s, unsigned *ret_after_s);

/* The token is to be got anew: the next cloud_next asks for it, then for what was open. False: the
 * provider has none that could be got. */
bool cloud_renew(struct cloud *c);

/* The last response to what cloud_next asked, also one that retries could not better. */
void cloud_tell(struct cloud *c, const struct http_response *response);

/* After CLOUD_END. False with one sentence that names provider, region and what was answered, safe
 * to print: WHY_TEMPORARY (may be better later), WHY_DENIED (credentials, rights), WHY_DATA (an
 * answer that makes no sense), WHY_LIMIT, WHY_USAGE (what was wished is not there or not
 * allowed). *ret is filled in any case. */
bool cloud_result(const struct cloud *c, struct cloud_result *ret, struct why *why);

#endif
