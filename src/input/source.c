/* SPDX-License-Identifier: MIT */
#include <fcrdns/source.h>

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

#include "block.h"
#include "list.h"

struct source {
	struct source_conf conf;
	uint64_t index; /* of the next target */
	size_t n_exact_done, n_operands_done, n_lists_done;
	bool is_short;
	bool listing; /* `list` is open */
	bool walking; /* in a block: what it was given as stays here */
	struct block block;
	char given[LIMIT_SHOWN];
	bool has_tag;
	char tag[LIMIT_TAG + 1];
	struct list list;
};

/* A word of the input and what stands behind it. */
struct word {
	const char *text;
	size_t len;
	const char *tag;
	size_t tag_len;
};

static struct word word_of(const char *operand)
{
	return (struct word){ .text = operand, .len = strlen(operand) };
}

static const char *shown(const struct word *w, char out[static LIMIT_SHOWN])
{
	return text_shown(out, LIMIT_SHOWN, w->text, w->len);
}

static bool accept_exact(const struct source_conf *conf, struct why *why)
{
	for (size_t i = 0; i < conf->n_exact; i++) {
		struct word w = word_of(conf->exact[i]);
		char text[LIMIT_SHOWN];
		struct ip ip;

		if (!ip_parse(&ip, w.text, w.len))
			return why_set(
				why, WHY_USAGE,
				"-x wants an IPv4 or IPv6 address and nothing else, not '%s'",
				shown(&w, text));
	}
	return true;
}

static bool too_many(const struct block *b, uint64_t max, struct why *why)
{
	char n[BLOCK_COUNT_MAX];

	return why_set(why, WHY_USAGE, "stands for %s addresses, more than --max-addresses %llu",
		       block_count_text(b, n), (unsigned long long)max);
}

/* A word of a list, or one operand, as a block within the bound. */
static bool understand(struct block *ret, const struct word *w, uint64_t max, struct why *why)
{
	if (!block_parse(ret, w->text, w->len, why))
		return false;
	return block_is_one(ret) || block_count(ret) <= max ? true : too_many(ret, max, why);
}

static bool accept_operands(struct source *s, struct why *why)
{
	uint64_t max = s->conf.max_addresses, sum = 0;

	s->is_short = true;
	for (size_t i = 0; i < s->conf.n_operands; i++) {
		struct word w = word_of(s->conf.operands[i]);
		struct why reason;
		struct block b;

		if (!understand(&b, &w, max, &reason)) {
			const char *hint = list_is_there(w.text)
						   ? "; the targets in a file are read with -l"
						   : "";
			char text[LIMIT_SHOWN];

			return why_set(why, WHY_USAGE, "'%s' %s%s", shown(&w, text), reason.text,
				       hint);
		}
		if (block_is_one(&b))
			continue;
		s->is_short = false;
		sum += block_count(&b);
		if (sum > max)
			return why_set(why, WHY_USAGE,
				       "the blocks and ranges together stand for more addresses "
				       "than --max-addresses %llu",
				       (unsigned long long)max);
	}
	return true;
}

struct source *source_new(const struct source_conf *conf, struct why *why)
{
	struct source *s = mem_zero(1, sizeof(*s));

	if (!s) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	s->conf = *conf;
	s->list.fd = -1;
	if (!accept_exact(conf, why) || !accept_operands(s, why))
		goto refused;
	for (size_t i = 0; i < conf->n_lists; i++)
		if (!list_can_open(conf->lists[i], why))
			goto refused;
	s->is_short &= conf->n_lists == 0;
	return s;
refused:
	mem_free(s);
	return NULL;
}

void source_free(struct source *s)
{
	if (!s)
		return;
	list_close(&s->list);
	mem_free(s);
}

int source_fd(const struct source *s)
{
	return s->list.is_idle ? -1 : s->list.fd;
}

bool source_is_short(const struct source *s)
{
	return s->is_short;
}

static enum source_got begin_target(struct source *s, struct target *ret)
{
	*ret = (struct target){ .index = s->index++ };
	return SOURCE_TARGET;
}

static void put_tag(struct target *ret, const struct word *w, struct arena *arena)
{
	char tag[LIMIT_TAG + 1];

	if (!w->tag_len)
		return;
	text_shown(tag, sizeof(tag), w->tag, w->tag_len);
	ret->tag = arena_string(arena, tag, strlen(tag));
}

static void put_input(struct target *ret, const struct word *w, struct arena *arena)
{
	char text[LIMIT_SHOWN];

	shown(w, text);
	ret->input = arena_string(arena, text, strlen(text));
}

/* `predicate` is what is said of the word: see block_parse. */
static enum source_got give_invalid(struct source *s, struct target *ret, const struct word *w,
				    const char *predicate, struct arena *arena)
{
	char error[sizeof(((struct why *)NULL)->text) + 4];

	begin_target(s, ret);
	put_input(ret, w, arena);
	put_tag(ret, w, arena);
	(void)snprintf(error, sizeof(error), "it %s", predicate);
	ret->error = arena_string(arena, error, strlen(error));
	return SOURCE_TARGET;
}

