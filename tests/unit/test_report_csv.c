/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/report.h>

#include "../../src/report/cell.h"
#include "world.h"

static const char *const servers[] = { "192.0.2.53:53" };
static const struct report_look plain = { .servers = servers, .n_servers = 1 };
static const struct report_look untimed = { .no_timing = true, .servers = servers, .n_servers = 1 };

enum {
	COLUMNS_MAX = 64,
	CELL_MAX = 32767 /* what a spreadsheet takes */
};

/* One row as a reader sees it. */
struct row {
	char octets[1 << 17];
	const char *cell[COLUMNS_MAX];
	unsigned n;
};

static bool begins_formula(const char *p)
{
	return *p && strchr("=+-@\t\r", *p);
}

/* Stricter than RFC 4180: printable ASCII, and nothing that a spreadsheet would run. */
static void read_row(struct row *r, const char *p, size_t n)
{
	const char *end = p + n;
	char *to = r->octets;

	r->n = 0;
	assert_true(n >= 2 && p[n - 2] == '\r' && p[n - 1] == '\n');
	for (end -= 2;; p++) {
		bool quoted = p < end && *p == '"';
		const char *cell = to;

		for (p += quoted; p < end && (quoted || *p != ','); p++) {
			assert_true(*p >= 0x20 && *p <= 0x7e);
			if (*p == '"') {
				assert_true(quoted);
				if (p + 1 == end || p[1] != '"')
					break;
				p++;
			}
			*to++ = *p;
		}
		if (quoted) {
			assert_true(p < end && *p == '"');
			p++;
		}
		*to++ = '\0';
		assert_true(r->n < COLUMNS_MAX);
		r->cell[r->n++] = cell;
		assert_true(strlen(cell) <= CELL_MAX);
		assert_false(begins_formula(cell));
		for (const char *part = strchr(cell, ';'); part; part = strchr(part + 1, ';'))
			assert_false(begins_formula(part + 1));
		if (p == end)
			return;
		assert_int_equal(*p, ',');
	}
}

static const struct row *header(void)
{
	static struct row row;
	struct text t;

	text_init(&t, 1 << 12);
	report_csv.begin(&plain, &t);
	read_row(&row, t.data, t.len);
	text_done(&t);
	return &row;
}

static struct row row;

static const char *line_of(struct world *w, const struct report_look *look)
{
	w->out.len = 0;
	report_csv.record(look, w->record, &w->out);
	assert_false(w->out.failed);
	read_row(&row, w->out.data, w->out.len);
	assert_int_equal(row.n, header()->n);
	return text_cstr(&w->out);
}

static const char *cell(const char *name)
{
	const struct row *h = header();

	for (unsigned i = 0; i < h->n; i++)
		if (!strcmp(h->cell[i], name))
			return row.cell[i];
	fail_msg("there is no column %s", name);
	return NULL;
}

static void judge(struct world *w, const char *address, const char *rows)
{
	world_init(w);
	world_judge(w, address, rows);
	(void)line_of(w, &plain);
}

static void the_columns_and_their_order_are_for_scripts(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 1 << 12);
	report_csv.begin(&plain, &t);
	assert_string_equal(text_cstr(&t),
			    "index,part,input,tag,address,iprev,severity,finding,message,fix,"
			    "findings,ptr_rcode,ptr_names,confirmed,addresses,ownership,"
			    "ownership_name,postfix,postfix_reverse,exim,opensmtpd,sendmail,"
			    "ptr_ttl,checked_at,duration_ms,queries\r\n");
	text_done(&t);
}

