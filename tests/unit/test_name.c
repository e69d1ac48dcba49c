/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/name.h>
#include <fcrdns/text.h>

#include <string.h>

#define L10   "abcdefghij"
#define L50   L10 L10 L10 L10 L10
#define L63   L50 L10 "abc"
#define ESC10 "\\001\\001\\001\\001\\001\\001\\001\\001\\001\\001"
#define ESC63 ESC10 ESC10 ESC10 ESC10 ESC10 ESC10 "\\001\\001\\001"

static struct name parsed(uint8_t buf[static NAME_MAX_OCTETS], const char *text)
{
	struct name name = { 0 };

	assert_true(name_parse(&name, buf, text, strlen(text)));
	assert_ptr_equal(name.wire, buf);
	return name;
}

static void text_in_is_canonical_text_out(void **state)
{
	static const struct {
		const char *in, *out;
	} row_of[] = {
		{ "mail.example.com", "mail.example.com" },
		{ "mail.example.com.", "mail.example.com" },
		{ "MAIL.Example.COM", "mail.example.com" },
		{ "a", "a" },
		{ ".", "." },
		{ "x_y.-z-", "x_y.-z-" },
		{ "\\065b", "ab" }, /* lowered after the escape is undone */
		{ "\\A", "a" },
		{ "a\\.b.c", "a\\046b.c" },
		{ "a\\046b.c", "a\\046b.c" },
		{ "a\\\\b", "a\\092b" },
		{ "a\\000.b", "a\\000.b" },
		{ "a b", "a\\032b" },
		{ "*.example", "\\042.example" },
		{ "64/26.x", "64\\04726.x" },
		{ "\303\244.de", "\\195\\164.de" },
		{ "\177", "\\127" },
		{ L63, L63 },
		{ L63 "." L63 "." L63 "." L50 L10 "a", L63 "." L63 "." L63 "." L50 L10 "a" },
		{ ESC63 "." ESC63 "." ESC63 "." ESC10 ESC10 ESC10 ESC10 ESC10 ESC10 "\\001",
		  ESC63 "." ESC63 "." ESC63 "." ESC10 ESC10 ESC10 ESC10 ESC10 ESC10 "\\001" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS], again[NAME_MAX_OCTETS];
		char out[NAME_TEXT_MAX];
		struct name name = parsed(buf, row_of[i].in), back;

		assert_int_equal(name_text(&name, out), strlen(row_of[i].out));
		assert_string_equal(out, row_of[i].out);
		back = parsed(again, out);
		assert_true(name_equal(&name, &back));
	}
}

/* In names of every length up to two labels of 20 octets. */
static void an_octet_is_shown_alike_wherever_it_stands(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (unsigned n = 1; n <= 20; n++)
			for (unsigned at = 0; at < n; at++) {
				bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
					     c == '-' || c == '_';
				uint8_t wire[2 * 21 + 1];
				struct name name = { wire, (uint8_t)(2 * n + 3) };
				char out[NAME_TEXT_MAX], want[NAME_TEXT_MAX], label[32];
				int len = snprintf(label, sizeof(label),
						   plain ? "%.*s%c%.*s" : "%.*s\\%03u%.*s", (int)at,
						   L50, c, (int)(n - at - 1), L50);

				wire[0] = wire[1 + n] = (uint8_t)n;
				wire[2 + 2 * n] = 0;
				memcpy(wire + 1, L50, n);
				memcpy(wire + 1 + at + 1, L50, n - at - 1);
				wire[1 + at] = (uint8_t)c;
				memcpy(wire + 2 + n, wire + 1, n);
				(void)snprintf(want, sizeof(want), "%s.%s", label, label);
				assert_int_equal(name_text(&name, out), 2 * len + 1);
				assert_string_equal(out, want);
			}
}

