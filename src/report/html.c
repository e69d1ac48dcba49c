/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <fcrdns/name.h>
#include <fcrdns/page.h>
#include <fcrdns/text.h>

#include "page_style.h"

#include <string.h>

/* ---- escaping ---- */

/* What stands for an octet that cannot stand for itself, or NULL. */
static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return c < 0x20 || c > 0x7e ? "?" : NULL;
	}
}

void html_escape(struct text *out, size_t at)
{
	size_t from = out->len, to, more = 0;

	if (out->failed)
		return;
	for (size_t i = at; i < from; i++) {
		const char *e = escape_of((unsigned char)out->data[i]);

		more += e ? strlen(e) - 1 : 0;
	}
	if (more && !text_room(out, more))
		return;
	/* From the end, so that nothing is overwritten before it is read. */
	to = out->len;
	while (from > at) {
		char c = out->data[--from];
		const char *e = escape_of((unsigned char)c);
		size_t n = e ? strlen(e) : 1;

		to -= n;
		memcpy(out->data + to, e ? e : &c, n);
	}
}

void html_str(struct text *out, const char *s)
{
	size_t at = out->len;

	text_str(out, s);
	html_escape(out, at);
}

void html_name(struct text *out, const struct name *name)
{
	size_t at = out->len;

	name_put(name, out);
	html_escape(out, at);
}

void html_query(struct text *out, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";

	/* RFC 3986: what is unreserved, and what a query may hold as it is. */
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    strchr("-._~:", c)) {
			text_char(out, *s);
			continue;
		}
		text_char(out, '%');
		text_char(out, digits[c >> 4]);
		text_char(out, digits[c & 15]);
	}
}

/* ---- signs ---- */

enum html_sign html_sign_of(enum gist_word word)
{
	switch (word) {
	case GIST_PASS:
	case GIST_OK:
		return HTML_GOOD;
	case GIST_FAIL:
	case GIST_INVALID:
		return HTML_BAD;
	case GIST_UNDECIDED:
		return HTML_DOUBT;
	case GIST_WARN:
		return HTML_WARN;
	case GIST_SKIPPED:
	default:
		return HTML_PLAIN;
	}
}

const char *html_class(enum html_sign sign)
{
	static const char *const classes[] = { "", "good", "bad", "doubt", "doubt" };

	return classes[sign];
}

void html_item(struct text *out, enum html_sign sign)
{
	if (sign == HTML_PLAIN)
		text_lit(out, "<li>");
	else
		text_printf(out, "<li class=\"%s\">", html_class(sign));
}

void html_mark(struct text *out, enum html_sign sign)
{
	static const char *const marks[] = { "", "&#10004;", "&#10008;", "?", "!" };

	if (sign != HTML_PLAIN)
		text_printf(out, "<span aria-hidden=\"true\">%s </span>", marks[sign]);
}

/* ---- a page ---- */

void html_begin(struct text *out, const char *title)
{
	text_lit(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"" PAGE_CSP "\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n"
		      "<link rel=\"icon\" href=\"data:,\">\n<title>");
	html_str(out, title);
	text_lit(out, "</title>\n<style>");
	text_str(out, page_style);
	text_lit(out, "</style>\n</head>\n<body>\n");
}

void html_end(struct text *out)
{
	text_lit(out, "</body>\n</html>\n");
}

const char *page_csp(void)
{
	return PAGE_CSP "; frame-ancestors 'none'";
}