static void a_pass_is_one_row(void **state)
{
	struct record timed;
	struct world w;

	(void)state;
	judge(&w, "9.9.9.9", "PTR ttl=60 mail.isp.com; A mail.isp.com 9.9.9.9;");
	timed = *w.record;
	timed.has_timing = true;
	timed.checked_at_s = 1732150000;
	timed.duration_us = 12345;
	timed.queries = 3;
	w.record = &timed;
	assert_string_equal(line_of(&w, &plain),
			    "0,,,,9.9.9.9,pass,ok,,,,,NOERROR,mail.isp.com,mail.isp.com,9.9.9.9,,,"
			    "ok,ok,ok,ok,ok,60,2024-11-21T00:46:40Z,12.345,3\r\n");
	/* The columns stay, so that a script finds them at the same place. */
	assert_string_equal(line_of(&w, &untimed),
			    "0,,,,9.9.9.9,pass,ok,,,,,NOERROR,mail.isp.com,mail.isp.com,9.9.9.9,,,"
			    "ok,ok,ok,ok,ok,,,,\r\n");
	world_done(&w);
}

static void a_failure_is_told_in_words(void **state)
{
	struct world w;

	(void)state;
	judge(&w, "9.9.9.9", "PTR old.isp.com; A old.isp.com 9.9.9.8;");
	assert_string_equal(cell("iprev"), "fail");
	assert_string_equal(cell("severity"), "fail");
	assert_string_equal(cell("finding"), "fwd_mismatch");
	assert_non_null(strstr(cell("message"), "old.isp.com"));
	assert_non_null(strstr(cell("fix"), "HELO"));
	assert_string_equal(cell("ptr_names"), "old.isp.com");
	assert_string_equal(cell("confirmed"), "");
	assert_string_equal(cell("addresses"), "9.9.9.8");
	assert_string_equal(cell("postfix"), "550");
	world_done(&w);
}

