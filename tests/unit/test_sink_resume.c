/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "sunk.h"

#include <stdlib.h>

static struct sink *resumed(const char *path, uint64_t octets)
{
	struct why why = { 0 };
	struct sink *s = sink_resume(path, octets, &why);

	if (!s)
		fail_msg("%s", why.text);
	return s;
}

static size_t size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (size_t)st.st_size;
}

static void what_is_not_whole_stays_and_is_gone_on_with(void **state)
{
	struct sink *s = resumed(path_of("out"), 0);
	uint64_t octets;

	(void)state;
	put_str(s, "one\n");
	assert_true(sink_mark(s));
	put_str(s, "torn");
	assert_true(sink_save(s, &octets, NULL));
	assert_int_equal(octets, 4);
	sink_free(s);
	assert_false(exists(path_of("out")));
	holds(path_of("out.part"), "one\ntorn");
	s = resumed(path_of("out"), octets);
	holds(path_of("out.part"), "one\n");
	put_str(s, "two\n");
	finish(s);
	holds(path_of("out"), "one\ntwo\n");
	assert_int_equal(files_in_dir(), 1);
}

static void a_part_that_is_too_short_is_refused(void **state)
{
	struct why why;

	(void)state;
	write_file(path_of("out.part"), "abc");
	assert_null(sink_resume(path_of("out"), 4, &why));
	assert_int_equal(why.code, WHY_MISFIT);
	holds(path_of("out.part"), "abc");
}

/* The two kinds of unfinished file have two names, and become the same file. */
static void who_comes_second_is_refused(void **state)
{
	struct sink *s = resumed(path_of("out"), 0);
	struct why why = { 0 };

	(void)state;
	assert_null(sink_new(path_of("out"), &why));
	assert_int_equal(why.code, WHY_CANTOUT);
	assert_non_null(strstr(why.text, "another run is writing "));
	assert_int_equal(files_in_dir(), 1);
	put_str(s, "one\n");
	finish(s);
	holds(path_of("out"), "one\n");
	s = sink_new(path_of("out"), &why);
	assert_non_null(s);
	assert_null(sink_resume(path_of("out"), 0, &why));
	assert_int_equal(why.code, WHY_CANTOUT);
	assert_non_null(strstr(why.text, "another run is writing "));
	assert_false(exists(path_of("out.part")));
	sink_free(s);
	sink_free(resumed(path_of("out"), 0));
	s = sink_new(path_of("out"), &why); /* nobody is at work on the part that lies there */
	assert_non_null(s);
	finish(s);
	assert_true(exists(path_of("out.part")));
}

static void a_link_or_a_folder_in_its_place_is_refused(void **state)
{
	struct why why;

	(void)state;
	write_file(path_of("other"), "kept");
	assert_int_equal(symlink("other", path_of("out.part")), 0);
	assert_null(sink_resume(path_of("out"), 0, &why));
	assert_int_equal(why.code, WHY_CANTOUT);
	holds(path_of("other"), "kept");
}

/* sink_new refuses it, too; and its rights on the part would lock out those who go on later. */
static void a_file_that_cannot_be_written_is_not_replaced(void **state)
{
	uid_t me = geteuid();
	struct sink *s;
	struct why why;

	(void)state;
	write_file(path_of("out"), "kept");
	assert_int_equal(chmod(path_of("out"), 0444), 0);
	assert_int_equal(chmod(dir, 0777), 0);
	if (!me) /* whom nothing is forbidden */
		assert_int_equal(seteuid(65534), 0);
	s = sink_resume(path_of("out"), 0, &why);
	assert_int_equal(seteuid(me), 0);
	assert_null(s);
	assert_int_equal(why.code, WHY_CANTOUT);
	assert_int_equal(files_in_dir(), 1);
}

/* All members of FILE, unpacked. */
static char *unpacked(const char *path, size_t *ret_len)
{
	static char data[8 << 20];
	char command[500];
	FILE *f;

	(void)snprintf(command, sizeof(command), "gzip -dc %s", path);
	f = popen(command, "r");
	assert_non_null(f);
	*ret_len = fread(data, 1, sizeof(data), f);
	assert_int_equal(pclose(f), 0);
	return data;
}

enum {
	LINES = 150000
};

static void put_lines(struct sink *s, unsigned from, unsigned to, unsigned flush_every,
		      unsigned *ret_border)
{
	for (unsigned i = from; i < to; i++) {
		char line[100];

		(void)snprintf(line, sizeof(line), "line %u %u %u\n", i, i * 7919 % 1000, i * 31);
		put_str(s, line);
		if (sink_mark(s))
			*ret_border = i + 1;
		if (flush_every && i % flush_every == 0)
			assert_true(sink_flush(s, NULL));
	}
}

static void members_do_not_depend_on_when_they_are_written(void **state)
{
	unsigned border = 0;
	struct sink *s = opened(path_of("one.gz"));
	uint64_t octets;
	char *data;
	size_t len;

	(void)state;
	put_lines(s, 0, LINES, 0, &border);
	finish(s);
	border = 0;
	s = resumed(path_of("two.gz"), 0);
	put_lines(s, 0, LINES * 2 / 3, 777, &border);
	assert_true(sink_save(s, &octets, NULL));
	sink_free(s); /* as if it were killed */
	assert_in_range(border, LINES / 6, LINES * 2 / 3);
	s = resumed(path_of("two.gz"), octets);
	put_lines(s, border, LINES, 1234, &border);
	finish(s);
	assert_int_equal(size_of(path_of("one.gz")), size_of(path_of("two.gz")));
	data = unpacked(path_of("two.gz"), &len);
	for (unsigned i = 0; i < LINES; i++) {
		char line[100];
		int n = snprintf(line, sizeof(line), "line %u %u %u\n", i, i * 7919 % 1000, i * 31);

		assert_memory_equal(data, line, (size_t)n);
		data += n;
		len -= (size_t)n;
	}
	assert_int_equal(len, 0);
}

static void an_empty_packed_file_is_one_empty_member(void **state)
{
	size_t len;

	(void)state;
	finish(opened(path_of("out.gz")));
	assert_int_equal(size_of(path_of("out.gz")), 20);
	(void)unpacked(path_of("out.gz"), &len);
	assert_int_equal(len, 0);
}

static void a_record_larger_than_the_buffer_is_packed_too(void **state)
{
	static char large[300000];
	struct sink *s = opened(path_of("out.gz"));
	size_t len;

	(void)state;
	memset(large, 'x', sizeof(large));
	put_str(s, "first\n");
	assert_true(put(s, large, sizeof(large), NULL));
	put_str(s, "last\n");
	finish(s);
	(void)unpacked(path_of("out.gz"), &len);
	assert_int_equal(len, 6 + sizeof(large) + 5);
	assert_memory_equal(unpacked(path_of("out.gz"), &len), "first\nx", 7);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(what_is_not_whole_stays_and_is_gone_on_with),
		test(a_part_that_is_too_short_is_refused),
		test(who_comes_second_is_refused),
		test(a_link_or_a_folder_in_its_place_is_refused),
		test(a_file_that_cannot_be_written_is_not_replaced),
		test(members_do_not_depend_on_when_they_are_written),
		test(an_empty_packed_file_is_one_empty_member),
		test(a_record_larger_than_the_buffer_is_packed_too),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
