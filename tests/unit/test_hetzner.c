/* SPDX-License-Identifier: MIT */
#include "asked.h"

#include <fcrdns/ip.h>

#define API "https://api.hetzner.cloud/v1/"
#define PAGES(next, total)                                                             \
	"\"meta\":{\"pagination\":{\"page\":1,\"per_page\":50,\"previous_page\":null," \
	"\"next_page\":" next ",\"last_page\":1,\"total_entries\":" total "}}}"
#define NONE(kind) "{\"" kind "\":[]," PAGES("null", "0")
#define FOUR(id, ip, name)                                                     \
	"{\"id\":" id ",\"name\":\"web\",\"ip\":\"" ip "\",\"type\":\"ipv4\"," \
	"\"assignee_id\":17,\"dns_ptr\":[{\"ip\":\"" ip "\",\"dns_ptr\":\"" name "\"}]}"
#define GET_PRIMARY "GET " API "primary_ips?page=1&per_page=50"
#define REST                                                                                   \
	{ "GET " API "floating_ips?page=1&per_page=50", 200, NONE("floating_ips"), 0 },        \
		{ "GET " API "servers?page=1&per_page=50", 200, NONE("servers"), 0 },          \
	{                                                                                      \
		"GET " API "load_balancers?page=1&per_page=50", 200, NONE("load_balancers"), 0 \
	}

static const struct asked_setting token[] = { { "HCLOUD_TOKEN", "secret" }, { NULL, NULL } };
static const struct cloud_settings settings = { asked_get, token };

static void inventory(const struct asked *rows, size_t n, const char *want)
{
	const struct cloud_wish wish = { .job = CLOUD_INVENTORY };

	asked_inventory("hetzner", &settings, &wish, rows, n, want);
}

static void each_kind_is_read_page_by_page(void **state)
{
	static const struct asked rows[] = {
		{ GET_PRIMARY, 200,
		  "{\"primary_ips\":[" FOUR("1", "192.0.2.1", "mail.example.com") "]," PAGES("2",
											     "3"),
		  0 },
		{ "GET " API "primary_ips?page=2&per_page=50", 200,
		  "{\"primary_ips\":[" FOUR(
			  "2", "192.0.2.2",
			  "static.2.2.0.192.clients.your-server.de") ","
								     "{\"id\":9,\"name\":\"six\","
								     "\"ip\":\"2001:db8:1::/"
								     "64\",\"assignee_id\":null,"
								     "\"dns_ptr\":[{\"ip\":\"2001:"
								     "db8:1::25\",\"dns_ptr\":"
								     "\"six.example.com\"}]}]"
								     "," PAGES("null", "3"),
		  0 },
		/* Of more than one page it is read again, until it is the same. */
		{ GET_PRIMARY, 200,
		  "{\"primary_ips\":[" FOUR("1", "192.0.2.1", "mail.example.com") "]," PAGES("2",
											     "3"),
		  0 },
		{ "GET " API "primary_ips?page=2&per_page=50", 200,
		  "{\"primary_ips\":[" FOUR(
			  "2", "192.0.2.2",
			  "static.2.2.0.192.clients.your-server.de") ","
								     "{\"id\":9,\"name\":\"six\","
								     "\"ip\":\"2001:db8:1::/"
								     "64\",\"assignee_id\":null,"
								     "\"dns_ptr\":[{\"ip\":\"2001:"
								     "db8:1::25\",\"dns_ptr\":"
								     "\"six.example.com\"}]}]"
								     "," PAGES("null", "3"),
		  0 },
		{ "GET " API "floating_ips?page=1&per_page=50", 200,
		  "{\"floating_ips\":[{\"id\":3,\"name\":\"f\",\"ip\":\"192.0.2.3\",\"server\":"
		  "null,"
		  "\"dns_ptr\":[{\"ip\":\"192.0.2.3\",\"dns_ptr\":\"f.example.com\"}]}]," PAGES(
			  "null", "1"),
		  0 },
		{ "GET " API "servers?page=1&per_page=50", 200,
		  "{\"servers\":[{\"id\":17,\"name\":\"s\",\"public_net\":{\"ipv4\":{\"ip\":"
		  "\"192.0.2.1\",\"dns_ptr\":\"mail.example.com\"},\"ipv6\":null}}]," PAGES("null",
											    "1"),
		  0 },
		{ "GET " API "load_balancers?page=1&per_page=50", 200,
		  "{\"load_balancers\":[{\"id\":4,\"name\":\"lb\",\"public_net\":{\"enabled\":true,"
		  "\"ipv4\":{\"ip\":\"192.0.2.4\",\"dns_ptr\":\"lb.example.com\"},"
		  "\"ipv6\":{\"ip\":null,\"dns_ptr\":null}}}]," PAGES("null", "1"),
		  0 },
	};

	(void)state;
	inventory(rows, sizeof(rows) / sizeof(rows[0]),
		  "192.0.2.1 primary_ips/1 web bound active mail.example.com\n"
		  "192.0.2.2 primary_ips/2 web bound none\n" /* the name that is there by default */
		  "2001:db8:1::25 primary_ips/9 six free active six.example.com\n"
		  "2001:db8:1::1 primary_ips/9 six free none\n"
		  "192.0.2.3 floating_ips/3 f free active f.example.com\n"
		  "192.0.2.4 load_balancers/4 lb bound active lb.example.com\n"
		  "complete\n");
}