static void the_question_for_the_ptr_is_told(void **state)
{
	static const struct {
		const char *answer, *rcode, *iprev, *finding;
	} row_of[] = {
		{ "PTR nxdomain;", "NXDOMAIN", "permerror", "ptr_nxdomain" },
		{ "PTR -;", "NOERROR", "permerror", "ptr_nodata" },
		{ "PTR servfail;", "SERVFAIL", "temperror", "ptr_servfail" },
		{ "PTR timeout;", "TIMEOUT", "temperror", "ptr_timeout" },
		{ "PTR malformed;", "BADRESP", "temperror", "ptr_malformed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		row("%s", row_of[i].answer);
		judge(&w, "9.9.9.9", row_of[i].answer);
		assert_string_equal(cell("ptr_rcode"), row_of[i].rcode);
		assert_string_equal(cell("iprev"), row_of[i].iprev);
		assert_string_equal(cell("finding"), row_of[i].finding);
		world_done(&w);
	}
}

static void a_list_is_parted_by_semicolons(void **state)
{
	struct world w;

	(void)state;
	judge(&w, "9.9.9.9",
	      "PTR b.isp.com a.isp.net old.isp.com; A b.isp.com 9.9.9.9 9.9.9.8;"
	      "A a.isp.net 9.9.9.9; A old.isp.com 9.9.9.8 9.9.9.7;");
	assert_string_equal(cell("ptr_names"), "b.isp.com;a.isp.net;old.isp.com");
	assert_string_equal(cell("confirmed"), "a.isp.net;b.isp.com");
	assert_string_equal(cell("addresses"), "9.9.9.9;9.9.9.8;9.9.9.7");
	world_done(&w);
}

static void a_code_is_told_once(void **state)
{
	struct world w;
	const char *first;

	(void)state;
	judge(&w, "9.9.9.9", "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.8; A b.isp.com 9.9.9.7;");
	first = strstr(cell("findings"), "fwd_mismatch");
	assert_non_null(first);
	assert_null(strstr(first + 1, "fwd_mismatch"));
	world_done(&w);
}

/* A ";" in a name is \059, so that no name can look like two; what begins with "-" is no formula.
 */
static void hostile_names_stay_text_and_one_part(void **state)
{
	struct world w;

	(void)state;
	judge(&w, "9.9.9.9", "PTR -1+cmd.isp.com -2.isp.com; A -2.isp.com 9.9.9.8;");
	assert_string_equal(cell("ptr_names"), "'-1\\043cmd.isp.com;'-2.isp.com");
	world_done(&w);
	judge(&w, "9.9.9.9", "PTR =cmd|'x'!a1.isp.com \",x.isp.com;");
	assert_null(strpbrk(cell("ptr_names"), "=|'!, "));
	world_done(&w);
	judge(&w, "9.9.9.9", "PTR a\\059-b\\009\\013\\010.isp.com;");
	assert_string_equal(cell("ptr_names"), "a\\059-b\\009\\013\\010.isp.com");
	world_done(&w);
}

static void lists_are_bounded(void **state)
{
	char rows[1 << 16] = "PTR", label[256] = "", one[1100];
	struct world w;
	unsigned n = 1;

	(void)state;
	for (int i = 0; i < 60; i++)
		memcpy(label + strlen(label), "\\255", 5);
	for (int i = 0; i < 15; i++) { /* of 1,000 octets each as text */
		(void)snprintf(one, sizeof(one), " n%d.%.255s.%.255s.%.255s.%.255s.com", i, label,
			       label, label, label);
		memcpy(rows + strlen(rows), one, strlen(one) + 1);
	}
	memcpy(rows + strlen(rows), ";", 2);
	judge(&w, "9.9.9.9", rows);
	for (const char *p = cell("ptr_names"); (p = strchr(p, ';')); p++)
		n++;
	assert_int_equal(n, 15);
	world_done(&w);
	memcpy(rows, "PTR", 4); /* many short ones */
	for (int i = 0; i < 60; i++) {
		(void)snprintf(one, sizeof(one), " n%d.isp.com", i);
		memcpy(rows + strlen(rows), one, strlen(one) + 1);
	}
	memcpy(rows + strlen(rows), "; A n0.isp.com", sizeof("; A n0.isp.com"));
	for (int i = 0; i < 60; i++) {
		(void)snprintf(one, sizeof(one), " 10.0.0.%d", i);
		memcpy(rows + strlen(rows), one, strlen(one) + 1);
	}
	memcpy(rows + strlen(rows), ";", 2);
	judge(&w, "9.9.9.9", rows);
	assert_non_null(strstr(cell("ptr_names"), ";n31.isp.com;..."));
	assert_non_null(strstr(cell("addresses"), ";10.0.0.31;..."));
	assert_null(strstr(cell("addresses"), "10.0.0.32"));
	world_done(&w);
}

static void a_list_fits_in_a_cell(void **state)
{
	char part[3000];
	struct text t;
	struct cell_list l;

	(void)state;
	memset(part, '"', sizeof(part));
	text_init(&t, 1 << 20);
	text_lit(&t, "before,");
	l = cell_list_of(&t);
	for (int i = 0; i < 20; i++)
		cell_list_add(&l, part, sizeof(part));
	cell_end(&t, l.at);
	text_lit(&t, "\r\n");
	read_row(&row, t.data, t.len);
	assert_int_equal(row.n, 2);
	assert_int_equal(strlen(row.cell[1]), 10 * 3000 + 10 + 3);
	assert_string_equal(row.cell[1] + 30000 + 10, "...");
	text_done(&t);
}

static void a_line_that_is_no_target_is_a_row_too(void **state)
{
	static const struct {
		const char *input, *shown;
	} row_of[] = {
		{ "=1+1", "'=1+1" },
		{ "+1", "'+1" },
		{ "-1", "'-1" },
		{ "@sum(1)", "'@sum(1)" },
		{ " =1", "' =1" },
		{ "\"=1\"", "'\"=1\"" },
		{ "1;=1;x", "1;'=1;x" },
		{ "1; @1", "1;' @1" },
		{ "1;\"=1", "1;'\"=1" },
		{ "1;;-1", "1;;'-1" },
		{ "a,b\"c\"", "a,b\"c\"" },
		{ "\t=1", "\\009=1" },
		{ "a\r\nb", "a\\013\\010b" },
		{ "\033[31m\177\200\377", "\\027[31m\\127\\128\\255" },
		{ "", "" },
		{ "plain", "plain" },
	};
	struct target bad = { .index = 18446744073709551615U, .error = "it is bad" };
	struct world w;

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].shown);
		world_init(&w);
		bad.input = bad.tag = row_of[i].input;
		w.record = record_of_invalid(&bad, &w.policy, &w.spare);
		(void)line_of(&w, &plain);
		assert_string_equal(cell("index"), "18446744073709551615");
		assert_string_equal(cell("input"), row_of[i].shown);
		assert_string_equal(cell("tag"), row_of[i].shown);
		assert_string_equal(cell("address"), "");
		assert_string_equal(cell("iprev"), "");
		assert_string_equal(cell("finding"), "invalid_address");
		world_done(&w);
	}
}

