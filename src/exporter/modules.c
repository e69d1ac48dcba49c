/* SPDX-License-Identifier: MIT */
#include "modules.h"

#include "modules_yaml.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>
#include <fcrdns/wholefile.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
	TEXTS_MAX = 4 * LIMIT_CONFIG,
	TIMEOUT_LEAST_MS = 100,
	TIMEOUT_MOST_MS = 3600000
};

struct modules {
	struct arena texts; /* what names and policies point to */
	struct module **module;
	unsigned n;
};

/* ---- of a draft ---- */

struct making {
	const struct drafts *drafts;
	const struct draft *draft;
	struct module *module;
	struct arena *texts;
};

/* `reason` says what is wrong with what the key says, after `before`. */
static bool refuse(const struct making *m, enum draft_key key, const char *before,
		   const char *reason, struct why *why)
{
	struct setting s;

	draft_setting(&s, m->drafts, m->draft, key);
	return setting_refuse(&s, why, "modules.%s.%s%s", m->draft->name, before, reason);
}

/* The only text of a key, or NULL. */
static const char *text_of(const struct making *m, enum draft_key key, struct setting *ret)
{
	const struct opt_texts *t = &m->draft->key[key].texts;

	draft_setting(ret, m->drafts, m->draft, key);
	return t->n ? t->text[0] : NULL;
}

static bool make_numbers(const struct making *m, unsigned *ptr_limit, bool *strict, struct why *why)
{
	static const char *const fail_on[] = { "fail", "warn", NULL };
	struct module *module = m->module;
	struct setting s;
	unsigned choice = 0;
	const char *text;

	text = text_of(m, DRAFT_TIMEOUT, &s);
	if (text && !setting_duration(&module->timeout_ms, &s, text, TIMEOUT_LEAST_MS,
				      TIMEOUT_MOST_MS, why))
		return false;
	text = text_of(m, DRAFT_PTR_LIMIT, &s);
	if (text && !setting_uint(ptr_limit, &s, text, 1, LIMIT_PTR_NAMES_MAX, why))
		return false;
	text = text_of(m, DRAFT_STRICT, &s);
	if (text && !setting_bool(strict, &s, text, why))
		return false;
	text = text_of(m, DRAFT_PTR_INFO, &s);
	if (text && !setting_bool(&module->ptr_info, &s, text, why))
		return false;
	text = text_of(m, DRAFT_FAIL_ON, &s);
	if (text && !setting_choice(&choice, &s, text, fail_on, why))
		return false;
	module->fail_on_warn = choice == 1;
	return true;
}

/* As the option --ownership takes it, which wish_make reads. */
static bool ownership_text(const struct making *m, const char **ret, struct why *why)
{
	const char *domain = m->draft->ownership_domain, *value = m->draft->ownership_value;
	struct setting s;
	size_t size;
	char *text;

	*ret = text_of(m, DRAFT_OWNERSHIP, &s);
	if (!m->draft->key[DRAFT_OWNERSHIP].line || *ret)
		return true;
	if (!value)
		return setting_refuse(&s, why, "%s has no value", s.key);
	size = (domain ? strlen(domain) : 0) + strlen(value) + 2;
	text = arena_get(m->texts, size);
	if (!text)
		return why_set(why, WHY_INTERNAL, "out of memory");
	(void)snprintf(text, size, "%s=%s", domain ? domain : "", value);
	*ret = text;
	return true;
}

/* What is written is judged key by key, so that each mistake has its line. */
static bool make_wish(const struct making *m, struct wanted *all, struct why *why)
{
	const struct draft *d = m->draft;
	struct wanted each[] = { *all, *all, *all, *all };
	static const enum draft_key key[] = { DRAFT_EXPECT, DRAFT_HELO, DRAFT_OWNERSHIP,
					      DRAFT_IGNORE };
	struct wish *w = &m->module->wish;
	struct setting s;
	struct why fault;

	all->expects = d->key[DRAFT_EXPECT].texts.text;
	all->n_expects = d->key[DRAFT_EXPECT].texts.n;
	all->helo = text_of(m, DRAFT_HELO, &s);
	all->ignore = &d->key[DRAFT_IGNORE].texts;
	if (!ownership_text(m, &all->ownership, why))
		return false;
	each[0].expects = all->expects;
	each[0].n_expects = all->n_expects;
	each[1].helo = all->helo;
	each[2].ownership = all->ownership;
	each[3].ignore = all->ignore;
	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++)
		if (!wish_make(w, &each[i], &fault))
			return refuse(m, key[i], "", fault.text, why);
	if (!wish_make(w, all, why))
		return false;
	draft_setting(&s, m->drafts, d, DRAFT_OWNERSHIP);
	return !d->ownership_domain ||
	       (w->policy.ownership_domain.len && !strchr(d->ownership_domain, '=')) ||
	       setting_refuse(&s, why, "%s.domain wants a host name of two labels or more", s.key);
}

