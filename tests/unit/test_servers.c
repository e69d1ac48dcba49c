/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <string.h>
#include <unistd.h>

/* Servers as one text, "!" and the reason when refused. */
static const char *loaded(const struct servers_conf *conf, struct servers *ret)
{
	static char out[LIMIT_SERVERS * (SERVER_TEXT_MAX + 1) + sizeof(struct why)];
	struct why why = { 0 };

	out[0] = '\0';
	if (!servers_load(ret, conf, &why)) {
		(void)snprintf(out, sizeof(out), "!%s", why.text);
		return out;
	}
	for (unsigned i = 0; i < ret->n; i++) {
		size_t at = strlen(out);

		(void)snprintf(out + at, sizeof(out) - at, "%s%s", i ? " " : "", ret->texts[i]);
	}
	return out;
}

static const struct {
	const char *given;
	unsigned port;
	enum servers_family family;
	const char *want;
} row_of[] = {
	{ "192.0.2.1", 0, SERVERS_ANY, "192.0.2.1:53" },
	{ "192.0.2.1", 5353, SERVERS_ANY, "192.0.2.1:5353" },
	{ "192.0.2.1:54", 5353, SERVERS_ANY, "192.0.2.1:54" },
	{ "2001:db8::1", 0, SERVERS_ANY, "[2001:db8::1]:53" },
	{ "[2001:DB8:0::1]", 0, SERVERS_ANY, "[2001:db8::1]:53" },
	{ "[2001:db8::1]:5300", 0, SERVERS_ANY, "[2001:db8::1]:5300" },
	{ "192.0.2.1,192.0.2.1:53,[::1]:53", 0, SERVERS_ANY, "192.0.2.1:53 [::1]:53" },
	{ "192.0.2.1,::1", 0, SERVERS_IPV6, "[::1]:53" },
	{ "192.0.2.1,::1", 0, SERVERS_IPV4, "192.0.2.1:53" },
	{ "fe80::1%1", 0, SERVERS_ANY, "[fe80::1%1]:53" },
	{ "::1", 0, SERVERS_IPV4,
	  "!no DNS server of that address family to ask: name one with -r ADDRESS" },
	{ "192.0.2.1:0", 0, SERVERS_ANY,
	  "!'192.0.2.1:0' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, https://URL or "
	  "@FILE" },
	{ "192.0.2.1:65536", 0, SERVERS_ANY,
	  "!'192.0.2.1:65536' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, https://URL or "
	  "@FILE" },
	{ "dns.example\n", 0, SERVERS_ANY,
	  "!'dns.example\\010' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, https://URL or "
	  "@FILE" },
	{ "192.0.2.1,", 0, SERVERS_ANY, "192.0.2.1:53" },
	{ ",192.0.2.1", 0, SERVERS_ANY,
	  "!'' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, https://URL or @FILE" },
	{ "[::1", 0, SERVERS_ANY,
	  "!'[::1' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, https://URL or @FILE" },
	{ "192.0.2.1%1", 0, SERVERS_ANY,
	  "!'192.0.2.1%1' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, https://URL or "
	  "@FILE" },
	{ "@/nonexistent/file", 0, SERVERS_ANY,
	  "!cannot read /nonexistent/file: No such file or directory" },
	{ "@/", 0, SERVERS_ANY, "!cannot read /: Is a directory" },
};

static const struct {
	const char *given, *cacert, *proxy;
	unsigned port;
	enum servers_family family;
	const char *want, *want_proxy;
} https_of[] = {
	{ .given = "https://dns.example", .want = "https://dns.example/dns-query" },
	{ .given = "https://a.example/q,HTTPS://B.example:8443,https://a.example/q",
	  .want = "https://a.example/q https://b.example:8443/dns-query" },
	{ .given = "https://192.0.2.1/q,https://[::1]/q,https://c.example/q",
	  .family = SERVERS_IPV6,
	  .want = "https://[::1]/q https://c.example/q" },
	{ .given = "https://192.0.2.1/q",
	  .family = SERVERS_IPV6,
	  .want = "!no DNS server of that address family to ask: name one with -r ADDRESS" },
	{ .given = "https://a.example/q",
	  .cacert = "/dev/null",
	  .proxy = "Proxy.Example:3128",
	  .want = "https://a.example/q",
	  .want_proxy = "http://proxy.example:3128" },
	{ .given = "https://a.example/q", .cacert = "/", .want = "!cannot read /: Is a directory" },
	{ .given = "https://a.example/q",
	  .proxy = "u@p",
	  .want = "!'u@p' is no URL of a proxy: a user name or password is not taken" },
	{ .given = "192.0.2.1",
	  .cacert = "/dev/null",
	  .want = "!--cacert is for resolvers asked over https: give one with -r https://URL" },
	{ .proxy = "p",
	  .want = "!--proxy is for resolvers asked over https: give one with -r https://URL" },
	{ .given = "https://a.example/q,192.0.2.1",
	  .want = "!resolvers asked over https cannot be mixed with others" },
	{ .given = "192.0.2.1,https://a.example/q",
	  .want = "!resolvers asked over https cannot be mixed with others" },
	{ .given = "http://a.example/q",
	  .want = "!'http://a.example/q' is no URL of a resolver: only https:// is asked, other "
		  "answers anybody can forge" },
	{ .given = "https://a.example/q",
	  .port = 443,
	  .want = "!-p is not for https: write the port into the URL, as in "
		  "https://dns.example:8443/dns-query" },
};

