/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/arena.h>
#include <fcrdns/generic.h>
#include <fcrdns/limits.h>

#include <string.h>

enum {
	FIRST_ROOM = 2 /* most have none or one */
};

/* ---- the list ---- */

static bool is_ignored(const struct policy *p, enum finding_code code)
{
	return p->ignore[code / 64] >> (code % 64) & 1;
}

static bool make_room(struct findings *l)
{
	unsigned room = l->room ? l->room * 2 : FIRST_ROOM;
	struct finding *list;

	if (l->n < l->room)
		return true;
	list = l->arena ? arena_get(l->arena, room * sizeof(*list)) : NULL;
	if (!list)
		return false;
	if (l->n)
		memcpy(list, l->list, l->n * sizeof(*list));
	l->list = list;
	l->room = room;
	return true;
}

void findings_add(struct findings *l, const struct finding *f)
{
	if (is_ignored(l->policy, f->code) || !make_room(l))
		return;
	l->list[l->n++] = *f;
}

void findings_note(struct findings *l, enum finding_code code, const struct name *about)
{
	findings_add(l, &(struct finding){ .code = code,
					   .severity = finding_words_of(code)->base,
					   .name = about ? *about : (struct name){ 0 } });
}

/* By insertion: hardly any is out of order, and few are many. */
void findings_sort(struct findings *l)
{
	for (unsigned i = 1; i < l->n; i++) {
		struct finding f = l->list[i];
		unsigned at = i;

		for (; at && l->list[at - 1].code > f.code; at--)
			l->list[at] = l->list[at - 1];
		if (at < i)
			l->list[at] = f;
	}
}

/* ---- what a look-up met ---- */

/* A name's CNAME leads to where nothing is. Not when it runs in a circle: then nothing is named. */
static bool is_dangling(const struct answer *a)
{
	return a->n_chain && !a->loops &&
	       (a->status == ANSWER_NXDOMAIN || a->status == ANSWER_NODATA);
}

static const struct name *end_of_chain(const struct answer *a)
{
	return &a->chain[a->n_chain - 1];
}

/* The code of a negative or unusable answer to the reverse look-up; N_FINDINGS for a usable one. */
static enum finding_code ptr_code(const struct answer *a)
{
	switch (a->status) {
	case ANSWER_NXDOMAIN:
		return FINDING_PTR_NXDOMAIN;
	case ANSWER_NODATA:
		return FINDING_PTR_NODATA;
	case ANSWER_FORMERR:
		return FINDING_PTR_FORMERR;
	case ANSWER_SERVFAIL:
	case ANSWER_OTHER: /* the words say which rcode it was */
		return FINDING_PTR_SERVFAIL;
	case ANSWER_NOTIMP:
		return FINDING_PTR_NOTIMP;
	case ANSWER_REFUSED:
		return FINDING_PTR_REFUSED;
	case ANSWER_TIMEOUT:
	case ANSWER_CONNREFUSED:
		return FINDING_PTR_TIMEOUT;
	case ANSWER_MALFORMED:
		return FINDING_PTR_MALFORMED;
	case ANSWER_TRUNCATED:
		return FINDING_PTR_TRUNCATED_NO_TCP;
	case ANSWER_OK:
	default:
		return N_FINDINGS;
	}
}

/* The same for a name's addresses. */
static enum finding_code fwd_code(const struct answer *a)
{
	switch (a->status) {
	case ANSWER_NXDOMAIN:
		return FINDING_FWD_NXDOMAIN;
	case ANSWER_NODATA:
		return FINDING_FWD_NODATA;
	case ANSWER_FORMERR:
		return FINDING_FWD_FORMERR;
	case ANSWER_SERVFAIL:
	case ANSWER_OTHER:
		return FINDING_FWD_SERVFAIL;
	case ANSWER_NOTIMP:
		return FINDING_FWD_NOTIMP;
	case ANSWER_REFUSED:
		return FINDING_FWD_REFUSED;
	case ANSWER_TIMEOUT:
	case ANSWER_CONNREFUSED:
	case ANSWER_TRUNCATED:
		return FINDING_FWD_TIMEOUT;
	case ANSWER_MALFORMED:
		return FINDING_FWD_MALFORMED;
	case ANSWER_OK:
	default:
		return FINDING_FWD_MISMATCH;
	}
}

