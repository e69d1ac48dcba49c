/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SPREAD_H
#define FCRDNS_SPREAD_H

/*
 * spread: expansions of names against a small world of answers, and as transcripts.
 *
 * A world is rows of a question ("MX example.com") and what is told to it (told.h's words; behind
 * a '"' the rest is one TXT value as it stands). What is not in it does not exist. What comes of an
 * expansion is written as
 *
 *   192.0.2.1 192.0.2.8-192.0.2.15 | temporary: clause | note: text
 */

#include <fcrdns/expand.h>
#include <fcrdns/limits.h>

#include "told.h"

#include <stdio.h>

struct spread {
	struct arena arena, words;
	struct expand expand;
	struct ask *asks[LIMIT_QUESTIONS];
	unsigned n_asks;
	char got[1 << 16];
};

enum {
	SPREAD_MAX_ADDRESSES = 1 << 24
};

static inline void spread_begin_only(struct spread *s, enum target_kind kind, const char *name,
				     size_t ceiling, uint64_t max_addresses, unsigned only_len)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name parsed = { 0 };

	*s = (struct spread){ 0 };
	arena_init(&s->arena, ceiling);
	arena_init(&s->words, 8 << 20);
	assert_true(name_parse(&parsed, buf, name, strlen(name)));
	expand_init(&s->expand, &s->arena, kind, &parsed, max_addresses, only_len);
	memset(buf, 0xff, sizeof(buf)); /* the expansion has a copy */
}

static inline void spread_begin(struct spread *s, enum target_kind kind, const char *name,
				size_t ceiling, uint64_t max_addresses)
{
	spread_begin_only(s, kind, name, ceiling, max_addresses, 0);
}

static inline void spread_end(struct spread *s)
{
	arena_done(&s->arena);
	arena_done(&s->words);
}

static inline struct answer spread_answer(struct spread *s, uint16_t type, const char *text)
{
	struct answer a;
	struct txt *txt;

	if (*text != '"')
		return told_answer(&s->words, type, text);
	a = told_answer(&s->words, TYPE_TXT, "");
	txt = arena_zero(&s->words, sizeof(*txt));
	txt->len = (uint16_t)strlen(text + 1);
	txt->octets = (const uint8_t *)arena_string(&s->words, text + 1, txt->len);
	a.txts = txt;
	a.n_records = 1;
	a.n_total = 1;
	return a;
}

static inline const char *spread_text(struct spread *s)
{
	const struct expand *e = &s->expand;
	size_t at = 0;
	char one[IP_TEXT_MAX], two[IP_TEXT_MAX];

#define put(...) (at += (size_t)snprintf(s->got + at, sizeof(s->got) - at, __VA_ARGS__))
	assert_true(expand_is_done(e));
	for (unsigned i = 0; i < e->n_ranges; i++) {
		put("%s%s", i ? " " : "", ip_text(&e->ranges[i].first, one));
		if (!ip_equal(&e->ranges[i].first, &e->ranges[i].last))
			put("-%s", ip_text(&e->ranges[i].last, two));
	}
	if (e->status != EXPAND_OK)
		put("%s%s: %s", at ? " | " : "",
		    e->status == EXPAND_TEMPORARY ? "temporary" : "permanent", e->clause);
	for (unsigned i = 0; i < e->n_notes; i++)
		put("%snote: %s", at ? " | " : "", e->notes[i]);
#undef put
	assert_true(at < sizeof(s->got));
	return s->got;
}

static inline void spread_question(const struct ask *ask, char out[static NAME_TEXT_MAX + 16])
{
	char type[12], name[NAME_TEXT_MAX];

	(void)name_text(&ask->sent.name, name);
	(void)snprintf(out, NAME_TEXT_MAX + 16, "%s %s", type_text(ask->sent.type, type), name);
}

/* ---- worlds ---- */

struct fact {
	const char *question, *answer;
};

