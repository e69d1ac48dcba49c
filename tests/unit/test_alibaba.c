/* SPDX-License-Identifier: MIT */
#include "asked.h"

static const struct asked_setting keys[] = { { "ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI" },
					     { "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret" },
					     { NULL, NULL } };
static const struct cloud_settings settings = { asked_get, keys };

#define WHO                                                                                     \
	{                                                                                       \
		"GET https://sts.aliyuncs.com/", 200, "{\"AccountId\":\"1234567890123456\"}", 0 \
	}
#define EIPS(region, page)                                                           \
	"GET https://vpc." region ".aliyuncs.com/?PageNumber=" page "&PageSize=100&" \
	"RegionId=" region
#define MACHINES(region, token) \
	"GET https://ecs." region ".aliyuncs.com/?MaxResults=100" token "&RegionId=" region
#define EIP(n, machine)                                                                    \
	"{\"IpAddress\":\"203.0.113." n "\",\"AllocationId\":\"eip-" n "\",\"Name\":\"n" n \
	"\",\"InstanceId\":\"" machine "\",\"Status\":\"InUse\"}"
#define EIP_LIST(total, list) \
	"{\"TotalCount\":" total ",\"EipAddresses\":{\"EipAddress\":[" list "]}}"
#define MACHINE_LIST(token, list) \
	"{\"TotalCount\":0,\"NextToken\":\"" token "\",\"Instances\":{\"Instance\":[" list "]}}"
#define MACHINE(id, address, eip)                                                  \
	"{\"InstanceId\":\"" id                                                    \
	"\",\"InstanceName\":\"web\",\"PublicIpAddress\":{\"IpAddress\":[" address \
	"]},\"EipAddress\":{\"IpAddress\":\"" eip "\",\"AllocationId\":\"eip-late\"}}"

static void inventory(const char *region, const struct asked *rows, size_t n, const char *want)
{
	const struct cloud_wish wish = { .job = CLOUD_INVENTORY, .region = region };

	asked_inventory("alibaba", &settings, &wish, rows, n, want);
}

static void all_regions_are_asked_when_none_is_named(void **state)
{
	static const struct asked rows[] = {
		WHO,
		{ "GET https://ecs.aliyuncs.com/", 200,
		  "{\"Regions\":{\"Region\":[{\"RegionId\":\"cn-hangzhou\"},"
		  "{\"RegionId\":\"eu-central-1\",\"RegionEndpoint\":\"evil.example\"}]}}",
		  0 },
		/* The oldest region is served by the central host. */
		{ "GET https://vpc.aliyuncs.com/?PageNumber=1&PageSize=100&RegionId=cn-hangzhou",
		  200, EIP_LIST("0", ""), 0 },
		{ MACHINES("cn-hangzhou", ""), 200, MACHINE_LIST("", ""), 0 },
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("1", EIP("1", "")), 0 },
		{ MACHINES("eu-central-1", ""), 200, MACHINE_LIST("", ""), 0 },
	};

	(void)state;
	inventory(NULL, rows, 6, "203.0.113.1 eu-central-1 eip-1 n1 free untold\ncomplete\n");
	asked_regions("alibaba", &settings, &(const struct cloud_wish){ .job = CLOUD_INVENTORY },
		      rows, 6, "cn-hangzhou eu-central-1 ");
}

