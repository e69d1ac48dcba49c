/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "sunk.h"

#include <fcrdns/ledger.h>

#include <limits.h>
#include <sqlite3.h>
#include <sys/wait.h>

/*
 * A process takes inventories and notes verdicts, and is killed. What it said to be done is there,
 * what it had begun is whole or not there.
 *
 * Its moments are counted, not timed: they are the calls by which SQLite changes files, since what
 * it does between two of them nobody sees after its end. It is killed at each of them in turn,
 * before the call and with half of the octets written.
 */

enum {
	ROWS = 40,
	ROUNDS = 2,	  /* with and without releases */
	CALLS_LEAST = 40, /* of that many rounds, or they were not counted */
	SOME = 5	  /* calls on, where not all are tried */
};

/* What the process tells: of inventory number `round` one part is done. */
struct told {
	int64_t round;
	int64_t settled; /* its verdicts, too */
};

/* ---- the process that is killed ---- */

static unsigned n_calls, last_call;
static bool by_half;

static bool is_last(void)
{
	return ++n_calls == last_call;
}

static void die(void)
{
	(void)kill(getpid(), SIGKILL);
	for (;;)
		(void)pause();
}

static ssize_t on_pwrite(int fd, const void *octets, size_t n, off_t at)
{
	bool last = is_last();

	if (!last)
		return pwrite(fd, octets, n, at);
	if (by_half && pwrite(fd, octets, n / 2, at) < 0)
		_exit(2);
	die();
	return -1;
}

static int on_ftruncate(int fd, off_t len)
{
	if (is_last())
		die();
	return ftruncate(fd, len);
}

static int on_unlink(const char *path)
{
	if (is_last())
		die();
	return unlink(path);
}

static int on_open(const char *path, int flags, int mode)
{
	if ((flags & O_CREAT) && is_last())
		die();
	return open(path, flags, mode);
}

/* From now on the calls are counted. */
static void count_calls(unsigned until, bool half)
{
	static const struct {
		const char *name;
		sqlite3_syscall_ptr call;
	} calls[] = {
		{ "pwrite64", (sqlite3_syscall_ptr)on_pwrite },
		{ "pwrite", (sqlite3_syscall_ptr)on_pwrite },
		{ "ftruncate", (sqlite3_syscall_ptr)on_ftruncate },
		{ "unlink", (sqlite3_syscall_ptr)on_unlink },
		{ "open", (sqlite3_syscall_ptr)on_open },
	};
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	last_call = until;
	by_half = half;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (vfs->xSetSystemCall(vfs, calls[i].name, calls[i].call) != SQLITE_OK)
			_exit(3);
}

static void fill(struct holding holdings[static ROWS])
{
	static char ids[ROWS][8];

	for (unsigned i = 0; i < ROWS; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%u", i);
		holdings[i] = (struct holding){ .address = { 4, { 192, 0, 2, (uint8_t)i } },
						.region = "",
						.id = ids[i],
						.label = "" };
	}
}

/* Every second round has half of them, so that rows are released and held again. */
static bool do_round(struct ledger *l, const struct holding *holdings, int64_t round, int pipe_fd)
{
	const struct ledger_account account = {
		.provider = "p", .account = "a", .is_complete = true, .now_s = round
	};
	struct told told = { round, 0 };

	if (!ledger_take(l, &account, holdings, round % 2 ? ROWS : ROWS / 2, NULL) ||
	    write(pipe_fd, &told, sizeof(told)) != sizeof(told))
		return false;
	for (int64_t row = 1; row <= ROWS; row++)
		if (!ledger_note(l, row, round, round % 2 ? STALE_HELD_OK : STALE_HELD_DRIFT, NULL,
				 NULL))
			return false;
	told.settled = round;
	return ledger_settle(l, NULL) && write(pipe_fd, &told, sizeof(told)) == sizeof(told);
}

/* It ends well where it has not been killed within so many rounds. */
static void work(int64_t round, unsigned rounds, int pipe_fd)
{
	struct ledger *l = ledger_open(path_of("ledger"), LEDGER_MAKE, NULL);
	struct holding holdings[ROWS];

	fill(holdings);
	for (; l && rounds && do_round(l, holdings, ++round, pipe_fd); rounds--)
		;
	_exit(!l || rounds);
}

/* ---- who kills it, and looks at what is left ---- */

/* A moment of a process: its so manieth call. */
struct moment {
	unsigned call;
	bool by_half;
};

static void next_moment(struct moment *m)
{
	m->call += m->by_half;
	m->by_half = !m->by_half;
}

