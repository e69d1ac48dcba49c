/* SPDX-License-Identifier: MIT */
#include "web_config_yaml.h"

#include "web_config.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <stdio.h>
#include <string.h>

enum {
	LIST_MAX = 64,
	AT_SECTION = 1, /* a depth: the sections, ... */
	AT_KEY = 2,	/* ... their keys, and users, ... */
	AT_ITEM = 3	/* ... and headers, and what is in a list */
};

static const char tls[] = "tls_server_config", http[] = "http_server_config",
		  users[] = "basic_auth_users", rate[] = "rate_limit", headers[] = "headers";

static const struct {
	const char *section, *name;
	bool is_list;
} keys[WEB_KEYS] = {
	[WEB_CERT_FILE] = { tls, "cert_file", false },
	[WEB_KEY_FILE] = { tls, "key_file", false },
	[WEB_CLIENT_AUTH_TYPE] = { tls, "client_auth_type", false },
	[WEB_CLIENT_CA_FILE] = { tls, "client_ca_file", false },
	[WEB_MIN_VERSION] = { tls, "min_version", false },
	[WEB_MAX_VERSION] = { tls, "max_version", false },
	[WEB_CIPHER_SUITES] = { tls, "cipher_suites", true },
	[WEB_PREFER_SERVER] = { tls, "prefer_server_cipher_suites", false },
	[WEB_CURVES] = { tls, "curve_preferences", true },
	[WEB_HTTP2] = { http, "http2", false },
	[WEB_RATE_INTERVAL] = { rate, "interval", false },
	[WEB_RATE_BURST] = { rate, "burst", false },
};

/* What others who read such files take, and we do not. */
static const struct {
	const char *name, *says;
} refused[] = {
	{ "cert", "texts of certificates are not read: name a file by cert_file" },
	{ "key", "texts of keys are not read: name a file by key_file" },
	{ "client_ca", "texts of certificates are not read: name a file by client_ca_file" },
	{ "client_allowed_sans",
	  "clients are told apart by client_ca_file alone, there is no client_allowed_sans" },
};

static bool no_memory(struct why *why)
{
	return why_set(why, WHY_INTERNAL, "out of memory");
}

static bool unknown(const struct setting *s, const char *section, struct why *why)
{
	char known[256];
	size_t n = 0;

	known[0] = '\0';
	for (size_t i = 0; i < WEB_KEYS && n < sizeof(known); i++)
		if (!strcmp(keys[i].section, section))
			n += (size_t)snprintf(known + n, sizeof(known) - n, "%s%s", n ? ", " : "",
					      keys[i].name);
	if (!strcmp(section, http) && n < sizeof(known))
		(void)snprintf(known + n, sizeof(known) - n, ", %s", headers);
	return setting_unknown(s, known, why);
}

static bool know_section(const struct setting *s, const char *name, struct why *why)
{
	return !strcmp(name, tls) || !strcmp(name, http) || !strcmp(name, users) ||
	       !strcmp(name, rate) ||
	       setting_unknown(s,
			       "tls_server_config, http_server_config, basic_auth_users and "
			       "rate_limit",
			       why);
}

static bool find_key(enum web_key *ret, const struct setting *s, const struct yaml_place *at,
		     struct why *why)
{
	const char *section = at->key[AT_SECTION - 1], *name = at->key[AT_KEY - 1];

	for (unsigned i = 0; i < WEB_KEYS; i++)
		if (!strcmp(keys[i].section, section) && !strcmp(keys[i].name, name)) {
			*ret = (enum web_key)i;
			return true;
		}
	for (size_t i = 0; !strcmp(section, tls) && i < sizeof(refused) / sizeof(refused[0]); i++)
		if (!strcmp(refused[i].name, name))
			return setting_refuse(s, why, "%s", refused[i].says);
	return unknown(s, section, why);
}

static bool is_headers(const struct yaml_place *at)
{
	return !strcmp(at->key[AT_SECTION - 1], http) && !strcmp(at->key[AT_KEY - 1], headers);
}

