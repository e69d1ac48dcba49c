/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <fcrdns/limits.h>
#include <fcrdns/receiver.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "people.h"
#include "said.h"

#include <string.h>

enum {
	WORDS_MAX = 1 << 16, /* of a fix */
	SHOWN_MAX = 1024     /* octets of a TXT value, as shown */
};

static void put_heading(struct text *out, char level, const char *words)
{
	text_printf(out, "<h%c>%s</h%c>\n", level, words, level);
}

/* ---- what to do ---- */

/* The one thing to do is in `fix`, so that what was found does not repeat it. */
static void put_fix(struct text *out, char level, const struct text *fix)
{
	size_t at;

	if (!fix->len || fix->failed)
		return;
	put_heading(out, level, "What to do");
	text_lit(out, "<p class=\"fix\">");
	at = out->len;
	text_put(out, fix->data, fix->len);
	html_escape(out, at);
	text_lit(out, "</p>\n");
}

/* ---- what was found ---- */

static enum html_sign sign_of_severity(enum severity s)
{
	switch (s) {
	case SEVERITY_FAIL:
		return HTML_BAD;
	case SEVERITY_UNDECIDED:
		return HTML_DOUBT;
	case SEVERITY_WARN:
		return HTML_WARN;
	case SEVERITY_OK:
	default:
		return HTML_PLAIN;
	}
}

static void put_finding_fix(struct text *out, const struct finding *f, const struct record *r,
			    const struct text *told)
{
	size_t before = out->len, at;

	text_lit(out, "<br>Fix: ");
	at = out->len;
	finding_fix(f, r, out);
	if (out->failed)
		return;
	if (out->len == at ||
	    (out->len - at == told->len && memcmp(out->data + at, told->data, told->len) == 0))
		out->len = before;
	else
		html_escape(out, at);
}

static void put_finding(struct text *out, const struct finding *f, const struct record *r,
			const struct text *told, bool is_whole)
{
	enum html_sign sign = sign_of_severity(f->severity);
	const char *reacts = is_whole ? finding_reacts(f->code) : NULL;
	size_t at;

	html_item(out, sign);
	text_lit(out, "<b>");
	html_mark(out, sign);
	text_str(out, severity_finding_text(f->severity));
	text_lit(out, ":</b> ");
	at = out->len;
	finding_message(f, r, out);
	html_escape(out, at);
	text_printf(out, " (<code>%s</code>)", finding_name(f));
	put_finding_fix(out, f, r, told);
	if (reacts) {
		text_lit(out, "<br>Who reacts: ");
		html_str(out, reacts);
		text_char(out, '.');
	}
	text_lit(out, "</li>\n");
}

static void put_findings(struct text *out, char level, const struct record *r,
			 const struct text *told, bool is_whole)
{
	if (!r->n_findings)
		return;
	put_heading(out, level,
		    is_whole ? "What was found, and who reacts to it" : "What was found");
	text_lit(out, "<ul class=\"found\">\n");
	for (unsigned i = 0; i < r->n_findings; i++)
		put_finding(out, &r->findings[i], r, told, is_whole);
	text_lit(out, "</ul>\n");
}

/* ---- ownership ---- */

static void put_values(struct text *out, const struct answer *a)
{
	char shown[SHOWN_MAX];

	text_lit(out, "; there is");
	for (unsigned i = 0; i < a->n_records && i < PEOPLE_ADDRESSES; i++) {
		text_str(out, i ? ", <code>" : " <code>");
		html_str(out, text_shown(shown, sizeof(shown), (const char *)a->txts[i].octets,
					 a->txts[i].len));
		text_lit(out, "</code>");
	}
	if (a->n_records > PEOPLE_ADDRESSES)
		text_printf(out, " and %u more", a->n_records - PEOPLE_ADDRESSES);
}

