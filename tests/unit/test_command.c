/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/command.h"
#include "../../src/exporter/modules.h"

#include <fcrdns/record.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of 192.0.2.10, whose name mail.example.com is confirmed, asked with the module `keys`. */
static void is_command(const char *keys, const char *words, const char *want)
{
	char yaml[1024];
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;
	const struct name *confirmed[] = { &name };
	struct record r = {
		.address = "192.0.2.10", .address_len = 10, .confirmed = confirmed, .n_confirmed = 1
	};
	struct why why = { 0 };
	struct modules *m;
	struct text out;

	row("%s", keys);
	assert_true(name_parse(&name, buf, "mail.example.com", 16));
	(void)snprintf(yaml, sizeof(yaml), "modules: {default: {%s}}\n", keys);
	m = modules_read("m.yml", yaml, strlen(yaml), &why);
	if (!m)
		print_message("%s\n", why.text);
	assert_non_null(m);
	text_init(&out, 1 << 16);
	command_put(&r, modules_find(m, NULL), words, &out);
	assert_string_equal(text_cstr(&out), want);
	text_done(&out);
	modules_free(m);
}

static void it_asks_what_the_module_asks(void **state)
{
	static const char server[] = "resolvers: 192.0.2.53, ";
	static const char *const rows[][2] = {
		{ "", "" },
		{ "strict: true", " --strict" },
		{ "expect: Mail.Example.com.", " --expect mail.example.com" },
		{ "helo: mail.example.com", " --helo mail.example.com" },
		{ "helo: '[192.0.2.10]'", " --helo '[192.0.2.10]'" },
		{ "ownership: v", " --ownership v" },
		{ "ownership: example.com=v", " --ownership example.com=v" },
		{ "ownership: {domain: example.com, value: a=b}", " --ownership example.com=a=b" },
		{ "ownership: {value: example.com=b}", " --ownership =example.com=b" },
		{ "ptr_limit: 3", " --ptr-limit 3" },
		{ "ptr_limit: 10", "" },
		{ "ignore: [special_purpose, ptr_multiple]",
		  " --ignore ptr_multiple,special_purpose" },
		{ "fail_on: warn", " --fail-on warn" },
		{ "fail_on: fail, ptr_info: true, timeout: 1s", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char keys[256], want[256];

		(void)snprintf(keys, sizeof(keys), "%s%s", server, rows[i][0]);
		(void)snprintf(want, sizeof(want), "fcrdns-check -v -r 192.0.2.53:53%s 192.0.2.10",
			       rows[i][1]);
		is_command(keys, NULL, want);
	}
	is_command("resolvers: 192.0.2.53", "/etc/generic.words",
		   "fcrdns-check -v -r 192.0.2.53:53 --generic-words /etc/generic.words "
		   "192.0.2.10");
}

/* The command line takes one name: it has to fail or not as the several would. */
static void of_several_names_it_has_the_one_that_decides(void **state)
{
	(void)state;
	is_command("resolvers: 192.0.2.53, expect: [a.example, mail.example.com]", NULL,
		   "fcrdns-check -v -r 192.0.2.53:53 --expect mail.example.com 192.0.2.10");
	is_command("resolvers: 192.0.2.53, expect: [mail.example.com, a.example]", NULL,
		   "fcrdns-check -v -r 192.0.2.53:53 --expect mail.example.com 192.0.2.10");
	is_command("resolvers: 192.0.2.53, expect: [a.example, b.example]", NULL,
		   "fcrdns-check -v -r 192.0.2.53:53 --expect a.example 192.0.2.10");
}

static void a_shell_reads_nothing_into_it(void **state)
{
	(void)state;
	is_command("resolvers: '[2001:db8::53]:5353'", NULL,
		   "fcrdns-check -v -r '[2001:db8::53]:5353' 192.0.2.10");
	is_command("resolvers: 192.0.2.53, ownership: \"it's $(id) `id` \\\"x\\\" \\\\ ; *\"", NULL,
		   "fcrdns-check -v -r 192.0.2.53:53 "
		   "--ownership 'it'\\''s $(id) `id` \"x\" \\ ; *' 192.0.2.10");
}

static void certificates_are_named_as_well(void **state)
{
	char path[] = "/tmp/a ca.XXXXXX", keys[128], want[256];
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	(void)close(fd);
	(void)snprintf(keys, sizeof(keys), "resolvers: 'https://192.0.2.55/q', cacert: %s", path);
	(void)snprintf(want, sizeof(want),
		       "fcrdns-check -v -r https://192.0.2.55/q --cacert '%s' 192.0.2.10", path);
	is_command(keys, NULL, want);
	(void)unlink(path);
}

TESTS(it_asks_what_the_module_asks, of_several_names_it_has_the_one_that_decides,
      a_shell_reads_nothing_into_it, certificates_are_named_as_well)