static void lists_are_read_page_by_page(void **state)
{
	static const struct asked rows[] = {
		WHO,
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("3", EIP("1", "i-1") "," EIP("2", "")),
		  0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("3", EIP("3", "")), 0 },
		/* Of more than one page it is read again, until it is the same. */
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("3", EIP("1", "i-1") "," EIP("2", "")),
		  0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("3", EIP("3", "")), 0 },
		{ MACHINES("eu-central-1", ""), 200,
		  MACHINE_LIST("to/k+n=", MACHINE("i-1", "", "203.0.113.1")), 0 },
		{ MACHINES("eu-central-1", "&NextToken=to%2Fk%2Bn%3D"), 200,
		  MACHINE_LIST("",
			       MACHINE("i-2", "\"203.0.113.4\",\"203.0.113.5\"", "203.0.113.6")),
		  0 },
	};

	(void)state;
	inventory("eu-central-1", rows, 7,
		  "203.0.113.1 eu-central-1 eip-1 n1 bound untold\n"
		  "203.0.113.2 eu-central-1 eip-2 n2 free untold\n"
		  "203.0.113.3 eu-central-1 eip-3 n3 free untold\n"
		  "203.0.113.4 eu-central-1 i-2 web bound untold\n"
		  "203.0.113.5 eu-central-1 i-2 web bound untold\n"
		  "203.0.113.6 eu-central-1 eip-late web bound untold\n"
		  "complete\n");
}

static void a_list_that_changes_is_read_again_and_not_for_ever(void **state)
{
	static const struct asked rows[] = {
		WHO,
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("2", EIP("1", "")), 0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("3", EIP("2", "")), 0 },
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("2", EIP("1", "")), 0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("2", ""), 0 },
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("2", EIP("1", "")), 0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("1", ""), 0 },
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("2", EIP("1", "")), 0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("2", EIP("2", "")), 0 },
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("2", EIP("1", "")), 0 },
		{ EIPS("eu-central-1", "2"), 200, EIP_LIST("2", EIP("3", "")), 0 },
	};

	(void)state;
	inventory("eu-central-1", rows, sizeof(rows) / sizeof(rows[0]),
		  "temporary: alibaba, eu-central-1: the list of addresses changed each time it "
		  "was read\n");
}

#define FAULT(status, code)                                                                       \
	{                                                                                         \
		EIPS("eu-central-1", "1"), status, "{\"Code\":\"" code "\",\"Message\":\"m\"}", 0 \
	}
#define ANSWERED(why, status, code)                                                           \
	why ": alibaba: vpc.eu-central-1.aliyuncs.com answered with status " status ", " code \
	    ": m\n"

static const struct {
	struct asked row;
	const char *want;
} faults[] = {
	{ FAULT(404, "InvalidAccessKeyId.NotFound"),
	  ANSWERED("denied", "404", "InvalidAccessKeyId.NotFound") },
	{ FAULT(400, "SignatureDoesNotMatch"), ANSWERED("denied", "400", "SignatureDoesNotMatch") },
	{ FAULT(400, "InvalidTimeStamp.Expired"),
	  ANSWERED("denied", "400", "InvalidTimeStamp.Expired") },
	{ FAULT(403, "Forbidden.RAM"), ANSWERED("denied", "403", "Forbidden.RAM") },
	{ FAULT(404, "InvalidRegionId.NotFound"),
	  ANSWERED("usage", "404", "InvalidRegionId.NotFound") },
	{ FAULT(400, "InvalidParameter"), ANSWERED("data", "400", "InvalidParameter") },
	{ { EIPS("eu-central-1", "1"), 200, "{}", 0 },
	  "data: alibaba, eu-central-1: the answer holds no list of addresses\n" },
	{ { EIPS("eu-central-1", "1"), 200, EIP_LIST("1", "{\"AllocationId\":\"e\"}"), 0 },
	  "data: alibaba, eu-central-1: 'e' has no address\n" },
	{ { EIPS("eu-central-1", "1"), 200, EIP_LIST("\"1\"", ""), 0 },
	  "data: alibaba, eu-central-1: the answer holds no list of addresses\n" },
};

static void faults_have_their_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct asked rows[] = { WHO, faults[i].row };

		inventory("eu-central-1", rows, 2, faults[i].want);
	}
}

