/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PAGE_H
#define FCRDNS_PAGE_H

/*
 * page: what the exporter shows in a browser: the front page, and the page about one target.
 *
 * Whole HTML documents that load nothing: no script, no picture, their style inside. Every text
 * that comes from the DNS or from a user is escaped here, those of page_look as well. Who sends
 * them sends page_csp beside them, and "text/html; charset=utf-8".
 */

#include <stdbool.h>

struct record;
struct text;

struct page_look {
	const char *version;
	const char *base;	    /* before the paths of links: "", or "/fcrdns" */
	const char *target;	    /* as it was given, or NULL */
	const char *module;	    /* what the form asks with again, or NULL */
	const char *error;	    /* why the target cannot be checked: a sentence; or NULL */
	const char *note;	    /* how was asked: a sentence beside the queries; or NULL */
	const char *command;	    /* the same as a command line, or NULL */
	const char *const *servers; /* texts of the resolver's servers, by index */
	unsigned n_servers;
	bool has_check; /* there is a page for checks, so that the front page has its form */
};

/* The value of Content-Security-Policy. */
const char *page_csp(void);

/* About one record; without one, and with look->error, why there is none. */
void report_page(const struct record *r, const struct page_look *look, struct text *out);

/* The same for a target with several records: begin, each of them, end. */
void report_page_begin(const struct page_look *look, struct text *out);
void report_page_record(const struct record *r, const struct page_look *look, struct text *out);
void report_page_end(const struct page_look *look, struct text *out);

void report_front_page(const struct page_look *look, struct text *out);

#endif
