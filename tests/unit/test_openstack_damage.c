/* SPDX-License-Identifier: MIT */
#include "asked.h"

#include <fcrdns/arena.h>

/* Answers that are damaged, contradict each other, or come from a service that fails. */

#define KS   "http://127.0.0.1:15000/v3"
#define NT   "http://127.0.0.1:15001/v2.0"
#define DS   "http://127.0.0.1:15002/v2"
#define ID12 "RegionOne:6e5dc3be-8181-444f-b2e2-896fdd328873"
#define UUID "646669d6-c4aa-4125-b498-226fb081a194"

#define ENDPOINT(region, url) \
	"{\"interface\":\"public\",\"region_id\":\"" region "\",\"url\":\"" url "\"}"
#define TOKEN(network, dns)                                                                        \
	"X-Subject-Token: t\n{\"token\":{\"project\":{\"id\":\"p1\"},\"catalog\":["                \
	"{\"type\":\"network\",\"endpoints\":[" network "]},{\"type\":\"dns\",\"endpoints\":[" dns \
	"]}]}}"
#define ONE_REGION                                             \
	TOKEN(ENDPOINT("RegionOne", "http://127.0.0.1:15001"), \
	      ENDPOINT("RegionOne", "http://127.0.0.1:15002"))

#define LOGIN                                                                             \
	"POST " KS                                                                        \
	"/auth/tokens {\"auth\":{\"identity\":{\"methods\":[\"application_credential\"]," \
	"\"application_credential\":{\"id\":\"abc\",\"secret\":\"s\"}}}}"
#define FIPS	 "GET " NT "/floatingips?project_id=p1&limit=500"
#define NETWORKS "GET " NT "/networks?router:external=true&fields=id&limit=500"
#define PTRS	 "GET " DS "/reverse/floatingips"
#define AGAIN	 "GET " NT "/floatingips?fields=id&limit=1"
#define SHOW	 "GET " DS "/reverse/floatingips/" ID12

#define FIP(id, address) \
	"{\"id\":\"" id "\",\"floating_ip_address\":\"" address "\",\"port_id\":null}"

static const struct asked_setting variables[] = {
	{ "OS_AUTH_URL", KS },
	{ "OS_APPLICATION_CREDENTIAL_ID", "abc" },
	{ "OS_APPLICATION_CREDENTIAL_SECRET", "s" },
	{ NULL, NULL },
};
static const struct cloud_settings settings = { asked_get, variables };
static const struct cloud_wish inventory = { .job = CLOUD_INVENTORY };
static const struct holding twelve = { .provider = "openstack",
				       .account = "p1",
				       .region = "RegionOne",
				       .id = ID12,
				       .label = "",
				       .address = { 4, { 203, 0, 113, 12 } } };
static const struct cloud_wish show = { .job = CLOUD_SHOW, .holding = &twelve };

#define SESSION(wish, want, ...)                                                              \
	asked_inventory("openstack", &settings, wish, (const struct asked[]){ __VA_ARGS__ },  \
			sizeof((const struct asked[]){ __VA_ARGS__ }) / sizeof(struct asked), \
			want)

/* What one answer makes of a session: asked again, or the reason for its end. */
static void ends(const struct cloud_wish *wish, const char *url, const char *answer, size_t n,
		 const char *want)
{
	const struct http_response r = {
		.outcome = HTTP_ANSWERED, .status = 200, .body = answer, .body_len = n
	};
	const struct asked login = { LOGIN, 201, ONE_REGION, 0 };
	const struct http_request *request;
	struct cloud_result result;
	struct why why;
	struct cloud *c = asked_new("openstack", &settings, wish, &why);
	char got[sizeof(why.text) + 20] = "again";
	unsigned after;

	assert_non_null(c);
	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	asked_answer(c, &login);
	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	assert_string_equal(request->url, url + 4);
	if (cloud_verdict(c, &r, ASKED_NOW_S, &after) != CLOUD_RETRY) {
		cloud_tell(c, &r);
		assert_int_equal(cloud_next(c, &request), CLOUD_END);
		assert_false(cloud_result(c, &result, &why));
		assert_false(result.is_complete);
		(void)snprintf(got, sizeof(got), "%s: %s", asked_code(why.code), why.text);
	}
	assert_string_equal(got, want);
	cloud_free(c);
}

