/* SPDX-License-Identifier: MIT */
#include <fcrdns/finding.h>

#include <fcrdns/provider.h>
#include <fcrdns/text.h>

#include "default_name.h"
#include "judge.h"

#include <string.h>

enum {
	ADDRESSES_NAMED = 3,
	SERVER_WORDS = 120 /* octets of a server's own explanation */
};

static const char *const code_text[] = {
#define X(upper, lower) #lower,
	FINDING_CODES(X)
#undef X
};

const char *severity_text(enum severity s)
{
	return s == SEVERITY_OK ? "ok" : severity_finding_text(s);
}

const char *severity_finding_text(enum severity s)
{
	switch (s) {
	case SEVERITY_WARN:
		return "warn";
	case SEVERITY_UNDECIDED:
		return "undecided";
	case SEVERITY_FAIL:
		return "fail";
	case SEVERITY_OK:
	default:
		return "info";
	}
}

const char *finding_code_text(enum finding_code code)
{
	return code_text[code];
}

bool finding_code_parse(enum finding_code *ret, const char *text, size_t len)
{
	for (unsigned i = 0; i < N_FINDINGS; i++)
		if (strlen(code_text[i]) == len && memcmp(code_text[i], text, len) == 0) {
			*ret = (enum finding_code)i;
			return true;
		}
	return false;
}

const char *finding_headline(enum finding_code code)
{
	return finding_words_of(code)->headline;
}

enum severity finding_base(enum finding_code code)
{
	return finding_words_of(code)->base;
}

const char *finding_reacts(enum finding_code code)
{
	return finding_words_of(code)->reacts;
}

/* ---- what stands for the signs of a template ---- */

/* These and put_sign return whether all of it is plain: no quotation mark, no backslash. */
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

static const struct candidate *candidate_of(const struct finding *f, const struct check *c)
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
	one = candidate_of(f, c);
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

/*
 * %n name, %d detail, %u number: of the finding.
 * %a address, %r reverse name, %F its family, %G the other, %R type of the address record.
 * %i addresses that the name has, %t in how many tries, %e why there is no answer.
 * %h what was said in HELO. %o the names expected, %x the one that is a PTR, %p what the first of
 * them lacks. %q a quotation mark.
 */
static bool put_sign(char sign, const struct finding *f, const struct record *r, struct text *out)
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

/* A template cut behind its signs. */
struct template
{
	struct {
		const char *text; /* as it is, */
		uint16_t len;
		char sign; /* and what comes then; 0: nothing */
	} piece[TEMPLATE_PIECES];
	unsigned n; /* 0: not cut yet */
};

static void cut(struct template *ret, const char *t)
{
	do {
		const char *end = strchrnul(t, '%');
		char sign = '\0';

		if (*end)
			sign = end[1];
		ret->piece[ret->n].text = t;
		ret->piece[ret->n].len = (uint16_t)(end - t);
		ret->piece[ret->n++].sign = sign;
		t = sign ? end + 2 : "";
	} while (*t && ret->n < TEMPLATE_PIECES);
}

static bool put_template(const struct template *t, const struct finding *f, const struct record *r,
			 struct text *out)
{
	bool is_plain = true;

	for (unsigned i = 0; i < t->n; i++) {
		text_put(out, t->piece[i].text, t->piece[i].len);
		if (t->piece[i].sign)
			is_plain &= put_sign(t->piece[i].sign, f, r, out);
	}
	return is_plain;
}

/* One that is no part of the table. */
static bool put_other(const char *template, const struct finding *f, const struct record *r,
		      struct text *out)
{
	struct template t = { .n = 0 };

	cut(&t, template);
	return put_template(&t, f, r, out);
}

/* Those of the table, cut when they are first needed: long lists write a few of them again and
 * again. A function of constants alone. */
static const struct template *template_of(struct template *known, const char *text)
{
	if (!known->n)
		cut(known, text);
	return known;
}

static bool is_ownership(const struct finding *f, const struct record *r)
{
	return r->check && f->code >= FINDING_OWNERSHIP_MISMATCH &&
	       f->code <= FINDING_OWNERSHIP_TEMPERROR;
}

static bool is_one_of_several(const struct finding *f, const struct record *r)
{
	return f->code == FINDING_EXPECT_MISMATCH && r->check->policy->n_also_expected;
}

