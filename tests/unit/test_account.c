/* SPDX-License-Identifier: MIT */
/* The driver with a real server and a session that asks one path after the other. */
#define FCRDNS_LOOPBACK_HTTP
#include "../../src/net/fetch.c" /* NOLINT(bugprone-suspicious-include): instead of the library's */

#include "test.h"

#include "fetch_bed.h"

#include <fcrdns/account.h>
#include <fcrdns/text.h>

enum {
	ANSWERED_401 = 401,
	ANSWERED_429 = 429,
	ANSWERED_503 = 503,
	LONG_MS = HANG_S * 1000
};

/* ---- the session ---- */

struct cloud {
	const char *const *paths; /* "!path" writes, "~" is a pause; NULL-ended */
	unsigned at, n_signed, n_renewed;
	bool wants_token, has_no_token;
	char log[400]; /* each status told */
	char url[200];
	struct http_request request;
};

static void session_log(struct cloud *c, const char *word)
{
	size_t n = strlen(c->log);

	(void)snprintf(c->log + n, sizeof(c->log) - n, "%s ", word);
}

enum cloud_want cloud_next(struct cloud *c, const struct http_request **ret)
{
	const char *path = c->wants_token ? "ok?token" : c->paths[c->at];

	if (!path)
		return CLOUD_END;
	if (*path == '~') {
		c->at++;
		session_log(c, "pause");
		return CLOUD_PAUSE;
	}
	c->request = (struct http_request){ .method = *path == '!' ? "PATCH" : "GET",
					    .url = c->url,
					    .body = *path == '!' ? "{\"secret\":\"body\"}" : NULL,
					    .body_len = *path == '!' ? 17 : 0,
					    .body_is_secret = *path == '!' && path[1] == 'o',
					    .writes = *path == '!' };
	(void)snprintf(c->url, sizeof(c->url), "http://127.0.0.1:%u/%s", bed.ports[PLAIN],
		       path + (*path == '!'));
	*ret = &c->request;
	return CLOUD_ASK;
}

unsigned cloud_pause_ms(const struct cloud *c)
{
	(void)c;
	return 10;
}

bool cloud_sign(struct cloud *c, struct http_request *request, int64_t now_s)
{
	static char number[20];

	assert_true(now_s > 0);
	(void)snprintf(number, sizeof(number), "%u", ++c->n_signed);
	return http_add(request, "X-Token", "very-secret", true) &&
	       http_add(request, "X-Nonce", number, false);
}

enum cloud_verdict cloud_verdict(const struct cloud *c, const struct http_response *r,
				 int64_t now_s, unsigned *ret_after_s)
{
	(void)c;
	if (r->outcome == HTTP_ANSWERED && r->status == ANSWERED_401)
		return CLOUD_RENEW;
	if (r->outcome == HTTP_ANSWERED && r->status != ANSWERED_429 && r->status != ANSWERED_503)
		return CLOUD_TELL;
	*ret_after_s = r->outcome == HTTP_ANSWERED ? http_retry_after_s(r, now_s) : 0;
	return CLOUD_RETRY;
}

bool cloud_renew(struct cloud *c)
{
	c->wants_token = !c->has_no_token;
	c->n_renewed++;
	return !c->has_no_token;
}

void cloud_tell(struct cloud *c, const struct http_response *r)
{
	char word[40];

	(void)snprintf(word, sizeof(word), "%s%u", c->wants_token ? "token:" : "",
		       r->outcome == HTTP_ANSWERED ? r->status : r->outcome);
	session_log(c, word);
	if (c->wants_token)
		c->wants_token = false;
	else
		c->at++;
}

bool cloud_result(const struct cloud *c, struct cloud_result *ret, struct why *why)
{
	(void)why;
	*ret = (struct cloud_result){ .is_complete = !c->paths[c->at], .account = "a" };
	return true;
}

/* ---- ---- */

static char talked[8192];

static void talk_to(void *user, const char *line)
{
	size_t n = strlen(talked);

	assert_ptr_equal(user, talked);
	(void)snprintf(talked + n, sizeof(talked) - n, "%s\n", line);
}

static struct account_conf conf;

static void begin(void)
{
	bed_begin();
	*talked = '\0';
	bed.stop = 0;
	if (!conf.fetch)
		conf.fetch = bed_fetch(LONG_MS);
	conf = (struct account_conf){ .fetch = conf.fetch,
				      .attempts = 4,
				      .deadline_ms = LONG_MS,
				      .stop = &bed.stop,
				      .talk = talk_to,
				      .talk_user = talked };
}

static void done(void)
{
	fetch_free(conf.fetch);
	conf.fetch = NULL;
}

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void each_answer_is_told_once(void **state)
{
	const struct {
		const char *const *paths;
		const char *want;
		unsigned n_signed;
	} rows[] = {
		{ PATHS("ok", "~", "empty", "redirect"), "200 pause 204 302 ", 3 },
		{ PATHS("busy2-a", "ok"), "200 200 ", 4 },
		{ PATHS("later1-a"), "200 ", 2 },
		{ PATHS("busy9-b", "ok"), "429 200 ", 5 },
		{ PATHS("muchlater9-a", "ok"), "503 200 ", 2 },
		{ PATHS("short", "ok"), "1 200 ", 5 },
		{ PATHS("denied1-a", "ok"), "token:200 200 200 ", 4 },
		{ PATHS("denied9-b", "ok"), "token:200 401 200 ", 4 },
		{ PATHS("denied1-c", "denied1-d", "denied1-e"),
		  "token:200 200 token:200 200 token:200 200 ", 9 },
		{ PATHS("busy1-f", "denied1-f", "busy1-g"), "200 token:200 200 200 ", 7 },
	};

	(void)state;
	begin();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cloud c = { .paths = rows[i].paths };
		struct cloud_result result;
		struct why why;

		row("%s", rows[i].paths[0]);
		assert_true(account_run(&conf, &c, &result, &why));
		assert_true(result.is_complete);
		assert_string_equal(c.log, rows[i].want);
		assert_int_equal(c.n_signed, rows[i].n_signed);
	}
	done();
}

