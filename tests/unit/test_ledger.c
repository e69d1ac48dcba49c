/* SPDX-License-Identifier: MIT */
#include "ledger_bed.h"

#include <sqlite3.h>
#include <sys/wait.h>

enum {
	DAY = 86400
};

static struct name named(const char *text)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name = { 0 };

	if (*text) {
		assert_true(name_parse(&name, buf, text, strlen(text)));
		name.wire = arena_copy(&arena, name.wire, name.len);
	}
	return name;
}

static struct holding holding_of(const char *address, const char *id, const char *ptr)
{
	struct holding h = { .provider = "openstack",
			     .account = "mail",
			     .region = "one",
			     .id = id,
			     .label = "",
			     .ptr_state = *ptr ? PTR_ACTIVE : PTR_NONE,
			     .ptr = named(ptr),
			     .has_ttl = *ptr,
			     .ttl_s = *ptr ? 600 : 0 };

	assert_true(ip_parse(&h.address, address, strlen(address)));
	return h;
}

struct taken {
	const char *account; /* NULL: "mail" */
	int64_t now_s;
	uint32_t grace_s;
	bool partly;
	const char *region;
	const char *rows[4][3]; /* address, id, PTR */
};

static void take(struct ledger *l, const struct taken *t)
{
	struct ledger_account account = { .provider = "openstack",
					  .account = t->account ? t->account : "mail",
					  .region = t->region,
					  .is_complete = !t->partly,
					  .now_s = t->now_s,
					  .grace_s = t->grace_s };
	struct holding holdings[4];
	struct why why = { 0 };
	size_t n = 0;

	for (; n < 4 && t->rows[n][0]; n++) {
		holdings[n] = holding_of(t->rows[n][0], t->rows[n][1], t->rows[n][2]);
		if (t->region)
			holdings[n].region = t->region;
	}
	if (!ledger_take(l, &account, holdings, n, &why))
		fail_msg("%s", why.text);
}

#define TAKE(l, ...) take(l, &(const struct taken){ __VA_ARGS__ })
#define ROWS(...)    .rows = { __VA_ARGS__ }

/* Each row as "ADDRESS ID seen FIRST-LAST [absent SINCE] [released AT] [known NAME] [unknown]" */
static const char *walked(struct ledger *l)
{
	static char out[4096];
	struct why why = { 0 };
	struct ledger_walk *w = ledger_walk_new(l, &why);
	size_t at = 0;
	bool end;

	assert_non_null(w);
	out[0] = '\0';
	for (;;) {
		char ip[IP_TEXT_MAX], name[NAME_TEXT_MAX];
		struct holding h;

		if (!ledger_walk_next(w, &h, &arena, &end, &why))
			fail_msg("%s", why.text);
		if (end)
			break;
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s %s seen %lld-%lld",
				       ip_text(&h.address, ip), h.id, (long long)h.first_seen_s,
				       (long long)h.last_seen_s);
		if (h.absent_since_s)
			at += (size_t)snprintf(out + at, sizeof(out) - at, " absent %lld",
					       (long long)h.absent_since_s);
		if (h.released_s)
			at += (size_t)snprintf(out + at, sizeof(out) - at, " released %lld",
					       (long long)h.released_s);
		if (h.known_ptr.len && name_text(&h.known_ptr, name))
			at += (size_t)snprintf(out + at, sizeof(out) - at, " known %s %u", name,
					       h.known_ttl_s);
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s\n",
				       h.is_unknown ? " unknown" : "",
				       h.reappeared ? " reappeared" : "");
	}
	ledger_walk_free(w);
	return out;
}

