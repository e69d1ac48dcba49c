/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/modules.h"

#include <fcrdns/arena.h>
#include <fcrdns/finding.h>
#include <fcrdns/why.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct why why;

static struct modules *read_text(const char *text)
{
	struct modules *m;

	why = (struct why){ 0 };
	m = modules_read("m.yml", text, strlen(text), &why);
	if (!m && getenv("VERBOSE"))
		print_message("%s\n", why.text);
	return m;
}

static void is_name(const struct name *name, const char *want)
{
	char text[NAME_TEXT_MAX];

	(void)name_text(name, text);
	assert_string_equal(text, want);
}

static void without_a_file_there_is_one_module(void **state)
{
	static const char *const rows[] = { "",
					    "# nothing\n",
					    "modules:\n",
					    "modules: {}\n",
					    "modules: {default: }\n",
					    "modules: {default: {}}\n",
					    "modules: {default: {resolvers: [], helo: }}\n" };

	(void)state;
	for (size_t i = 0; i <= sizeof(rows) / sizeof(rows[0]); i++) {
		struct modules *m = i ? read_text(rows[i - 1]) : modules_load(NULL, &why);
		const struct module *d;

		row("%s", i ? rows[i - 1] : "no file");
		assert_non_null(m);
		assert_int_equal(modules_n(m), 1);
		d = modules_find(m, NULL);
		assert_ptr_equal(d, modules_at(m, 0));
		assert_ptr_equal(d, modules_find(m, "default"));
		assert_null(modules_find(m, "other"));
		assert_string_equal(d->name, "default");
		assert_int_equal(d->timeout_ms, MODULE_TIMEOUT_MS);
		assert_int_equal(d->wish.policy.ptr_limit, LIMIT_PTR_NAMES);
		assert_true(d->servers.n > 0);
		assert_false(d->ptr_info || d->fail_on_warn || d->wish.policy.strict ||
			     d->wish.policy.ownership || d->wish.policy.expect.len);
		assert_string_equal(d->wish.policy.ownership_host, "alidnsptrcheck");
		modules_free(m);
	}
	modules_free(NULL);
}

static void a_module_is_what_its_keys_say(void **state)
{
	struct modules *m =
		read_text("modules:\n"
			  "  mail:\n"
			  "    resolvers: [192.0.2.53, \"192.0.2.54:5353\", '2001:db8::1']\n"
			  "    timeout: 1m30s\n"
			  "    strict: true\n"
			  "    expect: [mail.example.com, Mx.Example.com]\n"
			  "    helo: mail.example.com\n"
			  "    ownership: {domain: example.com, value: \"a=b\"}\n"
			  "    ignore: [ptr_multiple, \"generic_name,ptr_cname\"]\n"
			  "    ptr_limit: 3\n"
			  "    ptr_info: yes\n"
			  "    fail_on: warn\n"
			  "  other: {expect: x.example, ownership: example.org=v}\n");
	const struct module *a;
	const struct policy *p;

	(void)state;
	assert_non_null(m);
	assert_int_equal(modules_n(m), 3);
	assert_string_equal(modules_at(m, 1)->name, "other");
	assert_string_equal(modules_at(m, 2)->name, "default");
	a = modules_find(m, "mail");
	p = &a->wish.policy;
	assert_int_equal(a->servers.n, 3);
	assert_string_equal(a->servers.texts[0], "192.0.2.53:53");
	assert_string_equal(a->servers.texts[1], "192.0.2.54:5353");
	assert_string_equal(a->servers.texts[2], "[2001:db8::1]:53");
	assert_int_equal(a->timeout_ms, 90000);
	assert_true(p->strict && a->ptr_info && a->fail_on_warn);
	is_name(&p->expect, "mail.example.com");
	assert_int_equal(p->n_also_expected, 1);
	is_name(&p->also_expected[0], "mx.example.com");
	assert_int_equal(p->helo.kind, HELO_NAME);
	is_name(&p->ownership_domain, "example.com");
	assert_int_equal(p->ownership_len, 3);
	assert_memory_equal(p->ownership_value, "a=b", 3);
	assert_int_equal(p->ptr_limit, 3);
	for (unsigned i = 0, n = 0; i < 128; i++) {
		n += (unsigned)(p->ignore[i / 64] >> i % 64 & 1);
		assert_true(i < 127 || n == 3);
	}
	assert_true(p->ignore[FINDING_PTR_MULTIPLE / 64] >> FINDING_PTR_MULTIPLE % 64 & 1);
	modules_complete(m, NULL, NULL);
	assert_true(p->eager && p->root_domain);

	a = modules_find(m, "other");
	is_name(&a->wish.policy.expect, "x.example");
	is_name(&a->wish.policy.ownership_domain, "example.org");
	assert_string_equal(a->wish.policy.ownership_value, "v");
	modules_free(m);
}

