/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <string.h>

static void add(struct findings *l, enum finding_code code, const struct name *about,
		const char *detail)
{
	findings_add(l, &(struct finding){ .code = code,
					   .severity = finding_words_of(code)->base,
					   .name = *about,
					   .detail = detail });
}

static void note_unknown(struct findings *l, const struct name *about, const char *what)
{
	add(l, FINDING_DEEP_UNDECIDED, about, what);
}

/* ---- the same host over the other protocol ---- */

static void note_twins(struct findings *l, const struct deep_name *n)
{
	const struct name *name = &n->candidate->name;
	bool is_unknown = ask_is_temporary(n->other);
	char text[IP_TEXT_MAX];

	for (unsigned i = 0; i < n->n_twins; i++) {
		const struct twin *t = &n->twins[i];
		enum leads_back leads = twin_leads(t, n);

		is_unknown |= leads == LEADS_UNKNOWN;
		if (leads != LEADS_ELSEWHERE)
			continue;
		(void)ip_text(&t->address, text);
		add(l, FINDING_DUAL_STACK_TWIN, name, arena_string(l->arena, text, strlen(text)));
	}
	if (is_unknown)
		note_unknown(l, name, "whether its other addresses lead back");
	if (n->is_cut)
		findings_limit(l, name, LIMIT_TWINS, "addresses of the other kind are looked at");
}

/* ---- SPF ---- */

static void note_sender(struct findings *l, const struct deep_sender *s)
{
	static const char *const said[] = {
		[SPF_NEUTRAL] = "it is neutral",  [SPF_SOFTFAIL] = "softfail", [SPF_FAIL] = "fail",
		[SPF_PERMERROR] = "it is faulty", [SPF_UNTOLD] = NULL,
	};

	if (s->result == SPF_TEMPERROR || s->result == SPF_MISSING)
		note_unknown(l, &s->name, "whether its SPF record lets the address send");
	else if (said[s->result])
		add(l, FINDING_SPF_NOT_COVERING, &s->name,
		    s->result == SPF_PERMERROR && s->fault ? s->fault : said[s->result]);
}

/* ---- who can be written to ---- */

static void note_domain(struct findings *l, const struct deep_domain *d)
{
	switch (domain_takes_mail(d)) {
	case TAKES_NONE:
		add(l, FINDING_MX_NULL, &d->name, NULL);
		break;
	case TAKES_NOWHERE:
		add(l, FINDING_MX_MISSING, &d->name, NULL);
		break;
	case TAKES_UNKNOWN:
		note_unknown(l, &d->name, "whether it takes mail");
		break;
	case TAKES_MAIL:
		break;
	}
	if (domain_has_site(d) == HAS_NO_SITE)
		add(l, FINDING_SITE_MISSING, &d->name, NULL);
	else if (domain_has_site(d) == HAS_UNKNOWN_SITE)
		note_unknown(l, &d->name, "whether it has a website");
}

void findings_of_deep(struct findings *l, const struct record *r)
{
	const struct deep *d = r->check->deep;

	if (!d->planned && r->iprev == IPREV_PASS)
		note_unknown(l, &r->check->reverse, "what --deep looks for");
	for (unsigned i = 0; i < d->n_names; i++)
		note_twins(l, &d->names[i]);
	for (unsigned i = 0; i < d->n_senders; i++)
		note_sender(l, &d->senders[i]);
	for (unsigned i = 0; i < d->n_domains; i++)
		note_domain(l, &d->domains[i]);
	if (d->is_cut)
		findings_limit(l, &r->check->reverse, LIMIT_DEEP_NAMES,
			       "names that lead back are looked at by --deep");
}
