/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TALK_H
#define FCRDNS_TALK_H

/*
 * talk: a check as a transcript, what is asked and told in turn, a line each:
 *
 *   ask PTR 1.2.0.192.in-addr.arpa    the check wants to know this next
 *   ask nothing                       nothing to send now
 *   tell ANSWER                       to the question asked last (told.h has the words)
 *   tell #2 ANSWER                    to the second question asked
 *   open, done, failed                the state the check is in
 *   expire                            its deadline comes
 */

#include <fcrdns/check.h>
#include <fcrdns/limits.h>

#include "told.h"

struct talk {
	struct arena arena, words;
	struct target target;
	struct check check;
	struct ask *asks[LIMIT_QUESTIONS];
	unsigned n_asks;
};

/* The last two labels: enough of a suffix list for these tests. */
static inline bool last_two(const void *list, const struct name *name, struct name *ret)
{
	unsigned n = name_labels(name);

	(void)list;
	if (n < 2)
		return false;
	*ret = name_parent(name, n - 2);
	return true;
}

static const struct policy plain = { .ptr_limit = 10, .root_domain = last_two };

static inline struct policy owned(const char *value)
{
	struct policy p = plain;

	p.ownership = true;
	p.ownership_value = value;
	p.ownership_len = strlen(value);
	p.ownership_host = "alidnsptrcheck";
	return p;
}

static inline struct name parsed(uint8_t buf[static NAME_MAX_OCTETS], const char *text)
{
	struct name name = { 0 };

	assert_true(name_parse(&name, buf, text, strlen(text)));
	return name;
}

static inline void hear(struct talk *t, const char *line)
{
	struct ask *ask = check_next(&t->check);
	char type[12], name[NAME_TEXT_MAX], got[NAME_TEXT_MAX + 16] = "nothing";

	if (ask) {
		(void)name_text(&ask->sent.name, name);
		(void)snprintf(got, sizeof(got), "%s %s", type_text(ask->sent.type, type), name);
		t->asks[t->n_asks++] = ask;
	}
	assert_string_equal(got, line);
}

static inline void tell(struct talk *t, const char *line)
{
	unsigned at = t->n_asks;
	struct answer a;

	if (*line == '#') {
		char *end;

		at = (unsigned)strtoul(line + 1, &end, 10);
		line = end;
	}
	assert_in_range(at, 1, t->n_asks);
	a = told_answer(&t->words, t->asks[at - 1]->sent.type, line);
	check_tell(&t->check, t->asks[at - 1], &a);
}

static inline bool begins(const char **line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*line, word, n) != 0 || ((*line)[n] && (*line)[n] != ' '))
		return false;
	*line += n;
	while (**line == ' ')
		++*line;
	return true;
}

static inline void go_on(struct talk *t, const char *const *lines)
{
	for (; *lines; lines++) {
		const char *line = *lines;

		row("%s", line);
		if (begins(&line, "ask"))
			hear(t, line);
		else if (begins(&line, "tell"))
			tell(t, line);
		else if (begins(&line, "expire"))
			check_expire(&t->check);
		else if (begins(&line, "failed"))
			assert_true(t->check.failed && check_is_done(&t->check));
		else if (begins(&line, "open"))
			assert_false(check_is_done(&t->check));
		else if (begins(&line, "done"))
			assert_true(check_is_done(&t->check) && !t->check.failed);
		else
			fail_msg("no such line: %s", line);
	}
}

static inline void begin(struct talk *t, const char *ip, const struct policy *policy,
			 size_t ceiling)
{
	*t = (struct talk){ .target.has_address = true };
	arena_init(&t->arena, ceiling);
	arena_init(&t->words, LIMIT_ARENA);
	assert_true(ip_parse(&t->target.address, ip, strlen(ip)));
	check_init(&t->check, &t->arena, &t->target, policy);
}

static inline void end(struct talk *t)
{
	arena_done(&t->arena);
	arena_done(&t->words);
}

#define says(t, ...) go_on((t), (const char *const[]){ __VA_ARGS__, NULL })

static inline void talk_of(const char *ip, const struct policy *policy, const char *const *lines)
{
	struct talk t;

	begin(&t, ip, policy, LIMIT_ARENA);
	go_on(&t, lines);
	end(&t);
}

#define transcript(ip, policy, ...) \
	talk_of((ip), (policy), (const char *const[]){ __VA_ARGS__, NULL })

#endif
