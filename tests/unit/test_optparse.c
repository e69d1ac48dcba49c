/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/optparse.h>
#include <fcrdns/why.h>

#include <string.h>

static const char *const formats[] = { "text", "json", "nagios", NULL };

struct options {
	const char *server;
	unsigned window, format, wait_ms, loud, family;
	bool quiet;
	struct opt_texts lists;
};

#define INTO(f) .into = offsetof(struct options, f)

static const struct opt table[] = {
	{ .kind = OPT_GROUP, .help = "Asking" },
	{ "server", "ADDR", "ask this resolver", .letter = 'r', .kind = OPT_TEXT, INTO(server) },
	{ "window", "N", "queries in flight", .kind = OPT_UINT, .min = 1, .max = 5000,
	  INTO(window) },
	{ "wait", "SECONDS", "the longest wait", .kind = OPT_MILLIS, .min = 50, .max = 60000,
	  INTO(wait_ms) },
	{ .help = "over IPv6 only", .letter = '6', .kind = OPT_SET, .min = 2, INTO(family) },
	{ "list", "FILE", "read targets from a list", .more = "'quoted' - often.", .letter = 'l',
	  .kind = OPT_TEXTS, INTO(lists) },
	{ .arg = "FILE",
	  .help = "the same",
	  .letter = 'f',
	  .kind = OPT_TEXTS,
	  INTO(lists),
	  .hidden = true },
	{ .kind = OPT_GROUP, .help = "Telling" },
	{ "format", NULL, "how to report", .choice = formats, .letter = 'o', .kind = OPT_CHOICE,
	  INTO(format) },
	{ "quiet", NULL, "print only what fails", .letter = 'q', .kind = OPT_FLAG, INTO(quiet) },
	{ "verbose", NULL, "print more", .letter = 'v', .kind = OPT_COUNT, INTO(loud) },
	{ .letter = 't', .kind = OPT_UNUSED, .hidden = true, .help = "the wait is --wait" },
};

enum {
	N = sizeof(table) / sizeof(table[0])
};

static const struct options defaults = { .server = "127.0.0.1", .window = 200, .wait_ms = 2000 };

/* Parse a command line given as words with one space between them. */
static int parse(struct options *o, const char *line, char why_text[static 400])
{
	static char words[1024];
	char *argv[32];
	int argc = 0, at;
	struct why why = { 0 };

	*o = defaults;
	strcpy(words, line);
	for (char *p = words; p; argc++) {
		argv[argc] = p;
		p = strchr(p, ' ');
		if (p)
			*p++ = '\0';
	}
	argv[argc] = NULL;
	at = opt_parse(table, N, o, argc, argv, &why);
	strcpy(why_text, why.text);
	assert_int_equal(why.code, at < 0 ? WHY_USAGE : WHY_NONE);
	return at;
}

