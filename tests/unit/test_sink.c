/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];

/* A path in the test's own folder; two at a time. */
static const char *path_of(const char *name)
{
	static char buf[2][128];
	static int turn;

	turn = !turn;
	(void)snprintf(buf[turn], sizeof(buf[turn]), "%s/%s", dir, name);
	return buf[turn];
}

static int make_dir(void **state)
{
	(void)state;
	(void)strcpy(dir, "/tmp/test_sink.XXXXXX");
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	(void)state;
	while (d && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			(void)unlink(path_of(e->d_name));
	if (d)
		closedir(d);
	return rmdir(dir);
}

static unsigned files_in_dir(void)
{
	DIR *d = opendir(dir);
	unsigned n = 0;
	struct dirent *e;

	while ((e = readdir(d)) != NULL)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static void write_file(const char *path, const char *content)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(content, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void holds(const char *path, const char *want)
{
	char got[256] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, want);
}

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static struct sink *opened(const char *path)
{
	struct why why = { 0 };
	struct sink *s = sink_new(path, &why);

	if (!s)
		fail_msg("%s", why.text);
	return s;
}

static bool put(struct sink *s, const char *octets, size_t n, struct why *why)
{
	struct text t;
	bool ok;

	text_init(&t, 1 << 20);
	text_put(&t, octets, n);
	ok = sink_put(s, &t, why);
	assert_int_equal(t.len, 0);
	text_done(&t);
	return ok;
}

static void put_str(struct sink *s, const char *text)
{
	assert_true(put(s, text, strlen(text), NULL));
}

static void finish(struct sink *s)
{
	struct why why = { 0 };

	if (!sink_close(s, &why))
		fail_msg("%s", why.text);
	sink_free(s);
}

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
		{ "/nonexistent/\033[2J\n", "cannot make /nonexistent/\\027[2J\\010: No such file or "
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

static void a_device_is_written_straight(void **state)
{
	struct sink *s = opened("/dev/null");
	struct stat st;

	(void)state;
	put_str(s, "gone\n");
	finish(s);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void a_full_device_says_so(void **state)
{
	struct sink *s = opened("/dev/full");
	struct why why = { 0 };

	(void)state;
	put_str(s, "x\n");
	assert_false(sink_flush(s, &why));
	assert_int_equal(why.code, WHY_IO);
	assert_string_equal(why.text, "cannot write to /dev/full: No space left on device");
	sink_free(s);

	s = opened("/dev/full"); /* also when nobody flushes before the end */
	put_str(s, "x\n");
	assert_false(sink_close(s, &why));
	sink_free(s);
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
	assert_true(put(s, big, 65536, NULL));
	for (int i = 0; i < 10000; i++)
		put_str(s, "d");
	finish(s);
	f = fopen(path_of("out"), "r");
	for (int c; (c = getc(f)) != EOF; n++)
		assert_int_equal(c, n == 0		? 'a' :
				    n < 200001		? 'b' :
				    n == 200001		? 'c' :
				    n < 200002 + 65536	? 'b' :
							  'd');
	fclose(f);
	assert_int_equal(n, 200002 + 65536 + 10000);
}

/* A descriptor of ours by the name that a shell gives it. */
static const char *name_of(int fd)
{
	static char name[32];

	(void)snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	return name;
}

static void a_full_disk_leaves_whole_records(void **state)
{
	static const size_t sizes[] = { 1000, 90000 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rlimit was, limit;
		struct why why = { 0 };
		struct stat st;
		char *record = malloc(sizes[i]);
		int fd = open(path_of("out"), O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);
		struct sink *s = opened(name_of(fd));
		bool ok = true;

		memset(record, 'r', sizes[i]);
		assert_int_equal(write(fd, "before", 6), 6);
		assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
		limit = was;
		limit.rlim_cur = 234567;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		for (int k = 0; k < 1000 && ok; k++)
			ok = put(s, record, sizes[i], &why);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
		assert_false(ok);
		assert_non_null(strstr(why.text, "File too large"));
		sink_free(s);
		assert_int_equal(fstat(fd, &st), 0);
		assert_int_equal(st.st_size, 6 + 234567 / sizes[i] * sizes[i]);
		close(fd);
		free(record);
	}
}

static void what_was_appended_to_stays(void **state)
{
	int fd;
	struct sink *s;

	(void)state;
	write_file(path_of("out"), "before\n");
	fd = open(path_of("out"), O_WRONLY | O_APPEND);
	s = opened(name_of(fd));
	put_str(s, "after\n");
	finish(s);
	close(fd);
	holds(path_of("out"), "before\nafter\n");
	assert_int_equal(files_in_dir(), 1);
}

static void a_reader_that_left_is_an_error(void **state)
{
	int fds[2];
	struct sink *s;
	struct why why = { 0 };

	(void)state;
	assert_int_equal(pipe(fds), 0);
	s = opened(name_of(fds[1]));
	put_str(s, "x\n");
	assert_true(sink_flush(s, &why));
	close(fds[0]);
	put_str(s, "x\n");
	assert_false(sink_flush(s, &why));
	assert_int_equal(why.code, WHY_IO);
	assert_non_null(strstr(why.text, "Broken pipe"));
	sink_free(s);
	close(fds[1]);
}

static void nothing(int signo)
{
	(void)signo;
}

/* A slow reader, a descriptor that does not block, signals all the time: all of it arrives. */
static void a_slow_reader_gets_all(void **state)
{
	enum { RECORD = 1000, RECORDS = 300 };
	struct sigaction act = { .sa_handler = nothing };
	char record[RECORD];
	int fds[2], status;
	struct sink *s;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(sigaction(SIGUSR1, &act, NULL), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		size_t n = 0;
		char c[4096];
		ssize_t got;

		close(fds[1]);
		while ((got = read(fds[0], c, sizeof(c))) > 0) {
			n += (size_t)got;
			(void)kill(getppid(), SIGUSR1);
			usleep(500);
		}
		_exit(n == (size_t)RECORD * RECORDS ? 0 : 1);
	}
	close(fds[0]);
	assert_int_equal(fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
	memset(record, 'r', sizeof(record));
	s = opened(name_of(fds[1]));
	for (int i = 0; i < RECORDS; i++)
		assert_true(put(s, record, sizeof(record), NULL));
	finish(s);
	close(fds[1]);
	while (waitpid(child, &status, 0) < 0)
		;
	assert_int_equal(status, 0);
}

static void what_found_no_memory_is_not_written(void **state)
{
	struct sink *s = opened(path_of("out"));
	struct why why = { 0 };
	struct text t;

	(void)state;
	text_init(&t, 4);
	text_str(&t, "abc");
	text_str(&t, "more than there is room for");
	if (!t.failed)
		text_printf(&t, "%0500d", 1);
	assert_true(t.failed);
	assert_false(sink_put(s, &t, &why));
	assert_int_equal(why.code, WHY_INTERNAL);
	text_done(&t);
	finish(s);
	holds(path_of("out"), "");
}

static void a_terminal_is_known(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct sink *s;
	char got[8] = "";

	(void)state;
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		return; /* no terminals here */
	s = opened(ptsname(master));
	assert_true(sink_is_terminal(s));
	put_str(s, "hi");
	assert_true(sink_flush(s, NULL));
	assert_int_equal(read(master, got, sizeof(got)), 2);
	assert_string_equal(got, "hi");
	finish(s);
	close(master);
}

static void standard_output_is_not_closed(void **state)
{
	int was, fds[2];
	char got[8] = "";

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sink *s;

		assert_int_equal(pipe(fds), 0);
		fflush(stdout);
		was = dup(1);
		dup2(fds[1], 1);
		s = sink_new(i ? "-" : NULL, NULL);
		put_str(s, "out");
		assert_true(sink_close(s, NULL));
		sink_free(s);
		assert_true(fcntl(1, F_GETFD) >= 0);
		dup2(was, 1);
		close(was);
		assert_int_equal(read(fds[0], got, sizeof(got)), 3);
		assert_string_equal(got, "out");
		close(fds[0]);
		close(fds[1]);
	}
}

int main(void)
{
#define test(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
	const struct CMUnitTest all[] = {
		test(a_file_has_its_name_when_it_is_whole),
		test(what_is_not_completed_leaves_nothing),
		test(a_new_file_has_the_rights_of_the_umask),
		test(a_replaced_file_keeps_its_rights),
		test(a_symbolic_link_survives),
		test(a_circle_of_links_is_refused),
		test(what_cannot_be_made_says_why),
		test(a_device_is_written_straight),
		test(a_full_device_says_so),
		test(a_record_larger_than_what_is_gathered_is_written),
		test(a_full_disk_leaves_whole_records),
		test(what_was_appended_to_stays),
		test(a_reader_that_left_is_an_error),
		test(a_slow_reader_gets_all),
		test(what_found_no_memory_is_not_written),
		test(a_terminal_is_known),
		test(standard_output_is_not_closed),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
