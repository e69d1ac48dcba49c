/* SPDX-License-Identifier: MIT */
/*
 * The answers of a cloud that means no good. The first octet chooses provider and job, the second
 * is nothing. Whatever the answers are, the session ends, asks only its own hosts, and lets through
 * nothing that is no plain text.
 */
#include "answers.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	STEPS_MAX = 100000,
	NOW_S = 1735689600
};

static const char *const providers[] = { "hetzner", "alibaba", "huawei", "otc" };
static const char *const ends[] = { "api.hetzner.cloud", ".aliyuncs.com", ".myhuaweicloud.com",
				    ".otc.t-systems.com" };

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
	body = answers_take(answers, &r);
	verdict = cloud_verdict(c, &r, NOW_S, &after_s);
	if (verdict != CLOUD_RENEW || !cloud_renew(c))
		cloud_tell(c, &r);
	free(body);
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