static void put_ownership(struct text *out, char level, const struct ownership *o)
{
	static const struct {
		enum html_sign sign;
		const char *words;
	} word_of[] = {
		[OWNERSHIP_NOT_ASKED] = { HTML_DOUBT, "not asked for" },
		[OWNERSHIP_VERIFIED] = { HTML_GOOD, "verified" },
		[OWNERSHIP_MISMATCH] = { HTML_BAD, "not verified: another value" },
		[OWNERSHIP_MISSING] = { HTML_BAD, "not verified: no such record" },
		[OWNERSHIP_TEMPERROR] = { HTML_DOUBT, "undecided" },
	};

	if (o->status == OWNERSHIP_NOT_ASKED)
		return;
	put_heading(out, level, "Ownership of the domain");
	text_printf(out, "<p><b class=\"%s\">", html_class(word_of[o->status].sign));
	html_mark(out, word_of[o->status].sign);
	text_str(out, word_of[o->status].words);
	text_lit(out, "</b>");
	if (o->owner_name.len) {
		text_lit(out, " at <code>");
		html_name(out, &o->owner_name);
		text_lit(out, "</code>");
	} else {
		text_lit(out, ": it is not clear which domain to look at");
	}
	if (o->status == OWNERSHIP_MISMATCH && o->txt && o->txt->told &&
	    o->txt->answer.status == ANSWER_OK)
		put_values(out, &o->txt->answer);
	text_lit(out, "</p>\n");
}

/* ---- predicted replies ---- */

static void put_replies(struct text *out, char level, const struct mta *m)
{
	struct people_reply all[PEOPLE_REPLIES];
	const char *note = people_reply_note(m);

	people_replies(m, all);
	put_heading(out, level, "What mail servers with this check are predicted to say");
	text_lit(out, "<table>\n");
	for (unsigned i = 0; i < PEOPLE_REPLIES; i++) {
		enum html_sign sign = all[i].reply == MTA_OK	? HTML_GOOD
				      : all[i].reply == MTA_550 ? HTML_BAD
								: HTML_DOUBT;

		text_printf(out, "<tr><th scope=\"row\">%s</th><td class=\"num %s\"><b>",
			    all[i].server, html_class(sign));
		html_mark(out, sign);
		text_printf(out, "%s</b></td></tr>\n", mta_reply_text(all[i].reply));
	}
	text_lit(out, "</table>\n");
	if (note)
		text_printf(out, "<p>%s.</p>\n", note);
	if (m->order_dependent)
		text_printf(out, "<p>Not fixed: %s.</p>\n", people_order_note);
}

/* ---- receivers ---- */

static void put_receiver(struct text *out, const struct receiver *v)
{
	size_t at;

	text_lit(out, "<li><b>");
	html_str(out, v->name);
	text_lit(out, "</b>: ");
	at = out->len;
	text_printf(out, "%s%s%s (%s; %s)", v->does, v->reply ? " with " : "",
		    v->reply ? v->reply : "", v->date, v->source);
	html_escape(out, at);
	text_lit(out, "</li>\n");
}

/* Many of them, so they are folded. */
static void put_receivers(struct text *out, const struct record *r)
{
	unsigned what = receiver_what(r), n = 0;
	size_t n_all;
	const struct receiver *all = receiver_list(&n_all);

	for (size_t i = 0; what && i < n_all; i++) {
		if (!receiver_acts(&all[i], what, r->target->address.len))
			continue;
		if (!n++)
			text_lit(out,
				 "<details>\n<summary>Receivers documented to act on "
				 "this</summary>\n<p>As of the time given, from their documents "
				 "and from collected bounces:</p>\n<ul class=\"found\">\n");
		put_receiver(out, &all[i]);
	}
	if (n)
		text_lit(out, "</ul>\n</details>\n");
}

/* ---- all of it ---- */

void html_record(const struct report_look *look, const struct record *r, char level, bool is_whole,
		 struct text *out)
{
	struct text fix;

	text_init(&fix, WORDS_MAX);
	if (r->severity < SEVERITY_UNDECIDED || !html_wait(look, r, &fix))
		(void)gist_put_fix(r, gist_headline(r, gist_word_of(r)), &fix);
	html_path(r, out);
	put_fix(out, level, &fix);
	put_ownership(out, level, &r->ownership);
	html_source(look, r, level, is_whole, out);
	put_findings(out, level, r, &fix, is_whole);
	if (is_whole && r->has_mta)
		put_replies(out, level, &r->mta);
	if (is_whole) {
		put_receivers(out, r);
		html_queries(look, r, out);
	}
	text_done(&fix);
}
