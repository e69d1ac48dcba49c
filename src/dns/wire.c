/* SPDX-License-Identifier: MIT */
#include "wire.h"

#include <fcrdns/limits.h>

#include <string.h>

static uint8_t lowered(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* The length octets of a name in wire form are under 'A', so that a name is lowered like a text. */
static void lower(uint8_t *p, unsigned n)
{
	typedef int8_t lanes __attribute__((vector_size(16)));
	unsigned i = 0;

	/* The last step of a long name does some octets again: no harm. */
	for (; i < n && n >= sizeof(lanes); i += sizeof(lanes)) {
		uint8_t *at = p + (i + sizeof(lanes) <= n ? i : n - sizeof(lanes));
		lanes x;

		memcpy(&x, at, sizeof(x));
		x += ((x >= 'A') & (x <= 'Z')) & 32;
		memcpy(at, &x, sizeof(x));
	}
	for (; i < n; i++)
		p[i] = lowered(p[i]);
}

unsigned wire_name(const struct wire *w, size_t *at, uint8_t *out)
{
	size_t p = *at, lowest = *at;
	unsigned n = 0, hops = 0;

	for (;;) {
		/* Labels up to a pointer or the root, for which one octet is left. */
		size_t begin = p, most = p + NAME_MAX_OCTETS - n,
		       end = w->len < most ? w->len : most;
		size_t to;
		uint8_t c;

		if (p >= end)
			return 0;
		while ((c = w->m[p]) != 0 && c < 0x40) {
			p += 1U + c;
			if (p >= end)
				return 0;
		}
		if (out)
			memcpy(out + n, w->m + begin, p - begin);
		n += (unsigned)(p - begin);
		if (!c)
			break;
		if (c < 0xc0 || p + 1 >= w->len || ++hops > LIMIT_HOPS)
			return 0;
		to = wire_u16(w->m + p) & 0x3fff;
		if (hops == 1)
			*at = p + 2;
		if (to >= lowest || to < MESSAGE_HEADER)
			return 0;
		p = lowest = to;
	}
	if (!hops)
		*at = p + 1;
	if (out) {
		out[n] = 0;
		lower(out, n);
	}
	return n + 1;
}

/* Most owners are a pointer to the question. */
static bool owner_is_question(const struct wire *w, size_t at)
{
	return at + 1 < w->len && w->m[at] == 0xc0 && w->m[at + 1] == MESSAGE_HEADER;
}

static inline bool read_rr(const struct wire *w, size_t at, struct rr *ret)
{
	const uint8_t *p;

	ret->owner_at = at;
	if (owner_is_question(w, at)) {
		at += 2;
	} else if (at < w->len && !w->m[at]) {
		at++; /* the root: an OPT record */
	} else if (!wire_name(w, &at, NULL)) {
		return false;
	}
	if (w->len - at < RR_FIXED || at > w->len)
		return false;
	p = w->m + at;
	ret->type = (uint16_t)wire_u16(p);
	ret->class_ = (uint16_t)wire_u16(p + 2);
	ret->ttl_s = wire_u32(p + 4);
	if (ret->ttl_s > TTL_MAX)
		ret->ttl_s = 0; /* RFC 2181 section 8 */
	ret->rdlen = (uint16_t)wire_u16(p + 8);
	ret->rdata_at = at + RR_FIXED;
	ret->end = ret->rdata_at + ret->rdlen;
	return ret->end <= w->len;
}

bool wire_rr(const struct wire *w, size_t at, struct rr *ret)
{
	return read_rr(w, at, ret);
}

bool wire_owner_is(const struct wire *w, const struct rr *rr, const struct name *name)
{
	uint8_t buf[NAME_MAX_OCTETS];
	size_t at = rr->owner_at;
	unsigned n;

	if (owner_is_question(w, at))
		return name->wire == w->question->name.wire || name_equal(name, &w->question->name);
	n = wire_name(w, &at, buf);
	return n == name->len && memcmp(buf, name->wire, n) == 0;
}

static bool sound_txt(const struct wire *w, const struct rr *rr)
{
	size_t at = rr->rdata_at;

	if (!rr->rdlen)
		return false;
	while (at < rr->end)
		at += 1U + w->m[at];
	return at == rr->end;
}

static bool sound_soa(const struct wire *w, const struct rr *rr)
{
	size_t at = rr->rdata_at;

	return wire_name(w, &at, NULL) && at <= rr->end && wire_name(w, &at, NULL) &&
	       at + 20 == rr->end;
}

/* Leaves *at behind the name. */
static bool read_target(struct wire *w, size_t *at)
{
	w->target_at = *at;
	w->target_len = wire_name(w, at, w->target);
	return w->target_len != 0;
}

struct name wire_target(struct wire *w, const struct rr *rr)
{
	size_t at = rr->rdata_at;

	if (w->target_at != at)
		(void)read_target(w, &at);
	return (struct name){ w->target, (uint8_t)w->target_len };
}

/* The RDATA of the types we read is what their definition says, no octet more or less. */
static bool sound_rdata(struct wire *w, const struct rr *rr)
{
	size_t at = rr->rdata_at;

	if (rr->class_ != CLASS_IN)
		return true;
	switch (rr->type) {
	case TYPE_A:
		return rr->rdlen == 4;
	case TYPE_AAAA:
		return rr->rdlen == 16;
	case TYPE_PTR:
	case TYPE_NS:
		return read_target(w, &at) && at == rr->end;
	case TYPE_CNAME:
		return wire_name(w, &at, NULL) && at == rr->end;
	case TYPE_MX:
		at += 2;
		return rr->rdlen > 2 && wire_name(w, &at, NULL) && at == rr->end;
	case TYPE_TXT:
		return sound_txt(w, rr);
	case TYPE_SOA:
		return sound_soa(w, rr);
	default:
		return true;
	}
}

static bool sound_opt(struct wire *w, const struct rr *rr)
{
	size_t at = rr->rdata_at;

	if (w->has_opt || w->m[rr->owner_at] != 0)
		return false; /* RFC 6891 section 6.1.1: one, owned by the root */
	while (at < rr->end) {
		if (rr->end - at < 4)
			return false;
		at += 4 + wire_u16(w->m + at + 2);
	}
	if (at != rr->end)
		return false;
	w->has_opt = true;
	w->opt_at = rr->rdata_at;
	w->opt_len = rr->rdlen;
	w->rcode |= (unsigned)w->m[rr->rdata_at - 6] << 4; /* the TTL's first octet */
	return true;
}

/* Every record of every section can be read. */
static bool sound_records(struct wire *w)
{
	size_t at = w->records_at;
	unsigned n = w->n_answer + w->n_authority + w->n_additional;

	for (unsigned i = 0; i < n; i++) {
		struct rr one, *rr = i < w->n_answer && i < WIRE_KEPT ? &w->kept[i] : &one;
		bool in_authority = i >= w->n_answer && i < w->n_answer + w->n_authority;

		if (!read_rr(w, at, rr))
			return false;
		if (rr->type == TYPE_OPT) {
			if (i < w->n_answer + w->n_authority || !sound_opt(w, rr))
				return false;
		} else if (!sound_rdata(w, rr)) {
			return false;
		}
		if (in_authority && rr->type == TYPE_SOA && rr->class_ == CLASS_IN && !w->soa_at)
			w->soa_at = at;
		at = rr->end;
	}
	return true; /* octets behind the last record are nobody's */
}

static bool same_question(const struct wire *w)
{
	const struct name *name = &w->question->name;
	size_t n = MESSAGE_HEADER + name->len;

	if (w->len < n + 4)
		return false;
	if (memcmp(w->m + MESSAGE_HEADER, name->wire, name->len) != 0)
		for (unsigned i = 0; i < name->len; i++)
			if (lowered(w->m[MESSAGE_HEADER + i]) != name->wire[i])
				return false;
	return wire_u16(w->m + n) == w->question->type && wire_u16(w->m + n + 2) == CLASS_IN;
}

enum message_fit wire_fit(struct wire *w, uint16_t id)
{
	unsigned questions;

	if (w->len < MESSAGE_HEADER || wire_u16(w->m) != id || !(w->m[2] & FLAG_QR) ||
	    w->m[2] & FLAG_OPCODE)
		return MESSAGE_STRAY;
	questions = wire_u16(w->m + 4);
	w->n_answer = wire_u16(w->m + 6);
	w->n_authority = wire_u16(w->m + 8);
	w->n_additional = wire_u16(w->m + 10);
	w->rcode = w->m[3] & RCODE_MASK;
	w->records_at = MESSAGE_HEADER;
	w->opt_at = w->opt_len = w->soa_at = w->target_at = 0;
	w->has_opt = false;
	if (!questions) {
		/* An error without a question: it can only say "not now", never "no PTR". */
		bool error = w->rcode != 0 && w->rcode != 3;

		return error && !w->n_answer && !w->n_authority && sound_records(w)
			       ? MESSAGE_FITS
			       : MESSAGE_DAMAGED;
	}
	if (questions != 1)
		return MESSAGE_DAMAGED;
	if (w->len < MESSAGE_HEADER + w->question->name.len + 4U)
		return MESSAGE_DAMAGED;
	if (!same_question(w))
		return MESSAGE_STRAY;
	w->records_at = MESSAGE_HEADER + w->question->name.len + 4U;
	if (w->m[2] & FLAG_TC)
		return MESSAGE_FITS;
	return sound_records(w) ? MESSAGE_FITS : MESSAGE_DAMAGED;
}
