/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "sunk.h"

#include <fcrdns/limits.h>

#include <sys/wait.h>

static void a_file_has_its_name_when_it_is_whole(void **state)
{
	struct sink *s = opened(path_of("out"));

	(void)state;
	put_str(s, "one\n");
	put_str(s, "");
	put_str(s, "two\n");
	assert_true(sink_flush(s, NULL));
	assert_false(exists(path_of("out")));
	assert_int_equal(files_in_dir(), 1);
	assert_false(sink_is_terminal(s));
	finish(s);
	holds(path_of("out"), "one\ntwo\n");
	assert_int_equal(files_in_dir(), 1);
}

static void what_is_not_completed_leaves_nothing(void **state)
{
	struct sink *s;

	(void)state;
	write_file(path_of("out"), "old\n");
	s = opened(path_of("out"));
	put_str(s, "new\n");
	assert_true(sink_flush(s, NULL));
	sink_free(s);
	holds(path_of("out"), "old\n");
	assert_int_equal(files_in_dir(), 1);
	sink_free(NULL);
}

static void what_is_held_is_forgotten_or_let_go(void **state)
{
	static char much[300000];
	struct sink *s = opened(path_of("out"));
	struct why why;

	(void)state;
	memset(much, 'x', sizeof(much));
	put_str(s, "head\n");
	sink_hold(s);
	assert_true(sink_put(s, much, sizeof(much), &why));
	put_str(s, "first look\n");
	assert_true(sink_flush(s, NULL));
	sink_forget(s);
	put_str(s, "second look\n");
	assert_true(sink_let_go(s, &why));
	assert_true(sink_let_go(s, &why));
	put_str(s, "end\n");
	finish(s);
	holds(path_of("out"), "head\nsecond look\nend\n");
	s = opened(path_of("out"));
	sink_hold(s);
	for (unsigned i = 0; i < LIMIT_HELD / sizeof(much); i++)
		assert_true(sink_put(s, much, sizeof(much), &why));
	assert_false(sink_put(s, much, sizeof(much), &why));
	assert_int_equal(why.code, WHY_LIMIT);
	sink_free(s);
}

static void a_new_file_has_the_rights_of_the_umask(void **state)
{
	static const mode_t masks[] = { 022, 027, 077, 002 };

	(void)state;
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		mode_t was = umask(masks[i]);
		struct stat st;

		(void)unlink(path_of("out"));
		finish(opened(path_of("out")));
		umask(was);
		assert_int_equal(stat(path_of("out"), &st), 0);
		assert_int_equal(st.st_mode & 0777, 0666 & ~masks[i]);
		assert_int_equal(st.st_size, 0);
	}
}

