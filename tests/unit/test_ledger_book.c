/* SPDX-License-Identifier: MIT */
#include "ledger_bed.h"

#include <fcrdns/check.h>
#include <fcrdns/limits.h>

#include <sqlite3.h>
#include <sys/resource.h>

static struct name named(const char *text)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	assert_true(name_parse(&name, buf, text, strlen(text)));
	name.wire = arena_copy(&arena, name.wire, name.len);
	return name;
}

static struct holding holding_of(const char *address, const char *id)
{
	struct holding h = { .provider = "p", .account = "a", .region = "", .id = id, .label = "" };

	assert_true(ip_parse(&h.address, address, strlen(address)));
	return h;
}

static bool take_one(struct ledger *l, const struct holding *h, int64_t now_s, struct why *why)
{
	const struct ledger_account account = {
		.provider = "p", .account = "a", .is_complete = true, .now_s = now_s
	};

	return ledger_take(l, &account, h, h ? 1 : 0, why);
}

static void keep(struct ledger *l, const struct holding *h, int64_t now_s)
{
	struct why why = { 0 };

	if (!take_one(l, h, now_s, &why))
		fail_msg("%s", why.text);
}

/* The addresses in the order of the walk; *ret is the last of them. */
static const char *addresses(struct ledger *l, bool all, struct holding *ret)
{
	static char out[2048];
	struct why why = { 0 };
	struct ledger_walk *w = all ? ledger_walk_all(l, &why) : ledger_walk_new(l, &why);
	struct holding h;
	size_t at = 0;
	bool end;

	assert_non_null(w);
	out[0] = '\0';
	for (;;) {
		char ip[IP_TEXT_MAX];

		if (!ledger_walk_next(w, &h, &arena, &end, &why))
			fail_msg("%s", why.text);
		if (end)
			break;
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s/%s", at ? " " : "",
				       ip_text(&h.address, ip), h.id);
		if (ret)
			*ret = h;
	}
	ledger_walk_free(w);
	return out;
}