static void what_is_absent_from_a_complete_inventory_is_released(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.2", "b", "" }, { "192.0.2.1", "a", "m.example" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100 known m.example 600\n"
				       "192.0.2.2 b seen 100-100\n");
	TAKE(l, .now_s = 200, ROWS({ "192.0.2.2", "b", "" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100 absent 200 released 200 known "
				       "m.example 600\n192.0.2.2 b seen 100-200\n");
	/* The time stays that of the first look. */
	TAKE(l, .now_s = 300, ROWS({ "192.0.2.2", "b", "" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100 absent 200 released 200 known "
				       "m.example 600\n192.0.2.2 b seen 100-300\n");
	ledger_free(l);
}

static void an_inventory_that_is_not_complete_releases_nothing(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.2", "b", "" }));
	TAKE(l, .now_s = 200, .partly = true, ROWS({ "192.0.2.2", "b", "" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100 unknown\n"
				       "192.0.2.2 b seen 100-200\n");
	TAKE(l, .now_s = 300, .partly = true);
	ledger_free(l);
	l = book(); /* another run begins without doubts */
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100\n192.0.2.2 b seen 100-200\n");
	ledger_free(l);
}

static void within_grace_it_is_absent_and_not_released(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = DAY, ROWS({ "192.0.2.1", "a", "" }));
	TAKE(l, .now_s = 2 * DAY, .grace_s = DAY);
	assert_string_equal(walked(l), "192.0.2.1 a seen 86400-86400 absent 172800\n");
	TAKE(l, .now_s = 2 * DAY + 1, .grace_s = DAY, ROWS({ "192.0.2.1", "a", "" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 86400-172801\n");
	TAKE(l, .now_s = 3 * DAY, .grace_s = DAY);
	TAKE(l, .now_s = 4 * DAY - 1, .grace_s = DAY);
	assert_string_equal(walked(l), "192.0.2.1 a seen 86400-172801 absent 259200\n");
	TAKE(l, .now_s = 4 * DAY, .grace_s = DAY);
	assert_string_equal(walked(l),
			    "192.0.2.1 a seen 86400-172801 absent 259200 released 259200\n");
	ledger_free(l);
}

static void an_address_under_another_id_is_another_tenancy(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "m.example" }));
	TAKE(l, .now_s = 200);
	TAKE(l, .now_s = 300, ROWS({ "192.0.2.1", "z", "" }));
	/* The first one is history: its address is held again. */
	assert_string_equal(walked(l), "192.0.2.1 z seen 300-300 reappeared\n");
	TAKE(l, .now_s = 400);
	assert_string_equal(walked(l),
			    "192.0.2.1 a seen 100-100 absent 200 released 200 known m.example 600\n"
			    "192.0.2.1 z seen 300-300 absent 400 released 400\n");
	ledger_free(l);
}

/* Hetzner tells of a /64 its first address, and those that have a PTR. */
static void an_address_of_a_network_that_is_held_is_held(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100,
	     ROWS({ "2001:db8::1", "net", "" }, { "2001:db8::ff00:25", "net", "m.example" },
		  { "2001:db8:0:1::1", "net", "n.example" }, { "192.0.2.1", "net", "" }));
	TAKE(l, .now_s = 200, ROWS({ "2001:db8::1", "net", "" }));
	assert_string_equal(walked(l),
			    "192.0.2.1 net seen 100-100 absent 200 released 200\n"
			    "2001:db8::1 net seen 100-200\n"
			    "2001:db8::ff00:25 net seen 100-200 known m.example 600\n"
			    "2001:db8:0:1::1 net seen 100-100 absent 200 released 200 known "
			    "n.example 600\n");
	TAKE(l, .now_s = 300);
	assert_string_equal(walked(l),
			    "192.0.2.1 net seen 100-100 absent 200 released 200\n"
			    "2001:db8::1 net seen 100-200 absent 300 released 300\n"
			    "2001:db8::ff00:25 net seen 100-200 absent 300 released 300 known "
			    "m.example 600\n"
			    "2001:db8:0:1::1 net seen 100-100 absent 200 released 200 known "
			    "n.example 600\n");
	ledger_free(l);
}

static void an_inventory_of_a_region_judges_that_region(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, .region = "one", ROWS({ "192.0.2.1", "a", "" }));
	TAKE(l, .now_s = 200, .region = "two", ROWS({ "192.0.2.2", "b", "" }));
	TAKE(l, .now_s = 300, .region = "two");
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100\n"
				       "192.0.2.2 b seen 200-200 absent 300 released 300\n");
	TAKE(l, .now_s = 400, .region = "one", .partly = true);
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100 unknown\n"
				       "192.0.2.2 b seen 200-200 absent 300 released 300\n");
	ledger_free(l);
}

/* "REGION N M": of so many regions the first, and the addresses in all of them. */
static const char *unasked(struct ledger *l, const char *const *asked, size_t n, int64_t now_s,
			   const struct holding *holdings, size_t n_holdings)
{
	static char out[200];
	const struct ledger_account account = { .provider = "openstack",
						.account = "mail",
						.asked = asked,
						.n_asked = n,
						.is_complete = true,
						.now_s = now_s };
	struct ledger_unasked got;

	assert_true(ledger_take(l, &account, holdings, n_holdings, NULL));
	assert_true(ledger_unasked(l, &account, &got, NULL));
	(void)snprintf(out, sizeof(out), "%s %llu %llu", got.first,
		       (unsigned long long)got.n_regions, (unsigned long long)got.n_addresses);
	return out;
}

