/* SPDX-License-Identifier: MIT */
#include <fcrdns/preflight.h>

#include "preflight.h"

#include <fcrdns/arena.h>
#include <fcrdns/generic.h>
#include <fcrdns/provider.h>
#include <fcrdns/text.h>

#include <assert.h>
#include <string.h>

enum {
	WORDS_MAX = 4096
};

const char *preflight_kept(struct preflight *p, struct text *t)
{
	const char *copy = t->len ? arena_string(p->record->check->arena, t->data, t->len) : NULL;

	if (t->failed || (t->len && !copy))
		p->state = p->state > PREFLIGHT_UNDECIDED ? p->state : PREFLIGHT_UNDECIDED;
	text_done(t);
	return copy ? copy : "";
}

struct preflight_item *preflight_add(struct preflight *p, const char *code,
				     enum preflight_state state)
{
	struct preflight_item *item = &p->items[p->n_items++];

	assert(p->n_items <= PREFLIGHT_ITEMS);
	*item = (struct preflight_item){ .code = code, .state = state, .message = "" };
	p->state = state > p->state ? state : p->state;
	return item;
}

static void begin(struct text *t)
{
	text_init(t, WORDS_MAX);
}

static void say(struct preflight *p, struct preflight_item *item, struct text *t)
{
	item->message = preflight_kept(p, t);
}

/* NAME of the provider and some words. */
static struct preflight_item *note(struct preflight *p, const char *code,
				   enum preflight_state state, const char *words)
{
	struct preflight_item *item = preflight_add(p, code, state);
	struct text t;

	begin(&t);
	text_str(&t, p->wish->provider->name);
	text_char(&t, ' ');
	text_str(&t, words);
	say(p, item, &t);
	return item;
}

static void look_at_family(struct preflight *p)
{
	const struct provider *v = p->wish->provider;
	bool is_4 = p->record->target->address.len == 4;

	if (is_4 ? v->ipv4 : v->ipv6)
		(void)note(p, "family", PREFLIGHT_OK,
			   is_4 ? "lets customers set the PTR of an IPv4 address"
				: "lets customers set the PTR of an IPv6 address");
	else
		(void)note(p, "family", PREFLIGHT_REFUSED,
			   is_4 ? "has no PTR of one's own for IPv4 addresses"
				: "has no PTR of one's own for IPv6 addresses");
}

/* What nobody would take as the name of a mail server; the first fault that applies. */
static const struct {
	unsigned fault;
	const char *message, *fix;
} unusable[] = {
	{ HOST_ROOT, "the root is no host name", "name the host, such as mail.example.com" },
	{ HOST_IP_LITERAL, "an address is no host name",
	  "name the host, such as mail.example.com" },
	{ HOST_NON_ASCII, "the name holds characters outside ASCII",
	  "write an internationalized name as its A-label, which begins with xn--" },
	{ HOST_WILDCARD, "a PTR must not name a wildcard", "name one host" },
	{ HOST_BAD_CHAR, "the name holds a character that host names may not hold",
	  "use letters, digits and hyphens" },
	{ HOST_BAD_HYPHEN, "a label of the name begins or ends with a hyphen", "use another name" },
	{ HOST_NUMERIC, "the name has nothing but digits", "use another name" },
};

static const struct {
	unsigned fault;
	const char *message, *fix;
} doubtful[] = {
	{ HOST_SINGLE_LABEL, "the name has one label only: mail servers want a full name",
	  "write the domain behind it" },
	{ HOST_ARPA, "the name is below arpa: was a final dot forgotten somewhere?", NULL },
	{ HOST_SPECIAL_TLD, "the last label of the name is not in the DNS of the internet", NULL },
	{ HOST_LONG, "the name is longer than 64 characters, which some systems cannot hold",
	  NULL },
};

