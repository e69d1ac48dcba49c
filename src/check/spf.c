/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include "term.h"

#include <fcrdns/text.h>

#include <string.h>

/* What one evaluation of a whole SPF record, with all that it includes, counts and excludes. */
struct spf {
	struct gather *g;
	unsigned terms, voids;
	struct ranges except; /* what earlier terms decided in another way than to let it pass */
};

/* One record being read. */
struct frame {
	const struct name *domain;
	const char *at, *end;
	unsigned except_first; /* where its own exceptions begin */
};

static bool read_record(struct spf *s, const struct name *domain);

static const char *shown(const struct name *name, char out[static NAME_TEXT_MAX])
{
	(void)name_text(name, out);
	out[200] = '\0'; /* that much of it goes into a clause */
	return out;
}

static bool count_void(struct spf *s)
{
	return ++s->voids <= LIMIT_SPF_VOIDS ||
	       gather_refuse(s->g,
			     "its SPF record has more than %d look-ups that find nothing (RFC 7208 "
			     "section 4.6.4)",
			     LIMIT_SPF_VOIDS);
}

/* Before each term that looks something up. */
static bool count_term(struct spf *s)
{
	return ++s->terms <= LIMIT_SPF_TERMS ||
	       gather_refuse(s->g,
			     "its SPF record needs more than %d terms with look-ups (RFC 7208 "
			     "section 4.6.4)",
			     LIMIT_SPF_TERMS);
}

static void note_term(struct spf *s, const struct frame *f, const struct term *t)
{
	char term[LIMIT_SHOWN], name[NAME_TEXT_MAX];

	(void)text_shown(term, sizeof(term), t->text, t->len);
	gather_note(s->g, "%.150s of %.200s cannot be listed", term, shown(f->domain, name));
}

/* ---- ranges ---- */

/* What `from` holds from `first` on is decided by a term of `f`: what stood before it wins. */
static bool decide(struct spf *s, const struct frame *f, unsigned first, bool passes)
{
	struct ranges *found = &s->g->found;

	if (s->g->pass != PASS_COLLECT)
		return true;
	if (passes)
		return gather_subtract(s->g, found, first, &s->except, f->except_first);
	/* What passed before passes still: to take it away from later terms does no harm. */
	for (unsigned i = first; i < found->n; i++)
		if (!gather_range(s->g, &s->except, &found->list[i]))
			return false;
	found->n = first;
	return true;
}

/* ---- terms ---- */

static bool is_time_for_lookups(const struct spf *s)
{
	return s->g->pass != PASS_TEXTS;
}

static bool eval_mx(struct spf *s, const struct term *t, const struct name *name)
{
	const struct answer *a;
	char text[NAME_TEXT_MAX];

	switch (gather_answer(s->g, name, TYPE_MX, &a)) {
	case LOOKUP_MISSING:
	case LOOKUP_FAILED:
		return true;
	case LOOKUP_NOTHING:
		return count_void(s);
	case LOOKUP_FOUND:
		break;
	}
	if (a->n_total > LIMIT_SPF_MXS)
		return gather_refuse(s->g,
				     "its SPF record has an mx term for %s, which has more than %d "
				     "MX hosts (RFC 7208 section 4.6.4)",
				     shown(name, text), LIMIT_SPF_MXS);
	for (unsigned i = 0; i < a->n_records; i++) {
		const struct name *host = &a->mxs[i].host;

		if (name_is_root(host)) /* a null MX names nobody */
			continue;
		if (gather_host(s->g, &s->g->found, host, t->bits4, t->bits6) == LOOKUP_NOTHING &&
		    !count_void(s))
			return false;
	}
	return true;
}

