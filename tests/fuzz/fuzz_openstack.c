/* SPDX-License-Identifier: MIT */
/*
 * The answers of a Keystone, Neutron or Designate that means no good. The first octet chooses the
 * job, the second is nothing. Whatever the answers are, the session ends, asks only where Keystone
 * sent it, and calls no inventory complete that lacks what Neutron told.
 */
#include "answers.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	STEPS_MAX = 100000,
	NOW_S = 1735689600
};

#define AUTH_URL "https://keystone.example:5000"
#define ID	 "RegionOne:6e5dc3be-8181-444f-b2e2-896fdd328873"

/* What was said, read once more without the session's code. */
struct told {
	json_t *catalog;    /* of the first token, or NULL */
	json_t *lists;	    /* where it was asked: { "ids": {}, "is_whole": bool } */
	bool is_token_good; /* the last answer was Neutron's, to the question that comes last */
};

static const char *setting(const void *from, const char *name)
{
	static const char *const set[][2] = {
		{ "OS_AUTH_URL", AUTH_URL "/v3" },  { "OS_USERNAME", "fcrdns" },
		{ "OS_PASSWORD", "labpass" },	    { "OS_USER_DOMAIN_ID", "default" },
		{ "OS_PROJECT_NAME", "mail-prod" },
	};

	(void)from;
	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++)
		if (!strcmp(set[i][0], name))
			return set[i][1];
	return NULL;
}

static size_t origin_len(const char *url)
{
	const char *host = strstr(url, "://");

	return host ? (size_t)(host - url) + 3 + strcspn(host + 3, "/") : strcspn(url, "/");
}

static bool is_in_catalog(const json_t *catalog, const char *url)
{
	size_t i, j, n = origin_len(url);
	json_t *service, *endpoint;

	json_array_foreach(catalog, i, service)
	{
		json_array_foreach(json_object_get(service, "endpoints"), j, endpoint)
		{
			const char *told = json_string_value(json_object_get(endpoint, "url"));

			if (told && origin_len(told) == n && !strncmp(told, url, n))
				return true;
		}
	}
	return false;
}

static bool leads_on(const json_t *answer)
{
	size_t i;
	json_t *link;

	json_array_foreach(json_object_get(answer, "floatingips_links"), i, link)
	{
		const char *rel = json_string_value(json_object_get(link, "rel"));

		if (rel && !strcmp(rel, "next"))
			return true;
	}
	return false;
}

/* A list that is asked for without a marker begins anew. */
static void note_list(struct told *t, const char *url, const json_t *answer)
{
	const json_t *items = json_object_get(answer, "floatingips");
	char where[512];
	json_t *list, *item;
	size_t i;

	(void)snprintf(where, sizeof(where), "%.*s", (int)(strstr(url, "/floatingips?") - url),
		       url);
	list = json_object_get(t->lists, where);
	if (!list || !strstr(url, "&marker=")) {
		list = json_pack("{s:{}}", "ids");
		need(list && !json_object_set_new(t->lists, where, list));
	}
	json_array_foreach(items, i, item)
	{
		const char *id = json_string_value(json_object_get(item, "id"));

		if (id)
			need(!json_object_set_new(json_object_get(list, "ids"), id, json_true()));
	}
	need(!json_object_set_new(list, "is_whole",
				  json_boolean(json_is_array(items) &&
					       (!json_array_size(items) || !leads_on(answer)))));
}

static void note(struct told *t, const char *url, const struct http_response *r)
{
	bool is_good = r->outcome == HTTP_ANSWERED && r->status / 100 == 2;
	json_t *answer =
		is_good ? json_loadb(r->body, r->body_len, JSON_REJECT_DUPLICATES, NULL) : NULL;

	t->is_token_good = strstr(url, "/floatingips?fields=id&limit=1") &&
			   json_is_array(json_object_get(answer, "floatingips"));
	if (!t->catalog && strstr(url, "/auth/tokens"))
		t->catalog =
			json_incref(json_object_get(json_object_get(answer, "token"), "catalog"));
	else if (strstr(url, "/floatingips?project_id="))
		note_list(t, url, answer);
	json_decref(answer);
}

static void step(struct cloud *c, const struct http_request *request, struct answers *answers,
		 struct told *t)
{
	struct http_request copy = *request;
	struct http_response r;
	enum cloud_verdict verdict;
	unsigned after_s;
	char *body;

	need_plain(request->url, " \"\\");
	need(!strcmp(request->url, AUTH_URL "/v3/auth/tokens") ||
	     is_in_catalog(t->catalog, request->url));
	need(cloud_sign(c, &copy, NOW_S));
	for (unsigned i = 0; i < copy.n_headers; i++)
		need_plain(copy.headers[i].value, "");
	body = answers_take(answers, &r);
	verdict = cloud_verdict(c, &r, NOW_S, &after_s);
	if (verdict != CLOUD_RENEW || !cloud_renew(c)) {
		note(t, request->url, &r);
		cloud_tell(c, &r);
	}
	free(body);
}

static bool is_held(const struct cloud_result *result, const char *id)
{
	for (size_t i = 0; i < result->n_holdings; i++) {
		const char *colon = strchr(result->holdings[i].id, ':');

		if (colon && !strcmp(colon + 1, id))
			return true;
	}
	return false;
}

static void need_whole(const struct cloud *c, const struct told *t)
{
	struct cloud_result result;
	const char *where, *id;
	json_t *list, *is_there;

	if (!cloud_result(c, &result, NULL))
		return;
	need(t->is_token_good && json_object_size(t->lists));
	json_object_foreach(t->lists, where, list)
	{
		need(json_is_true(json_object_get(list, "is_whole")));
		json_object_foreach(json_object_get(list, "ids"), id, is_there)
			need(is_held(&result, id));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t random[16] = { 0 };
	static const uint8_t wire[] = "\3new\7example";
	static const struct holding of = { .provider = "openstack",
					   .account = "",
					   .region = "RegionOne",
					   .label = "",
					   .id = ID,
					   .address = { 4, { 203, 0, 113, 12 } } };
	const struct cloud_settings settings = { setting, NULL };
	struct answers answers = { (const char *)data + 2, (const char *)data + size };
	struct told told = { .lists = json_object() };
	struct cloud_wish wish = { .holding = &of, .ptr = { wire, sizeof(wire) } };
	const struct http_request *request;
	enum cloud_want want;
	unsigned steps = 0;
	struct why why;
	struct cloud *c;

	if (size < 2) {
		json_decref(told.lists);
		return 0;
	}
	wish.job = (enum cloud_job)(data[0] & 3);
	wish.region = data[0] & 4 ? "RegionOne" : NULL;
	c = cloud_new(cloud_provider_of("openstack"), &settings, &wish, random, &why);
	need(c != NULL);
	while ((want = cloud_next(c, &request)) != CLOUD_END) {
		need(++steps < STEPS_MAX);
		if (want == CLOUD_ASK)
			step(c, request, &answers, &told);
	}
	need_sound(c);
	if (wish.job == CLOUD_INVENTORY)
		need_whole(c, &told);
	cloud_free(c);
	json_decref(told.lists);
	json_decref(told.catalog);
	return 0;
}