void findings_of_ptr(struct findings *l, const struct record *r)
{
	const struct answer *a = &r->check->ptr->answer;

	if (is_dangling(a)) {
		findings_note(l, FINDING_PTR_CNAME_DANGLING, end_of_chain(a));
		return;
	}
	if (a->n_chain && !a->loops)
		findings_note(l, FINDING_PTR_CNAME, end_of_chain(a));
	if (a->status != ANSWER_OK)
		findings_note(l, ptr_code(a), &r->check->reverse);
}

/* ---- names ---- */

static const struct {
	unsigned fault; /* enum host_fault */
	enum finding_code code;
} code_of_fault[] = {
	{ HOST_ROOT, FINDING_TARGET_ROOT },
	{ HOST_IP_LITERAL, FINDING_TARGET_IP_LITERAL },
	{ HOST_NUMERIC, FINDING_TARGET_NUMERIC },
	{ HOST_WILDCARD, FINDING_TARGET_WILDCARD },
	{ HOST_NON_ASCII, FINDING_TARGET_NON_ASCII },
	{ HOST_BAD_CHAR, FINDING_TARGET_BAD_CHAR },
	{ HOST_BAD_HYPHEN, FINDING_TARGET_BAD_HYPHEN },
	{ HOST_ARPA, FINDING_TARGET_ARPA },
	{ HOST_SPECIAL_TLD, FINDING_TARGET_SPECIAL_TLD },
	{ HOST_SINGLE_LABEL, FINDING_TARGET_SINGLE_LABEL },
	{ HOST_UNDERSCORE, FINDING_TARGET_UNDERSCORE },
	{ HOST_IDN, FINDING_TARGET_IDN },
	{ HOST_LONG, FINDING_TARGET_LONG },
};

/* A name that the user expects, and no other one of these has been confirmed. */
static bool is_awaited(const struct record *r, const struct name *name)
{
	const struct policy *p = r->check->policy;
	bool is_expected = name_equal(name, &p->expect);

	for (unsigned i = 0; i < p->n_also_expected && !is_expected; i++)
		is_expected = name_equal(name, &p->also_expected[i]);
	return is_expected && record_confirms_expected(r) != YES;
}

/* How much a fault of one name weighs beside the verdict. `failing`: the name, where its look-up
 * failed for now; then it is not known whether the user's wish comes true. */
static enum severity severity_beside(const struct record *r, const struct name *failing)
{
	const struct policy *p = r->check->policy;

	if (r->iprev == IPREV_FAIL)
		return SEVERITY_FAIL;
	if (failing && (r->iprev == IPREV_TEMPERROR || p->strict || is_awaited(r, failing)))
		return SEVERITY_UNDECIDED;
	return SEVERITY_WARN;
}

static unsigned n_of(const struct findings *l, enum finding_code code)
{
	unsigned n = 0;

	for (unsigned i = 0; i < l->n; i++)
		n += l->list[i].code == code;
	return n;
}

static void note_faults(struct findings *l, const struct record *r, const struct record_name *n)
{
	const struct candidate *one = n->candidate;
	unsigned left = one->faults; /* each has its row */

	for (size_t i = 0; left; i++) {
		enum finding_code code = code_of_fault[i].code;
		/* What explains why this name does not confirm weighs as much as that. */
		bool is_cause =
			code_of_fault[i].fault & (HOST_UNUSABLE | HOST_ARPA) && n->confirmed == NO;

		if (!(left & code_of_fault[i].fault))
			continue;
		left &= ~code_of_fault[i].fault;
		if (!one->evaluated && n_of(l, code) >= LIMIT_SAME_FINDINGS)
			l->is_cut = true;
		else
			findings_add(l, &(struct finding){
						.code = code,
						.severity = is_cause ? severity_beside(r, NULL)
								     : finding_words_of(code)->base,
						.name = one->name });
	}
}

static bool is_mapped(const struct ip *ip)
{
	struct ip copy = *ip;

	return ip_unmap(&copy);
}

