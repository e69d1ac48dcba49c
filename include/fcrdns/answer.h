/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_ANSWER_H
#define FCRDNS_ANSWER_H

/*
 * question, answer: what is asked of the DNS, and what the world said.
 *
 * Values: an answer is an outcome, never an error. All it points to lives in
 * one arena; answer_copy moves it to another.
 */

#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum dns_type {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	TYPE_OPT = 41,
	TYPE_ANY = 255 /* a question only; its answer is told as NODATA, with a CNAME as any */
};

struct question {
	struct name name;
	uint16_t type;	/* enum dns_type; class IN */
	bool unchecked; /* the CD bit: what DNSSEC says of the answer shall not matter */
	bool again;	/* a second time, later: no answer of before will do */
};

enum answer_status {
	ANSWER_OK,	 /* records of the asked type */
	ANSWER_NODATA,	 /* NOERROR without them (RFC 2308) */
	ANSWER_NXDOMAIN, /* of the end of the chain, if there is one (RFC 6604) */
	ANSWER_FORMERR,	 /* from here on: no usable answer */
	ANSWER_SERVFAIL,
	ANSWER_NOTIMP,
	ANSWER_REFUSED,
	ANSWER_OTHER,	    /* another rcode, see .rcode */
	ANSWER_TIMEOUT,	    /* no answer in all tries */
	ANSWER_CONNREFUSED, /* nobody listens there, or no route */
	ANSWER_MALFORMED,   /* only damaged packets came */
	ANSWER_TRUNCATED    /* cut, and TCP gave nothing */
};

/* RFC 8914 */
struct ede {
	uint16_t code, len;
	const char *text; /* len octets of the server's own words, untrusted */
};

/* One string per record: its character-strings joined (RFC 7208 section 3.3 does the same). */
struct txt {
	uint16_t len;
	bool cut; /* longer than LIMIT_TXT_OCTETS: equal to nothing */
	const uint8_t *octets;
};

/* Where a domain's mail goes, RFC 5321 section 5.1; the root as a host: nowhere, RFC 7505. */
struct mx {
	uint16_t preference;
	struct name host;
};

/* One try of a question, for people who look closer. */
struct try_note {
	uint32_t at_us, took_us; /* since the question was asked; length of the try */
	uint16_t rcode;
	uint8_t server;
	uint8_t status; /* enum answer_status */
	bool tcp, edns;
};

struct answer {
	enum answer_status status;
	uint16_t rcode;	    /* with the OPT's upper bits; meaningful up to ANSWER_OTHER */
	bool tcp;	    /* came over TCP */
	bool truncated;	    /* came cut over UDP first */
	bool authoritative; /* AA bit: the server is the source itself */
	bool authenticated; /* AD bit */
	bool has_edns;
	bool loops;	/* the CNAME chain runs in a circle */
	bool has_soa;	/* a negative answer that says so itself */
	uint32_t ttl_s; /* smallest of chain and records; negative: SOA's (RFC 2308 section 5) */
	uint32_t age_s; /* since it came here: what ttl_s has lost in a table of ours */
	unsigned n_chain, n_records, n_total, n_same; /* n_total as sent, n_same doubles dropped */
	const struct name
		*chain; /* CNAME targets from the asked name on; the last owns the records */
	union {		/* n_records of the asked type, in the order sent */
		const struct name *ptrs; /* distinct; also the hosts of TYPE_NS */
		const struct ip *ips;
		const struct txt *txts;
		const struct mx *mxs;
	};
	unsigned n_edes;
	const struct ede *edes;

	/* From the resolver. */
	uint8_t server;		   /* index */
	uint8_t n_tries;	   /* packets sent for it; 0: known from before */
	uint32_t took_us, held_us; /* held: not sent yet, for reasons of our own */
	unsigned n_notes;
	const struct try_note *notes;
};

/* No usable answer: the world may say something else later (RFC 8601 "temperror"). */
static inline bool answer_is_temporary(const struct answer *a)
{
	return a->status >= ANSWER_FORMERR;
}

/* The IANA RCODE mnemonic, or TIMEOUT, CONNREFUSED, BADRESP. RCODEn for a number without one,
 * made in `out`. */
const char *answer_rcode_text(const struct answer *a, char out[static 16]);

/* The status and rcode of that text, NOERROR as ANSWER_NODATA; what is none of them is an unusable
 * answer with an rcode that nobody has. */
void answer_rcode_parse(struct answer *ret, const char *text);

const char *type_text(uint16_t type, char out[static 12]);

bool question_equal(const struct question *a, const struct question *b);

/* All of `from` in `arena`; false when the arena is full. */
bool answer_copy(struct answer *ret, const struct answer *from, uint16_t type, struct arena *arena);

#endif