static void no_octet_gets_through(void **state)
{
	char octets[256];
	struct world w;
	const struct target bad = { .input = octets, .error = octets };

	(void)state;
	for (int i = 0; i < 255; i++)
		octets[i] = (char)(i + 1);
	octets[255] = '\0';
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	(void)line_of(&w, &plain); /* read_row looks at each octet */
	world_done(&w);
}

static void the_parts_of_a_name_and_what_was_asked_for_are_told(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.target.has_part = true;
	w.target.part = 7;
	w.target.tag = "rack 3";
	world_owned(&w, "wanted", NULL);
	world_judge(&w, "9.9.9.9",
		    "PTR mail.isp.com; A mail.isp.com 9.9.9.9;"
		    "TXT alidnsptrcheck.isp.com wanted;");
	(void)line_of(&w, &plain);
	assert_string_equal(cell("part"), "7");
	assert_string_equal(cell("tag"), "rack 3");
	assert_string_equal(cell("ownership"), "verified");
	assert_string_equal(cell("ownership_name"), "alidnsptrcheck.isp.com");
	world_done(&w);
	world_init(&w);
	w.policy.special_skip = true;
	world_judge(&w, "10.0.0.1", "");
	(void)line_of(&w, &plain);
	assert_string_equal(cell("iprev"), "");
	assert_string_equal(cell("severity"), "ok");
	assert_string_equal(cell("finding"), "special_purpose");
	assert_string_equal(cell("ptr_rcode"), "");
	assert_string_equal(cell("postfix"), "");
	world_done(&w);
}

static void a_text_that_is_full_stays_failed(void **state)
{
	struct world w;

	(void)state;
	judge(&w, "9.9.9.9", "PTR -a\\059b.isp.com c.isp.com; A c.isp.com 9.9.9.8;");
	for (size_t ceiling = 0; ceiling < 1500; ceiling++) {
		struct text t;

		text_init(&t, ceiling);
		report_csv.record(&plain, w.record, &t);
		if (!t.failed)
			read_row(&row, t.data, t.len);
		text_done(&t);
	}
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_columns_and_their_order_are_for_scripts),
		cmocka_unit_test(a_pass_is_one_row),
		cmocka_unit_test(a_failure_is_told_in_words),
		cmocka_unit_test(the_question_for_the_ptr_is_told),
		cmocka_unit_test(a_list_is_parted_by_semicolons),
		cmocka_unit_test(a_code_is_told_once),
		cmocka_unit_test(hostile_names_stay_text_and_one_part),
		cmocka_unit_test(lists_are_bounded),
		cmocka_unit_test(a_list_fits_in_a_cell),
		cmocka_unit_test(a_line_that_is_no_target_is_a_row_too),
		cmocka_unit_test(no_octet_gets_through),
		cmocka_unit_test(the_parts_of_a_name_and_what_was_asked_for_are_told),
		cmocka_unit_test(a_text_that_is_full_stays_failed),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