static void run_sql(const char *name, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path_of(name), &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* A text that goes on behind a NUL is none of ours, and would be walked for ever. */
static void a_name_with_a_nul_is_damage(void **state)
{
	static const char *const damage[] = {
		"UPDATE account SET name = 'a' || char(0) || 'b'",
		"UPDATE account SET provider = 'p' || char(0)",
		"UPDATE holding SET region = 'r' || char(0) || 'b'",
	};
	const char *const asked[] = { "r" };
	const struct ledger_account account = {
		.provider = "p", .account = "a", .asked = asked, .n_asked = 1
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		struct ledger *l = book();
		struct holding h = holding_of("192.0.2.1", "x");
		struct ledger_unasked unasked;
		struct ledger_walk *w;
		struct why why = { 0 };
		bool end, ok = true;

		row("%s", damage[i]);
		keep(l, &h, 1);
		ledger_free(l);
		run_sql("ledger", damage[i]);
		l = book();
		w = ledger_walk_all(l, &why);
		for (unsigned n = 0; n < 2 && ok; n++)
			ok = ledger_walk_next(w, &h, &arena, &end, &why);
		assert_false(ok);
		assert_int_equal(why.code, WHY_DATA);
		ledger_walk_free(w);
		assert_int_equal(ledger_unasked(l, &account, &unasked, &why), i < 2);
		ledger_free(l);
		assert_int_equal(unlink(path_of("ledger")), 0);
	}
}

/* Version 1 as it was given to users: this text stays as it is. */
static const char version_1[] =
	"CREATE TABLE account (account INTEGER PRIMARY KEY, provider TEXT NOT NULL,"
	" name TEXT NOT NULL, generation INTEGER NOT NULL DEFAULT 0, UNIQUE (provider, name)) "
	"STRICT;"
	"CREATE TABLE holding (holding INTEGER PRIMARY KEY AUTOINCREMENT,"
	" account INTEGER NOT NULL REFERENCES account, region TEXT NOT NULL,"
	" address BLOB NOT NULL,"
	" family INTEGER AS (length(address)) VIRTUAL, id TEXT NOT NULL, label TEXT NOT NULL, "
	"bound INTEGER NOT NULL,"
	" generation INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,"
	" absent_since INTEGER NOT NULL DEFAULT 0, released INTEGER NOT NULL DEFAULT 0,"
	" ptr_state INTEGER NOT NULL, ptr BLOB NOT NULL, ptr_ttl INTEGER,"
	" ptr_seen INTEGER NOT NULL, known_ptr BLOB NOT NULL DEFAULT x'',"
	" known_ttl INTEGER NOT NULL DEFAULT 0, checked INTEGER NOT NULL DEFAULT 0,"
	" class TEXT NOT NULL DEFAULT '', iprev TEXT NOT NULL DEFAULT '',"
	" dns_ptr TEXT NOT NULL DEFAULT '', UNIQUE (account, region, address, id)) STRICT;"
	"CREATE INDEX holding_by_address ON holding (address);"
	"CREATE INDEX holding_in_order ON holding (account, family, address, holding);"
	"CREATE TABLE event (event INTEGER PRIMARY KEY AUTOINCREMENT,"
	" holding INTEGER NOT NULL REFERENCES holding ON DELETE CASCADE, at INTEGER NOT NULL,"
	" what TEXT NOT NULL, iprev TEXT NOT NULL, ptr TEXT NOT NULL) STRICT;"
	"CREATE INDEX event_by_holding ON event (holding, at);"
	"INSERT INTO account VALUES (1, 'p', 'a', 7);"
	"INSERT INTO holding VALUES (5, 1, '', x'c0000201', 'x', 'l', 1, 7, 10, 20, 0, 0, 2,"
	" x'0161076578616d706c6500', 300, 10, x'0161076578616d706c6500', 300, 20, 'held_ok', "
	"'pass',"
	" 'a.example');"
	"INSERT INTO event VALUES (1, 5, 20, 'held_ok', 'pass', 'a.example');"
	"PRAGMA application_id = 1178825284; PRAGMA user_version = 1;";

static void a_ledger_of_version_1_is_read(void **state)
{
	struct history history;
	struct holding h;
	struct ledger *l;
	char name[NAME_TEXT_MAX];

	(void)state;
	run_sql("ledger", version_1);
	assert_int_equal(chmod(path_of("ledger"), 0600), 0);
	l = ledger_open(path_of("ledger"), LEDGER_READ, NULL);
	assert_non_null(l);
	assert_string_equal(addresses(l, false, &h), "192.0.2.1/x");
	assert_int_equal(h.row, 5);
	assert_int_equal(h.first_seen_s, 10);
	assert_int_equal(h.ptr_state, PTR_ACTIVE);
	name_text(&h.known_ptr, name);
	assert_string_equal(name, "a.example");
	assert_true(ledger_history(l, 5, &history, &arena, NULL));
	assert_int_equal(history.n_events, 1);
	assert_string_equal(history.events[0].what, "held_ok");
	assert_int_equal(history.checked_s, 20);
	ledger_free(l);
	l = book();
	keep(l, NULL, 30);
	(void)addresses(l, false, &h);
	assert_int_equal(h.absent_since_s, 30);
	ledger_free(l);
}

static void what_is_damaged_is_refused(void **state)
{
	static const char *const damage[] = {
		"PRAGMA user_version = 0",
		"PRAGMA user_version = -5",
		"PRAGMA application_id = 7",
		"DROP TABLE event",
	};
	struct ledger *l;

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		row("%s", damage[i]);
		l = book();
		ledger_free(l);
		run_sql("ledger", damage[i]);
		l = ledger_open(path_of("ledger"), LEDGER_MAKE, NULL);
		if (l) {
			struct history history;
			struct why why;

			assert_false(ledger_history(l, 1, &history, &arena, &why));
			assert_int_equal(why.code, WHY_DATA);
			ledger_free(l);
		} else {
			(void)refused("ledger", LEDGER_MAKE, WHY_DATA);
			(void)refused("ledger", LEDGER_READ, WHY_DATA);
		}
		assert_int_equal(unlink(path_of("ledger")), 0);
	}
	l = book();
	for (int64_t now = 1; now < 40; now++) {
		char id[8];
		struct holding h;

		snprintf(id, sizeof(id), "%d", (int)now);
		h = holding_of("192.0.2.1", id);
		keep(l, &h, now);
	}
	ledger_free(l);
	assert_int_equal(truncate(path_of("ledger"), 20000), 0);
	(void)refused("ledger", LEDGER_MAKE, WHY_DATA);
	(void)refused("ledger", LEDGER_READ, WHY_DATA);
	assert_int_equal(truncate(path_of("ledger"), 100), 0);
	(void)refused("ledger", LEDGER_MAKE, WHY_DATA);
}

