/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TRACED_WORLD_H
#define FCRDNS_TRACED_WORLD_H

/*
 * traced_world: a world with the servers of its zones. What the resolver says are world.h's rows,
 * NS rows and addresses of the servers among them; what a server says are the same rows with
 * its address before them. A server without a row is silent.
 */

#include "world.h"

#include <fcrdns/traced.h>

struct traced_world {
	struct world w;
	struct arena arena;
	struct trace trace;
};

static inline void traced_init(struct traced_world *t)
{
	*t = (struct traced_world){ 0 };
	world_init(&t->w);
	arena_init(&t->arena, LIMIT_ARENA);
}

static inline void traced_done(struct traced_world *t)
{
	world_done(&t->w);
	arena_done(&t->arena);
}

/* The rows of one server, without its address. */
static inline const char *rows_of(const struct ip *server, const char *rows,
				  char out[static 1 << 12])
{
	char start[IP_TEXT_MAX + 1], text[IP_TEXT_MAX];
	int n = snprintf(start, sizeof(start), "%s ", ip_text(server, text));
	size_t len = 0;

	out[0] = '\0';
	for (const char *end; *rows; rows = end + 1) {
		rows += strspn(rows, " \n");
		end = strchr(rows, ';');
		if (!end)
			break;
		if (strncmp(rows, start, (size_t)n) == 0)
			len += (size_t)snprintf(out + len, (1 << 12) - len, "%.*s",
						(int)(end - rows) - n + 1, rows + n);
	}
	return out;
}

static inline struct answer traced_answer(struct traced_world *t, const struct trace_question *q,
					  const char *rows, const char *servers)
{
	char own[1 << 12];

	/* A row without a name is about the reverse name, where no zone begins. */
	if (q->ask->sent.type == TYPE_NS && name_equal(&q->ask->sent.name, &t->w.check.reverse))
		return told_answer(&t->w.words, TYPE_NS, "-");
	if (!q->server)
		return world_answer(&t->w, rows, &q->ask->sent);
	if (!*rows_of(q->server, servers, own))
		return told_answer(&t->w.words, q->ask->sent.type, "timeout");
	return world_answer(&t->w, own, &q->ask->sent);
}

/* The trace of a check that was asked, to its end. */
static inline void traced_ask(struct traced_world *t, enum reach reach, const char *rows,
			      const char *servers)
{
	struct trace_question q;

	trace_init(&t->trace, &t->arena, &t->w.check, reach);
	while (trace_next(&t->trace, &q)) {
		struct answer a = traced_answer(t, &q, rows, servers);

		trace_tell(&t->trace, &q, &a);
	}
	t->w.check.trace = &t->trace;
}

/* "PTR changed 300, A same | ns_lame": what came of each look-up, and what is found of servers. */
static inline const char *traced_text(struct traced_world *t)
{
	const struct record *r = record_of(&t->w.check, &t->w.spare);
	struct text *out = &t->w.out;
	const char *bar = " | ";

	out->len = 0;
	for (unsigned i = 0; i < t->trace.n_looks; i++) {
		const struct trace_look *look = &t->trace.looks[i];
		struct traced traced = traced_of(&t->trace, look, &t->w.target.address);
		char type[12];

		text_printf(out, "%s%s %s", i ? ", " : "",
			    type_text(look->seen->question.type, type),
			    trace_result_text(traced.result));
		if (traced.is_forgetful)
			text_printf(out, " %u", traced.forgets_s);
	}
	for (unsigned i = 0; i < r->n_findings; i++)
		if (strncmp(finding_code_text(r->findings[i].code), "ns_", 3) == 0) {
			text_printf(out, "%s%s", bar, finding_code_text(r->findings[i].code));
			bar = ", ";
		}
	return text_cstr(out);
}

#endif
