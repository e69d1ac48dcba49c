/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>

#include "../../src/scan/weave.h"
#include "lines.h"
#include "sunk.h"

#include <stdlib.h>

enum {
	FILES_MAX = 40
};

/* Files in memory, and what came of them. */
struct loom {
	struct text file[FILES_MAX];
	size_t n;
	struct shard shards[FILES_MAX];
	struct weave conf;
	struct merge_sum sum;
	struct why why;
	bool ok;
};

static void loom_init(struct loom *l, size_t n)
{
	*l = (struct loom){ .n = n };
	for (size_t i = 0; i < n; i++)
		text_init(&l->file[i], 1 << 20);
}

static void loom_done(struct loom *l)
{
	for (size_t i = 0; i < l->n; i++)
		text_done(&l->file[i]);
}

/* A record as "index" or "index.part", with a letter for its severity behind it. */
static void put_record(struct text *t, uint64_t index, long part, const char *severity)
{
	text_printf(t, "{\"schema\":\"fcrdns-check/1\",\"index\":%llu", (unsigned long long)index);
	if (part >= 0)
		text_printf(t, ",\"part\":%ld", part);
	text_printf(t, ",\"severity\":\"%s\"}\n", severity);
}

static void loom_put(struct loom *l, size_t file, const char *words)
{
	while (*words) {
		char *end;
		uint64_t index = strtoull(words, &end, 10);
		long part = -1;

		if (*end == '.')
			part = strtol(end + 1, &end, 10);
		put_record(&l->file[file], index, part,
			   *end == 'f'	 ? "fail"
			   : *end == 'u' ? "undecided"
					 : "ok");
		words = end + strcspn(end, " ");
		words += strspn(words, " ");
	}
}

static void loom_run(struct loom *l)
{
	struct lines lines[FILES_MAX];
	struct recorded *in[FILES_MAX];

	l->conf.in = in;
	l->conf.n = l->n;
	l->conf.sink = opened(path_of("out"));
	assert_true(jsondoc_load(&l->why));
	for (size_t i = 0; i < l->n; i++) {
		char name[] = { (char)('a' + (int)i), '\0' };
		struct recorded_from from =
			lines_from(&lines[i], l->file[i].data, l->file[i].len, 100 + i);

		in[i] = recorded_new_from(name, &from, &l->why);
		assert_non_null(in[i]);
	}
	l->why = (struct why){ 0 };
	l->ok = weave_run(&l->conf, &l->sum, &l->why);
	for (size_t i = 0; i < l->n; i++)
		recorded_free(in[i]);
	if (l->ok)
		finish(l->conf.sink);
	else
		sink_free(l->conf.sink);
}

static void made_is(const struct text *want)
{
	char *got = mem_zero(1, want->len + 2);
	FILE *f = fopen(path_of("out"), "r");

	assert_non_null(f);
	assert_int_equal(fread(got, 1, want->len + 1, f), want->len);
	fclose(f);
	assert_memory_equal(got, want->data, want->len);
	mem_free(got);
}

/* Files parted by "|". */
static void run(struct loom *l, const char *words)
{
	size_t n = 1;

	for (const char *p = words; (p = strchr(p, '|')) != NULL; p++)
		n++;
	loom_init(l, n);
	for (size_t i = 0; i < n; i++) {
		char one[400];
		size_t len = strcspn(words, "|");

		(void)snprintf(one, sizeof(one), "%.*s", (int)len, words);
		loom_put(l, i, one);
		words += len + 1;
	}
}

static void shards_become_the_list_again(void **state)
{
	static const uint64_t seeds[] = { 0, 1, 77777 };

	(void)state;
	for (uint32_t n = 1; n <= FILES_MAX; n += 3)
		for (size_t k = 0; k < sizeof(seeds) / sizeof(seeds[0]); k++) {
			const uint64_t places = 3 * n + 5;
			struct text want;
			struct loom l;

			loom_init(&l, n);
			text_init(&want, 1 << 20);
			for (uint32_t i = 0; i < n; i++)
				l.shards[i] = (struct shard){ n, i, seeds[k] };
			for (uint64_t index = 0; index < places; index++) {
				struct text *own = &l.file[shard_of(&l.shards[0], index)];

				if (index % 7 == 3) { /* a name */
					put_record(own, index, 0, "ok");
					put_record(own, index, 1, "warn");
					put_record(&want, index, 0, "ok");
					put_record(&want, index, 1, "warn");
				} else {
					put_record(own, index, -1, "ok");
					put_record(&want, index, -1, "ok");
				}
			}
			l.conf.shards = l.shards;
			l.conf.has_places = true;
			l.conf.places = places;
			loom_run(&l);
			assert_true(l.ok);
			assert_int_equal(l.sum.records, l.sum.by_severity[SEVERITY_OK] +
								l.sum.by_severity[SEVERITY_WARN]);
			made_is(&want);
			text_done(&want);
			loom_done(&l);
		}
}