/* Cut off, or no JSON: with luck the next answer is whole. */
static void no_json_is_asked_for_again(void **state)
{
	static const char *const answers[] = {
		"<html><body>busy</body></html>",
		"{\"floatingips\":[" FIP(UUID, "203.0.113.1"),
		"{\"floatingips\":[]}{\"floatingips\":[]}",
		"{\"floatingips\":[],\"floatingips\":[" FIP(UUID, "203.0.113.1") "]}",
		"{\"floatingips\":[{\"id\":\"\xc3(\"}]}",
		"{\"floatingips\":[{\"id\":\"\\ud800\"}]}",
		"{\"floatingips\":[{\"id\":\"a\\u0000b\"}]}",
		"{\"floatingips\":[{\"mtu\":99999999999999999999}]}",
		"{\"floatingips\":[{\"mtu\":1e999}]}",
		"{\"floatingips\":[{\"mtu\":NaN}]}",
	};
	enum {
		DEEP = 5000
	};
	char deep[DEEP];

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		row("%s", answers[i]);
		ends(&inventory, FIPS, answers[i], strlen(answers[i]), "again");
	}
	memset(deep, '[', sizeof(deep));
	ends(&inventory, FIPS, deep, sizeof(deep), "again");
	ends(&inventory, FIPS, "{\"floatingips\":[]}\0", 19, "again");
}

static void an_empty_answer_is_no_empty_list(void **state)
{
	(void)state;
	ends(&inventory, FIPS, "", 0, "data: openstack: an answer makes no sense: it is empty");
	ends(&inventory, FIPS, "null", 4,
	     "data: openstack: an answer makes no sense: it is no JSON object");
	ends(&inventory, FIPS, "{}", 2,
	     "data: openstack, RegionOne: the answer holds no list of floatingips");
}

#define UNSOUND                                                                               \
	"data: openstack, RegionOne: a floating IP without sound id, address or port, or of " \
	"another project"

static void an_entry_of_a_wrong_kind_ends_it(void **state)
{
	static const char *const answers[] = {
		"{\"floatingips\":[null]}",
		"{\"floatingips\":[[]]}",
		"{\"floatingips\":[{\"id\":7,\"floating_ip_address\":\"203.0.113.1\","
		"\"port_id\":null}]}",
		"{\"floatingips\":[{\"id\":\"" UUID "\",\"floating_ip_address\":3405803777,"
		"\"port_id\":null}]}",
		"{\"floatingips\":[{\"id\":\"" UUID "\",\"floating_ip_address\":\"203.0.113.1\","
		"\"port_id\":true}]}",
		"{\"floatingips\":[" FIP("../../v2.0/networks?limit=500&fields",
					 "203.0.113.1") "]}",
		"{\"floatingips\":[" FIP(UUID, "203.0.113.1\\n") "]}",
		"{\"floatingips\":[" FIP(UUID, "203.0.113.0/24") "]}",
		"{\"floatingips\":[" FIP(UUID, "") "]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		row("%s", answers[i]);
		ends(&inventory, FIPS, answers[i], strlen(answers[i]), UNSOUND);
	}
}

static void one_id_has_one_address(void **state)
{
	static const char answer[] =
		"{\"floatingips\":[" FIP(UUID, "203.0.113.1") "," FIP(UUID, "203.0.113.2") "]}";

	(void)state;
	ends(&inventory, FIPS, answer, strlen(answer),
	     "data: openstack, RegionOne: the floating IP RegionOne:" UUID " has two addresses");
}

