/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_HTML_H
#define FCRDNS_HTML_H

/*
 * html: the parts that pages are made of. Private to src/report.
 *
 * All of it is printable ASCII: what is not becomes '?' in text, so that no control octet and no
 * character that turns the direction of writing gets through. Whatever comes from the DNS or from a
 * user is text between tags or in an attribute between quotation marks, with its escapes.
 */

#include <fcrdns/report.h>

#include "gist.h"

#include <stdbool.h>
#include <stddef.h>

struct name;

/* ---- escaping ---- */

/* What was appended since `at` becomes text of a page. */
void html_escape(struct text *out, size_t at);
void html_str(struct text *out, const char *s);
void html_name(struct text *out, const struct name *name);
/* As the value of a query in the attribute of a link. */
void html_query(struct text *out, const char *s);

/* ---- signs ---- */

enum html_sign {
	HTML_PLAIN,
	HTML_GOOD,
	HTML_BAD,
	HTML_DOUBT,
	HTML_WARN
};

enum html_sign html_sign_of(enum gist_word word);
const char *html_class(enum html_sign sign); /* "good"; "" for none */
/* "<li class=...>" */
void html_item(struct text *out, enum html_sign sign);
/* The mark that stands before the words, hidden from who has them read out. */
void html_mark(struct text *out, enum html_sign sign);

/* ---- a record ---- */

/* Address, name, address: a drawing whose text is complete. */
void html_path(const struct record *r, struct text *out);

/* All that is behind the verdict: path, what to do, what was found; and, if it is to be whole, who
 * reacts, predicted replies, receivers and queries. Headings are of `level`, '2' for h2. */
void html_record(const struct report_look *look, const struct record *r, char level, bool is_whole,
		 struct text *out);
/* What the zones' own servers say, where they were asked. */
void html_source(const struct report_look *how, const struct record *r, char level, bool is_whole,
		 struct text *out);
/* Instead of a fix where the source has changed already, not escaped yet; false where it has not.
 */
bool html_wait(const struct report_look *look, const struct record *r, struct text *out);
void html_queries(const struct report_look *look, const struct record *r, struct text *out);

/* ---- a page ---- */

/* Up to what the page is about; `title` may come from outside. */
void html_begin(struct text *out, const char *title);
void html_end(struct text *out);

#endif