bool finding_put_message(const struct finding *f, const struct record *r, struct text *out)
{
	static struct template message_of[N_FINDINGS];

	if (finding_is_of_stale(f)) {
		stale_message(r, out);
		return false;
	}
	if (is_one_of_several(f, r))
		return put_other("none of %o is among the confirmed names of %a", f, r, out);
	if (!is_ownership(f, r))
		return put_template(
			template_of(&message_of[f->code], finding_words_of(f->code)->message), f, r,
			out);
	ownership_message(r, out);
	return false;
}

void finding_message(const struct finding *f, const struct record *r, struct text *out)
{
	(void)finding_put_message(f, r, out);
}

/* A name that definitely fails beside one that confirms: not to be repaired, but removed. */
static bool is_left_over(const struct finding *f, const struct record *r)
{
	if (r->iprev != IPREV_PASS || f->code < FINDING_TARGET_ROOT ||
	    f->code > FINDING_FWD_CNAME_DANGLING)
		return false;
	for (unsigned i = 0; i < r->n_names; i++)
		if (name_equal(&r->names[i].candidate->name, &f->name))
			return r->names[i].confirmed == NO;
	return false;
}

/* The reverse zone's mistake: nobody should give a name under arpa an address. */
static bool is_missing_dot(const struct finding *f, const struct check *c)
{
	const struct candidate *one;

	if (f->code < FINDING_FWD_MISMATCH || f->code > FINDING_FWD_CNAME_DANGLING)
		return false;
	one = candidate_of(f, c);
	return one && one->faults & HOST_ARPA;
}

/* It fails for what another finding tells, which its own fix would not mend. */
static bool is_bogus(const struct finding *f, const struct record *r)
{
	if (f->code != FINDING_PTR_SERVFAIL && f->code != FINDING_FWD_SERVFAIL)
		return false;
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == FINDING_DNSSEC_BOGUS &&
		    name_equal(&r->findings[i].name, &f->name))
			return true;
	return false;
}

/* What fits better than the table's words, or NULL. */
static const char *other_fix(const struct finding *f, const struct record *r)
{
	if (is_bogus(f, r))
		return finding_words_of(FINDING_DNSSEC_BOGUS)->fix;
	if (f->code < FINDING_TARGET_ROOT || f->code > FINDING_EXPECT_MISMATCH)
		return NULL;
	if (is_missing_dot(f, r->check))
		return finding_words_of(FINDING_TARGET_ARPA)->fix;
	/* The PTR record is as expected, and the name is what lacks something. */
	if (f->code == FINDING_EXPECT_MISMATCH && expect_ptr_of(r))
		return "give %x the %R record %a at its DNS host.";
	if (is_one_of_several(f, r))
		return "set the PTR of %a to one of %o at your provider, and see that this name "
		       "has the %R record %a.";
	if (is_left_over(f, r))
		return "have the PTR record %n of %a removed at your provider: another one is "
		       "right, but mail servers may look at this one.";
	return NULL;
}

/* Whose default name it is, that is where it can be changed. */
static bool put_provider_fix(const struct finding *f, const struct record *r, struct text *out)
{
	const struct provider *p = NULL;

	if (f->code == FINDING_GENERIC_NAME)
		p = default_provider(&f->name, &r->target->address);
	if (!p)
		return false;
	text_printf(out, "it is the name that %s gives to addresses without one: set the PTR of ",
		    p->name);
	text_put(out, r->address, r->address_len);
	text_lit(out, " there ");
	if (p->console)
		text_printf(out, "(%s) ", p->console);
	text_lit(out, "to a name in your own domain, the name your mail server says in HELO.");
	return true;
}

bool finding_put_fix(const struct finding *f, const struct record *r, struct text *out)
{
	static struct template fix_of[N_FINDINGS];
	const char *fix = finding_words_of(f->code)->fix, *other = other_fix(f, r);

	if (finding_is_of_stale(f)) {
		stale_fix(r, out);
		return false;
	}
	if (put_provider_fix(f, r, out))
		return false;
	if (!f->fix && !is_ownership(f, r)) {
		if (other)
			return put_other(other, f, r, out);
		return !fix || put_template(template_of(&fix_of[f->code], fix), f, r, out);
	}
	if (f->fix)
		text_str(out, f->fix);
	else
		ownership_fix(r, out);
	return false;
}

void finding_fix(const struct finding *f, const struct record *r, struct text *out)
{
	(void)finding_put_fix(f, r, out);
}