static void look_at_name(struct preflight *p)
{
	const struct provider *v = p->wish->provider;
	unsigned faults = host_faults(p->wish->name), seen = p->n_items;
	struct preflight_item *item;

	for (size_t i = 0; i < sizeof(unusable) / sizeof(unusable[0]); i++) {
		if (!(faults & unusable[i].fault))
			continue;
		item = preflight_add(p, "name", PREFLIGHT_REFUSED);
		item->message = unusable[i].message;
		item->fix = unusable[i].fix;
		return;
	}
	for (size_t i = 0; i < sizeof(doubtful) / sizeof(doubtful[0]); i++) {
		if (!(faults & doubtful[i].fault))
			continue;
		item = preflight_add(p, "name", PREFLIGHT_ADVICE);
		item->message = doubtful[i].message;
		item->fix = doubtful[i].fix;
	}
	if (faults & HOST_UNDERSCORE && !v->underscore) {
		(void)note(p, "name", PREFLIGHT_REFUSED, "takes no name with an underscore");
	} else if (faults & HOST_UNDERSCORE) {
		item = preflight_add(p, "name", PREFLIGHT_ADVICE);
		item->message = "the name holds an underscore, which some mail servers refuse";
		item->fix = "use a hyphen";
	}
	if (p->n_items == seen)
		preflight_add(p, "name", PREFLIGHT_OK)->message = "the name is a host name";
	if (v->dot_required)
		(void)note(p, "dot", PREFLIGHT_OK,
			   "wants a final dot, which ptr set writes by itself");
}

static void look_at_generic(struct preflight *p)
{
	const struct policy *policy = p->record->check->policy;
	char text[NAME_TEXT_MAX];
	struct name domain = { 0 };
	struct generic looks;
	size_t n = name_text(p->wish->name, text);

	if (host_faults(p->wish->name) & HOST_UNUSABLE)
		return;
	if (policy->root_domain)
		(void)policy->root_domain(policy->suffix_list, p->wish->name, &domain);
	if (generic_of(policy->generic_words, &p->record->target->address, text, n, &domain,
		       &looks) != GENERIC_YES ||
	    looks.is_fixed)
		return;
	preflight_add(p, "generic", PREFLIGHT_ADVICE)->message =
		"the name looks like one that a provider gives to every address";
	p->items[p->n_items - 1].fix = "use a name that tells what the host does, such as mail";
}

static void look_at_ttl(struct preflight *p)
{
	const struct preflight_wish *w = p->wish;
	const struct provider *v = w->provider;
	struct preflight_item *item;
	struct text t;

	if (!w->has_ttl && !v->has_ttl)
		return;
	if (!v->has_ttl) {
		(void)note(p, "ttl", PREFLIGHT_REFUSED,
			   "does not let customers choose the TTL of a PTR");
		p->items[p->n_items - 1].fix = "leave --ttl out";
		return;
	}
	begin(&t);
	if (w->has_ttl && (w->ttl_s < v->ttl_min_s || w->ttl_s > v->ttl_max_s)) {
		item = preflight_add(p, "ttl", PREFLIGHT_REFUSED);
		text_printf(&t, "%s takes a TTL of %u to %u seconds, not %u", v->name, v->ttl_min_s,
			    v->ttl_max_s, w->ttl_s);
	} else if (w->has_ttl) {
		item = preflight_add(p, "ttl", PREFLIGHT_OK);
		text_printf(&t, "a TTL of %u seconds is within %u to %u", w->ttl_s, v->ttl_min_s,
			    v->ttl_max_s);
	} else {
		item = preflight_add(p, "ttl", PREFLIGHT_OK);
		if (v->ttl_default_s)
			text_printf(&t, "without --ttl the TTL is %u seconds", v->ttl_default_s);
		else
			text_lit(&t, "without --ttl the TTL is that of the reverse zone");
	}
	say(p, item, &t);
}

