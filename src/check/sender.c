/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include "term.h"

#include <fcrdns/limits.h>

#include <string.h>

/*
 * sender: what the SPF record of a name says of one address, as a receiver reads it that checks
 * the HELO name (RFC 7208 section 2.3).
 *
 * Unlike an expansion into all addresses (spf.c) it ends with the first term that matches, so that
 * what stands behind that, a fault of limits included, does not count. Each pass begins anew and
 * goes the same way up to the first answer that is missing, which is asked for then: what is asked
 * follows from the answers alone.
 */

struct walk {
	struct check *c;
	unsigned terms, voids;
	bool untold;	 /* a term could not be told whether it matches, */
	bool untold_not; /* ... and takes the address away if it does */
	const char *fault;
};

enum match {
	MATCH_NO,
	MATCH_YES,
	MATCH_MISSING,
	MATCH_TEMPERROR,
	MATCH_PERMERROR
};

static enum spf_result check_host(struct walk *w, const struct name *domain);

static enum match fault(struct walk *w, const char *text)
{
	w->fault = text;
	return MATCH_PERMERROR;
}

static enum match untold(struct walk *w, const struct term *t)
{
	w->untold = true;
	w->untold_not |= !t->passes;
	return MATCH_NO;
}

/* MATCH_YES: there are records. Section 4.6.4: few look-ups may find nothing. */
static enum match look_up(struct walk *w, const struct name *name, uint16_t type, bool counts,
			  const struct answer **ret)
{
	const struct ask *ask = deep_ask(w->c, name, type);

	if (!ask)
		return MATCH_TEMPERROR; /* no more may be asked */
	if (!ask->told)
		return MATCH_MISSING;
	*ret = &ask->answer;
	if (answer_is_temporary(&ask->answer))
		return MATCH_TEMPERROR;
	if (ask->answer.status == ANSWER_OK)
		return MATCH_YES;
	if (counts && ++w->voids > LIMIT_SPF_VOIDS)
		return fault(w, "more than 2 look-ups find nothing");
	return MATCH_NO;
}

/* ---- terms ---- */

static enum match match_host(struct walk *w, const struct term *t, const struct name *host,
			     bool counts)
{
	const struct ip *ip = &w->c->target->address;
	const struct answer *a;
	enum match m = look_up(w, host, ip->len == 4 ? TYPE_A : TYPE_AAAA, counts, &a);

	if (m != MATCH_YES)
		return m;
	for (unsigned i = 0; i < a->n_records; i++)
		if (ip_within(ip, &a->ips[i], ip->len == 4 ? t->bits4 : t->bits6))
			return MATCH_YES;
	return MATCH_NO;
}

/* Resolvers give them in any order, which must not show: what one of them says counts before what
 * another one lacks, and what finds nothing is counted last of all. */
static enum match match_mxs(struct walk *w, const struct term *t, const struct answer *a,
			    bool counts)
{
	enum match all = MATCH_NO;

	for (unsigned i = 0; i < a->n_records; i++) {
		enum match m;

		if (name_is_root(&a->mxs[i].host)) /* a null MX names nobody */
			continue;
		m = match_host(w, t, &a->mxs[i].host, counts);
		if (m == MATCH_YES || m == MATCH_PERMERROR)
			return m;
		if (m == MATCH_MISSING || all == MATCH_NO)
			all = m;
	}
	return all;
}

static enum match match_mx(struct walk *w, const struct term *t, const struct name *domain)
{
	const struct answer *a;
	enum match m = look_up(w, domain, TYPE_MX, true, &a);

	if (m != MATCH_YES)
		return m;
	if (a->n_total > LIMIT_SPF_MXS)
		return fault(w, "an mx term stands for more than 10 hosts");
	m = match_mxs(w, t, a, false);
	return m == MATCH_NO ? match_mxs(w, t, a, true) : m;
}

/* Section 5.5: one of the names that lead back is the domain, or below it. */
static enum match match_ptr(const struct walk *w, const struct name *domain)
{
	const struct check *c = w->c;

	for (unsigned i = 0; i < c->n_candidates; i++)
		if (ask_lists(c->candidates[i].own, &c->target->address) &&
		    name_is_under(&c->candidates[i].name, domain))
			return MATCH_YES;
	return MATCH_NO;
}

/* NOLINTBEGIN(misc-no-recursion): an include is a term, and LIMIT_SPF_TERMS bounds those. */

static enum match match_include(struct walk *w, const struct term *t, const struct name *domain)
{
	bool was_untold = w->untold;
	enum spf_result result = check_host(w, domain);

	w->untold_not |= w->untold && !was_untold && !t->passes;
	switch (result) {
	case SPF_PASS:
		return MATCH_YES;
	case SPF_MISSING:
		return MATCH_MISSING;
	case SPF_TEMPERROR:
		return MATCH_TEMPERROR;
	case SPF_PERMERROR:
		return MATCH_PERMERROR;
	case SPF_NONE:
		return fault(w, "it includes a name that has no SPF record");
	case SPF_NEUTRAL:
	case SPF_SOFTFAIL:
	case SPF_FAIL:
		return MATCH_NO;
	case SPF_UNTOLD:
		break;
	}
	return untold(w, t);
}

static enum match match_exists(struct walk *w, const struct name *name)
{
	const struct answer *a;

	return look_up(w, name, TYPE_A, true, &a);
}