static void what_is_all_there_is_merged(void **state)
{
	static const struct {
		const char *files;
		bool gaps;
		unsigned records;
	} row_of[] = {
		{ "0 1 2", false, 3 },
		{ "", false, 0 },
		{ "||", false, 0 },
		{ "1 3|0 2|", false, 4 },
		{ "0.0 0.1 2|1.0 1.1 1.2", false, 6 },
		{ "7 9|8 100", true, 4 },
		{ "7.2 7.9|8.1", true, 3 },
		{ "0f 1u 2", false, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct loom l;

		row("%s", row_of[i].files);
		run(&l, row_of[i].files);
		l.conf.gaps = row_of[i].gaps;
		loom_run(&l);
		if (!l.ok)
			fail_msg("%s", l.why.text);
		assert_int_equal(l.sum.records, row_of[i].records);
		loom_done(&l);
	}
}

static void severities_are_counted(void **state)
{
	struct loom l;

	(void)state;
	run(&l, "0f 2u|1f 3");
	loom_run(&l);
	assert_int_equal(l.sum.by_severity[SEVERITY_FAIL], 2);
	assert_int_equal(l.sum.by_severity[SEVERITY_UNDECIDED], 1);
	assert_int_equal(l.sum.by_severity[SEVERITY_OK], 1);
	loom_done(&l);
}

static void what_does_not_fit_is_refused(void **state)
{
	static const struct {
		const char *files;
		bool gaps;
		enum why_code code;
		const char *want;
	} row_of[] = {
		{ "1 2", false, WHY_MISFIT, "index 0 is in none of the files: a shard is missing" },
		{ "0 2|3", false, WHY_MISFIT,
		  "index 1 is in none of the files: a shard is missing" },
		{ "0 1 1", false, WHY_DATA, "a, line 3: index 1 is there twice or out of order" },
		{ "0 2|3 1", false, WHY_MISFIT,
		  "index 1 is in none of the files: a shard is missing" },
		{ "0 2 1", true, WHY_DATA, "a, line 3: index 1 is there twice or out of order" },
		{ "0 1|1 2", false, WHY_MISFIT, "b, line 1: index 1 is in another file too" },
		{ "5|5", true, WHY_MISFIT, "b, line 1: index 5 is in another file too" },
		{ "0.0|0.0", false, WHY_MISFIT, "b, line 1: index 0 is in another file too" },
		{ "0.0 0.0", false, WHY_DATA, "a, line 2: index 0 is there twice or out of order" },
		{ "0.1", false, WHY_DATA, "a, line 1: index 0 lacks a part" },
		{ "0.0 0.2", false, WHY_DATA, "a, line 2: index 0 lacks a part" },
		{ "0|0.1", false, WHY_DATA, "b, line 1: index 0 has parts and has none" },
		{ "0 0.1", true, WHY_DATA, "a, line 2: index 0 has parts and has none" },
		{ "0 9223372036854775807", false, WHY_MISFIT, "index 1 is in none of the files" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct loom l;

		row("%s", row_of[i].files);
		run(&l, row_of[i].files);
		l.conf.gaps = row_of[i].gaps;
		loom_run(&l);
		assert_false(l.ok);
		assert_int_equal(l.why.code, row_of[i].code);
		if (strncmp(l.why.text, row_of[i].want, strlen(row_of[i].want)) != 0)
			fail_msg("want '%s', got '%s'", row_of[i].want, l.why.text);
		assert_false(exists(path_of("out")));
		loom_done(&l);
	}
}

static void a_shard_holds_its_own_places_and_all_of_them(void **state)
{
	static const struct {
		const char *files; /* shards 0 and 1 of 2, round robin */
		uint64_t places;
		bool gaps;
		enum why_code code;
		const char *want;
	} row_of[] = {
		{ "0 2|1 3", 4, false, WHY_NONE, "" },
		{ "0|", 1, false, WHY_NONE, "" },
		{ "|", 0, false, WHY_NONE, "" },
		{ "|3", 4, true, WHY_NONE, "" },
		{ "0 2|3", 4, false, WHY_DATA, "index 1 is missing in b" },
		{ "0|1", 4, false, WHY_DATA, "index 2 is missing in a" },
		{ "0 2|1", 4, false, WHY_DATA, "index 3 is missing in b" },
		{ "|", 1, false, WHY_DATA, "index 0 is missing in a" },
		{ "0 1|", 2, false, WHY_MISFIT, "a, line 2: index 1 belongs to another shard" },
		{ "1|0", 2, false, WHY_MISFIT, "a, line 1: index 1 belongs to another shard" },
		{ "0 2 4|1 3", 4, false, WHY_MISFIT,
		  "a, line 3: index 4 is beyond the end of the list" },
		{ "4|", 4, true, WHY_MISFIT, "a, line 1: index 4 is beyond the end of the list" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct loom l;

		row("%s", row_of[i].files);
		run(&l, row_of[i].files);
		l.shards[0] = (struct shard){ 2, 0, 0 };
		l.shards[1] = (struct shard){ 2, 1, 0 };
		l.conf.shards = l.shards;
		l.conf.has_places = true;
		l.conf.places = row_of[i].places;
		l.conf.gaps = row_of[i].gaps;
		loom_run(&l);
		assert_int_equal(l.ok, row_of[i].code == WHY_NONE);
		assert_int_equal(l.why.code, row_of[i].code);
		assert_string_equal(l.why.text, row_of[i].want);
		loom_done(&l);
	}
}

static void it_can_be_stopped(void **state)
{
	volatile sig_atomic_t stop = 1;
	struct loom l;

	(void)state;
	run(&l, "0 1|2");
	l.conf.stop = &stop;
	loom_run(&l);
	assert_true(l.ok);
	assert_true(l.sum.stopped);
	assert_int_equal(l.sum.records, 0);
	loom_done(&l);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(shards_become_the_list_again),
		test(what_is_all_there_is_merged),
		test(severities_are_counted),
		test(what_does_not_fit_is_refused),
		test(a_shard_holds_its_own_places_and_all_of_them),
		test(it_can_be_stopped),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
