/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/nagios.h>

#include "world.h"

static const char *const servers[] = { "192.0.2.53:53" };

static struct nagios_conf usual(void)
{
	return (struct nagios_conf){
		.temperror = NAGIOS_WARNING,
		.expired = NAGIOS_CRITICAL,
		.generic = NAGIOS_WARNING,
		.limit_us = 10000000,
		.servers = servers,
		.n_servers = 1,
	};
}

#define GOOD	"PTR mail.isp.com; A mail.isp.com 192.0.32.1;"
#define GENERIC "PTR 192-0-32-1.dyn.isp.com; A 192-0-32-1.dyn.isp.com 192.0.32.1;"
#define L60	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG(x) x "." L60 "." L60 "." L60 ".isp.com"
#define PERF	"|time=0.013s;;;0;10 ptr_records=1;;;0 confirmed="

/* Adds one address; `index` is its place in the input. */
static void add(struct nagios *n, const char *address, const char *rows, uint64_t index)
{
	struct record timed;
	struct world w;

	world_init(&w);
	w.target.index = index;
	timed = *world_judge(&w, address, rows);
	timed.has_timing = true;
	timed.duration_us = 12500;
	nagios_add(n, &timed);
	world_done(&w);
}

static const char *line_of(const struct nagios *n, bool unfinished)
{
	static char out[NAGIOS_LINE_MAX * 2];
	struct text t;

	text_init(&t, sizeof(out));
	nagios_put_line(n, unfinished, &t);
	assert_false(t.failed);
	assert_true(t.len && t.data[t.len - 1] == '\n');
	memcpy(out, t.data, t.len - 1);
	out[t.len - 1] = '\0';
	for (const char *c = out; *c; c++)
		assert_true(*c >= ' ' && *c <= '~');
	if (strchr(out, '|'))
		assert_null(strchr(strchr(out, '|') + 1, '|'));
	text_done(&t);
	return out;
}

static void the_line_of_one_address(void **state)
{
	static const struct {
		const char *rows, *line;
		enum nagios_state state;
	} row_of[] = {
		{ GOOD, "FCRDNS OK - 192.0.32.1 -> mail.isp.com -> 192.0.32.1" PERF "1;;;0",
		  NAGIOS_OK },
		{ "PTR old.isp.com; A old.isp.com 192.0.32.9;",
		  "FCRDNS CRITICAL - 192.0.32.1: PTR old.isp.com resolves to 192.0.32.9, not to "
		  "192.0.32.1" PERF "0;;;0",
		  NAGIOS_CRITICAL },
		{ "PTR servfail;",
		  "FCRDNS WARNING - 192.0.32.1: cannot decide, the resolver cannot get the PTR "
		  "record of 1.32.0.192.in-addr.arpa (server 192.0.2.53:53)|time=0.013s;;;0;10 "
		  "ptr_records=U confirmed=U",
		  NAGIOS_WARNING },
		{ "PTR a|b.isp.com; A a|b.isp.com 192.0.32.1;",
		  "FCRDNS CRITICAL - 192.0.32.1: the PTR name a\\124b.isp.com has characters "
		  "other than letters, digits and hyphens" PERF "0;;;0",
		  NAGIOS_CRITICAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct nagios_conf conf = usual();
		struct nagios n;

		row("%s", row_of[i].rows);
		nagios_init(&n, &conf);
		add(&n, "192.0.32.1", row_of[i].rows, 0);
		assert_string_equal(line_of(&n, false), row_of[i].line);
		assert_int_equal(nagios_state(&n, false), row_of[i].state);
		nagios_done(&n);
	}
}

/* What follows the first line. */
static const char *detail_of(const struct nagios *n)
{
	static char out[NAGIOS_DETAIL_MAX + 100];
	const char *after;
	struct text t;

	text_init(&t, 1 << 16);
	nagios_put_line(n, false, &t);
	assert_false(t.failed);
	after = strchr(text_cstr(&t), '\n') + 1;
	assert_true(strlen(after) < sizeof(out));
	(void)snprintf(out, sizeof(out), "%s", after);
	for (const char *c = out; *c; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c <= '~' && *c != '|'));
	text_done(&t);
	return out;
}

static void further_lines_are_for_those_who_ask_for_them(void **state)
{
	struct nagios_conf conf = usual();
	struct nagios n;

	(void)state;
	for (conf.verbose = 0; conf.verbose < 4; conf.verbose++) {
		row("%u times -v", conf.verbose);
		nagios_init(&n, &conf);
		add(&n, "192.0.32.1", "PTR a|b.isp.com; A a|b.isp.com 192.0.32.1;", 0);
		assert_int_equal(*detail_of(&n) != '\0', conf.verbose > 1);
		if (conf.verbose > 1)
			assert_non_null(strstr(detail_of(&n), "  fail target_bad_char: "));
		nagios_done(&n);
	}
}

