/* SPDX-License-Identifier: MIT */
/*
 * The answers of a cloud that means no good. The first octet chooses provider and job, the second
 * is nothing; then answers, each three digits and a body, between lines of "%%". Whatever they are,
 * the session ends, asks only its own hosts, and lets through nothing that is no plain text.
 */
#include <fcrdns/cloud.h>
#include <fcrdns/ip.h>
#include <fcrdns/why.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	STEPS_MAX = 100000,
	NOW_S = 1735689600
};

static const char *const providers[] = { "hetzner", "alibaba", "huawei", "otc" };
static const char *const ends[] = { "api.hetzner.cloud", ".aliyuncs.com", ".myhuaweicloud.com",
				    ".otc.t-systems.com" };

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

static const char *setting(const void *from, const char *name)
{
	(void)from;
	if (strstr(name, "ENDPOINT") || !strcmp(name, "OS_AUTH_URL") || strstr(name, "DOMAIN_ID") ||
	    !strcmp(name, "ALIBABA_CLOUD_REGION_ID"))
		return NULL;
	return "value";
}

static void need_own_host(const char *url, const char *end)
{
	size_t n, m = strlen(end);

	need(!strncmp(url, "https://", 8));
	need_plain(url, " \"\\");
	url += 8;
	n = strcspn(url, "/?#");
	need(n >= m && !strncmp(url + n - m, end, m) && !memchr(url, '@', n));
}

/* The next of them in a copy that has just its size, so that a step too far is seen. */
static char *take(struct answers *a, struct http_response *r)
{
	static struct http_header headers[] = { { "x-subject-token", "tok", true },
						{ "retry-after", "1", false } };
	char *body;
	const char *end = a->at;

	*r = (struct http_response){ .outcome = HTTP_BROKEN, .because = "no more" };
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

static void step(struct cloud *c, const struct http_request *request, struct answers *answers,
		 const char *end)
{
	struct http_request copy = *request;
	struct http_response r;
	enum cloud_verdict verdict;
	unsigned after_s;
	char *body;

	need_own_host(request->url, end);
	need(cloud_sign(c, &copy, NOW_S));
	for (unsigned i = 0; i < copy.n_headers; i++)
		need_plain(copy.headers[i].value, "");
	body = take(answers, &r);
	verdict = cloud_verdict(c, &r, NOW_S, &after_s);
	if (verdict != CLOUD_RENEW || !cloud_renew(c))
		cloud_tell(c, &r);
	free(body);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t random[16] = { 0 };
	static const uint8_t wire[] = "\3new\7example";
	const struct cloud_settings settings = { setting, NULL };
	struct answers answers = { (const char *)data + 2, (const char *)data + size };
	unsigned which = size < 2 ? 0 : data[0] & 15;
	struct holding of = { .provider = "",
			      .account = "",
			      .region = "",
			      .label = "",
			      .id = which % 4 ? "e1" : "primary_ips/1",
			      .address = { 4, { 198, 51, 100, 1 } } };
	struct cloud_wish wish = { .job = (enum cloud_job)(which / 4),
				   .holding = &of,
				   .region = which % 4 > 1 ? "eu-de" : NULL,
				   .ptr = { wire, sizeof(wire) } };
	const struct http_request *request;
	struct why why;
	struct cloud *c;
	enum cloud_want want;
	unsigned steps = 0;

	if (size < 2)
		return 0;
	c = cloud_new(cloud_provider_of(providers[which % 4]), &settings, &wish, random, &why);
	if (!c)
		return 0;
	while ((want = cloud_next(c, &request)) != CLOUD_END) {
		need(++steps < STEPS_MAX);
		if (want == CLOUD_ASK)
			step(c, request, &answers, ends[which % 4]);
	}
	need_sound(c);
	cloud_free(c);
	return 0;
}
