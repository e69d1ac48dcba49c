/* SPDX-License-Identifier: MIT */
#include "modules_yaml.h"

#include "modules.h"

#include <fcrdns/arena.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <stdio.h>
#include <string.h>

enum {
	LIST_MAX = 16,
	AT_MODULE = 2, /* a depth: the names of modules, ... */
	AT_KEY = 3,    /* ... their keys, ... */
	AT_ITEM = 4    /* ... and what is in a list or a mapping of one */
};

static const struct {
	const char *name;
	bool may_be_list;
} keys[DRAFT_KEYS] = {
	[DRAFT_RESOLVERS] = { "resolvers", true },  [DRAFT_CACERT] = { "cacert", false },
	[DRAFT_TIMEOUT] = { "timeout", false },	    [DRAFT_STRICT] = { "strict", false },
	[DRAFT_EXPECT] = { "expect", true },	    [DRAFT_HELO] = { "helo", false },
	[DRAFT_OWNERSHIP] = { "ownership", false }, [DRAFT_IGNORE] = { "ignore", true },
	[DRAFT_PTR_LIMIT] = { "ptr_limit", false }, [DRAFT_PTR_INFO] = { "ptr_info", false },
	[DRAFT_FAIL_ON] = { "fail_on", false },
};
static const char known[] = "resolvers, cacert, timeout, strict, expect, helo, ownership, ignore, "
			    "ptr_limit, ptr_info and fail_on";

static bool no_memory(struct why *why)
{
	return why_set(why, WHY_INTERNAL, "out of memory");
}

static bool is_module_name(const char *name)
{
	static const char may[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				  "._-";
	size_t n = strlen(name);

	return n <= MODULE_NAME_MAX && strspn(name, may) == n;
}

/* What is read next is in it: the last one is the one that is meant. */
static bool begin_module(struct drafts *d, const struct yaml_place *at, struct why *why)
{
	const char *name = at->key[AT_MODULE - 1];
	struct setting s;
	struct draft *more;

	setting_at(&s, d->file, at, AT_MODULE);
	if (!is_module_name(name))
		return setting_refuse(&s, why,
				      "the name of a module is up to %d letters, digits, '.', '_' "
				      "and '-', which %s is not",
				      MODULE_NAME_MAX, s.key);
	if (d->n == LIMIT_MODULES)
		return setting_refuse(&s, why, "there are more than %d modules", LIMIT_MODULES);
	more = mem_resize(d->draft, (d->n + 1) * sizeof(*more));
	if (!more)
		return no_memory(why);
	d->draft = more;
	more += d->n++;
	*more = (struct draft){ .line = at->line };
	more->name = arena_string(d->texts, name, strlen(name));
	return more->name || no_memory(why);
}

static bool find_key(enum draft_key *ret, const struct setting *s, const char *name,
		     struct why *why)
{
	for (unsigned i = 0; i < DRAFT_KEYS; i++)
		if (!strcmp(name, keys[i].name)) {
			*ret = (enum draft_key)i;
			return true;
		}
	return setting_unknown(s, known, why);
}

static bool add_text(struct drafts *d, enum draft_key key, const struct setting *s,
		     const char *value, struct why *why)
{
	struct draft *m = &d->draft[d->n - 1];
	const char *copy = arena_string(d->texts, value, strlen(value));

	if (m->key[key].texts.n == LIST_MAX)
		return setting_refuse(s, why, "%s has more than %d items", s->key, LIST_MAX);
	m->key[key].line = s->line;
	return (copy && opt_texts_add(&m->key[key].texts, copy)) || no_memory(why);
}

static bool add_ownership(struct drafts *d, const struct setting *s, const char *name,
			  const char *value, struct why *why)
{
	struct draft *m = &d->draft[d->n - 1];
	bool is_domain = !strcmp(name, "domain");
	const char *copy = arena_string(d->texts, value, strlen(value));

	if (!is_domain && strcmp(name, "value") != 0)
		return setting_unknown(s, "domain and value", why);
	*(is_domain ? &m->ownership_domain : &m->ownership_value) = copy;
	m->key[DRAFT_OWNERSHIP].line = s->line;
	return copy || no_memory(why);
}

static bool begin(void *user, const struct yaml_place *at, bool is_mapping, struct why *why)
{
	struct drafts *d = user;
	enum draft_key key = DRAFT_KEYS;
	struct setting s;

	setting_at(&s, d->file, at, at->depth);
	if (!at->depth)
		return is_mapping ||
		       setting_refuse(&s, why, "it is a list, and has to be a mapping");
	if (strcmp(at->key[0], "modules") != 0)
		return setting_unknown(&s, "modules", why);
	if (at->depth <= AT_MODULE && !is_mapping)
		return setting_wants(&s, "a mapping, not a list", NULL, why);
	if (at->depth == AT_MODULE)
		return begin_module(d, at, why);
	if (at->depth < AT_KEY)
		return true;
	if (at->depth > AT_KEY)
		return setting_wants(&s, "a text", NULL, why);
	if (!find_key(&key, &s, at->key[AT_KEY - 1], why))
		return false;
	if (is_mapping ? key == DRAFT_OWNERSHIP : keys[key].may_be_list) {
		d->draft[d->n - 1].key[key].line = at->line;
		return true;
	}
	return setting_wants(&s, is_mapping ? "no mapping" : "one text, not a list", NULL, why);
}

static bool scalar(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	struct drafts *d = user;
	enum draft_key key = DRAFT_KEYS;
	struct setting s;

	setting_at(&s, d->file, at, at->depth);
	if (at->depth && strcmp(at->key[0], "modules") != 0)
		return setting_unknown(&s, "modules", why);
	if (at->depth == AT_MODULE && !value)
		return begin_module(d, at, why);
	if (at->depth < AT_KEY)
		return !value || setting_wants(&s, "a mapping", value, why);
	if (at->depth == AT_ITEM && !strcmp(at->key[AT_KEY - 1], keys[DRAFT_OWNERSHIP].name))
		return !value || add_ownership(d, &s, at->key[AT_ITEM - 1], value, why);
	setting_at(&s, d->file, at, AT_KEY); /* an item has the name of its list */
	return find_key(&key, &s, at->key[AT_KEY - 1], why) &&
	       (!value || add_text(d, key, &s, value, why));
}

bool drafts_read(struct drafts *ret, struct arena *texts, const char *file, const char *octets,
		 size_t n, struct why *why)
{
	const struct yaml_reader reader = { .scalar = scalar, .begin = begin, .user = ret };

	*ret = (struct drafts){ .file = file, .texts = texts };
	return yaml_read(&reader, file, octets, n, why);
}

void drafts_done(struct drafts *d)
{
	for (unsigned i = 0; i < d->n; i++)
		for (unsigned k = 0; k < DRAFT_KEYS; k++)
			opt_texts_done(&d->draft[i].key[k].texts);
	mem_free(d->draft);
}

void draft_setting(struct setting *ret, const struct drafts *d, const struct draft *m,
		   enum draft_key key)
{
	*ret = (struct setting){ .file = d->file, .line = m->key[key].line };
	(void)snprintf(ret->key, sizeof(ret->key), "modules.%s.%s", m->name, keys[key].name);
}