static void what_lies_beside_it_is_looked_at(void **state)
{
	struct stat st;

	(void)state;
	ledger_free(book());
	write_file(path_of("ledger-journal"), "x");
	assert_int_equal(chmod(path_of("ledger-journal"), 0666), 0);
	assert_non_null(strstr(refused("ledger", LEDGER_READ, WHY_USAGE), "ledger-journal"));
	assert_int_equal(unlink(path_of("ledger-journal")), 0);
	assert_int_equal(symlink("/etc/passwd", path_of("ledger-wal")), 0);
	assert_non_null(strstr(refused("ledger", LEDGER_READ, WHY_USAGE), "no regular file"));
	assert_int_equal(unlink(path_of("ledger-wal")), 0);
	/* A link is followed, and then the file is looked at. */
	assert_int_equal(symlink("ledger", path_of("link")), 0);
	ledger_free(ledger_open(path_of("link"), LEDGER_MAKE, NULL));
	assert_int_equal(lstat(path_of("link"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(chmod(path_of("ledger"), 0666), 0);
	(void)refused("link", LEDGER_MAKE, WHY_USAGE);
	(void)refused(".", LEDGER_READ, WHY_USAGE);
	(void)refused(".", LEDGER_MAKE, WHY_CANTOUT);
}

static void rows_are_in_the_order_of_addresses(void **state)
{
	static const char *const given[] = { "2001:db8::1", "192.0.2.1", "::2", "198.51.100.1",
					     "10.0.0.1" };
	struct holding holdings[5];
	const struct ledger_account account = {
		.provider = "p", .account = "a", .is_complete = true, .now_s = 1
	};
	struct ledger *l = book();

	(void)state;
	for (size_t i = 0; i < 5; i++)
		holdings[i] = holding_of(given[i], "");
	assert_true(ledger_take(l, &account, holdings, 5, NULL));
	assert_string_equal(addresses(l, false, NULL),
			    "10.0.0.1/ 192.0.2.1/ 198.51.100.1/ ::2/ 2001:db8::1/");
	ledger_free(l);
}

static void history_is_walked_only_when_asked_for(void **state)
{
	struct holding h = holding_of("192.0.2.1", "old");
	struct ledger *l = book();

	(void)state;
	keep(l, &h, 1);
	h.id = "new";
	keep(l, &h, 2);
	assert_string_equal(addresses(l, false, &h), "192.0.2.1/new");
	assert_true(h.reappeared);
	assert_string_equal(addresses(l, true, NULL), "192.0.2.1/old 192.0.2.1/new");
	ledger_free(l);
}

static void what_cannot_be_read_back_is_not_kept(void **state)
{
	struct holding h = holding_of("192.0.2.1", "a b\\");
	char longer[LIMIT_HOLDING_TEXT + 2];
	struct ledger *l = book();
	struct why why;

	(void)state;
	h.id = "x";
	h.label = "a \"b\" \\195";
	keep(l, &h, 1);
	(void)addresses(l, false, &h);
	assert_string_equal(h.label, "a \"b\" \\195");
	h.label = "\033[31m";
	assert_false(take_one(l, &h, 2, &why));
	assert_int_equal(why.code, WHY_DATA);
	h.label = "";
	h.id = "a\"";
	assert_false(take_one(l, &h, 2, &why));
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	h.id = longer;
	assert_false(take_one(l, &h, 2, &why));
	longer[sizeof(longer) - 2] = '\0';
	keep(l, &h, 2);
	h.id = "'; DROP TABLE holding; --";
	keep(l, &h, 3);
	assert_string_equal(addresses(l, false, NULL), "192.0.2.1/'; DROP TABLE holding; --");
	ledger_free(l);
}

static void the_time_of_a_name_survives_an_answer_without_one(void **state)
{
	struct holding h = holding_of("192.0.2.1", "x"), back;
	struct ledger *l = book();

	(void)state;
	h.ptr_state = PTR_ACTIVE;
	h.ptr = named("a.example");
	h.has_ttl = true;
	h.ttl_s = 300;
	keep(l, &h, 1);
	h.ptr_state = PTR_UNTOLD;
	h.ptr.len = 0;
	h.has_ttl = false;
	keep(l, &h, 2);
	(void)addresses(l, false, &back);
	assert_int_equal(back.ptr_seen_s, 1);
	assert_int_equal(back.ptr.len, 0);
	assert_int_equal(back.known_ttl_s, 300);
	h.ptr_state = PTR_ACTIVE;
	h.ptr = named("a.example");
	keep(l, &h, 3);
	(void)addresses(l, false, &back);
	assert_int_equal(back.ptr_seen_s, 1);
	assert_int_equal(back.known_ttl_s, 300);
	h.ptr = named("b.example");
	keep(l, &h, 4);
	(void)addresses(l, false, &back);
	assert_int_equal(back.ptr_seen_s, 4);
	assert_int_equal(back.known_ttl_s, 0);
	ledger_free(l);
}

static void doubts_end_with_a_whole_inventory(void **state)
{
	struct ledger_account account = { .provider = "p", .account = "", .now_s = 2 };
	struct holding h = holding_of("192.0.2.1", "x"), back;
	struct ledger *l = book();

	(void)state;
	keep(l, &h, 1);
	account.account = "a";
	assert_true(ledger_take(l, &account, NULL, 0, NULL));
	(void)addresses(l, false, &back);
	assert_true(back.is_unknown);
	keep(l, &h, 3);
	(void)addresses(l, false, &back);
	assert_false(back.is_unknown);
	account.account = ""; /* it could be any of the provider's */
	assert_true(ledger_take(l, &account, NULL, 0, NULL));
	(void)addresses(l, false, &back);
	assert_true(back.is_unknown);
	ledger_free(l);
}

static const char *history_of(struct ledger *l, int64_t row)
{
	static char out[1024];
	struct history h;
	struct why why;
	size_t at;

	if (!ledger_history(l, row, &h, &arena, &why))
		fail_msg("%s", why.text);
	at = (size_t)snprintf(out, sizeof(out), "%d %s %s:", (int)h.checked_s, h.class, h.ptr);
	for (size_t i = 0; i < h.n_events && i < 8; i++)
		at += (size_t)snprintf(out + at, sizeof(out) - at, " %d %s %s",
				       (int)h.events[i].at_s, h.events[i].what, h.events[i].ptr);
	return out;
}

static void a_verdict_is_an_event_where_it_changes(void **state)
{
	struct candidate candidates[2] = { { .name = named("b.example") },
					   { .name = named("a.example") } };
	struct record_name names[2] = { { .candidate = &candidates[0] },
					{ .candidate = &candidates[1] } };
	struct record r = { .iprev = IPREV_PASS, .names = names, .n_names = 2 };
	struct holding h = holding_of("192.0.2.1", "x");
	struct ledger *l = book();
	const struct name ptr = named("c.example"), none = { 0 };

	(void)state;
	keep(l, &h, 1);
	assert_string_equal(history_of(l, 1), "0  :");
	assert_true(ledger_note(l, 1, 10, STALE_HELD_OK, &r, NULL));
	names[0].candidate = &candidates[1]; /* the server turns them */
	names[1].candidate = &candidates[0];
	assert_true(ledger_note(l, 1, 20, STALE_HELD_OK, &r, NULL));
	assert_true(ledger_note(l, 1, 30, STALE_UNKNOWN, NULL, NULL));
	assert_true(ledger_note(l, 77, 30, STALE_HELD_OK, &r, NULL)); /* was forgotten meanwhile */
	assert_true(ledger_note_ptr(l, 1, 40, &ptr, 60, NULL));
	assert_true(ledger_note_ptr(l, 1, 50, &none, 0, NULL));
	assert_string_equal(history_of(l, 1),
			    "30 unknown : 10 held_ok a.example 30 unknown  40 ptr_set c.example"
			    " 50 ptr_unset ");
	(void)addresses(l, false, &h);
	assert_int_equal(h.known_ttl_s, 60);
	for (int64_t now = 100; now < 100 + 2 * LIMIT_EVENTS; now++)
		assert_true(ledger_note(l, 1, now, now % 2 ? STALE_UNKNOWN : STALE_HELD_OK, NULL,
					NULL));
	assert_int_equal(strncmp(history_of(l, 1), "2099 unknown : 1100 held_ok  1101", 33), 0);
	ledger_free(l);
}

/* A walk and notes that wait keep nobody out: another program may write between any two calls. */
static void nobody_waits_for_a_walk(void **state)
{
	struct holding h = holding_of("192.0.2.1", "x"), back;
	struct ledger *l = book(), *other = book();
	struct ledger_walk *w;
	bool end;

	(void)state;
	keep(l, &h, 1);
	w = ledger_walk_new(l, NULL);
	assert_true(ledger_walk_next(w, &back, &arena, &end, NULL) && !end);
	assert_true(ledger_note(l, back.row, 2, STALE_HELD_OK, NULL, NULL));
	keep(other, &h, 3);
	assert_true(ledger_note(l, back.row, 4, STALE_HELD_DRIFT, NULL, NULL));
	keep(other, &h, 5);
	assert_true(ledger_walk_next(w, &back, &arena, &end, NULL) && end);
	assert_true(ledger_settle(l, NULL));
	ledger_walk_free(w);
	assert_string_equal(history_of(other, 1), "4 held_drift : 2 held_ok  4 held_drift ");
	ledger_free(l);
	ledger_free(other);
}

static void what_is_forgotten_is_gone(void **state)
{
	struct holding h = holding_of("192.0.2.1", "x"), other = holding_of("192.0.2.2", "y");
	struct ledger_choice choice = { .address = &h.address };
	struct ledger *l = book();
	uint64_t n = 0;

	(void)state;
	keep(l, &h, 1);
	keep(l, &other, 100); /* and the first is released */
	assert_true(ledger_note(l, 1, 2, STALE_RELEASED_CLEAN, NULL, NULL));
	choice = (struct ledger_choice){ .released_before_s = 100 };
	assert_true(ledger_forget(l, &choice, false, &n, NULL));
	assert_int_equal(n, 0);
	choice.released_before_s = 101;
	choice.provider = "q";
	assert_true(ledger_forget(l, &choice, false, &n, NULL));
	assert_int_equal(n, 0);
	choice.provider = "p";
	choice.account = "a";
	choice.address = &h.address;
	assert_true(ledger_forget(l, &choice, true, &n, NULL));
	assert_int_equal(n, 1);
	assert_string_equal(addresses(l, true, NULL), "192.0.2.1/x 192.0.2.2/y");
	assert_true(ledger_forget(l, &choice, false, &n, NULL));
	assert_int_equal(n, 1);
	assert_string_equal(addresses(l, true, NULL), "192.0.2.2/y");
	assert_string_equal(history_of(l, 1), "0  :");
	keep(l, &h, 200); /* never the same number again */
	(void)addresses(l, true, &other);
	ledger_free(l);
}

/* A file that may not grow is a disk that is full. */
static void a_full_disk_changes_nothing(void **state)
{
	enum {
		N = 5000
	};
	static struct holding holdings[N];
	const struct ledger_account account = {
		.provider = "p", .account = "a", .is_complete = true, .now_s = 2
	};
	struct rlimit before, full;
	struct holding h = holding_of("192.0.2.1", "x"), back;
	struct ledger *l = book();
	struct why why = { 0 };

	(void)state;
	keep(l, &h, 1);
	for (unsigned i = 0; i < N; i++)
		holdings[i] =
			(struct holding){ .address = { 4,
						       { 10, 0, (uint8_t)(i >> 8), (uint8_t)i } } };
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = before;
	full.rlim_cur = 100000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	assert_false(ledger_take(l, &account, holdings, N, &why));
	assert_int_equal(why.code, WHY_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	/* And the same ledger goes on: what was not taken leaves the account in doubt. */
	assert_string_equal(addresses(l, false, &back), "192.0.2.1/x");
	assert_int_equal(back.absent_since_s, 0);
	assert_true(ledger_take(l, &account, holdings, N, &why));
	ledger_free(l);
	l = book();
	ledger_free(l);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		kept(a_ledger_of_version_1_is_read),
		kept(what_is_damaged_is_refused),
		kept(a_name_with_a_nul_is_damage),
		kept(what_lies_beside_it_is_looked_at),
		kept(rows_are_in_the_order_of_addresses),
		kept(history_is_walked_only_when_asked_for),
		kept(what_cannot_be_read_back_is_not_kept),
		kept(the_time_of_a_name_survives_an_answer_without_one),
		kept(doubts_end_with_a_whole_inventory),
		kept(a_verdict_is_an_event_where_it_changes),
		kept(nobody_waits_for_a_walk),
		kept(what_is_forgotten_is_gone),
		kept(a_full_disk_changes_nothing),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
