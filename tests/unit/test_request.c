/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/request.h"

#include <string.h>

static struct request parse(const char *method, const char *uri)
{
	struct request r;

	row("%s %s", method, uri);
	request_parse(&r, method, uri);
	return r;
}

static void a_path_is_one_of_a_few(void **state)
{
	static const struct {
		const char *method, *uri;
		enum request_what what;
		unsigned status;
		const char *allow;
	} rows[] = {
		{ "GET", "/", REQUEST_FRONT, 0, NULL },
		{ "HEAD", "/metrics", REQUEST_METRICS, 0, NULL },
		{ "GET", "/metrics?x=y", REQUEST_METRICS, 0, NULL },
		{ "GET", "/check", REQUEST_CHECK, 0, NULL },
		{ "GET", "/api/v1/check", REQUEST_API, 0, NULL },
		{ "GET", "/-/healthy", REQUEST_HEALTHY, 0, NULL },
		{ "GET", "/-/ready", REQUEST_READY, 0, NULL },
		{ "POST", "/-/reload", REQUEST_RELOAD, 0, NULL },
		{ "GET", "http://exporter.example:9964/probe", REQUEST_PROBE, 0, NULL },
		{ "GET", "HTTPS://exporter.example", REQUEST_FRONT, 0, NULL },
		{ "GET", "http://exporter.example?x", REQUEST_FRONT, 0, NULL },
		{ "GET", "/-/reload", REQUEST_RELOAD, 405, "POST" },
		{ "PUT", "/-/reload", REQUEST_RELOAD, 405, "POST" },
		{ "POST", "/probe", REQUEST_PROBE, 405, "GET, HEAD" },
		{ "get", "/probe", REQUEST_PROBE, 405, "GET, HEAD" },
		{ "", "/", REQUEST_FRONT, 405, "GET, HEAD" },
		{ "GET", "", REQUEST_NOTHING, 404, NULL },
		{ "GET", "*", REQUEST_NOTHING, 404, NULL },
		{ "GET", "//", REQUEST_NOTHING, 404, NULL },
		{ "GET", "/Probe", REQUEST_NOTHING, 404, NULL },
		{ "GET", "/probe/", REQUEST_NOTHING, 404, NULL },
		{ "GET", "/%70robe", REQUEST_NOTHING, 404, NULL },
		{ "GET", "/../probe", REQUEST_NOTHING, 404, NULL },
		{ "POST", "/none", REQUEST_NOTHING, 404, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request r = parse(rows[i].method, rows[i].uri);

		assert_int_equal(r.what, rows[i].what);
		assert_int_equal(r.status, rows[i].status);
		assert_string_equal(r.allow ? r.allow : "", rows[i].allow ? rows[i].allow : "");
		assert_int_equal(*r.fault != '\0', r.status != 0);
	}
}

static void a_parameter_is_decoded_once(void **state)
{
	static const struct {
		const char *query, *target, *module;
		unsigned status;
	} rows[] = {
		{ "target=192.0.2.1", "192.0.2.1", "", 0 },
		{ "target=2001%3adb8%3A%3A1&module=a.b", "2001:db8::1", "a.b", 0 },
		{ "module=m&other=%&target=x", "x", "m", 0 },
		{ "target=a+b%20c%2b", "a b c+", "", 0 },
		{ "target=%2561", "%61", "", 0 },
		{ "target=a=b", "a=b", "", 0 },
		{ "target", "", "", 0 },
		{ "target=", "", "", 0 },
		{ "&&&=&target=x&", "x", "", 0 },
		{ "Target=x", "", "", 0 },
		{ "target=%c3%a9", "\xc3\xa9", "", 0 },
		{ "target=a&target=b", "a", "", 400 },
		{ "target=a&target=a", "a", "", 400 },
		{ "target=%", "", "", 400 },
		{ "target=%4", "", "", 400 },
		{ "target=a%4&module=m", "", "m", 400 },
		{ "target=%4g", "", "", 400 },
		{ "target=a%00b", "", "", 400 },
		{ "target=a%0ab", "", "", 400 },
		{ "target=%7f", "", "", 400 },
		{ "debug=yes", "", "", 400 },
		{ "debug=%", "", "", 400 },
		{ "debug=true&debug=false", "", "", 400 },
		{ "debug=falsefalsefalsefalse", "", "", 400 },
		/* The names of parameters are encoded as their values are. */
		{ "%74arget=192.0.2.1&m%6Fdule=m", "192.0.2.1", "m", 0 },
		{ "target=a&%74arget=b", "a", "", 400 },
		{ "target+=a&target%00=b&targe=c&targets=d&%=e", "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char uri[128];
		struct request r;

		(void)snprintf(uri, sizeof(uri), "/probe?%s", rows[i].query);
		r = parse("GET", uri);
		assert_int_equal(r.status, rows[i].status);
		assert_string_equal(r.target, rows[i].target);
		assert_string_equal(r.module, rows[i].module);
	}
	assert_true(parse("GET", "/probe?debug=true").debug);
	assert_true(parse("GET", "/probe?debug=1").debug);
	assert_true(parse("GET", "/probe?%64ebug=%74rue").debug);
	assert_false(parse("GET", "/probe?debug=0").debug);
	assert_false(parse("GET", "/probe?debug=").debug);
	assert_int_equal(parse("GET", "/probe?debug=").status, 0);
	assert_int_equal(parse("GET", "/probe?debug").status, 0);
	assert_true(parse("GET", "/probe?target=").has_target);
	assert_false(parse("GET", "/probe?module=").has_target);
	assert_false(parse("GET", "/probe?target=x&module=").has_module);
	assert_true(parse("GET", "/probe?target=x&module=m").has_module);
}

static void there_is_a_bound_on_all(void **state)
{
	char uri[1024];
	struct request r;
	size_t at;

	(void)state;
	at = (size_t)snprintf(uri, sizeof(uri), "/probe?target=");
	memset(uri + at, 'x', REQUEST_TARGET_MAX);
	uri[at + REQUEST_TARGET_MAX] = '\0';
	r = parse("GET", uri);
	assert_int_equal(r.status, 0);
	assert_int_equal(strlen(r.target), REQUEST_TARGET_MAX);
	memcpy(uri + at + REQUEST_TARGET_MAX, "x", 2);
	r = parse("GET", uri);
	assert_int_equal(r.status, 400);
	assert_string_equal(r.target, "");
	assert_true(strlen(r.fault) < REQUEST_FAULT_MAX - 1);
	at = (size_t)snprintf(uri, sizeof(uri), "/probe?a");
	for (unsigned i = 1; i < REQUEST_PARAMETERS; i++)
		at += (size_t)snprintf(uri + at, sizeof(uri) - at, "&a");
	assert_int_equal(parse("GET", uri).status, 0);
	(void)snprintf(uri + at, sizeof(uri) - at, "&a");
	r = parse("GET", uri);
	assert_int_equal(r.status, 400);
	assert_string_equal(r.fault, "there are too many parameters");
}

static void openmetrics_is_for_who_asks(void **state)
{
	static const struct {
		const char *accept;
		bool wants;
	} rows[] = {
		{ NULL, false },
		{ "", false },
		{ "*/*", false },
		{ "text/plain", false },
		{ "application/openmetrics-text", true },
		{ "Application/OpenMetrics-Text", true },
		{ "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4",
		  true },
		{ "application/openmetrics-text;q=0.3, text/plain;q=0.4", false },
		{ "text/plain;q=0.4 , application/openmetrics-text ; q=0.4", true },
		{ "application/openmetrics-text;q=0", false },
		{ "application/openmetrics-textile", false },
		{ "text/html,,;q=1,application/openmetrics-text", true },
		{ "application/openmetrics-text;version=2.0.0", false },
		{ "application/openmetrics-text; version=0.0.1 ; q=0.9, text/plain;q=0.1", false },
		{ "application/openmetrics-text;version=1.0.00", false },
		{ "application/openmetrics-text;version=", false },
		{ "application/openmetrics-text; Version=\"1.0.0\"; q=0.5 ", true },
		{ "application/openmetrics-text;version=2.0.0,text/plain;version=9;q=0.5,"
		  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6",
		  true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i].accept ? rows[i].accept : "(none)");
		assert_int_equal(request_wants_openmetrics(rows[i].accept), rows[i].wants);
	}
}

static void a_scrape_says_how_long_it_waits(void **state)
{
	static const struct {
		const char *text;
		unsigned ms; /* 0: it is none */
	} rows[] = {
		{ "10", 10000 },
		{ "0.5", 500 },
		{ "9.999", 9999 },
		{ "9.99999", 9999 },
		{ " 1 ", 1000 },
		{ ".5", 500 },
		{ "5.", 5000 },
		{ "99999999999999999999", 3600000 },
		{ "3601", 3600000 },
		{ "0", 0 },
		{ "0.0001", 1 },
		{ "", 0 },
		{ "0.000", 0 },
		{ "0.", 0 },
		{ "0.00000000000000000001", 1 },
		{ "-1", 0 },
		{ "1e3", 0 },
		{ "1 2", 0 },
		{ ".", 0 },
		{ "inf", 0 },
		{ "nan", 0 },
		{ "1.5.5", 0 },
		{ "0x10", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned ms = 7;

		row("'%s'", rows[i].text);
		assert_int_equal(request_timeout_ms(&ms, rows[i].text), rows[i].ms != 0);
		assert_int_equal(ms, rows[i].ms ? rows[i].ms : 7);
	}
}

static void a_host_is_without_its_port(void **state)
{
	static const char *const rows[][2] = {
		{ "localhost", "localhost" },
		{ "LocalHost:9964", "localhost" },
		{ "127.0.0.1:9964", "127.0.0.1" },
		{ "[::1]:9964", "[::1]" },
		{ "[2001:DB8::1]", "[2001:db8::1]" },
		{ "a:", "a" },
		{ "", NULL },
		{ ":80", NULL },
		{ "[::1", NULL },
		{ "[::1]x", NULL },
		{ "a:80x", NULL },
		{ "a b", NULL },
		{ "a/b", NULL },
		{ "user@a", NULL },
		{ "a\\b", NULL },
		{ "\xc3\xa9", NULL },
		{ "::1", NULL },
	};
	char out[256], text[300];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("'%s'", rows[i][0]);
		assert_int_equal(request_host(out, rows[i][0]), rows[i][1] != NULL);
		if (rows[i][1])
			assert_string_equal(out, rows[i][1]);
	}
	memset(text, 'a', sizeof(text));
	text[256] = '\0';
	assert_false(request_host(out, text));
	text[255] = '\0';
	assert_true(request_host(out, text));
}

static void credentials_are_those_of_rfc_7617(void **state)
{
	static const struct {
		const char *header, *user, *password; /* NULL: they are none */
	} rows[] = {
		{ "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame" },
		{ "basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ", "Aladdin", "open sesame" },
		{ "Basic YTpiOmM=", "a", "b:c" },
		{ "Basic Og==", "", "" },
		{ "Basic YTo=", "a", "" },
		{ "Basic", NULL, NULL },
		{ "Basic ", NULL, NULL },
		{ "Basic YQ==", NULL, NULL },	  /* no ':' */
		{ "Basic YToAYg==", NULL, NULL }, /* a NUL */
		{ "Basic YTpi!", NULL, NULL },
		{ "Basic YTpi YTpi", NULL, NULL },
		{ "Bearer YTpi", NULL, NULL },
		{ "", NULL, NULL },
	};
	char user[REQUEST_USER_MAX + 1], password[REQUEST_PASSWORD_MAX + 1], text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("'%s'", rows[i].header);
		assert_int_equal(request_credentials(rows[i].header, user, password),
				 rows[i].user != NULL);
		if (!rows[i].user)
			continue;
		assert_string_equal(user, rows[i].user);
		assert_string_equal(password, rows[i].password);
	}
	/* "a:" and 300 octets. */
	(void)snprintf(text, sizeof(text), "Basic YTph");
	for (size_t at = strlen(text); at < 410; at += 4)
		memcpy(text + at, "YWFh", 5);
	assert_false(request_credentials(text, user, password));
}

TESTS(a_path_is_one_of_a_few, a_parameter_is_decoded_once, there_is_a_bound_on_all,
      openmetrics_is_for_who_asks, a_scrape_says_how_long_it_waits, a_host_is_without_its_port,
      credentials_are_those_of_rfc_7617)
