/* SPDX-License-Identifier: MIT */
#include <fcrdns/message.h>

#include "wire.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <string.h>

enum {
	OPTION_EDE = 15
};

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

size_t message_build(uint8_t out[static MESSAGE_QUERY_MAX], const struct question *question,
		     uint16_t id, unsigned flags)
{
	static const uint8_t rd_ad_one_question[8] = { FLAG_RD, FLAG_AD, 0, 1, 0, 0, 0, 0 };
	uint8_t *p = out + MESSAGE_HEADER;

	put16(out, id);
	memcpy(out + 2, rd_ad_one_question, sizeof(rd_ad_one_question));
	if (flags & MESSAGE_NO_RD)
		out[2] = 0;
	if (question->unchecked)
		out[3] |= FLAG_CD; /* RFC 4035 section 3.2.2 */
	put16(out + 10, flags & MESSAGE_EDNS);
	memcpy(p, question->name.wire, question->name.len);
	p += question->name.len;
	put16(p, question->type);
	put16(p + 2, CLASS_IN);
	p += 4;
	if (flags & MESSAGE_EDNS) {
		static const uint8_t opt[11] = { 0, 0, TYPE_OPT, MESSAGE_UDP_SIZE >> 8,
						 MESSAGE_UDP_SIZE & 255 };

		memcpy(p, opt, sizeof(opt));
		p += sizeof(opt);
	}
	return (size_t)(p - out);
}

static enum answer_status status_of(unsigned rcode)
{
	switch (rcode) {
	case 0:
		return ANSWER_NODATA; /* until records are found */
	case 1:
		return ANSWER_FORMERR;
	case 2:
		return ANSWER_SERVFAIL;
	case 3:
		return ANSWER_NXDOMAIN;
	case 4:
		return ANSWER_NOTIMP;
	case 5:
		return ANSWER_REFUSED;
	default:
		return ANSWER_OTHER;
	}
}

/*
 * A server that neither recurses nor has the zone, and sends us elsewhere or nowhere (RFC 2308
 * section 2.2), says nothing about the name, though this looks like NODATA. The C library goes to
 * the next server as well.
 */
static bool is_referral(const struct wire *w)
{
	return !w->rcode && !w->n_answer && !w->soa_at && !(w->m[2] & FLAG_AA) &&
	       !(w->m[3] & FLAG_RA);
}

/* What the walk along the chain has found so far. */
struct found {
	struct arena *arena;
	struct answer *answer;
	struct name *ptrs; /* or ips, txts, mxs: room for `room` of them */
	struct ip *ips;
	struct txt *txts;
	struct mx *mxs;
	unsigned room;
};

static struct name kept_name(struct arena *arena, const uint8_t *octets, unsigned n)
{
	const uint8_t *copy = arena_copy(arena, octets, n);

	return (struct name){ copy, copy ? (uint8_t)n : 0 };
}

static void add_ptr(struct found *f, struct wire *w, const struct rr *rr)
{
	struct name name = wire_target(w, rr);

	/* Many PTRs of one name must not use up the limit (RFC 2181 section 5.5). */
	for (unsigned i = 0; i < f->answer->n_records; i++)
		if (name_equal(&f->ptrs[i], &name)) {
			f->answer->n_same++;
			return;
		}
	if (f->answer->n_records < f->room)
		f->ptrs[f->answer->n_records++] = kept_name(f->arena, name.wire, name.len);
}

static void add_ip(struct found *f, const struct wire *w, const struct rr *rr)
{
	struct ip ip = { .len = (uint8_t)rr->rdlen };

	if (f->answer->n_records >= f->room)
		return;
	memcpy(ip.octet, w->m + rr->rdata_at, rr->rdlen);
	f->ips[f->answer->n_records++] = ip;
}

static void add_txt(struct found *f, const struct wire *w, const struct rr *rr)
{
	struct txt txt = { 0 };
	uint8_t *octets;

	if (f->answer->n_records >= f->room)
		return;
	octets = arena_get(f->arena, rr->rdlen < LIMIT_TXT_OCTETS ? rr->rdlen : LIMIT_TXT_OCTETS);
	if (!octets)
		return;
	for (size_t at = rr->rdata_at; at < rr->end; at += 1U + w->m[at]) {
		unsigned n = w->m[at];

		if (txt.len + n > LIMIT_TXT_OCTETS) {
			n = LIMIT_TXT_OCTETS - txt.len;
			txt.cut = true;
		}
		memcpy(octets + txt.len, w->m + at + 1, n);
		txt.len = (uint16_t)(txt.len + n);
	}
	txt.octets = octets;
	f->txts[f->answer->n_records++] = txt;
}

