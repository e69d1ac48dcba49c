/* SPDX-License-Identifier: MIT */
#include "asked.h"

#include <fcrdns/arena.h>

#include <glob.h>
#include <jansson.h>

/*
 * Answers that begin with @ were recorded from the real servers: tests/cloud/transcripts. What is
 * asked there is another project than mail-prod's only where it says so.
 */

#define KS	"http://127.0.0.1:15000/v3"
#define NT	"http://127.0.0.1:15001/v2.0"
#define DS	"http://127.0.0.1:15002/v2"
#define PROJECT "afe362bc08484c878b58e1bc877c14da"

#define LOGIN                                                                                    \
	"POST " KS "/auth/tokens {\"auth\":{\"identity\":{\"methods\":[\"password\"],"           \
	"\"password\":{\"user\":{\"name\":\"fcrdns\",\"domain\":{\"id\":\"default\"},"           \
	"\"password\":\"labpass\"}}},\"scope\":{\"project\":{\"name\":\"mail-prod\",\"domain\":" \
	"{\"id\":\"default\"}}}}}"
#define FIPS	 "GET " NT "/floatingips?project_id=" PROJECT "&limit=500"
#define NETWORKS "GET " NT "/networks?router:external=true&fields=id&limit=500"
#define PORTS	 "GET " NT "/ports?project_id=" PROJECT "&limit=500"
#define PTRS	 "GET " DS "/reverse/floatingips"
#define AGAIN	 "GET " NT "/floatingips?fields=id&limit=1"

#define LOGGED_IN                   \
	{                           \
		LOGIN, 0, "@004", 0 \
	}
#define NO_NETWORKS                                   \
	{                                             \
		NETWORKS, 200, "{\"networks\":[]}", 0 \
	}

/* .12 of the lab */
#define ID12  "RegionOne:6e5dc3be-8181-444f-b2e2-896fdd328873"
#define KEY12 DS "/reverse/floatingips/" ID12

static const struct asked_setting variables[] = {
	{ "OS_AUTH_URL", "http://127.0.0.1:15000/v3" },
	{ "OS_USERNAME", "fcrdns" },
	{ "OS_PASSWORD", "labpass" },
	{ "OS_USER_DOMAIN_ID", "default" },
	{ "OS_PROJECT_NAME", "mail-prod" },
	{ NULL, NULL },
};
static const struct cloud_settings settings = { asked_get, variables };
static const struct cloud_wish inventory = { .job = CLOUD_INVENTORY };

static struct arena arena;

static json_t *recorded(const char *number)
{
	char pattern[100];
	json_error_t error;
	json_t *all;
	glob_t found;

	(void)snprintf(pattern, sizeof(pattern), "tests/cloud/transcripts/%s-*.json", number);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	all = json_load_file(found.gl_pathv[0], 0, &error);
	if (!all)
		fail_msg("%s: %s", found.gl_pathv[0], error.text);
	globfree(&found);
	return all;
}

/* Its status and body, and the token where one came. */
static void fill(struct asked *row)
{
	json_t *all = recorded(row->answer + 1), *response = json_object_get(all, "response");
	json_t *body = json_object_get(response, "body"), *header;
	const char *raw = json_string_value(json_object_get(response, "body_raw"));
	char *text = raw ? NULL : json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
	char *answer = arena_get(&arena, 65536);
	const char *token = "";
	size_t i;

	json_array_foreach(json_object_get(response, "headers"), i, header)
	{
		if (!strcmp(json_string_value(json_array_get(header, 0)), "X-Subject-Token"))
			token = "X-Subject-Token: gAAAA-token\n";
	}
	(void)snprintf(answer, 65536, "%s%s", token, raw ? raw : text);
	row->status = (unsigned)json_integer_value(json_object_get(response, "status"));
	row->answer = answer;
	free(text);
	json_decref(all);
}

static struct asked *filled(const struct asked *rows, size_t n)
{
	struct asked *copy = arena_copy(&arena, rows, n * sizeof(*rows));

	for (size_t i = 0; i < n; i++)
		if (copy[i].answer && copy[i].answer[0] == '@')
			fill(&copy[i]);
	return copy;
}

