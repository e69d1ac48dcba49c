/* SPDX-License-Identifier: MIT */
#include "judge.h"

static bool is_asked(const struct record *r)
{
	return r->has_helo && r->check->policy->helo.kind == HELO_NAME;
}

static enum tristate resolves_to_ip(const struct check *c)
{
	const struct helo *h = &c->policy->helo;

	switch (h->kind) {
	case HELO_LITERAL: {
		struct ip ip = h->literal;

		(void)ip_unmap(&ip);
		return ip_equal(&ip, &c->target->address) ? YES : NO;
	}
	case HELO_NAME:
		if (ask_lists(c->helo_own, &c->target->address))
			return YES;
		return ask_is_temporary(c->helo_own) ? UNDECIDED : NO;
	case HELO_OTHER:
	case HELO_NONE:
	default:
		return NO;
	}
}

void helo_judge(struct record *r)
{
	const struct helo *h = &r->check->policy->helo;

	r->has_helo = h->kind != HELO_NONE;
	r->helo_matches_ptr = h->kind == HELO_NAME ? record_confirms(r, &h->name) : NO;
	r->helo_resolves_to_ip = resolves_to_ip(r->check);
}

/* Nothing at the name that mail could go to: no address of either family, no MX (RFC 5321 section
 * 2.3.5). Only where every look-up that was needed says so. */
static bool is_unresolved(const struct check *c)
{
	const struct ask *needed[] = { c->helo_own, c->helo_other, c->helo_mx };

	for (unsigned i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (ask_is_temporary(needed[i]))
			return false;
		if (needed[i]->answer.status == ANSWER_NXDOMAIN || needed[i]->answer.loops)
			return true;
		if (needed[i]->answer.status == ANSWER_OK)
			return false;
	}
	return true;
}

void findings_of_helo(struct findings *l, const struct record *r)
{
	const struct helo *h = &r->check->policy->helo;
	const struct name *name = &h->name;

	if (!r->has_helo)
		return;
	if (h->kind == HELO_LITERAL)
		/* RFC 5321 section 4.1.3 allows a literal in brackets; it must be the client's. */
		findings_add(l, &(struct finding){
					.code = FINDING_HELO_LITERAL,
					.severity = h->brackets && r->helo_resolves_to_ip == YES
							    ? SEVERITY_OK
							    : SEVERITY_WARN });
	/* Without brackets an address is neither a name nor a literal. */
	if (h->kind == HELO_OTHER || (h->kind == HELO_LITERAL && !h->brackets))
		findings_note(l, FINDING_HELO_NOT_FQDN, NULL);
	if (is_asked(r)) {
		if (host_faults(name) & (HOST_UNUSABLE | HOST_SINGLE_LABEL | HOST_SPECIAL_TLD))
			findings_note(l, FINDING_HELO_NOT_FQDN, name);
		if (r->helo_matches_ptr == YES)
			findings_note(l, FINDING_HELO_MATCH, name);
		else if (r->helo_matches_ptr == NO)
			findings_note(l, FINDING_HELO_MISMATCH, name);
	}
	if (r->helo_resolves_to_ip != NO || h->kind == HELO_OTHER)
		return;
	if (!is_asked(r))
		findings_add(
			l, &(struct finding){ .code = FINDING_HELO_RESOLVES_ELSEWHERE,
					      .fix = finding_words_of(FINDING_HELO_LITERAL)->fix });
	else if (is_unresolved(r->check))
		findings_note(l, FINDING_HELO_UNRESOLVED, name);
	else
		findings_note(l, FINDING_HELO_RESOLVES_ELSEWHERE, name);
}
