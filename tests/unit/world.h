/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_WORLD_H
#define FCRDNS_WORLD_H

/*
 * world: a DNS world as text, for tests of what is made of it. Rows end with a semicolon:
 *
 *   PTR mail.example.com old.example.com    at the target's reverse name
 *   A mail.example.com 192.0.2.1            at a name
 *   CD A mail.example.com 192.0.2.1         to a question that is not to be checked
 *   AGAIN A mail.example.com 192.0.2.1      to one that is asked a second time
 *
 * The words after that are told.h's. What has no row does not exist.
 */

#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "told.h"

#include <stdio.h>
#include <string.h>

struct world {
	struct arena arena, words;
	struct target target;
	struct policy policy;
	struct check check;
	struct record spare;
	const struct record *record;
	struct text out;
	uint8_t expect[NAME_MAX_OCTETS], helo[NAME_MAX_OCTETS], domain[NAME_MAX_OCTETS];
};

/* The last two labels: enough of a suffix list for these tests. */
static inline bool world_last_two(const void *list, const struct name *name, struct name *ret)
{
	unsigned n = name_labels(name);

	(void)list;
	if (n < 2)
		return false;
	*ret = name_parent(name, n - 2);
	return true;
}

static inline void world_init(struct world *w)
{
	*w = (struct world){ .policy = { .ptr_limit = 10, .root_domain = world_last_two } };
	arena_init(&w->arena, LIMIT_ARENA);
	arena_init(&w->words, LIMIT_ARENA);
	text_init(&w->out, 1 << 16);
}

static inline void world_done(struct world *w)
{
	arena_done(&w->arena);
	arena_done(&w->words);
	text_done(&w->out);
}

static inline void world_expect(struct world *w, const char *name)
{
	if (name && !name_parse(&w->policy.expect, w->expect, name, strlen(name)))
		abort();
}

static inline void world_helo(struct world *w, const char *text)
{
	struct helo *h = &w->policy.helo;
	size_t len;

	if (!text)
		return;
	len = strlen(text);
	h->text = text;
	h->brackets = *text == '[';
	if (ip_parse(&h->literal, text + h->brackets, len - 2U * h->brackets))
		h->kind = HELO_LITERAL;
	else
		h->kind = name_parse(&h->name, w->helo, text, len) ? HELO_NAME : HELO_OTHER;
}

static inline void world_owned(struct world *w, const char *value, const char *domain)
{
	if (!value)
		return;
	w->policy.ownership = true;
	w->policy.ownership_value = value;
	w->policy.ownership_len = strlen(value);
	w->policy.ownership_host = "alidnsptrcheck";
	if (domain && !name_parse(&w->policy.ownership_domain, w->domain, domain, strlen(domain)))
		abort();
}

/* PTR targets are told once, as the parser of messages does. */
static inline void world_drop_doubles(struct answer *a)
{
	struct name *kept = (struct name *)(uintptr_t)a->ptrs;
	unsigned n = 0;

	for (unsigned i = 0; i < a->n_records; i++) {
		bool is_new = true;

		for (unsigned k = 0; k < n; k++)
			is_new &= !name_equal(&kept[k], &kept[i]);
		if (is_new)
			kept[n++] = kept[i];
	}
	a->n_same = a->n_records - n;
	a->n_records = n;
}

static inline struct answer world_answer(struct world *w, const char *rows,
					 const struct question *q)
{
	const char *before = q->again ? "AGAIN " : q->unchecked ? "CD " : "", *all = rows;
	struct question first = *q;

	char type[12], name[NAME_TEXT_MAX], start[NAME_TEXT_MAX + 24];
	const char *end;
	int n;

	(void)type_text(q->type, type);
	(void)name_text(&q->name, name);
	n = name_equal(&q->name, &w->check.reverse)
		    ? snprintf(start, sizeof(start), "%s%s ", before, type)
		    : snprintf(start, sizeof(start), "%s%s %s ", before, type, name);
	for (; *rows; rows = end + 1) {
		char words[1 << 14];
		struct answer a;

		rows += strspn(rows, " \n");
		end = strchr(rows, ';');
		if (!end)
			break;
		if (strncmp(rows, start, (size_t)n) != 0)
			continue;
		(void)snprintf(words, sizeof(words), "%.*s", (int)(end - rows) - n, rows + n);
		a = told_answer(&w->words, q->type, words);
		if (q->type == TYPE_PTR)
			world_drop_doubles(&a);
		return a;
	}
	/* Nothing has changed meanwhile, where no row says so. */
	first.again = false;
	return q->again ? world_answer(w, all, &first)
			: told_answer(&w->words, q->type, "nxdomain");
}

/* Everything asked and answered. */
static inline void world_ask(struct world *w, const char *address, const char *rows)
{
	struct ask *ask;

	if (!ip_parse(&w->target.address, address, strlen(address)))
		abort();
	w->target.has_address = true;
	w->target.mapped = ip_unmap(&w->target.address);
	check_init(&w->check, &w->arena, &w->target, &w->policy);
	while (!check_is_done(&w->check) && (ask = check_next(&w->check)) != NULL) {
		struct answer a = world_answer(w, rows, &ask->sent);

		check_tell(&w->check, ask, &a);
	}
}

static inline const struct record *world_judge(struct world *w, const char *address,
					       const char *rows)
{
	world_ask(w, address, rows);
	w->record = record_of(&w->check, &w->spare);
	return w->record;
}

static inline void world_put_names(struct world *w)
{
	char name[NAME_TEXT_MAX];

	for (unsigned i = 0; i < w->record->n_confirmed; i++) {
		(void)name_text(w->record->confirmed[i], name);
		text_printf(&w->out, " %s", name);
	}
}

/* "pass warn mail.example.com | warn fwd_nxdomain, info ptr_multiple" */
static inline const char *world_verdict(struct world *w)
{
	const struct record *r = w->record;
	const char *iprev = iprev_text(r->iprev);

	w->out.len = 0;
	text_printf(&w->out, "%s %s", iprev ? iprev : "none", severity_text(r->severity));
	world_put_names(w);
	for (unsigned i = 0; i < r->n_findings; i++)
		text_printf(&w->out, "%s %s %s", i ? "," : " |",
			    severity_finding_text(r->findings[i].severity),
			    finding_code_text(r->findings[i].code));
	return text_cstr(&w->out);
}

#endif