/* Its label is a stranger's text. */
static void what_a_label_cannot_hold_is_shown_otherwise(void **state)
{
	(void)state;
	SESSION(&inventory,
		"203.0.113.1 RegionOne RegionOne:" UUID " 'x' //092 free untold\ncomplete\n",
		{ LOGIN, 201, ONE_REGION, 0 },
		{ FIPS, 200,
		  "{\"floatingips\":[{\"id\":\"" UUID "\",\"floating_ip_address\":\"203.0.113.1\","
		  "\"port_id\":null,\"description\":\"\\\"x\\\" /\\\\\"}]}",
		  0 },
		{ NETWORKS, 200, "{\"networks\":[]}", 0 }, { PTRS, 200, "{\"floatingips\":[]}", 0 },
		{ AGAIN, 200, "{\"floatingips\":[]}", 0 });
}

static void a_record_of_a_wrong_kind_is_none(void **state)
{
	static const char *const answers[] = {
		"{}",
		"{\"ptrdname\":null}",
		"{\"status\":\"ACTIVE\"}",
		"{\"ptrdname\":null,\"status\":null}",
		"{\"ptrdname\":7,\"status\":\"ACTIVE\"}",
		"{\"ptrdname\":[\"a.example.\"],\"status\":\"ACTIVE\"}",
		"{\"ptrdname\":\"a..example.\",\"status\":\"ACTIVE\"}",
		"{\"ptrdname\":\"\",\"status\":\"ACTIVE\"}",
		"{\"ptrdname\":\"a.example.\",\"status\":\"ACTIVE\",\"ttl\":\"600\"}",
		"{\"ptrdname\":\"a.example.\",\"status\":\"ACTIVE\",\"ttl\":-1}",
		"{\"ptrdname\":\"a.example.\",\"status\":\"ACTIVE\",\"ttl\":1.5}",
		"{\"ptrdname\":\"a.example.\",\"status\":\"ACTIVE\",\"ttl\":2147483648}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		row("%s", answers[i]);
		ends(&show, SHOW, answers[i], strlen(answers[i]),
		     "data: openstack: the PTR record of " ID12 " makes no sense");
	}
}

/* What the first region told is there, and nobody takes it for all. */
static void a_region_that_fails_leaves_the_inventory_incomplete(void **state)
{
#define TWO                                                                       \
	TOKEN(ENDPOINT("RegionOne", "http://127.0.0.1:15001/v2.0/") "," ENDPOINT( \
		      "RegionTwo", "http://127.0.0.2:15001/"),                    \
	      ENDPOINT("RegionOne", "http://127.0.0.1:15002/v2/") "," ENDPOINT(   \
		      "RegionTwo", "http://127.0.0.2:15002/"))
	(void)state;
	SESSION(&inventory,
		"203.0.113.1 RegionOne RegionOne:" UUID " free untold\n"
		"denied: openstack: 127.0.0.2:15001 answered with status 403, PolicyNotAuthorized: "
		"not allowed\n",
		{ LOGIN, 201, TWO, 0 },
		{ FIPS, 200, "{\"floatingips\":[" FIP(UUID, "203.0.113.1") "]}", 0 },
		{ NETWORKS, 200, "{\"networks\":[]}", 0 },
		{ "GET http://127.0.0.2:15001/v2.0/floatingips?project_id=p1&limit=500", 403,
		  "{\"NeutronError\":{\"type\":\"PolicyNotAuthorized\",\"message\":\"not allowed\","
		  "\"detail\":\"\"}}",
		  0 });
}

