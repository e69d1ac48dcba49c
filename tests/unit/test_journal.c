/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "sunk.h"

#include <fcrdns/journal.h>

#include <errno.h>

static const struct journal_scan scan = {
	.list = 1, .options = 2, .shard = { .n = 4, .i = 1, .seed = 3 }, .format = "jsonl"
};

static struct journal_point point_at(uint64_t next)
{
	struct journal_point p = { .octets = next, .next = next };

	p.tally.records = next;
	p.tally.by_iprev[IPREV_PASS] = next;
	p.tally.by_severity[SEVERITY_OK] = next;
	p.tally.by_finding[FINDING_PTR_NXDOMAIN] = next / 2;
	p.tally.by_finding[STAMP_WORDS * 64 - 1] = UINT64_MAX;
	return p;
}

static struct journal *opened_as(const struct journal_scan *s, enum journal_begin want,
				 struct journal_point *ret)
{
	struct why why = { 0 };
	enum journal_begin begin;
	struct journal *j = journal_new(path_of("out"), s, true, &begin, ret, &why);

	if (!j)
		fail_msg("%s", why.text);
	assert_int_equal(begin, want);
	return j;
}

static const char *refused(const struct journal_scan *s, bool resume, enum why_code code)
{
	static struct why why;
	struct journal_point p;
	enum journal_begin begin;

	assert_null(journal_new(path_of("out"), s, resume, &begin, &p, &why));
	assert_int_equal(why.code, code);
	return why.text;
}

/* FILE.part of that length. */
static void part_of(size_t octets)
{
	char text[300] = "";

	memset(text, 'x', octets);
	write_file(path_of("out.part"), text);
}

static void put_points(uint64_t first, uint64_t last)
{
	struct journal_point p;
	struct journal *j = opened_as(&scan, JOURNAL_FRESH, &p);

	assert_int_equal(p.next, 0);
	for (uint64_t i = first; i <= last; i++) {
		p = point_at(i);
		assert_true(journal_put(j, &p, NULL));
	}
	journal_free(j);
}

static void what_was_noted_last_is_gone_on_with(void **state)
{
	struct journal_point p, want;

	(void)state;
	for (uint64_t last = 1; last < 6; last++) {
		put_points(1, last);
		part_of(100);
		journal_free(opened_as(&scan, JOURNAL_GO_ON, &p));
		want = point_at(last);
		assert_memory_equal(&p, &want, sizeof(p));
		assert_int_equal(unlink(path_of("out.part")), 0);
	}
}

static void without_the_part_it_begins_anew(void **state)
{
	struct journal_point p;

	(void)state;
	put_points(1, 3);
	journal_free(opened_as(&scan, JOURNAL_FRESH, &p));
	assert_int_equal(p.next, 0);
	part_of(0);
	journal_free(opened_as(&scan, JOURNAL_GO_ON, &p));
	assert_int_equal(p.next, 0);
}

static void a_slot_that_is_torn_gives_way_to_the_one_before(void **state)
{
	struct journal_point p;
	FILE *f;

	(void)state;
	put_points(1, 3); /* fresh is 1, so the last is 4 and in the first slot */
	part_of(100);
	f = fopen(path_of("out.state"), "r+");
	while (getc(f) != '\n')
		continue;
	assert_int_equal(fseek(f, 30, SEEK_CUR), 0);
	assert_int_equal(putc('#', f), '#');
	assert_int_equal(fclose(f), 0);
	journal_free(opened_as(&scan, JOURNAL_GO_ON, &p));
	assert_int_equal(p.next, 2);
}

static void a_point_whose_octets_are_gone_does_not_count(void **state)
{
	struct journal_point p;

	(void)state;
	put_points(10, 11);
	part_of(10);
	journal_free(opened_as(&scan, JOURNAL_GO_ON, &p));
	assert_int_equal(p.next, 10);
	part_of(9);
	assert_non_null(strstr(refused(&scan, true, WHY_MISFIT), "is damaged"));
}

static void every_cut_of_the_file_goes_on_or_is_refused(void **state)
{
	static char whole[16384];
	FILE *f;
	size_t len;

	(void)state;
	put_points(7, 8);
	part_of(100);
	f = fopen(path_of("out.state"), "r");
	len = fread(whole, 1, sizeof(whole), f);
	assert_int_equal(fclose(f), 0);
	for (size_t cut = 1; cut < len; cut += cut < 300 || len - cut < 300 ? 1 : 97) {
		struct journal_point p = { .next = 99 };
		enum journal_begin begin;
		struct why why;
		struct journal *j;

		f = fopen(path_of("out.state"), "w");
		assert_int_equal(fwrite(whole, 1, cut, f), cut);
		assert_int_equal(fclose(f), 0);
		j = journal_new(path_of("out"), &scan, true, &begin, &p, &why);
		if (j)
			assert_true(begin == JOURNAL_GO_ON && (p.next == 7 || p.next == 8));
		else
			assert_int_equal(why.code, WHY_MISFIT);
		journal_free(j);
	}
}

