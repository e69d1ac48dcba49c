/* SPDX-License-Identifier: MIT */
#include "huawei.h"

#include "huawei_account.h"
#include "json.h"
#include "percent.h"

#include <string.h>

/*
 * Huawei Cloud and Open Telekom Cloud: the same API behind two hosts. Huawei's requests are signed,
 * OTC's have a Keystone token. The list of PTRs has only what the customer set; unsetting restores
 * a name of the provider's own. Pages go by marker: the documented `links.next` leads elsewhere.
 */

enum {
	DESCRIPTION_MAX = 255,
	PAUSE_FIRST_MS = 1000,
	PAUSE_MAX_MS = 10000
};

static bool open_hosts(struct cloud *c, struct why *why)
{
	struct huawei *h = c->state;
	const char *end = h->is_otc ? "otc.t-systems.com" : "myhuaweicloud.com";
	const char *endpoint =
		session_get(c, h->is_otc ? "FCRDNS_OTC_ENDPOINT" : "FCRDNS_HUAWEI_ENDPOINT");

	h->region = c->wish->region ? c->wish->region : NULL;
	if (!h->region && h->is_otc)
		h->region = session_get(c, "OS_REGION_NAME");
	if (!h->region)
		return why_set(why, WHY_USAGE, "%s: a region is needed: write --provider %s:REGION",
			       c->provider->id, c->provider->id);
	if (!session_is_label(h->region))
		return why_set(why, WHY_USAGE, "%s: the region is no word of a-z, 0-9 and '-'",
			       c->provider->id);
	c->region = h->region;
	h->vpc = endpoint ? endpoint : session_printf(c, "https://vpc.%s.%s", h->region, end);
	/* OTC serves the PTRs of all its regions from one host. */
	h->dns = endpoint ? endpoint
			  : session_printf(c, "https://dns.%s.%s", h->is_otc ? "eu-de" : h->region,
					   end);
	return h->vpc && h->dns;
}

static bool open_job(struct cloud *c, struct why *why)
{
	struct huawei *h = c->state;
	const struct holding *of = c->wish->holding;
	const char *unused;

	h->projects[h->n_projects++] = NULL;
	h->after_login = HUAWEI_EIPS;
	if (c->wish->job == CLOUD_INVENTORY)
		return true;
	h->after_login = c->wish->job == CLOUD_SHOW ? HUAWEI_SHOW : HUAWEI_CHANGE;
	if (of->address.len != 4)
		return why_set(why, WHY_USAGE, "%s: there are no PTR records for IPv6 addresses",
			       c->provider->id);
	if (!session_id(c, of->id, &unused))
		return why_set(why, WHY_USAGE, "%s: the id of the address is not known",
			       c->provider->id);
	if (c->wish->description && strlen(c->wish->description) > DESCRIPTION_MAX)
		return why_set(why, WHY_USAGE, "%s: a description has %d octets at most",
			       c->provider->id, DESCRIPTION_MAX);
	return session_can_describe(c, why);
}

static bool open_huawei(struct cloud *c, struct why *why)
{
	struct huawei *h = c->state;

	if (!session_key(c, "HUAWEICLOUD_SDK_AK", &h->key.id, why) ||
	    !session_key(c, "HUAWEICLOUD_SDK_SK", &h->key.secret, why) ||
	    !session_key(c, "HUAWEICLOUD_SDK_PROJECT_ID", &h->project, why) ||
	    !session_key_if_set(c, "HUAWEICLOUD_SDK_SECURITY_TOKEN", &h->key.token, why) ||
	    !open_hosts(c, why) || !open_job(c, why))
		return false;
	c->account = h->project;
	h->step = h->after_login;
	return true;
}

static bool open_otc(struct cloud *c, struct why *why)
{
	struct huawei *h = c->state;
	const char *endpoint = session_endpoint(c, "FCRDNS_OTC_ENDPOINT");
	const char *base = session_get(c, "OS_AUTH_URL");

	h->is_otc = true;
	if (!open_hosts(c, why) || !open_job(c, why))
		return false;
	if (endpoint)
		base = session_printf(c, "%s/v3", endpoint);
	else if (!base)
		base = session_printf(c, "https://iam.%s.otc.t-systems.com/v3", h->region);
	return keystone_open(&h->keystone, c, base, why);
}

