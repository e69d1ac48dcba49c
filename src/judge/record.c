/* SPDX-License-Identifier: MIT */
#include <fcrdns/record.h>

#include <fcrdns/arena.h>
#include <fcrdns/generic.h>
#include <fcrdns/mta.h>

#include "judge.h"

#include <string.h>

const char *iprev_text(enum iprev i)
{
	switch (i) {
	case IPREV_PASS:
		return "pass";
	case IPREV_FAIL:
		return "fail";
	case IPREV_TEMPERROR:
		return "temperror";
	case IPREV_PERMERROR:
		return "permerror";
	case IPREV_NONE:
	default:
		return NULL;
	}
}

bool ask_is_temporary(const struct ask *ask)
{
	return !ask || !ask->told || answer_is_temporary(&ask->answer);
}

/* ---- names ---- */

/* By presentation form. Confirmed names are host names, so no octet needs an escape. */
static int compare_text(const struct name *a, const struct name *b)
{
	unsigned i = 1, k = 1, left_a = a->wire[0], left_b = b->wire[0];

	for (;;) {
		int x = -1, y = -1; /* the end sorts first */

		if (i < a->len)
			x = left_a ? a->wire[i] : a->wire[i] ? '.' : -1;
		if (k < b->len)
			y = left_b ? b->wire[k] : b->wire[k] ? '.' : -1;
		if (x != y)
			return x < y ? -1 : 1;
		if (x < 0)
			return 0;
		left_a = left_a ? left_a - 1 : a->wire[i];
		left_b = left_b ? left_b - 1 : b->wire[k];
		i++;
		k++;
	}
}

static void add_confirmed(struct record *r, const struct name *name)
{
	unsigned at = r->n_confirmed++;

	for (; at && compare_text(r->confirmed[at - 1], name) > 0; at--)
		r->confirmed[at] = r->confirmed[at - 1];
	r->confirmed[at] = name;
}

static enum tristate confirmed(const struct check *c, const struct candidate *one)
{
	if (one->faults & HOST_UNUSABLE)
		return NO;
	if (!one->evaluated)
		return UNDECIDED;
	if (ask_lists(one->own, &c->target->address))
		return YES;
	return ask_is_temporary(one->own) ? UNDECIDED : NO;
}

/* Of a host name or a reverse name, which need no escapes: the wire form with dots between the
 * labels. */
static const char *text_of(const struct name *name, struct arena *arena)
{
	char *text = arena_copy(arena, name->wire + 1, name->len - 2U);

	if (text)
		for (unsigned i = name->wire[0]; i < name->len - 2U; i += 1U + name->wire[1 + i])
			text[i] = '.';
	return text;
}

const char *record_text_of(const struct record *r, const struct name *name)
{
	const uint8_t *end = name->wire + name->len;

	/* A label begins at the same place in the wire form and in the text. */
	for (unsigned i = 0; i < r->n_names; i++) {
		const struct name *whole = &r->names[i].candidate->name;

		if (end == whole->wire + whole->len && name->len > 1 && r->names[i].text)
			return r->names[i].text + (whole->len - name->len);
	}
	return r->check && name->wire == r->check->reverse.wire ? r->reverse_text : NULL;
}

static void judge_generic(const struct check *c, struct record_name *n)
{
	struct generic looks, *kept;

	n->generic = generic_of(c->policy->generic_words, &c->target->address, n->text,
				n->candidate->name.len - 2U, &n->candidate->domain, &looks);
	if (n->generic == GENERIC_NO)
		return;
	kept = arena_get(c->arena, sizeof(*kept));
	if (kept)
		memcpy(kept, &looks, offsetof(struct generic, reason[looks.n_reasons]));
	n->looks = kept;
}

static bool judge_names(struct record *r)
{
	const struct check *c = r->check;

	r->names = arena_zero(c->arena, c->n_candidates * sizeof(*r->names));
	r->confirmed = arena_get(c->arena, c->n_evaluated * sizeof(struct name *));
	if (!r->names || !r->confirmed)
		return false;
	for (unsigned i = 0; i < c->n_candidates; i++) {
		struct record_name *n = &r->names[r->n_names++];

		n->candidate = &c->candidates[i];
		n->confirmed = confirmed(c, n->candidate);
		if (n->confirmed == YES)
			add_confirmed(r, &n->candidate->name);
		if (!n->candidate->evaluated)
			continue;
		n->text = text_of(&n->candidate->name, c->arena);
		if (n->text)
			judge_generic(c, n);
	}
	return !c->arena->failed;
}