static void session(const struct cloud_settings *s, const struct cloud_wish *wish,
		    const struct asked *rows, size_t n, const char *want)
{
	arena_init(&arena, 16 << 20);
	asked_inventory("openstack", s, wish, filled(rows, n), n, want);
	arena_done(&arena);
}

#define SESSION(wish, want, ...)                                        \
	session(&settings, wish, (const struct asked[]){ __VA_ARGS__ }, \
		sizeof((const struct asked[]){ __VA_ARGS__ }) / sizeof(struct asked), want)

#define FIVE_UNTOLD                                                                            \
	"203.0.113.14 RegionOne RegionOne:646669d6-c4aa-4125-b498-226fb081a194 lab: dangling " \
	"free untold\n"                                                                        \
	"203.0.113.12 RegionOne RegionOne:6e5dc3be-8181-444f-b2e2-896fdd328873 lab: noptr "    \
	"free untold\n"                                                                        \
	"203.0.113.10 RegionOne RegionOne:76ab2afa-bef2-4034-b285-c4171d34a3f3 lab: ok "       \
	"free untold\n"                                                                        \
	"203.0.113.13 RegionOne RegionOne:7cb6d80f-161f-459b-861e-8aa9dfb100d0 lab: "          \
	"noptr_attached "                                                                      \
	"bound untold\n"                                                                       \
	"203.0.113.11 RegionOne RegionOne:812b40a9-6639-4746-bb34-15477b2fbecb lab: mismatch " \
	"free untold\n"
#define FIVE                                                                                   \
	"203.0.113.14 RegionOne RegionOne:646669d6-c4aa-4125-b498-226fb081a194 lab: dangling " \
	"free active gone.example.com 600\n"                                                   \
	"203.0.113.12 RegionOne RegionOne:6e5dc3be-8181-444f-b2e2-896fdd328873 lab: noptr "    \
	"free none\n"                                                                          \
	"203.0.113.10 RegionOne RegionOne:76ab2afa-bef2-4034-b285-c4171d34a3f3 lab: ok "       \
	"free active mail.example.com 600\n"                                                   \
	"203.0.113.13 RegionOne RegionOne:7cb6d80f-161f-459b-861e-8aa9dfb100d0 lab: "          \
	"noptr_attached "                                                                      \
	"bound none\n"                                                                         \
	"203.0.113.11 RegionOne RegionOne:812b40a9-6639-4746-bb34-15477b2fbecb lab: mismatch " \
	"free active relay.example.com 600\n"

static void neutron_tells_what_is_held_and_designate_its_names(void **state)
{
	(void)state;
	SESSION(&inventory, FIVE "complete\n", LOGGED_IN, { FIPS, 0, "@030", 0 }, NO_NETWORKS,
		{ PTRS, 0, "@063", 0 }, { AGAIN, 0, "@046", 0 });
}

