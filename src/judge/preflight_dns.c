/* SPDX-License-Identifier: MIT */
#include <fcrdns/preflight.h>

#include "judge.h"
#include "preflight.h"

#include <fcrdns/provider.h>
#include <fcrdns/text.h>

enum {
	WORDS_MAX = 4096,
	LONG_TTL_S = 3600 /* an old PTR that is remembered for longer is worth a word */
};

static struct preflight_item *about_name(struct preflight *p, const char *code,
					 enum preflight_state state, const char *before,
					 const struct name *name, const char *after)
{
	struct preflight_item *item = preflight_add(p, code, state);
	struct text t;

	text_init(&t, WORDS_MAX);
	text_str(&t, before);
	name_put(name, &t);
	text_str(&t, after);
	item->message = preflight_kept(p, &t);
	return item;
}

/* The record to make first, as people type it. */
static const char *forward_fix(struct preflight *p)
{
	const struct ip *ip = &p->record->target->address;
	struct text t;

	text_init(&t, WORDS_MAX);
	text_printf(&t, "first make the %s record of ", ip->len == 4 ? "A" : "AAAA");
	name_put(p->wish->name, &t);
	text_lit(&t, " with ");
	ip_put(ip, &t);
	return preflight_kept(p, &t);
}

static void look_forward(struct preflight *p)
{
	const struct check *c = p->record->check;
	const struct ask *ask = c->expect;
	bool is_required = p->wish->provider->forward == FORWARD_REQUIRED;
	struct preflight_item *item;

	if (host_faults(p->wish->name) & HOST_UNUSABLE)
		return; /* it was refused for that, and was not asked */
	if (!ask || ask_is_temporary(ask)) {
		item = about_name(p, "forward", PREFLIGHT_UNDECIDED,
				  "no usable answer for the addresses of ", p->wish->name, "");
		item->fix = "check again later";
	} else if (ask_lists(ask, &c->target->address)) {
		(void)about_name(p, "forward", PREFLIGHT_OK, "", p->wish->name,
				 " leads to the address");
	} else {
		item = about_name(p, "forward", PREFLIGHT_REFUSED, "", p->wish->name,
				  is_required ? " does not lead to the address, so the provider "
						"refuses it"
					      : " does not lead to the address: the provider would "
						"take it, mail servers would not");
		item->fix = forward_fix(p);
	}
}

static void look_at_ownership(struct preflight *p)
{
	const struct record *r = p->record;
	struct preflight_item *item;
	struct text t;

	if (r->ownership.status == OWNERSHIP_NOT_ASKED) {
		if (!p->wish->provider->wants_ownership)
			return;
		item = preflight_add(p, "ownership", PREFLIGHT_UNDECIDED);
		item->message = "not checked: the TXT record that proves that the domain is yours";
		item->fix = "give the value that the console shows as --ownership VALUE";
		return;
	}
	if (r->ownership.status == OWNERSHIP_VERIFIED) {
		preflight_add(p, "ownership", PREFLIGHT_OK)->message =
			"the TXT record that proves the domain is in place";
		return;
	}
	item = preflight_add(p, "ownership",
			     r->ownership.status == OWNERSHIP_TEMPERROR ||
					     r->ownership.hint == HINT_DOMAIN_UNCLEAR
				     ? PREFLIGHT_UNDECIDED
				     : PREFLIGHT_REFUSED);
	text_init(&t, WORDS_MAX);
	ownership_message(r, &t);
	item->message = preflight_kept(p, &t);
	text_init(&t, WORDS_MAX);
	ownership_fix(r, &t);
	if (t.len && !t.failed && t.data[t.len - 1] == '.')
		t.len--;
	item->fix = preflight_kept(p, &t);
}

static void put_remembered(struct preflight *p, uint32_t ttl_s, const char *what)
{
	struct preflight_item *item;
	struct text t;

	if (p->record->check->policy->no_timing)
		return;
	item = preflight_add(p, "propagation",
			     ttl_s > LONG_TTL_S ? PREFLIGHT_ADVICE : PREFLIGHT_OK);
	text_init(&t, WORDS_MAX);
	text_printf(&t, "after the change, resolvers may remember %s for %u seconds", what, ttl_s);
	item->message = preflight_kept(p, &t);
	if (ttl_s > LONG_TTL_S && p->wish->provider->has_ttl)
		item->fix = "set the PTR that is there with a lower TTL first, and wait until the "
			    "old TTL is over";
}

static void look_at_current(struct preflight *p)
{
	const struct record *r = p->record;
	const struct answer *a = &r->check->ptr->answer;
	bool is_there = false;
	struct text t;

	if (ask_is_temporary(r->check->ptr)) {
		preflight_add(p, "current", PREFLIGHT_ADVICE)->message =
			"no usable answer about the PTR that is there now";
		return;
	}
	if (a->status != ANSWER_OK) {
		preflight_add(p, "current", PREFLIGHT_OK)->message = "there is no PTR now";
		if (a->has_soa)
			put_remembered(p, a->ttl_s, "that there was none");
		return;
	}
	for (unsigned i = 0; i < a->n_records; i++)
		is_there |= name_equal(&a->ptrs[i], p->wish->name);
	if (is_there && a->n_records == 1) {
		preflight_add(p, "current", PREFLIGHT_OK)->message = "the PTR is this name already";
		return;
	}
	if (a->n_records == 1) {
		(void)about_name(p, "current", PREFLIGHT_OK, "the PTR now is ", &a->ptrs[0], "");
	} else {
		struct preflight_item *item = preflight_add(p, "current", PREFLIGHT_ADVICE);

		text_init(&t, WORDS_MAX);
		text_printf(&t, "there are %u PTR records now, the first of them ", a->n_records);
		name_put(&a->ptrs[0], &t);
		if (p->wish->provider->names_max == 1)
			text_printf(&t, "; %s has one an address", p->wish->provider->name);
		item->message = preflight_kept(p, &t);
	}
	put_remembered(p, a->ttl_s, "what was there before");
}

void preflight_of_dns(struct preflight *p)
{
	if (!p->record->check || !p->record->check->ptr) {
		preflight_add(p, "forward", PREFLIGHT_UNDECIDED)->message = "nothing was asked";
		return;
	}
	look_forward(p);
	look_at_ownership(p);
	look_at_current(p);
}