/* Starts it, to be killed at that moment; false: it ended before. *last is what it told last. */
static bool is_killed(struct told *last, unsigned rounds, const struct moment *when)
{
	struct told told;
	int pipes[2], status;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(pipes[0]);
		count_calls(when->call, when->by_half);
		work(last->round, rounds, pipes[1]);
	}
	(void)close(pipes[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		assert_int_equal(WTERMSIG(status), SIGKILL);
	else
		assert_int_equal(WEXITSTATUS(status), 0);
	while (read(pipes[0], &told, sizeof(told)) == sizeof(told)) {
		last->round = told.round;
		if (told.settled)
			last->settled = told.settled;
	}
	(void)close(pipes[0]);
	return WIFSIGNALED(status);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;
	int64_t v;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

/* Whole rounds only, and no fewer than were told; the round that is in the file. */
static int64_t need_whole(const struct told *told)
{
	struct ledger *l;
	struct why why = { 0 };
	int64_t round, checked;
	sqlite3 *db;

	/* As another run comes: what was begun is undone. */
	l = ledger_open(path_of("ledger"), LEDGER_MAKE, &why);
	if (!l)
		fail_msg("%s", why.text);
	ledger_free(l);
	assert_int_equal(sqlite3_open(path_of("ledger"), &db), SQLITE_OK);
	assert_int_equal(number(db, "SELECT count(*) FROM pragma_integrity_check"
				    " WHERE integrity_check = 'ok'"),
			 1);
	assert_int_equal(number(db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	round = number(db, "SELECT coalesce(max(last_seen), 0) FROM holding");
	assert_true(round >= told->round && round <= told->round + 1);
	if (round) {
		assert_int_equal(number(db, "SELECT count(*) FROM holding"), ROWS);
		assert_int_equal(number(db, "SELECT count(*) FROM holding WHERE absent_since = 0"),
				 round % 2 ? ROWS : ROWS / 2);
		assert_int_equal(number(db, "SELECT count(*) FROM holding WHERE"
					    " (absent_since = 0) <> (last_seen = (SELECT"
					    " max(last_seen) FROM holding))"),
				 0);
	}
	checked = number(db, "SELECT coalesce(max(checked), 0) FROM holding");
	assert_true(checked >= told->settled && checked <= round);
	assert_int_equal(number(db, "SELECT count(DISTINCT checked) FROM holding"), round > 0);
	/* Each round's verdict differs from the last one's, for each row; no round's is there
	 * for some of them only. */
	assert_int_equal(number(db, "SELECT count(*) FROM (SELECT at FROM event GROUP BY at"
				    " HAVING count(*) <> 40)"),
			 0);
	sqlite3_close(db);
	return round;
}

static void a_kill_at_any_moment_loses_nothing(void **state)
{
	struct told told = { 0, 0 };
	struct moment m = { 1, false };

	(void)state;
	told.round = need_whole(&told); /* made */
	while (is_killed(&told, ROUNDS, &m)) {
		told.round = need_whole(&told);
		next_moment(&m);
	}
	assert_in_range(m.call, CALLS_LEAST, UINT_MAX);
	printf("# %u moments, %lld inventories\n", m.call * 2, (long long)told.round);
	assert_true(need_whole(&told) == told.round && told.settled == told.round);
}

static void a_kill_while_it_is_made_leaves_nothing_in_the_way(void **state)
{
	struct told told = { 0, 0 };
	struct moment m = { 1, false };

	(void)state;
	while (is_killed(&told, 0, &m)) {
		assert_int_equal(need_whole(&told), 0);
		next_moment(&m);
		assert_int_equal(unlink(path_of("ledger")), 0);
	}
	assert_true(m.call > 1);
}

/* Who undoes what was begun is killed, too, and who comes then, each one call later. */
static void a_kill_while_it_is_undone_loses_nothing(void **state)
{
	struct told told = { 0, 0 };
	struct moment m = { 1, false };
	unsigned most = 0;

	(void)state;
	told.round = need_whole(&told);
	for (; is_killed(&told, ROUNDS, &m); m.call += SOME) {
		struct told nothing = told;
		struct moment undoing = { 1, false };

		while (is_killed(&nothing, 0, &undoing))
			next_moment(&undoing);
		told.round = need_whole(&told);
		if (undoing.call > most)
			most = undoing.call;
	}
	assert_true(most > 1); /* there was something to undo */
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(a_kill_at_any_moment_loses_nothing),
		test(a_kill_while_it_is_made_leaves_nothing_in_the_way),
		test(a_kill_while_it_is_undone_loses_nothing),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
