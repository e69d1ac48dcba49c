/* SPDX-License-Identifier: MIT */
#include "alibaba.h"

#include "digest.h"
#include "json.h"
#include "pages.h"
#include "percent.h"
#include "session.h"
#include "sign.h"

#include <string.h>

/*
 * Alibaba Cloud: RPC calls signed with V3, in each region: its elastic addresses, and its machines,
 * which may have static addresses that are no elastic ones. There is no API for PTR records (none
 * in alidns 2015-01-09): they are looked up in the DNS and set in the console.
 */

enum {
	REGIONS_MAX = 128
};

enum step {
	STEP_WHO,
	STEP_REGIONS,
	STEP_EIPS,
	STEP_MACHINES
};

struct alibaba {
	struct sign_key key;
	const char *endpoint; /* instead of the real hosts */
	enum step step;
	const char *regions[REGIONS_MAX];
	unsigned n_regions, region;
	uint64_t page;
	struct pages pages;
	const char *token; /* NextToken, NULL for the first page */
	uint64_t n_signed;
};

static bool begin(struct cloud *c, struct why *why)
{
	struct alibaba *a = c->state;
	const char *region = c->wish->region;

	if (c->wish->job != CLOUD_INVENTORY)
		return why_set(why, WHY_USAGE,
			       "alibaba has no API for PTR records: see and change them in its "
			       "console, Alibaba Cloud DNS > Reverse DNS Lookup");
	if (!session_key(c, "ALIBABA_CLOUD_ACCESS_KEY_ID", &a->key.id, why) ||
	    !session_key(c, "ALIBABA_CLOUD_ACCESS_KEY_SECRET", &a->key.secret, why) ||
	    !session_key_if_set(c, "ALIBABA_CLOUD_SECURITY_TOKEN", &a->key.token, why))
		return false;
	a->endpoint = session_endpoint(c, "FCRDNS_ALIBABA_ENDPOINT");
	if (!region)
		region = session_get(c, "ALIBABA_CLOUD_REGION_ID");
	if (region && !session_is_label(region))
		return why_set(why, WHY_USAGE,
			       "alibaba: the region is no word of a-z, 0-9 and '-'");
	if (region)
		a->regions[a->n_regions++] = region;
	c->region = region;
	a->page = 1;
	return true;
}

/* These are served by the central host, as Alibaba's own client has it; all others by their own. */
static bool vpc_is_central(const char *region)
{
	static const char *const central[] = {
		"cn-hangzhou",		 "cn-hangzhou-finance",	   "cn-shanghai-finance-1",
		"cn-shenzhen-finance-1", "cn-beijing-finance-pop", "cn-beijing-gov-1",
		"cn-north-2-gov-1",
	};

	for (unsigned i = 0; i < sizeof(central) / sizeof(central[0]); i++)
		if (!strcmp(central[i], region))
			return true;
	return false;
}

static void put_host(struct cloud *c, const char *service, const char *region)
{
	const struct alibaba *a = c->state;

	if (a->endpoint)
		text_str(&c->url, a->endpoint);
	else if (region)
		text_printf(&c->url, "https://%s.%s.aliyuncs.com", service, region);
	else
		text_printf(&c->url, "https://%s.aliyuncs.com", service);
	text_char(&c->url, '/');
}

static bool put_call(struct cloud *c, const char *action, const char *version)
{
	return http_add(&c->request, "Accept", "application/json", false) &&
	       http_add(&c->request, "x-acs-action", action, false) &&
	       http_add(&c->request, "x-acs-version", version, false);
}

static enum cloud_want next(struct cloud *c)
{
	const struct alibaba *a = c->state;
	const char *region = a->regions[a->region];

	session_ask(c, "GET", "");
	switch (a->step) {
	case STEP_WHO:
		put_host(c, "sts", NULL);
		(void)put_call(c, "GetCallerIdentity", "2015-04-01");
		break;
	case STEP_REGIONS:
		put_host(c, "ecs", NULL);
		(void)put_call(c, "DescribeRegions", "2014-05-26");
		break;
	case STEP_EIPS:
		put_host(c, "vpc", vpc_is_central(region) ? NULL : region);
		text_str(&c->url, "?PageNumber=");
		text_uint(&c->url, a->page);
		text_str(&c->url, "&PageSize=100");
		percent_put_pair(&c->url, '&', "RegionId", region);
		(void)put_call(c, "DescribeEipAddresses", "2016-04-28");
		break;
	case STEP_MACHINES:
		put_host(c, "ecs", region);
		text_str(&c->url, "?MaxResults=100");
		if (a->token)
			percent_put_pair(&c->url, '&', "NextToken", a->token);
		percent_put_pair(&c->url, '&', "RegionId", region);
		(void)put_call(c, "DescribeInstances", "2014-05-26");
		break;
	}
	return session_asked(c);
}

