/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NAGIOS_H
#define FCRDNS_NAGIOS_H

/*
 * nagios: the state that a monitor is told of records, and the one line that tells it, after the
 * Monitoring Plugins guidelines.
 *
 * Collects what it is given in any order and says the same: the worst first, of these the first of
 * the input. CRITICAL is worse than WARNING, that than UNKNOWN, that than OK. What it keeps
 * is bounded, whatever the input. Whatever the DNS says it is one line of printable ASCII, and the
 * one "|" in it stands before the performance data. Only who asks for it gets more lines after that
 * one; there is no "|" in them.
 */

#include <fcrdns/ip.h>
#include <fcrdns/range.h>
#include <fcrdns/text.h>

#include <stdbool.h>
#include <stdint.h>

struct record;

/* The exit codes of a plugin. */
enum nagios_state {
	NAGIOS_OK,
	NAGIOS_WARNING,
	NAGIOS_CRITICAL,
	NAGIOS_UNKNOWN
};

const char *nagios_state_text(enum nagios_state s); /* "CRITICAL" */
bool nagios_is_worse(enum nagios_state s, enum nagios_state than);
enum nagios_state nagios_worse_of(enum nagios_state a, enum nagios_state b);

struct nagios_conf {
	enum nagios_state temperror, expired, generic; /* `expired`: no answer before its end */
	struct range warn, crit;		       /* for the seconds of one address */
	uint64_t limit_us;			       /* the most that it can be; 0: not known */
	const char *const *servers; /* texts of the resolver's servers, by index */
	unsigned n_servers;
	/* 1: all that is not OK, and further findings, in the same line; 2: lines after it, with
	 * what was asked and what is to be done; 3: with every try as well. */
	unsigned verbose;
};

/* The state of one record. */
enum nagios_state nagios_state_of(const struct nagios_conf *conf, const struct record *r);
/* Its address, or the name or the text that has none. */
void nagios_put_subject(const struct record *r, struct text *out);
/* What is said of it. */
void nagios_put_words(const struct nagios_conf *conf, const struct record *r, struct text *out);
/* Its performance data; `prefix` begins each label, "" for none. */
void nagios_put_perfdata(const struct nagios_conf *conf, const struct record *r, const char *prefix,
			 struct text *out);

/* Lines about it for those who look closer; each ends with a newline. */
void nagios_put_detail(const struct nagios_conf *conf, const struct record *r, struct text *out);

/* Makes of what stands from `at` on a part of a line that no monitor takes for its own signs. */
void nagios_tame(struct text *out, size_t at);

enum {
	NAGIOS_DETAIL_MAX = 4000, /* octets of all lines after the first */
	NAGIOS_KEPT = 64,	  /* addresses whose performance data is told */
	NAGIOS_LINE_MAX = 4000	  /* octets of the line; what carries it may cut at 4 KiB */
};

struct nagios_kept {
	uint64_t index, part;
	char address[IP_TEXT_MAX]; /* "": none */
	struct text words, perfdata, detail;
	enum nagios_state state;
};

struct nagios {
	const struct nagios_conf *conf;
	struct nagios_kept worst, *kept; /* kept: in the order of the input */
	unsigned n_kept;
	uint64_t n, n_by_state[NAGIOS_UNKNOWN + 1];
	bool failed; /* no memory */
};

/* `conf` is borrowed. */
void nagios_init(struct nagios *n, const struct nagios_conf *conf);
void nagios_done(struct nagios *n);
/* Of records of one address the worst counts, and the first of those alike: no two performance data
 * may have one label. Only among the first NAGIOS_KEPT of the input; what is not kept is counted. */
void nagios_add(struct nagios *n, const struct record *r);
/* All of it, as a plugin exits. `unfinished`: the time of the whole is over, and some are not
 * here. */
enum nagios_state nagios_state(const struct nagios *n, bool unfinished);
/* With its newline, as the other one; and with the lines after it. */
void nagios_put_line(const struct nagios *n, bool unfinished, struct text *out);
/* Instead of it, where nothing can be told: why not. */
void nagios_put_unknown(const char *sentence, struct text *out);

#endif