static void a_list_that_changes_is_read_again(void **state)
{
	static const struct asked rows[] = {
		{ GET_PRIMARY, 200,
		  "{\"primary_ips\":[" FOUR("1", "192.0.2.1", "a.example") "]," PAGES("2", "2"),
		  0 },
		{ "GET " API "primary_ips?page=2&per_page=50", 200,
		  "{\"primary_ips\":[" FOUR("3", "192.0.2.3", "c.example") "]," PAGES("null", "1"),
		  0 },
		{ GET_PRIMARY, 200,
		  "{\"primary_ips\":[" FOUR("2", "192.0.2.2", "b.example") "]," PAGES("null", "1"),
		  0 },
		REST,
	};

	(void)state;
	inventory(rows, sizeof(rows) / sizeof(rows[0]),
		  "192.0.2.2 primary_ips/2 web bound active b.example\ncomplete\n");
}

static void a_list_need_not_tell_how_long_it_is(void **state)
{
	static const struct asked rows[] = {
		{ GET_PRIMARY, 200,
		  "{\"primary_ips\":[" FOUR("1", "192.0.2.1", "a.example") "]," PAGES("2", "null"),
		  0 },
		{ "GET " API "primary_ips?page=2&per_page=50", 200,
		  "{\"primary_ips\":[" FOUR("2", "192.0.2.2", "b.example") "]," PAGES("null",
										      "null"),
		  0 },
		{ GET_PRIMARY, 200,
		  "{\"primary_ips\":[" FOUR("1", "192.0.2.1", "a.example") "]," PAGES("2", "null"),
		  0 },
		{ "GET " API "primary_ips?page=2&per_page=50", 200,
		  "{\"primary_ips\":[" FOUR("2", "192.0.2.2", "b.example") "]," PAGES("null",
										      "null"),
		  0 },
		REST,
	};

	(void)state;
	inventory(rows, sizeof(rows) / sizeof(rows[0]),
		  "192.0.2.1 primary_ips/1 web bound active a.example\n"
		  "192.0.2.2 primary_ips/2 web bound active b.example\ncomplete\n");
}

#define TWO_PAGES(a, b)                                                                            \
	{ GET_PRIMARY, 200,                                                                        \
	  "{\"primary_ips\":[" FOUR(a, "192.0.2." a, "a.example") "]," PAGES("2", "2"), 0 },       \
	{                                                                                          \
		"GET " API "primary_ips?page=2&per_page=50", 200,                                  \
			"{\"primary_ips\":[" FOUR(b, "192.0.2." b, "a.example") "]," PAGES("null", \
											   "2"),   \
			0                                                                          \
	}