/* No address of the family, but some of the other. */
static bool note_other_family(struct findings *l, const struct record *r,
			      const struct candidate *one)
{
	const struct ask *other = candidate_other(one);
	enum severity severity = severity_beside(r, NULL);
	bool mapped = false;

	if (!other || other->answer.status != ANSWER_OK)
		return false;
	for (unsigned i = 0; i < other->answer.n_records; i++)
		mapped |= is_mapped(&other->answer.ips[i]);
	findings_add(l, &(struct finding){ .code = FINDING_FWD_OTHER_FAMILY_ONLY,
					   .severity = severity,
					   .name = one->name });
	if (mapped)
		findings_add(l, &(struct finding){ .code = FINDING_FWD_MAPPED_V6,
						   .severity = severity,
						   .name = one->name });
	return true;
}

static void note_forward(struct findings *l, const struct record *r, const struct record_name *n)
{
	const struct candidate *one = n->candidate;
	const struct answer *a = &one->own->answer;
	const struct name *failing = ask_is_temporary(one->own) ? &one->name : NULL;
	bool seen_elsewhere = n->confirmed == NO && note_other_family(l, r, one);

	if (n->confirmed != YES && !seen_elsewhere)
		findings_add(l,
			     &(struct finding){ .code = is_dangling(a) ? FINDING_FWD_CNAME_DANGLING
								       : fwd_code(a),
						.severity = severity_beside(r, failing),
						.name = one->name });
	if (a->n_chain && !a->loops && (seen_elsewhere || !is_dangling(a)))
		findings_note(l, FINDING_FWD_CNAME, &one->name);
	if (n->confirmed == NO && r->check->policy->strict)
		findings_note(l, FINDING_PTR_UNCONFIRMED, &one->name);
}

/* One PTR name is what is asked for; a dead one among several is what a mail server may look at. */
static void note_several(struct findings *l, const struct record *r)
{
	bool dead = false;

	if (r->n_names < 2)
		return;
	for (unsigned i = 0; i < r->n_names; i++)
		dead |= r->names[i].confirmed == NO ||
			(r->names[i].candidate->evaluated && r->names[i].confirmed != YES);
	findings_add(l, &(struct finding){ .code = FINDING_PTR_MULTIPLE,
					   .severity = dead ? SEVERITY_WARN : SEVERITY_OK,
					   .number = r->n_names });
}

static void note_domains(struct findings *l, const struct check *c)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->n_candidates; i++) {
		const struct name *domain = &c->candidates[i].domain;
		bool is_new = domain->len != 0;

		for (unsigned k = 0; is_new && k < i; k++)
			is_new = !name_equal(&c->candidates[k].domain, domain);
		n += is_new;
	}
	if (n > 1)
		findings_add(l, &(struct finding){ .code = FINDING_PTR_MULTIDOMAIN, .number = n });
}

void findings_of_names(struct findings *l, const struct record *r)
{
	const struct check *c = r->check;

	for (unsigned i = 0; i < r->n_names; i++) {
		const struct record_name *n = &r->names[i];

		if (!n->candidate->evaluated && !(n->candidate->faults & HOST_UNUSABLE))
			continue;
		note_faults(l, r, n);
		if (n->candidate->evaluated)
			note_forward(l, r, n);
		/* Hardly anybody refuses an address that stays, and its owner has paid for it. */
		if (n->generic == GENERIC_YES && n->looks && !n->looks->is_fixed)
			findings_add(l, &(struct finding){ .code = FINDING_GENERIC_NAME,
							   .severity = SEVERITY_WARN,
							   .name = n->candidate->name,
							   .detail = n->looks->reason[0].text });
	}
	if (l->is_cut)
		findings_limit(l, &c->reverse, LIMIT_SAME_FINDINGS,
			       "names with the same fault are reported");
	note_several(l, r);
	note_domains(l, c);
	if (c->ptr->answer.n_same)
		findings_add(l, &(struct finding){ .code = FINDING_PTR_DUPLICATE,
						   .number = c->ptr->answer.n_same });
	/* A name that was not looked at may be the one that leads back. */
	if (c->n_usable > c->n_evaluated)
		findings_add(l,
			     &(struct finding){ .code = FINDING_PTR_LIMIT_EXCEEDED,
						.severity = r->iprev == IPREV_PASS ? SEVERITY_OK
										   : SEVERITY_WARN,
						.number = c->n_evaluated });
}
