/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/net/url.h"

#include <fcrdns/why.h>

#include <string.h>

struct row {
	const char *given, *want; /* "!" and the rule when refused */
	unsigned family_len;
};

#define HOST	  "!its host is neither a name nor an address"
#define PORT	  "!its port is not a number from 1 to 65535"
#define CHARACTER "!it holds a character that no URL has"
#define LABEL_60  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct row resolvers[] = {
	{ "https://dns.example/dns-query", "https://dns.example/dns-query", 0 },
	{ "HTTPS://DNS.Example/Dns-Query", "https://dns.example/Dns-Query", 0 },
	{ "https://dns.example", "https://dns.example/dns-query", 0 },
	{ "https://dns.example/", "https://dns.example/", 0 },
	{ "https://dns.example:8443", "https://dns.example:8443/dns-query", 0 },
	{ "https://dns.example:443/q", "https://dns.example/q", 0 },
	{ "https://dns.example:00443/q", "https://dns.example/q", 0 },
	{ "https://dns.example?token=1", "https://dns.example/dns-query?token=1", 0 },
	{ "https://dns.example/a/b?c=/?&d=%20;(x)", "https://dns.example/a/b?c=/?&d=%20;(x)", 0 },
	{ "https://dns.example/dns-query{?dns}", "https://dns.example/dns-query", 0 },
	{ "https://dns.example{?dns}", HOST, 0 },
	{ "https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/", 0 },
	{ "https://localhost/q", "https://localhost/q", 0 },
	{ "https://192.0.2.1/q", "https://192.0.2.1/q", 4 },
	{ "https://[2001:DB8:0::1]:8443/q", "https://[2001:db8::1]:8443/q", 16 },
	{ "https://[::1]", "https://[::1]/dns-query", 16 },
	{ "http://dns.example/", "!only https:// is asked, other answers anybody can forge", 0 },
	{ "httpss://x/", "!only https:// is asked, other answers anybody can forge", 0 },
	{ "://x/", "!only https:// is asked, other answers anybody can forge", 0 },
	{ "https://", HOST, 0 },
	{ "https:///path", HOST, 0 },
	{ "https://:443/", HOST, 0 },
	{ "https://.example/", HOST, 0 },
	{ "https://a..example/", HOST, 0 },
	{ "https://dns.example./", HOST, 0 },
	{ "https://dns example/", HOST, 0 },
	{ "https://dns%2eexample/", HOST, 0 },
	{ "https://b\303\274cher.example/", HOST, 0 },
	{ "https://" LABEL_60 "bbb.example/", "https://" LABEL_60 "bbb.example/", 0 },
	{ "https://" LABEL_60 "bbbb.example/", HOST, 0 },
	{ "https://2130706433/", HOST, 0 },
	{ "https://127.1/", HOST, 0 },
	{ "https://0x7f.1/", HOST, 0 },
	{ "https://dns.0x7f000001/", HOST, 0 },
	{ "https://192.0.2.01/", HOST, 0 },
	{ "https://192.0.2.256/", HOST, 0 },
	{ "https://2001:db8::1/", HOST, 0 },
	{ "https://[192.0.2.1]/", HOST, 0 },
	{ "https://[fe80::1%25eth0]/", HOST, 0 },
	{ "https://[::1/", HOST, 0 },
	{ "https://[]/", HOST, 0 },
	{ "https://[::1]443/", HOST, 0 },
	{ "https://dns.example:/", PORT, 0 },
	{ "https://dns.example:0/", PORT, 0 },
	{ "https://dns.example:65536/", PORT, 0 },
	{ "https://dns.example:443x/", PORT, 0 },
	{ "https://dns.example:+443/", PORT, 0 },
	{ "https://dns.example:443:443/", PORT, 0 },
	{ "https://user@dns.example/", "!a user name or password is not taken", 0 },
	{ "https://u:p@dns.example/", "!a user name or password is not taken", 0 },
	{ "https://dns.example/@", "https://dns.example/@", 0 },
	{ "https://dns.example/#x", "!a fragment (#) is not taken", 0 },
	{ "https://dns.example#x", "!a fragment (#) is not taken", 0 },
	{ "https://dns.example/%", "!a % is not followed by two hexadecimal digits", 0 },
	{ "https://dns.example/%2", "!a % is not followed by two hexadecimal digits", 0 },
	{ "https://dns.example/%zz", "!a % is not followed by two hexadecimal digits", 0 },
	{ "https://dns.example/\n", CHARACTER, 0 },
	{ "https://dns.example/a b", CHARACTER, 0 },
	{ "https://dns.example/\\", CHARACTER, 0 },
	{ "https://dns.example/{dns}", CHARACTER, 0 },
	{ "https://dns.example/\177", CHARACTER, 0 },
	{ "https://dns.example/\374", CHARACTER, 0 },
};

