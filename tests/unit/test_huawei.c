/* SPDX-License-Identifier: MIT */
#include "asked.h"

static const struct asked_setting keys[] = { { "HUAWEICLOUD_SDK_AK", "AK" },
					     { "HUAWEICLOUD_SDK_SK", "secret" },
					     { "HUAWEICLOUD_SDK_PROJECT_ID", "p1" },
					     { NULL, NULL } };
static const struct cloud_settings settings = { asked_get, keys };
static const struct asked_setting login[] = { { "OS_USERNAME", "u" },
					      { "OS_PASSWORD", "p\"w\\" },
					      { "OS_USER_DOMAIN_NAME", "OTC-1" },
					      { "OS_PROJECT_NAME", "eu-de" },
					      { "OS_REGION_NAME", "eu-nl" },
					      { NULL, NULL } };
static const struct cloud_settings otc_settings = { asked_get, login };

#define VPC "https://vpc.ap-southeast-1.myhuaweicloud.com/v1/p1/publicips?limit=500"
#define DNS "https://dns.ap-southeast-1.myhuaweicloud.com/v2/reverse/floatingips"
#define ALL "&enterprise_project_id=all_granted_eps"
#define EIP(n, status, more)                                                                 \
	"{\"id\":\"e" n "\",\"status\":\"" status "\",\"public_ip_address\":\"198.51.100." n \
	"\"" more "}"
#define EIPS(list) "{\"publicips\":[" list "]}"
#define PTR(n, name, status)                                     \
	"{\"id\":\"ap-southeast-1:e" n "\",\"ptrdname\":\"" name \
	"\",\"ttl\":300,\"status\":\"" status "\",\"address\":\"198.51.100." n "\"}"
#define PTRS(total, list)                                 \
	"{\"links\":{\"next\":\"https://evil.example/v2/" \
	"zones\"},\"metadata\":{\"total_count\":" total "},\"floatingips\":[" list "]}"

static void inventory(const struct asked *rows, size_t n, const char *want)
{
	const struct cloud_wish wish = { .job = CLOUD_INVENTORY, .region = "ap-southeast-1" };

	asked_inventory("huawei", &settings, &wish, rows, n, want);
}

static void pages_go_by_marker_and_end_when_they_are_empty(void **state)
{
	static const struct asked rows[] = {
		{ "GET " VPC ALL, 200,
		  EIPS(EIP("1", "ACTIVE", ",\"alias\":\"mail\"") "," EIP("2", "DOWN", "")), 0 },
		{ "GET " VPC "&marker=e2" ALL, 200,
		  EIPS(EIP("3", "ELB", ",\"public_ipv6_address\":\"2001:db8::3\"")), 0 },
		{ "GET " VPC "&marker=e3" ALL, 200, EIPS(""), 0 },
		{ "GET " DNS "?limit=500", 200, PTRS("2", PTR("1", "Mail.example.com.", "ACTIVE")),
		  0 },
		{ "GET " DNS "?limit=500&marker=ap-southeast-1%3Ae1", 200,
		  PTRS("2", PTR("3", "ecs-198-51-100-3.compute.hwclouds-dns.com.", "ACTIVE")), 0 },
	};

	(void)state;
	inventory(rows, 5,
		  "198.51.100.1 ap-southeast-1 e1 mail bound active mail.example.com 300\n"
		  "198.51.100.2 ap-southeast-1 e2 free none\n"
		  "198.51.100.3 ap-southeast-1 e3 bound none\n" /* the name that unset restores */
		  "2001:db8::3 ap-southeast-1 e3 bound untold\n"
		  "complete\n");
}