/* One that goes and one that comes between two pages leave the sum as it was. */
static void two_readings_tell_the_same(void **state)
{
	static const struct asked rows[] = {
		TWO_PAGES("10", "13"),
		TWO_PAGES("11", "12"),
		TWO_PAGES("12", "13"),
		TWO_PAGES("13", "12"),
		REST,
	};
	static const struct asked never[] = {
		TWO_PAGES("10", "13"), TWO_PAGES("11", "12"), TWO_PAGES("12", "13"),
		TWO_PAGES("13", "14"), TWO_PAGES("14", "15"),
	};

	(void)state;
	inventory(rows, sizeof(rows) / sizeof(rows[0]),
		  "192.0.2.13 primary_ips/13 web bound active a.example\n"
		  "192.0.2.12 primary_ips/12 web bound active a.example\ncomplete\n");
	inventory(never, sizeof(never) / sizeof(never[0]),
		  "temporary: hetzner: the list of primary_ips changed each time it was read\n");
}

static const struct {
	struct asked row;
	const char *want;
} faults[] = {
	{ { GET_PRIMARY, 401,
	    "{\"error\":{\"code\":\"unauthorized\",\"message\":\"unable to authenticate\"}}", 0 },
	  "denied: hetzner: api.hetzner.cloud answered with status 401, unauthorized: unable to "
	  "authenticate\n" },
	{ { GET_PRIMARY, 403, "not JSON\n\033[2J", 0 },
	  "denied: hetzner: api.hetzner.cloud answered with status 403\n" },
	{ { GET_PRIMARY, 302, "", 0 },
	  "data: hetzner: api.hetzner.cloud answered with status 302\n" },
	{ { GET_PRIMARY, 200, "{}", 0 },
	  "data: hetzner: primary_ips was answered with no list of pages\n" },
	{ { GET_PRIMARY, 200, "[]", 0 },
	  "data: hetzner: an answer makes no sense: it is no JSON object\n" },
	{ { GET_PRIMARY, 200, "{\"primary_ips\":[{\"id\":\"1\"}]," PAGES("null", "1"), 0 },
	  "data: hetzner: an entry of primary_ips has no id\n" },
	{ { GET_PRIMARY, 200,
	    "{\"primary_ips\":[{\"id\":1,\"ip\":7,\"dns_ptr\":[]}]," PAGES("null", "1"), 0 },
	  "data: hetzner: primary_ips/1 told of no address\n" },
	{ { GET_PRIMARY, 200, "{\"primary_ips\":[]," PAGES("1", "1"), 0 },
	  "data: hetzner: primary_ips was answered with no list of pages\n" },
	{ { GET_PRIMARY, 200,
	    "{\"primary_ips\":[" FOUR("1", "192.0.2.1", "a..b") "]," PAGES("null", "1"), 0 },
	  "data: hetzner: primary_ips/1 told of no PTR name\n" },
};

static void an_answer_that_makes_no_sense_is_never_an_empty_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		inventory(&faults[i].row, 1, faults[i].want);
}

static void what_passes_is_tried_again(void **state)
{
	static const struct asked rows[] = {
		{ GET_PRIMARY, 0, NULL, CLOUD_RETRY },
		{ GET_PRIMARY, 429, "Retry-After: 7\n{}", CLOUD_RETRY },
		{ GET_PRIMARY, 429, "RateLimit-Reset: 1735689607\n{}", CLOUD_RETRY },
		{ GET_PRIMARY, 502, "<html>", CLOUD_RETRY },
		{ GET_PRIMARY, 409, "{\"error\":{\"code\":\"conflict\"}}", CLOUD_RETRY },
		{ GET_PRIMARY, 200, "{\"primary_ips\":[", CLOUD_RETRY },
		{ GET_PRIMARY, 200, NONE("primary_ips"), 0 },
		REST,
	};

	(void)state;
	inventory(rows, sizeof(rows) / sizeof(rows[0]), "complete\n");
}

static void change(enum cloud_job job, const struct asked *rows, size_t n, const char *want)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct holding of = { .provider = "hetzner",
			      .account = "",
			      .region = "",
			      .label = "",
			      .id = "primary_ips/1" };
	struct cloud_wish wish = { .job = job, .holding = &of };

	assert_true(ip_parse(&of.address, "192.0.2.1", 9));
	assert_true(name_parse(&wish.ptr, buf, "new.example.com", 15));
	asked_inventory("hetzner", &settings, &wish, rows, n, want);
}

