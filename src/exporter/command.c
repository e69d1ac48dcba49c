/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "modules.h"

#include <fcrdns/finding.h>
#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include <string.h>

/* `text` from octet `at` on as one word of a shell, or the rest of one. */
static void quote(struct text *out, size_t at)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "%+,-./:=@_";
	struct text word;

	if (out->failed || strspn(text_cstr(out) + at, plain) == out->len - at)
		return;
	text_init(&word, out->ceiling);
	text_put(&word, out->data + at, out->len - at);
	out->len = at;
	text_char(out, '\'');
	for (const char *p = text_cstr(&word); *p; p++) {
		if (*p == '\'')
			text_lit(out, "'\\'");
		text_char(out, *p);
	}
	text_char(out, '\'');
	text_done(&word);
}

static void put_option(struct text *out, const char *option, const char *value)
{
	size_t at;

	text_printf(out, " %s ", option);
	at = out->len;
	text_str(out, value);
	quote(out, at);
}

static void put_name(struct text *out, const char *option, const struct name *name)
{
	char text[NAME_TEXT_MAX];

	(void)name_text(name, text);
	put_option(out, option, text);
}

static void put_servers(const struct servers *s, struct text *out)
{
	size_t at;

	text_lit(out, " -r ");
	at = out->len;
	for (unsigned i = 0; i < s->n; i++) {
		if (i)
			text_char(out, ',');
		text_str(out, s->server[i].text);
	}
	quote(out, at);
	if (s->cacert)
		put_option(out, "--cacert", s->cacert);
	if (s->use_vc)
		text_lit(out, " --tcp");
}

static bool is_confirmed(const struct record *r, const struct name *name)
{
	for (unsigned i = 0; i < r->n_confirmed; i++)
		if (name_equal(r->confirmed[i], name))
			return true;
	return false;
}

/* There it is one name: where several would do it is the one that did, or any that did not. */
static void put_expect(const struct record *r, const struct policy *p, struct text *out)
{
	const struct name *name = &p->expect;

	if (!p->expect.len)
		return;
	for (unsigned i = 0; i < p->n_also_expected && !is_confirmed(r, name); i++)
		if (is_confirmed(r, &p->also_expected[i]))
			name = &p->also_expected[i];
	put_name(out, "--expect", name);
}

/* A value with a '=' in it could be taken for a domain and a value. */
static void put_ownership(const struct policy *p, struct text *out)
{
	char domain[NAME_TEXT_MAX] = "";
	size_t at;

	if (!p->ownership)
		return;
	if (p->ownership_domain.len)
		(void)name_text(&p->ownership_domain, domain);
	text_lit(out, " --ownership ");
	at = out->len;
	text_str(out, domain);
	if (*domain || memchr(p->ownership_value, '=', p->ownership_len))
		text_char(out, '=');
	text_put(out, p->ownership_value, p->ownership_len);
	quote(out, at);
}

static void put_ignore(const struct policy *p, struct text *out)
{
	bool any = false;

	for (unsigned code = 0; code < N_FINDINGS; code++) {
		if (!(p->ignore[code / 64] >> code % 64 & 1))
			continue;
		text_str(out, any ? "," : " --ignore ");
		text_str(out, finding_code_text((enum finding_code)code));
		any = true;
	}
}

void command_put(const struct record *r, const struct module *m, const char *words,
		 struct text *out)
{
	const struct policy *p = &m->wish.policy;

	text_lit(out, "fcrdns-check -v");
	put_servers(&m->servers, out);
	if (p->strict)
		text_lit(out, " --strict");
	put_expect(r, p, out);
	if (p->helo.kind != HELO_NONE)
		put_option(out, "--helo", p->helo.text);
	put_ownership(p, out);
	if (p->ptr_limit != LIMIT_PTR_NAMES)
		text_printf(out, " --ptr-limit %u", p->ptr_limit);
	put_ignore(p, out);
	if (words)
		put_option(out, "--generic-words", words);
	if (m->fail_on_warn)
		text_lit(out, " --fail-on warn");
	text_char(out, ' ');
	text_put(out, r->address, r->address_len);
}
