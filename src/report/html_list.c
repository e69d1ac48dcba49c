/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/holding.h>
#include <fcrdns/record.h>
#include <fcrdns/tally.h>
#include <fcrdns/text.h>

#include "html.h"
#include "said.h"

/*
 * A page about a whole run, as a file: a row an address, whose details are folded. It is written as
 * the records come; the sums, which are known at the end, stand at the end of the file, and before
 * the list on the screen.
 */

static const char title[] = "Reverse DNS check";

/* ---- an address ---- */

static void put_small(struct text *out, const char *lead, const char *words)
{
	if (!words || !*words)
		return;
	text_printf(out, " <span class=\"k\">%s", lead);
	html_str(out, words);
	text_lit(out, "</span>");
}

static void put_subject(struct text *out, const struct record *r)
{
	const struct target *t = r->target;
	const struct holding *h = r->stale.class == STALE_NONE ? NULL : t->holding;

	text_lit(out, "<tr><th scope=\"row\">");
	html_str(out, gist_subject(r));
	if (t->has_address)
		put_small(out, "given as ", t->input);
	put_small(out, "", t->tag);
	if (h) {
		put_small(out, "of ", h->provider);
		put_small(out, "", h->id);
		put_small(out, "", h->label);
	}
	text_lit(out, "</th>");
}

static void put_details(const struct report_look *look, const struct record *r, struct text *out)
{
	text_printf(out, "<details%s><summary>Details<span class=\"hid\"> of ",
		    look->few ? " open" : "");
	html_str(out, gist_subject(r));
	text_lit(out, "</span></summary>\n");
	html_record(look, r, '2', look->few || look->verbose, out);
	text_lit(out, "</details>");
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	enum gist_word word = gist_word_of(r);
	enum html_sign sign = html_sign_of(word);
	size_t at;

	put_subject(out, r);
	text_printf(out, "<td class=\"word %s\"><b>", html_class(sign));
	html_mark(out, sign);
	text_printf(out, "%s</b></td><td class=\"what\">", gist_word_text(word));
	at = out->len;
	gist_put_words(r, word, out);
	html_escape(out, at);
	put_details(look, r, out);
	text_lit(out, "</td></tr>\n");
}

/* ---- the sums ---- */

static void put_sum(struct text *out, uint64_t n, enum html_sign sign, const char *words)
{
	if (!n)
		return;
	html_item(out, sign);
	text_lit(out, "<b>");
	html_mark(out, sign);
	text_uint(out, n);
	text_printf(out, "</b> %s</li>\n", words);
}

static void put_severities(struct text *out, const struct tally *t)
{
	text_lit(out, "<ul class=\"found\">\n");
	put_sum(out, t->by_severity[SEVERITY_FAIL], HTML_BAD, "fail");
	put_sum(out, t->by_severity[SEVERITY_UNDECIDED], HTML_DOUBT, "cannot be decided for now");
	put_sum(out, t->by_severity[SEVERITY_WARN], HTML_WARN, "with a warning");
	put_sum(out, t->by_severity[SEVERITY_OK], HTML_GOOD, "where all is well");
	text_lit(out, "</ul>\n");
}

static void put_code(struct text *out, const char *code, uint64_t n)
{
	if (!n)
		return;
	text_printf(out, "<tr><th scope=\"row\"><code>%s</code></th><td class=\"num\">", code);
	text_uint(out, n);
	text_lit(out, "</td></tr>\n");
}

static void put_codes(struct text *out, const struct tally *t)
{
	text_lit(out, "<details><summary>Findings by code</summary>\n<table>\n");
	for (unsigned code = 0; code < N_FINDINGS; code++)
		put_code(out, finding_code_text((enum finding_code)code), t->by_finding[code]);
	text_lit(out, "</table>\n</details>\n");
}

static bool has_findings(const struct tally *t)
{
	for (unsigned code = 0; code < N_FINDINGS; code++)
		if (t->by_finding[code])
			return true;
	return false;
}

/* ---- begin and end ---- */

static void put_begin(const struct report_look *look, struct text *out)
{
	(void)look;
	html_begin(out, title);
	text_printf(out,
		    "<main class=\"list\">\n<h1>%s</h1>\n"
		    "<p class=\"jump\"><a href=\"#sums\">Summary</a></p>\n<table>\n<thead>\n"
		    "<tr><th scope=\"col\">Address</th><th scope=\"col\">Result</th>"
		    "<th scope=\"col\">What is found</th></tr>\n</thead>\n<tbody>\n",
		    title);
}

static void put_end(const struct report_look *look, const struct report_sum *sum, struct text *out)
{
	const struct tally *t = sum->tally;

	text_lit(out, "</tbody>\n</table>\n<section class=\"sums\" id=\"sums\">\n<h2>Summary</h2>\n"
		      "<p>");
	text_uint(out, t->records);
	text_str(out, t->records == 1 ? " target" : " targets");
	if (!look->no_timing) {
		text_lit(out, ", finished ");
		said_time(sum->ended_at_s, out);
	}
	text_lit(out, "</p>\n");
	if (t->records)
		put_severities(out, t);
	if (has_findings(t))
		put_codes(out, t);
	text_lit(out, "</section>\n</main>\n<footer>\n<p>fcrdns-check " FCRDNS_VERSION
		      "</p>\n</footer>\n");
	html_end(out);
}

const struct report_format report_html = {
	.name = "html", .begin = put_begin, .record = put_record, .end = put_end
};