/* Those that are not OK come first, and the lines are whole. */
static void further_lines_are_bounded(void **state)
{
	struct nagios_conf conf = usual();
	struct nagios n;
	char last[40];

	(void)state;
	conf.verbose = 2;
	nagios_init(&n, &conf);
	for (unsigned i = 0; i < 100; i++) {
		char address[IP_TEXT_MAX], good[80];

		(void)snprintf(address, sizeof(address), "192.0.32.%u", i);
		(void)snprintf(good, sizeof(good), "PTR mail.isp.com; A mail.isp.com %s;", address);
		add(&n, address, i == 50 ? "PTR old.isp.com;" : good, i);
	}
	assert_memory_equal(detail_of(&n), "192.0.32.50\n  fail fwd_nxdomain",
			    strlen("192.0.32.50\n  fail fwd_nxdomain"));
	assert_true(sscanf(strstr(detail_of(&n), "and "), "%39[^\n]", last) == 1);
	assert_non_null(strstr(last, " more"));
	nagios_done(&n);

	/* One address with very long names. */
	nagios_init(&n, &conf);
	add(&n, "192.0.32.1",
	    "PTR " LONG("a") " " LONG("b") " " LONG("c") " " LONG("d") " " LONG("e") ";", 0);
	assert_non_null(strstr(detail_of(&n), "\n  ...\n"));
	nagios_done(&n);
}

static void the_user_chooses_states(void **state)
{
	struct nagios_conf conf;

	(void)state;
	for (enum nagios_state s = NAGIOS_OK; s <= NAGIOS_UNKNOWN; s++) {
		static const char *const rows[] = { "PTR servfail;", GENERIC };

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			struct nagios n;

			row("%s", rows[i]);
			conf = usual();
			*(i ? &conf.generic : &conf.temperror) = s;
			nagios_init(&n, &conf);
			add(&n, "192.0.32.1", rows[i], 0);
			assert_int_equal(nagios_state(&n, false), s);
			nagios_done(&n);
		}
	}
}

static void slow_answers_are_told_by_the_ranges(void **state)
{
	static const struct {
		const char *warn, *crit;
		enum nagios_state state;
	} row_of[] = {
		{ "0.0125", "1", NAGIOS_OK },	      { "0.01", "1", NAGIOS_WARNING },
		{ "0.01", "0.012", NAGIOS_CRITICAL }, { "@0:1", "~:", NAGIOS_WARNING },
		{ "1:", "~:", NAGIOS_WARNING },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct nagios_conf conf = usual();
		char perfdata[200];
		struct nagios n;

		row("-w %s -c %s", row_of[i].warn, row_of[i].crit);
		assert_true(range_parse(&conf.warn, row_of[i].warn));
		assert_true(range_parse(&conf.crit, row_of[i].crit));
		nagios_init(&n, &conf);
		add(&n, "192.0.32.1", GOOD, 0);
		assert_int_equal(nagios_state(&n, false), row_of[i].state);
		(void)snprintf(perfdata, sizeof(perfdata), "|time=0.013s;%s;%s;0;10 ",
			       row_of[i].warn, row_of[i].crit);
		assert_non_null(strstr(line_of(&n, false), perfdata));
		nagios_done(&n);
	}
}

static void the_worst_is_named_whatever_comes_first(void **state)
{
	static const struct {
		const char *address, *rows;
	} given[] = {
		{ "192.0.32.1", GOOD },
		{ "192.0.32.2", "PTR servfail;" },
		{ "192.0.32.3", "" },
		{ "192.0.32.4", "" },
	};
	struct nagios_conf conf = usual();
	char first[NAGIOS_LINE_MAX];

	(void)state;
	for (unsigned turn = 0; turn < 4; turn++) {
		struct nagios n;

		row("turn %u", turn);
		nagios_init(&n, &conf);
		for (unsigned i = 0; i < 4; i++) {
			unsigned k = (i + turn) % 4;

			add(&n, given[k].address, given[k].rows, k);
		}
		if (!turn)
			(void)snprintf(first, sizeof(first), "%s", line_of(&n, false));
		assert_string_equal(line_of(&n, false), first);
		assert_non_null(strstr(first, "FCRDNS CRITICAL - 192.0.32.3: "));
		assert_non_null(strstr(first, " (of 4 addresses: 2 CRITICAL, 1 WARNING, 1 OK)|"
					      "'192.0.32.1 time'="));
		nagios_done(&n);
	}
}

