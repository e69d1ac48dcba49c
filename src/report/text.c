/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/limits.h>
#include <fcrdns/record.h>

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

enum word {
	WORD_PASS,
	WORD_FAIL,
	WORD_UNDECIDED,
	WORD_WARN,
	WORD_OK,
	WORD_SKIPPED,
	WORD_INVALID
};

static const struct {
	const char *text, *colour;
} word_of[] = {
	[WORD_PASS] = { "PASS", "\033[1;32m" },
	[WORD_FAIL] = { "FAIL", "\033[1;31m" },
	[WORD_UNDECIDED] = { "UNDECIDED", "\033[1;33m" },
	[WORD_WARN] = { "WARN", "\033[1;33m" },
	[WORD_OK] = { "OK", "\033[1;32m" },
	[WORD_SKIPPED] = { "SKIPPED", "\033[1;36m" },
	[WORD_INVALID] = { "INVALID", "\033[1;31m" },
};

/* The finding that the first line is about, where it tells what is wrong. */
static const struct finding *what_is_wrong(const struct record *r)
{
	const struct finding *f = held_finding(r);

	if (f)
		return f;
	f = record_headline(r);
	return f && f->severity >= SEVERITY_UNDECIDED ? f : NULL;
}

/* Of a holding it is told how that and the DNS fit together. */
static enum word word_for_holding(const struct record *r)
{
	switch (r->severity) {
	case SEVERITY_FAIL:
		return WORD_FAIL;
	case SEVERITY_UNDECIDED:
		return WORD_UNDECIDED;
	case SEVERITY_WARN:
		return WORD_WARN;
	case SEVERITY_OK:
	default:
		return WORD_OK;
	}
}

/* By severity, but an iprev result stays what it is where its finding is ignored. */
static enum word word_for(const struct record *r)
{
	const struct finding *f = what_is_wrong(r);

	if (r->stale.class > STALE_HELD_OK)
		return word_for_holding(r);
	if (r->target->beside)
		return WORD_SKIPPED;
	if (!r->target->has_address && (!f || f->code == FINDING_INVALID_ADDRESS))
		return WORD_INVALID;
	if (r->severity == SEVERITY_FAIL)
		return WORD_FAIL;
	if (r->severity == SEVERITY_UNDECIDED || r->iprev == IPREV_TEMPERROR)
		return WORD_UNDECIDED;
	if (r->iprev == IPREV_FAIL || r->iprev == IPREV_PERMERROR)
		return WORD_FAIL;
	return r->iprev == IPREV_PASS ? WORD_PASS : WORD_SKIPPED;
}

static void put_pass(struct wrap *w, const struct record *r)
{
	if (!r->n_confirmed) {
		wrap_str(w, "its name leads back to it");
		return;
	}
	wrap_name(w, "", r->confirmed[0], "");
	if (r->n_confirmed == 1)
		wrap_str(w, "leads back to it");
	else if (r->n_confirmed == 2)
		wrap_str(w, "and 1 more name lead back to it");
	else {
		wrap_number(w, "and ", r->n_confirmed - 1, "");
		wrap_str(w, "more names lead back to it");
	}
}

static void put_skipped(struct wrap *w, const struct record *r)
{
	const char *kind = r->target->has_address ? ip_special(&r->target->address) : NULL;

	wrap_str(w, "not asked");
	if (kind)
		wrap_word(w, "(", kind, ")");
}

static void put_first_line(const struct report_look *look, const struct record *r, enum word word,
			   struct text *out)
{
	const struct finding *f = what_is_wrong(r);
	const struct target *t = r->target;
	char ip[IP_TEXT_MAX];
	struct wrap w;

	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "");
	wrap_word(&w, "",
		  t->has_address ? ip_text(&t->address, ip)
		  : t->input	 ? t->input
				 : "?",
		  " ");
	if (look->colour) {
		text_char(out, ' ');
		text_str(out, word_of[word].colour);
		text_str(out, word_of[word].text);
		text_lit(out, "\033[0m ");
		/* What is not seen takes no room in the line. */
		w.line_at += strlen(word_of[word].colour) + strlen("\033[0m");
	} else {
		wrap_word(&w, "", word_of[word].text, " ");
	}
	if (word == WORD_PASS)
		put_pass(&w, r);
	else if (t->error && !t->has_address)
		wrap_str(&w, t->error);
	else if (word == WORD_SKIPPED)
		put_skipped(&w, r);
	else
		wrap_str(&w,
			 f ? finding_headline(f->code) : "what is wrong is ignored, as asked for");
	wrap_end(&w);
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