/* A nonce that nobody can guess and that no other attempt has. */
static bool sign(struct cloud *c, struct http_request *r, int64_t now_s)
{
	struct alibaba *a = c->state;
	struct {
		uint8_t random[16];
		uint64_t n;
	} seed = { .n = a->n_signed++ };
	uint8_t digest[DIGEST_OCTETS];
	char hex[DIGEST_HEX_MAX];
	const char *nonce;

	memcpy(seed.random, c->random, sizeof(seed.random));
	if (!digest_sha256(&seed, sizeof(seed), digest))
		return false;
	nonce = arena_string(&c->attempt, digest_hex(digest, hex), 32);
	return nonce && sign_request(r, SIGN_ALIBABA, &a->key, now_s, nonce, &c->attempt);
}

static bool begins_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* Busy is told with 400 here, and a nonce that was used or a clock that is wrong as well. */
static enum cloud_verdict verdict(const struct cloud *c, const struct http_response *r,
				  int64_t now_s, unsigned *ret_after_s)
{
	char code[SESSION_CODE_MAX];

	(void)c;
	if (r->outcome == HTTP_ANSWERED && r->status >= 400 && session_code(r, code) &&
	    (begins_with(code, "Throttling") || !strcmp(code, "SignatureNonceUsed") ||
	     begins_with(code, "ServiceUnavailable") || begins_with(code, "InternalError"))) {
		*ret_after_s = http_retry_after_s(r, now_s);
		return CLOUD_RETRY;
	}
	return session_verdict(r, now_s, ret_after_s);
}

static enum why_code why_of(unsigned status, const char *code)
{
	static const char *const denied[] = { "InvalidAccessKeyId",  "SignatureDoesNotMatch",
					      "InvalidTimeStamp",    "InvalidSecurityToken",
					      "Forbidden",	     "NoPermission",
					      "IncompleteSignature", "MissingSecurityToken" };

	if (begins_with(code, "Throttling"))
		return WHY_TEMPORARY;
	if (begins_with(code, "InvalidRegionId"))
		return WHY_USAGE;
	for (unsigned i = 0; i < sizeof(denied) / sizeof(denied[0]); i++)
		if (begins_with(code, denied[i]))
			return WHY_DENIED;
	return session_why_of(status);
}

static bool take(struct cloud *c, struct holding h, const char *address)
{
	if (!address || !ip_parse(&h.address, address, strlen(address)))
		return session_fail(c, WHY_DATA, "alibaba, %s: '%s' has no address", h.region,
				    h.id);
	return session_held(c, &h.address) || session_hold(c, &h);
}

static bool take_eip(struct cloud *c, const struct json *eip, const char *region)
{
	struct alibaba *a = c->state;
	const char *machine = json_text(json_at(eip, "InstanceId"));
	struct holding h = { .provider = "alibaba", .account = c->account, .region = region };

	if (!session_id(c, json_text(json_at(eip, "AllocationId")), &h.id))
		return session_fail(c, WHY_DATA, "alibaba, %s: an address has no AllocationId",
				    region);
	pages_see(&a->pages, h.id);
	h.label = session_shown(c, json_text(json_at(eip, "Name")));
	h.is_bound = machine && *machine;
	return take(c, h, json_text(json_at(eip, "IpAddress")));
}

static void next_region(struct cloud *c)
{
	struct alibaba *a = c->state;

	a->step = STEP_EIPS;
	a->token = NULL;
	pages_begin(&a->pages, c);
	if (++a->region == a->n_regions)
		session_complete(c);
}

static void finish_eips(struct cloud *c)
{
	struct alibaba *a = c->state;

	a->page = 1;
	switch (pages_end(&a->pages, c)) {
	case PAGES_WHOLE:
		a->step = STEP_MACHINES;
		break;
	case PAGES_AGAIN:
		break;
	case PAGES_NEVER:
		(void)session_fail(c, WHY_TEMPORARY,
				   "alibaba, %s: the list of addresses changed each time it was "
				   "read",
				   a->regions[a->region]);
		break;
	}
}

static void tell_eips(struct cloud *c, const struct json *answer)
{
	struct alibaba *a = c->state;
	const struct json *list = json_at(json_at(answer, "EipAddresses"), "EipAddress");
	size_t n = json_count(list);
	uint64_t total;

	if (!json_is_list(list) || !json_uint(json_at(answer, "TotalCount"), &total)) {
		(void)session_fail(c, WHY_DATA,
				   "alibaba, %s: the answer holds no list of addresses",
				   a->regions[a->region]);
		return;
	}
	pages_turn(&a->pages, true, total);
	for (size_t i = 0; i < n; i++)
		if (!take_eip(c, json_item(list, i), a->regions[a->region]))
			return;
	a->page++;
	if (!n || a->pages.n_seen >= total || pages_is_moved(&a->pages))
		finish_eips(c);
}

