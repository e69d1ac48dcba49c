/* SPDX-License-Identifier: MIT */
#include <fcrdns/finding.h>

#include <fcrdns/provider.h>
#include <fcrdns/text.h>

#include "default_name.h"
#include "judge.h"

#include <string.h>

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

const char *finding_name(const struct finding *f)
{
	return f->code == FINDING_FOREIGN ? f->told->code : finding_code_text(f->code);
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
			is_plain &= sign_put(t->piece[i].sign, f, r, out);
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

	if (f->told) {
		text_str(out, f->told->message);
		return false;
	}
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
	one = finding_candidate(f, c);
	return one && one->faults & HOST_ARPA && !(one->faults & HOST_SPECIAL_TLD);
}

/* Nobody can give it an address that the world sees, and it is no zone's mistake either. */
static bool is_no_public_name(const struct finding *f, const struct check *c)
{
	const struct candidate *one;

	if (f->code < FINDING_TARGET_ARPA || f->code > FINDING_FWD_CNAME_DANGLING)
		return false;
	one = finding_candidate(f, c);
	return one && one->faults & (HOST_SPECIAL_TLD | HOST_SINGLE_LABEL);
}

/* There is a CNAME record, beside which no other may stand. */
static const char *fix_of_circle(const struct finding *f, const struct check *c)
{
	const struct candidate *one;

	if (f->code == FINDING_PTR_NXDOMAIN || f->code == FINDING_PTR_NODATA)
		return c->ptr->answer.loops
			       ? "have the CNAME records of %r, which run in a circle, replaced by "
				 "one PTR record with the name your mail server says in HELO: at "
				 "your provider, or in the zone that they lead to."
			       : NULL;
	if (f->code != FINDING_FWD_NXDOMAIN && f->code != FINDING_FWD_NODATA)
		return NULL;
	one = finding_candidate(f, c);
	return one && one->own && one->own->answer.loops
		       ? "at the DNS host of %n, replace its CNAME record, which leads into a "
			 "circle, with the %R record %a."
		       : NULL;
}

/* Whoever asked has named it: the PTR record is right, and the name's address is not. */
static bool is_wanted(const struct finding *f, const struct record *r)
{
	const struct policy *p = r->check->policy;

	if (f->code != FINDING_FWD_MISMATCH)
		return false;
	for (unsigned i = 0; i < p->n_also_expected; i++)
		if (name_equal(&p->also_expected[i], &f->name))
			return true;
	return name_equal(&p->expect, &f->name) ||
	       (p->helo.kind == HELO_NAME && name_equal(&p->helo.name, &f->name));
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
	const char *fix = NULL;

	if (is_bogus(f, r))
		return finding_words_of(FINDING_DNSSEC_BOGUS)->fix;
	if (f->code < FINDING_PTR_NXDOMAIN || f->code > FINDING_EXPECT_MISMATCH)
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
	fix = fix_of_circle(f, r->check);
	if (!fix && is_no_public_name(f, r->check))
		fix = finding_words_of(FINDING_TARGET_SPECIAL_TLD)->fix;
	else if (is_wanted(f, r))
		fix = "give %n the %R record %a at its DNS host: the PTR record is as you want it.";
	return fix;
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
	const char *fix, *other;

	if (f->told) {
		text_str(out, f->told->fix);
		return false;
	}
	fix = finding_words_of(f->code)->fix;
	other = other_fix(f, r);
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
