/* SPDX-License-Identifier: MIT */
#include <fcrdns/account.h>

#include "clock.h"

#include <fcrdns/arena.h>
#include <fcrdns/fetch.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum {
	ARENA_CEILING = LIMIT_HTTP_BODY + (1 << 20),
	TALK_MAX = 400,
	BACKOFF_MS = 500, /* the first wait at most; doubles */
	BACKOFF_MAX_MS = 16000,
	RENEWALS = 16,
	RENEWED_TELLS =
		2 /* what a new token must bring: itself, and the answer it was wanted for */
};

struct run {
	const struct account_conf *conf;
	struct cloud *cloud;
	struct arena arena; /* of one response */
	uint64_t end_ms;
	unsigned n_renewed, tells; /* tells: since the last new token */
	enum cloud_write write;
	struct why *why;
};

enum step {
	STEP_ON,
	STEP_END,   /* see cloud_result */
	STEP_DRY,   /* shown instead of sent */
	STEP_FAILED /* *why says it */
};

bool account_random(uint8_t out[static 16], struct why *why)
{
	return getrandom(out, 16, 0) == 16 ||
	       why_set(why, WHY_INTERNAL, "the system gives no random numbers");
}

static void talk(const struct run *r, const char *line)
{
	if (r->conf->talk)
		r->conf->talk(r->conf->talk_user, line);
}

static bool is_stopped(const struct run *r)
{
	return r->conf->stop && *r->conf->stop;
}

static uint64_t left_ms(const struct run *r)
{
	uint64_t now = clock_ms();

	return now < r->end_ms ? r->end_ms - now : 0;
}

/* ---- one request ---- */

/* Full jitter: many who were sent away at once do not come back at once. */
static uint64_t backoff_ms(unsigned attempt)
{
	uint64_t most = BACKOFF_MS;
	uint32_t random = 0;

	while (--attempt && most < BACKOFF_MAX_MS)
		most *= 2;
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return most;
	return random % (most + 1);
}

static void talk_exchange(const struct run *r, const struct http_request *q,
			  const struct http_response *p, uint64_t ms)
{
	char line[TALK_MAX], url[TALK_MAX / 2], end[TALK_MAX / 4];

	if (!r->conf->talk)
		return;
	if (p->outcome == HTTP_ANSWERED)
		(void)snprintf(end, sizeof(end), "%u, %zu octets", p->status, p->body_len);
	else
		(void)snprintf(end, sizeof(end), "%s", p->because);
	(void)snprintf(line, sizeof(line), "%s %s: %s, %llu ms", q->method,
		       http_url_shown(q->url, url, sizeof(url)), end, (unsigned long long)ms);
	talk(r, line);
}

static void send(struct run *r, const struct http_request *q, struct http_response *p)
{
	uint64_t begin = clock_ms(), left = left_ms(r);

	left = left ? left : 1;
	arena_wipe(&r->arena);
	fetch_bound(r->conf->fetch, left < UINT_MAX ? (unsigned)left : UINT_MAX);
	fetch_run(r->conf->fetch, q, p, &r->arena);
	talk_exchange(r, q, p, clock_ms() - begin);
}

/* False: no other attempt is to be made; else it was waited for. */
static bool wait_again(struct run *r, unsigned attempt, unsigned after_s)
{
	uint64_t ms = backoff_ms(attempt) + (uint64_t)after_s * 1000;
	char line[TALK_MAX];

	if (attempt >= r->conf->attempts || ms >= left_ms(r))
		return false;
	(void)snprintf(line, sizeof(line), "again in %llu ms%s", (unsigned long long)ms,
		       after_s ? ", as it asks for" : "");
	talk(r, line);
	return clock_sleep_ms(ms, r->conf->stop);
}

/* A new token is worth it once for each answer that it brings. */
static bool renew(struct run *r)
{
	if (r->n_renewed && (r->tells < RENEWED_TELLS || r->n_renewed >= RENEWALS))
		return false;
	if (!cloud_renew(r->cloud))
		return false;
	r->n_renewed++;
	r->tells = 0;
	talk(r, "the token is not taken any more: a new one is asked for");
	return true;
}

static enum step hold_back(struct run *r, const struct http_request *q)
{
	if (r->conf->dry_run) {
		account_show_request(q, r->conf->dry_run);
		return STEP_DRY;
	}
	(void)why_set(r->why, WHY_INTERNAL,
		      "a request that changes something was not sent, since nothing shall be "
		      "changed: this is a fault of fcrdns-check");
	return STEP_FAILED;
}

