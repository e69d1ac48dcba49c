/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"

#include <fcrdns/arena.h>
#include <fcrdns/date.h>
#include <fcrdns/ledger.h>
#include <fcrdns/limits.h>
#include <fcrdns/report.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	ROW_CEILING = 4 << 20, /* octets of one row with all of its events */
	COLUMNS = 79
};

enum verb {
	SHOW,
	EXPORT,
	FORGET,
	VERBS
};

struct ledger_options {
	struct command_common common;
	const char *ledger, *provider, *account, *region, *released_before;
	bool yes;
};

#define INTO(field) .into = offsetof(struct ledger_options, field)

static const struct opt table[] = {
	{ "ledger", "FILE", "the ledger that stale keeps", .kind = OPT_TEXT, INTO(ledger) },
	{ "provider", "NAME", "only what is of this provider", .kind = OPT_TEXT, INTO(provider) },
	{ "account", "ID", "only what is of this account", .kind = OPT_TEXT, INTO(account) },
	{ "region", "NAME", "only what is of this region", .kind = OPT_TEXT, INTO(region) },
	{ "released-before", "DATE", "only what was given back before DATE (UTC)",
	  .more = "DATE is YEAR-MONTH-DAY, as in 2026-01-31.", .kind = OPT_TEXT,
	  INTO(released_before) },
	{ "yes", NULL, "forget: do it; without it is said how many rows it would be",
	  .kind = OPT_FLAG, INTO(yes) },
	COMMAND_ROWS,
};

static enum verb verb_of(const char *word)
{
	static const char *const words[VERBS] = { "show", "export", "forget" };
	unsigned v = 0;

	while (v < VERBS && strcmp(words[v], word) != 0)
		v++;
	return (enum verb)v;
}

static int number_of(const char *digits, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		v = v * 10 + digits[i] - '0';
	}
	return v;
}

static bool parse_date(const char *text, int64_t *ret, struct why *why)
{
	char shown[LIMIT_SHOWN];

	if (strlen(text) == 10 && text[4] == '-' && text[7] == '-') {
		const int y = number_of(text, 4), m = number_of(text + 5, 2),
			  d = number_of(text + 8, 2);
		struct tm tm = { .tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d };
		const int64_t unix_s = timegm(&tm);
		const struct date back = date_of(unix_s);

		/* There is no 30th of February: it would come back as another day. */
		if (unix_s > 0 && (int)back.year == y && (int)back.month == m &&
		    (int)back.day == d) {
			*ret = unix_s;
			return true;
		}
	}
	return why_set(why, WHY_USAGE,
		       "--released-before wants a date after 1970 such as 2026-01-31, not '%s'",
		       text_shown(shown, sizeof(shown), text, strlen(text)));
}

struct job {
	enum verb verb;
	struct ledger_choice choice;
	struct ip address; /* choice points here */
};

static bool understand(const struct ledger_options *o, char *const *operands, int n,
		       struct job *ret, struct why *why)
{
	char shown[LIMIT_SHOWN];

	ret->verb = n > 0 ? verb_of(operands[0]) : VERBS;
	if (ret->verb == VERBS || n > 2 || !o->ledger)
		return why_set(why, WHY_USAGE,
			       "what shall be done? fcrdns-check ledger show|export|forget "
			       "--ledger FILE [ADDRESS]");
	ret->choice = (struct ledger_choice){ .provider = o->provider,
					      .account = o->account,
					      .region = o->region };
	if (o->released_before &&
	    !parse_date(o->released_before, &ret->choice.released_before_s, why))
		return false;
	if (n == 2) {
		if (!ip_parse(&ret->address, operands[1], strlen(operands[1])))
			return why_set(
				why, WHY_USAGE, "'%s' is no address",
				text_shown(shown, sizeof(shown), operands[1], strlen(operands[1])));
		(void)ip_unmap(&ret->address);
		ret->choice.address = &ret->address;
	}
	/* Where a provider has no regions, "" is the name of all there is. */
	if (ret->verb == FORGET && n < 2 && !o->released_before && !(o->region && *o->region))
		return why_set(why, WHY_USAGE,
			       "what shall be forgotten? name an ADDRESS, a --region, or "
			       "--released-before DATE");
	return true;
}