static bool eval_lookup(struct spf *s, const struct frame *f, const struct term *t)
{
	uint8_t buf[NAME_MAX_OCTETS];
	unsigned first = s->g->found.n;
	struct name name;

	/* RFC 7208 section 4.8: what cannot be a name matches nothing. */
	if (!is_time_for_lookups(s) || !term_target(t, f->domain, &name, buf))
		return true;
	if (t->kind == TERM_MX) {
		if (!eval_mx(s, t, &name))
			return false;
	} else if (gather_host(s->g, &s->g->found, &name, t->bits4, t->bits6) == LOOKUP_NOTHING &&
		   !count_void(s)) {
		return false;
	}
	return decide(s, f, first, t->passes);
}

/* NOLINTBEGIN(misc-no-recursion): an include is a term, and LIMIT_SPF_TERMS bounds those. */

/* Section 5.2: only what passes there matches here; its own exceptions end with it. */
static bool eval_include(struct spf *s, const struct frame *f, const struct term *t)
{
	uint8_t buf[NAME_MAX_OCTETS];
	unsigned first = s->g->found.n, n_except = s->except.n;
	struct name name;
	char text[NAME_TEXT_MAX];

	if (!term_target(t, f->domain, &name, buf))
		return gather_refuse(s->g,
				     "the SPF record of %s includes something that is no name",
				     shown(f->domain, text));
	if (!read_record(s, &name))
		return false;
	s->except.n = n_except;
	return decide(s, f, first, t->passes);
}

static bool eval_network(struct spf *s, const struct frame *f, const struct term *t)
{
	unsigned first = s->g->found.n;

	if (s->g->pass != PASS_COLLECT)
		return true;
	return gather_block(s->g, &s->g->found, &t->ip,
			    t->kind == TERM_IP4 ? t->bits4 : t->bits6) &&
	       decide(s, f, first, t->passes);
}

static bool eval_term(struct spf *s, const struct frame *f, const struct term *t)
{
	bool looks_up = t->kind == TERM_INCLUDE || t->kind == TERM_A || t->kind == TERM_MX ||
			t->kind == TERM_PTR || t->kind == TERM_EXISTS;

	if (looks_up && !count_term(s))
		return false;
	/* They depend on the sender, on the client's PTR names, or on both. */
	if (looks_up && (t->has_macro || t->kind == TERM_PTR || t->kind == TERM_EXISTS)) {
		note_term(s, f, t);
		return true;
	}
	switch (t->kind) {
	case TERM_INCLUDE:
		return eval_include(s, f, t);
	case TERM_A:
	case TERM_MX:
		return eval_lookup(s, f, t);
	case TERM_IP4:
	case TERM_IP6:
		return eval_network(s, f, t);
	case TERM_ALL:
	case TERM_PTR:
	case TERM_EXISTS:
	case TERM_REDIRECT:
	case TERM_EXP:
	case TERM_OTHER:
		break;
	}
	return true;
}

/* ---- records ---- */

/* Section 4.6: one fault anywhere, and nothing of the record counts. */
static bool is_sound(struct spf *s, const struct frame *f, struct term *ret_redirect,
		     bool *ret_has_all)
{
	unsigned redirects = 0, exps = 0;
	char word[LIMIT_SHOWN], name[NAME_TEXT_MAX];
	const char *at = f->at;
	struct term t;
	bool fault;

	*ret_redirect = (struct term){ 0 };
	*ret_has_all = false;
	while (term_next(&t, &at, f->end, &fault)) {
		*ret_has_all |= t.kind == TERM_ALL;
		exps += t.kind == TERM_EXP;
		if (t.kind == TERM_REDIRECT) {
			*ret_redirect = t;
			redirects++;
		}
	}
	if (fault)
		return gather_refuse(
			s->g, "the SPF record of %s has a term that means nothing: %.150s",
			shown(f->domain, name), text_shown(word, sizeof(word), t.text, t.len));
	return (redirects <= 1 && exps <= 1) ||
	       gather_refuse(s->g, "the SPF record of %s has two modifiers of one kind",
			     shown(f->domain, name));
}

