/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/limits.h>
#include <fcrdns/recorded.h>
#include <fcrdns/why.h>

#include "lines.h"

#include <string.h>
#include <unistd.h>

#define RECORD(rest) "{\"schema\":\"fcrdns-check/1\"," rest "}\n"
#define OK_0	     RECORD("\"index\":0,\"severity\":\"ok\"")

static struct why why;

static struct recorded *reader_of(struct lines *l, const char *octets, size_t n, size_t step)
{
	struct recorded_from from = lines_from(l, octets, n, step);
	struct recorded *r;

	assert_true(jsondoc_load(&why));
	why = (struct why){ 0 };
	r = recorded_new_from("a.jsonl", &from, &why);
	assert_non_null(r);
	return r;
}

static void a_record_is_handed_out_as_it_stands(void **state)
{
	static const char text[] = RECORD("\"index\":7,\"part\":3,\"severity\":\"undecided\","
					  "\"input\":\"a\\\"\\\\010\"") OK_0;

	(void)state;
	for (size_t step = 1; step < sizeof(text); step++) {
		struct recorded_line line;
		struct lines l;
		struct recorded *r = reader_of(&l, text, sizeof(text) - 1, step);

		assert_int_equal(recorded_next(r, &line, &why), RECORDED_LINE);
		assert_int_equal(line.len, strchr(text, '\n') + 1 - text);
		assert_memory_equal(line.octets, text, line.len);
		assert_int_equal(line.index, 7);
		assert_true(line.has_part);
		assert_int_equal(line.part, 3);
		assert_int_equal(line.severity, SEVERITY_UNDECIDED);
		assert_int_equal(line.number, 1);
		assert_int_equal(recorded_next(r, &line, &why), RECORDED_LINE);
		assert_int_equal(line.index, 0);
		assert_false(line.has_part);
		assert_int_equal(line.number, 2);
		assert_int_equal(recorded_next(r, &line, &why), RECORDED_END);
		assert_int_equal(recorded_next(r, &line, &why), RECORDED_END);
		recorded_free(r);
	}
}

