/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_FINDING_H
#define FCRDNS_FINDING_H

/*
 * finding: one thing that is worth knowing about an address, from a fixed table
 * of codes. Codes are stable: scripts and monitors match them.
 *
 * The table (src/judge/finding.c) holds each code's words; what differs from case
 * to case is put in when a writer asks for the text, so that a long scan pays
 * nothing for texts nobody prints.
 */

#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record;
struct text;

/* Ordered: the worst is the greatest. A finding of SEVERITY_OK is information. */
enum severity {
	SEVERITY_OK,
	SEVERITY_WARN,
	SEVERITY_UNDECIDED,
	SEVERITY_FAIL
};

const char *severity_text(enum severity s);	    /* of a record: ok warn undecided fail */
const char *severity_finding_text(enum severity s); /* of a finding: info warn undecided fail */

/*
 * Those from HELD_OK to UNKNOWN are the classes of stale.h, in its order; those from DNSBL_LISTED
 * to DEEP_UNDECIDED are looked for only where a user asks for them.
 *
 * One line a code, in the order in which findings are reported: what decides the verdict first.
 * X(CODE, code) gives FINDING_CODE and "code".
 */
#define FINDING_CODES(X)                                    \
	X(INVALID_ADDRESS, invalid_address)                 \
	X(TARGET_UNRESOLVED, target_unresolved)             \
	X(OUT_OF_RESOURCES, out_of_resources)               \
	X(HELD_OK, held_ok)                                 \
	X(HELD_PENDING, held_pending)                       \
	X(HELD_DRIFT, held_drift)                           \
	X(HELD_INHERITED, held_inherited)                   \
	X(HELD_DEFAULT, held_default)                       \
	X(HELD_MISSING, held_missing)                       \
	X(RELEASED_EXPIRING, released_expiring)             \
	X(RELEASED_STALE, released_stale)                   \
	X(RELEASED_DANGLING, released_dangling)             \
	X(RELEASED_CLEAN, released_clean)                   \
	X(REASSIGNED, reassigned)                           \
	X(UNKNOWN, unknown)                                 \
	X(PTR_NXDOMAIN, ptr_nxdomain)                       \
	X(PTR_NODATA, ptr_nodata)                           \
	X(PTR_CNAME_DANGLING, ptr_cname_dangling)           \
	X(PTR_TIMEOUT, ptr_timeout)                         \
	X(PTR_SERVFAIL, ptr_servfail)                       \
	X(PTR_REFUSED, ptr_refused)                         \
	X(PTR_NOTIMP, ptr_notimp)                           \
	X(PTR_FORMERR, ptr_formerr)                         \
	X(PTR_MALFORMED, ptr_malformed)                     \
	X(PTR_TRUNCATED_NO_TCP, ptr_truncated_no_tcp)       \
	X(TARGET_ROOT, target_root)                         \
	X(TARGET_IP_LITERAL, target_ip_literal)             \
	X(TARGET_NUMERIC, target_numeric)                   \
	X(TARGET_WILDCARD, target_wildcard)                 \
	X(TARGET_NON_ASCII, target_non_ascii)               \
	X(TARGET_BAD_CHAR, target_bad_char)                 \
	X(TARGET_BAD_HYPHEN, target_bad_hyphen)             \
	X(TARGET_ARPA, target_arpa)                         \
	X(FWD_MISMATCH, fwd_mismatch)                       \
	X(FWD_NXDOMAIN, fwd_nxdomain)                       \
	X(FWD_NODATA, fwd_nodata)                           \
	X(FWD_OTHER_FAMILY_ONLY, fwd_other_family_only)     \
	X(FWD_MAPPED_V6, fwd_mapped_v6)                     \
	X(FWD_CNAME_DANGLING, fwd_cname_dangling)           \
	X(FWD_TIMEOUT, fwd_timeout)                         \
	X(FWD_SERVFAIL, fwd_servfail)                       \
	X(FWD_REFUSED, fwd_refused)                         \
	X(FWD_NOTIMP, fwd_notimp)                           \
	X(FWD_FORMERR, fwd_formerr)                         \
	X(FWD_MALFORMED, fwd_malformed)                     \
	X(EXPECT_MISMATCH, expect_mismatch)                 \
	X(PTR_UNCONFIRMED, ptr_unconfirmed)                 \
	X(OWNERSHIP_MISMATCH, ownership_mismatch)           \
	X(OWNERSHIP_MISSING, ownership_missing)             \
	X(OWNERSHIP_TEMPERROR, ownership_temperror)         \
	X(DNSBL_LISTED, dnsbl_listed)                       \
	X(DNSBL_REFUSED, dnsbl_refused)                     \
	X(DNSBL_BROKEN, dnsbl_broken)                       \
	X(DNSBL_UNDECIDED, dnsbl_undecided)                 \
	X(DUAL_STACK_TWIN, dual_stack_twin)                 \
	X(SPF_NOT_COVERING, spf_not_covering)               \
	X(MX_NULL, mx_null)                                 \
	X(MX_MISSING, mx_missing)                           \
	X(SITE_MISSING, site_missing)                       \
	X(DEEP_UNDECIDED, deep_undecided)                   \
	X(DNSSEC_BOGUS, dnssec_bogus)                       \
	X(RDNS_SLOW, rdns_slow)                             \
	X(PTR_LIMIT_EXCEEDED, ptr_limit_exceeded)           \
	X(PTR_MULTIPLE, ptr_multiple)                       \
	X(PTR_MULTIDOMAIN, ptr_multidomain)                 \
	X(PTR_DUPLICATE, ptr_duplicate)                     \
	X(GENERIC_NAME, generic_name)                       \
	X(HELO_MISMATCH, helo_mismatch)                     \
	X(HELO_UNRESOLVED, helo_unresolved)                 \
	X(HELO_RESOLVES_ELSEWHERE, helo_resolves_elsewhere) \
	X(HELO_LITERAL, helo_literal)                       \
	X(HELO_NOT_FQDN, helo_not_fqdn)                     \
	X(HELO_MATCH, helo_match)                           \
	X(TARGET_SPECIAL_TLD, target_special_tld)           \
	X(TARGET_SINGLE_LABEL, target_single_label)         \
	X(TARGET_UNDERSCORE, target_underscore)             \
	X(TARGET_IDN, target_idn)                           \
	X(TARGET_LONG, target_long)                         \
	X(PTR_CNAME, ptr_cname)                             \
	X(FWD_CNAME, fwd_cname)                             \
	X(TTL_LOW, ttl_low)                                 \
	X(TTL_HIGH, ttl_high)                               \
	X(ANSWER_STALE, answer_stale)                       \
	X(NS_LAME, ns_lame)                                 \
	X(NS_DISAGREE, ns_disagree)                         \
	X(RESOLVER_LOCAL, resolver_local)                   \
	X(LIMIT_REACHED, limit_reached)                     \
	X(SPECIAL_PURPOSE, special_purpose)                 \
	X(V4_MAPPED_INPUT, v4_mapped_input)