static inline void spread_hear(struct spread *s)
{
	struct ask *ask;

	while ((ask = expand_next(&s->expand)) != NULL) {
		assert_true(s->n_asks < LIMIT_QUESTIONS);
		s->asks[s->n_asks++] = ask;
	}
}

static inline void spread_tell(struct spread *s, struct ask *ask, const struct fact *world)
{
	char question[NAME_TEXT_MAX + 16];
	struct answer a;

	spread_question(ask, question);
	while (world->question && strcmp(world->question, question) != 0)
		world++;
	a = spread_answer(s, ask->sent.type, world->question ? world->answer : "nxdomain");
	expand_tell(&s->expand, ask, &a);
}

enum turn {
	OLDEST_FIRST,
	NEWEST_FIRST,
	MIDDLE_FIRST,
	N_TURNS
};

static inline void spread_run(struct spread *s, const struct fact *world, enum turn turn)
{
	for (;;) {
		unsigned at;
		struct ask *ask;

		spread_hear(s);
		if (expand_is_done(&s->expand) || !s->n_asks)
			return;
		at = turn == OLDEST_FIRST   ? 0
		     : turn == NEWEST_FIRST ? s->n_asks - 1
					    : s->n_asks / 2;
		ask = s->asks[at];
		s->n_asks--;
		memmove(&s->asks[at], &s->asks[at + 1], (s->n_asks - at) * sizeof(*s->asks));
		spread_tell(s, ask, world);
	}
}

/* The same comes of it in whatever order the answers come. */
static inline void spread_is(enum target_kind kind, const char *name, const struct fact *world,
			     const char *want)
{
	static struct spread s;

	row("%s", name);
	for (enum turn turn = 0; turn < N_TURNS; turn++) {
		spread_begin(&s, kind, name, LIMIT_ARENA, SPREAD_MAX_ADDRESSES);
		spread_run(&s, world, turn);
		assert_string_equal(spread_text(&s), want);
		spread_end(&s);
	}
}

#define is(kind, name, want, ...) \
	spread_is((kind), (name), (const struct fact[]){ __VA_ARGS__, { NULL, NULL } }, (want))

/* ---- transcripts: talk.h's lines, "is RESULT" for the end ---- */

static inline void spread_line(struct spread *s, const char *line)
{
	char got[NAME_TEXT_MAX + 16] = "nothing", *end;
	unsigned at = s->n_asks;
	struct answer a;

	if (strncmp(line, "ask ", 4) == 0) {
		struct ask *ask = expand_next(&s->expand);

		if (ask) {
			spread_question(ask, got);
			s->asks[s->n_asks++] = ask;
		}
		assert_string_equal(got, line + 4);
	} else if (strncmp(line, "tell ", 5) == 0) {
		line += 5;
		if (*line == '#') {
			at = (unsigned)strtoul(line + 1, &end, 10);
			line = end + 1;
		}
		assert_in_range(at, 1, s->n_asks);
		a = spread_answer(s, s->asks[at - 1]->sent.type, line);
		expand_tell(&s->expand, s->asks[at - 1], &a);
	} else if (strcmp(line, "open") == 0) {
		assert_false(expand_is_done(&s->expand));
	} else if (strcmp(line, "expire") == 0) {
		expand_expire(&s->expand);
	} else if (strncmp(line, "is ", 3) == 0) {
		assert_string_equal(spread_text(s), line + 3);
	} else {
		fail_msg("no such line: %s", line);
	}
}

static inline void spread_lines(enum target_kind kind, const char *name, const char *const *lines)
{
	static struct spread s;

	spread_begin(&s, kind, name, LIMIT_ARENA, SPREAD_MAX_ADDRESSES);
	for (; *lines; lines++) {
		row("%s", *lines);
		spread_line(&s, *lines);
	}
	spread_end(&s);
}

#define transcript(kind, name, ...) \
	spread_lines((kind), (name), (const char *const[]){ __VA_ARGS__, NULL })

#endif