/* One that was refused leaves open what became of an earlier one whose answer was lost. */
static void note_write(struct run *r, const struct http_response *p)
{
	bool is_answered = p->outcome == HTTP_ANSWERED;

	if (p->outcome == HTTP_REFUSED || p->outcome == HTTP_UNTRUSTED ||
	    (is_answered && p->status >= 300 && p->status < 500 && p->status != 408))
		return;
	r->write = is_answered && p->status < 300 ? WRITE_TAKEN : WRITE_UNKNOWN;
}

static enum step ask(struct run *r, const struct http_request *open)
{
	struct http_response p;
	enum cloud_verdict verdict;
	unsigned after_s;

	for (unsigned attempt = 1;; attempt++) {
		struct http_request q = *open;

		if (!cloud_sign(r->cloud, &q, clock_unix_s())) {
			(void)why_set(r->why, WHY_INTERNAL, "out of memory");
			return STEP_FAILED;
		}
		if (q.writes && !r->conf->may_write)
			return hold_back(r, &q);
		send(r, &q, &p);
		if (q.writes)
			note_write(r, &p);
		if (is_stopped(r))
			return STEP_ON;
		after_s = 0;
		verdict = cloud_verdict(r->cloud, &p, clock_unix_s(), &after_s);
		if (verdict == CLOUD_RENEW && renew(r))
			return STEP_ON;
		if (verdict != CLOUD_RETRY || !wait_again(r, attempt, after_s))
			break;
	}
	if (!is_stopped(r)) {
		r->tells++;
		cloud_tell(r->cloud, &p);
	}
	return STEP_ON;
}

/* ---- the whole job ---- */

static enum step step(struct run *r)
{
	const struct http_request *request;
	uint64_t left = left_ms(r);
	unsigned pause_ms;

	if (is_stopped(r)) {
		(void)why_set(r->why, WHY_TEMPORARY, "interrupted");
		return STEP_FAILED;
	}
	switch (cloud_next(r->cloud, &request)) {
	case CLOUD_END:
		return STEP_END;
	case CLOUD_PAUSE:
		pause_ms = cloud_pause_ms(r->cloud);
		if (pause_ms < left) {
			(void)clock_sleep_ms(pause_ms, r->conf->stop);
			return STEP_ON;
		}
		break;
	case CLOUD_ASK:
		if (left)
			return ask(r, request);
		break;
	}
	(void)why_set(r->why, WHY_TEMPORARY, "not done within %u s: give it more by --deadline",
		      r->conf->deadline_ms / 1000);
	return STEP_FAILED;
}

bool account_run(const struct account_conf *conf, struct cloud *c, struct cloud_result *ret,
		 struct why *why)
{
	struct run r = {
		.conf = conf, .cloud = c, .end_ms = clock_ms() + conf->deadline_ms, .why = why
	};
	struct why unused;
	enum step how;
	bool ok = false;

	arena_init(&r.arena, ARENA_CEILING);
	do
		how = step(&r);
	while (how == STEP_ON);
	arena_wipe(&r.arena);
	arena_done(&r.arena);
	if (how == STEP_END)
		ok = cloud_result(c, ret, why);
	else
		(void)cloud_result(c, ret, &unused);
	ret->write = r.write;
	if (how == STEP_END)
		return ok;
	ret->is_complete = false;
	return how == STEP_DRY;
}

/* ---- a dry run ---- */

enum {
	BODY_SHOWN = 4096
};

static void put_shown(struct text *out, const char *octets, size_t n)
{
	char shown[BODY_SHOWN];

	text_str(out, text_shown(shown, sizeof(shown), octets, n));
}

void account_show_request(const struct http_request *r, struct text *out)
{
	text_printf(out, "%s ", r->method);
	put_shown(out, r->url, strlen(r->url));
	text_lit(out, "\n");
	for (unsigned i = 0; i < r->n_headers; i++) {
		const struct http_header *h = &r->headers[i];

		put_shown(out, h->name, strlen(h->name));
		text_lit(out, ": ");
		if (h->is_secret)
			text_lit(out, "(secret)");
		else
			put_shown(out, h->value, strlen(h->value));
		text_lit(out, "\n");
	}
	if (!r->body)
		return;
	text_lit(out, "\n");
	if (r->body_is_secret)
		text_printf(out, "(secret, %zu octets)", r->body_len);
	else
		put_shown(out, r->body, r->body_len);
	text_lit(out, "\n");
}