/* It may be gone from the catalog, or hidden. */
static void a_region_that_nobody_asked_is_not_judged(void **state)
{
	static const char *const regions[] = { "one", "two", "three" };
	struct holding rest = holding_of("192.0.2.4", "d", "");
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, .region = "one",
	     ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.4", "d", "" }));
	TAKE(l, .now_s = 100, .region = "three", ROWS({ "192.0.2.3", "c", "" }));
	TAKE(l, .now_s = 100, .region = "two",
	     ROWS({ "192.0.2.2", "b", "m.example" }, { "192.0.2.5", "e", "" }));
	assert_string_equal(unasked(l, regions, 1, 200, &rest, 1), "three 2 3");
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-100 absent 200 released 200\n"
				       "192.0.2.2 b seen 100-100 known m.example 600 unknown\n"
				       "192.0.2.3 c seen 100-100 unknown\n"
				       "192.0.2.4 d seen 100-200\n"
				       "192.0.2.5 e seen 100-100 unknown\n");
	/* It is there again. */
	assert_string_equal(unasked(l, regions, 3, 300, &rest, 1), " 0 0");
	assert_string_equal(walked(l),
			    "192.0.2.1 a seen 100-100 absent 200 released 200\n"
			    "192.0.2.2 b seen 100-100 absent 300 released 300 known m.example 600\n"
			    "192.0.2.3 c seen 100-100 absent 300 released 300\n"
			    "192.0.2.4 d seen 100-300\n"
			    "192.0.2.5 e seen 100-100 absent 300 released 300\n");
	/* All was given back there before it went. */
	assert_string_equal(unasked(l, regions, 1, 400, &rest, 1), " 0 0");
	ledger_free(l);
}

/* A region was renamed, or two that one service serves change places. */
static void the_same_id_in_another_region_is_the_same_tenancy(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, .region = "one",
	     ROWS({ "192.0.2.1", "one:a", "m.example" }, { "192.0.2.2", "port/b", "" },
		  { "192.0.2.3", "one:c", "" }, { "192.0.2.4", "one:d", "" }));
	TAKE(l, .now_s = 200, .region = "two",
	     ROWS({ "192.0.2.1", "two:a", "" }, { "192.0.2.2", "port/b", "" },
		  { "192.0.2.3", "two:other", "" }, { "192.0.2.5", "two:d", "" }));
	assert_string_equal(walked(l), "192.0.2.1 two:a seen 100-200 known m.example 600\n"
				       "192.0.2.2 port/b seen 100-200\n"
				       "192.0.2.3 one:c seen 100-100\n"
				       "192.0.2.3 two:other seen 200-200\n"
				       "192.0.2.4 one:d seen 100-100\n"
				       "192.0.2.5 two:d seen 200-200\n");
	/* And back: the ledger has both of .3 by now. */
	TAKE(l, .now_s = 300, .region = "one",
	     ROWS({ "192.0.2.1", "one:a", "" }, { "192.0.2.3", "one:other", "" }));
	assert_string_equal(walked(l), "192.0.2.1 one:a seen 100-300 known m.example 600\n"
				       "192.0.2.2 port/b seen 100-200\n"
				       "192.0.2.3 one:other seen 200-300 reappeared\n"
				       "192.0.2.4 one:d seen 100-100 absent 300 released 300\n"
				       "192.0.2.5 two:d seen 200-200\n");
	ledger_free(l);
}

static void an_account_that_gets_a_name_takes_its_addresses_along(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .account = "", .now_s = 100,
	     ROWS({ "192.0.2.1", "a", "m.example" }, { "192.0.2.2", "b", "" },
		  { "192.0.2.3", "", "" }));
	TAKE(l, .now_s = 200, ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.2", "z", "" }));
	TAKE(l, .now_s = 300);
	assert_string_equal(
		walked(l),
		"192.0.2.2 b seen 100-100\n"
		"192.0.2.3  seen 100-100\n"
		"192.0.2.1 a seen 100-200 absent 300 released 300 known m.example 600\n");
	ledger_free(l);
}

