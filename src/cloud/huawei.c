/* SPDX-License-Identifier: MIT */
#include "huawei.h"

#include "json.h"
#include "keystone.h"
#include "percent.h"
#include "session.h"
#include "sign.h"

#include <string.h>

/*
 * Huawei Cloud and Open Telekom Cloud: the same API behind two hosts. Huawei's requests are signed,
 * OTC's have a Keystone token. The list of PTRs has only what the customer set; unsetting restores
 * a name of the provider's own. Pages go by marker: the documented `links.next` leads elsewhere.
 */

enum {
	READS_MAX = 3, /* of one list that changes while it is read */
	PROJECTS_MAX = 64,
	DESCRIPTION_MAX = 255,
	PAUSE_FIRST_MS = 1000,
	PAUSE_MAX_MS = 10000
};

enum step {
	STEP_LOGIN, /* OTC only */
	STEP_EIPS,
	STEP_PTRS, /* of each enterprise project */
	STEP_CHANGE,
	STEP_SHOW
};

struct huawei {
	bool is_otc;
	struct sign_key key;	  /* Huawei */
	struct keystone keystone; /* OTC */
	const char *vpc, *dns, *region, *project;
	enum step step, after_login;
	bool waits;
	const char *marker; /* NULL for the first page */
	uint64_t total, n_seen;
	unsigned n_reads;
	/* Huawei's enterprise projects that addresses were seen of; the first is the default one.
	 */
	const char *projects[PROJECTS_MAX];
	unsigned n_projects, project_at;
};

static const char *name_of(const struct cloud *c)
{
	return c->provider->id;
}

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
			       name_of(c), name_of(c));
	if (!session_is_label(h->region))
		return why_set(why, WHY_USAGE, "%s: the region is no word of a-z, 0-9 and '-'",
			       name_of(c));
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
	h->after_login = STEP_EIPS;
	if (c->wish->job == CLOUD_INVENTORY)
		return true;
	h->after_login = c->wish->job == CLOUD_SHOW ? STEP_SHOW : STEP_CHANGE;
	if (of->address.len != 4)
		return why_set(why, WHY_USAGE, "%s: there are no PTR records for IPv6 addresses",
			       name_of(c));
	if (!session_id(c, of->id, &unused))
		return why_set(why, WHY_USAGE, "%s: the id of the address is not known",
			       name_of(c));
	if (c->wish->description && strlen(c->wish->description) > DESCRIPTION_MAX)
		return why_set(why, WHY_USAGE, "%s: a description has %d octets at most",
			       name_of(c), DESCRIPTION_MAX);
	return true;
}

static bool open_huawei(struct cloud *c, struct why *why)
{
	struct huawei *h = c->state;

	if (!session_key(c, "HUAWEICLOUD_SDK_AK", &h->key.id, why) ||
	    !session_key(c, "HUAWEICLOUD_SDK_SK", &h->key.secret, why) ||
	    !session_key(c, "HUAWEICLOUD_SDK_PROJECT_ID", &h->project, why) ||
	    !open_hosts(c, why) || !open_job(c, why))
		return false;
	h->key.token = session_get(c, "HUAWEICLOUD_SDK_SECURITY_TOKEN");
	c->account = h->project;
	h->step = h->after_login;
	return true;
}

static bool open_otc(struct cloud *c, struct why *why)
{
	struct huawei *h = c->state;
	const char *endpoint = session_get(c, "FCRDNS_OTC_ENDPOINT");
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
		text_str(&c->body, "{\"ptrdname\":\"");
		name_put(&w->ptr, &c->body);
		text_str(&c->body, ".\"");
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
	session_ask(c, h->step == STEP_CHANGE ? "PATCH" : "GET",
		    h->step == STEP_EIPS ? h->vpc : h->dns);
	switch (h->step) {
	case STEP_LOGIN:
		return keystone_ask(&h->keystone, c);
	case STEP_EIPS:
		text_printf(&c->url, "/v1/%s/publicips", h->project);
		put_list(c, "?limit=500");
		/* Without it there are only those of the default project. */
		if (!h->is_otc)
			text_str(&c->url, "&enterprise_project_id=all_granted_eps");
		break;
	case STEP_PTRS:
		text_str(&c->url, "/v2/reverse/floatingips");
		put_list(c, "?limit=500");
		if (project)
			percent_put_pair(&c->url, '&', "enterprise_project_id", project);
		break;
	case STEP_CHANGE:
		put_change(c);
		break;
	case STEP_SHOW:
		put_key(c);
		break;
	}
	return session_asked(c);
}