static void what_is_no_record_is_refused(void **state)
{
	static const struct {
		const char *text, *want;
	} row_of[] = {
		{ "\n", "line 1: it is no JSON: " },
		{ "[]\n", "line 1: it is no JSON object" },
		{ "7\n", "line 1: it is no JSON" },
		{ "{}\n", "line 1: it is no record of schema fcrdns-check/1" },
		{ "{\"schema\":1}\n", "line 1: it is no record of schema fcrdns-check/1" },
		{ "{\"schema\":\"fcrdns-check/2\",\"index\":0,\"severity\":\"ok\"}\n",
		  "line 1: it is no record of schema fcrdns-check/1" },
		{ OK_0 "{\"schema\":\n", "line 2: it is no JSON: " },
		{ OK_0 "{\"schema\":\"fcr", "line 2: it ends in the middle, without a newline" },
		{ "{\"schema\":\"fcrdns-check/1\",\"index\":0,\"severity\":\"ok\"}",
		  "line 1: it ends in the middle, without a newline" },
		{ "{\"schema\":\"fcrdns-check/1\",\"index\":0,\"severity\":\"ok\"} {}\n",
		  "line 1: it is no JSON: " },
		{ RECORD("\"severity\":\"ok\""), "line 1: its index is no number" },
		{ RECORD("\"index\":-1,\"severity\":\"ok\""), "line 1: its index is no number" },
		{ RECORD("\"index\":1.5,\"severity\":\"ok\""), "line 1: its index is no number" },
		{ RECORD("\"index\":\"1\",\"severity\":\"ok\""), "line 1: its index is no number" },
		{ RECORD("\"index\":null,\"severity\":\"ok\""), "line 1: its index is no number" },
		{ RECORD("\"index\":9223372036854775808,\"severity\":\"ok\""),
		  "line 1: it is no JSON: too big integer" },
		{ RECORD("\"index\":0,\"part\":-1,\"severity\":\"ok\""), "line 1: its part is no" },
		{ RECORD("\"index\":0,\"part\":null,\"severity\":\"ok\""),
		  "line 1: its part is no" },
		{ RECORD("\"index\":0"), "line 1: its severity is none of" },
		{ RECORD("\"index\":0,\"severity\":\"bad\""), "line 1: its severity is none of" },
		{ RECORD("\"index\":0,\"severity\":3"), "line 1: its severity is none of" },
		{ RECORD("\"index\":0,\"index\":1,\"severity\":\"ok\""),
		  "line 1: it is no JSON: dup" },
		{ RECORD("\"index\":0,\"severity\":\"ok\",\"tag\":\"\\u001b[2J\""),
		  "holds what no" },
		{ RECORD("\"index\":0,\"severity\":\"ok\",\"tag\":\"\\n\""), "holds what no" },
		{ RECORD("\"index\":0,\"severity\":\"ok\",\"tag\":\"\033[2J\""), "holds what no" },
		{ RECORD("\"index\":0,\"severity\":\"ok\",\"tag\":\"\302\233\""), "holds what no" },
		{ RECORD("\"index\":0,\"severity\":\"ok\",\"tag\":\"\177\""), "holds what no" },
		{ RECORD("\"index\":0,\"severity\":\"ok\"") "\r\n", "line 2: it holds what no" },
		{ "{\"schema\":\"fcrdns-check/1\",\"index\":0,\"severity\":\"ok\"}\r\n",
		  "holds what" },
		{ "\357\273\277" OK_0, "holds what no" },
		{ "\\\n", "holds what no" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const char *text = row_of[i].text;
		struct recorded_line line;
		struct lines l;
		struct recorded *r = reader_of(&l, text, strlen(text), SIZE_MAX);
		enum recorded_got got;

		row("%s", text);
		while ((got = recorded_next(r, &line, &why)) == RECORDED_LINE)
			;
		assert_int_equal(got, RECORDED_FAILED);
		assert_int_equal(why.code, WHY_DATA);
		if (!strstr(why.text, row_of[i].want))
			fail_msg("want '%s', got '%s'", row_of[i].want, why.text);
		assert_memory_equal(why.text, "a.jsonl, ", 9);
		recorded_free(r);
	}
}

static void a_nul_does_not_end_a_line(void **state)
{
	static const char text[] = OK_0 "{\"schema\":\"fcrdns-check/1\"\0}\n";
	struct recorded_line line;
	struct lines l;
	struct recorded *r = reader_of(&l, text, sizeof(text) - 1, SIZE_MAX);

	(void)state;
	assert_int_equal(recorded_next(r, &line, &why), RECORDED_LINE);
	assert_int_equal(recorded_next(r, &line, &why), RECORDED_FAILED);
	assert_non_null(strstr(why.text, "line 2: it holds what no record does"));
	recorded_free(r);
}

/* A record of `n` octets and one behind it. */
static enum recorded_got long_line(size_t n)
{
	static const char begin[] =
		"{\"schema\":\"fcrdns-check/1\",\"index\":0,\"severity\":\"ok\","
		"\"tag\":\"";
	char *text = mem_zero(1, n + sizeof(OK_0));
	struct recorded_line line = { 0 };
	struct recorded *r;
	enum recorded_got got;
	struct lines l;

	memset(text, 'x', n);
	memcpy(text, begin, sizeof(begin) - 1);
	memcpy(text + n - 3, "\"}\n", 3);
	memcpy(text + n, OK_0, sizeof(OK_0) - 1);
	r = reader_of(&l, text, n + sizeof(OK_0) - 1, SIZE_MAX);
	got = recorded_next(r, &line, &why);
	if (got == RECORDED_LINE) {
		assert_int_equal(line.len, n);
		assert_memory_equal(line.octets, text, n);
		assert_int_equal(recorded_next(r, &line, &why), RECORDED_LINE);
		assert_int_equal(line.len, sizeof(OK_0) - 1);
	}
	recorded_free(r);
	mem_free(text);
	return got;
}

static void a_line_may_be_long_but_not_endless(void **state)
{
	static const size_t well[] = { 100, 16383, 16384, 16385, 32768, 70000, LIMIT_RECORDED };

	(void)state;
	for (size_t i = 0; i < sizeof(well) / sizeof(well[0]); i++)
		assert_int_equal(long_line(well[i]), RECORDED_LINE);
	assert_int_equal(long_line(LIMIT_RECORDED + 1), RECORDED_FAILED);
	assert_string_equal(why.text, "a.jsonl, line 1: it is too long to be a record");
}

static void an_error_of_reading_is_told(void **state)
{
	struct recorded_line line;
	struct lines l;
	struct recorded *r = reader_of(&l, OK_0 "{", sizeof(OK_0), 10);

	(void)state;
	l.fails = true;
	assert_int_equal(recorded_next(r, &line, &why), RECORDED_LINE);
	assert_int_equal(recorded_next(r, &line, &why), RECORDED_FAILED);
	assert_int_equal(why.code, WHY_NOINPUT);
	assert_string_equal(why.text, "cannot read a.jsonl: Input/output error");
	recorded_free(r);
}

/* OK_0 and nothing, as gzip(1) makes them. */
static const unsigned char packed[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x4e, 0xce,
	0x48, 0xcd, 0x4d, 0x54, 0xb2, 0x52, 0x4a, 0x4b, 0x2e, 0x4a, 0xc9, 0x2b, 0xd6, 0x05, 0x72,
	0x93, 0xb3, 0xf5, 0x0d, 0x95, 0x74, 0x94, 0x32, 0xf3, 0x52, 0x52, 0x2b, 0x94, 0xac, 0x0c,
	0x74, 0x94, 0x8a, 0x53, 0xcb, 0x52, 0x8b, 0x32, 0x4b, 0x2a, 0x81, 0xaa, 0xf2, 0xb3, 0x95,
	0x6a, 0xb9, 0x00, 0xeb, 0x1e, 0x3b, 0x25, 0x36, 0x00, 0x00, 0x00
};
static const unsigned char packed_nothing[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00,
						0x00, 0x02, 0x03, 0x03, 0x00, 0x00, 0x00,
						0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };

/* How many records a file has that holds all of `octets` `times` times, or -1: refused. */
static int n_unpacked(const char *path, const unsigned char *octets, size_t n, int times)
{
	FILE *f = fopen(path, "w");
	struct recorded_line line;
	struct recorded *r;
	enum recorded_got got;
	int found = 0;

	assert_non_null(f);
	while (times--)
		assert_int_equal(fwrite(octets, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_true(jsondoc_load(&why));
	r = recorded_new(path, &why);
	assert_non_null(r);
	while ((got = recorded_next(r, &line, &why)) == RECORDED_LINE)
		found++;
	recorded_free(r);
	if (got == RECORDED_END)
		return found;
	assert_int_equal(why.code, WHY_DATA);
	return -1;
}

static void a_compressed_file_is_unpacked_or_refused(void **state)
{
	char dir[] = "/tmp/test_recorded.XXXXXX", path[64];
	unsigned char damaged[sizeof(packed)];

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/a.jsonl.gz", dir);
	assert_int_equal(n_unpacked(path, packed, sizeof(packed), 1), 1);
	assert_int_equal(n_unpacked(path, packed, sizeof(packed), 3), 3);
	assert_int_equal(n_unpacked(path, packed_nothing, sizeof(packed_nothing), 1), 0);
	for (size_t cut = 0; cut < sizeof(packed); cut++)
		assert_int_equal(n_unpacked(path, packed, cut, 1), -1);
	for (size_t i = 10; i < sizeof(packed); i++) { /* behind the header */
		memcpy(damaged, packed, sizeof(packed));
		damaged[i] ^= 1;
		assert_int_equal(n_unpacked(path, damaged, sizeof(damaged), 1), -1);
	}
	/* What is not compressed has another name. */
	assert_int_equal(n_unpacked(path, (const unsigned char *)OK_0, sizeof(OK_0) - 1, 1), -1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void a_file_that_is_not_there_is_named(void **state)
{
	(void)state;
	assert_null(recorded_new("/nowhere/\033x", &why));
	assert_int_equal(why.code, WHY_NOINPUT);
	assert_string_equal(why.text, "cannot read /nowhere/\\027x: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_record_is_handed_out_as_it_stands),
		cmocka_unit_test(what_is_no_record_is_refused),
		cmocka_unit_test(a_nul_does_not_end_a_line),
		cmocka_unit_test(a_line_may_be_long_but_not_endless),
		cmocka_unit_test(an_error_of_reading_is_told),
		cmocka_unit_test(a_compressed_file_is_unpacked_or_refused),
		cmocka_unit_test(a_file_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
