/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DNS_WIRE_H
#define FCRDNS_DNS_WIRE_H

/*
 * wire: a received message, looked at where it lies. Nothing here reads outside its octets.
 */

#include <fcrdns/message.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CLASS_IN = 1,
	FLAG_QR = 0x80, /* octet 2 */
	FLAG_OPCODE = 0x78,
	FLAG_RD = 0x01,
	FLAG_AA = 0x04,
	FLAG_TC = 0x02,
	FLAG_RA = 0x80, /* octet 3 */
	FLAG_AD = 0x20,
	FLAG_CD = 0x10,
	RCODE_MASK = 0x0f,
	RR_FIXED = 10, /* type, class, TTL and RDLENGTH */
	TTL_MAX = 0x7fffffff,
	WIRE_KEPT = 4 /* answer records that need not be read twice */
};

/* One resource record, by its places in the message. */
struct rr {
	size_t owner_at, rdata_at, end;
	uint32_t ttl_s;
	uint16_t type, class_, rdlen;
};

struct wire {
	const uint8_t *m;
	size_t len;
	const struct question *question;
	/* Set by wire_fit: */
	size_t records_at; /* where the answer section begins */
	unsigned n_answer, n_authority, n_additional;
	size_t opt_at, opt_len; /* RDATA of the OPT record, if has_opt */
	size_t soa_at;		/* the authority section's first SOA record, or 0 */
	unsigned rcode;		/* with the OPT's upper bits */
	bool has_opt;
	struct rr kept[WIRE_KEPT]; /* the answer section's first */
	size_t target_at;	   /* RDATA of the PTR record that `target` was read from, or 0 */
	unsigned target_len;
	uint8_t target[NAME_MAX_OCTETS];
};

static inline unsigned wire_u16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static inline uint32_t wire_u32(const uint8_t *p)
{
	return (uint32_t)wire_u16(p) << 16 | wire_u16(p + 2);
}

/*
 * Is this an answer to w->question asked with `id`, and sound in every record? With TC set only
 * header and question are looked at. Of *w the first three are given, the rest need not be clear.
 */
enum message_fit wire_fit(struct wire *w, uint16_t id);

/*
 * The name at *at, lowered and whole in `out` (NAME_MAX_OCTETS; NULL: only see whether it is
 * sound); *at moves behind it. A pointer must point before the place where it stands, so that no
 * chain of pointers can run in a circle; hops and octets bound the work. Returns the length, 0 for
 * a fault.
 */
unsigned wire_name(const struct wire *w, size_t *at, uint8_t *out);

/* The record at `at`; false when it does not fit the message. A TTL over 2^31 - 1 is 0. */
bool wire_rr(const struct wire *w, size_t at, struct rr *ret);

/* The name in a sound PTR record. It lives in *w until the next call. */
struct name wire_target(struct wire *w, const struct rr *rr);

bool wire_owner_is(const struct wire *w, const struct rr *rr, const struct name *name);

#endif
