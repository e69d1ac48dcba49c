/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_FUZZ_ANSWERS_H
#define FCRDNS_FUZZ_ANSWERS_H

/*
 * answers: what a cloud that means no good says: each three digits and a body, between lines of
 * "%%". After the last one the connection breaks.
 */

#include <fcrdns/cloud.h>
#include <fcrdns/ip.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>

struct answers {
	const char *at, *end;
};

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_plain(const char *s, const char *without)
{
	for (; *s; s++)
		need(*s >= 0x20 && *s < 0x7f && !strchr(without, *s));
}

/* The next of them in a copy that has just its size, so that a step too far is seen; for free. */
static char *answers_take(struct answers *a, struct http_response *r)
{
	static struct http_header headers[] = { { "x-subject-token", "tok", true },
						{ "retry-after", "1", false } };
	char *body;
	const char *end = a->at;

	*r = (struct http_response){ .outcome = HTTP_BROKEN, .because = "no more", .body = "" };
	if (a->end - a->at < 3)
		return NULL;
	while (a->end - end >= 4 && memcmp(end, "\n%%\n", 4) != 0)
		end++;
	if (a->end - end < 4)
		end = a->end;
	r->outcome = HTTP_ANSWERED;
	r->status = (unsigned)(a->at[0] & 7) * 100 + (unsigned)(a->at[1] & 15) * 10 +
		    (unsigned)(a->at[2] & 15);
	r->headers = headers;
	r->n_headers = 2;
	a->at += end - a->at < 3 ? end - a->at : 3;
	r->body_len = (size_t)(end - a->at);
	body = malloc(r->body_len + 1);
	need(body != NULL);
	memcpy(body, a->at, r->body_len);
	body[r->body_len] = '\0';
	r->body = body;
	a->at = a->end - end < 4 ? a->end : end + 4;
	return body;
}

static void need_sound(const struct cloud *c)
{
	struct cloud_result result;
	struct why why = { 0 };
	bool is_good = cloud_result(c, &result, &why);

	need(is_good == result.is_complete && is_good == (why.code == WHY_NONE));
	need_plain(why.text, "");
	need_plain(result.account, "\"\\");
	for (size_t i = 0; i < result.n_holdings; i++) {
		const struct holding *h = &result.holdings[i];
		bool has_name = h->ptr_state == PTR_ACTIVE || h->ptr_state == PTR_PENDING ||
				h->ptr_state == PTR_ERROR;

		need(h->address.len == 4 || h->address.len == 16);
		need_plain(h->id, "\"\\ ");
		need_plain(h->label, "\"\\");
		need_plain(h->region, "\"\\ ");
		need(has_name == (h->ptr.len != 0));
	}
}

#endif