/* The same id is another address in another region. */
static void regions_are_asked_one_by_one(void **state)
{
	(void)state;
	SESSION(&inventory,
		"203.0.113.1 RegionOne RegionOne:" UUID " free none\n"
		"198.51.100.1 RegionTwo RegionTwo:" UUID " free active b.example\n"
		"complete\n",
		{ LOGIN, 201, TWO, 0 },
		{ FIPS, 200, "{\"floatingips\":[" FIP(UUID, "203.0.113.1") "]}", 0 },
		{ NETWORKS, 200, "{\"networks\":[]}", 0 },
		{ "GET http://127.0.0.2:15001/v2.0/floatingips?project_id=p1&limit=500", 200,
		  "{\"floatingips\":[" FIP(UUID, "198.51.100.1") "]}", 0 },
		{ "GET http://127.0.0.2:15001/v2.0/networks?router:external=true&fields=id&limit="
		  "500",
		  200, "{\"networks\":[]}", 0 },
		{ PTRS, 200,
		  "{\"floatingips\":[{\"id\":\"RegionOne:" UUID "\",\"ptrdname\":null,"
		  "\"status\":\"INACTIVE\"}]}",
		  0 },
		{ "GET http://127.0.0.2:15002/v2/reverse/floatingips", 200,
		  "{\"floatingips\":[{\"id\":\"RegionTwo:" UUID "\",\"ptrdname\":\"b.example.\","
		  "\"status\":\"ACTIVE\",\"ttl\":null}]}",
		  0 },
		{ AGAIN, 200, "{\"floatingips\":[]}", 0 },
		{ "GET http://127.0.0.2:15001/v2.0/floatingips?fields=id&limit=1", 200,
		  "{\"floatingips\":[]}", 0 });
#undef TWO
}

#define CATALOG(network, dns)                      \
	{                                          \
		LOGIN, 201, TOKEN(network, dns), 0 \
	}

/* One with a DNS service only is none of them: nobody there is asked what is held. */
static void the_result_tells_the_regions_that_were_asked(void **state)
{
	static const struct asked rows[] = {
		CATALOG(ENDPOINT("RegionOne", "http://127.0.0.1:15001"),
			ENDPOINT("RegionTwo", "http://127.0.0.2:15002")),
		{ FIPS, 403, "{}", 0 },
	};
	static const struct cloud_wish one = { .job = CLOUD_INVENTORY, .region = "RegionOne" };
	static const struct cloud_wish none = { .job = CLOUD_INVENTORY, .region = "RegionTwo" };

	(void)state;
	asked_regions("openstack", &settings, &inventory, rows, 2, "RegionOne ");
	asked_regions("openstack", &settings, &one, rows, 2, "RegionOne ");
	asked_regions("openstack", &settings, &none, rows, 1, "RegionTwo ");
}

#define NOBODY                                                                                 \
	"usage: openstack: the catalog has no DNS service (Designate) for the region of " ID12 \
	", so its PTR cannot be changed\n"

/* Some other region's Designate would say that there is no such address, or know another one. */
static void nobody_else_is_asked_about_a_region_that_is_gone(void **state)
{
	static const struct cloud_wish unset = { .job = CLOUD_UNSET, .holding = &twelve };
	static const char *const answer = "{\"ptrdname\":null,\"status\":\"INACTIVE\"}";

	(void)state;
	SESSION(&show, NOBODY,
		CATALOG(ENDPOINT("RegionTwo", "http://127.0.0.1:15001"),
			ENDPOINT("RegionTwo", "http://127.0.0.1:15002")));
	SESSION(&unset, NOBODY,
		CATALOG(ENDPOINT("RegionTwo", "http://127.0.0.1:15001"),
			ENDPOINT("RegionTwo", "http://127.0.0.1:15002")));
	/* Two that may be meant, and one. */
	SESSION(&show, NOBODY,
		CATALOG(ENDPOINT("RegionOne", "http://127.0.0.1:15001"),
			ENDPOINT("RegionTwo", "http://127.0.0.1:15002") "," ENDPOINT(
				"RegionSix", "http://127.0.0.2:15002")));
	SESSION(&show, "203.0.113.12 RegionOne " ID12 " free none\ncomplete\n",
		CATALOG(ENDPOINT("RegionOne", "http://127.0.0.1:15001"),
			ENDPOINT("RegionTwo", "http://127.0.0.1:15002")),
		{ SHOW, 200, answer, 0 });
}

