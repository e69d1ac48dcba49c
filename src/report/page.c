/* SPDX-License-Identifier: MIT */
#include <fcrdns/page.h>

#include <fcrdns/record.h>
#include <fcrdns/report.h>
#include <fcrdns/text.h>

#include "html.h"

/*
 * The verdict comes first, then what leads to it and what to do, then the details, and the form for
 * another one last: in this order for the eye, for the keyboard, and for who has it read out.
 */

enum {
	TITLE_MAX = 1 << 12
};

static const char program[] = "fcrdns-exporter";

/* ---- frame ---- */

static void put_link(const struct page_look *look, const char *path, const char *target,
		     const char *words, struct text *out)
{
	text_lit(out, "<a href=\"");
	html_str(out, look->base);
	text_str(out, path);
	if (target) {
		text_lit(out, "?target=");
		html_query(out, target);
		if (look->module) {
			text_lit(out, "&amp;module=");
			html_query(out, look->module);
		}
	}
	text_printf(out, "\">%s</a>", words);
}

static void begin(const struct page_look *look, const char *title, struct text *out)
{
	html_begin(out, title);
	text_lit(out, "<header>\n<p>");
	put_link(look, "/", NULL, program, out);
	text_lit(out, ": is reverse DNS forward-confirmed?</p>\n</header>\n<main>\n");
}

static void put_attribute(const char *name, const char *value, struct text *out)
{
	text_printf(out, " %s=\"", name);
	html_str(out, value);
	text_char(out, '"');
}

static void put_form(const struct page_look *look, const char *words, struct text *out)
{
	text_lit(out, "<form method=\"get\"");
	text_lit(out, " action=\"");
	html_str(out, look->base);
	text_printf(out,
		    "/check\">\n<label for=\"target\">%s</label>\n"
		    "<input id=\"target\" name=\"target\" required maxlength=\"255\" "
		    "autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\"",
		    words);
	if (look->target)
		put_attribute("value", look->target, out);
	text_lit(out, ">\n");
	if (look->module) {
		text_lit(out, "<input type=\"hidden\" name=\"module\"");
		put_attribute("value", look->module, out);
		text_lit(out, ">\n");
	}
	text_lit(out, "<button>Check</button>\n</form>\n");
}

static void end(const struct page_look *look, struct text *out)
{
	text_lit(out, "<footer>\n");
	if (look->has_check)
		put_form(look, "Check another address", out);
	if (look->target && !look->error) {
		text_lit(out, "<p>The same for programs: ");
		put_link(look, "/api/v1/check", look->target, "JSON", out);
		text_lit(out, ", ");
		put_link(look, "/probe", look->target, "metrics", out);
		text_lit(out, "</p>\n");
	}
	text_printf(out, "<p>%s ", program);
	html_str(out, look->version);
	text_lit(out, "</p>\n</footer>\n");
	html_end(out);
}

/* ---- about a record ---- */

/* What the verdict means, in a sentence. */
static const char *meaning_of(const struct record *r)
{
	switch (r->iprev) {
	case IPREV_PASS:
		return r->severity == SEVERITY_FAIL
			       ? "Its reverse DNS is forward-confirmed, but not all is as asked "
				 "for."
			       : "Its reverse DNS is forward-confirmed: the address has a name, "
				 "and the name leads back to the address.";
	case IPREV_FAIL:
	case IPREV_PERMERROR:
		return "Its reverse DNS is not forward-confirmed. Mail servers that want that may "
		       "refuse mail from this address.";
	case IPREV_TEMPERROR:
		return "This cannot be decided for now: there was no usable answer. Look again "
		       "later.";
	case IPREV_NONE:
	default:
		return r->target->has_address ? "Nothing was asked about this address."
					      : "There is no address to check.";
	}
}