static void busy_is_told_with_400(void **state)
{
	static const struct asked rows[] = {
		{ "GET https://sts.aliyuncs.com/", 400, "{\"Code\":\"Throttling.User\"}",
		  CLOUD_RETRY },
		{ "GET https://sts.aliyuncs.com/", 400, "{\"Code\":\"Throttling\"}", CLOUD_RETRY },
		{ "GET https://sts.aliyuncs.com/", 400, "{\"Code\":\"SignatureNonceUsed\"}",
		  CLOUD_RETRY },
		{ "GET https://sts.aliyuncs.com/", 503, "{\"Code\":\"ServiceUnavailable\"}",
		  CLOUD_RETRY },
		WHO,
		{ EIPS("eu-central-1", "1"), 200, EIP_LIST("0", ""), 0 },
		{ MACHINES("eu-central-1", ""), 200, MACHINE_LIST("t", MACHINE("i", "", "")), 0 },
		{ MACHINES("eu-central-1", "&NextToken=t"), 200,
		  MACHINE_LIST("t", MACHINE("i", "", "")), 0 },
	};

	(void)state;
	inventory("eu-central-1", rows, 8,
		  "data: alibaba, eu-central-1: the pages of machines go round\n");
}

static const char *header(const struct http_request *r, const char *name)
{
	for (unsigned i = 0; i < r->n_headers; i++)
		if (!strcmp(r->headers[i].name, name))
			return r->headers[i].value;
	return "";
}

static void each_attempt_has_a_nonce_of_its_own(void **state)
{
	const struct cloud_wish wish = { .job = CLOUD_INVENTORY };
	const struct http_request *request;
	struct why why;
	struct cloud *c = asked_new("alibaba", &settings, &wish, &why);
	char first[64];

	(void)state;
	assert_int_equal(cloud_next(c, &request), CLOUD_ASK);
	for (int i = 0; i < 2; i++) {
		struct http_request copy = *request;

		assert_true(cloud_sign(c, &copy, ASKED_NOW_S));
		assert_string_equal(header(&copy, "x-acs-date"), "2025-01-01T00:00:00Z");
		assert_string_equal(header(&copy, "x-acs-action"), "GetCallerIdentity");
		assert_int_equal(strlen(header(&copy, "x-acs-signature-nonce")), 32);
		if (i)
			assert_string_not_equal(header(&copy, "x-acs-signature-nonce"), first);
		(void)snprintf(first, sizeof(first), "%s", header(&copy, "x-acs-signature-nonce"));
	}
	cloud_free(c);
}

static void there_is_no_api_for_a_ptr(void **state)
{
	static const struct asked_setting comma[] = { { "ALIBABA_CLOUD_ACCESS_KEY_ID", "a,b" },
						      { NULL, NULL } };
	const struct cloud_settings bad = { asked_get, comma };
	const struct holding of = { .id = "eip-1" };
	struct cloud_wish wish = { .job = CLOUD_SET, .holding = &of };
	struct why why;

	(void)state;
	assert_null(asked_new("alibaba", &settings, &wish, &why));
	assert_string_equal(why.text, "alibaba has no API for PTR records: see and change them in "
				      "its console, Alibaba Cloud DNS > Reverse DNS Lookup");
	assert_int_equal(why.code, WHY_USAGE);
	wish.job = CLOUD_INVENTORY;
	assert_null(asked_new("alibaba", &bad, &wish, &why));
	assert_string_equal(why.text, "alibaba: ALIBABA_CLOUD_ACCESS_KEY_ID holds a character "
				      "that none can have there");
	wish.region = "eu/central";
	assert_null(asked_new("alibaba", &settings, &wish, &why));
	assert_string_equal(why.text, "alibaba: the region is no word of a-z, 0-9 and '-'");
}

TESTS(all_regions_are_asked_when_none_is_named, lists_are_read_page_by_page,
      a_list_that_changes_is_read_again_and_not_for_ever, faults_have_their_class,
      busy_is_told_with_400, each_attempt_has_a_nonce_of_its_own, there_is_no_api_for_a_ptr)