#define PTR(region, name) \
	"{\"id\":\"" region ":" UUID "\",\"ptrdname\":" name ",\"status\":\"ACTIVE\"}"

/* What it tells of is one address, and each region would tell it again. */
static void a_service_of_several_regions_is_asked_once(void **state)
{
	/* What Designate may say of one floating IP, and what is told of it. */
	static const struct {
		const char *ptrs, *want;
	} table[] = {
		{ "", "RegionOne RegionOne:" UUID " free untold" },
		{ PTR("RegionOne", "null"), "RegionOne RegionOne:" UUID " free none" },
		{ PTR("RegionTwo", "\"a.example.\""),
		  "RegionTwo RegionTwo:" UUID " free active a.example" },
		{ PTR("RegionOne", "\"a.example.\"") "," PTR("RegionTwo", "null"),
		  "RegionOne RegionOne:" UUID " free active a.example" },
		{ PTR("RegionTwo", "null") "," PTR("RegionOne", "null"),
		  "RegionOne RegionOne:" UUID " free none" },
		{ PTR("RegionTwo", "null") "," PTR("RegionOne", "\"a.example.\""),
		  "RegionOne RegionOne:" UUID " free active a.example" },
		{ PTR("RegionOne", "null") "," PTR("RegionTwo", "\"a.example.\""),
		  "RegionTwo RegionTwo:" UUID " free active a.example" },
		{ PTR("RegionSix", "\"a.example.\""), "RegionOne RegionOne:" UUID " free untold" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char ptrs[600], want[200];
		const struct asked rows[] = {
			CATALOG(ENDPOINT("RegionTwo", "http://127.0.0.1:15001/v2.0") "," ENDPOINT(
					"RegionOne", "http://127.0.0.1:15001/"),
				ENDPOINT("RegionTwo", "http://127.0.0.1:15002") "," ENDPOINT(
					"RegionOne", "http://127.0.0.1:15002/v2")),
			{ FIPS, 200, "{\"floatingips\":[" FIP(UUID, "203.0.113.1") "]}", 0 },
			{ NETWORKS, 200, "{\"networks\":[]}", 0 },
			{ PTRS, 200, ptrs, 0 },
			{ AGAIN, 200, "{\"floatingips\":[]}", 0 },
		};

		row("%s", table[i].ptrs);
		(void)snprintf(ptrs, sizeof(ptrs), "{\"floatingips\":[%s]}", table[i].ptrs);
		(void)snprintf(want, sizeof(want), "203.0.113.1 %s\ncomplete\n", table[i].want);
		asked_inventory("openstack", &settings, &inventory, rows, 5, want);
		asked_regions("openstack", &settings, &inventory, rows, 5, "RegionOne RegionTwo ");
	}
}

#define LINKED(list, href)                                                                   \
	"{\"floatingips\":[" list "],\"floatingips_links\":[{\"rel\":\"previous\",\"href\":" \
	"\"http://x/?marker=zero\"},{\"rel\":\"next\",\"href\":\"" href "\"}]}"

/* Neutron takes what may not be seen out of a page when it has made it. */
static void an_empty_page_that_leads_on_is_not_the_last(void **state)
{
	(void)state;
	SESSION(&inventory, "203.0.113.1 RegionOne RegionOne:" UUID " free untold\ncomplete\n",
		{ LOGIN, 201, ONE_REGION, 0 },
		{ FIPS, 200, LINKED("", "http://evil.example/v2.0/ports?limit=1&marker=aa-1&x=y"),
		  0 },
		{ FIPS "&marker=aa-1", 200, LINKED("", "?marker=aa-2"), 0 },
		{ FIPS "&marker=aa-2", 200, LINKED(FIP(UUID, "203.0.113.1"), "?marker=elsewhere"),
		  0 },
		{ FIPS "&marker=" UUID, 200, "{\"floatingips\":[]}", 0 },
		{ NETWORKS, 200, "{\"networks\":[]}", 0 }, { PTRS, 200, "{\"floatingips\":[]}", 0 },
		{ AGAIN, 200, "{\"floatingips\":[]}", 0 });
}

static void an_empty_page_that_leads_nowhere_is_no_end(void **state)
{
	static const char *const answers[] = {
		LINKED("", ""),
		LINKED("", "http://x/?limit=1"),
		LINKED("", "http://x/?marker="),
		LINKED("", "http://x/?marker=a%26project_id%3Dx"),
		LINKED("", "http://x/?marker=a b"),
		LINKED("", "http://x/?remarker=a"),
		"{\"floatingips\":[],\"floatingips_links\":[{\"rel\":\"next\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		row("%s", answers[i]);
		ends(&inventory, FIPS, answers[i], strlen(answers[i]),
		     "data: openstack, RegionOne: an empty page leads on to nowhere");
	}
	SESSION(&inventory, "data: openstack, RegionOne: an empty page leads on to itself\n",
		{ LOGIN, 201, ONE_REGION, 0 }, { FIPS, 200, LINKED("", "?marker=aa"), 0 },
		{ FIPS "&marker=aa", 200, LINKED("", "?marker=aa"), 0 });
}

/* A for B and B for A. */
static void empty_pages_that_go_round_end(void **state)
{
	const struct asked login = { LOGIN, 201, ONE_REGION, 0 };
	const struct asked pages[] = { { "", 200, LINKED("", "?marker=a"), 0 },
				       { "", 200, LINKED("", "?marker=b"), 0 } };
	const struct http_request *request;
	struct cloud_result result;
	struct why why;
	struct cloud *c = asked_new("openstack", &settings, &inventory, &why);
	unsigned n = 0;

	(void)state;
	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	asked_answer(c, &login);
	while (cloud_next(c, &request) == CLOUD_ASK && n < 10000)
		asked_answer(c, &pages[n++ % 2]);
	assert_int_equal(n, 2001);
	assert_false(cloud_result(c, &result, &why));
	assert_int_equal(why.code, WHY_LIMIT);
	cloud_free(c);
}

/* A path that is not Keystone's at all says nothing about the credential. */
static void a_wrong_url_is_not_a_credential_that_is_gone(void **state)
{
	(void)state;
	SESSION(&inventory, "usage: openstack: 127.0.0.1:15000 answered with status 404\n",
		{ LOGIN, 404, "<html><title>Not Found</title></html>", 0 });
	SESSION(&inventory,
		"denied: openstack: the application credential is not known there (any more)\n",
		{ LOGIN, 404,
		  "{\"error\":{\"code\":404,\"message\":\"Could not find Application Credential\","
		  "\"title\":\"Not Found\"}}",
		  0 });
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(no_json_is_asked_for_again),
		cmocka_unit_test(an_empty_answer_is_no_empty_list),
		cmocka_unit_test(an_entry_of_a_wrong_kind_ends_it),
		cmocka_unit_test(one_id_has_one_address),
		cmocka_unit_test(what_a_label_cannot_hold_is_shown_otherwise),
		cmocka_unit_test(a_record_of_a_wrong_kind_is_none),
		cmocka_unit_test(a_region_that_fails_leaves_the_inventory_incomplete),
		cmocka_unit_test(regions_are_asked_one_by_one),
		cmocka_unit_test(the_result_tells_the_regions_that_were_asked),
		cmocka_unit_test(nobody_else_is_asked_about_a_region_that_is_gone),
		cmocka_unit_test(a_service_of_several_regions_is_asked_once),
		cmocka_unit_test(an_empty_page_that_leads_on_is_not_the_last),
		cmocka_unit_test(an_empty_page_that_leads_nowhere_is_no_end),
		cmocka_unit_test(empty_pages_that_go_round_end),
		cmocka_unit_test(a_wrong_url_is_not_a_credential_that_is_gone),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