static bool make_servers(const struct making *m, struct why *why)
{
	const struct opt_texts *resolvers = &m->draft->key[DRAFT_RESOLVERS].texts;
	struct servers_conf conf = { 0 };
	bool any_url = false;
	struct setting s;
	struct why fault;

	for (size_t i = 0; i < resolvers->n; i++)
		any_url |= !strncasecmp(resolvers->text[i], "https://", 8);
	conf.cacert = text_of(m, DRAFT_CACERT, &s);
	if (conf.cacert && !any_url)
		return setting_wants(&s, "resolvers that are asked over https", NULL, why);
	if (wish_ask(&conf, &m->module->wish, resolvers, "resolvers", &fault) &&
	    servers_load(&m->module->servers, &conf, &fault))
		return true;
	if (!m->draft->key[DRAFT_RESOLVERS].line) /* it is resolv.conf that is wrong */
		return why_set(why, fault.code, "%s", fault.text);
	return refuse(m, DRAFT_RESOLVERS, "resolvers: ", fault.text, why);
}

static bool make(const struct making *m, struct why *why)
{
	struct wanted wanted = {
		.ownership_host = "alidnsptrcheck",
		.ptr_limit = LIMIT_PTR_NAMES,
		.is_file = true,
	};

	m->module->name = m->draft->name;
	m->module->timeout_ms = MODULE_TIMEOUT_MS;
	return make_numbers(m, &wanted.ptr_limit, &wanted.strict, why) &&
	       make_wish(m, &wanted, why) && make_servers(m, why);
}

/* ---- all of them ---- */

/* Each has a place of its own, from which it does not move. */
static bool add(struct modules *all, const struct drafts *drafts, const struct draft *draft,
		struct why *why)
{
	struct module *module = mem_zero(1, sizeof(*module));
	const struct making making = {
		.drafts = drafts, .draft = draft, .module = module, .texts = &all->texts
	};

	if (!module)
		return why_set(why, WHY_INTERNAL, "out of memory");
	all->module[all->n++] = module;
	return make(&making, why);
}

static bool add_all(struct modules *all, struct drafts *drafts, struct why *why)
{
	static const struct draft builtin = { .name = "default" };
	bool ok = true;

	all->module = mem_zero(drafts->n + 1, sizeof(struct module *));
	if (!all->module)
		return why_set(why, WHY_INTERNAL, "out of memory");
	for (unsigned i = 0; ok && i < drafts->n; i++)
		ok = add(all, drafts, &drafts->draft[i], why);
	return ok && (modules_find(all, NULL) || add(all, drafts, &builtin, why));
}

struct modules *modules_read(const char *shown, const char *octets, size_t n, struct why *why)
{
	struct modules *all = mem_zero(1, sizeof(*all));
	struct drafts drafts;
	bool ok;

	if (!all) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	arena_init(&all->texts, TEXTS_MAX);
	ok = drafts_read(&drafts, &all->texts, shown, octets, n, why) && add_all(all, &drafts, why);
	drafts_done(&drafts);
	if (ok)
		return all;
	modules_free(all);
	return NULL;
}

struct modules *modules_load(const char *file, struct why *why)
{
	struct whole_file whole;
	struct modules *all;

	if (!file)
		return modules_read("the modules", "", 0, why);
	if (!whole_file_read(&whole, file, LIMIT_CONFIG, NULL, why))
		return NULL;
	all = modules_read(whole.shown, whole.octets, whole.n, why);
	whole_file_drop(&whole);
	return all;
}

void modules_free(struct modules *m)
{
	if (!m)
		return;
	for (unsigned i = 0; i < m->n; i++)
		mem_free(m->module[i]);
	mem_free(m->module);
	arena_done(&m->texts);
	mem_free(m);
}

void modules_complete(struct modules *m, const struct suffix_list *suffixes,
		      const struct generic_words *words)
{
	for (unsigned i = 0; i < m->n; i++) {
		wish_complete(&m->module[i]->wish, &m->module[i]->servers, suffixes, true);
		m->module[i]->wish.policy.generic_words = words;
	}
}

const struct module *modules_find(const struct modules *m, const char *name)
{
	for (unsigned i = 0; i < m->n; i++)
		if (!strcmp(m->module[i]->name, name ? name : "default"))
			return m->module[i];
	return NULL;
}

unsigned modules_n(const struct modules *m)
{
	return m->n;
}

const struct module *modules_at(const struct modules *m, unsigned i)
{
	return m->module[i];
}
