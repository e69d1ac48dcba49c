/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "sunk.h"

#include <sys/resource.h>
#include <sys/wait.h>

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
	enum {
		RECORD = 1000,
		RECORDS = 300
	};
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
	const struct CMUnitTest all[] = {
		test(a_device_is_written_straight),
		test(a_full_device_says_so),
		test(a_full_disk_leaves_whole_records),
		test(what_was_appended_to_stays),
		test(a_reader_that_left_is_an_error),
		test(a_slow_reader_gets_all),
		test(a_terminal_is_known),
		test(standard_output_is_not_closed),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