static bool sign(struct cloud *c, struct http_request *r, int64_t now_s)
{
	const struct huawei *h = c->state;

	if (h->is_otc)
		return h->step == STEP_LOGIN || keystone_sign(&h->keystone, r);
	return http_add(r, "X-Project-Id", h->project, false) &&
	       sign_request(r, SIGN_HUAWEI, &h->key, now_s, NULL, &c->attempt);
}

static enum cloud_verdict verdict(const struct cloud *c, const struct http_response *r,
				  int64_t now_s, unsigned *ret_after_s)
{
	const struct huawei *h = c->state;
	char code[SESSION_CODE_MAX];

	if (r->outcome == HTTP_ANSWERED && r->status == 401 && h->is_otc && h->step != STEP_LOGIN)
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
	if (h->step != STEP_LOGIN)
		h->after_login = h->step;
	h->step = STEP_LOGIN;
	return true;
}

static enum why_code why_of(unsigned status, const char *code)
{
	if (!strcmp(code, "DNS.0014") || !strcmp(code, "DNS.0021") || !strcmp(code, "DNS.0503"))
		return WHY_TEMPORARY;
	return session_why_of(status);
}

/* An enterprise project whose PTRs have to be asked for, too. */
static bool note_project(struct cloud *c, const struct json *eip)
{
	struct huawei *h = c->state;
	const char *project = json_text(json_at(eip, "enterprise_project_id"));

	if (h->is_otc || !project || !*project || !strcmp(project, "0"))
		return true;
	for (unsigned i = 1; i < h->n_projects; i++)
		if (!strcmp(h->projects[i], project))
			return true;
	if (h->n_projects == PROJECTS_MAX)
		return session_fail(c, WHY_LIMIT, "huawei: more than %d enterprise projects",
				    PROJECTS_MAX);
	return session_id(c, project, &h->projects[h->n_projects++]) ||
	       session_fail(c, WHY_DATA, "huawei: an enterprise project has no sound id");
}

static bool take_address(struct cloud *c, struct holding h, const struct json *address,
			 bool *ret_is_new)
{
	const char *text = json_text(address);

	if (!address || json_is_none(address) || (text && !*text))
		return true;
	if (!text || !ip_parse(&h.address, text, strlen(text)))
		return session_fail(c, WHY_DATA, "%s, %s: '%s' has no address", name_of(c),
				    h.region, h.id);
	if (session_held(c, &h.address))
		return true;
	*ret_is_new = true;
	return session_hold(c, &h);
}

static bool take_eip(struct cloud *c, const struct json *eip, bool *ret_is_new)
{
	const struct huawei *h = c->state;
	const char *port = json_text(json_at(eip, "port_id"));
	const char *status = json_text(json_at(eip, "status"));
	struct holding held = { .provider = name_of(c),
				.account = c->account,
				.region = h->region };

	if (!session_id(c, json_text(json_at(eip, "id")), &held.id) || !status)
		return session_fail(c, WHY_DATA, "%s, %s: an address has no id or no status",
				    name_of(c), h->region);
	held.label = session_shown(c, json_text(json_at(eip, "alias")));
	held.is_bound = (port && *port) || !strcmp(status, "ACTIVE") || !strcmp(status, "ELB") ||
			!strcmp(status, "VPN");
	return take_address(c, held, json_at(eip, "public_ip_address"), ret_is_new) &&
	       take_address(c, held, json_at(eip, "public_ipv6_address"), ret_is_new) &&
	       note_project(c, eip);
}

static bool keep_marker(struct cloud *c, const struct json *list)
{
	struct huawei *h = c->state;

	return session_id(c, json_text(json_at(json_item(list, json_count(list) - 1), "id")),
			  &h->marker);
}