static void add_mx(struct found *f, const struct wire *w, const struct rr *rr)
{
	uint8_t buf[NAME_MAX_OCTETS];
	size_t at = rr->rdata_at + 2;
	unsigned n = wire_name(w, &at, buf);

	if (f->answer->n_records >= f->room)
		return;
	f->mxs[f->answer->n_records++] =
		(struct mx){ (uint16_t)wire_u16(w->m + rr->rdata_at), kept_name(f->arena, buf, n) };
}

/* Room for what a message of this size can hold, at most what is kept. */
static bool make_room(struct found *f, const struct wire *w)
{
	size_t one = 0;

	f->room = w->n_answer;
	switch (w->question->type) {
	case TYPE_PTR:
	case TYPE_NS:
		if (f->room > LIMIT_PTRS_KEPT)
			f->room = LIMIT_PTRS_KEPT;
		one = sizeof(struct name);
		break;
	case TYPE_TXT:
		if (f->room > LIMIT_TXTS_KEPT)
			f->room = LIMIT_TXTS_KEPT;
		one = sizeof(struct txt);
		break;
	case TYPE_MX:
		if (f->room > LIMIT_MXS_KEPT)
			f->room = LIMIT_MXS_KEPT;
		one = sizeof(struct mx);
		break;
	case TYPE_A:
	case TYPE_AAAA:
		one = sizeof(struct ip);
		break;
	default:
		f->room = 0;
	}
	if (f->room) {
		void *p = arena_get(f->arena, f->room * one);

		if (!p)
			return false;
		f->ptrs = p;
		f->ips = p;
		f->txts = p;
		f->mxs = p;
	}
	return true;
}

static void add_record(struct found *f, struct wire *w, const struct rr *rr)
{
	f->answer->n_total++;
	switch (rr->type) {
	case TYPE_PTR:
	case TYPE_NS:
		add_ptr(f, w, rr);
		break;
	case TYPE_A:
	case TYPE_AAAA:
		add_ip(f, w, rr);
		break;
	case TYPE_TXT:
		add_txt(f, w, rr);
		break;
	case TYPE_MX:
		add_mx(f, w, rr);
		break;
	default: /* counted only */
		break;
	}
}

/* Records of `owner`; the target of its CNAME, if it has one, goes to *ret_next. */
static bool take_owner(struct found *f, struct wire *w, const struct name *owner, uint32_t *ttl_s,
		       uint8_t next[static NAME_MAX_OCTETS], unsigned *ret_next)
{
	size_t at = w->records_at;
	bool any = false;

	*ret_next = 0;
	for (unsigned i = 0; i < w->n_answer; i++) {
		const struct rr *rr = &w->kept[i % WIRE_KEPT];
		struct rr one;

		if (i >= WIRE_KEPT) {
			rr = &one;
			if (!wire_rr(w, at, &one))
				return any;
		}
		at = rr->end;
		if (rr->class_ != CLASS_IN ||
		    (rr->type != w->question->type && rr->type != TYPE_CNAME) ||
		    !wire_owner_is(w, rr, owner))
			continue;
		if (rr->type == w->question->type) {
			any = true;
			add_record(f, w, rr);
		} else if (!*ret_next) {
			size_t rdata = rr->rdata_at;

			*ret_next = wire_name(w, &rdata, next);
		} else {
			continue;
		}
		if (rr->ttl_s < *ttl_s)
			*ttl_s = rr->ttl_s;
	}
	return any;
}

static bool is_in_chain(const struct name *chain, unsigned n, const struct wire *w,
			const struct name *name)
{
	if (name_equal(name, &w->question->name))
		return true;
	for (unsigned i = 0; i < n; i++)
		if (name_equal(name, &chain[i]))
			return true;
	return false;
}