static const struct row proxies[] = {
	{ "proxy.example:3128", "http://proxy.example:3128", 0 },
	{ "proxy.example", "http://proxy.example", 0 },
	{ "HTTP://Proxy.Example:3128/", "http://proxy.example:3128", 0 },
	{ "https://192.0.2.1:443", "https://192.0.2.1:443", 4 },
	{ "socks5h://[::1]:1080", "socks5h://[::1]:1080", 16 },
	{ "socks5://127.0.0.1", "socks5://127.0.0.1", 4 },
	{ "socks4://127.0.0.1", "!it can be http://, https://, socks5:// or socks5h://", 0 },
	{ "", HOST, 0 },
	{ "http://u:p@proxy.example/", "!a user name or password is not taken", 0 },
	{ "http://proxy.example/path", "!nothing stands behind its host and port", 0 },
	{ "http://proxy.example?", "!nothing stands behind its host and port", 0 },
	{ "http://proxy.example#", "!nothing stands behind its host and port", 0 },
	{ "http://proxy.example:x", PORT, 0 },
	{ "http://pro xy", HOST, 0 },
};

static void need_row(const struct row *r, bool proxy)
{
	struct why why = { 0 };
	struct url url = { "untouched", 77 };
	bool ok = (proxy ? url_proxy_parse : url_parse)(&url, r->given, strlen(r->given), &why);

	row("%s", r->given);
	if (r->want[0] != '!') {
		assert_true(ok);
		assert_string_equal(url.text, r->want);
		assert_int_equal(url.family_len, r->family_len);
		return;
	}
	if (ok)
		fail_msg("%s became %s", r->given, url.text);
	assert_int_equal(why.code, WHY_USAGE);
	if (!strstr(why.text, r->want + 1))
		fail_msg("%s: %s", r->given, why.text);
	assert_string_equal(url.text, "untouched");
	assert_int_equal(url.family_len, 77);
}

static void a_resolver_is_read_as_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(resolvers) / sizeof(resolvers[0]); i++)
		need_row(&resolvers[i], false);
}

static void what_is_read_is_read_again_as_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(resolvers) / sizeof(resolvers[0]); i++) {
		const char *text = resolvers[i].want;
		struct url again;

		row("%s", text);
		if (*text != '!') {
			assert_true(url_parse(&again, text, strlen(text), NULL));
			assert_string_equal(again.text, text);
		}
	}
}

static void a_proxy_is_read_as_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
		need_row(&proxies[i], true);
}

static void its_length_is_bounded(void **state)
{
	char text[LIMIT_URL + 2] = "https://dns.example/";
	struct url url;

	(void)state;
	memset(text + strlen(text), 'a', sizeof(text) - strlen(text));
	assert_true(url_parse(&url, text, LIMIT_URL, NULL));
	assert_int_equal(strlen(url.text), LIMIT_URL);
	assert_false(url_parse(&url, text, LIMIT_URL + 1, NULL));
	/* Without its path it fits, with the usual one it does not. */
	memset(text, 'a', sizeof(text));
	memcpy(text, "https://", 8);
	for (size_t i = 8 + 60; i < LIMIT_URL; i += 60)
		text[i] = '.';
	assert_false(url_parse(&url, text, 250, NULL));
	assert_true(url_parse(&url, text, 240, NULL));
}

static void an_octet_of_nothing_is_no_end(void **state)
{
	static const char text[] = "https://dns.example\0.org/", path[] = "https://dns.example/\0x";
	struct url url;

	(void)state;
	assert_false(url_parse(&url, text, sizeof(text) - 1, NULL));
	assert_false(url_parse(&url, path, sizeof(path) - 1, NULL));
}

static void a_scheme_makes_it_a_url(void **state)
{
	(void)state;
	assert_true(url_is_meant("http://x", 8));
	assert_true(url_is_meant("x://", 4));
	assert_false(url_is_meant("://", 3));
	assert_false(url_is_meant("", 0));
	assert_false(url_is_meant("2001:db8::1", 11));
	assert_false(url_is_meant("192.0.2.1:53", 12));
}

static void an_origin_is_scheme_host_and_port(void **state)
{
	static const struct {
		const char *given, *want, *host; /* host NULL: want is the fault */
	} origins[] = {
		{ "https://Cloud.Example/v3/a:b?c=%20#", "a fragment (#) is not taken", NULL },
		{ "https://Cloud.Example/v3/a:b?c=%20", "https://cloud.example:443",
		  "cloud.example" },
		{ "https://cloud.example:5000", "https://cloud.example:5000", "cloud.example" },
		{ "http://127.0.0.1:80/", "http://127.0.0.1:80", "127.0.0.1" },
		{ "http://[::1]", "http://[::1]:80", "[::1]" },
		{ "ftp://cloud.example/", "it is not https://", NULL },
		{ "cloud.example", "it is not https://", NULL },
		{ "", "it is not https://", NULL },
		{ "https://a@cloud.example/", "a user name or password is not taken", NULL },
		{ "https://cloud.example\\@evil.example/", "a user name or password is not taken",
		  NULL },
		{ "https://cloud.example:0/", "its port is not a number from 1 to 65535", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		struct url_origin o;
		const char *fault =
			url_origin_parse(&o, origins[i].given, strlen(origins[i].given));

		row("%s", origins[i].given);
		assert_string_equal(fault ? fault : o.text, origins[i].want);
		assert_int_equal(!fault, origins[i].host != NULL);
		if (!fault)
			assert_string_equal(o.host, origins[i].host);
	}
}

TESTS(an_origin_is_scheme_host_and_port, a_resolver_is_read_as_told,
      what_is_read_is_read_again_as_the_same, a_proxy_is_read_as_told, its_length_is_bounded,
      an_octet_of_nothing_is_no_end, a_scheme_makes_it_a_url)