static void a_value_of_ownership_alone_names_no_domain(void **state)
{
	struct modules *m = read_text("modules: {a: {ownership: {value: example.com=v}}}\n");

	(void)state;
	assert_non_null(m);
	assert_int_equal(modules_at(m, 0)->wish.policy.ownership_domain.len, 0);
	assert_string_equal(modules_at(m, 0)->wish.policy.ownership_value, "example.com=v");
	modules_free(m);
}

#define KEY(text) "modules:\n  a:\n    " text "\n"

static void each_mistake_is_a_sentence(void **state)
{
	static const char *const rows[][2] = {
		/* The whole. */
		{ "modules", "line 1: it holds no mapping" },
		{ "[]\n", "line 1: it is a list, and has to be a mapping" },
		{ "module: {}\n", "line 1: there is no key module: there are modules" },
		{ "module: x\n", "line 1: there is no key module: there are modules" },
		{ "module:\n", "line 1: there is no key module: there are modules" },
		{ "modules: x\n", "line 1: modules wants a mapping, not 'x'" },
		{ "modules: [x]\n", "line 1: modules wants a mapping, not a list" },
		{ "modules: {a: x}\n", "line 1: modules.a wants a mapping, not 'x'" },
		{ "modules: {a: [x]}\n", "line 1: modules.a wants a mapping, not a list" },
		{ "modules: {a: , a: }\n", "line 1: a key that is there twice" },
		{ "modules: {a b: {}}\n",
		  "line 1: the name of a module is up to 64 letters, digits, '.', '_' and '-', "
		  "which modules.a b is not" },
		{ "modules: {a: &x {}, b: *x}\n",
		  "line 1: aliases (*) are not read, write out what they stand for" },
		{ "modules: {a: !!map {}}\n", "line 1: tags (!) are not read" },
		{ "modules: {a: {resolvers: [[[[[[[[[[[[[[[[[[",
		  "line 1: modules.a.resolvers.0 wants a text" },
		/* Keys. */
		{ KEY("timout: 5s"),
		  "line 3: there is no key modules.a.timout: there are resolvers, "
		  "cacert, timeout, strict, expect, helo, ownership, ignore, "
		  "ptr_limit, ptr_info and fail_on" },
		{ KEY("strict: true\n    strict: true"), "line 4: a key that is there twice" },
		{ KEY("timeout: 5"), "line 3: modules.a.timeout wants a duration such as 5s or "
				     "1m30s, from 100ms to 1h, not '5'" },
		{ KEY("timeout: 5s1m"), "line 3: modules.a.timeout wants a duration such as 5s or "
					"1m30s, from 100ms to 1h, not '5s1m'" },
		{ KEY("timeout: 99ms"), "line 3: modules.a.timeout wants a duration such as 5s or "
					"1m30s, from 100ms to 1h, not '99ms'" },
		{ KEY("timeout: 1h1ms"), "line 3: modules.a.timeout wants a duration such as 5s or "
					 "1m30s, from 100ms to 1h, not '1h1ms'" },
		{ KEY("timeout: 99999999999999999999w"),
		  "line 3: modules.a.timeout wants a duration such as 5s or 1m30s, from 100ms to "
		  "1h, not '99999999999999999999w'" },
		{ KEY("timeout: [5s]"), "line 3: modules.a.timeout wants one text, not a list" },
		{ KEY("timeout: {a: b}"), "line 3: modules.a.timeout wants no mapping" },
		{ KEY("strict: maybe"),
		  "line 3: modules.a.strict wants true or false, not 'maybe'" },
		{ KEY("ptr_info: 1"), "line 3: modules.a.ptr_info wants true or false, not '1'" },
		{ KEY("ptr_limit: 0"),
		  "line 3: modules.a.ptr_limit wants a number from 1 to 100, not '0'" },
		{ KEY("ptr_limit: 101"),
		  "line 3: modules.a.ptr_limit wants a number from 1 to 100, not '101'" },
		{ KEY("ptr_limit: 4294967297"),
		  "line 3: modules.a.ptr_limit wants a number from 1 to 100, not '4294967297'" },
		{ KEY("ptr_limit: -1"),
		  "line 3: modules.a.ptr_limit wants a number from 1 to 100, not '-1'" },
		{ KEY("fail_on: never"),
		  "line 3: modules.a.fail_on wants one of fail, warn, not 'never'" },
		{ KEY("expect: [a.example,\n     no..example]"),
		  "line 4: modules.a.expect wants a host name, not 'no..example'" },
		{ KEY("expect: [a, [b]]"), "line 3: modules.a.expect.1 wants a text" },
		{ KEY("expect: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]"),
		  "line 3: modules.a.expect has more than 16 items" },
		{ KEY("helo: ''"),
		  "line 3: modules.a.helo wants a name or an address in brackets" },
		{ KEY("ignore: [ptr_many]"),
		  "line 3: modules.a.ignore wants codes of findings such "
		  "as ptr_multiple, not 'ptr_many'" },
		{ KEY("ignore: ['']"),
		  "line 3: modules.a.ignore wants codes of findings such as ptr_multiple, not ''" },
		{ KEY("ownership: ''"),
		  "line 3: modules.a.ownership wants a value of 1 to 4096 octets" },
		{ KEY("ownership: {value: ''}"),
		  "line 3: modules.a.ownership wants a value of 1 to 4096 octets" },
		{ KEY("ownership: {domain: example.com}"),
		  "line 3: modules.a.ownership has no value" },
		{ KEY("ownership: {}"), "line 3: modules.a.ownership has no value" },
		{ KEY("ownership: [x]"), "line 3: modules.a.ownership wants one text, not a list" },
		{ KEY("ownership: {value: [x]}"),
		  "line 3: modules.a.ownership.value wants a text" },
		{ KEY("ownership: {name: x}"),
		  "line 3: there is no key modules.a.ownership.name: there are domain and value" },
		{ KEY("ownership: {domain: com, value: v}"),
		  "line 3: modules.a.ownership.domain wants a host name of two labels or more" },
		{ KEY("ownership: {domain: '', value: v}"),
		  "line 3: modules.a.ownership.domain wants a host name of two labels or more" },
		{ KEY("ownership: {domain: a.example=b, value: v}"),
		  "line 3: modules.a.ownership.domain wants a host name of two labels or more" },
		{ KEY("resolvers: [localhost]"),
		  "line 3: modules.a.resolvers: 'localhost' is no server: give ADDRESS, IPV4:PORT, "
		  "[IPV6]:PORT, https://URL or @FILE" },
		{ KEY("resolvers: [192.0.2.1, 'https://dns.example/']"),
		  "line 3: modules.a.resolvers: resolvers asked over https cannot be mixed with "
		  "others" },
		{ KEY("resolvers: ['']"),
		  "line 3: modules.a.resolvers: resolvers must have the address "
		  "of a resolver, or @FILE" },
		{ KEY("resolvers: ['@/none/of/these']"),
		  "line 3: modules.a.resolvers: cannot read /none/of/these: No such file or "
		  "directory" },
		{ KEY("cacert: /etc/ca.pem"),
		  "line 3: modules.a.cacert wants resolvers that are asked over https" },
		{ KEY("{"), "line 4: did not find expected node content" },
		{ "modules: {a: {helo: \"\\e[31m\"}}\n",
		  "line 1: a value with a control character" },
		{ "\xff\n", "line 1: invalid leading UTF-8 octet" },
		{ "modules: {\xc3\xa9: {}}\n",
		  "line 1: the name of a module is up to 64 letters, digits, '.', '_' and '-', "
		  "which modules.\\195\\169 is not" },
		{ KEY("str\xc3\xa9t: 1"),
		  "line 3: there is no key modules.a.str\\195\\169t: there are resolvers, cacert, "
		  "timeout, strict, expect, helo, ownership, ignore, ptr_limit, ptr_info and "
		  "fail_on" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct modules *m = read_text(rows[i][0]);
		char want[400];

		row("%s", rows[i][0]);
		(void)snprintf(want, sizeof(want), "m.yml, %s", rows[i][1]);
		assert_null(m);
		assert_string_equal(why.text, want);
	}
}

static void there_is_a_bound_on_all(void **state)
{
	static char text[LIMIT_CONFIG];
	struct modules *m;
	size_t at = 0;

	(void)state;
	at += (size_t)snprintf(text, sizeof(text), "modules:\n");
	for (unsigned i = 0; i < LIMIT_MODULES; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "  m%u: {}\n", i);
	m = read_text(text);
	assert_non_null(m);
	assert_int_equal(modules_n(m), LIMIT_MODULES + 1);
	modules_free(m);
	(void)snprintf(text + at, sizeof(text) - at, "  more: {}\n");
	assert_null(read_text(text));
	assert_string_equal(why.text, "m.yml, line 258: there are more than 256 modules");
	/* A name of many octets is not repeated whole. */
	at = (size_t)snprintf(text, sizeof(text), "modules: {");
	memset(text + at, '\x7e', 127);
	(void)snprintf(text + at + 127, 8, ": {}}\n");
	assert_null(read_text(text));
	assert_true(strlen(why.text) < 200);
	memset(text + at, 'x', 200);
	assert_null(read_text(text));
	/* A value of many octets. */
	at = (size_t)snprintf(text, sizeof(text), "modules: {a: {ownership: ");
	memset(text + at, 'x', 5000);
	(void)snprintf(text + at + 5000, 8, "}}\n");
	assert_null(read_text(text));
	assert_string_equal(why.text,
			    "m.yml, line 1: modules.a.ownership wants a value of 1 to 4096 octets");
}

static void what_is_no_file_is_refused(void **state)
{
	static const char nul[] = "modules: {a\0: {}}\n";

	(void)state;
	assert_null(modules_load("/none/of/these", &why));
	assert_string_equal(why.text, "cannot read /none/of/these: No such file or directory");
	assert_int_equal(why.code, WHY_NOINPUT);
	assert_null(modules_load("/", &why));
	assert_string_equal(why.text, "/ is no file");
	assert_null(modules_load("/dev/zero", &why));
	assert_string_equal(why.text, "/dev/zero is no file");
	assert_null(modules_read("m.yml", nul, sizeof(nul) - 1, &why));
	assert_string_equal(why.text, "m.yml, line 1: control characters are not allowed");
}

/* From the top of the sources, where tests run. */
static void the_shipped_file_is_right(void **state)
{
	static const char file[] = "data/examples/fcrdns-exporter.yml";
	struct modules *m = modules_load(file, &why);

	(void)state;
	if (!m)
		fail_msg("%s", why.text);
	assert_int_equal(modules_n(m), 3);
	assert_int_equal(modules_find(m, NULL)->timeout_ms, 5000);
	assert_true(modules_find(m, "mail")->fail_on_warn);
	assert_true(modules_find(m, "owned")->servers.is_https);
	modules_free(m);
}

TESTS(without_a_file_there_is_one_module, a_module_is_what_its_keys_say,
      a_value_of_ownership_alone_names_no_domain, each_mistake_is_a_sentence,
      there_is_a_bound_on_all, what_is_no_file_is_refused, the_shipped_file_is_right)