/* From the asked name along its CNAMEs to the records: whatever the order in the message. */
static void walk(struct found *f, struct wire *w)
{
	struct answer *a = f->answer;
	struct name owner = w->question->name;
	uint32_t ttl_s = TTL_MAX;
	uint8_t next[NAME_MAX_OCTETS];
	struct name chain[LIMIT_CNAMES];
	unsigned n;

	for (;;) {
		struct name target;

		if (take_owner(f, w, &owner, &ttl_s, next, &n)) {
			if (a->status == ANSWER_NODATA)
				a->status = ANSWER_OK;
			a->ttl_s = ttl_s;
			break;
		}
		if (!n)
			break;
		target = (struct name){ next, (uint8_t)n };
		if (is_in_chain(chain, a->n_chain, w, &target)) {
			a->loops = true;
			break;
		}
		if (a->n_chain == LIMIT_CNAMES || (a->n_chain + 2) * w->n_answer > LIMIT_READS) {
			a->status = ANSWER_MALFORMED;
			break;
		}
		target = kept_name(f->arena, next, n);
		if (!target.len)
			break;
		chain[a->n_chain++] = target;
		owner = target;
	}
	if (a->status != ANSWER_OK) {
		a->n_records = 0; /* NXDOMAIN with records is still NXDOMAIN */
		a->n_total = 0;
		a->n_same = 0;
	}
	if (a->status != ANSWER_OK && a->n_chain)
		a->ttl_s = ttl_s; /* an SOA's comes later, if there is one */
	if (a->n_chain)
		a->chain = arena_copy(f->arena, chain, a->n_chain * sizeof(chain[0]));
}

static void read_negative_ttl(const struct wire *w, struct answer *a)
{
	struct rr rr;
	uint32_t minimum;

	if (!w->soa_at || !wire_rr(w, w->soa_at, &rr))
		return;
	a->has_soa = true;
	minimum = wire_u32(w->m + rr.end - 4);
	a->ttl_s = minimum < rr.ttl_s ? minimum : rr.ttl_s;
}

static void read_edes(const struct wire *w, struct arena *arena, struct answer *a)
{
	struct ede edes[LIMIT_EDES];
	size_t at = w->opt_at, end = w->opt_at + w->opt_len;

	for (; end - at >= 4 && a->n_edes < LIMIT_EDES; at += 4 + wire_u16(w->m + at + 2)) {
		unsigned n = wire_u16(w->m + at + 2);

		if (wire_u16(w->m + at) != OPTION_EDE || n < 2)
			continue;
		edes[a->n_edes] = (struct ede){
			.code = (uint16_t)wire_u16(w->m + at + 4),
			.len = (uint16_t)(n - 2 < LIMIT_EDE_OCTETS ? n - 2 : LIMIT_EDE_OCTETS),
		};
		edes[a->n_edes].text = arena_copy(arena, w->m + at + 6, edes[a->n_edes].len);
		a->n_edes++;
	}
	if (a->n_edes)
		a->edes = arena_copy(arena, edes, a->n_edes * sizeof(edes[0]));
}

enum message_fit message_parse(const uint8_t *wire, size_t len, const struct question *question,
			       uint16_t id, struct arena *arena, struct answer *ret)
{
	struct found f = { .arena = arena, .answer = ret };
	enum message_fit fit;
	struct wire w;

	w.m = wire;
	w.len = len;
	w.question = question;
	fit = wire_fit(&w, id);
	if (fit != MESSAGE_FITS || !ret)
		return fit;
	*ret = (struct answer){
		.status = w.m[2] & FLAG_TC ? ANSWER_TRUNCATED : status_of(w.rcode),
		.rcode = (uint16_t)w.rcode,
		.has_edns = w.has_opt,
		.authoritative = (w.m[2] & FLAG_AA) != 0,
		.authenticated = (w.m[3] & FLAG_AD) != 0,
	};
	if (ret->status == ANSWER_TRUNCATED)
		return MESSAGE_FITS;
	if (is_referral(&w)) {
		ret->status = ANSWER_REFUSED;
	} else if (ret->status == ANSWER_NODATA || ret->status == ANSWER_NXDOMAIN) {
		if (w.n_answer && make_room(&f, &w))
			walk(&f, &w);
		if (ret->status != ANSWER_OK)
			read_negative_ttl(&w, ret);
		else if (question->type == TYPE_PTR || question->type == TYPE_NS)
			ret->ptrs = f.ptrs;
		else if (question->type == TYPE_TXT)
			ret->txts = f.txts;
		else if (question->type == TYPE_MX)
			ret->mxs = f.mxs;
		else
			ret->ips = f.ips;
	}
	if (w.has_opt && w.opt_len)
		read_edes(&w, arena, ret);
	return MESSAGE_FITS;
}
