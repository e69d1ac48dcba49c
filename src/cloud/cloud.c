/* SPDX-License-Identifier: MIT */
#include <fcrdns/cloud.h>

#include "alibaba.h"
#include "hetzner.h"
#include "huawei.h"
#include "openstack.h"
#include "session.h"

#include <fcrdns/limits.h>

#include <string.h>

enum {
	TEXT_MAX = 65536, /* of a URL or a body */
	ATTEMPT_MAX = 1 << 18,
	PAUSE_MS = 1000
};

static const struct cloud_provider *const providers[] = {
	&cloud_alibaba, &cloud_hetzner, &cloud_huawei, &cloud_openstack, &cloud_otc,
};

const struct cloud_provider *cloud_provider_of(const char *id)
{
	for (unsigned i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (!strcmp(providers[i]->id, id))
			return providers[i];
	return NULL;
}

const char *const *cloud_variables(const struct cloud_provider *p)
{
	return p->variables;
}

const char *cloud_account_variable(const struct cloud_provider *p)
{
	return p->account_variable;
}

struct cloud *cloud_new(const struct cloud_provider *p, const struct cloud_settings *settings,
			const struct cloud_wish *wish, const uint8_t random[static 16],
			struct why *why)
{
	struct cloud *c = mem_zero(1, sizeof(*c));

	if (!c) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	c->provider = p;
	c->settings = settings;
	c->wish = wish;
	memcpy(c->random, random, sizeof(c->random));
	arena_init(&c->arena, LIMIT_CLOUD_ARENA);
	arena_init(&c->attempt, ATTEMPT_MAX);
	text_init(&c->url, TEXT_MAX);
	text_init(&c->body, TEXT_MAX);
	c->account = "";
	c->pause_ms = PAUSE_MS;
	c->state = arena_zero(&c->arena, p->state_size);
	if (c->state && p->open(c, why) && !c->has_ended)
		return c;
	if (!c->state || c->has_ended)
		(void)why_set(why, WHY_INTERNAL, "out of memory");
	cloud_free(c);
	return NULL;
}

void cloud_free(struct cloud *c)
{
	if (!c)
		return;
	if (c->body.data) /* it may have a password */
		explicit_bzero(c->body.data, c->body.size);
	arena_wipe(&c->attempt);
	arena_wipe(&c->arena);
	text_done(&c->url);
	text_done(&c->body);
	arena_done(&c->attempt);
	arena_done(&c->arena);
	mem_free(c->holdings);
	mem_free(c->by_address.slots);
	mem_free(c->by_id.slots);
	mem_free(c);
}

enum cloud_want cloud_next(struct cloud *c, const struct http_request **ret)
{
	enum cloud_want want = c->has_ended ? CLOUD_END : c->provider->next(c);

	if (want == CLOUD_ASK)
		*ret = &c->request;
	return want;
}

unsigned cloud_pause_ms(const struct cloud *c)
{
	return c->pause_ms;
}

bool cloud_sign(struct cloud *c, struct http_request *request, int64_t now_s)
{
	arena_reset(&c->attempt);
	return c->provider->sign(c, request, now_s);
}

enum cloud_verdict cloud_verdict(const struct cloud *c, const struct http_response *response,
				 int64_t now_s, unsigned *ret_after_s)
{
	*ret_after_s = 0;
	return c->provider->verdict(c, response, now_s, ret_after_s);
}

bool cloud_renew(struct cloud *c)
{
	return c->provider->renew && c->provider->renew(c);
}

void cloud_tell(struct cloud *c, const struct http_response *response)
{
	c->provider->tell(c, response);
}

bool cloud_result(const struct cloud *c, struct cloud_result *ret, struct why *why)
{
	*ret = (struct cloud_result){ .is_complete = c->is_complete,
				      .holdings = c->holdings,
				      .n_holdings = c->n_holdings,
				      .account = c->account,
				      .account_variable = c->provider->account_variable,
				      .region = c->region,
				      .regions = c->regions,
				      .n_regions = c->n_regions };
	if (c->region) {
		ret->regions = &c->region;
		ret->n_regions = 1;
	}
	if (!c->is_complete && why)
		*why = c->why;
	return c->is_complete;
}
