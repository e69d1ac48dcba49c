/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/limits.h>
#include <fcrdns/record.h>

#include "gist.h"
#include "held.h"
#include "people.h"
#include "said.h"
#include "wrap.h"

#include <stdio.h>
#include <string.h>

/*
 * Text for people: one line with the verdict in words, the path that was followed, what else is
 * worth knowing, and one thing to do. Everything below the first line is indented, so that in a
 * list each address stands out without blank lines between.
 */

enum {
	WIDTH_DEFAULT = 80,
	WIDTH_LEAST = 40,
	VALUES_SHOWN = 3,
	WORDS_MAX = 1 << 16 /* of one message or fix */
};

unsigned look_width(const struct report_look *look)
{
	if (!look->width)
		return WIDTH_DEFAULT;
	return look->width < WIDTH_LEAST ? WIDTH_LEAST : look->width;
}

static const char *const colour_of[] = {
	[GIST_PASS] = "\033[1;32m",    [GIST_FAIL] = "\033[1;31m", [GIST_UNDECIDED] = "\033[1;33m",
	[GIST_WARN] = "\033[1;33m",    [GIST_OK] = "\033[1;32m",   [GIST_SKIPPED] = "\033[1;36m",
	[GIST_INVALID] = "\033[1;31m",
};

static void put_first_line(const struct report_look *look, const struct record *r,
			   enum gist_word word, const struct finding *to_do, struct text *out)
{
	const char *shown = gist_word_text(word);
	struct text words;
	struct wrap w;

	text_init(&words, WORDS_MAX);
	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "");
	wrap_word(&w, "", gist_subject(r), " ");
	if (look->colour) {
		text_char(out, ' ');
		text_str(out, colour_of[word]);
		text_str(out, shown);
		text_lit(out, "\033[0m ");
		/* What is not seen takes no room in the line. */
		w.line_at += strlen(colour_of[word]) + strlen("\033[0m");
	} else {
		wrap_word(&w, "", shown, " ");
	}
	gist_put_words(r, word, &words);
	if (word == GIST_PASS && to_do)
		gist_put_but(to_do, &words);
	if (!words.failed)
		wrap_words(&w, words.data, words.len);
	wrap_end(&w);
	text_done(&words);
}

/* Between quotes; between those of the other kind where the value has some of its own. */
static void put_value(struct wrap *w, const struct txt *value, const char *after)
{
	bool has_quotes = memchr(value->octets, '"', value->len) != NULL;
	const char *quote = has_quotes ? "'" : "\"";
	char shown[LIMIT_SHOWN], end[3];

	text_shown(shown, sizeof(shown), (const char *)value->octets, value->len);
	(void)snprintf(end, sizeof(end), "%s%s", quote, after);
	wrap_word(w, quote, shown, end);
}

static void put_ownership(const struct report_look *look, const struct ownership *o,
			  struct text *out)
{
	char rcode[16];
	const struct answer *a = o->txt && o->txt->told ? &o->txt->answer : NULL;
	struct wrap w;

	if (o->status == OWNERSHIP_NOT_ASKED)
		return;
	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "  ownership: ");
	if (!o->owner_name.len) {
		wrap_str(&w, o->status == OWNERSHIP_TEMPERROR ? "undecided:" : "not verified:");
		wrap_str(&w, "it is not clear which domain to look at");
	} else if (o->status == OWNERSHIP_VERIFIED) {
		wrap_str(&w, "verified at");
		wrap_name(&w, "", &o->owner_name, "");
	} else if (a && a->status == ANSWER_OK) {
		wrap_str(&w, "not verified:");
		wrap_name(&w, "", &o->owner_name, "");
		wrap_str(&w, "holds");
		for (unsigned i = 0; i < a->n_records && i < VALUES_SHOWN; i++)
			put_value(&w, &a->txts[i], i + 1 < a->n_records ? "," : "");
		if (a->n_records > VALUES_SHOWN)
			wrap_str(&w, "...");
	} else {
		wrap_str(&w, o->status == OWNERSHIP_TEMPERROR ? "undecided:" : "not verified:");
		wrap_name(&w, "", &o->owner_name, "");
		if (a)
			wrap_word(&w, "(", answer_lack(a, "no TXT record", rcode), ")");
	}
	wrap_end(&w);
}

/* A finding's message behind `lead`. */
static void put_message(const struct report_look *look, const struct record *r,
			const struct finding *f, const char *lead, const char *end,
			struct text *out)
{
	struct text words;
	struct wrap w;