static void pages_go_by_marker(void **state)
{
	(void)state;
	SESSION(&inventory, FIVE "complete\n", LOGGED_IN, { FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@043", 0 },
		{ FIPS "&marker=7cb6d80f-161f-459b-861e-8aa9dfb100d0", 0, "@044", 0 }, NO_NETWORKS,
		{ PTRS, 0, "@063", 0 }, { AGAIN, 0, "@046", 0 });
}

/* A page that is just full leads to an empty one. */
static void an_empty_page_is_the_last(void **state)
{
	(void)state;
	SESSION(&inventory, FIVE "complete\n", LOGGED_IN, { FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@043", 0 },
		{ FIPS "&marker=7cb6d80f-161f-459b-861e-8aa9dfb100d0", 200,
		  "{\"floatingips\":[{\"id\":\"812b40a9-6639-4746-bb34-15477b2fbecb\","
		  "\"floating_ip_address\":\"203.0.113.11\",\"description\":\"lab: mismatch\","
		  "\"port_id\":null}],\"floatingips_links\":[{\"rel\":\"next\",\"href\":"
		  "\"http://203.0.113.66/steal\"}]}",
		  0 },
		{ FIPS "&marker=812b40a9-6639-4746-bb34-15477b2fbecb", 0, "@047", 0 }, NO_NETWORKS,
		{ PTRS, 0, "@063", 0 }, { AGAIN, 0, "@046", 0 });
}

static void a_marker_that_is_gone_begins_the_list_anew(void **state)
{
	(void)state;
	SESSION(&inventory, FIVE "complete\n", LOGGED_IN, { FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@051", 0 },
		{ FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@043", 0 },
		{ FIPS "&marker=7cb6d80f-161f-459b-861e-8aa9dfb100d0", 0, "@044", 0 }, NO_NETWORKS,
		{ PTRS, 0, "@063", 0 }, { AGAIN, 0, "@046", 0 });
}

static void pages_that_go_round_end(void **state)
{
	(void)state;
	SESSION(&inventory,
		"temporary: openstack, RegionOne: the list changed each time it was "
		"read\n",
		LOGGED_IN, { FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@051", 0 },
		{ FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@051", 0 },
		{ FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@051", 0 });
}

/* The token dies, Designate still believes in it and sees nothing: status 200, an empty list. */
static void an_empty_list_of_names_is_not_believed(void **state)
{
	(void)state;
	SESSION(&inventory, FIVE "complete\n", LOGGED_IN, { FIPS, 0, "@030", 0 }, NO_NETWORKS,
		{ PTRS, 0, "@904", 0 }, { AGAIN, 0, "@170", CLOUD_RENEW }, LOGGED_IN,
		{ PTRS, 0, "@063", 0 }, { AGAIN, 0, "@046", 0 });
	/* And alone it says nothing. */
	SESSION(&inventory, FIVE_UNTOLD "complete\n", LOGGED_IN, { FIPS, 0, "@030", 0 },
		NO_NETWORKS, { PTRS, 0, "@904", 0 }, { AGAIN, 0, "@046", 0 });
}

static void a_token_that_ends_on_the_way_is_renewed(void **state)
{
	(void)state;
	SESSION(&inventory, FIVE "complete\n", LOGGED_IN, { FIPS, 0, "@042", 0 },
		{ FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@170", CLOUD_RENEW },
		LOGGED_IN, { FIPS "&marker=6e5dc3be-8181-444f-b2e2-896fdd328873", 0, "@043", 0 },
		{ FIPS "&marker=7cb6d80f-161f-459b-861e-8aa9dfb100d0", 0, "@044", 0 }, NO_NETWORKS,
		{ PTRS, 0, "@171", CLOUD_RENEW }, LOGGED_IN, { PTRS, 0, "@063", 0 },
		{ AGAIN, 0, "@046", 0 });
}

/* One IPv6 floating IP makes Designate's list fail; what is held is known all the same. */
static void without_designate_the_names_are_untold(void **state)
{
	static const struct asked rows[] = {
		LOGGED_IN,
		{ FIPS, 0, "@030", 0 },
		NO_NETWORKS,
		{ PTRS, 0, "@180", CLOUD_RETRY },
		{ PTRS, 0, "@180", CLOUD_RETRY },
	};
	struct cloud_result result;
	const struct http_request *request;
	struct http_response last = { .outcome = HTTP_ANSWERED, .status = 500, .body = "" };
	struct asked *copy;
	struct why why;
	struct cloud *c;

	(void)state;
	arena_init(&arena, 16 << 20);
	copy = filled(rows, 5);
	c = asked_new("openstack", &settings, &inventory, &why);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
		asked_answer(c, &copy[i]);
	}
	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	asked_answer(c, &copy[3]);
	cloud_tell(c, &last); /* retries could not better it */
	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	assert_string_equal(request->url, NT "/floatingips?fields=id&limit=1");
	asked_answer(c, &(struct asked){ "", 200, "{\"floatingips\":[]}", 0 });
	assert_int_equal(cloud_next(c, &request), CLOUD_END);
	assert_true(cloud_result(c, &result, &why));
	assert_int_equal(result.n_holdings, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(result.holdings[i].ptr_state, PTR_UNTOLD);
	cloud_free(c);
	arena_done(&arena);
}

static void addresses_on_an_external_network_are_held_too(void **state)
{
	(void)state;
	SESSION(&inventory,
		"203.0.113.40 RegionOne port/11111111-2222-4333-8444-555555555555 vm bound "
		"untold\n2001:db8::40 RegionOne port/11111111-2222-4333-8444-555555555555 vm bound "
		"untold\ncomplete\n",
		LOGGED_IN, { FIPS, 200, "{\"floatingips\":[]}", 0 },
		{ NETWORKS, 200, "{\"networks\":[{\"id\":\"ext\"}]}", 0 },
		{ PORTS, 200,
		  "{\"ports\":[{\"id\":\"11111111-2222-4333-8444-555555555555\",\"name\":\"vm\","
		  "\"network_id\":\"ext\",\"device_id\":\"x\",\"device_owner\":\"compute:nova\","
		  "\"fixed_ips\":[{\"ip_address\":\"203.0.113.40\"},{\"ip_address\":"
		  "\"2001:db8::40\"}]},"
		  "{\"id\":\"11111111-2222-4333-8444-666666666666\",\"network_id\":\"inner\","
		  "\"fixed_ips\":[{\"ip_address\":\"10.0.0.4\"}]},"
		  "{\"id\":\"11111111-2222-4333-8444-777777777777\",\"network_id\":\"ext\","
		  "\"device_owner\":\"network:floatingip\",\"fixed_ips\":[{\"ip_address\":"
		  "\"203.0.113.10\"}]}]}",
		  0 },
		{ PTRS, 200, "{\"floatingips\":[]}", 0 },
		{ AGAIN, 200, "{\"floatingips\":[]}", 0 });
}

static void what_makes_no_sense_is_no_inventory(void **state)
{
	static const char *const answers[] = {
		"{}",
		"[]",
		"{\"floatingips\":null}",
		"{\"floatingips\":{}}",
		"{\"floatingips\":[7]}",
		"{\"floatingips\":[{\"id\":\"x\",\"floating_ip_address\":\"203.0.113.1\","
		"\"port_id\":null}]}",
		"{\"floatingips\":[{\"id\":\"646669d6-c4aa-4125-b498-226fb081a194\","
		"\"floating_ip_address\":\"203.0.113.256\",\"port_id\":null}]}",
		"{\"floatingips\":[{\"id\":\"646669d6-c4aa-4125-b498-226fb081a194\","
		"\"floating_ip_address\":\"203.0.113.1\"}]}",
		/* another project's */
		"{\"floatingips\":[{\"id\":\"646669d6-c4aa-4125-b498-226fb081a194\","
		"\"floating_ip_address\":\"203.0.113.1\",\"port_id\":null,\"project_id\":\"z\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		const struct asked rows[] = { LOGGED_IN, { FIPS, 200, answers[i], 0 } };
		struct cloud_result result;
		struct why why;
		struct cloud *c;

		row("%s", answers[i]);
		arena_init(&arena, 1 << 20);
		c = asked_new("openstack", &settings, &inventory, &why);
		asked_run(c, filled(rows, 2), 2);
		assert_false(cloud_result(c, &result, &why));
		assert_false(result.is_complete);
		assert_int_equal(why.code, WHY_DATA);
		cloud_free(c);
		arena_done(&arena);
	}
}

/* With `Connection: close` an answer that was cut looks whole. */
static void a_cut_answer_is_asked_again(void **state)
{
	static const char *const cut[] = { "{\"floatingips\":[", "{\"floatingips\":[{\"id\":\"6",
					   "{\"a\":1,\"a\":2}", "\xff", "{\"floatingips\":[]}x" };

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++) {
		const struct http_response r = { .outcome = HTTP_ANSWERED,
						 .status = 200,
						 .body = cut[i],
						 .body_len = strlen(cut[i]) };
		const struct http_request *request;
		struct why why;
		struct cloud *c = asked_new("openstack", &settings, &inventory, &why);
		unsigned after;

		assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
		assert_int_equal(cloud_verdict(c, &r, 0, &after), CLOUD_RETRY);
		cloud_free(c);
	}
}

static void a_login_that_fails_is_told(void **state)
{
	static const struct {
		const char *answer, *want;
	} table[] = {
		{ "@013", "denied: openstack: 127.0.0.1:15000 answered with status 401" },
		{ "@010",
		  "data: openstack: the log-in was answered without a token for a project" },
		{ "{\"token\":{\"project\":{\"id\":\"p\"}}}",
		  "data: openstack: the log-in was answered without a token for a project" },
		{ "X-Subject-Token: t\n{\"token\":{\"project\":{\"id\":\"p\"}}}",
		  "data: openstack: the token came without a catalog" },
		{ "X-Subject-Token: t\n{\"token\":{\"project\":{\"id\":\"p\"},\"catalog\":[]}}",
		  "usage: openstack: there is no network service in the catalog" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct asked rows[] = { { LOGIN, 201, table[i].answer, 0 } };
		struct cloud_result result;
		struct why why;
		struct cloud *c;
		char got[sizeof(why.text) + 20];

		row("%s", table[i].answer);
		arena_init(&arena, 1 << 20);
		c = asked_new("openstack", &settings, &inventory, &why);
		asked_run(c, filled(rows, 1), 1);
		assert_false(cloud_result(c, &result, &why));
		(void)snprintf(got, sizeof(got), "%s: %s", asked_code(why.code), why.text);
		got[strlen(table[i].want)] = '\0';
		assert_string_equal(got, table[i].want);
		cloud_free(c);
		arena_done(&arena);
	}
}

static void an_application_credential_sends_no_scope(void **state)
{
	static const struct asked_setting with_id[] = {
		{ "OS_AUTH_URL", "http://127.0.0.1:15000" },
		{ "OS_AUTH_TYPE", "v3applicationcredential" },
		{ "OS_APPLICATION_CREDENTIAL_ID", "abc" },
		{ "OS_APPLICATION_CREDENTIAL_SECRET", "s\"ecret" },
		{ NULL, NULL },
	};
	static const struct cloud_settings by_id = { asked_get, with_id };

	(void)state;
	session(&by_id, &inventory,
		(const struct asked[]){
			{ "POST " KS "/auth/tokens {\"auth\":{\"identity\":{\"methods\":["
			  "\"application_credential\"],\"application_credential\":{\"id\":\"abc\","
			  "\"secret\":\"s\\\"ecret\"}}}}",
			  0, "@007", 0 },
			{ FIPS, 0, "@030", 0 },
			NO_NETWORKS,
			{ PTRS, 0, "@063", 0 },
			{ AGAIN, 0, "@046", 0 },
		},
		5, FIVE "complete\n");
	session(&by_id, &inventory,
		(const struct asked[]){
			{ "POST " KS "/auth/tokens {\"auth\":{\"identity\":{\"methods\":["
			  "\"application_credential\"],\"application_credential\":{\"id\":\"abc\","
			  "\"secret\":\"s\\\"ecret\"}}}}",
			  0, "@019", 0 },
		},
		1, "denied: openstack: the application credential is not known there (any more)\n");
}

static void variables_that_lack_are_named(void **state)
{
	static const struct {
		const struct asked_setting all[4];
		const char *want;
	} table[] = {
		{ { { NULL, NULL } },
		  "openstack: OS_AUTH_URL is not set, nor OS_CLOUD, which names a cloud of "
		  "clouds.yaml" },
		{ { { "OS_AUTH_URL", "http://k" }, { NULL, NULL } },
		  "openstack: OS_USERNAME is not set" },
		{ { { "OS_AUTH_URL", "http://k" }, { "OS_USERNAME", "u" }, { NULL, NULL } },
		  "openstack: OS_PASSWORD is not set" },
		{ { { "OS_AUTH_URL", "http://k" },
		    { "OS_USERNAME", "u" },
		    { "OS_PASSWORD", "p" },
		    { NULL, NULL } },
		  "openstack: OS_USER_DOMAIN_NAME is not set" },
		{ { { "OS_AUTH_URL", "http://k" },
		    { "OS_APPLICATION_CREDENTIAL_ID", "u" },
		    { NULL, NULL } },
		  "openstack: OS_APPLICATION_CREDENTIAL_SECRET is not set" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct cloud_settings s = { asked_get, table[i].all };
		struct why why;

		assert_null(asked_new("openstack", &s, &inventory, &why));
		assert_string_equal(why.text, table[i].want);
	}
}

static void only_the_wished_region_is_asked(void **state)
{
	static const struct cloud_wish elsewhere = { .job = CLOUD_INVENTORY,
						     .region = "RegionTwo" };

	(void)state;
	SESSION(&elsewhere,
		"usage: openstack: there is no network service in the region RegionTwo\n",
		LOGGED_IN);
}

/* Also where only the settings name it: what is elsewhere was not looked at. */
static void the_result_tells_the_only_region_that_was_asked(void **state)
{
	static const struct asked_setting all[] = { { "OS_AUTH_URL", "https://k.example/v3" },
						    { "OS_USERNAME", "u" },
						    { "OS_PASSWORD", "p" },
						    { "OS_USER_DOMAIN_NAME", "d" },
						    { "OS_PROJECT_NAME", "p" },
						    { "OS_REGION_NAME", "RegionOne" },
						    { NULL, NULL } };
	static const struct cloud_settings here = { asked_get, all };
	static const struct cloud_wish elsewhere = { .job = CLOUD_INVENTORY,
						     .region = "RegionTwo" };

	(void)state;
	asked_region("openstack", &settings, &inventory, NULL);
	asked_region("openstack", &settings, &elsewhere, "RegionTwo");
	asked_region("openstack", &here, &inventory, "RegionOne");
	asked_region("openstack", &here, &elsewhere, "RegionTwo");
}

/* ---- one PTR ---- */

static struct holding twelve = { .provider = "openstack",
				 .account = PROJECT,
				 .region = "RegionOne",
				 .id = ID12,
				 .label = "",
				 .address = { 4, { 203, 0, 113, 12 } } };
static uint8_t smtp_wire[] = "\4smtp\7example\3com";

static void change(enum cloud_job job, const struct asked *rows, size_t n, const char *want)
{
	const struct cloud_wish wish = { .job = job,
					 .holding = &twelve,
					 .ptr = { smtp_wire, sizeof(smtp_wire) } };

	session(&settings, &wish, rows, n, want);
}

#define CHANGE(job, want, ...)                             \
	change(job, (const struct asked[]){ __VA_ARGS__ }, \
	       sizeof((const struct asked[]){ __VA_ARGS__ }) / sizeof(struct asked), want)
#define SET    "PATCH " KEY12 " {\"ptrdname\":\"smtp.example.com.\"}"
#define UNSET  "PATCH " KEY12 " {\"ptrdname\":null}"
#define SHOW   "GET " KEY12
#define TWELVE "203.0.113.12 RegionOne " ID12 " free "

static void a_set_is_looked_at_until_it_is_active(void **state)
{
	(void)state;
	CHANGE(CLOUD_SET, TWELVE "active smtp.example.com 3600\ncomplete\n", LOGGED_IN,
	       { SET, 0, "@091", 0 }, { SHOW, 0, "@092", 0 }, { "PAUSE", 0, NULL, 0 },
	       { SHOW, 0, "@093", 0 });
}

static void a_set_that_cannot_be_done_is_told(void **state)
{
	(void)state;
	CHANGE(CLOUD_SET,
	       "temporary: openstack: Designate took the change, but could not bring it to its DNS "
	       "servers (status ERROR)\n",
	       LOGGED_IN, { SET, 0, "@177", 0 }, { SHOW, 0, "@178", 0 });
	CHANGE(CLOUD_SET,
	       TWELVE "none\ntemporary: openstack took the change, but does not show it "
		      "afterwards\n",
	       LOGGED_IN, { SET, 202, "null", 0 }, { SHOW, 0, "@075", 0 });
}

static void an_unset_is_looked_at_as_well(void **state)
{
	(void)state;
	CHANGE(CLOUD_UNSET, TWELVE "none\ncomplete\n", LOGGED_IN, { UNSET, 0, "@143", 0 },
	       { SHOW, 0, "@145", 0 });
	/* Of an address given back: taken, and it cannot be looked at any more. */
	CHANGE(CLOUD_UNSET, TWELVE "none\ncomplete\n", LOGGED_IN, { UNSET, 0, "@156", 0 },
	       { SHOW, 0, "@081", 0 });
	CHANGE(CLOUD_UNSET,
	       "usage: openstack: no PTR was set by the id " ID12
	       "; if this project got the address back, set a name by its new id first, then unset "
	       "it\n",
	       LOGGED_IN, { UNSET, 0, "@159", 0 });
}

#define NOT_BY_THIS_ID                                                                        \
	"usage: openstack: no PTR was set by the id " ID12                                    \
	"; if this project got the address back, set a name by its new id first, then unset " \
	"it\n"

/* The next attempt finds nothing to unset. */
static void an_unset_whose_answer_is_lost_is_looked_at(void **state)
{
	(void)state;
	CHANGE(CLOUD_UNSET, TWELVE "none\ncomplete\n", LOGGED_IN, { UNSET, 0, NULL, CLOUD_RETRY },
	       { UNSET, 0, "@159", 0 }, { SHOW, 0, "@145", 0 });
	CHANGE(CLOUD_UNSET, TWELVE "none\ncomplete\n", LOGGED_IN, { UNSET, 504, "{}", CLOUD_RETRY },
	       { UNSET, 0, "@159", 0 }, { SHOW, 0, "@081", 0 });
	/* It is there all the same: of another id. */
	CHANGE(CLOUD_UNSET, NOT_BY_THIS_ID, LOGGED_IN, { UNSET, 0, NULL, CLOUD_RETRY },
	       { UNSET, 0, "@159", 0 }, { SHOW, 0, "@093", 0 });
	/* One that was refused for its token did nothing. */
	CHANGE(CLOUD_UNSET, NOT_BY_THIS_ID, LOGGED_IN, { UNSET, 0, "@171", CLOUD_RENEW }, LOGGED_IN,
	       { UNSET, 0, "@159", 0 });
}

static void what_cannot_be_set_is_refused_before_it_is_asked(void **state)
{
	struct cloud_wish wish = { .job = CLOUD_SET,
				   .holding = &twelve,
				   .ptr = { smtp_wire, sizeof(smtp_wire) } };
	struct holding six = twelve, port = twelve, path = twelve;
	struct why why;

	(void)state;
	six.address = (struct ip){ 16, { 0x20, 1 } };
	port.id = "port/11111111-2222-4333-8444-555555555555";
	path.id = "RegionOne:../../../../zones/e5dc3be-8181-444f";
	wish.holding = &six;
	assert_null(asked_new("openstack", &settings, &wish, &why));
	wish.holding = &port;
	assert_null(asked_new("openstack", &settings, &wish, &why));
	wish.holding = &path;
	assert_null(asked_new("openstack", &settings, &wish, &why));
	assert_int_equal(why.code, WHY_USAGE);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(neutron_tells_what_is_held_and_designate_its_names),
		cmocka_unit_test(pages_go_by_marker),
		cmocka_unit_test(an_empty_page_is_the_last),
		cmocka_unit_test(a_marker_that_is_gone_begins_the_list_anew),
		cmocka_unit_test(pages_that_go_round_end),
		cmocka_unit_test(an_empty_list_of_names_is_not_believed),
		cmocka_unit_test(a_token_that_ends_on_the_way_is_renewed),
		cmocka_unit_test(without_designate_the_names_are_untold),
		cmocka_unit_test(addresses_on_an_external_network_are_held_too),
		cmocka_unit_test(what_makes_no_sense_is_no_inventory),
		cmocka_unit_test(a_cut_answer_is_asked_again),
		cmocka_unit_test(a_login_that_fails_is_told),
		cmocka_unit_test(an_application_credential_sends_no_scope),
		cmocka_unit_test(variables_that_lack_are_named),
		cmocka_unit_test(only_the_wished_region_is_asked),
		cmocka_unit_test(the_result_tells_the_only_region_that_was_asked),
		cmocka_unit_test(a_set_is_looked_at_until_it_is_active),
		cmocka_unit_test(a_set_that_cannot_be_done_is_told),
		cmocka_unit_test(an_unset_is_looked_at_as_well),
		cmocka_unit_test(an_unset_whose_answer_is_lost_is_looked_at),
		cmocka_unit_test(what_cannot_be_set_is_refused_before_it_is_asked),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
