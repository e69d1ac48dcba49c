/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_OPTPARSE_H
#define FCRDNS_OPTPARSE_H

/*
 * optparse: one table describes every option; parsing, --help, the man page's OPTIONS section
 * and the shell completion all read it.
 *
 * Knows nothing of this program. getopt_long(3) does the scanning, so a long name may be
 * shortened as long as it is clear; scripts must write it in full, because a later version may
 * know more names. Options and operands may be mixed; "--" ends the options.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct why;

enum opt_kind {
	OPT_GROUP,  /* a heading: only .help is read */
	OPT_FLAG,   /* bool: present or not */
	OPT_COUNT,  /* unsigned: how often */
	OPT_SET,    /* unsigned: becomes .min; takes no value */
	OPT_UINT,   /* unsigned: .min .. .max */
	OPT_MILLIS, /* unsigned, milliseconds: .min .. .max; given in seconds, with a fraction if
		       need be, or with a unit (ms, s, m, h) */
	OPT_TEXT,   /* const char *: borrowed from argv */
	OPT_TEXTS,  /* struct opt_texts: each time one more */
	OPT_CHOICE, /* unsigned: index into the NULL-ended .choice, which is the value's name too */
	OPT_UNUSED  /* a letter that others use otherwise: refused, .help says what is meant */
};

struct opt {
	/* long name or NULL, value's name, one line of help; "FILE" names a file: it is not empty */
	const char *name, *arg, *help;
	const char *more;	       /* further sentences for the man page, or NULL */
	const char *const *choice;
	size_t into; /* offsetof the field in the options struct */
	unsigned min, max;
	enum opt_kind kind;
	char letter;	/* short name or 0 */
	bool hidden;	/* in none of the pages */
	bool by_number; /* its choice may be given by number, or in capitals */
};

/* Texts borrowed from argv. */
struct opt_texts {
	const char **text;
	size_t n, size;
};

bool opt_texts_add(struct opt_texts *t, const char *text);
void opt_texts_done(struct opt_texts *t);

enum opt_page {
	OPT_PAGE_HELP,
	OPT_PAGE_MAN,	    /* for man(7) */
	OPT_PAGE_COMPLETION /* for a bash function that knows $cur and $prev */
};

/*
 * Fill `options` (its fields hold the defaults) from argv. Returns the index of the first
 * operand, or -1 with one sentence about the first mistake (WHY_USAGE).
 */
int opt_parse(const struct opt *table, size_t n, void *options, int argc, char *argv[],
	      struct why *why);

enum {
	OPT_VALUE_MAX = 120
};

/* What pages and messages call the option's value, or NULL when it takes none. */
const char *opt_value(const struct opt *o, char out[static OPT_VALUE_MAX]);

/* Print one page of the table. */
void opt_print(const struct opt *table, size_t n, enum opt_page page, FILE *out);

/* What is wrong with the table itself, or NULL: for the unit test. */
const char *opt_table_fault(const struct opt *table, size_t n);

#endif