/* One run without the name, before or between others, leaves nothing behind. */
static void what_was_noted_without_a_name_meanwhile_is_not_held_twice(void **state)
{
	struct ledger *l = book();

	(void)state;
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "m.example" }, { "192.0.2.2", "b", "" }));
	TAKE(l, .account = "", .now_s = 200,
	     ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.2", "b", "" }, { "192.0.2.3", "c", "" }));
	TAKE(l, .now_s = 300,
	     ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.2", "b", "" }, { "192.0.2.3", "c", "" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-300 known m.example 600\n"
				       "192.0.2.2 b seen 100-300\n"
				       "192.0.2.3 c seen 200-300\n");
	TAKE(l, .now_s = 400, ROWS({ "192.0.2.2", "b", "" }));
	assert_string_equal(walked(l),
			    "192.0.2.1 a seen 100-300 absent 400 released 400 known m.example 600\n"
			    "192.0.2.2 b seen 100-400\n"
			    "192.0.2.3 c seen 200-300 absent 400 released 400\n");
	ledger_free(l);
}

/* How many addresses are held, of which none is among these. */
static uint64_t strange(struct ledger *l, const char *account, const char *address, const char *id)
{
	const struct ledger_account of = { .provider = "openstack", .account = account };
	struct holding h = holding_of(address ? address : "192.0.2.1", id, "");
	uint64_t n = 99;

	assert_true(ledger_stranger(l, &of, &h, address != NULL, &n, NULL));
	return n;
}

static void an_inventory_of_another_account_is_seen(void **state)
{
	struct ledger *l = book();

	(void)state;
	assert_int_equal(strange(l, "mail", "192.0.2.1", "a"), 0);
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.2", "b", "" }));
	assert_int_equal(strange(l, "mail", "192.0.2.2", "b"), 0);
	assert_int_equal(strange(l, "mail", "192.0.2.2", "a"), 2);
	assert_int_equal(strange(l, "mail", "192.0.2.3", "c"), 2);
	assert_int_equal(strange(l, "mail", NULL, ""), 2);
	assert_int_equal(strange(l, "other", "192.0.2.3", "c"), 0);
	/* What was given back says nothing of who it is. */
	TAKE(l, .now_s = 200, ROWS({ "192.0.2.1", "a", "" }));
	assert_int_equal(strange(l, "mail", "192.0.2.2", "b"), 1);
	TAKE(l, .now_s = 300);
	assert_int_equal(strange(l, "mail", "192.0.2.3", "c"), 0);
	ledger_free(l);
}

/* However many there are: then nothing is known of any. */
static void many_accounts_that_were_not_seen_whole_are_all_in_doubt(void **state)
{
	struct ledger *l = book();
	char name[16];

	(void)state;
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "" }));
	for (unsigned i = 0; i < 70; i++) {
		(void)snprintf(name, sizeof(name), "other%u", i);
		TAKE(l, .account = name, .now_s = 200, .partly = true);
		assert_string_equal(walked(l), i < 64 ? "192.0.2.1 a seen 100-100\n"
						      : "192.0.2.1 a seen 100-100 unknown\n");
	}
	ledger_free(l);
}

static void the_last_name_that_was_ours_stays_known(void **state)
{
	struct ledger *l = book();
	struct name name = named("set.example"), none = { 0 };

	(void)state;
	TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "told.example" }));
	TAKE(l, .now_s = 200, ROWS({ "192.0.2.1", "a", "" }));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-200 known told.example 600\n");
	assert_true(ledger_note_ptr(l, 1, 250, &name, 300, NULL));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-200 known set.example 300\n");
	assert_true(ledger_note_ptr(l, 1, 260, &none, 0, NULL));
	assert_string_equal(walked(l), "192.0.2.1 a seen 100-200 known set.example 300\n");
	ledger_free(l);
}

static void many_rows_are_walked_in_order(void **state)
{
	enum {
		N = 3000
	};
	static struct holding holdings[N];
	struct ledger_account account = {
		.provider = "", .account = "", .is_complete = true, .now_s = 1
	};
	struct ledger *l = book();
	struct ledger_walk *w;
	struct holding h;
	bool end = false;
	unsigned n = 0;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		holdings[i] = (struct holding){
			.address = { 4, { 10, 0, (uint8_t)((N - i) >> 8), (uint8_t)(N - i) } }
		};
	assert_true(ledger_take(l, &account, holdings, N, NULL));
	TAKE(l, .now_s = 2, ROWS({ "10.0.0.0", "a", "" }));
	w = ledger_walk_new(l, NULL);
	while (ledger_walk_next(w, &h, &arena, &end, NULL) && !end) {
		n++;
		assert_int_equal(h.address.octet[2] << 8 | h.address.octet[3], n <= N ? n : 0);
	}
	assert_true(end);
	assert_int_equal(n, N + 1);
	ledger_walk_free(w);
	ledger_free(l);
}

