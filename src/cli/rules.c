/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include "ptr_change.h"

#include <fcrdns/provider.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

enum {
	WORDS_MAX = 4096,
	NAMES_MAX = 200
};

static const char *known_names(char out[static NAMES_MAX])
{
	size_t n, at = 0;
	const struct provider *all = provider_list(&n);

	*out = '\0';
	for (size_t i = 0; i < n && at < NAMES_MAX; i++)
		at += (size_t)snprintf(out + at, NAMES_MAX - at, "%s%s", i ? ", " : "", all[i].id);
	return out;
}

bool rules_no_session(const char *id, const char *region, struct why *why)
{
	const struct holding nothing = { .region = region ? region : "", .id = "", .label = "" };
	char shown[LIMIT_SHOWN], names[NAMES_MAX];
	const struct provider *p = provider_of(id);
	struct text words;

	if (!p)
		return why_set(why, WHY_USAGE, "there is no provider '%s', but %s",
			       text_shown(shown, sizeof(shown), id, strlen(id)),
			       known_names(names));
	if (p->has_session)
		return why_set(why, WHY_USAGE, "write '%s' as '%s'", id, p->id);
	if (!p->inventory_command)
		return why_set(why, WHY_USAGE,
			       "%s is not asked by this program: list its addresses in a file, one "
			       "a line",
			       p->name);
	text_init(&words, WORDS_MAX);
	provider_words(p->inventory_command, &nothing, NULL, 0, &words);
	(void)why_set(why, WHY_USAGE,
		      "%s is not asked by this program; what --inventory - takes is made by: %s",
		      p->name, text_cstr(&words));
	text_done(&words);
	return false;
}

static bool no_api(const struct ptr_change *c, const struct provider *p, const char *region,
		   struct why *why)
{
	const char *words = c->sets ? p->set_command : p->unset_command;
	const struct holding h = {
		.address = c->address, .region = region, .id = c->o->id ? c->o->id : "", .label = ""
	};
	struct text said;

	text_init(&said, WORDS_MAX);
	if (words || p->console)
		provider_words(words ? words : p->console, &h, &c->name, c->o->ttl_s, &said);
	(void)why_set(why, WHY_USAGE, "PTRs of %s are changed by %s%s%s", p->name,
		      words ? "its own program" : "people", said.len ? ": " : "", text_cstr(&said));
	text_done(&said);
	return false;
}

static bool allow_ttl(const struct provider *p, unsigned ttl_s, struct why *why)
{
	if (!ttl_s)
		return true;
	if (!p->has_ttl)
		return why_set(why, WHY_USAGE, "%s does not let customers choose the TTL of a PTR",
			       p->name);
	if (ttl_s < p->ttl_min_s || (p->ttl_max_s && ttl_s > p->ttl_max_s))
		return why_set(why, WHY_USAGE, "%s takes a TTL of %u to %u seconds", p->name,
			       p->ttl_min_s, p->ttl_max_s);
	return true;
}

static bool allow_name(const struct provider *p, const struct name *name, struct why *why)
{
	char text[NAME_TEXT_MAX];

	if (!name->len || p->underscore || !(host_faults(name) & HOST_UNDERSCORE))
		return true;
	(void)name_text(name, text);
	return why_set(why, WHY_USAGE, "%s takes no name with an underscore, such as %.200s",
		       p->name, text);
}

bool rules_allow(const struct ptr_change *c, const char *provider, struct why *why)
{
	const char *description = c->o->description;
	char id[LIMIT_PROVIDER + 1];
	size_t n = strcspn(provider, ":");
	const struct provider *p;

	(void)snprintf(id, sizeof(id), "%.*s", n < sizeof(id) ? (int)n : 0, provider);
	p = provider_of(id);
	if (!p)
		return true; /* who opens the session says it */
	if (!p->sets_ptr)
		return no_api(c, p, provider[n] ? provider + n + 1 : "", why);
	if (!(c->address.len == 4 ? p->ipv4 : p->ipv6))
		return why_set(why, WHY_USAGE, "%s has no PTR of one's own for IPv%d addresses",
			       p->name, c->address.len == 4 ? 4 : 6);
	if (description && !p->description_max)
		return why_set(why, WHY_USAGE, "%s keeps no description of a PTR", p->name);
	if (description && strlen(description) > p->description_max)
		return why_set(why, WHY_USAGE, "%s takes a description of at most %u characters",
			       p->name, p->description_max);
	return allow_ttl(p, c->o->ttl_s, why) && allow_name(p, &c->name, why);
}