static void another_scan_is_told_by_what_differs(void **state)
{
	static const struct {
		struct journal_scan scan;
		const char *what;
	} row_of[] = {
		{ { 9, 2, { 4, 1, 3 }, "jsonl", false, false }, "the list" },
		{ { 1, 9, { 4, 1, 3 }, "jsonl", false, false }, "the options" },
		{ { 1, 2, { 5, 1, 3 }, "jsonl", false, false }, "the number of shards" },
		{ { 1, 2, { 4, 2, 3 }, "jsonl", false, false }, "it is another shard" },
		{ { 1, 2, { 4, 1, 4 }, "jsonl", false, false }, "the seed" },
		{ { 1, 2, { 4, 1, 3 }, "csv", false, false }, "another scan" },
	};

	(void)state;
	put_points(1, 1);
	part_of(5);
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		assert_non_null(strstr(refused(&row_of[i].scan, true, WHY_MISFIT), row_of[i].what));
	write_file(path_of("out.state"), "something else\n");
	assert_non_null(strstr(refused(&scan, true, WHY_MISFIT), "it is no state of a scan"));
	assert_int_equal(unlink(path_of("out.state")), 0);
	assert_non_null(strstr(refused(&scan, true, WHY_MISFIT), "without its"));
}

static void an_unfinished_scan_is_not_overwritten(void **state)
{
	struct journal_point p;

	(void)state;
	put_points(1, 1);
	part_of(5);
	assert_non_null(strstr(refused(&scan, false, WHY_MISFIT), "--resume"));
	journal_free(opened_as(&scan, JOURNAL_GO_ON, &p));
	assert_int_equal(p.next, 1);
}

/* What lies there is of a scan whose state is gone: ours would say things of it that are not so. */
static void a_part_without_its_state_is_not_overwritten(void **state)
{
	(void)state;
	part_of(5);
	(void)refused(&scan, false, WHY_MISFIT);
	(void)refused(&scan, true, WHY_MISFIT);
}

static void what_is_no_state_is_not_written_over(void **state)
{
	struct journal_point p;

	(void)state;
	for (int resume = 0; resume < 2; resume++) {
		write_file(path_of("out.state"), "somebody's letter\n");
		assert_non_null(strstr(refused(&scan, resume, WHY_MISFIT), "no state of a scan"));
		holds(path_of("out.state"), "somebody's letter\n");
	}
	write_file(path_of("out.state"), "{\"schema\":\"fcr"); /* of a begin that was cut short */
	journal_free(opened_as(&scan, JOURNAL_FRESH, &p));
}

static void a_link_in_place_of_the_state_is_not_followed(void **state)
{
	(void)state;
	write_file(path_of("other"), "");
	assert_int_equal(symlink("other", path_of("out.state")), 0);
	(void)refused(&scan, true, WHY_CANTOUT);
	holds(path_of("other"), "");
}

static void a_state_that_cannot_be_read_says_why(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(path_of("out.state"), 0600), 0);
	assert_non_null(strstr(refused(&scan, true, WHY_CANTOUT), strerror(ESPIPE)));
}

static void a_second_writer_is_refused(void **state)
{
	struct journal_point p;
	struct journal *j = opened_as(&scan, JOURNAL_FRESH, &p);

	(void)state;
	assert_int_equal(symlink("out", path_of("link")), 0);
	assert_non_null(strstr(refused(&scan, true, WHY_CANTOUT), "another run is writing"));
	journal_free(j);
	journal_free(opened_as(&scan, JOURNAL_FRESH, &p));
}

static void a_whole_part_lacks_only_its_name(void **state)
{
	struct journal_point p, end = point_at(40);
	struct journal *j = opened_as(&scan, JOURNAL_FRESH, &p);

	(void)state;
	end.is_complete = true;
	end.places = 160;
	assert_true(journal_put(j, &end, NULL));
	journal_free(j);
	part_of(40);
	journal_free(opened_as(&scan, JOURNAL_NAMELESS, &p));
	assert_memory_equal(&p, &end, sizeof(p));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(what_was_noted_last_is_gone_on_with),
		test(without_the_part_it_begins_anew),
		test(a_slot_that_is_torn_gives_way_to_the_one_before),
		test(a_point_whose_octets_are_gone_does_not_count),
		test(every_cut_of_the_file_goes_on_or_is_refused),
		test(another_scan_is_told_by_what_differs),
		test(an_unfinished_scan_is_not_overwritten),
		test(a_part_without_its_state_is_not_overwritten),
		test(what_is_no_state_is_not_written_over),
		test(a_link_in_place_of_the_state_is_not_followed),
		test(a_state_that_cannot_be_read_says_why),
		test(a_second_writer_is_refused),
		test(a_whole_part_lacks_only_its_name),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
