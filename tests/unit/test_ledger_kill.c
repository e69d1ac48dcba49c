/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "sunk.h"

#include <fcrdns/ledger.h>

#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

/*
 * A process takes inventories and notes verdicts, and is killed at a moment of chance. What it
 * said to be done is there, what it had begun is whole or not there. KILLS=200 for a long run.
 */

enum {
	ROWS = 40
};

/* What the process tells: of inventory number `round` one part is done. */
struct told {
	int64_t round;
	int64_t settled; /* its verdicts, too */
};

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

static void work(int64_t round, int pipe_fd)
{
	struct ledger *l = ledger_open(path_of("ledger"), LEDGER_MAKE, NULL);
	struct holding holdings[ROWS];

	fill(holdings);
	while (l && do_round(l, holdings, ++round, pipe_fd))
		;
	_exit(1);
}

/* Starts it, kills it; what it told last. */
static struct told killed(struct told last, unsigned after_us)
{
	struct told told;
	int pipes[2], status;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(pipes[0]);
		work(last.round, pipes[1]);
	}
	(void)close(pipes[1]);
	(void)usleep(after_us);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status)); /* it ended by nothing else */
	while (read(pipes[0], &told, sizeof(told)) == sizeof(told)) {
		last.round = told.round;
		if (told.settled)
			last.settled = told.settled;
	}
	(void)close(pipes[0]);
	return last;
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
	const char *given = getenv("KILLS");
	long kills = given ? strtol(given, NULL, 10) : 15;
	unsigned short seed[3] = { 1, 2, (unsigned short)time(NULL) };
	struct told told = { 0, 0 };

	(void)state;
	printf("# seed %u, %ld kills\n", seed[2], kills);
	for (long i = 0; i < kills; i++) {
		told = killed(told, (unsigned)(erand48(seed) * 60000));
		told.round = need_whole(&told);
	}
	printf("# %lld inventories were taken\n", (long long)told.round);
	assert_true(told.round > 0);
}

int main(void)
{
	const struct CMUnitTest all[] = { test(a_kill_at_any_moment_loses_nothing) };

	return cmocka_run_group_tests(all, NULL, NULL);
}
