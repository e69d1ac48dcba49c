/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_RECORD_H
#define FCRDNS_RECORD_H

/*
 * record: all that is said about one target; what every output format is written from.
 *
 * Made by record_of (src/judge) from the evidence, a pure function of evidence and
 * policy. Points into the evidence, and to what is made beside it in the target's arena.
 */

#include <fcrdns/check.h>
#include <fcrdns/finding.h>
#include <fcrdns/limits.h>
#include <fcrdns/ownership.h>
#include <fcrdns/stale.h>

#include <stdbool.h>
#include <stdint.h>

/* RFC 8601 section 2.7.3; none for an address that was skipped and a line that is no target. */
enum iprev {
	IPREV_NONE,
	IPREV_PASS,
	IPREV_FAIL,
	IPREV_TEMPERROR,
	IPREV_PERMERROR
};

const char *iprev_text(enum iprev i); /* NULL for IPREV_NONE */

/* The reply that a mail server with the check switched on is predicted to give. */
enum mta_reply {
	MTA_OK,
	MTA_450,
	MTA_451,
	MTA_550
};

const char *mta_reply_text(enum mta_reply r);

/*
 * postfix: reject_unknown_client_hostname, postfix_reverse:
 * reject_unknown_reverse_client_hostname, both with unknown_client_reject_code = 550 (its default
 * is 450); exim: verify = reverse_host_lookup; opensmtpd: filter ... fcrdns; sendmail:
 * FEATURE(require_rdns).
 */
struct mta {
	enum mta_reply postfix, postfix_reverse, exim, opensmtpd, sendmail;
	bool order_dependent; /* another order of the PTR records changes one */
};

enum tristate {
	NO,
	YES,
	UNDECIDED
};

enum generic_class {
	GENERIC_NO,
	GENERIC_MAYBE,
	GENERIC_YES
};

struct generic;

struct record_name {
	const struct candidate *candidate;
	enum tristate confirmed; /* UNDECIDED: failed for now, or over the limit and not asked */
	enum generic_class generic;
	const struct generic *looks; /* why it looks generic; NULL: it does not */
	const char *text;	     /* of an evaluated name; see record_text_of */
};

struct record {
	const struct target *target;
	char address[IP_TEXT_MAX]; /* the target's as text, "" without one */
	uint8_t address_len;
	const struct check *check; /* the evidence; NULL for a line that is no target */
	const char *reverse_text;  /* of its reverse name; see record_text_of */
	enum iprev iprev;
	enum severity severity;
	struct record_name *names; /* each distinct PTR target, in the answer's order */
	unsigned n_names;
	const struct name **confirmed; /* sorted by their text */
	unsigned n_confirmed;
	struct finding *findings; /* in the order of the table, names in the answer's order */
	unsigned n_findings;
	struct ownership ownership;
	bool has_helo;
	enum tristate helo_matches_ptr, helo_resolves_to_ip;
	bool has_mta; /* false where nothing was asked */
	struct mta mta;
	struct stale stale;   /* STALE_NONE: the target is no holding */
	struct finding alone; /* where `findings` points when there is no memory for a list */

	/* Filled by the driver, which has the clock; all absent with no_timing. */
	bool has_timing;
	int64_t checked_at_s; /* Unix time */
	uint64_t duration_us;
	unsigned queries; /* packets sent */
};

/* The record of finished evidence, made in *r and returned. While iprev is temperror no finding
 * fails (it warns), so that the severity is undecided. A full arena gives temperror and
 * out_of_resources. It stays where it was made: `findings` may point into it. */
struct record *record_of(const struct check *c, struct record *r);

/* The same for a target without address (invalid_address, target_unresolved). */
struct record *record_of_invalid(const struct target *target, const struct policy *policy,
				 struct record *r);

/* The answers of a list that has the address or refuses to tell, sorted; how many there are. */
unsigned listing_codes(const struct answer *a, const struct ip *ret[static LIMIT_DNSBL_CODES]);
/* Why it has it, in its own untrusted words: one of them, whatever their order; or NULL. */
const struct txt *listing_reason(const struct listing *l);

/*
 * The presentation form of an evaluated PTR name of the record or of a name above it, or of its
 * reverse name: name->len - 2 octets without an escape, made once since they are written again and
 * again. NULL where `name` is no view of the octets of such a name.
 */
const char *record_text_of(const struct record *r, const struct name *name);

/*
 * The finding that explains the verdict: the first of the worst severity; of a holding the one of
 * its class, if that is more than information. NULL when all findings are information, except for
 * an address that was skipped: then its special purpose.
 */
const struct finding *record_headline(const struct record *r);

#endif