static void critical_warning_unknown_ok(void **state)
{
	static const enum nagios_state order[] = { NAGIOS_CRITICAL, NAGIOS_WARNING, NAGIOS_UNKNOWN,
						   NAGIOS_OK };

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < 4; k++)
			assert_int_equal(nagios_is_worse(order[i], order[k]), i < k);
}

static void what_is_not_finished_is_never_ok(void **state)
{
	struct nagios_conf conf = usual();
	struct nagios n;

	(void)state;
	nagios_init(&n, &conf);
	assert_int_equal(nagios_state(&n, false), NAGIOS_UNKNOWN);
	assert_int_equal(nagios_state(&n, true), NAGIOS_CRITICAL);
	assert_string_equal(line_of(&n, true),
			    "FCRDNS CRITICAL - time-out before anything was known");
	add(&n, "192.0.32.1", GOOD, 0);
	assert_int_equal(nagios_state(&n, true), NAGIOS_CRITICAL);
	assert_non_null(strstr(line_of(&n, true), "; time-out before all were done|"));
	nagios_done(&n);
}

static void a_long_list_is_a_bounded_line(void **state)
{
	struct nagios_conf conf = usual();
	struct nagios n;

	(void)state;
	conf.verbose = 1;
	nagios_init(&n, &conf);
	for (unsigned i = 300; i-- > 0;) {
		char address[IP_TEXT_MAX];

		(void)snprintf(address, sizeof(address), "192.0.%u.%u", 32 + i / 250, i % 250);
		add(&n, address, "", i);
	}
	assert_true(strlen(line_of(&n, false)) <= NAGIOS_LINE_MAX);
	assert_non_null(strstr(line_of(&n, false), "FCRDNS CRITICAL - 192.0.32.0: "));
	assert_non_null(strstr(line_of(&n, false), "'192.0.32.0 time'="));
	nagios_done(&n);
}

static void an_address_is_told_once_and_as_the_worse_of_its_records(void **state)
{
	static const char *const rows[] = { GOOD, "PTR timeout;", GOOD };

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		struct nagios_conf conf = usual();
		struct nagios n;
		const char *line, *label;

		nagios_init(&n, &conf);
		add(&n, "192.0.32.2", "PTR nxdomain;", 9);
		for (unsigned i = 0; i < 3; i++)
			add(&n, "192.0.32.1", rows[(turn + i) % 3], (turn + i) % 3);
		line = line_of(&n, false);
		assert_non_null(strstr(line, "(of 2 addresses: 1 CRITICAL, 1 WARNING)"));
		label = strstr(line, "'192.0.32.1 time'");
		assert_non_null(label);
		assert_null(strstr(label + 1, "'192.0.32.1 time'"));
		nagios_done(&n);
		nagios_init(&n, &conf);
		add(&n, "192.0.32.1", GOOD, turn % 2);
		add(&n, "192.0.32.1", GOOD, 1 - turn % 2);
		assert_non_null(strstr(line_of(&n, false), "|time="));
		nagios_done(&n);
	}
}

/* Twice the same 100 addresses: more than are kept. */
static void a_long_list_is_counted_the_same_in_any_order(void **state)
{
	char first[NAGIOS_LINE_MAX];

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		struct nagios_conf conf = usual();
		struct nagios n;

		row("turn %u", turn);
		nagios_init(&n, &conf);
		for (unsigned i = 0; i < 200; i++) {
			unsigned k = turn == 1 ? 199 - i : (i + 77 * turn) % 200;
			char address[IP_TEXT_MAX];

			(void)snprintf(address, sizeof(address), "192.0.32.%u", k % 100);
			add(&n, address, k == 20 ? "PTR timeout;" : "", k);
		}
		if (!turn)
			(void)snprintf(first, sizeof(first), "%s", line_of(&n, false));
		assert_string_equal(line_of(&n, false), first);
		assert_non_null(strstr(first, "(of 200 addresses: 199 CRITICAL, 1 WARNING)"));
		nagios_done(&n);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_line_of_one_address),
		cmocka_unit_test(further_lines_are_for_those_who_ask_for_them),
		cmocka_unit_test(further_lines_are_bounded),
		cmocka_unit_test(the_user_chooses_states),
		cmocka_unit_test(slow_answers_are_told_by_the_ranges),
		cmocka_unit_test(the_worst_is_named_whatever_comes_first),
		cmocka_unit_test(critical_warning_unknown_ok),
		cmocka_unit_test(what_is_not_finished_is_never_ok),
		cmocka_unit_test(an_address_is_told_once_and_as_the_worse_of_its_records),
		cmocka_unit_test(a_long_list_is_a_bounded_line),
		cmocka_unit_test(a_long_list_is_counted_the_same_in_any_order),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