static void each_enterprise_project_has_a_list_of_ptrs(void **state)
{
	static const struct asked rows[] = {
		{ "GET " VPC ALL, 200,
		  EIPS(EIP("1", "ACTIVE", ",\"enterprise_project_id\":\"0\"") "," EIP(
			  "2", "ACTIVE", ",\"enterprise_project_id\":\"ep 2\"")),
		  0 },
	};
	static const struct asked good[] = {
		{ "GET " VPC ALL, 200,
		  EIPS(EIP("1", "ACTIVE", ",\"enterprise_project_id\":\"0\"") "," EIP(
			  "2", "ACTIVE", ",\"enterprise_project_id\":\"ep-2\"")),
		  0 },
		{ "GET " VPC "&marker=e2" ALL, 200, EIPS(""), 0 },
		{ "GET " DNS "?limit=500", 200, PTRS("0", ""), 0 },
		{ "GET " DNS "?limit=500&enterprise_project_id=ep-2", 200,
		  PTRS("1", PTR("2", "b.example.", "PENDING_UPDATE")), 0 },
	};

	(void)state;
	inventory(rows, 1,
		  "198.51.100.1 ap-southeast-1 e1 bound untold\n"
		  "198.51.100.2 ap-southeast-1 e2 bound untold\n"
		  "data: huawei: an enterprise project has no sound id\n");
	inventory(good, 4,
		  "198.51.100.1 ap-southeast-1 e1 bound none\n"
		  "198.51.100.2 ap-southeast-1 e2 bound pending b.example 300\n"
		  "complete\n");
}

static void a_list_that_changes_is_read_again(void **state)
{
	static const struct asked rows[] = {
		{ "GET " VPC ALL, 200, EIPS(EIP("1", "ACTIVE", "") "," EIP("2", "DOWN", "")), 0 },
		{ "GET " VPC "&marker=e2" ALL, 200, EIPS(""), 0 },
		{ "GET " DNS "?limit=500", 200, PTRS("2", PTR("1", "a.example.", "ACTIVE")), 0 },
		{ "GET " DNS "?limit=500&marker=ap-southeast-1%3Ae1", 200, PTRS("1", ""), 0 },
		{ "GET " DNS "?limit=500", 200, PTRS("1", PTR("2", "b.example.", "ERROR")), 0 },
	};

	(void)state;
	inventory(rows, 5,
		  "198.51.100.1 ap-southeast-1 e1 bound none\n"
		  "198.51.100.2 ap-southeast-1 e2 free error b.example 300\n"
		  "complete\n");
}

#define FIRST "GET " VPC ALL
#define STATUS(why, status, rest) \
	why ": huawei: vpc.ap-southeast-1.myhuaweicloud.com answered with status " status rest "\n"

static const struct {
	struct asked row;
	const char *want;
} faults[] = {
	{ { FIRST, 403, "{\"code\":\"DNS.0013\",\"message\":\"frozen\"}", 0 },
	  STATUS("denied", "403", ", DNS.0013: frozen") },
	{ { FIRST, 401, "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"verify\"}", 0 },
	  STATUS("denied", "401", ", APIGW.0301: verify") },
	{ { FIRST, 400, "{\"error\":{\"code\":\"VPC.0101\",\"message\":\"m\"}}", 0 },
	  STATUS("data", "400", ", VPC.0101: m") },
	{ { FIRST, 400, "{\"code\":\"c\",\"message\":\"m\",\"details\":[]}", 0 },
	  STATUS("data", "400", ", c: m") },
	{ { FIRST, 200, "{}", 0 },
	  "data: huawei, ap-southeast-1: the answer holds no list of addresses\n" },
	{ { FIRST, 200, EIPS("{\"id\":\"e 1\",\"status\":\"DOWN\"}"), 0 },
	  "data: huawei, ap-southeast-1: an address has no id or no status\n" },
	{ { FIRST, 200, EIPS("{\"id\":\"e1\",\"status\":\"DOWN\",\"public_ip_address\":1}"), 0 },
	  "data: huawei, ap-southeast-1: 'e1' has no address\n" },
};