static void a_text_is_put_behind_another(void **state)
{
	static const size_t ceilings[] = { 18, 19, 2000 };

	(void)state;
	for (size_t i = 0; i < sizeof(ceilings) / sizeof(ceilings[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name = parsed(buf, "mail.example.com");
		struct text t;

		text_init(&t, ceilings[i]);
		text_lit(&t, "at ");
		name_put(&name, &t);
		assert_int_equal(t.failed, ceilings[i] < 19);
		if (!t.failed)
			assert_string_equal(text_cstr(&t), "at mail.example.com");
		text_done(&t);
	}
}

static void what_is_no_name_is_refused(void **state)
{
	static const char *const row_of[] = {
		"",
		"..",
		".a",
		"a..b",
		"a..",
		"\\",
		"a\\",
		"a\\1",
		"a\\12",
		"a\\256",
		"a\\999",
		"a\\25x",
		L63 "d",
		L63 "d.x",
		"x." L63 "d",
		L63 "." L63 "." L63 "." L50 L10 "ab",
		L63 "." L63 "." L63 "." L50 L10 "a.b",
		L63 "." L63 "." L63 "." L63,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name = { (const uint8_t *)"untouched", 9 };

		row("%s", row_of[i]);
		assert_false(name_parse(&name, buf, row_of[i], strlen(row_of[i])));
		assert_int_equal(name.len, 9);
	}
}

static void a_name_ends_where_the_length_says(void **state)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	(void)state;
	assert_true(name_parse(&name, buf, "a.bcd", 3));
	assert_int_equal(name.len, 5);
	assert_true(name_parse(&name, buf, "a\0b", 3)); /* a NUL is an octet like others */
	assert_int_equal(name.len, 5);
	assert_false(name_parse(&name, buf, "a\\065", 4));
}

static void the_longest_name_has_255_octets_and_127_labels(void **state)
{
	uint8_t buf[NAME_MAX_OCTETS];
	char text[2 * 128 + 1] = "";
	struct name name;

	(void)state;
	for (unsigned i = 0; i < 127; i++)
		memcpy(text + 2 * (size_t)i, "a.", 3);
	name = parsed(buf, text);
	assert_int_equal(name.len, 255);
	assert_int_equal(name_labels(&name), 127);
	memcpy(text + 254, "a", 2);
	assert_false(name_parse(&name, buf, text, strlen(text)));
}

static void no_name_has_no_text(void **state)
{
	char out[NAME_TEXT_MAX] = "x";
	const struct name none = { 0 };

	(void)state;
	assert_int_equal(name_text(&none, out), 0);
	assert_string_equal(out, "");
	assert_int_equal(name_labels(&none), 0);
	assert_false(name_is_root(&none));
}

static void below_is_by_whole_labels(void **state)
{
	static const struct {
		const char *name, *parent;
		bool is_under;
	} row_of[] = {
		{ "mail.example.com", "example.com", true },
		{ "example.com", "example.com", true },
		{ "EXAMPLE.com", "example.COM", true },
		{ "notexample.com", "example.com", false },
		{ "com", "example.com", false },
		{ "a.b", ".", true },
		{ ".", ".", true },
		{ ".", "a", false },
		/* The octets of the parent stand inside a label. */
		{ "x\\003com", "com", false },
		{ "a\\007example\\003com", "example.com", false },
		{ "a\\.example.com", "example.com", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t a[NAME_MAX_OCTETS], b[NAME_MAX_OCTETS];
		struct name name = parsed(a, row_of[i].name), parent = parsed(b, row_of[i].parent);

		row("%s %s", row_of[i].name, row_of[i].parent);
		assert_int_equal(name_is_under(&name, &parent), row_of[i].is_under);
	}
}

static void parents_end_at_the_root(void **state)
{
	static const struct {
		unsigned n;
		const char *parent;
	} row_of[] = {
		{ 0, "a.b.c" }, { 1, "b.c" }, { 2, "c" }, { 3, "." }, { 4, "." }, { 9, "." }
	};
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name = parsed(buf, "a.b.c");

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct name parent = name_parent(&name, row_of[i].n);
		char out[NAME_TEXT_MAX];

		(void)name_text(&parent, out);
		assert_string_equal(out, row_of[i].parent);
		assert_int_equal(parent.wire + parent.len - name.wire, name.len);
	}
}

static void a_label_is_put_before(void **state)
{
	static const struct {
		const char *label, *name, *out; /* out NULL: too long */
	} row_of[] = {
		{ "a", "b.c", "a.b.c" },
		{ "x.y", "b.c", "x.y.b.c" },
		{ "A.", "b", "a.b" },
		{ "a", ".", "a" },
		{ ".", "b", "b" },
		{ L63, L63 "." L63 "." L50 L10 "a", L63 "." L63 "." L63 "." L50 L10 "a" },
		{ L63, L63 "." L63 "." L50 L10 "ab", NULL },
		{ "", "b", NULL },
		{ "a..b", "c", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t a[NAME_MAX_OCTETS], b[NAME_MAX_OCTETS];
		char out[NAME_TEXT_MAX];
		struct name name = parsed(a, row_of[i].name), got = { 0 };

		assert_int_equal(name_prefix(&got, b, row_of[i].label, &name),
				 row_of[i].out != NULL);
		if (!row_of[i].out)
			continue;
		(void)name_text(&got, out);
		assert_string_equal(out, row_of[i].out);
		assert_true(name_is_under(&got, &name));
		/* In the name's own buffer as well. */
		memcpy(b, name.wire, name.len);
		name.wire = b;
		assert_true(name_prefix(&got, b, row_of[i].label, &name));
		(void)name_text(&got, out);
		assert_string_equal(out, row_of[i].out);
	}
}

static void equal_names_have_equal_hashes(void **state)
{
	uint8_t a[NAME_MAX_OCTETS], b[NAME_MAX_OCTETS];
	struct name x = parsed(a, "Mail.EXAMPLE.com"), y = parsed(b, "mail.example.com.");

	(void)state;
	assert_true(name_equal(&x, &y));
	assert_int_equal(name_hash(&x), name_hash(&y));
	y = parsed(b, "mbil.example.com");
	assert_int_not_equal(name_hash(&x), name_hash(&y));
	y = parsed(b, "mail.example.co");
	assert_false(name_equal(&x, &y));
	assert_int_not_equal(name_hash(&x), name_hash(&y));
	/* The same text, were a dot in a label not told from one between labels. */
	x = parsed(a, "a\\.b");
	y = parsed(b, "a.b");
	assert_int_equal(x.len, y.len);
	assert_false(name_equal(&x, &y));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(text_in_is_canonical_text_out),
		cmocka_unit_test(an_octet_is_shown_alike_wherever_it_stands),
		cmocka_unit_test(a_text_is_put_behind_another),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(a_name_ends_where_the_length_says),
		cmocka_unit_test(the_longest_name_has_255_octets_and_127_labels),
		cmocka_unit_test(no_name_has_no_text),
		cmocka_unit_test(below_is_by_whole_labels),
		cmocka_unit_test(parents_end_at_the_root),
		cmocka_unit_test(a_label_is_put_before),
		cmocka_unit_test(equal_names_have_equal_hashes),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