static void a_replaced_file_keeps_its_rights(void **state)
{
	struct sink *s;
	struct stat st;

	(void)state;
	write_file(path_of("out"), "old\n");
	assert_int_equal(chmod(path_of("out"), 0600), 0);
	s = opened(path_of("out"));
	put_str(s, "new\n");
	finish(s);
	holds(path_of("out"), "new\n");
	assert_int_equal(stat(path_of("out"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_symbolic_link_survives(void **state)
{
	struct sink *s;
	struct stat st;

	(void)state;
	write_file(path_of("real"), "old\n");
	assert_int_equal(symlink("real", path_of("middle")), 0); /* relative to its folder */
	assert_int_equal(symlink(path_of("middle"), path_of("link")), 0);
	s = opened(path_of("link"));
	put_str(s, "new\n");
	finish(s);
	holds(path_of("real"), "new\n");
	assert_int_equal(lstat(path_of("link"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat(path_of("middle"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(unlink(path_of("real")), 0); /* now it leads to nothing */
	s = opened(path_of("link"));
	put_str(s, "newer\n");
	finish(s);
	holds(path_of("real"), "newer\n");
	assert_int_equal(files_in_dir(), 3);
}

static void a_circle_of_links_is_refused(void **state)
{
	struct why why = { 0 };

	(void)state;
	assert_int_equal(symlink("b", path_of("a")), 0);
	assert_int_equal(symlink("a", path_of("b")), 0);
	assert_null(sink_new(path_of("a"), &why));
	assert_int_equal(why.code, WHY_CANTOUT);
	assert_int_equal(files_in_dir(), 2);
}

static void what_cannot_be_made_says_why(void **state)
{
	static const struct {
		const char *path, *text;
	} row_of[] = {
		{ "/nonexistent/x", "cannot make /nonexistent/x: No such file or directory" },
		{ "/", "cannot make /: Is a directory" },
		{ "/proc/version/x", "cannot make /proc/version/x: Not a directory" },
		{ "/nonexistent/\033[2J\n",
		  "cannot make /nonexistent/\\027[2J\\010: No such file or "
		  "directory" },
		{ "/dev/fd/999", "cannot make /dev/fd/999: Bad file descriptor" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct why why = { 0 };

		assert_null(sink_new(row_of[i].path, &why));
		assert_int_equal(why.code, WHY_CANTOUT);
		assert_string_equal(why.text, row_of[i].text);
	}
}

static void refused_as_busy(const char *path)
{
	struct why why = { 0 };

	assert_null(sink_new(path, &why));
	assert_int_equal(why.code, WHY_CANTOUT);
	assert_non_null(strstr(why.text, "another run is writing "));
}

static void who_comes_second_is_refused(void **state)
{
	struct sink *s = opened(path_of("out"));

	(void)state;
	put_str(s, "first\n");
	refused_as_busy(path_of("out"));
	assert_int_equal(symlink("out", path_of("link")), 0);
	refused_as_busy(path_of("link"));
	finish(opened(path_of("other")));
	finish(s);
	holds(path_of("out"), "first\n");
	s = opened(path_of("out"));
	sink_free(s);
	finish(opened(path_of("out")));
	assert_int_equal(files_in_dir(), 3);
}

/* Killed with the file half written. */
static void be_killed(const char *path)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct sink *s = sink_new(path, NULL);

		(void)(s && sink_put(s, "half", 4, NULL) && sink_flush(s, NULL));
		(void)raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void what_the_killed_leave_is_one_file_and_in_nobodys_way(void **state)
{
	struct sink *s;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		be_killed(path_of("out"));
	assert_int_equal(files_in_dir(), 1);
	s = opened(path_of("out"));
	put_str(s, "whole\n");
	finish(s);
	holds(path_of("out"), "whole\n");
	assert_int_equal(files_in_dir(), 1);
}

static void what_is_in_the_way_and_not_ours_stays(void **state)
{
	struct sink *s;

	(void)state;
	assert_int_equal(mkdir(path_of("out.fcrdns.tmp"), 0700), 0);
	s = opened(path_of("out"));
	put_str(s, "whole\n");
	finish(s);
	holds(path_of("out"), "whole\n");
	assert_int_equal(rmdir(path_of("out.fcrdns.tmp")), 0);
	assert_int_equal(files_in_dir(), 1);
}

enum {
	RIVALS = 4,
	TURNS = 200,
	LINE = 20000
};

/* Some are refused and some are killed; the others write nothing but their own digit. */
static void be_rival(char digit)
{
	static char line[LINE];
	const char *path = path_of("out");

	memset(line, digit, sizeof(line));
	for (unsigned i = 0; i < TURNS; i++) {
		struct sink *s = sink_new(path, NULL);

		if (!s)
			continue;
		if (!sink_put(s, line, sizeof(line) / 2, NULL) || !sink_flush(s, NULL))
			_exit(1);
		if (i == TURNS / 2 && digit % 2)
			(void)raise(SIGKILL);
		if (!sink_put(s, line, sizeof(line) / 2, NULL) || !sink_close(s, NULL))
			_exit(1);
		sink_free(s);
	}
	_exit(0);
}

static void of_several_at_once_each_file_is_whole(void **state)
{
	char got[LINE + 1];
	pid_t pids[RIVALS];
	FILE *f;

	(void)state;
	for (unsigned i = 0; i < RIVALS; i++) {
		pids[i] = fork();
		if (!pids[i])
			be_rival((char)('0' + i));
	}
	for (unsigned i = 0; i < RIVALS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	}
	f = fopen(path_of("out"), "r");
	assert_non_null(f);
	assert_int_equal(fread(got, 1, sizeof(got), f), LINE);
	for (unsigned i = 0; i < LINE; i++)
		assert_int_equal(got[i], got[0]);
	(void)fclose(f);
	finish(opened(path_of("out")));
	assert_int_equal(files_in_dir(), 1);
}

static void a_record_larger_than_what_is_gathered_is_written(void **state)
{
	static char big[200000];
	struct sink *s = opened(path_of("out"));
	FILE *f;
	size_t n = 0;

	(void)state;
	memset(big, 'b', sizeof(big));
	put_str(s, "a");
	assert_true(put(s, big, sizeof(big), NULL));
	put_str(s, "c");
	assert_true(put(s, big, 131072, NULL));
	for (int i = 0; i < 10000; i++)
		put_str(s, "d");
	finish(s);
	f = fopen(path_of("out"), "r");
	for (int c; (c = getc(f)) != EOF; n++)
		assert_int_equal(c, n == 0		  ? 'a'
				    : n < 200001	  ? 'b'
				    : n == 200001	  ? 'c'
				    : n < 200002 + 131072 ? 'b'
							  : 'd');
	fclose(f);
	assert_int_equal(n, 200002 + 131072 + 10000);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(a_file_has_its_name_when_it_is_whole),
		test(what_is_not_completed_leaves_nothing),
		test(what_is_held_is_forgotten_or_let_go),
		test(a_new_file_has_the_rights_of_the_umask),
		test(a_replaced_file_keeps_its_rights),
		test(a_symbolic_link_survives),
		test(a_circle_of_links_is_refused),
		test(what_cannot_be_made_says_why),
		test(who_comes_second_is_refused),
		test(what_the_killed_leave_is_one_file_and_in_nobodys_way),
		test(what_is_in_the_way_and_not_ours_stays),
		test(of_several_at_once_each_file_is_whole),
		test(a_record_larger_than_what_is_gathered_is_written),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
