/* SPDX-License-Identifier: MIT */
#include <fcrdns/traced.h>

#include <fcrdns/text.h>

#include <string.h>

const char *trace_result_text(enum trace_result r)
{
	static const char *const text_of[] = { "same", "changed", "differs", "unheard", "unknown" };

	return text_of[r];
}

const char *server_use_text(enum server_use use)
{
	static const char *const text_of[] = { "good",	     "lame",	"silent",   "addressless",
					       "unresolved", "unheard", "not_asked" };

	return text_of[use];
}

enum server_use server_use_of(const struct trace_server *s)
{
	const struct answer *a = &s->ask.answer;

	switch (s->state) {
	case SERVER_ADDRESSLESS:
		return USE_ADDRESSLESS;
	case SERVER_UNRESOLVED:
		return USE_UNRESOLVED;
	case SERVER_UNHEARD:
		return USE_UNHEARD;
	case SERVER_SPECIAL:
		return USE_SPECIAL;
	case SERVER_ASKED:
		break;
	}
	if (!s->ask.told)
		return USE_UNHEARD;
	if (a->status == ANSWER_TIMEOUT || a->status == ANSWER_CONNREFUSED ||
	    a->status == ANSWER_TRUNCATED || a->status == ANSWER_MALFORMED)
		return USE_SILENT;
	return answer_is_temporary(a) || !a->authoritative ? USE_LAME : USE_GOOD;
}

/* ---- two answers about one name ---- */

static bool txt_equal(const struct txt *a, const struct txt *b)
{
	return a->len == b->len && a->cut == b->cut && memcmp(a->octets, b->octets, a->len) == 0;
}

static bool has_record(const struct answer *a, uint16_t type, const struct answer *from, unsigned i)
{
	for (unsigned k = 0; k < a->n_records; k++)
		if (type == TYPE_PTR   ? name_equal(&a->ptrs[k], &from->ptrs[i])
		    : type == TYPE_TXT ? txt_equal(&a->txts[k], &from->txts[i])
				       : ip_equal(&a->ips[k], &from->ips[i]))
			return true;
	return false;
}

static bool has_all(const struct answer *a, uint16_t type, const struct answer *from)
{
	for (unsigned i = 0; i < from->n_records; i++)
		if (!has_record(a, type, from, i))
			return false;
	return true;
}

static bool is_whole(const struct answer *a)
{
	return a->n_records + a->n_same >= a->n_total;
}

/* Whether there are none because the name does not exist or has other records is no difference. Of
 * sets too long to be kept whole only the number can be compared. */
static bool is_same(const struct answer *a, const struct answer *b, uint16_t type)
{
	bool has = a->status == ANSWER_OK;

	if (has != (b->status == ANSWER_OK))
		return false;
	if (!has)
		return true;
	if (!is_whole(a) || !is_whole(b))
		return a->n_total == b->n_total;
	return has_all(a, type, b) && has_all(b, type, a);
}

static bool lists(const struct answer *a, const struct ip *ip)
{
	for (unsigned i = 0; a->status == ANSWER_OK && i < a->n_records; i++)
		if (ip_equal(&a->ips[i], ip))
			return true;
	return false;
}

/* Names of large services have other addresses in each answer: what counts is whether ours is among
 * them. */
static bool is_alike(const struct answer *a, const struct answer *b, uint16_t type,
		     const struct ip *address)
{
	if ((type != TYPE_A && type != TYPE_AAAA) || a->status != ANSWER_OK ||
	    b->status != ANSWER_OK)
		return is_same(a, b, type);
	return lists(a, address) == lists(b, address);
}

static bool links_equal(const struct name *a, const struct name *b)
{
	return a && b ? name_equal(a, b) : !a && !b;
}

/* ---- what the servers of one step say ---- */

struct voice {
	const struct answer *first; /* of the good ones; NULL: there is none */
	bool differs;
	bool varies; /* they are alike, but not the same */
};

static struct voice voice_of(const struct trace_step *s, uint16_t type, const struct ip *address)
{
	struct voice v = { 0 };

	for (unsigned i = 0; i < s->n_servers; i++) {
		const struct answer *a = &s->servers[i].ask.answer;

		if (server_use_of(&s->servers[i]) != USE_GOOD)
			continue;
		if (!v.first) {
			v.first = a;
		} else if (!links_equal(trace_link(v.first), trace_link(a))) {
			v.differs = true;
		} else if (!trace_link(a)) { /* what is behind a CNAME is another step's */
			v.differs |= !is_alike(v.first, a, type, address);
			v.varies |= !is_same(v.first, a, type);
		}
	}
	return v;
}

/* ---- the look-up ---- */