#define POST "POST " API "primary_ips/1/actions/change_dns_ptr {\"ip\":\"192.0.2.1\",\"dns_ptr\":"
#define ACTION(status)                                \
	"{\"action\":{\"id\":44,\"status\":\"" status \
	"\",\"error\":{\"code\":\"x\",\"message\":\"no\"}}}"
#define SHOW(name)                                                             \
	{                                                                      \
		"GET " API "primary_ips/1", 200,                               \
			"{\"primary_ip\":" FOUR("1", "192.0.2.1", name) "}", 0 \
	}

static void a_change_is_believed_when_it_shows(void **state)
{
	static const struct asked set[] = {
		{ POST "\"new.example.com\"}", 201, ACTION("running"), 0 }, { "PAUSE", 0, NULL, 0 },
		{ "GET " API "actions/44", 200, ACTION("running"), 0 },	    { "PAUSE", 0, NULL, 0 },
		{ "GET " API "actions/44", 200, ACTION("success"), 0 },	    SHOW("new.example.com"),
	};
	static const struct asked unset[] = {
		{ POST "null}", 201, ACTION("success"), 0 },
		SHOW("static.1.2.0.192.clients.your-server.de"),
	};
	static const struct asked late[] = {
		{ POST "\"new.example.com\"}", 201, ACTION("success"), 0 },
		SHOW("old.example.com"),
	};
	static const struct asked failed[] = {
		{ POST "null}", 201, ACTION("error"), 0 },
	};
	static const struct asked show[] = { SHOW("old.example.com") };

	(void)state;
	change(CLOUD_SET, set, 6,
	       "192.0.2.1 primary_ips/1 web bound active new.example.com\ncomplete\n");
	change(CLOUD_UNSET, unset, 2, "192.0.2.1 primary_ips/1 web bound none\ncomplete\n");
	change(CLOUD_SET, late, 2,
	       "192.0.2.1 primary_ips/1 web bound active old.example.com\n"
	       "temporary: hetzner took the change, but does not show it afterwards\n");
	change(CLOUD_UNSET, failed, 1, "temporary: hetzner: the change failed there: no\n");
	change(CLOUD_SHOW, show, 1,
	       "192.0.2.1 primary_ips/1 web bound active old.example.com\ncomplete\n");
}

static void a_wish_that_cannot_be_is_said_before_anything_is_asked(void **state)
{
	static const struct asked_setting nothing[] = { { NULL, NULL } };
	static const struct asked_setting newline[] = { { "HCLOUD_TOKEN", "a\nHost: b" },
							{ NULL, NULL } };
	const struct cloud_settings none = { asked_get, nothing }, broken = { asked_get, newline };
	const struct holding foreign = { .id = "servers/../1" };
	const struct cloud_wish inventory_wish = { .job = CLOUD_INVENTORY };
	const struct cloud_wish region = { .job = CLOUD_INVENTORY, .region = "fsn1" };
	const struct cloud_wish show = { .job = CLOUD_SHOW, .holding = &foreign };
	struct why why;

	(void)state;
	assert_null(asked_new("hetzner", &none, &inventory_wish, &why));
	assert_string_equal(why.text, "hetzner: HCLOUD_TOKEN is not set");
	assert_null(asked_new("hetzner", &broken, &inventory_wish, &why));
	assert_string_equal(why.text,
			    "hetzner: HCLOUD_TOKEN holds a character that none can have there");
	assert_null(asked_new("hetzner", &settings, &region, &why));
	assert_string_equal(why.text, "hetzner has no regions: write --provider hetzner");
	assert_null(asked_new("hetzner", &settings, &show, &why));
	assert_string_equal(why.text, "hetzner: 'servers/../1' is no id of an address there");
	assert_int_equal(why.code, WHY_USAGE);
}

TESTS(each_kind_is_read_page_by_page, a_list_that_changes_is_read_again,
      a_list_need_not_tell_how_long_it_is, two_readings_tell_the_same,
      an_answer_that_makes_no_sense_is_never_an_empty_list, what_passes_is_tried_again,
      a_change_is_believed_when_it_shows, a_wish_that_cannot_be_is_said_before_anything_is_asked)