static enum match match_lookup(struct walk *w, const struct term *t, const struct name *domain)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	if (++w->terms > LIMIT_SPF_TERMS)
		return fault(w, "more than 10 terms need look-ups");
	if (t->has_macro)
		return untold(w, t);
	/* Section 4.8: what cannot be a name matches nothing, and is no domain to include. */
	if (!term_target(t, domain, &name, buf))
		return t->kind == TERM_INCLUDE ? fault(w, "it includes something that is no name")
					       : MATCH_NO;
	switch (t->kind) {
	case TERM_A:
		return match_host(w, t, &name, true);
	case TERM_MX:
		return match_mx(w, t, &name);
	case TERM_PTR:
		return match_ptr(w, &name);
	case TERM_EXISTS:
		return match_exists(w, &name);
	case TERM_INCLUDE:
		return match_include(w, t, &name);
	case TERM_ALL:
	case TERM_IP4:
	case TERM_IP6:
	case TERM_REDIRECT:
	case TERM_EXP:
	case TERM_OTHER:
		break;
	}
	return MATCH_NO;
}

static enum match match_term(struct walk *w, const struct term *t, const struct name *domain)
{
	switch (t->kind) {
	case TERM_ALL:
		return MATCH_YES;
	case TERM_IP4:
	case TERM_IP6:
		return ip_within(&w->c->target->address, &t->ip,
				 t->kind == TERM_IP4 ? t->bits4 : t->bits6)
			       ? MATCH_YES
			       : MATCH_NO;
	case TERM_REDIRECT:
	case TERM_EXP:
	case TERM_OTHER:
		return MATCH_NO;
	case TERM_A:
	case TERM_MX:
	case TERM_PTR:
	case TERM_EXISTS:
	case TERM_INCLUDE:
		break;
	}
	return match_lookup(w, t, domain);
}

/* ---- records ---- */

/* Section 4.6: one fault anywhere, and nothing of the record counts. */
static bool is_sound(const char *at, const char *end, struct term *ret_redirect)
{
	unsigned redirects = 0, exps = 0;
	struct term t;
	bool is_faulty;

	while (term_next(&t, &at, end, &is_faulty)) {
		exps += t.kind == TERM_EXP;
		if (t.kind == TERM_REDIRECT) {
			*ret_redirect = t;
			redirects++;
		}
	}
	return !is_faulty && redirects <= 1 && exps <= 1;
}

static enum spf_result result_of(enum match m, const struct term *t)
{
	switch (m) {
	case MATCH_MISSING:
		return SPF_MISSING;
	case MATCH_TEMPERROR:
		return SPF_TEMPERROR;
	case MATCH_PERMERROR:
		return SPF_PERMERROR;
	case MATCH_NO:
	case MATCH_YES:
		break;
	}
	if (t->passes)
		return SPF_PASS;
	return *t->text == '-' ? SPF_FAIL : *t->text == '~' ? SPF_SOFTFAIL : SPF_NEUTRAL;
}

/* Section 6.1: where no term matched, another record is asked instead. */
static enum spf_result redirect(struct walk *w, const struct term *t, const struct name *domain)
{
	uint8_t buf[NAME_MAX_OCTETS];
	enum spf_result result;
	struct name name;

	if (++w->terms > LIMIT_SPF_TERMS) {
		w->fault = "more than 10 terms need look-ups";
		return SPF_PERMERROR;
	}
	if (t->has_macro)
		return SPF_UNTOLD;
	if (!term_target(t, domain, &name, buf)) {
		w->fault = "it redirects to something that is no name";
		return SPF_PERMERROR;
	}
	result = check_host(w, &name);
	if (result != SPF_NONE)
		return result;
	w->fault = "it redirects to a name that has no SPF record";
	return SPF_PERMERROR;
}

static enum spf_result read_record(struct walk *w, const struct name *domain, const char *at,
				   const char *end)
{
	struct term t, other = { 0 };
	bool is_faulty;

	if (!is_sound(at, end, &other)) {
		w->fault = "a term of it means nothing, or stands there twice";
		return SPF_PERMERROR;
	}
	while (term_next(&t, &at, end, &is_faulty)) {
		enum match m = match_term(w, &t, domain);

		if (m != MATCH_NO)
			return result_of(m, &t);
	}
	return other.len ? redirect(w, &other, domain) : SPF_NEUTRAL;
}

/* Section 4.5: of a domain's TXT records one is its SPF record. */
static enum spf_result check_host(struct walk *w, const struct name *domain)
{
	const char *at = NULL, *end = NULL;
	const struct answer *a;
	unsigned n = 0;

	switch (look_up(w, domain, TYPE_TXT, false, &a)) {
	case MATCH_MISSING:
		return SPF_MISSING;
	case MATCH_TEMPERROR:
		return SPF_TEMPERROR;
	case MATCH_NO:
	case MATCH_PERMERROR:
		return SPF_NONE;
	case MATCH_YES:
		break;
	}
	for (unsigned i = 0; i < a->n_records; i++) {
		const char *record = (const char *)a->txts[i].octets, *begin;

		if (!term_begins(record, a->txts[i].len, &begin))
			continue;
		if (a->txts[i].cut)
			return SPF_UNTOLD;
		n++;
		at = begin;
		end = record + a->txts[i].len;
	}
	if (a->n_records < a->n_total)
		return SPF_UNTOLD;
	if (!n)
		return SPF_NONE;
	if (n == 1)
		return read_record(w, domain, at, end);
	w->fault = "there are several SPF records";
	return SPF_PERMERROR;
}

/* NOLINTEND(misc-no-recursion) */

void sender_plan(struct check *c, struct deep_sender *s)
{
	struct walk w = { .c = c };
	enum spf_result result;

	if (s->result != SPF_MISSING)
		return;
	result = check_host(&w, &s->name);
	/* A term that may match decides, unless it can only let pass what passes anyway. */
	if (w.untold && result != SPF_MISSING && (result != SPF_PASS || w.untold_not))
		result = SPF_UNTOLD;
	s->result = result;
	s->fault = w.fault;
}
