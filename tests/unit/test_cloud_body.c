/* SPDX-License-Identifier: MIT */
#include "asked.h"

#include <jansson.h>

/* What we put into the bodies of requests is data there, whatever it looks like. */

#define TOKEN                                                                                   \
	"X-Subject-Token: t\n{\"token\":{\"project\":{\"id\":\"p1\"},\"catalog\":["             \
	"{\"type\":\"network\",\"endpoints\":[{\"interface\":\"public\",\"region_id\":\"one\"," \
	"\"url\":\"https://n.example\"}]},{\"type\":\"dns\",\"endpoints\":[{\"interface\":"     \
	"\"public\",\"region_id\":\"one\",\"url\":\"https://d.example\"}]}]}}"
#define SECRET "p\"\\\n\x01\x7f'}{"

static const struct asked_setting variables[] = {
	{ "HCLOUD_TOKEN", "secret" },
	{ "HUAWEICLOUD_SDK_AK", "ak" },
	{ "HUAWEICLOUD_SDK_SK", "sk" },
	{ "HUAWEICLOUD_SDK_PROJECT_ID", "p1" },
	{ "OS_AUTH_URL", "https://k.example/v3" },
	{ "OS_USERNAME", SECRET },
	{ "OS_PASSWORD", SECRET },
	{ "OS_USER_DOMAIN_NAME", SECRET },
	{ "OS_PROJECT_NAME", SECRET },
	{ NULL, NULL },
};
static const struct cloud_settings settings = { asked_get, variables };

static const struct {
	const char *provider, *id, *region, *member;
	const char *dot; /* behind the name */
	bool has_description;
} table[] = {
	{ "hetzner", "primary_ips/1", NULL, "dns_ptr", "", false },
	{ "huawei", "e1", "ap-southeast-1", "ptrdname", ".", true },
	{ "openstack", "one:646669d6-c4aa-4125-b498-226fb081a194", NULL, "ptrdname", ".", true },
};

enum {
	PROVIDERS = sizeof(table) / sizeof(table[0])
};

static struct cloud_wish wish_of(size_t i, struct holding *of, const char *description)
{
	static uint8_t wire[] = "\x08"
				"a\"b\\c\n,\xff\x07"
				"example";

	*of = (struct holding){ .provider = table[i].provider,
				.account = "",
				.region = "",
				.label = "",
				.id = table[i].id,
				.address = { 4, { 192, 0, 2, 1 } } };
	return (struct cloud_wish){ .job = CLOUD_SET,
				    .holding = of,
				    .region = table[i].region,
				    .ptr = { wire, sizeof(wire) },
				    .description = table[i].has_description ? description : NULL };
}

/* Of the next request, which has to be JSON. */
static json_t *body_of(struct cloud *c)
{
	const struct http_request *request;
	json_error_t error;
	json_t *body;

	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	body = json_loadb(request->body, request->body_len, JSON_REJECT_DUPLICATES, &error);
	if (!body)
		fail_msg("%s: %.*s", error.text, (int)request->body_len, request->body);
	return body;
}

static const char *text_at(const json_t *body, const char *const *path)
{
	for (; *path; path++)
		body = json_object_get(body, *path);
	return json_string_value(body);
}

#define AT(body, ...) text_at(body, (const char *const[]){ __VA_ARGS__, NULL })

static void log_in(struct cloud *c)
{
	const struct asked login = { "", 201, TOKEN, 0 };
	json_t *body = body_of(c);

	assert_string_equal(AT(body, "auth", "identity", "password", "user", "password"), SECRET);
	assert_string_equal(AT(body, "auth", "identity", "password", "user", "name"), SECRET);
	assert_string_equal(AT(body, "auth", "identity", "password", "user", "domain", "name"),
			    SECRET);
	assert_string_equal(AT(body, "auth", "scope", "project", "name"), SECRET);
	json_decref(body);
	asked_answer(c, &login);
}

static void a_name_is_a_text_in_them(void **state)
{
	static const char description[] = "\"},{\"\\ \x01\t\xc3\xa9";

	(void)state;
	for (size_t i = 0; i < PROVIDERS; i++) {
		struct holding of;
		const struct cloud_wish wish = wish_of(i, &of, description);
		struct why why;
		struct cloud *c = asked_new(table[i].provider, &settings, &wish, &why);
		char want[100];
		json_t *body;

		row("%s", table[i].provider);
		if (!c)
			fail_msg("%s", why.text);
		if (!strcmp(table[i].provider, "openstack"))
			log_in(c);
		body = body_of(c);
		(void)snprintf(want, sizeof(want), "a\\034b\\092c\\010\\044\\255.example%s",
			       table[i].dot);
		assert_string_equal(AT(body, table[i].member), want);
		if (table[i].has_description)
			assert_string_equal(AT(body, "description"), description);
		assert_int_equal(json_object_size(body), 2);
		json_decref(body);
		cloud_free(c);
	}
}

static void a_description_that_is_no_text_is_refused(void **state)
{
	static const char *const none[] = { "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf" };

	(void)state;
	for (size_t i = 0; i < PROVIDERS; i++)
		for (size_t k = 0; table[i].has_description && k < 4; k++) {
			struct holding of;
			const struct cloud_wish wish = wish_of(i, &of, none[k]);
			struct why why;

			row("%s %zu", table[i].provider, k);
			assert_null(asked_new(table[i].provider, &settings, &wish, &why));
			assert_int_equal(why.code, WHY_USAGE);
			assert_non_null(strstr(why.text, "the description is no UTF-8"));
		}
}

TESTS(a_name_is_a_text_in_them, a_description_that_is_no_text_is_refused)
