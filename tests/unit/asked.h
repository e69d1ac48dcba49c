/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEST_ASKED_H
#define FCRDNS_TEST_ASKED_H

/*
 * asked: a session with a cloud as a transcript: what it must ask, and what it is told. Requests
 * are compared as "METHOD URL" and, where there is one, " BODY".
 */

#include "test.h"

#include <fcrdns/cloud.h>
#include <fcrdns/ip.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>

enum {
	ASKED_NOW_S = 1735689600 /* 2025-01-01 */
};

struct asked {
	const char *want; /* "PAUSE": it wants to wait */
	unsigned status;  /* 0: no answer */
	const char
		*answer; /* "Name: value\n" headers first where it begins with a capital letter */
	enum cloud_verdict verdict; /* CLOUD_RETRY: the same is asked in the next row */
};

struct asked_setting {
	const char *name, *value;
};

/* A NULL-ended table. */
static const char *asked_get(const void *from, const char *name)
{
	for (const struct asked_setting *s = from; s->name; s++)
		if (!strcmp(s->name, name))
			return s->value;
	return NULL;
}

static struct cloud *asked_new(const char *provider, const struct cloud_settings *settings,
			       const struct cloud_wish *wish, struct why *why)
{
	static const uint8_t random[16] = { 1, 2, 3 };

	*why = (struct why){ 0 };
	return cloud_new(cloud_provider_of(provider), settings, wish, random, why);
}

static inline void asked_headers(const struct asked *row, struct http_response *r,
				 struct http_header *header, char buf[static 256])
{
	const char *colon = strstr(row->answer, ": "), *end = strchr(row->answer, '\n');

	if (row->answer[0] < 'A' || row->answer[0] > 'Z' || !colon || !end)
		return;
	(void)snprintf(buf, 256, "%.*s", (int)(end - row->answer), row->answer);
	buf[colon - row->answer] = '\0';
	for (char *p = buf; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
	*header = (struct http_header){ .name = buf, .value = buf + (colon - row->answer) + 2 };
	r->headers = header;
	r->n_headers = 1;
	r->body = end + 1;
	r->body_len = strlen(r->body);
}

static inline void asked_answer(struct cloud *c, const struct asked *row)
{
	struct http_header header;
	struct http_response r = { .outcome = row->status ? HTTP_ANSWERED : HTTP_BROKEN,
				   .because = row->status ? NULL : "the connection broke",
				   .status = row->status,
				   .body = row->answer ? row->answer : "",
				   .body_len = row->answer ? strlen(row->answer) : 0 };
	char buf[256];
	unsigned after = 0;

	if (row->answer)
		asked_headers(row, &r, &header, buf);
	assert_int_equal(cloud_verdict(c, &r, ASKED_NOW_S, &after), row->verdict);
	if (row->verdict == CLOUD_TELL)
		cloud_tell(c, &r);
	else if (row->verdict == CLOUD_RENEW)
		assert_true(cloud_renew(c));
}

/* The only region that it will ask about; NULL: all. */
static inline void asked_region(const char *provider, const struct cloud_settings *settings,
				const struct cloud_wish *wish, const char *want)
{
	struct cloud_result result;
	struct why why;
	struct cloud *c = asked_new(provider, settings, wish, &why);

	if (!c)
		fail_msg("%s", why.text);
	(void)cloud_result(c, &result, &why);
	if (want)
		assert_string_equal(result.region, want);
	else
		assert_null(result.region);
	cloud_free(c);
}

/* Ends when the session does; then `n` rows must have been used. */
static inline void asked_run(struct cloud *c, const struct asked *rows, size_t n)
{
	const struct http_request *request;
	enum cloud_verdict last = CLOUD_TELL;
	size_t i = 0;

	for (; i < n; i++) {
		struct http_request copy;
		char got[4096];
		enum cloud_want want = CLOUD_ASK;

		row("%s", rows[i].want);
		if (last != CLOUD_RETRY)
			want = cloud_next(c, &request);
		assert_int_equal(want, strcmp(rows[i].want, "PAUSE") ? CLOUD_ASK : CLOUD_PAUSE);
		if (want == CLOUD_PAUSE)
			continue;
		copy = *request;
		assert_true(cloud_sign(c, &copy, ASKED_NOW_S));
		(void)snprintf(got, sizeof(got), "%s %s%s%.*s", copy.method, copy.url,
			       copy.body ? " " : "", (int)copy.body_len,
			       copy.body ? copy.body : "");
		assert_string_equal(got, rows[i].want);
		asked_answer(c, &rows[i]);
		last = rows[i].verdict;
	}
	assert_int_equal(cloud_next(c, &request), CLOUD_END);
}

static inline const char *asked_code(enum why_code code)
{
	return code == WHY_TEMPORARY ? "temporary"
	       : code == WHY_DENIED  ? "denied"
	       : code == WHY_DATA    ? "data"
	       : code == WHY_LIMIT   ? "limit"
	       : code == WHY_USAGE   ? "usage"
				     : "other";
}

static inline void asked_put_holding(struct text *out, const struct holding *h)
{
	static const char *const states[] = { "untold", "none", "active", "pending", "error" };
	char address[IP_TEXT_MAX];

	text_printf(out, "%s %s%s%s %s%s%s %s", ip_text(&h->address, address), h->region,
		    *h->region ? " " : "", h->id, h->label, *h->label ? " " : "",
		    h->is_bound ? "bound" : "free", states[h->ptr_state]);
	if (h->ptr.len) {
		text_char(out, ' ');
		name_put(&h->ptr, out);
	}
	if (h->has_ttl)
		text_printf(out, " %u", h->ttl_s);
	text_char(out, '\n');
}

/* A whole session; `want`: a line for each holding, then "complete" or the reason. */
static inline void asked_inventory(const char *provider, const struct cloud_settings *settings,
				   const struct cloud_wish *wish, const struct asked *rows,
				   size_t n, const char *want)
{
	struct cloud_result result;
	struct why why;
	struct text got;
	bool is_good;
	struct cloud *c = asked_new(provider, settings, wish, &why);

	if (!c)
		fail_msg("%s", why.text);
	asked_run(c, rows, n);
	text_init(&got, 1 << 16);
	is_good = cloud_result(c, &result, &why);
	assert_int_equal(is_good, result.is_complete);
	for (size_t i = 0; i < result.n_holdings; i++)
		asked_put_holding(&got, &result.holdings[i]);
	if (result.is_complete)
		text_lit(&got, "complete\n");
	else
		text_printf(&got, "%s: %s\n", asked_code(why.code), why.text);
	assert_string_equal(text_cstr(&got), want);
	text_done(&got);
	cloud_free(c);
}

/* The regions that a whole session has asked, with a blank behind each. */
static inline void asked_regions(const char *provider, const struct cloud_settings *settings,
				 const struct cloud_wish *wish, const struct asked *rows, size_t n,
				 const char *want)
{
	struct cloud_result result;
	struct why why;
	char got[200] = "";
	struct cloud *c = asked_new(provider, settings, wish, &why);

	if (!c)
		fail_msg("%s", why.text);
	asked_run(c, rows, n);
	(void)cloud_result(c, &result, &why);
	for (size_t i = 0; i < result.n_regions; i++)
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s ",
			       result.regions[i]);
	assert_string_equal(got, want);
	cloud_free(c);
}

#endif