/* The resolver's CNAME at `place` of its way, or NULL. */
static const struct name *seen_link(const struct answer *seen, int place)
{
	return place >= 0 && place < (int)seen->n_chain ? &seen->chain[place] : NULL;
}

/* A circle is not followed twice: its last step leads back to where the way has been. */
static bool leads_as_seen(const struct ask *seen, int place, const struct name *link)
{
	if (link && seen->answer.loops && place == (int)seen->answer.n_chain)
		return trace_place(seen, link) >= 0;
	return links_equal(link, seen_link(&seen->answer, place));
}

static void set_forgetting(struct traced *ret, const struct trace *t, const struct trace_look *look,
			   const struct trace_step *s)
{
	const struct answer *seen = &look->seen->answer;
	const struct answer *kept = s->cached.question.type ? &s->cached.answer : seen;
	uint64_t gone_s = t->took_us / 1000000;

	if (s->cached.question.type && (!s->cached.told || answer_is_temporary(kept)))
		return;
	/* A negative answer without an SOA is not kept (RFC 2308 section 5). */
	if (kept->status != ANSWER_OK && !kept->has_soa)
		return;
	ret->is_forgetful = true;
	ret->forgets_s = kept->ttl_s > gone_s ? kept->ttl_s - (uint32_t)gone_s : 0;
}

static struct traced changed(const struct trace *t, const struct trace_look *look,
			     const struct trace_step *s, const struct trace_step *last,
			     const struct answer *source, bool is_alias)
{
	struct traced ret = {
		.result = TRACE_CHANGED, .step = last, .source = source, .is_alias = is_alias
	};

	set_forgetting(&ret, t, look, s);
	return ret;
}

struct traced traced_of(const struct trace *t, const struct trace_look *look,
			const struct ip *address)
{
	const struct answer *seen = &look->seen->answer;
	const uint16_t type = look->seen->question.type;
	const struct trace_step *parted = NULL; /* where the source goes another way */
	const struct trace_step *s = look->first;
	struct voice v = { 0 };

	for (;; s = s->next) {
		const struct name *link;
		int place = trace_place(look->seen, &s->owner);

		v = voice_of(s, type, address);
		if (!v.first)
			return (struct traced){ .result = TRACE_UNKNOWN, .step = s };
		if (v.differs)
			return (struct traced){ .result = TRACE_DIFFERS, .step = s };
		link = trace_link(v.first);
		if (!parted && !leads_as_seen(look->seen, place, link))
			parted = s;
		if (!link || !s->next)
			break;
	}
	if (trace_link(v.first)) { /* a bound was reached, or it runs in a circle */
		if (!parted && !seen->loops)
			return (struct traced){ .result = TRACE_UNKNOWN, .step = s };
		if (!parted)
			return (struct traced){ .result = TRACE_SAME,
						.step = s,
						.source = v.first };
	}
	if (answer_is_temporary(seen))
		return (struct traced){ .result = TRACE_UNHEARD, .step = s, .source = v.first };
	if (parted)
		return changed(t, look, parted, s, v.first, true);
	if (v.varies ? is_alike(seen, v.first, type, address) : is_same(seen, v.first, type))
		return (struct traced){ .result = TRACE_SAME, .step = s, .source = v.first };
	return changed(t, look, s, s, v.first, false);
}

/* ---- why not ---- */

static bool is_all(const struct trace_step *s, enum server_use use)
{
	for (unsigned i = 0; i < s->n_servers; i++)
		if (server_use_of(&s->servers[i]) != use)
			return false;
	return s->n_servers > 0;
}

void traced_put_reason(const struct trace *t, const struct traced *traced, struct text *out)
{
	const struct trace_step *s = traced->step;

	if (t->failed || (t->expired && !s->chosen)) {
		text_lit(out, "there was no time or memory left to ask");
	} else if (s->cut.failed || !s->n_servers) {
		text_lit(out, "the resolver does not tell the zone of ");
		name_put(&s->owner, out);
	} else if (is_all(s, USE_SPECIAL)) {
		text_lit(out, "the servers of ");
		name_put(&s->cut.zone, out);
		text_lit(out,
			 " have special-purpose addresses, which are not asked (--trace-inside "
			 "does)");
	} else if (is_all(s, USE_UNHEARD)) {
		text_lit(out, "there was no time left to ask the servers of ");
		name_put(&s->cut.zone, out);
	} else if (is_all(s, USE_SILENT)) {
		text_lit(out, "no server of ");
		name_put(&s->cut.zone, out);
		text_lit(out, " answers here (is port 53 blocked?)");
	} else if (trace_link(&s->servers[0].ask.answer) && s->servers[0].ask.told) {
		text_lit(out, "it leads on over too many zones");
	} else {
		text_lit(out, "no server of ");
		name_put(&s->cut.zone, out);
		text_lit(out, " gives an answer of its own");
	}
}
