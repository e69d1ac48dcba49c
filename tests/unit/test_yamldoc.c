/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <string.h>

static void put_place(struct text *t, const struct yaml_place *at)
{
	text_printf(t, "%u:", at->line);
	for (unsigned i = 0; i < at->depth; i++)
		text_printf(t, "%s%s", i ? "." : "", at->key[i]);
}

static bool scalar(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	put_place(user, at);
	text_printf(user, "=%s ", value ? value : "(null)");
	return !value || strcmp(value, "stop") != 0 || why_set(why, WHY_USAGE, "stopped");
}

static bool begin(void *user, const struct yaml_place *at, bool is_mapping, struct why *why)
{
	put_place(user, at);
	text_printf(user, "%s ", is_mapping ? "{}" : "[]");
	return !at->depth || strcmp(at->key[at->depth - 1], "stop") != 0 ||
	       why_set(why, WHY_USAGE, "stopped at a level");
}

static void reads(const char *octets, size_t n, const char *want)
{
	struct text told;
	struct yaml_reader reader = { .scalar = scalar, .begin = begin, .user = &told };
	struct why why = { 0 };

	row("%s", octets);
	text_init(&told, 4096);
	if (!yaml_read(&reader, "f", octets, n, &why)) {
		told.len = 0;
		text_printf(&told, "%s", why.text);
	}
	assert_string_equal(text_cstr(&told), want);
	text_done(&told);
}

static void each_value_is_told_with_its_keys(void **state)
{
	static const char *const rows[][2] = {
		{ "a: 1\nb: {c: x, d: [y, z]}\n",
		  "1:{} 1:a=1 2:b{} 2:b.c=x 2:b.d[] 2:b.d.0=y 2:b.d.1=z " },
		{ "a:\n- b: 1\n- c: 2\n", "1:{} 2:a[] 2:a.0{} 2:a.0.b=1 3:a.1{} 3:a.1.c=2 " },
		{ "a:\nb: ~\nc: \"~\"\nd: null\n", "1:{} 1:a=(null) 2:b=(null) 3:c=~ 4:d=(null) " },
		{ "{\"a\": \"b\", \"c\": {}}", "1:{} 1:a=b 1:c{} " },
		{ "- a\n", "1:[] 1:0=a " },
		{ "a: {}\nb: []\n", "1:{} 1:a{} 2:b[] " },
		{ "# nothing\n", "" },
		{ "", "" },
		{ "a: {x: 1}\nb: {x: 1}\n", "1:{} 1:a{} 1:a.x=1 2:b{} 2:b.x=1 " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		reads(rows[i][0], strlen(rows[i][0]), rows[i][1]);
}

static void what_has_surprises_is_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "text\n", "f, line 1: it holds no mapping" },
		{ "a: 1\na: 2\n", "f, line 2: a key that is there twice" },
		{ "a: &x 1\nb: *x\n",
		  "f, line 2: aliases (*) are not read, write out what they stand for" },
		{ "a: !!str 1\n", "f, line 1: tags (!) are not read" },
		{ "a: !x {}\n", "f, line 1: tags (!) are not read" },
		{ "a: !x []\n", "f, line 1: tags (!) are not read" },
		{ "? [a]\n: b\n", "f, line 1: a key that is no plain text" },
		{ "'': b\n", "f, line 1: a key that is empty, too long or holds a control "
			     "character" },
		{ "a: \"\\a\"\n", "f, line 1: a value with a control character" },
		{ "a: |\n  b\n  c\n", "f, line 1: a value with a control character" },
		{ "a: 1\n---\nb: 1\n", "f, line 2: a second document" },
		{ "[[[[[[[[[[[[[[[[[", "f, line 1: it is nested too deeply" },
		{ "a: b: c\n", "f, line 1: mapping values are not allowed in this context" },
		{ "a: [\n", "f, line 2: did not find expected node content" },
		{ "a: stop\n", "stopped" },
		{ "b: 1\nstop: [a: 1]\n", "stopped at a level" },
	};
	static const char nul[] = "a: b\0c\n";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		reads(rows[i][0], strlen(rows[i][0]), rows[i][1]);
	reads(nul, sizeof(nul) - 1, "f, line 1: control characters are not allowed");
}

TESTS(each_value_is_told_with_its_keys, what_has_surprises_is_refused)