static void without_a_token_401_is_told(void **state)
{
	struct cloud c = { .paths = PATHS("denied9-h"), .has_no_token = true };
	struct cloud_result result;
	struct why why;

	(void)state;
	begin();
	assert_true(account_run(&conf, &c, &result, &why));
	assert_string_equal(c.log, "401 ");
	assert_int_equal(c.n_renewed, 1);
	done();
}

static void nothing_is_written_unless_it_may(void **state)
{
	struct cloud c = { .paths = PATHS("ok", "!ok-write", "ok") };
	struct cloud_result result;
	struct text shown;
	struct why why;
	char want[300];

	(void)state;
	begin();
	assert_false(account_run(&conf, &c, &result, &why));
	assert_int_equal(why.code, WHY_INTERNAL);
	assert_string_equal(c.log, "200 ");
	assert_false(result.is_complete);

	text_init(&shown, 1 << 16);
	conf.dry_run = &shown;
	c = (struct cloud){ .paths = PATHS("ok", "!ok-write", "ok") };
	assert_true(account_run(&conf, &c, &result, &why));
	assert_false(result.is_complete);
	(void)snprintf(want, sizeof(want),
		       "PATCH http://127.0.0.1:%u/ok-write\nX-Token: (secret)\nX-Nonce: 2\n\n"
		       "(secret, 17 octets)\n",
		       bed.ports[PLAIN]);
	assert_string_equal(text_cstr(&shown), want);
	shown.len = 0;
	c = (struct cloud){ .paths = PATHS("!later1-w") };
	assert_true(account_run(&conf, &c, &result, &why));
	assert_non_null(strstr(text_cstr(&shown), "X-Nonce: 1\n\n{\"secret\":\"body\"}\n"));
	text_done(&shown);
	assert_null(strstr(bed_log(), "PATCH"));

	conf.dry_run = NULL;
	conf.may_write = true;
	c = (struct cloud){ .paths = PATHS("!later1-w") };
	assert_true(account_run(&conf, &c, &result, &why));
	assert_string_equal(c.log, "200 ");
	assert_non_null(strstr(bed_log(), "PATCH /later1-w"));
	assert_int_equal(result.write, WRITE_TAKEN);
	done();
}

static void what_became_of_a_change_is_known(void **state)
{
	static const struct {
		const char *path;
		enum cloud_write write;
	} rows[] = {
		{ "ok", WRITE_NONE },	      { "!ok", WRITE_TAKEN },
		{ "!redirect", WRITE_NONE },  { "!short", WRITE_UNKNOWN },
		{ "!busy9-w", WRITE_NONE },   { "!later1-v", WRITE_TAKEN },
		{ "!denied9-w", WRITE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cloud c = { .paths = PATHS(rows[i].path) };
		struct cloud_result result;
		struct why why;

		row("%s", rows[i].path);
		begin();
		conf.may_write = true;
		(void)account_run(&conf, &c, &result, &why);
		assert_int_equal(result.write, rows[i].write);
		done();
	}
}

static void it_ends_when_it_must(void **state)
{
	struct cloud c = { .paths = PATHS("ok", "muchlater9-x", "~", "ok") };
	struct cloud_result result;
	struct why why;

	(void)state;
	begin();
	conf.deadline_ms = 0;
	assert_false(account_run(&conf, &c, &result, &why));
	assert_int_equal(why.code, WHY_TEMPORARY);
	assert_string_equal(why.text, "not done within 0 s: give it more by --deadline");
	assert_false(result.is_complete);
	assert_string_equal(c.log, "");
	conf.deadline_ms = LONG_MS;
	/* A server that says nothing takes no longer than the job may. */
	/* libcurl may give up a millisecond early, which leaves time for one more request. */
	c = (struct cloud){ .paths = PATHS("silent", "silent", "silent") };
	conf.deadline_ms = 500;
	assert_false(account_run(&conf, &c, &result, &why));
	assert_memory_equal(c.log, "2 ", 2);
	conf.deadline_ms = LONG_MS;
	bed.stop = SIGTERM;
	assert_false(account_run(&conf, &c, &result, &why));
	assert_int_equal(why.code, WHY_TEMPORARY);
	assert_string_equal(why.text, "interrupted");
	bed.stop = 0;
	done();
}

static void what_is_said_holds_no_secret(void **state)
{
	struct cloud c = { .paths = PATHS("later1-z", "denied1-z", "!ok") };
	struct cloud_result result;
	struct why why;

	(void)state;
	begin();
	conf.may_write = true;
	assert_true(account_run(&conf, &c, &result, &why));
	assert_non_null(strstr(talked, "/later1-z: 429, 2 octets, "));
	assert_non_null(strstr(talked, "\nagain in 1"));
	assert_non_null(strstr(talked, " ms, as it asks for\n"));
	assert_non_null(strstr(talked, "the token is not taken any more: a new one is asked for"));
	assert_null(strstr(talked, "secret"));
	done();
}

TESTS(each_answer_is_told_once, without_a_token_401_is_told, nothing_is_written_unless_it_may,
      what_became_of_a_change_is_known, it_ends_when_it_must, what_is_said_holds_no_secret)
