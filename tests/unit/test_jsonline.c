/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/jsonline.h>

#include <string.h>

/* All members as one text, or what is wrong behind '!'. */
static const char *told_octets(const char *line, size_t len)
{
	static char out[2048];
	static struct jsonline j;
	size_t at = 0;

	out[0] = '\0';
	jsonline_begin(&j, line, len);
	while (jsonline_next(&j)) {
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s=", at ? " " : "", j.key);
		if (j.kind == JSONLINE_TEXT)
			at += (size_t)snprintf(out + at, sizeof(out) - at, "'%s'", j.text);
		else if (j.kind == JSONLINE_NUMBER && j.is_uint)
			at += (size_t)snprintf(out + at, sizeof(out) - at, "%llu",
					       (unsigned long long)j.uint);
		else
			at += (size_t)snprintf(out + at, sizeof(out) - at, "%.1s",
					       &"?#tfn*"[j.kind]);
	}
	if (j.fault)
		snprintf(out, sizeof(out), "!%s", j.fault);
	return out;
}

static const char *told(const char *line)
{
	return told_octets(line, strlen(line));
}

static void members_are_told_in_their_order(void **state)
{
	static const struct {
		const char *line, *told;
	} rows[] = {
		{ "{}", "" },
		{ " { } ", "" },
		{ "{\"a\":\"b\"}", "a='b'" },
		{ "{\"a\" : \"\" , \"b\":12,\"c\":true,\"d\":false,\"e\":null}",
		  "a='' b=12 c=t d=f e=n" },
		{ "{\"a\":0,\"b\":-0,\"c\":1.5,\"d\":1e3,\"e\":-7}", "a=0 b=# c=# d=# e=#" },
		{ "{\"a\":999999999999999999,\"b\":1000000000000000000}",
		  "a=999999999999999999 b=#" },
		{ "{\"a\":[],\"b\":{},\"c\":[1,[2,{\"x\":[]}],\"]\"],\"d\":{\"x\":{\"y\":[{}]},"
		  "\"z\":1}}",
		  "a=* b=* c=* d=*" },
		{ "{\"a\":\"\\\"\\\\\\/\\b\\n\"}", "a='\"\\/\b\n'" },
		{ "{\"a\":\"\\u0041\\u00e9\\u20ac\\uD83D\\ude00\"}",
		  "a='A\303\251\342\202\254\360\237\230\200'" },
		{ "{\"\\u0061b\":1}", "ab=1" },
		{ "{\"0123456789012345678901234567890123456789012345678901234567890123\":1}",
		  "=1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i].line);
		assert_string_equal(told(rows[i].line), rows[i].told);
	}
}

static void what_is_no_json_is_a_fault(void **state)
{
	static const char *const rows[] = {
		"",
		"[]",
		"{",
		"{\"a\"",
		"{\"a\":",
		"{\"a\":1",
		"{\"a\":1,",
		"{\"a\":1,}",
		"{,}",
		"{a:1}",
		"{\"a\":01}",
		"{\"a\":+1}",
		"{\"a\":1.}",
		"{\"a\":1e}",
		"{\"a\":-}",
		"{\"a\":tru}",
		"{\"a\":'b'}",
		"{\"a\":\"\\x\"}",
		"{\"a\":\"\\u12g4\"}",
		"{\"a\":\"\\u0000\"}",
		"{\"a\":\"\\ud800\"}",
		"{\"a\":\"\\ud800\\u0041\"}",
		"{\"a\":\"\\udc00\"}",
		"{\"a\":\"b\tc\"}",
		"{\"a\":\"b",
		"{\"a\":1}x",
		"{\"a\":1}{}",
		"{\"a\":1 \"b\":2}",
		"{\"a\":[1 2]}",
		"{\"a\":[1,]}",
		"{\"a\":[,1]}",
		"{\"a\":{\"b\"}}",
		"{\"a\":{\"b\":1,}}",
		"{\"a\":{1:1}}",
		"{\"a\":[}",
		"{\"a\":{]}",
		"{\"a\":[1}]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i]);
		assert_int_equal(told(rows[i])[0], '!');
	}
	assert_int_equal(told_octets("{\"a\":\"b\0c\"}", 11)[0], '!');
	assert_int_equal(told_octets("{\"a\":\"\\\0\"}", 10)[0], '!');
}

static void what_holds_others_is_read_by_another_reader(void **state)
{
	static const struct {
		const char *line, *told;
	} rows[] = {
		{ "{\"a\":[]}", "[]: " },
		{ "{\"a\": [ \"b\" , \"]\",7 ] ,\"c\":1}", "[ \"b\" , \"]\",7 ]: 'b' ']' 7 " },
		{ "{\"a\":[[1],{\"b\":2},null]}", "[[1],{\"b\":2},null]: * * n " },
		{ "{\"a\":{\"b\":2}}", "{\"b\":2}: !it is no array" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static struct jsonline j, of;
		char out[200];
		size_t at;

		row("%s", rows[i].line);
		jsonline_begin(&j, rows[i].line, strlen(rows[i].line));
		assert_true(jsonline_next(&j));
		at = (size_t)snprintf(out, sizeof(out), "%.*s: ", (int)j.holder_len, j.holder);
		jsonline_begin(&of, j.holder, j.holder_len);
		while (jsonline_item(&of))
			at += (size_t)snprintf(out + at, sizeof(out) - at,
					       of.kind == JSONLINE_TEXT ? "'%s' " : "%.1s ",
					       of.kind == JSONLINE_TEXT ? of.text
					       : of.kind == JSONLINE_NUMBER
						       ? &"0123456789"[of.uint % 10]
						       : &"?#tfn*"[of.kind]);
		snprintf(out + at, sizeof(out) - at, "%s%s", of.fault ? "!" : "",
			 of.fault ? of.fault : "");
		assert_string_equal(out, rows[i].told);
		while (jsonline_next(&j))
			;
		assert_null(j.fault);
	}
}

static void depth_and_length_are_bounded(void **state)
{
	static char line[LIMIT_LINE + 2];

	(void)state;
	for (int depth = 31; depth <= 33; depth++) {
		snprintf(line, sizeof(line), "{\"a\":%.*s1%.*s}", depth,
			 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", depth,
			 "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
		assert_string_equal(told(line),
				    depth <= 32 ? "a=*" : "!its values hold others too deep");
	}
	memset(line, ' ', sizeof(line));
	memcpy(line, "{}", 2);
	assert_string_equal(told_octets(line, LIMIT_LINE), "");
	assert_string_equal(told_octets(line, LIMIT_LINE + 1), "!it is too long");
}

TESTS(members_are_told_in_their_order, what_is_no_json_is_a_fault,
      what_holds_others_is_read_by_another_reader, depth_and_length_are_bounded)