/* Section 6.1: where no term matched, another record is asked instead. */
static bool redirect(struct spf *s, const struct frame *f, const struct term *t)
{
	uint8_t buf[NAME_MAX_OCTETS];
	unsigned first = s->g->found.n;
	char text[NAME_TEXT_MAX];
	struct name name;

	if (!count_term(s))
		return false;
	if (t->has_macro) {
		note_term(s, f, t);
		return true;
	}
	if (!term_target(t, f->domain, &name, buf))
		return gather_refuse(s->g, "the SPF record of %s redirects to what is no name",
				     shown(f->domain, text));
	return read_record(s, &name) && decide(s, f, first, true);
}

static bool read_terms(struct spf *s, struct frame *f)
{
	struct term t, other;
	bool has_all, fault;
	char name[NAME_TEXT_MAX];

	if (!is_sound(s, f, &other, &has_all))
		return false;
	while (term_next(&t, &f->at, f->end, &fault)) {
		if (t.kind == TERM_ALL)
			return !t.passes ||
			       gather_refuse(s->g, "the SPF record of %s lets every address pass",
					     shown(f->domain, name));
		if (!eval_term(s, f, &t) || s->g->e->failed)
			return false;
	}
	return has_all || !other.len || redirect(s, f, &other);
}

static bool refuse_none(struct spf *s, const struct name *domain, const struct answer *a)
{
	char text[NAME_TEXT_MAX];

	if (!name_equal(domain, &s->g->e->name))
		return gather_refuse(s->g, "its SPF record leads to %s, which has none",
				     shown(domain, text));
	if (a->loops)
		return gather_refuse(s->g, "its CNAME records run in a circle");
	return gather_refuse(s->g, a->status == ANSWER_NXDOMAIN ? "it does not exist (NXDOMAIN)"
								: "it has no SPF record");
}

/* Section 4.5: of a domain's TXT records one is its SPF record. */
static bool find_record(struct spf *s, struct frame *f, const struct answer *a)
{
	unsigned n = 0;
	char text[NAME_TEXT_MAX];

	for (unsigned i = 0; i < a->n_records; i++) {
		const char *record = (const char *)a->txts[i].octets, *at;

		if (!term_begins(record, a->txts[i].len, &at))
			continue;
		n++;
		f->at = at;
		f->end = record + a->txts[i].len;
		if (a->txts[i].cut)
			return gather_refuse(s->g, "the SPF record of %s is longer than %d octets",
					     shown(f->domain, text), LIMIT_TXT_OCTETS);
	}
	if (a->n_records < a->n_total)
		return gather_refuse(s->g, "%s has %u TXT records, more than the %d that are read",
				     shown(f->domain, text), a->n_total, LIMIT_TXTS_KEPT);
	if (!n)
		return refuse_none(s, f->domain, a);
	return n == 1 || gather_refuse(s->g, "%s has %u SPF records, where one is allowed",
				       shown(f->domain, text), n);
}

/* The terms counted so far bound how deep this goes. False: the whole evaluation is over. */
static bool read_record(struct spf *s, const struct name *domain)
{
	struct frame f = { .domain = domain, .except_first = s->except.n };
	const struct answer *a;

	switch (gather_answer(s->g, domain, TYPE_TXT, &a)) {
	case LOOKUP_FOUND:
		return find_record(s, &f, a) && read_terms(s, &f);
	case LOOKUP_NOTHING:
		return refuse_none(s, domain, a);
	case LOOKUP_MISSING:
	case LOOKUP_FAILED:
		break;
	}
	return !s->g->e->failed;
}

void gather_spf(struct gather *g, const struct name *domain)
{
	const struct expand *e = g->e;
	struct spf s = { .g = g };

	if (!read_record(&s, domain) || g->pass != PASS_COLLECT || g->found.n || g->is_temporary)
		return;
	if (e->n_notes)
		(void)gather_refuse(g, "its SPF record lets no address pass that can be listed: %s",
				    e->notes[0]);
	else
		(void)gather_refuse(g, "its SPF record lets no address pass");
}

/* NOLINTEND(misc-no-recursion) */
