/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "json.h"

#include <fcrdns/limits.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	ID_MAX = 4096, /* tokens are kept as ids are */
	LABEL_MAX = 63,
	SECRET_MIN = 6 /* octets: shorter ones are parts of words */
};

const char *session_get(const struct cloud *c, const char *name)
{
	const char *value = c->settings->get(c->settings->from, name);

	return value && *value ? value : NULL;
}

static bool is_plain(const char *s, const char *without)
{
	for (; *s; s++)
		if (*s <= 0x20 || *s >= 0x7f || strchr(without, *s))
			return false;
	return true;
}

bool session_key(const struct cloud *c, const char *name, const char **ret, struct why *why)
{
	const char *value = session_get(c, name);

	if (!value)
		return why_set(why, WHY_USAGE, "%s: %s is not set", c->provider->id, name);
	if (!is_plain(value, ",\"\\"))
		return why_set(why, WHY_USAGE, "%s: %s holds a character that none can have there",
			       c->provider->id, name);
	*ret = value;
	return true;
}

bool session_key_if_set(const struct cloud *c, const char *name, const char **ret, struct why *why)
{
	return !session_get(c, name) || session_key(c, name, ret, why);
}

const char *session_endpoint(struct cloud *c, const char *name)
{
	const char *url = session_get(c, name);
	size_t n = url ? strlen(url) : 0;

	while (n && url[n - 1] == '/')
		n--;
	return n ? session_printf(c, "%.*s", (int)n, url) : NULL;
}

bool session_can_describe(const struct cloud *c, struct why *why)
{
	return !c->wish->description || json_is_utf8(c->wish->description) ||
	       why_set(why, WHY_USAGE, "%s: the description is no UTF-8", c->provider->id);
}

bool session_is_label(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && n <= LABEL_MAX && !s[n] && s[0] != '-';
}

void session_ask(struct cloud *c, const char *method, const char *base)
{
	c->request = (struct http_request){ .method = method };
	c->url.len = 0;
	c->body.len = 0;
	text_str(&c->url, base);
}

enum cloud_want session_asked(struct cloud *c)
{
	bool is_made = http_add(&c->request, "Accept", "application/json", false);

	c->request.url = text_cstr(&c->url);
	if (c->body.len) {
		c->request.body = text_cstr(&c->body);
		c->request.body_len = c->body.len;
		is_made =
			is_made && http_add(&c->request, "Content-Type", "application/json", false);
	}
	if (is_made && !c->url.failed && !c->body.failed)
		return CLOUD_ASK;
	(void)session_fail(c, WHY_LIMIT, "%s: a request would be longer than any may be",
			   c->provider->id);
	return CLOUD_END;
}

static const char *out_of_memory(struct cloud *c)
{
	(void)session_fail(c, WHY_LIMIT, "%s: the answers are larger than %d MiB in all",
			   c->provider->id, LIMIT_CLOUD_ARENA >> 20);
	return "";
}

const char *session_printf(struct cloud *c, const char *format, ...)
{
	va_list ap;
	int n;
	char *to;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	to = n < 0 ? NULL : arena_get(&c->arena, (size_t)n + 1);
	if (!to)
		return out_of_memory(c);
	va_start(ap, format);
	(void)vsnprintf(to, (size_t)n + 1, format, ap);
	va_end(ap);
	return to;
}

const char *session_keep(struct cloud *c, const char *s)
{
	const char *kept = arena_string(&c->arena, s, strlen(s));

	return kept ? kept : out_of_memory(c);
}

/* By the names that all providers give to them. */
static bool is_secret(const char *variable)
{
	static const char *const parts[] = { "PASSWORD", "SECRET", "_SK", "TOKEN" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(variable, parts[i]))
			return true;
	return false;
}

static bool repeats(const char *s, const char *secret)
{
	return secret && strlen(secret) >= SECRET_MIN && strstr(s, secret);
}

bool session_has_secret(const struct cloud *c, const char *s)
{
	bool has = repeats(s, c->token);

	for (const char *const *v = c->provider->variables; !has && *v; v++)
		has = is_secret(*v) && repeats(s, session_get(c, *v));
	return has;
}

const char *session_shown(struct cloud *c, const char *s)
{
	char shown[LIMIT_SHOWN];

	if (!s || !*s || session_has_secret(c, s))
		return "";
	(void)text_shown(shown, sizeof(shown), s, strlen(s));
	for (char *p = shown; *p; p++) /* INTERFACE: texts of holdings have none of these */
		if (*p == '"' || *p == '\\')
			*p = *p == '"' ? '\'' : '/';
	return session_keep(c, shown);
}

bool session_id(struct cloud *c, const char *s, const char **ret)
{
	if (!s || !*s || strlen(s) > ID_MAX || !is_plain(s, "\"\\"))
		return false;
	*ret = session_keep(c, s);
	return true;
}

bool session_name(struct cloud *c, const char *s, struct name *ret)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;
	const uint8_t *kept;

	if (!s || !name_parse(&name, buf, s, strlen(s)))
		return false;
	kept = arena_copy(&c->arena, name.wire, name.len);
	if (!kept) {
		(void)out_of_memory(c);
		return false;
	}
	*ret = (struct name){ .wire = kept, .len = name.len };
	return true;
}

void session_complete(struct cloud *c)
{
	c->is_complete = !c->has_ended;
	c->has_ended = true;
}

bool session_fail(struct cloud *c, enum why_code code, const char *format, ...)
{
	char text[sizeof(c->why.text)];
	va_list ap;

	if (c->has_ended)
		return false; /* the first reason is the one */
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	c->has_ended = true;
	c->is_complete = false;
	return why_set(&c->why, code, "%s", text);
}

void session_confirm(struct cloud *c)
{
	const struct holding *h = c->n_holdings ? &c->holdings[0] : NULL;
	bool is_so = h != NULL;

	if (h && c->wish->job == CLOUD_SET)
		is_so = h->ptr_state == PTR_ACTIVE && name_equal(&h->ptr, &c->wish->ptr);
	else if (h && c->wish->job == CLOUD_UNSET)
		is_so = h->ptr_state == PTR_NONE;
	if (is_so)
		session_complete(c);
	else
		(void)session_fail(c, WHY_TEMPORARY,
				   "%s took the change, but does not show it afterwards",
				   c->provider->id);
}