static void over_https_they_are_urls_and_their_ad_bit_is_believed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(https_of) / sizeof(https_of[0]); i++) {
		const struct servers_conf conf = { .resolver = https_of[i].given,
						   .cacert = https_of[i].cacert,
						   .proxy = https_of[i].proxy,
						   .port = https_of[i].port,
						   .family = https_of[i].family };
		struct servers got;

		row("%s", https_of[i].given);
		assert_string_equal(loaded(&conf, &got), https_of[i].want);
		if (https_of[i].want[0] == '!')
			continue;
		assert_true(got.is_https && got.trust_ad && !got.use_vc);
		assert_string_equal(got.proxy,
				    https_of[i].want_proxy ? https_of[i].want_proxy : "");
		assert_ptr_equal(got.cacert, https_of[i].cacert);
	}
}

static void every_row_loads_as_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct servers got;
		const struct servers_conf conf = { .resolver = row_of[i].given,
						   .port = row_of[i].port,
						   .family = row_of[i].family };

		row("%s", row_of[i].given);
		assert_string_equal(loaded(&conf, &got), row_of[i].want);
	}
}

static const char *file_of(char path[static 32], const char *text)
{
	int fd;

	strcpy(path, "/tmp/fcrdns-servers-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	return path;
}

static const struct {
	const char *resolv, *upstream, *want;
	bool is_local, trust_ad, use_vc;
} system_of[] = {
	{ "nameserver 192.0.2.1\nsearch example.com\nnameserver 2001:db8::1\n", "",
	  "192.0.2.1:53 [2001:db8::1]:53", false, false, false },
	{ "# nothing\n", "", "127.0.0.1:53", false, true, false },
	{ "nameserver 127.0.0.1\n", "", "127.0.0.1:53", false, true, false },
	{ "nameserver 192.0.2.1\noptions edns0 trust-ad use-vc\n", "", "192.0.2.1:53", false, true,
	  true },
	{ "nameserver 127.0.0.53\n", "nameserver 192.0.2.9\n", "192.0.2.9:53", false, false,
	  false },
	{ "nameserver 127.0.0.53\n", "nameserver 127.0.0.54\n", "127.0.0.53:53", true, true,
	  false },
	{ "nameserver 127.0.0.11\noptions ndots:0\n", "", "127.0.0.11:53", true, true, false },
	{ "nameserver 127.0.0.53\nnameserver 192.0.2.1\n", "nameserver 192.0.2.9\n", "192.0.2.1:53",
	  false, false, false },
	{ "nameserver fe80::1%nosuchif\nnameserver bogus\nnameserver 192.0.2.1\n", "",
	  "192.0.2.1:53", false, false, false },
};

static void resolv_conf_is_read_and_stubs_are_not_believed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(system_of) / sizeof(system_of[0]); i++) {
		char resolv[32], upstream[32];
		const struct servers_conf conf = {
			.resolv_conf = file_of(resolv, system_of[i].resolv),
			.upstream_conf = file_of(upstream, system_of[i].upstream),
		};
		struct servers got;

		row("%s", system_of[i].resolv);
		assert_string_equal(loaded(&conf, &got), system_of[i].want);
		assert_int_equal(got.is_local, system_of[i].is_local);
		assert_int_equal(got.trust_ad, system_of[i].trust_ad);
		assert_int_equal(got.use_vc, system_of[i].use_vc);
		(void)unlink(resolv);
		(void)unlink(upstream);
	}
}

static void a_file_that_is_named_is_obeyed_stub_or_not(void **state)
{
	char path[33] = "@";
	struct servers got;
	const struct servers_conf conf = { .resolver = path };

	(void)state;
	(void)file_of(path + 1, "127.0.0.53\n[2001:db8::1]:5300\nnameserver 192.0.2.1\n");
	assert_string_equal(loaded(&conf, &got), "127.0.0.53:53 [2001:db8::1]:5300 192.0.2.1:53");
	assert_false(got.is_local);
	(void)unlink(path + 1);
}

/* So many of 192.0.2.x, one a line. */
static void lines(char *out, unsigned n)
{
	for (unsigned i = 1; i <= n; i++)
		out += sprintf(out, "nameserver 192.0.2.%u\n", i);
}

static void more_than_can_be_asked_are_refused_where_the_user_names_them(void **state)
{
	char path[33] = "@", text[600], resolv[32];
	struct servers got;
	struct servers_conf conf = { .resolver = path };

	(void)state;
	lines(text, LIMIT_SERVERS + 1);
	(void)file_of(path + 1, text);
	assert_string_equal(loaded(&conf, &got),
			    "!17 DNS servers are too many: at most 16 are asked");
	(void)unlink(path + 1);
	lines(text, LIMIT_SERVERS);
	(void)file_of(path + 1, text);
	(void)loaded(&conf, &got);
	assert_int_equal(got.n, LIMIT_SERVERS);
	(void)unlink(path + 1);
	lines(text, LIMIT_SERVERS + 1);
	conf = (struct servers_conf){ .resolv_conf = file_of(resolv, text) };
	(void)loaded(&conf, &got);
	assert_int_equal(got.n, LIMIT_SERVERS);
	(void)unlink(resolv);
}

TESTS(every_row_loads_as_told, over_https_they_are_urls_and_their_ad_bit_is_believed,
      resolv_conf_is_read_and_stubs_are_not_believed, a_file_that_is_named_is_obeyed_stub_or_not,
      more_than_can_be_asked_are_refused_where_the_user_names_them)