static void every_line_parses_as_told(void **state)
{
	static const struct {
		const char *line;
		int operands_at;
		struct options want;
	} row_of[] = {
		{ "p 1.2.3.4", 1, { .server = "127.0.0.1", .window = 200, .wait_ms = 2000 } },
		{ "p -qr ::1 --window=7 a b",
		  4,
		  { .server = "::1", .window = 7, .wait_ms = 2000, .quiet = true } },
		{ "p a -ojson -- -q",
		  3,
		  { .server = "127.0.0.1", .window = 200, .wait_ms = 2000, .format = 1 } },
		{ "p -6vv --verbose --wait 0.4",
		  5,
		  { .server = "127.0.0.1",
		    .window = 200,
		    .wait_ms = 400,
		    .loud = 3,
		    .family = 2 } },
		{ "p --qui --win 5000 --format nagios",
		  6,
		  { .server = "127.0.0.1",
		    .window = 5000,
		    .wait_ms = 2000,
		    .quiet = true,
		    .format = 2 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const struct options *want = &row_of[i].want;
		struct options got;
		char why[400];

		row("%s", row_of[i].line);
		assert_int_equal(parse(&got, row_of[i].line, why), row_of[i].operands_at);
		assert_string_equal(got.server, want->server);
		assert_int_equal(got.window, want->window);
		assert_int_equal(got.wait_ms, want->wait_ms);
		assert_int_equal(got.format, want->format);
		assert_int_equal(got.loud, want->loud);
		assert_int_equal(got.family, want->family);
		assert_int_equal(got.quiet, want->quiet);
	}
}

static void a_mistake_is_one_sentence(void **state)
{
	static const struct {
		const char *line, *why;
	} row_of[] = {
		{ "p --window=0", "--window wants a number from 1 to 5000, not '0'" },
		{ "p --window=-1", "--window wants a number from 1 to 5000, not '-1'" },
		{ "p --window=+1", "--window wants a number from 1 to 5000, not '+1'" },
		{ "p --window=", "--window wants a number from 1 to 5000, not ''" },
		{ "p --window=99999999999999999999999999",
		  "--window wants a number from 1 to 5000, not '99999999999999999999999999'" },
		{ "p --window=1\n2", "--window wants a number from 1 to 5000, not '1\\0102'" },
		{ "p --wait 0.049", "--wait wants 0.05 to 60 seconds, not '0.049'" },
		{ "p --wait 61", "--wait wants 0.05 to 60 seconds, not '61'" },
		{ "p --wait 1e1", "--wait wants 0.05 to 60 seconds, not '1e1'" },
		{ "p --format=xml", "--format wants text|json|nagios, not 'xml'" },
		{ "p -o \033[31m", "--format wants text|json|nagios, not '\\027[31m'" },
		{ "p --nope", "there is no option --nope (--help lists them)" },
		{ "p --no\npe=x", "there is no option --no\\010pe (--help lists them)" },
		{ "p -qz", "there is no option -z (--help lists them)" },
		{ "p -\033", "there is no option -\\027 (--help lists them)" },
		{ "p --w 1", "--w is not clear: --window, --wait" },
		{ "p -r", "--server wants a value: ADDR" },
		{ "p --format", "--format wants a value: text|json|nagios" },
		{ "p -f", "-f wants a value: FILE" },
		{ "p --list=", "--list wants the name of a file, not ''" },
		{ "p -f ", "-f wants the name of a file, not ''" },
		{ "p --quiet=yes", "--quiet takes no value" },
		{ "p --qu=yes", "--quiet takes no value" },
		{ "p -t 5", "-t is not used here: the wait is --wait" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct options got;
		char why[400];

		row("%s", row_of[i].line);
		assert_int_equal(parse(&got, row_of[i].line, why), -1);
		assert_string_equal(why, row_of[i].why);
		opt_texts_done(&got.lists);
	}
}

static void seconds_have_fractions_and_units(void **state)
{
	static const struct {
		const char *line;
		unsigned ms; /* 0: refused */
	} row_of[] = {
		{ "p --wait 2", 2000 },	     { "p --wait 0.05", 50 },
		{ "p --wait 1.2345", 1234 }, { "p --wait 1.", 0 },
		{ "p --wait .5", 0 },	     { "p --wait 2s", 2000 },
		{ "p --wait 400ms", 400 },   { "p --wait 1m", 60000 },
		{ "p --wait 0.5m", 30000 },  { "p --wait 0.01h", 36000 },
		{ "p --wait 1h", 0 },	     { "p --wait 2sec", 0 },
		{ "p --wait 1,5", 0 },	     { "p --wait -1", 0 },
		{ "p --wait 1.2.3", 0 },     { "p --wait 0.4000000001", 400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct options got;
		char why[400];
		int at = parse(&got, row_of[i].line, why);

		row("%s", row_of[i].line);
		assert_int_equal(at, row_of[i].ms ? 3 : -1);
		if (row_of[i].ms)
			assert_int_equal(got.wait_ms, row_of[i].ms);
	}
}

static void a_repeated_text_is_kept_in_order(void **state)
{
	struct options got;
	char why[400];

	(void)state;
	assert_int_equal(parse(&got, "p -l a --list=b -fc -f d -le -lf -lg -lh -li -lj", why), 13);
	assert_int_equal(got.lists.n, 10);
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(got.lists.text[i][0], 'a' + i);
	opt_texts_done(&got.lists);
	assert_int_equal(got.lists.n, 0);
}

static void an_unsound_table_is_found(void **state)
{
	static const struct {
		struct opt rows[2];
		const char *fault;
	} row_of[] = {
		{ { { "a", NULL, "x", .kind = OPT_FLAG }, { "a", NULL, "x", .kind = OPT_FLAG } },
		  "a name is used twice" },
		{ { { .letter = 'a', .help = "x", .kind = OPT_FLAG },
		    { .letter = 'a', .help = "x", .kind = OPT_FLAG } },
		  "a name is used twice" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { "a", NULL, NULL, .kind = OPT_FLAG } },
		  "an option has no help, or too much" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { "a", NULL, "x.", .kind = OPT_FLAG } },
		  "help ends with a full stop" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { "a", "N", "x", .kind = OPT_FLAG } },
		  "name or argument missing" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { "a", NULL, "x", .kind = OPT_TEXT } },
		  "name or argument missing" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { NULL, NULL, "x", .kind = OPT_FLAG } },
		  "name or argument missing" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { "a", "N", "x", .kind = OPT_UINT } },
		  "limits missing" },
		{ { { .kind = OPT_GROUP, .help = "x" }, { "a", NULL, "x", .kind = OPT_CHOICE } },
		  "limits missing" },
		{ { { .kind = OPT_GROUP, .help = "x" },
		    { .letter = 'a', .help = "x", .kind = OPT_UNUSED } },
		  "an unused letter has a name or is shown" },
	};

	(void)state;
	assert_null(opt_table_fault(table, N));
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		assert_string_equal(opt_table_fault(row_of[i].rows, 2), row_of[i].fault);
}