	text_init(&words, WORDS_MAX);
	finding_message(f, r, &words);
	if (words.len && !words.failed) {
		wrap_begin(&w, out, look_width(look), (unsigned)strlen(lead), lead);
		wrap_words(&w, words.data, words.len);
		if (*end)
			wrap_word(&w, "[", end, "]");
		wrap_end(&w);
	}
	text_done(&words);
}

static void put_reacts(const struct report_look *look, const struct finding *f, struct text *out)
{
	const char *reacts = finding_reacts(f->code);
	struct wrap w;

	if (!reacts)
		return;
	wrap_begin(&w, out, look_width(look), 8 + (unsigned)strlen("reacts: "), "        reacts: ");
	wrap_str(&w, reacts);
	wrap_end(&w);
}

/* Of a private address the path cannot be mended; documentation is full of the others. */
static bool explains(const struct finding *f)
{
	return f->code == FINDING_SPECIAL_PURPOSE && f->detail &&
	       strncmp(f->detail, "documentation", strlen("documentation")) != 0;
}

static unsigned n_of_code(const struct record *r, enum finding_code code)
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->n_findings; i++)
		n += r->findings[i].code == code;
	return n;
}

static bool is_repeated(const struct record *r, unsigned i)
{
	return i && r->findings[i - 1].code == r->findings[i].code; /* sorted by code */
}

static void put_note(const struct report_look *look, const struct record *r, unsigned i,
		     struct text *out)
{
	const struct finding *f = &r->findings[i];
	const char *lead = f->severity == SEVERITY_OK ? "  info: " : "  note: ";
	unsigned n = n_of_code(r, f->code);
	char more[24];

	(void)snprintf(more, sizeof(more), "and %u more", n - 1);
	put_message(look, r, f, lead,
		    look->verbose			? finding_name(f)
		    : n > 1 && !finding_is_asked_for(f) ? more
							: "",
		    out);
	if (look->verbose)
		put_reacts(look, f, out);
}

/*
 * All findings with -v; else those of a warning or worse that the first line and the path do not
 * tell already: one code for ten names is ten lines of the path.
 */
static bool is_told_already(const struct record *r, const struct finding *f)
{
	return (f->code == FINDING_GENERIC_NAME && r->stale.class == STALE_HELD_DEFAULT) ||
	       (f->code >= FINDING_PTR_NXDOMAIN && f->code <= FINDING_FWD_MALFORMED);
}

/* The first line about a holding names a class, and more is to be told than that. */
static void put_holding(const struct report_look *look, const struct record *r, struct text *out)
{
	const struct finding *f = held_finding(r);

	if (f && !look->verbose && r->stale.class != STALE_HELD_MISSING)
		put_message(look, r, f, "  note: ", "", out);
}

static void put_notes(const struct report_look *look, const struct record *r,
		      const struct finding *headline, struct text *out)
{
	put_holding(look, r, out);
	for (unsigned i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];

		if (held_finding(r) && is_told_already(r, f) && !look->verbose)
			continue;
		if (look->verbose || ((f->severity != SEVERITY_OK || gist_is_wanted(f) ||
				       (headline && explains(f))) &&
				      !(headline && f->code == headline->code) &&
				      (!is_repeated(r, i) || finding_is_asked_for(f))))
			put_note(look, r, i, out);
	}
}

static void put_fix(const struct report_look *look, const struct text *words, struct text *out)
{
	static const char lead[] = "  fix: ";
	struct wrap w;

	if (!words->len || words->failed)
		return;
	wrap_begin(&w, out, look_width(look), sizeof(lead) - 1, lead);
	wrap_words(&w, words->data, words->len);
	wrap_end(&w);
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	enum gist_word word = gist_word_of(r);
	const struct finding *headline = gist_headline(r, word);
	const struct finding *to_do;
	struct text fix;

	text_init(&fix, WORDS_MAX);
	to_do = gist_put_fix(r, headline, &fix);
	put_first_line(look, r, word, to_do, out);
	people_path(look, r, out);
	put_ownership(look, &r->ownership, out);
	people_source(look, r, out);
	put_notes(look, r, headline, out);
	if (r->severity < SEVERITY_UNDECIDED || !people_wait(look, r, out))
		put_fix(look, &fix, out);
	text_done(&fix);
	if (look->verbose)
		people_detail(look, r, out);
}

const struct report_format report_text = { .name = "text", .pages = true, .record = put_record };