static void tell_eips(struct cloud *c, const struct json *answer)
{
	struct huawei *h = c->state;
	const struct json *list = json_at(answer, "publicips");
	bool is_new = false;

	if (!json_is_list(list)) {
		(void)session_fail(c, WHY_DATA, "%s, %s: the answer holds no list of addresses",
				   name_of(c), h->region);
		return;
	}
	/* A page that is short may only be what the server likes: the end is an empty one. */
	if (!json_count(list)) {
		h->step = STEP_PTRS;
		h->marker = NULL;
		return;
	}
	for (size_t i = 0; i < json_count(list); i++)
		if (!take_eip(c, json_item(list, i), &is_new))
			return;
	if (!is_new || !keep_marker(c, list))
		(void)session_fail(c, WHY_DATA, "%s, %s: the pages of addresses go round",
				   name_of(c), h->region);
}

/* "ecs-192-0-2-1." and whatever follows: the name that unset restores. */
static bool name_is_default(const struct holding *h)
{
	const uint8_t *o = h->address.octet;
	char got[NAME_TEXT_MAX];
	struct text t;
	bool is_default;

	text_init(&t, 100);
	text_printf(&t, "ecs-%u-%u-%u-%u.", o[0], o[1], o[2], o[3]);
	(void)name_text(&h->ptr, got);
	is_default = !strncmp(got, text_cstr(&t), t.len);
	text_done(&t);
	return is_default;
}

static enum ptr_state state_of(const char *status)
{
	static const char *const failed[] = { "ERROR", "FREEZE", "ILLEGAL", "POLICE", "DISABLE" };

	if (!strcmp(status, "ACTIVE"))
		return PTR_ACTIVE;
	if (!strncmp(status, "PENDING", 7))
		return PTR_PENDING;
	for (unsigned i = 0; i < sizeof(failed) / sizeof(failed[0]); i++)
		if (!strcmp(status, failed[i]))
			return PTR_ERROR;
	return PTR_PENDING; /* a word of the future: not there yet, as far as we know */
}

/* What the API says of the PTR of `h`. */
static bool take_ptr(struct cloud *c, const struct json *ptr, struct holding *h)
{
	const struct json *name = json_at(ptr, "ptrdname");
	const char *status = json_text(json_at(ptr, "status"));
	uint64_t ttl;

	/* Some addresses have several names: the first stands for them. */
	if (!name && json_is_list(json_at(ptr, "ptrdnames")))
		name = json_item(json_at(ptr, "ptrdnames"), 0);
	h->ptr_state = PTR_NONE;
	h->ptr.len = 0;
	h->has_ttl = false;
	if (!name || json_is_none(name) || (json_text(name) && !*json_text(name)))
		return true;
	if (!session_name(c, json_text(name), &h->ptr) || !status)
		return session_fail(c, WHY_DATA, "%s, %s: the PTR record of '%s' makes no sense",
				    name_of(c), h->region, h->id);
	h->ptr_state = name_is_default(h) ? PTR_NONE : state_of(status);
	if (h->ptr_state == PTR_NONE)
		h->ptr.len = 0;
	if (!json_at(ptr, "ttl") || json_is_none(json_at(ptr, "ttl")) || !h->ptr.len)
		return true;
	if (!json_uint(json_at(ptr, "ttl"), &ttl) || ttl > INT32_MAX)
		return session_fail(c, WHY_DATA, "%s, %s: the TTL of '%s' makes no sense",
				    name_of(c), h->region, h->id);
	h->has_ttl = true;
	h->ttl_s = (uint32_t)ttl;
	return true;
}

/* The record's id is "region:id of the address". */
static bool ids_match(const char *key, const struct huawei *h, const char *id)
{
	size_t n = strlen(h->region);

	return key && !strncmp(key, h->region, n) && key[n] == ':' && !strcmp(key + n + 1, id);
}

static bool merge_ptr(struct cloud *c, const struct json *ptr)
{
	const struct huawei *h = c->state;
	const char *key = json_text(json_at(ptr, "id"));

	if (!key)
		return session_fail(c, WHY_DATA, "%s, %s: a PTR record has no id", name_of(c),
				    h->region);
	for (size_t i = 0; i < c->n_holdings; i++)
		if (c->holdings[i].address.len == 4 && ids_match(key, h, c->holdings[i].id))
			return take_ptr(c, ptr, &c->holdings[i]);
	return true; /* of another region */
}

/* What is in none of the lists has no PTR of the customer's. */
static void finish_ptrs(struct cloud *c)
{
	for (size_t i = 0; i < c->n_holdings; i++)
		if (c->holdings[i].address.len == 4 && c->holdings[i].ptr_state == PTR_UNTOLD)
			c->holdings[i].ptr_state = PTR_NONE;
	session_complete(c);
}