static bool take_machine(struct cloud *c, const struct json *machine, const char *region)
{
	const struct json *list = json_at(json_at(machine, "PublicIpAddress"), "IpAddress");
	const struct json *eip = json_at(machine, "EipAddress");
	const char *address = json_text(json_at(eip, "IpAddress"));
	struct holding h = { .provider = "alibaba", .account = c->account, .region = region };

	h.is_bound = true;
	h.label = session_shown(c, json_text(json_at(machine, "InstanceName")));
	if (!session_id(c, json_text(json_at(machine, "InstanceId")), &h.id) || !json_is_list(list))
		return session_fail(c, WHY_DATA,
				    "alibaba, %s: a machine has no InstanceId or no "
				    "list of addresses",
				    region);
	for (size_t i = 0; i < json_count(list); i++)
		if (!take(c, h, json_text(json_item(list, i))))
			return false;
	/* Its elastic address, should it have got it only now. */
	return !address || !*address ||
	       (session_id(c, json_text(json_at(eip, "AllocationId")), &h.id) &&
		take(c, h, address));
}

static void tell_machines(struct cloud *c, const struct json *answer)
{
	struct alibaba *a = c->state;
	const char *region = a->regions[a->region];
	const struct json *list = json_at(json_at(answer, "Instances"), "Instance");
	const struct json *following = json_at(answer, "NextToken");
	const char *token = json_text(following);

	if (!json_is_list(list) || (following && !json_is_none(following) && !token)) {
		(void)session_fail(c, WHY_DATA, "alibaba, %s: the answer holds no list of machines",
				   region);
		return;
	}
	for (size_t i = 0; i < json_count(list); i++)
		if (!take_machine(c, json_item(list, i), region))
			return;
	if (!token || !*token)
		next_region(c);
	else if (!json_count(list) || (a->token && !strcmp(a->token, token)))
		(void)session_fail(c, WHY_DATA, "alibaba, %s: the pages of machines go round",
				   region);
	else
		a->token = session_keep(c, token);
}

static void tell_regions(struct cloud *c, const struct json *answer)
{
	struct alibaba *a = c->state;
	const struct json *list = json_at(json_at(answer, "Regions"), "Region");

	for (size_t i = 0; i < json_count(list); i++) {
		const char *region = json_text(json_at(json_item(list, i), "RegionId"));

		if (!region || !session_is_label(region) || a->n_regions == REGIONS_MAX) {
			(void)session_fail(c, WHY_DATA,
					   "alibaba: the list of regions makes no sense");
			return;
		}
		a->regions[a->n_regions++] = session_keep(c, region);
	}
	c->regions = a->regions;
	c->n_regions = a->n_regions;
	a->step = STEP_EIPS;
	if (!a->n_regions)
		(void)session_fail(c, WHY_DATA, "alibaba: the answer names no regions");
}

static void tell_who(struct cloud *c, const struct json *answer)
{
	struct alibaba *a = c->state;

	if (!session_id(c, json_text(json_at(answer, "AccountId")), &c->account))
		(void)session_fail(c, WHY_DATA, "alibaba: the answer names no account");
	a->step = a->n_regions ? STEP_EIPS : STEP_REGIONS;
}

static void tell(struct cloud *c, const struct http_response *r)
{
	static void (*const tells[])(struct cloud *, const struct json *) = {
		[STEP_WHO] = tell_who,
		[STEP_REGIONS] = tell_regions,
		[STEP_EIPS] = tell_eips,
		[STEP_MACHINES] = tell_machines,
	};
	const struct alibaba *a = c->state;
	struct json *answer = session_answer(c, r);

	if (answer)
		tells[a->step](c, answer);
	json_free(answer);
}

static const char *const variables[] = {
	"ALIBABA_CLOUD_ACCESS_KEY_ID",	"ALIBABA_CLOUD_ACCESS_KEY_SECRET",
	"ALIBABA_CLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_REGION_ID",
	"FCRDNS_ALIBABA_ENDPOINT",	NULL
};

const struct cloud_provider cloud_alibaba = {
	.id = "alibaba",
	.variables = variables,
	.state_size = sizeof(struct alibaba),
	.open = begin,
	.next = next,
	.sign = sign,
	.verdict = verdict,
	.why_of = why_of,
	.tell = tell,
};