static void put_list(struct cloud *c, const char *limit)
{
	const struct huawei *h = c->state;

	text_str(&c->url, limit);
	if (h->marker)
		percent_put_pair(&c->url, '&', "marker", h->marker);
}

static void put_key(struct cloud *c)
{
	const struct huawei *h = c->state;

	text_printf(&c->url, "/v2/reverse/floatingips/%s:%s", h->region, c->wish->holding->id);
}

static void put_change(struct cloud *c)
{
	const struct cloud_wish *w = c->wish;

	put_key(c);
	if (w->job == CLOUD_SET) {
		text_str(&c->body, "{\"ptrdname\":");
		json_put_name(&c->body, &w->ptr, true);
		if (w->has_ttl) {
			text_str(&c->body, ",\"ttl\":");
			text_uint(&c->body, w->ttl_s);
		}
		if (w->description) {
			text_str(&c->body, ",\"description\":");
			json_put_string(&c->body, w->description);
		}
		text_char(&c->body, '}');
	} else {
		/* null, no text "null": that is what leaves records behind elsewhere. */
		text_str(&c->body, "{\"ptrdname\":null}");
	}
	c->request.writes = true;
}

static enum cloud_want next(struct cloud *c)
{
	struct huawei *h = c->state;
	const char *project = h->projects[h->project_at];

	if (h->waits) {
		h->waits = false;
		return CLOUD_PAUSE;
	}
	session_ask(c, h->step == HUAWEI_CHANGE ? "PATCH" : "GET",
		    h->step == HUAWEI_EIPS ? h->vpc : h->dns);
	switch (h->step) {
	case HUAWEI_LOGIN:
		return keystone_ask(&h->keystone, c);
	case HUAWEI_EIPS:
		text_str(&c->url, "/v1/");
		percent_put(&c->url, h->project, strlen(h->project));
		text_str(&c->url, "/publicips");
		put_list(c, "?limit=500");
		/* Without it there are only those of the default project. */
		if (!h->is_otc)
			text_str(&c->url, "&enterprise_project_id=all_granted_eps");
		break;
	case HUAWEI_PTRS:
		text_str(&c->url, "/v2/reverse/floatingips");
		put_list(c, "?limit=500");
		if (project)
			percent_put_pair(&c->url, '&', "enterprise_project_id", project);
		break;
	case HUAWEI_CHANGE:
		put_change(c);
		break;
	case HUAWEI_SHOW:
		put_key(c);
		break;
	}
	return session_asked(c);
}

static bool sign(struct cloud *c, struct http_request *r, int64_t now_s)
{
	const struct huawei *h = c->state;

	if (h->is_otc)
		return h->step == HUAWEI_LOGIN || (keystone_sign(&h->keystone, r) &&
						   http_add(r, "X-Project-Id", h->project, false));
	return http_add(r, "X-Project-Id", h->project, false) &&
	       sign_request(r, SIGN_HUAWEI, &h->key, now_s, NULL, &c->attempt);
}

static enum cloud_verdict verdict(const struct cloud *c, const struct http_response *r,
				  int64_t now_s, unsigned *ret_after_s)
{
	const struct huawei *h = c->state;
	char code[SESSION_CODE_MAX];

	if (r->outcome == HTTP_ANSWERED && r->status == 401 && h->is_otc && h->step != HUAWEI_LOGIN)
		return CLOUD_RENEW;
	/* Too many requests; locked; and not steady yet. */
	if (r->outcome == HTTP_ANSWERED && session_code(r, code) &&
	    ((r->status == 403 && !strcmp(code, "DNS.0014")) ||
	     (r->status == 409 && (!strcmp(code, "DNS.0021") || !strcmp(code, "DNS.0503"))))) {
		*ret_after_s = http_retry_after_s(r, now_s);
		return CLOUD_RETRY;
	}
	return session_verdict(r, now_s, ret_after_s);
}