static void put_verdict(const struct record *r, char level, struct text *out)
{
	enum gist_word word = gist_word_of(r);
	enum html_sign sign = html_sign_of(word);
	size_t at;

	text_printf(out, "<div class=\"verdict %s\">\n<h%c><b class=\"%s\">", html_class(sign),
		    level, html_class(sign));
	html_mark(out, sign);
	text_printf(out, "%s</b> ", gist_word_text(word));
	html_str(out, gist_subject(r));
	text_lit(out, ": ");
	at = out->len;
	gist_put_words(r, word, out);
	html_escape(out, at);
	text_printf(out, "</h%c>\n<p>%s</p>\n</div>\n", level, meaning_of(r));
}

static void put_record(const struct record *r, const struct page_look *look, char level,
		       struct text *out)
{
	const struct report_look base = { .servers = look->servers, .n_servers = look->n_servers };

	put_verdict(r, level, out);
	html_record(&base, r, (char)(level + 1), true, out);
}

static void put_asked(const struct page_look *look, struct text *out)
{
	if (look->note) {
		text_lit(out, "<p>");
		html_str(out, look->note);
		text_lit(out, "</p>\n");
	}
	if (look->command) {
		text_lit(out, "<p>The same on the command line: <code>");
		html_str(out, look->command);
		text_lit(out, "</code></p>\n");
	}
	text_lit(out, "</main>\n");
}

/* The title as text: where it stands it is escaped. */
static void put_title(const struct record *r, const struct page_look *look, struct text *out)
{
	if (r) {
		enum gist_word word = gist_word_of(r);

		text_printf(out, "%s %s: ", gist_word_text(word), gist_subject(r));
		gist_put_words(r, word, out);
	} else if (look->error) {
		text_lit(out, "This cannot be checked");
	} else {
		text_printf(out, "Reverse DNS of %s", look->target ? look->target : "?");
	}
}

static void begin_titled(const struct record *r, const struct page_look *look, struct text *out)
{
	struct text title;

	text_init(&title, TITLE_MAX);
	put_title(r, look, &title);
	begin(look, text_cstr(&title), out);
	if (!r) {
		text_lit(out, "<h1>");
		html_str(out, text_cstr(&title));
		text_lit(out, "</h1>\n");
	}
	text_done(&title);
}

void report_page(const struct record *r, const struct page_look *look, struct text *out)
{
	begin_titled(r, look, out);
	if (r) {
		put_record(r, look, '1', out);
	} else if (look->error) {
		text_lit(out, "<p role=\"alert\">");
		html_str(out, look->error);
		text_lit(out, "</p>\n");
	}
	put_asked(look, out);
	end(look, out);
}

void report_page_begin(const struct page_look *look, struct text *out)
{
	begin_titled(NULL, look, out);
}

void report_page_record(const struct record *r, const struct page_look *look, struct text *out)
{
	put_record(r, look, '2', out);
}

void report_page_end(const struct page_look *look, struct text *out)
{
	put_asked(look, out);
	end(look, out);
}

/* ---- the front ---- */

void report_front_page(const struct page_look *look, struct text *out)
{
	html_begin(out, program);
	text_printf(out,
		    "<main>\n<h1>%s</h1>\n<p>Tells Prometheus, programs and people whether the "
		    "reverse DNS of an address is forward-confirmed, and if not, why.</p>\n",
		    program);
	if (look->has_check)
		put_form(look, "Address", out);
	text_lit(out, "<h2>Links</h2>\n<ul class=\"links\">\n<li>");
	put_link(look, "/probe", "192.0.2.1", "Probe of 192.0.2.1", out);
	text_lit(out, ", as Prometheus asks for it</li>\n<li>");
	put_link(look, "/api/v1/check", "192.0.2.1", "Record of 192.0.2.1", out);
	text_lit(out, ", as JSON</li>\n<li>");
	put_link(look, "/metrics", NULL, "Metrics", out);
	text_lit(out, " of the exporter itself</li>\n<li>");
	put_link(look, "/-/healthy", NULL, "Health", out);
	text_lit(out, " and ");
	put_link(look, "/-/ready", NULL, "readiness", out);
	text_printf(out, "</li>\n</ul>\n</main>\n<footer>\n<p>%s ", program);
	html_str(out, look->version);
	text_lit(out, "</p>\n</footer>\n");
	html_end(out);
}
