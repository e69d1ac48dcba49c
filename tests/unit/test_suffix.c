/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/suffix.h>
#include <fcrdns/why.h>

#include <string.h>
#include <unistd.h>

static const struct {
	const char *sentence, *name, *domain; /* NULL: none */
} row_of[] = {
	{ "a label below a suffix", "mail.example.com", "example.com" },
	{ "the domain itself", "example.com", "example.com" },
	{ "a suffix has none", "com", NULL },
	{ "a suffix of two labels", "a.b.example.co.uk", "example.co.uk" },
	{ "which has none either", "co.uk", NULL },
	{ "private suffixes do not count", "ec2-192-0-2-1.eu-west-1.compute.amazonaws.com",
	  "amazonaws.com" },
	{ "nor this one", "user.github.io", "github.io" },
	{ "a wildcard rule", "www.example.ck", "www.example.ck" },
	{ "makes its label a suffix", "example.ck", NULL },
	{ "except where the list says so", "a.www.ck", "www.ck" },
	{ "a suffix whose parent is none", "a.bo.telemark.no", "a.bo.telemark.no" },
	{ "and that parent", "bo2.telemark.no", "telemark.no" },
	{ "itself", "bo.telemark.no", NULL },
	{ "below that", "b.a.bo.telemark.no", "a.bo.telemark.no" },
	{ "a wildcard below no rule", "mail.x.y.kobe.jp", "x.y.kobe.jp" },
	{ "and its exception", "mail.x.city.kobe.jp", "city.kobe.jp" },
	{ "and what libpsl takes for one as well", "kobe.jp", NULL },
	{ "four labels", "x.pvt.k12.ma.us", "x.pvt.k12.ma.us" },
	{ "an unknown top-level name is a suffix", "mail.example.unknowntld",
	  "example.unknowntld" },
	{ "many labels", "a.b.c.d.e.f.g.h.i.example.com", "example.com" },
	{ "an underscore", "_a.b_c.example.com", "example.com" },
	{ "an A-label", "www.xn--85x722f.com.cn", "xn--85x722f.com.cn" },
	{ "other octets", "m\\195\\188ller.example.com", NULL },
	{ "a dot in a label", "mail\\.x.example.com", NULL },
	{ "the root", ".", NULL },
};

static void check_rows(const struct suffix_list *list)
{
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t wire[NAME_MAX_OCTETS];
		struct name name = { 0 }, domain = { 0 };
		char text[NAME_TEXT_MAX];
		bool any;

		row("%s", row_of[i].sentence);
		assert_true(name_parse(&name, wire, row_of[i].name, strlen(row_of[i].name)));
		any = suffix_root_domain(list, &name, &domain);
		assert_int_equal(any, row_of[i].domain != NULL);
		if (!any)
			continue;
		(void)name_text(&domain, text);
		assert_string_equal(text, row_of[i].domain);
		assert_ptr_equal(domain.wire + domain.len, name.wire + name.len);
	}
}

static void the_registrable_domain_is(void **state)
{
	struct why why = { 0 };
	struct suffix_list *list = suffix_list_new(NULL, &why);

	(void)state;
	assert_non_null(list);
	check_rows(list);
	suffix_list_free(list);
}

/* What was asked before must not show: each row after each other one, of the same parent or not. */
static void it_does_not_depend_on_the_name_before(void **state)
{
	static const char *const names[] = {
		"mail.example.com",
		"www.example.com",
		"example.com",
		"other.com",
		"com",
		"x.telemark.no",
		"bo.telemark.no",
		"a.bo.telemark.no",
		"a.x.telemark.no",
		"www.ck",
		"example.ck",
		"a.www.ck",
		"a.example.ck",
		"a.b.c.d.e.example.com",
		"z.b.c.d.e.example.com",
		"b.c.d.e.example.com",
		"x.pvt.k12.ma.us",
		"pvt.k12.ma.us",
		"k12.ma.us",
		"a.x.pvt.k12.ma.us",
		"a.b.x.pvt.k12.ma.us",
		"c.b.x.pvt.k12.ma.us",
		"m\\195.example.com",
	};
	enum {
		N = sizeof(names) / sizeof(names[0])
	};
	struct why why = { 0 };
	struct suffix_list *list = suffix_list_new(NULL, &why);

	(void)state;
	assert_non_null(list);
	for (size_t i = 0; i < N; i++) {
		struct suffix_list *fresh = suffix_list_new(NULL, &why);
		struct name name = { 0 }, alone = { 0 };
		uint8_t wire[NAME_MAX_OCTETS];

		assert_non_null(fresh);
		assert_true(name_parse(&name, wire, names[i], strlen(names[i])));
		(void)suffix_root_domain(fresh, &name, &alone);
		suffix_list_free(fresh);
		for (size_t k = 0; k < N; k++) {
			struct name before = { 0 }, domain = { 0 };
			uint8_t buf[NAME_MAX_OCTETS];

			row("%s after %s", names[i], names[k]);
			assert_true(name_parse(&before, buf, names[k], strlen(names[k])));
			(void)suffix_root_domain(list, &before, &domain);
			domain = (struct name){ 0 };
			assert_int_equal(suffix_root_domain(list, &name, &domain), alone.len != 0);
			assert_int_equal(domain.len, alone.len);
		}
	}
	suffix_list_free(list);
}

static void a_list_of_ones_own_is_obeyed(void **state)
{
	static const char rules[] = "// ===BEGIN ICANN DOMAINS===\ncom\nexample.com\n"
				    "// ===END ICANN DOMAINS===\n";
	char path[] = "/tmp/test_suffix.XXXXXX";
	int fd = mkstemp(path);
	struct why why = { 0 };
	struct suffix_list *list;
	uint8_t wire[NAME_MAX_OCTETS];
	struct name name = { 0 }, domain = { 0 };

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, rules, sizeof(rules) - 1), sizeof(rules) - 1);
	assert_int_equal(close(fd), 0);
	list = suffix_list_new(path, &why);
	assert_int_equal(unlink(path), 0);
	assert_non_null(list);
	assert_true(name_parse(&name, wire, "a.b.example.com", 15));
	assert_true(suffix_root_domain(list, &name, &domain));
	assert_int_equal(domain.len, name.len - 2);
	suffix_list_free(list);
}

static void a_list_that_cannot_be_read_is_named(void **state)
{
	struct why why = { 0 };

	(void)state;
	assert_null(suffix_list_new("/nonexistent/list", &why));
	assert_int_equal(why.code, WHY_NOINPUT);
	assert_string_equal(why.text, "cannot read the public suffix list /nonexistent/list: No "
				      "such file or directory");
	suffix_list_free(NULL);
}

static void without_a_list_there_is_no_domain(void **state)
{
	uint8_t wire[NAME_MAX_OCTETS];
	struct name name = { 0 }, domain = { 0 };

	(void)state;
	assert_true(name_parse(&name, wire, "a.example.com", 13));
	assert_false(suffix_root_domain(NULL, &name, &domain));
	assert_int_equal(domain.len, 0);
}

TESTS(the_registrable_domain_is, it_does_not_depend_on_the_name_before,
      a_list_of_ones_own_is_obeyed, a_list_that_cannot_be_read_is_named,
      without_a_list_there_is_no_domain)