/* A finding's message or fix behind `lead`; false when it has no such text. */
static bool put_words(const struct report_look *look, const struct record *r,
		      const struct finding *f,
		      void (*say)(const struct finding *, const struct record *, struct text *),
		      const char *lead, const char *end, struct text *out)
{
	struct text words;
	bool any;
	struct wrap w;

	text_init(&words, WORDS_MAX);
	say(f, r, &words);
	any = words.len > 0 && !words.failed;
	if (any) {
		wrap_begin(&w, out, look_width(look), (unsigned)strlen(lead), lead);
		wrap_words(&w, words.data, words.len);
		if (*end)
			wrap_word(&w, "[", end, "]");
		wrap_end(&w);
	}
	text_done(&words);
	return any;
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

/* What was asked for with --helo is answered, also where it does no harm. */
static bool is_about_helo(const struct finding *f)
{
	return f->code >= FINDING_HELO_MISMATCH && f->code <= FINDING_HELO_MATCH;
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
	(void)put_words(look, r, f, finding_message, lead,
			look->verbose ? finding_code_text(f->code)
			: n > 1	      ? more
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
		(void)put_words(look, r, f, finding_message, "  note: ", "", out);
}

static void put_notes(const struct report_look *look, const struct record *r,
		      const struct finding *headline, struct text *out)
{
	put_holding(look, r, out);
	for (unsigned i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];

		if (held_finding(r) && is_told_already(r, f) && !look->verbose)
			continue;
		if (look->verbose ||
		    ((f->severity != SEVERITY_OK || is_about_helo(f) ||
		      (headline && explains(f))) &&
		     !(headline && f->code == headline->code) && !is_repeated(r, i)))
			put_note(look, r, i, out);
	}
}

/* Who has said which name the address should have need not be told to look for one. */
static const struct finding *to_mend(const struct record *r, const struct finding *headline)
{
	const struct finding *f = NULL;

	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == FINDING_EXPECT_MISMATCH &&
		    r->findings[i].severity == headline->severity)
			f = &r->findings[i];
	for (unsigned i = 0; f && i < r->n_names; i++)
		if (name_equal(&r->names[i].candidate->name, &f->name))
			return headline; /* it has that name, which lacks something else */
	return f ? f : headline;
}

/* Several names that are left over are one thing to do. */
static const struct finding *to_clear_up(const struct record *r)
{
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == FINDING_PTR_MULTIPLE &&
		    r->findings[i].severity == SEVERITY_WARN && r->findings[i].number > 2)
			return &r->findings[i];
	return NULL;
}

/* One thing to do: for what decides the verdict, or else for the first finding that has a fix. */
static void put_fix(const struct report_look *look, const struct record *r,
		    const struct finding *headline, struct text *out)
{
	headline = headline ? to_mend(r, headline) : to_clear_up(r);
	if (headline && put_words(look, r, headline, finding_fix, "  fix: ", "", out))
		return;
	for (int s = SEVERITY_FAIL; s >= SEVERITY_WARN; s--)
		for (unsigned i = 0; i < r->n_findings; i++)
			if (r->findings[i].severity == (enum severity)s &&
			    put_words(look, r, &r->findings[i], finding_fix, "  fix: ", "", out))
				return;
	for (unsigned i = 0; i < r->n_findings; i++)
		if (is_about_helo(&r->findings[i]) &&
		    put_words(look, r, &r->findings[i], finding_fix, "  fix: ", "", out))
			return;
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	enum word word = word_for(r);
	bool is_bad = word == WORD_FAIL || word == WORD_UNDECIDED || word == WORD_INVALID ||
		      held_finding(r);
	const struct finding *headline = is_bad ? what_is_wrong(r) : NULL;

	if (look->verbose && r->target->index)
		text_char(out, '\n'); /* a page a record: here a blank line helps */
	put_first_line(look, r, word, out);
	people_path(look, r, out);
	put_ownership(look, &r->ownership, out);
	put_notes(look, r, headline, out);
	put_fix(look, r, headline, out);
	if (look->verbose)
		people_detail(look, r, out);
}

const struct report_format report_text = { .name = "text", .record = put_record };