static void faults_have_their_class(void **state)
{
	static const struct asked loop[] = {
		{ FIRST, 200, EIPS(EIP("1", "ACTIVE", "")), 0 },
		{ "GET " VPC "&marker=e1" ALL, 200, EIPS(EIP("1", "ACTIVE", "")), 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		inventory(&faults[i].row, 1, faults[i].want);
	inventory(loop, 2,
		  "198.51.100.1 ap-southeast-1 e1 bound untold\n"
		  "data: huawei, ap-southeast-1: the pages of addresses go round\n");
}

static void change(const char *provider, const struct cloud_settings *from, enum cloud_job job,
		   const struct asked *rows, size_t n, const char *want)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct holding of = {
		.provider = provider, .account = "", .region = "", .label = "", .id = "e1"
	};
	struct cloud_wish wish = { .job = job,
				   .holding = &of,
				   .region = "ap-southeast-1",
				   .has_ttl = true,
				   .ttl_s = 600,
				   .description = "say \"hi\"" };

	assert_true(ip_parse(&of.address, "198.51.100.1", 12));
	assert_true(name_parse(&wish.ptr, buf, "new.example.com", 15));
	asked_inventory(provider, from, &wish, rows, n, want);
}

#define KEY DNS "/ap-southeast-1:e1"
#define SET                                                                                   \
	"PATCH " KEY " {\"ptrdname\":\"new.example.com.\",\"ttl\":600,\"description\":\"say " \
	"\\\"hi\\\"\"}"
#define UNSET "PATCH " KEY " {\"ptrdname\":null}"

static void a_change_is_believed_when_it_shows(void **state)
{
	static const struct asked set[] = {
		{ SET, 409, "{\"code\":\"DNS.0021\"}", CLOUD_RETRY },
		{ SET, 409, "{\"code\":\"DNS.0503\"}", CLOUD_RETRY },
		{ SET, 403, "{\"code\":\"DNS.0014\"}", CLOUD_RETRY },
		{ SET, 202, PTR("1", "new.example.com.", "PENDING_CREATE"), 0 },
		{ "PAUSE", 0, NULL, 0 },
		{ "GET " KEY, 200, PTR("1", "new.example.com.", "PENDING_CREATE"), 0 },
		{ "PAUSE", 0, NULL, 0 },
		{ "GET " KEY, 200, PTR("1", "new.example.com.", "ACTIVE"), 0 },
	};
	static const struct asked failed[] = {
		{ SET, 202, "null", 0 },
		{ "PAUSE", 0, NULL, 0 },
		{ "GET " KEY, 200, PTR("1", "new.example.com.", "ERROR"), 0 },
	};
	static const struct asked unset[] = {
		{ UNSET, 202, "null", 0 },
		{ "PAUSE", 0, NULL, 0 },
		{ "GET " KEY, 200, PTR("1", "old.example.com.", "PENDING_DELETE"), 0 },
		{ "PAUSE", 0, NULL, 0 },
		{ "GET " KEY, 404, "{\"code\":\"DNS.0507\"}", 0 },
	};
	static const struct asked restored[] = {
		{ UNSET, 202, "", 0 },
		{ "PAUSE", 0, NULL, 0 },
		{ "GET " KEY, 200, PTR("1", "ecs-198-51-100-1.compute.x.", "ACTIVE"), 0 },
	};
	static const struct asked never[] = { { UNSET, 404, "{\"code\":\"DNS.0507\"}", 0 } };
	static const struct asked gone[] = {
		{ UNSET, 404, "{\"code\":\"DNS.0502\",\"message\":\"no EIP\"}", 0 }
	};
	static const struct asked other[] = { { "GET " KEY, 200, PTR("2", "b.example.", "ACTIVE"),
						0 } };

	(void)state;
	change("huawei", &settings, CLOUD_SET, set, 8,
	       "198.51.100.1 ap-southeast-1 e1 free active new.example.com 300\ncomplete\n");
	change("huawei", &settings, CLOUD_SET, failed, 3,
	       "198.51.100.1 ap-southeast-1 e1 free error new.example.com 300\n"
	       "temporary: huawei took the change, but does not show it afterwards\n");
	change("huawei", &settings, CLOUD_UNSET, unset, 5,
	       "198.51.100.1 ap-southeast-1 e1 free none\ncomplete\n");
	change("huawei", &settings, CLOUD_UNSET, restored, 3,
	       "198.51.100.1 ap-southeast-1 e1 free none\ncomplete\n");
	change("huawei", &settings, CLOUD_UNSET, never, 1,
	       "198.51.100.1 ap-southeast-1 e1 free none\ncomplete\n");
	change("huawei", &settings, CLOUD_UNSET, gone, 1,
	       "usage: huawei: dns.ap-southeast-1.myhuaweicloud.com answered with status 404, "
	       "DNS.0502: no EIP\n");
	change("huawei", &settings, CLOUD_SHOW, other, 1,
	       "data: huawei, ap-southeast-1: the answer is about another address\n");
}

#define LOGIN                                                                                      \
	"POST https://iam.eu-nl.otc.t-systems.com/v3/auth/tokens {\"auth\":{\"identity\":"         \
	"{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"u\",\"domain\":{\"name\":" \
	"\"OTC-1\"},\"password\":\"p\\\"w\\\\\"}}},\"scope\":{\"project\":{\"name\":\"eu-de\","    \
	"\"domain\":{\"name\":\"OTC-1\"}}}}}"
#define TOKEN	"X-Subject-Token: tok\n{\"token\":{\"project\":{\"id\":\"p9\"}}}"
#define OTC_VPC "https://vpc.eu-nl.otc.t-systems.com/v1/p9/publicips?limit=500"
#define OTC_DNS "https://dns.eu-de.otc.t-systems.com/v2/reverse/floatingips?limit=500"

static void otc_has_a_token_that_is_renewed(void **state)
{
	static const struct asked rows[] = {
		{ LOGIN, 201, TOKEN, 0 },
		{ "GET " OTC_VPC, 200, EIPS(EIP("1", "ACTIVE", "")), 0 },
		{ "GET " OTC_VPC "&marker=e1", 401, "{}", CLOUD_RENEW },
		{ LOGIN, 201, TOKEN, 0 },
		{ "GET " OTC_VPC "&marker=e1", 200, EIPS(""), 0 },
		{ "GET " OTC_DNS, 200, PTRS("0", ""), 0 },
	};
	static const struct asked refused[] = {
		{ LOGIN, 401, "{\"error\":{\"code\":401,\"message\":\"wrong\"}}", 0 },
	};
	static const struct asked no_token[] = { { LOGIN, 201, "{}", 0 } };
	const struct cloud_wish wish = { .job = CLOUD_INVENTORY };

	(void)state;
	asked_inventory("otc", &otc_settings, &wish, rows, 6,
			"198.51.100.1 eu-nl e1 bound none\ncomplete\n");
	asked_inventory("otc", &otc_settings, &wish, refused, 1,
			"denied: otc: iam.eu-nl.otc.t-systems.com answered with status 401: "
			"wrong\n");
	asked_inventory("otc", &otc_settings, &wish, no_token, 1,
			"data: otc: the log-in was answered without a token for a project\n");
}

static void what_is_missing_is_named(void **state)
{
	static const struct asked_setting nothing[] = { { NULL, NULL } };
	const struct cloud_settings none = { asked_get, nothing };
	const struct holding six = { .id = "e1", .address = { .len = 16 } };
	struct cloud_wish wish = { .job = CLOUD_INVENTORY };
	struct why why;

	(void)state;
	assert_null(asked_new("huawei", &none, &wish, &why));
	assert_string_equal(why.text, "huawei: HUAWEICLOUD_SDK_AK is not set");
	assert_null(asked_new("huawei", &settings, &wish, &why));
	assert_string_equal(why.text, "huawei: a region is needed: write --provider huawei:REGION");
	wish.region = "eu-de";
	assert_null(asked_new("otc", &none, &wish, &why));
	assert_string_equal(why.text, "otc: OS_USERNAME is not set");
	wish.job = CLOUD_SHOW;
	wish.holding = &six;
	assert_null(asked_new("otc", &otc_settings, &wish, &why));
	assert_string_equal(why.text, "otc: there are no PTR records for IPv6 addresses");
}

TESTS(pages_go_by_marker_and_end_when_they_are_empty, each_enterprise_project_has_a_list_of_ptrs,
      a_list_that_changes_is_read_again, faults_have_their_class,
      a_change_is_believed_when_it_shows, otc_has_a_token_that_is_renewed, what_is_missing_is_named)