static bool renew(struct cloud *c)
{
	struct huawei *h = c->state;

	if (!h->is_otc)
		return false;
	if (h->step != HUAWEI_LOGIN)
		h->after_login = h->step;
	h->step = HUAWEI_LOGIN;
	return true;
}

static enum why_code why_of(unsigned status, const char *code)
{
	if (!strcmp(code, "DNS.0014") || !strcmp(code, "DNS.0021") || !strcmp(code, "DNS.0503"))
		return WHY_TEMPORARY;
	return session_why_of(status);
}

/* The change is believed when a look shows it, not for its 202. */
static void look_again(struct cloud *c)
{
	struct huawei *h = c->state;

	h->waits = true;
	c->pause_ms = h->step == HUAWEI_CHANGE ? PAUSE_FIRST_MS : 2 * c->pause_ms;
	if (c->pause_ms > PAUSE_MAX_MS)
		c->pause_ms = PAUSE_MAX_MS;
	h->step = HUAWEI_SHOW;
}

static void tell_show(struct cloud *c, const struct json *answer)
{
	const struct huawei *h = c->state;
	struct holding held = *c->wish->holding;

	held.region = h->region;
	if (answer && !huawei_ids_match(h, json_text(json_at(answer, "id")), held.id)) {
		(void)session_fail(c, WHY_DATA, "%s, %s: the answer is about another address",
				   c->provider->id, h->region);
		return;
	}
	if (!huawei_take_ptr(c, answer, &held))
		return;
	if (c->wish->job != CLOUD_SHOW && held.ptr_state == PTR_PENDING) {
		look_again(c);
		return;
	}
	if (session_hold(c, &held))
		session_confirm(c);
}

static void tell_login(struct cloud *c, const struct http_response *r)
{
	struct huawei *h = c->state;

	if (!keystone_tell(&h->keystone, c, r, NULL))
		return;
	h->project = h->keystone.project;
	c->account = h->project;
	h->step = h->after_login;
}

static void tell(struct cloud *c, const struct http_response *r)
{
	struct huawei *h = c->state;
	char code[SESSION_CODE_MAX];
	struct json *answer;

	if (h->step == HUAWEI_LOGIN) {
		tell_login(c, r);
		return;
	}
	/* No record of the customer's, which is what a look may find, and what unset wants. */
	if ((h->step == HUAWEI_SHOW || (h->step == HUAWEI_CHANGE && c->wish->job == CLOUD_UNSET)) &&
	    r->outcome == HTTP_ANSWERED && r->status == 404 && session_code(r, code) &&
	    !strcmp(code, "DNS.0507")) {
		tell_show(c, NULL);
		return;
	}
	if (h->step == HUAWEI_CHANGE) {
		if (session_is_good(c, r))
			look_again(c);
		return;
	}
	answer = session_answer(c, r);
	if (!answer)
		return;
	if (h->step == HUAWEI_EIPS)
		huawei_tell_eips(c, answer);
	else if (h->step == HUAWEI_PTRS)
		huawei_tell_ptrs(c, answer);
	else
		tell_show(c, answer);
	json_free(answer);
}

static const char *const variables_huawei[] = {
	"HUAWEICLOUD_SDK_AK",	      "HUAWEICLOUD_SDK_SK",
	"HUAWEICLOUD_SDK_PROJECT_ID", "HUAWEICLOUD_SDK_SECURITY_TOKEN",
	"FCRDNS_HUAWEI_ENDPOINT",     NULL
};

const struct cloud_provider cloud_huawei = {
	.id = "huawei",
	.variables = variables_huawei,
	.state_size = sizeof(struct huawei),
	.open = open_huawei,
	.next = next,
	.sign = sign,
	.verdict = verdict,
	.why_of = why_of,
	.tell = tell,
};

static const char *const variables_otc[] = {
	KEYSTONE_VARIABLES,
	"FCRDNS_OTC_ENDPOINT",
	NULL,
};

const struct cloud_provider cloud_otc = {
	.id = "otc",
	.variables = variables_otc,
	.state_size = sizeof(struct huawei),
	.open = open_otc,
	.next = next,
	.sign = sign,
	.verdict = verdict,
	.why_of = why_of,
	.renew = renew,
	.tell = tell,
};