enum tristate record_confirms(const struct record *r, const struct name *name)
{
	if (ask_is_temporary(r->check->ptr))
		return UNDECIDED;
	for (unsigned i = 0; i < r->n_names; i++)
		if (name_equal(&r->names[i].candidate->name, name))
			return r->names[i].candidate->evaluated ? r->names[i].confirmed : NO;
	return NO;
}

enum tristate record_confirms_expected(const struct record *r)
{
	const struct policy *p = r->check->policy;
	enum tristate best = record_confirms(r, &p->expect);

	for (unsigned i = 0; i < p->n_also_expected && best != YES; i++) {
		enum tristate one = record_confirms(r, &p->also_expected[i]);

		best = one == NO ? best : one;
	}
	return best;
}

/* ---- verdict ---- */

/* RFC 8601 section 2.7.3 and section 3: one name that confirms is enough. */
static enum iprev judge_iprev(const struct record *r)
{
	const struct check *c = r->check;

	if (ask_is_temporary(c->ptr))
		return IPREV_TEMPERROR;
	if (c->ptr->answer.status != ANSWER_OK)
		return IPREV_PERMERROR;
	if (r->n_confirmed)
		return IPREV_PASS;
	for (unsigned i = 0; i < r->n_names; i++)
		if (r->names[i].candidate->evaluated && r->names[i].confirmed == UNDECIDED)
			return IPREV_TEMPERROR;
	return IPREV_FAIL;
}

static void judge_severity(struct record *r)
{
	r->severity = SEVERITY_OK;
	for (unsigned i = 0; i < r->n_findings; i++) {
		struct finding *f = &r->findings[i];

		if (!finding_is_of_stale(f))
			stale_temper(&r->stale, f);
		/* While the address itself is undecided, nothing beside it makes it a failure. A
		 * class that does was seen in spite of that. */
		if (r->iprev == IPREV_TEMPERROR && f->severity == SEVERITY_FAIL &&
		    !finding_is_of_stale(f))
			f->severity = SEVERITY_WARN;
		if (f->severity > r->severity)
			r->severity = f->severity;
	}
}

/* ---- ownership ---- */

/* The registrable domain that the confirmed names have in common; with several, *ret_unclear. */
static const struct name *domain_of_confirmed(const struct record *r, bool *ret_unclear)
{
	const struct name *domain = NULL;

	*ret_unclear = false;
	for (unsigned i = 0; i < r->n_names; i++) {
		const struct name *one = &r->names[i].candidate->domain;

		if (r->names[i].confirmed != YES || !one->len)
			continue;
		if (domain && !name_equal(domain, one))
			*ret_unclear = true;
		domain = one;
	}
	*ret_unclear |= !domain;
	return *ret_unclear ? NULL : domain;
}

static void findings_of_ownership(struct findings *l, const struct record *r)
{
	switch (r->ownership.status) {
	case OWNERSHIP_MISMATCH:
		findings_note(l, FINDING_OWNERSHIP_MISMATCH, &r->ownership.owner_name);
		break;
	case OWNERSHIP_MISSING:
		findings_note(l, FINDING_OWNERSHIP_MISSING, &r->ownership.owner_name);
		break;
	case OWNERSHIP_TEMPERROR:
		findings_note(l, FINDING_OWNERSHIP_TEMPERROR, &r->ownership.owner_name);
		break;
	case OWNERSHIP_NOT_ASKED:
	case OWNERSHIP_VERIFIED:
	default:
		break;
	}
}

/* ---- record ---- */

static void take_findings(struct record *r, struct findings *l)
{
	findings_sort(l);
	r->findings = l->list;
	r->n_findings = l->n;
}