static void its_file_is_nobody_elses(void **state)
{
	mode_t mask = umask(0);
	struct stat st;

	(void)state;
	ledger_free(book());
	(void)umask(mask);
	assert_int_equal(stat(path_of("ledger"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(chmod(path_of("ledger"), 0620), 0);
	assert_non_null(strstr(refused("ledger", LEDGER_MAKE, WHY_USAGE), "chmod 600"));
	assert_int_equal(chmod(path_of("ledger"), 0602), 0);
	(void)refused("ledger", LEDGER_READ, WHY_USAGE);
	assert_int_equal(chmod(path_of("ledger"), 0644), 0);
	ledger_free(book());
	if (geteuid() == 0) {
		assert_int_equal(chown(path_of("ledger"), 1, 1), 0);
		assert_non_null(strstr(refused("ledger", LEDGER_MAKE, WHY_USAGE), "another user"));
	}
}

static void what_is_no_ledger_is_refused(void **state)
{
	sqlite3 *db;

	(void)state;
	(void)refused("none", LEDGER_READ, WHY_NOINPUT);
	(void)refused("no/folder", LEDGER_MAKE, WHY_CANTOUT);
	write_file(path_of("text"), "this is no database, it is a text of more than some octets\n");
	(void)refused("text", LEDGER_MAKE, WHY_DATA);
	write_file(path_of("empty"), "");
	assert_int_equal(chmod(path_of("empty"), 0600), 0);
	(void)refused("empty", LEDGER_READ, WHY_DATA);
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	(void)refused("fifo", LEDGER_MAKE, WHY_USAGE);
	assert_int_equal(sqlite3_open(path_of("other"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(chmod(path_of("other"), 0600), 0);
	assert_non_null(strstr(refused("other", LEDGER_MAKE, WHY_DATA), "no ledger"));
	ledger_free(book());
	assert_int_equal(sqlite3_open(path_of("ledger"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_non_null(strstr(refused("ledger", LEDGER_MAKE, WHY_MISFIT), "later version"));
}

static void a_damaged_row_is_told(void **state)
{
	static const char *const damage[] = {
		"UPDATE holding SET address = x'010203'",
		"UPDATE holding SET ptr = x'05616263'",
		"UPDATE holding SET label = char(27) || 'x'",
		"UPDATE holding SET ptr_state = 77",
		"UPDATE account SET name = char(10)",
		"UPDATE holding SET first_seen = -1",
		"UPDATE holding SET last_seen = 253402300800",
		"UPDATE holding SET absent_since = 9223372036854775807",
		"UPDATE holding SET released = -9223372036854775808",
		"UPDATE holding SET ptr_seen = -62135596800",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		struct ledger *l = book();
		struct ledger_walk *w;
		struct why why = { 0 };
		struct holding h;
		sqlite3 *db;
		bool end;

		row("%s", damage[i]);
		TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "" }));
		assert_int_equal(sqlite3_open(path_of("ledger"), &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, damage[i], NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		w = ledger_walk_new(l, NULL);
		assert_false(ledger_walk_next(w, &h, &arena, &end, &why));
		assert_int_equal(why.code, WHY_DATA);
		ledger_walk_free(w);
		ledger_free(l);
		assert_int_equal(unlink(path_of("ledger")), 0);
	}
}

/* The row itself is read by the walk. */
static void a_history_with_a_damaged_time_is_told(void **state)
{
	static const char *const damage[] = {
		"UPDATE holding SET checked = -1",
		"UPDATE event SET at = 253402300800",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		struct ledger *l = book();
		struct name name = named("set.example");
		struct history history;
		struct why why = { 0 };
		sqlite3 *db;

		row("%s", damage[i]);
		TAKE(l, .now_s = 100, ROWS({ "192.0.2.1", "a", "" }));
		assert_true(ledger_note_ptr(l, 1, 253402300799, &name, 300, NULL));
		assert_true(ledger_history(l, 1, &history, &arena, &why));
		assert_int_equal(sqlite3_open(path_of("ledger"), &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, damage[i], NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		assert_false(ledger_history(l, 1, &history, &arena, &why));
		assert_int_equal(why.code, WHY_DATA);
		assert_non_null(strstr(why.text, "row 1 of holding in the ledger"));
		ledger_free(l);
		assert_int_equal(unlink(path_of("ledger")), 0);
	}
}

/* The child is killed at some place of its work; what it was told to be done is there. */
static void a_kill_leaves_what_was_done(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 20; round++) {
		struct ledger *l;
		int64_t done = 0;
		int pipes[2];
		pid_t child;
		sqlite3 *db;
		sqlite3_stmt *s;

		assert_int_equal(pipe(pipes), 0);
		child = fork();
		if (child == 0) {
			l = ledger_open(path_of("ledger"), LEDGER_MAKE, NULL);
			for (int64_t now = 1; l; now++) {
				TAKE(l, .now_s = now,
				     ROWS({ "192.0.2.1", "a", "" }, { "192.0.2.2", "b", "" }));
				if (write(pipes[1], &now, sizeof(now)) < 0)
					break;
			}
			_exit(0);
		}
		(void)close(pipes[1]);
		for (unsigned i = 0; i <= round; i++)
			assert_int_equal(read(pipes[0], &done, sizeof(done)), sizeof(done));
		(void)usleep(round * 37);
		(void)kill(child, SIGKILL);
		(void)waitpid(child, NULL, 0);
		while (read(pipes[0], &done, sizeof(done)) == sizeof(done))
			;
		(void)close(pipes[0]);
		l = book();
		assert_int_equal(sqlite3_open(path_of("ledger"), &db), SQLITE_OK);
		assert_int_equal(
			sqlite3_prepare_v2(db,
					   "SELECT min(last_seen), max(last_seen), count(*) "
					   "FROM holding",
					   -1, &s, NULL),
			SQLITE_OK);
		assert_int_equal(sqlite3_step(s), SQLITE_ROW);
		assert_true(sqlite3_column_int64(s, 0) >= done);
		assert_int_equal(sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1));
		assert_int_equal(sqlite3_column_int64(s, 2), 2);
		sqlite3_finalize(s);
		sqlite3_close(db);
		ledger_free(l);
		assert_int_equal(unlink(path_of("ledger")), 0);
	}
}

static void two_writers_take_turns(void **state)
{
	enum {
		ROUNDS = 30
	};
	struct ledger *l = book();
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		struct ledger *mine = ledger_open(path_of("ledger"), LEDGER_MAKE, NULL);

		for (int64_t now = 1; mine && now <= ROUNDS; now++)
			TAKE(mine, .now_s = now, .region = "two", ROWS({ "192.0.2.2", "b", "" }));
		ledger_free(mine);
		_exit(!mine);
	}
	for (int64_t now = 1; now <= ROUNDS; now++)
		TAKE(l, .now_s = now, .region = "one", ROWS({ "192.0.2.1", "a", "" }));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_string_equal(walked(l), "192.0.2.1 a seen 1-30\n192.0.2.2 b seen 1-30\n");
	ledger_free(l);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		kept(what_is_absent_from_a_complete_inventory_is_released),
		kept(an_inventory_that_is_not_complete_releases_nothing),
		kept(within_grace_it_is_absent_and_not_released),
		kept(an_address_under_another_id_is_another_tenancy),
		kept(an_address_of_a_network_that_is_held_is_held),
		kept(an_inventory_of_a_region_judges_that_region),
		kept(a_region_that_nobody_asked_is_not_judged),
		kept(the_same_id_in_another_region_is_the_same_tenancy),
		kept(an_account_that_gets_a_name_takes_its_addresses_along),
		kept(what_was_noted_without_a_name_meanwhile_is_not_held_twice),
		kept(an_inventory_of_another_account_is_seen),
		kept(many_accounts_that_were_not_seen_whole_are_all_in_doubt),
		kept(the_last_name_that_was_ours_stays_known),
		kept(many_rows_are_walked_in_order),
		kept(its_file_is_nobody_elses),
		kept(what_is_no_ledger_is_refused),
		kept(a_damaged_row_is_told),
		kept(a_history_with_a_damaged_time_is_told),
		kept(a_kill_leaves_what_was_done),
		kept(two_writers_take_turns),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