enum finding_code {
#define X(upper, lower) FINDING_##upper,
	FINDING_CODES(X)
#undef X
	N_FINDINGS,
	FINDING_FOREIGN = N_FINDINGS /* one of a record that a newer version wrote, see told */
};

/* Of a finding that was read from a record: its own words, which are said instead of the table's.
 */
struct finding_told {
	const char *code; /* of FINDING_FOREIGN, else NULL */
	const char *message, *fix;
};

struct finding {
	enum finding_code code;
	enum severity severity;
	struct name name;   /* the name it is about, or len 0 */
	const char *detail; /* what %d of the words stands for: printable ASCII, or NULL */
	unsigned number;    /* what %u stands for */
	const char *fix;    /* instead of the table's, or NULL */
	const struct finding_told *told; /* or NULL: it was found by this run */
};

/* It tells the class of a holding. */
static inline bool finding_is_of_stale(const struct finding *f)
{
	return f->code >= FINDING_HELD_OK && f->code <= FINDING_UNKNOWN;
}

/* It answers what --dnsbl or --deep asks. */
static inline bool finding_is_asked_for(const struct finding *f)
{
	return f->code >= FINDING_DNSBL_LISTED && f->code <= FINDING_DEEP_UNDECIDED;
}

/* The stable code, e.g. "ptr_nxdomain". */
const char *finding_code_text(enum finding_code code);
/* The same of a finding, also of one that is foreign. */
const char *finding_name(const struct finding *f);
/* The code of that text; false when there is none. */
bool finding_code_parse(enum finding_code *ret, const char *text, size_t len);

/* One sentence without final stop: what is the matter. Plain ASCII (names in presentation form). */
void finding_message(const struct finding *f, const struct record *r, struct text *out);
/* What a person can do about it, or nothing at all when there is nothing to do. */
void finding_fix(const struct finding *f, const struct record *r, struct text *out);
/* The same two. True when all of it is known to be plain: no quotation mark, no backslash, nothing
 * that a format would have to escape. */
bool finding_put_message(const struct finding *f, const struct record *r, struct text *out);
bool finding_put_fix(const struct finding *f, const struct record *r, struct text *out);
/* A few words for the first line of the text output ("the address has no PTR record"). */
const char *finding_headline(enum finding_code code);
/* Who reacts to it, from the documents of receivers and the behaviour of mail servers, or NULL. */
const char *finding_reacts(enum finding_code code);
/* The severity of the table; that of a finding may follow from the verdict. */
enum severity finding_base(enum finding_code code);
/* Whole sentences: what it means and why it matters. */
const char *finding_about(enum finding_code code);
/* Message and fix with words in capitals where a record would put names and addresses; nothing
 * where they are not of the table. */
void finding_message_pattern(enum finding_code code, struct text *out);
void finding_fix_pattern(enum finding_code code, struct text *out);

#endif
