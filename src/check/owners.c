/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <fcrdns/arena.h>

#include <string.h>

/* Where the record that proves a domain may stand. */

/* `where` is the name below which the label stands; false when the label does not fit there. */
static bool place_owner(struct check *c, struct owner *o, const struct name *domain,
			const struct name *where)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	if (!name_prefix(&name, buf, c->policy->ownership_host, where))
		return false;
	o->domain = *domain;
	o->name = check_keep(c, &name);
	if (c->failed)
		return false;
	o->txt = check_ask(c, &o->name, TYPE_TXT);
	return o->txt != NULL;
}

void owners_add(struct check *c, const struct name *domain)
{
	for (unsigned i = 0; i < c->n_owners; i++)
		if (name_equal(&c->owners[i].domain, domain))
			return;
	if (place_owner(c, &c->owners[c->n_owners], domain, domain))
		c->n_owners++;
}

/* The domain when it does not depend on the PTR answer. */
static bool told_domain(const struct check *c, struct name *ret)
{
	const struct policy *p = c->policy;

	if (p->ownership_domain.len) {
		*ret = p->ownership_domain;
		return true;
	}
	if (p->expect.len)
		return check_root_domain(c, &p->expect, ret);
	return p->helo.kind == HELO_NAME && check_root_domain(c, &p->helo.name, ret);
}

bool owners_need_ptr(const struct check *c)
{
	const struct policy *p = c->policy;

	return !p->ownership_domain.len && !p->expect.len && p->helo.kind != HELO_NAME;
}

void owners_begin(struct check *c)
{
	struct name domain;

	c->owners = arena_zero(c->arena, (c->policy->ptr_limit + 1) * sizeof(*c->owners));
	if (!c->owners)
		c->failed = true;
	else if (told_domain(c, &domain))
		owners_add(c, &domain);
}

/* The host at which the value may stand by mistake. */
static const struct name *host_of(const struct check *c, const struct name *domain)
{
	if (c->policy->expect.len && name_is_under(&c->policy->expect, domain))
		return &c->policy->expect;
	for (unsigned i = 0; i < c->n_candidates; i++)
		if (c->candidates[i].evaluated && name_is_under(&c->candidates[i].name, domain))
			return &c->candidates[i].name;
	if (c->policy->helo.kind == HELO_NAME && name_is_under(&c->policy->helo.name, domain))
		return &c->policy->helo.name;
	return NULL;
}

/* Where people put the record by mistake: asked only when it is not where it belongs. */
void owners_plan(struct check *c)
{
	struct owner *o = c->owners;
	const struct name *host;
	uint8_t buf[NAME_MAX_OCTETS];
	struct name doubled;

	if (c->n_owners != 1 || !o->txt->told || !c->planned || c->doubled.txt || c->at_host.txt ||
	    answer_is_temporary(&o->txt->answer) ||
	    answer_has_text(&o->txt->answer, c->policy->ownership_value, c->policy->ownership_len))
		return;
	host = host_of(c, &o->domain);
	if (host && !name_equal(host, &o->domain))
		(void)place_owner(c, &c->at_host, &o->domain, host);
	if (o->domain.len - 1 + o->domain.len <= NAME_MAX_OCTETS) {
		memcpy(buf, o->domain.wire, o->domain.len - 1U);
		memcpy(buf + o->domain.len - 1, o->domain.wire, o->domain.len);
		doubled = (struct name){ buf, (uint8_t)(2 * o->domain.len - 1) };
		(void)place_owner(c, &c->doubled, &o->domain, &doubled);
	}
}