static enum source_got give_address(struct source *s, struct target *ret, const struct ip *ip,
				    const struct word *w, struct arena *arena)
{
	char text[IP_TEXT_MAX];

	begin_target(s, ret);
	ret->has_address = true;
	ret->address = *ip;
	ret->mapped = ip_unmap(&ret->address);
	ip_text(&ret->address, text);
	if (strlen(text) != w->len || memcmp(text, w->text, w->len) != 0)
		put_input(ret, w, arena);
	put_tag(ret, w, arena);
	return SOURCE_TARGET;
}

/* The next address of the block that is being walked. */
static enum source_got give_step(struct source *s, struct target *ret, struct arena *arena)
{
	begin_target(s, ret);
	ret->has_address = true;
	ret->address = s->block.first;
	ret->mapped = ip_unmap(&ret->address);
	ret->input = arena_string(arena, s->given, strlen(s->given));
	if (s->has_tag)
		ret->tag = arena_string(arena, s->tag, strlen(s->tag));
	s->walking = block_step(&s->block);
	return SOURCE_TARGET;
}

static enum source_got give_word(struct source *s, struct target *ret, const struct word *w,
				 struct arena *arena)
{
	struct why reason;
	struct ip ip;

	if (!understand(&s->block, w, s->conf.max_addresses, &reason))
		return give_invalid(s, ret, w, reason.text, arena);
	if (ip_parse(&ip, w->text, w->len))
		return give_address(s, ret, &ip, w, arena);
	shown(w, s->given);
	s->has_tag = w->tag_len > 0;
	if (s->has_tag)
		text_shown(s->tag, sizeof(s->tag), w->tag, w->tag_len);
	return give_step(s, ret, arena);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t blanks(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && is_blank(p[n]))
		n++;
	return n;
}

static size_t column(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && !is_blank(p[n]))
		n++;
	return n;
}

/* "192.0.2.1 - 192.0.2.9" must not become the one address with the tag "-". */
static bool is_spaced_range(const char *tag, const char *end)
{
	struct ip ip;

	if (*tag++ != '-')
		return false;
	tag += blanks(tag, end);
	return ip_parse(&ip, tag, column(tag, end));
}

/* What stands behind the first column: NULL, or a predicate that makes the line no target. */
static const char *rest_of(struct word *w, const char *p, const char *end)
{
	if (memchr(p, '\0', (size_t)(end - p)))
		return "stands in a line with a NUL octet";
	p += blanks(p, end);
	if (p == end || *p == '#')
		return NULL;
	if (is_spaced_range(p, end))
		return "begins a range; write it without white space";
	w->tag = p;
	w->tag_len = column(p, end);
	return NULL;
}

static enum source_got give_line(struct source *s, struct target *ret, const char *line, size_t len,
				 struct arena *arena)
{
	const char *end = line + len, *fault = NULL, *p;
	struct word w = { .text = line };
	bool is_quad;
	struct ip ip;

	/* Most lines of a long list; an IPv4 address has but one text. */
	p = quad_scan(&ip, line, end);
	is_quad = p && (p == end || is_blank(*p));
	w.len = is_quad ? (size_t)(p - line) : column(line, end);
	if (line + w.len < end)
		fault = rest_of(&w, line + w.len, end);
	if (fault)
		return give_invalid(s, ret, &w, fault, arena);
	if (!is_quad)
		return give_word(s, ret, &w, arena);
	*ret = (struct target){ .index = s->index++, .has_address = true, .address = ip };
	put_tag(ret, &w, arena);
	return SOURCE_TARGET;
}

static enum source_got give_listed(struct source *s, struct target *ret, struct arena *arena,
				   struct why *why)
{
	const char *line;
	size_t len;

	switch (list_next(&s->list, &line, &len, why)) {
	case LIST_LINE:
		return give_line(s, ret, line, len, arena);
	case LIST_LONG: {
		struct word w = { .text = line, .len = column(line, line + len) };
		char text[64];

		(void)snprintf(text, sizeof(text), "begins a line of more than %d octets",
			       LIMIT_LINE);
		return give_invalid(s, ret, &w, text, arena);
	}
	case LIST_WAIT:
		return SOURCE_WAIT;
	case LIST_FAILED:
		return SOURCE_FAILED;
	case LIST_END:
		break;
	}
	list_close(&s->list);
	s->listing = false;
	return SOURCE_END;
}

enum source_got source_next(struct source *s, struct target *ret, struct arena *arena,
			    struct why *why)
{
	if (s->walking)
		return give_step(s, ret, arena);
	if (s->n_exact_done < s->conf.n_exact) {
		struct word w = word_of(s->conf.exact[s->n_exact_done++]);

		return give_word(s, ret, &w, arena);
	}
	if (s->n_operands_done < s->conf.n_operands) {
		struct word w = word_of(s->conf.operands[s->n_operands_done++]);

		return give_word(s, ret, &w, arena);
	}
	for (;;) {
		if (s->listing) {
			enum source_got got = give_listed(s, ret, arena, why);

			if (got != SOURCE_END)
				return got;
		}
		if (s->n_lists_done == s->conf.n_lists)
			return SOURCE_END;
		if (!list_open(&s->list, s->conf.lists[s->n_lists_done], why))
			return SOURCE_FAILED;
		s->n_lists_done++;
		s->listing = true;
	}
}
