/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/text.h>

enum {
	NAMES_NAMED = 4 /* of the expected ones */
};

static const struct name *expected_at(const struct policy *p, unsigned i)
{
	return i ? &p->also_expected[i - 1] : &p->expect;
}

void expect_put_names(const struct policy *p, struct text *out)
{
	unsigned n = p->n_also_expected + 1;
	unsigned shown = n > NAMES_NAMED ? NAMES_NAMED - 1 : n;

	for (unsigned i = 0; i < shown; i++) {
		if (i)
			text_str(out, i + 1 == n ? " and " : ", ");
		name_put(expected_at(p, i), out);
	}
	if (shown < n)
		text_printf(out, " and %u more", n - shown);
}

const struct name *expect_ptr_of(const struct record *r)
{
	const struct policy *p = r->check->policy;

	for (unsigned i = 0; i < r->n_names; i++)
		for (unsigned k = 0; k <= p->n_also_expected; k++)
			if (name_equal(&r->names[i].candidate->name, expected_at(p, k)))
				return expected_at(p, k);
	return NULL;
}

void expect_put_forward(const struct check *c, struct text *out)
{
	if (!c->expect || ask_is_temporary(c->expect) || ask_lists(c->expect, &c->target->address))
		return;
	text_lit(out, ", and at your DNS host give ");
	name_put(&c->policy->expect, out);
	text_printf(out, " the %s record ", c->target->address.len == 4 ? "A" : "AAAA");
	ip_put(&c->target->address, out);
}
