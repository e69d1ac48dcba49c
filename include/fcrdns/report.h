/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_H
#define FCRDNS_REPORT_H

/*
 * report: records as octets. One file a format; each takes a record and appends it whole to a
 * text, so that what reaches a file is always whole records. No format prints a control octet.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct change;
struct history;
struct holding;
struct inventory_cover;
struct nagios;
struct outline;
struct preflight;
struct record;
struct tally;
struct text;

/* What the writers need to know beside the record. */
struct report_look {
	bool colour;		    /* ANSI colours in text; never the only sign of anything */
	bool verbose;		    /* -v: every query, predicted replies, who reacts */
	bool no_timing;		    /* byte-comparable */
	bool few;		    /* a handful of records: a page about them has all, unfolded */
	bool holdings;		    /* all records are about holdings: the columns of these, too */
	unsigned width;		    /* columns of text */
	const char *const *servers; /* texts of the resolver's servers, by index */
	unsigned n_servers;
	const char *authserv_id; /* who judges, in a header field of RFC 8601 */
	struct nagios *nagios;	 /* what report_nagios collects in; its states are checkmk's, too */
};

/* A scan that ended. */
struct report_sum {
	const struct tally *tally; /* of all that is in the output */
	uint64_t elapsed_ms;
	int64_t ended_at_s; /* Unix time */
};

/* A format; `begin` and `end` may be NULL. */
struct report_format {
	const char *name;
	bool pages; /* with -v a record is a page: a blank line stands between two */
	void (*begin)(const struct report_look *look, struct text *out);
	void (*record)(const struct report_look *look, const struct record *r, struct text *out);
	void (*end)(const struct report_look *look, const struct report_sum *sum, struct text *out);
};

/*
 * A line of an inventory, which -l and --inventory read back: an object with "address",
 * "provider", "account", "region", "id", "label" (texts, "" where there is none), "bound", "ptr"
 * (null: none is set, or not told), "ptr_state" (see holding.h) and "ttl" (or null).
 */
void report_holding(const struct holding *h, struct text *out);
/* The line behind the last one: what they are all of, or why they are not. */
void report_inventory_end(const struct inventory_cover *cover, size_t n, struct text *out);
void report_inventory_gap(const char *provider, const char *reason, struct text *out);

/* A row of the ledger: data/ledger.schema.json, and for people. */
void report_ledger_line(const struct holding *h, const struct history *history, struct text *out);
void report_ledger_text(const struct holding *h, const struct history *history, unsigned width,
			struct text *out);

/* A preflight for people, `width` columns wide, and as one line of JSON
 * (data/preflight.schema.json). */
void report_preflight_text(const struct preflight *p, unsigned width, struct text *out);
void report_preflight_json(const struct preflight *p, struct text *out);

/* What has changed for an address, for people and as one line of JSON (data/diff.schema.json). One
 * of the outlines may be NULL. */
void report_change_text(const struct report_look *look, const struct change *c,
			const struct outline *old, const struct outline *new, struct text *out);
void report_change_json(const struct change *c, const struct outline *old,
			const struct outline *new, struct text *out);

extern const struct report_format report_text, report_jsonl, report_csv, report_prom, report_html,
	report_nagios, report_checkmk, report_authres;

#endif