static void judge_evidence(struct record *r, struct findings *l)
{
	const struct check *c = r->check;
	const struct policy *p = c->policy;
	const struct name *domain;
	bool is_unclear;

	r->iprev = judge_iprev(r);
	r->has_mta = true;
	r->mta = mta_of(c);
	helo_judge(r);
	domain = domain_of_confirmed(r, &is_unclear);
	r->ownership = ownership_of(c, domain, is_unclear);
	findings_of_ptr(l, r);
	findings_of_names(l, r);
	findings_of_dnssec(l, r);
	findings_of_timing(l, r);
	if (c->deep)
		findings_of_deep(l, r);
	if (c->listings)
		findings_of_listings(l, r);
	findings_of_helo(l, r);
	findings_of_ownership(l, r);
	if (p->expect.len && record_confirms_expected(r) == NO)
		findings_note(l, FINDING_EXPECT_MISMATCH, &p->expect);
	/* A host may well have an address whose PTR is another name: nobody asked for this one. */
	if (!p->expect.len && c->target->kind == TARGET_HOST &&
	    record_confirms(r, &c->target->name) == NO)
		findings_add(l, &(struct finding){ .code = FINDING_EXPECT_MISMATCH,
						   .severity = SEVERITY_OK,
						   .name = c->target->name,
						   .fix = "" });
}

/* It is written again and again. */
static void set_target(struct record *r, const struct target *t)
{
	r->target = t;
	if (t->has_address)
		r->address_len = (uint8_t)strlen(ip_text(&t->address, r->address));
}

/* Without any memory: what is said then fits into the record itself. */
static void judge_nothing(struct record *r, const struct check *c)
{
	struct findings l = { .policy = c->policy, .list = &r->alone, .room = 1 };

	*r = (struct record){ .check = c, .iprev = IPREV_TEMPERROR };
	set_target(r, c->target);
	if (c->target->holding)
		r->stale = (struct stale){ .class = STALE_UNKNOWN, .reason = STALE_NO_ANSWER };
	findings_note(&l, FINDING_OUT_OF_RESOURCES, NULL);
	take_findings(r, &l);
}

/* False: no memory. */
static bool judge(struct record *r, const struct check *c)
{
	struct findings l = { .arena = c->arena, .policy = c->policy };

	if (c->failed)
		return false;
	*r = (struct record){ .check = c };
	set_target(r, c->target);
	if (c->reverse.len)
		r->reverse_text = text_of(&c->reverse, c->arena);
	if (!c->skipped) {
		if (!judge_names(r))
			return false;
		judge_evidence(r, &l);
		findings_of_trace(&l, r);
	}
	r->stale = stale_of(r);
	findings_of_stale(&l, r);
	findings_of_surroundings(&l, r);
	take_findings(r, &l);
	return !c->arena->failed;
}

struct record *record_of(const struct check *c, struct record *r)
{
	if (!judge(r, c))
		judge_nothing(r, c);
	judge_severity(r);
	return r;
}

/* What can be done about a name without addresses; NULL: what the table says. */
static const char *fix_of_name(const struct target *t)
{
	if (t->beside)
		return "";
	if (t->for_now)
		return "check again later; if that does not help, see what the DNS servers of the "
		       "name answer.";
	if (t->kind == TARGET_MX)
		return "check the spelling; for the addresses that send its mail, use --spf.";
	return t->kind == TARGET_SPF
		       ? "check the spelling, and what the SPF record says (RFC 7208)."
		       : NULL;
}

struct record *record_of_invalid(const struct target *target, const struct policy *policy,
				 struct record *r)
{
	struct findings l = { .policy = policy, .list = &r->alone, .room = 1 };
	bool is_name = target->kind != TARGET_ADDRESS;

	*r = (struct record){ 0 };
	set_target(r, target);
	findings_add(&l, &(struct finding){ .code = is_name ? FINDING_TARGET_UNRESOLVED
							    : FINDING_INVALID_ADDRESS,
					    .severity = target->beside	  ? SEVERITY_OK
							: target->for_now ? SEVERITY_UNDECIDED
									  : SEVERITY_FAIL,
					    .detail = target->error,
					    .fix = is_name ? fix_of_name(target) : NULL });
	take_findings(r, &l);
	judge_severity(r);
	return r;
}

/* What the class of a holding says comes before why its address has no name that leads back. */
static const struct finding *headline_of_class(const struct record *r)
{
	for (unsigned i = 0; i < r->n_findings; i++)
		if (finding_is_of_stale(&r->findings[i]) && r->findings[i].severity != SEVERITY_OK)
			return &r->findings[i];
	return NULL;
}

const struct finding *record_headline(const struct record *r)
{
	if (r->stale.class != STALE_NONE && headline_of_class(r))
		return headline_of_class(r);
	if (r->severity == SEVERITY_OK)
		return r->iprev == IPREV_NONE && r->n_findings ? &r->findings[0] : NULL;
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].severity == r->severity)
			return &r->findings[i];
	return NULL;
}