static void expect_page(enum opt_page page, const char *want)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	opt_print(table, N, page, f);
	fclose(f);
	assert_string_equal(text, want);
	free(text);
}

static void pages_come_from_the_table(void **state)
{
	(void)state;
	expect_page(OPT_PAGE_HELP, "\n"
				   "Asking\n"
				   "  -r, --server ADDR         ask this resolver\n"
				   "      --window N            queries in flight\n"
				   "      --wait SECONDS        the longest wait\n"
				   "  -6                        over IPv6 only\n"
				   "  -l, --list FILE           read targets from a list\n"
				   "\n"
				   "Telling\n"
				   "  -o, --format text|json|nagios\n"
				   "                            how to report\n"
				   "  -q, --quiet               print only what fails\n"
				   "  -v, --verbose             print more\n");
	expect_page(
		OPT_PAGE_MAN,
		".SS Asking\n"
		".TP\n\\fB\\-r\\fR, \\fB\\-\\-server\\fR \\fIADDR\\fR\nAsk this resolver.\n"
		".TP\n\\fB\\-\\-window\\fR \\fIN\\fR\nQueries in flight.\n"
		".TP\n\\fB\\-\\-wait\\fR \\fISECONDS\\fR\nThe longest wait.\n"
		".TP\n\\fB\\-6\\fR\nOver IPv6 only.\n"
		".TP\n\\fB\\-l\\fR, \\fB\\-\\-list\\fR \\fIFILE\\fR\nRead targets from a list.\n"
		"\\&'quoted' \\- often.\n"
		".SS Telling\n"
		".TP\n\\fB\\-o\\fR, \\fB\\-\\-format\\fR \\fBtext|json|nagios\\fR\n"
		"How to report.\n"
		".TP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nPrint only what fails.\n"
		".TP\n\\fB\\-v\\fR, \\fB\\-\\-verbose\\fR\nPrint more.\n");
	expect_page(OPT_PAGE_COMPLETION,
		    "\twords='--server --window --wait -6 --list --format --quiet --verbose'\n"
		    "\tcase $prev in\n"
		    "\t-r | --server) words='' kind=none ;;\n"
		    "\t--window) words='' kind=none ;;\n"
		    "\t--wait) words='' kind=none ;;\n"
		    "\t-l | --list) words='' kind=file ;;\n"
		    "\t-o | --format) words='text json nagios' kind=word ;;\n"
		    "\tesac\n");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_line_parses_as_told),
		cmocka_unit_test(a_mistake_is_one_sentence),
		cmocka_unit_test(seconds_have_fractions_and_units),
		cmocka_unit_test(a_repeated_text_is_kept_in_order),
		cmocka_unit_test(an_unsound_table_is_found),
		cmocka_unit_test(pages_come_from_the_table),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
