/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/text.h>

enum {
	ADDRESSES_NAMED = 3,
	SERVER_WORDS = 120 /* octets of a server's own explanation */
};

/* These and sign_put return whether all of it is plain: no quotation mark, no backslash. */
static bool put_name(const struct name *name, const struct record *r, struct text *out)
{
	const char *text = record_text_of(r, name);

	if (text)
		text_put(out, text, name->len - 2U);
	else
		name_put(name, out);
	return text != NULL;
}

/* A line that is no target, the name of a zone, or what a list says is repeated in it; all else is
 * constants of ours. */
static bool put_detail(const struct finding *f, struct text *out)
{
	if (f->detail)
		text_str(out, f->detail);
	return f->code > FINDING_TARGET_UNRESOLVED && !finding_is_asked_for(f) &&
	       f->code != FINDING_NS_LAME && f->code != FINDING_NS_DISAGREE;
}

const struct candidate *finding_candidate(const struct finding *f, const struct check *c)
{
	for (unsigned i = 0; i < c->n_candidates; i++)
		if (name_equal(&c->candidates[i].name, &f->name))
			return &c->candidates[i];
	return NULL;
}

/* The look-up that the finding is about: by its code, since a PTR may name its own owner. */
static const struct ask *ask_of(const struct finding *f, const struct check *c)
{
	const struct candidate *one;

	if (f->code < FINDING_TARGET_ROOT)
		return c->ptr;
	one = finding_candidate(f, c);
	return one ? one->own : NULL;
}

static const char *family_text(const struct check *c, bool other)
{
	return (c->target->address.len == 4) != other ? "IPv4" : "IPv6";
}

/* " in 3 tries"; nothing when that is unknown or not to be said. */
static void put_tries(const struct ask *ask, const struct check *c, struct text *out)
{
	if (!ask || !ask->answer.n_tries || c->policy->no_timing)
		return;
	text_lit(out, " in ");
	text_uint(out, ask->answer.n_tries);
	text_str(out, ask->answer.n_tries == 1 ? " try" : " tries");
}

/* The addresses found, the first few of them. */
static void put_addresses(const struct ask *ask, struct text *out)
{
	unsigned n = ask && ask->answer.status == ANSWER_OK ? ask->answer.n_records : 0;
	unsigned shown = n > ADDRESSES_NAMED ? ADDRESSES_NAMED - 1 : n;

	if (!n)
		text_lit(out, "another address");
	for (unsigned i = 0; i < shown; i++) {
		if (i)
			text_str(out, i + 1 == n ? " and " : ", ");
		ip_put(&ask->answer.ips[i], out);
	}
	if (shown < n)
		text_printf(out, " and %u more", n - shown);
}

/* RFC 8914 codes that say why a resolver has nothing. */
const char *ede_text(unsigned code)
{
	static const struct {
		unsigned code;
		const char *text;
	} row_of[] = {
		{ 1, "unsupported DNSKEY algorithm" },
		{ 2, "unsupported DS digest type" },
		{ 5, "DNSSEC indeterminate" },
		{ 6, "DNSSEC bogus" },
		{ 7, "signature expired" },
		{ 8, "signature not yet valid" },
		{ 9, "DNSKEY missing" },
		{ 10, "RRSIGs missing" },
		{ 11, "no zone key bit set" },
		{ 12, "NSEC missing" },
		{ 13, "cached error" },
		{ 14, "not ready" },
		{ 15, "blocked" },
		{ 16, "censored" },
		{ 17, "filtered" },
		{ 18, "prohibited" },
		{ 20, "not authoritative" },
		{ 21, "not supported" },
		{ 22, "no reachable authority" },
		{ 23, "network error" },
		{ 24, "invalid data" },
	};

	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		if (row_of[i].code == code)
			return row_of[i].text;
	return NULL;
}

/* Why there is no usable answer, as far as the server or the network says. */
static void put_reason(const struct ask *ask, const struct check *c, struct text *out)
{
	const struct answer *a = ask ? &ask->answer : NULL;
	char rcode[16], words[SERVER_WORDS + 1];

	if (!a)
		return;
	if (a->loops)
		text_lit(out, ": its CNAME records run in a circle");
	if (a->status == ANSWER_CONNREFUSED && c->policy->resolver_is_https)
		text_lit(out, ": no DNS answer comes over https from there");
	else if (a->status == ANSWER_CONNREFUSED)
		text_lit(out, ": nobody listens there, or there is no route");
	if (a->status == ANSWER_TRUNCATED && c->policy->resolver_is_https)
		text_lit(out, ": it comes cut from there, each time");
	else if (a->status == ANSWER_TRUNCATED)
		text_lit(out, ": it is too long for UDP, and TCP gave nothing");
	if (a->status == ANSWER_OTHER)
		text_printf(out, ": the answer was %s", answer_rcode_text(a, rcode));
	for (unsigned i = 0; i < a->n_edes; i++) {
		const char *text = ede_text(a->edes[i].code);

		if (!text)
			continue;
		text_printf(out, ": %s (Extended DNS Error %u)", text, a->edes[i].code);
		if (a->edes[i].len && !c->policy->no_timing)
			text_printf(
				out, ", the server says: %s",
				text_shown(words, sizeof(words), a->edes[i].text, a->edes[i].len));
		break;
	}
}

bool sign_put(char sign, const struct finding *f, const struct record *r, struct text *out)
{
	const struct check *c = r->check;

	switch (sign) {
	case 'n':
		return put_name(&f->name, r, out);
	case 'd':
		return put_detail(f, out);
	case 'u':
		text_uint(out, f->number);
		return true;
	case 'q':
		text_char(out, '"');
		return false;
	case 'w':
		text_str(out, r->target->has_part ? "gives no more addresses"
						  : "has no address to check");
		return true;
	default:
		break;
	}
	if (!c)
		return true;
	switch (sign) {
	case 'a':
		text_put(out, r->address, r->address_len);
		return true;
	case 'r':
		return put_name(&c->reverse, r, out);
	case 'F':
	case 'G':
		text_str(out, family_text(c, sign == 'G'));
		return true;
	case 'R':
		text_str(out, c->target->address.len == 4 ? "A" : "AAAA");
		return true;
	case 'i':
		put_addresses(ask_of(f, c), out);
		return true;
	case 't':
		put_tries(ask_of(f, c), c, out);
		return true;
	case 'e':
		put_reason(ask_of(f, c), c, out);
		break;
	case 'h':
		text_str(out, c->policy->helo.text ? c->policy->helo.text : "");
		break;
	case 'o':
		expect_put_names(c->policy, out);
		break;
	case 'x':
		name_put(expect_ptr_of(r), out);
		break;
	case 'p':
		expect_put_forward(c, out);
		break;
	default:
		break;
	}
	return false;
}