/* ---- show and export ---- */

static bool put_row(struct ledger *l, const struct job *j, const struct holding *h,
		    struct arena *arena, struct sink *sink, struct why *why)
{
	struct history history;
	struct text out;
	bool ok;

	if (!ledger_history(l, h->row, &history, arena, why))
		return false;
	text_init(&out, ROW_CEILING);
	if (j->verb == EXPORT)
		report_ledger_line(h, &history, &out);
	else
		report_ledger_text(h, &history, COLUMNS, &out);
	ok = out.failed ? why_set(why, WHY_INTERNAL, "no memory for a row of the ledger")
			: sink_put(sink, out.data, out.len, why);
	text_done(&out);
	return ok;
}

static bool walk(struct ledger *l, const struct job *j, struct sink *sink, uint64_t *n,
		 struct why *why)
{
	struct ledger_walk *w = ledger_walk_all(l, why);
	struct arena arena;
	struct holding h;
	bool ok = w != NULL, end = false;

	arena_init(&arena, ROW_CEILING);
	while (ok && !stop_signal) {
		arena_reset(&arena);
		ok = ledger_walk_next(w, &h, &arena, &end, why);
		if (!ok || end)
			break;
		if (!ledger_chooses(&j->choice, &h))
			continue;
		ok = put_row(l, j, &h, &arena, sink, why);
		*n += ok;
	}
	arena_done(&arena);
	ledger_walk_free(w);
	return ok;
}

static int print(struct ledger *l, const struct job *j)
{
	struct why why = { 0 };
	struct sink *sink = sink_new(NULL, &why);
	uint64_t n = 0;
	int status = EXIT_WELL;

	ending_catch_signals();
	if (!sink || !walk(l, j, sink, &n, &why) || !sink_close(sink, &why)) {
		status = complain_of_output(&why, true);
	} else if (stop_signal) {
		fputs("fcrdns-check: interrupted\n", stderr);
		status = EXIT_SIGNAL + stop_signal;
	} else if (!n) {
		fputs("fcrdns-check: the ledger has no such address\n", stderr);
	}
	sink_free(sink);
	return status;
}

/* ---- forget ---- */

static int forget(struct ledger *l, const struct job *j, bool yes)
{
	struct why why = { 0 };
	uint64_t n;

	if (!ledger_forget(l, &j->choice, !yes, &n, &why))
		return complain(&why);
	fprintf(stderr, "fcrdns-check: %llu %s %s forgotten%s\n", (unsigned long long)n,
		n == 1 ? "row" : "rows",
		!yes	 ? "would be"
		: n == 1 ? "is"
			 : "are",
		yes ? "" : ": say --yes to do it");
	return yes ? EXIT_WELL : why_exit_status(WHY_USAGE);
}

static int run(void *given, char *const *operands, int n)
{
	const struct ledger_options *o = given;
	struct job j = { 0 };
	struct why why = { 0 };
	struct ledger *l;
	int status;

	if (!understand(o, operands, n, &j, &why) ||
	    !(l = ledger_open(o->ledger, LEDGER_READ, &why)))
		return complain(&why);
	status = j.verb == FORGET ? forget(l, &j, o->yes) : print(l, &j);
	ledger_free(l);
	return status;
}

const struct command command_ledger = {
	.name = "ledger",
	.summary = "show, export or forget what was held",
	.usage = "Usage: fcrdns-check ledger show|export|forget --ledger FILE [options] [ADDRESS]\n"
		 "Shows every address that was ever seen held, with when, by whom, and what was\n"
		 "seen of its PTR; export writes the same as JSON lines. Forget drops rows: of\n"
		 "ADDRESS, of a region, or of what was given back before a date.\n",
	.closing =
		"\n"
		"Exit status: 0 done, 64 wrong usage, a file that others may write, or no\n"
		"--yes; 65 the file is no ledger or damaged, 66 it cannot be read, 73 and 74 the\n"
		"output or the ledger cannot be written, 75 another program does not let go of\n"
		"it, 78 it is of a later version, 130 and 143 interrupted. See fcrdns-check(1).\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct ledger_options),
	.run = run,
};