static void read_again(struct cloud *c)
{
	struct huawei *h = c->state;

	for (size_t i = 0; i < c->n_holdings; i++) {
		c->holdings[i].ptr_state = PTR_UNTOLD;
		c->holdings[i].ptr.len = 0;
		c->holdings[i].has_ttl = false;
	}
	h->project_at = 0;
	if (++h->n_reads == READS_MAX)
		(void)session_fail(c, WHY_TEMPORARY,
				   "%s, %s: the list of PTR records changed each time it was read",
				   name_of(c), h->region);
}

/* A list of PTRs has been read to its end, or changed on the way. */
static void finish_list(struct cloud *c)
{
	struct huawei *h = c->state;

	if (h->n_seen == h->total) {
		if (++h->project_at == h->n_projects)
			finish_ptrs(c);
	} else {
		read_again(c);
	}
	h->marker = NULL;
	h->n_seen = 0;
}

static void tell_ptrs(struct cloud *c, const struct json *answer)
{
	struct huawei *h = c->state;
	const struct json *list = json_at(answer, "floatingips");
	uint64_t total;

	if (!json_is_list(list) ||
	    !json_uint(json_at(json_at(answer, "metadata"), "total_count"), &total)) {
		(void)session_fail(c, WHY_DATA, "%s, %s: the answer holds no list of PTR records",
				   name_of(c), h->region);
		return;
	}
	for (size_t i = 0; i < json_count(list); i++)
		if (!merge_ptr(c, json_item(list, i)))
			return;
	if (!h->marker)
		h->total = total;
	h->n_seen += json_count(list);
	if (total != h->total)
		h->n_seen = h->total + 1;
	if (!json_count(list) || h->n_seen >= h->total)
		finish_list(c);
	else if (!keep_marker(c, list))
		(void)session_fail(c, WHY_DATA, "%s, %s: a PTR record has no id", name_of(c),
				   h->region);
}

/* The change is believed when a look shows it, not for its 202. */
static void look_again(struct cloud *c)
{
	struct huawei *h = c->state;

	h->waits = true;
	c->pause_ms = h->step == STEP_CHANGE ? PAUSE_FIRST_MS : 2 * c->pause_ms;
	if (c->pause_ms > PAUSE_MAX_MS)
		c->pause_ms = PAUSE_MAX_MS;
	h->step = STEP_SHOW;
}

static void tell_show(struct cloud *c, const struct json *answer)
{
	const struct huawei *h = c->state;
	struct holding held = *c->wish->holding;

	held.region = h->region;
	if (answer && !ids_match(json_text(json_at(answer, "id")), h, held.id)) {
		(void)session_fail(c, WHY_DATA, "%s, %s: the answer is about another address",
				   name_of(c), h->region);
		return;
	}
	if (!take_ptr(c, answer, &held))
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

	if (h->step == STEP_LOGIN) {
		tell_login(c, r);
		return;
	}
	/* No record of the customer's, which is what a look may find, and what unset wants. */
	if ((h->step == STEP_SHOW || (h->step == STEP_CHANGE && c->wish->job == CLOUD_UNSET)) &&
	    r->outcome == HTTP_ANSWERED && r->status == 404 && session_code(r, code) &&
	    !strcmp(code, "DNS.0507")) {
		tell_show(c, NULL);
		return;
	}
	if (h->step == STEP_CHANGE) {
		if (session_is_good(c, r))
			look_again(c);
		return;
	}
	answer = session_answer(c, r);
	if (!answer)
		return;
	if (h->step == STEP_EIPS)
		tell_eips(c, answer);
	else if (h->step == STEP_PTRS)
		tell_ptrs(c, answer);
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

static const char *const variables_otc[] = { "OS_AUTH_URL",
					     "OS_USERNAME",
					     "OS_USER_ID",
					     "OS_PASSWORD",
					     "OS_USER_DOMAIN_NAME",
					     "OS_USER_DOMAIN_ID",
					     "OS_PROJECT_NAME",
					     "OS_PROJECT_ID",
					     "OS_REGION_NAME",
					     "FCRDNS_OTC_ENDPOINT",
					     NULL };

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