static bool add_pair(struct web_draft *d, struct web_pairs *to, const struct setting *s,
		     const char *name, const char *value, struct why *why)
{
	struct web_pair *more;

	if (to->n == LIMIT_WEB_USERS)
		return setting_refuse(s, why, "%s is one more than the %d that are read", s->key,
				      LIMIT_WEB_USERS);
	more = mem_resize(to->pair, (to->n + 1) * sizeof(*more));
	if (!more)
		return no_memory(why);
	to->pair = more;
	more += to->n++;
	*more = (struct web_pair){ .line = s->line };
	more->name = arena_string(d->texts, name, strlen(name));
	more->value = value ? arena_string(d->texts, value, strlen(value)) : NULL;
	return (more->name && (more->value || !value)) || no_memory(why);
}

static bool begin(void *user, const struct yaml_place *at, bool is_mapping, struct why *why)
{
	struct web_draft *d = user;
	enum web_key key = WEB_KEYS;
	struct setting s;

	setting_at(&s, d->file, at, at->depth);
	if (!at->depth)
		return is_mapping ||
		       setting_refuse(&s, why, "it is a list, and has to be a mapping");
	if (at->depth == AT_SECTION) {
		if (!know_section(&s, at->key[0], why))
			return false;
		if (!strcmp(at->key[0], tls)) {
			d->has_tls = true;
			d->tls_line = at->line;
		}
		return is_mapping || setting_wants(&s, "a mapping, not a list", NULL, why);
	}
	if (at->depth > AT_KEY || !strcmp(at->key[0], users))
		return setting_wants(&s, "a text", NULL, why);
	if (is_headers(at))
		return is_mapping || setting_wants(&s, "a mapping, not a list", NULL, why);
	if (!find_key(&key, &s, at, why))
		return false;
	if (is_mapping || !keys[key].is_list)
		return setting_wants(&s, keys[key].is_list ? "a list" : "one text", NULL, why);
	d->key[key].line = at->line;
	return true;
}

static bool add_text(struct web_draft *d, enum web_key key, const struct setting *s,
		     const char *value, struct why *why)
{
	const char *copy = arena_string(d->texts, value, strlen(value));

	if (d->key[key].texts.n == LIST_MAX)
		return setting_refuse(s, why, "%s has more than %d items", s->key, LIST_MAX);
	d->key[key].line = s->line;
	return (copy && opt_texts_add(&d->key[key].texts, copy)) || no_memory(why);
}

static bool scalar(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	struct web_draft *d = user;
	enum web_key key = WEB_KEYS;
	struct setting s;

	setting_at(&s, d->file, at, at->depth);
	if (!know_section(&s, at->key[0], why))
		return false;
	if (at->depth == AT_SECTION)
		return !value || setting_wants(&s, "a mapping", NULL, why);
	if (!strcmp(at->key[0], users))
		return add_pair(d, &d->users, &s, at->key[AT_KEY - 1], value, why);
	if (is_headers(at) && at->depth == AT_KEY)
		return !value || setting_wants(&s, "a mapping", NULL, why);
	if (is_headers(at))
		return add_pair(d, &d->headers, &s, at->key[AT_ITEM - 1], value, why);
	setting_at(&s, d->file, at, AT_KEY); /* an item has the name of its list */
	if (!find_key(&key, &s, at, why))
		return false;
	if (value && keys[key].is_list && at->depth == AT_KEY)
		return setting_wants(&s, "a list", value, why);
	return !value || add_text(d, key, &s, value, why);
}

bool web_draft_read(struct web_draft *ret, struct arena *texts, const char *file,
		    const char *octets, size_t n, struct why *why)
{
	const struct yaml_reader reader = { .scalar = scalar, .begin = begin, .user = ret };

	*ret = (struct web_draft){ .file = file, .texts = texts };
	return yaml_read(&reader, file, octets, n, why);
}

void web_draft_done(struct web_draft *d)
{
	for (unsigned k = 0; k < WEB_KEYS; k++)
		opt_texts_done(&d->key[k].texts);
	mem_free(d->users.pair);
	mem_free(d->headers.pair);
}

const char *web_draft_text(const struct web_draft *d, enum web_key key, struct setting *ret)
{
	*ret = (struct setting){ .file = d->file, .line = d->key[key].line };
	(void)snprintf(ret->key, sizeof(ret->key), "%s.%s", keys[key].section, keys[key].name);
	return d->key[key].texts.n ? d->key[key].texts.text[0] : NULL;
}
