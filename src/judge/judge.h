/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JUDGE_H
#define FCRDNS_JUDGE_H

/*
 * What the files of src/judge share: the findings of one record while they are collected, and
 * the words of the table. Pure; memory comes from the target's arena only.
 */

#include <fcrdns/finding.h>
#include <fcrdns/record.h>

#include <stdbool.h>

/* The constant part of a code; texts are templates (see sign_put) without
 * quotation marks and backslashes, NULL where there is none. */
struct finding_words {
	enum severity base; /* where it does not follow from the verdict */
	const char *headline, *message, *fix, *reacts;
};

enum {
	TEMPLATE_PIECES = 8 /* one more than a template has signs at most */
};

const struct finding_words *finding_words_of(enum finding_code code);
/* The same of what is looked for only where a user asks for it. */
const struct finding_words *asked_words_of(enum finding_code code);

/*
 * What stands for a sign of a template.
 *
 * %n name, %d detail, %u number: of the finding.
 * %a address, %r reverse name, %F its family, %G the other, %R type of the address record.
 * %i addresses that the name has, %t in how many tries, %e why there is no answer.
 * %w whether a target that is no address has some.
 * %h what was said in HELO. %o the names expected, %x the one that is a PTR, %p what the first of
 * them lacks. %q a quotation mark.
 * Returns whether it is plain: no quotation mark, no backslash.
 */
bool sign_put(char sign, const struct finding *f, const struct record *r, struct text *out);

/* The PTR name that the finding is about, or NULL. */
const struct candidate *finding_candidate(const struct finding *f, const struct check *c);

/* In the order added; codes that the policy ignores never get in. */
struct findings {
	struct arena *arena;
	const struct policy *policy;
	struct finding *list;
	unsigned n, room;
	bool is_cut; /* names that were dropped are not all reported */
};

void findings_add(struct findings *l, const struct finding *f);
/* With the table's severity. */
void findings_note(struct findings *l, enum finding_code code, const struct name *about);
/* limit_reached: of `about`, only the first `kept` of something. */
void findings_limit(struct findings *l, const struct name *about, unsigned kept, const char *what);
/* In the order of the codes; those of one code stay in the order added. */
void findings_sort(struct findings *l);

/* What the reverse look-up says, what each name says, what the address and the resolver say. */
void findings_of_ptr(struct findings *l, const struct record *r);
void findings_of_names(struct findings *l, const struct record *r);
void findings_of_surroundings(struct findings *l, const struct record *r);
/* That DNSSEC is why a look-up fails, where that is known. */
void findings_of_dnssec(struct findings *l, const struct record *r);
/* RFC 8914 in words, or NULL. */
const char *ede_text(unsigned code);
/* What --deep found. */
void findings_of_deep(struct findings *l, const struct record *r);
/* What the lists of --dnsbl say. */
void findings_of_listings(struct findings *l, const struct record *r);
/* How long its records may be kept, and how long its PTR took. */
void findings_of_timing(struct findings *l, const struct record *r);
/* What the zones' own servers are like, where they were asked. */
void findings_of_trace(struct findings *l, const struct record *r);

/* Sets the record's two helo fields. */
void helo_judge(struct record *r);
void findings_of_helo(struct findings *l, const struct record *r);

/* The finding of its class. */
void findings_of_stale(struct findings *l, const struct record *r);
/* Another finding weighs no more than it may beside that: what is wrong with an address that was
 * given back is no fault of ours, and not ours to mend. */
void stale_temper(const struct stale *s, struct finding *other);
/* The words of those findings follow the reason. */
void stale_message(const struct record *r, struct text *out);
void stale_fix(const struct record *r, struct text *out);

/* Served from a cache although it has expired, RFC 8767. */
bool answer_is_expired(const struct answer *a);
/* Not told yet, or told nothing usable. */
bool ask_is_temporary(const struct ask *ask);
/* `name` is one of the confirmed names; no name over the limit is. */
enum tristate record_confirms(const struct record *r, const struct name *name);
/* The same of the names that are expected: of one of them is enough. */
enum tristate record_confirms_expected(const struct record *r);

/* All names that were expected, the first few of them: "a.example and b.example". */
void expect_put_names(const struct policy *p, struct text *out);
/* The expected name that a PTR record holds, or NULL. */
const struct name *expect_ptr_of(const struct record *r);
/* What the first expected name needs besides the PTR record, or nothing. */
void expect_put_forward(const struct check *c, struct text *out);

/* The words of the three ownership findings follow the record's hint. */
void ownership_message(const struct record *r, struct text *out);
void ownership_fix(const struct record *r, struct text *out);

#endif