static void look_at_extras(struct preflight *p)
{
	const struct preflight_wish *w = p->wish;
	const struct provider *v = w->provider;
	struct text t;

	if (w->description && !v->description_max) {
		(void)note(p, "description", PREFLIGHT_REFUSED, "keeps no description of a PTR");
	} else if (w->description && strlen(w->description) > v->description_max) {
		begin(&t);
		text_printf(&t, "%s takes a description of at most %u characters, not %zu", v->name,
			    v->description_max, strlen(w->description));
		say(p, preflight_add(p, "description", PREFLIGHT_REFUSED), &t);
	} else if (w->description) {
		(void)note(p, "description", PREFLIGHT_OK, "keeps the description");
	}
	if (w->n_tags && !v->tags_max) {
		(void)note(p, "tags", PREFLIGHT_REFUSED, "keeps no tags of a PTR");
	} else if (w->n_tags > v->tags_max) {
		begin(&t);
		text_printf(&t, "%s takes at most %u tags, not %u", v->name, v->tags_max,
			    w->n_tags);
		say(p, preflight_add(p, "tags", PREFLIGHT_REFUSED), &t);
	} else if (w->n_tags) {
		(void)note(p, "tags", PREFLIGHT_OK, "takes so many tags");
	}
}

static void look_at_holding(struct preflight *p)
{
	const struct preflight_wish *w = p->wish;
	struct preflight_item *item;
	struct text t;

	begin(&t);
	switch (w->held) {
	case PREFLIGHT_UNASKED:
		item = preflight_add(p, "held", PREFLIGHT_ADVICE);
		text_lit(&t, "not checked: whether the address is yours");
		break;
	case PREFLIGHT_HELD_UNKNOWN:
		item = preflight_add(p, "held", PREFLIGHT_UNDECIDED);
		text_printf(&t, "whether the address is yours could not be learnt from %s",
			    w->provider->name);
		break;
	case PREFLIGHT_NOT_HELD:
		item = preflight_add(p, "held", PREFLIGHT_REFUSED);
		text_printf(&t, "your account at %s does not hold the address", w->provider->name);
		break;
	case PREFLIGHT_HELD:
	default:
		item = preflight_add(p, "held", PREFLIGHT_OK);
		text_printf(&t, "your account at %s holds the address", w->provider->name);
	}
	if (w->held_words)
		text_printf(&t, " (%s)", w->held_words);
	say(p, item, &t);
	if (w->held != PREFLIGHT_HELD)
		return;
	if (w->holding->ptr_state == PTR_PENDING) {
		item = preflight_add(p, "state", PREFLIGHT_UNDECIDED);
		item->message = "an earlier change of the PTR is still on its way";
		item->fix = "wait until it is done, then look again";
	} else if (w->holding->ptr_state == PTR_ERROR) {
		item = preflight_add(p, "state", PREFLIGHT_ADVICE);
		item->message = "the provider says that an earlier change of the PTR failed";
	}
}

void preflight_of(struct preflight *ret, const struct record *r, const struct preflight_wish *w)
{
	struct text t;

	*ret = (struct preflight){ .record = r, .wish = w };
	look_at_family(ret);
	look_at_name(ret);
	look_at_generic(ret);
	look_at_ttl(ret);
	look_at_extras(ret);
	look_at_holding(ret);
	preflight_of_dns(ret);
	if (w->provider->note) {
		text_init(&t, WORDS_MAX);
		text_put(&t, w->provider->note, strcspn(w->provider->note, "."));
		say(ret, preflight_add(ret, "note", PREFLIGHT_ADVICE), &t);
	}
	if (r->check->failed || r->check->arena->failed)
		ret->state = ret->state > PREFLIGHT_UNDECIDED ? ret->state : PREFLIGHT_UNDECIDED;
}

const char *preflight_state_text(enum preflight_state s)
{
	static const char *const text_of[] = { "ok", "advice", "undecided", "refused" };

	return text_of[s];
}
