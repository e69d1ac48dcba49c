/* SPDX-License-Identifier: MIT */
#include <fcrdns/source.h>

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

#include "block.h"
#include "json_word.h"
#include "list.h"
#include "operand.h"
#include "word.h"

struct source {
	struct source_conf conf;
	uint64_t index;	      /* of the next target */
	struct arena scratch; /* texts of targets that are passed over */
	size_t n_exact_done, n_operands_done, n_mx_done, n_spf_done, n_lists_done;
	uint64_t octets, octets_done; /* of all lists; of those that are closed */
	uint64_t n_operand_places;
	bool is_endless; /* a list whose length nobody knows */
	bool is_short;
	bool listing; /* `list` is open */
	bool walking; /* in a block: what it was given as stays here */
	struct block block;
	char given[LIMIT_SHOWN];
	bool has_tag;
	char tag[LIMIT_TAG + 1];
	struct list list;
};

/* Each word with its end, each kind with its number: no two command lines give the same. */
static uint64_t add_words(uint64_t hash, const char *const *words, size_t n)
{
	uint64_t count = n;

	hash = hash_octets(hash, &count, sizeof(count));
	for (size_t i = 0; i < n; i++)
		hash = hash_octets(hash, words[i], strlen(words[i]) + 1);
	return hash;
}

struct source *source_new(const struct source_conf *conf, struct why *why)
{
	struct source *s = mem_zero(1, sizeof(*s));
	struct operands given;

	if (!s) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	s->conf = *conf;
	s->list.fd = -1;
	arena_init(&s->scratch, LIMIT_ARENA);
	if (!operands_accept(&given, conf, why))
		goto refused;
	for (size_t i = 0; i < conf->n_lists; i++) {
		uint64_t octets;

		if (!list_can_open(conf->lists[i], why))
			goto refused;
		s->is_endless |= !list_size(conf->lists[i], &octets);
		s->octets += s->is_endless ? 0 : octets;
	}
	s->n_operand_places = given.n_places + conf->n_feed;
	s->is_endless |= conf->feed && !conf->n_feed;
	s->is_short = given.are_single && !conf->n_lists && !conf->n_spf_domains && !conf->feed;
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
	arena_done(&s->scratch);
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

void source_go_to(struct source *s, uint64_t begin)
{
	s->conf.begin = begin;
}

uint64_t source_places(const struct source *s)
{
	return s->index;
}

/* The part of the lists that is behind us; of operands alone the part of all addresses. */
double source_share(const struct source *s)
{
	uint64_t done = s->octets_done, all = s->octets;

	if (!s->conf.n_lists) {
		done = s->index;
		all = s->n_operand_places;
	} else if (s->listing) {
		done += list_octets(&s->list);
	}
	if (!all || s->is_endless)
		return -1;
	return done < all ? (double)done / (double)all : 1;
}

bool source_digest(const struct source_conf *conf, uint64_t *ret, struct why *why)
{
	uint64_t hash = HASH_BEGIN;

	hash = add_words(hash, conf->exact, conf->n_exact);
	hash = add_words(hash, conf->operands, conf->n_operands);
	hash = add_words(hash, conf->mx_domains, conf->n_mx_domains);
	hash = add_words(hash, conf->spf_domains, conf->n_spf_domains);
	for (size_t i = 0; i < conf->n_lists; i++)
		if (!list_digest(conf->lists[i], &hash, why))
			return false;
	*ret = hash;
	return true;
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

	word_shown(w, text);
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

static enum source_got give_name(struct source *s, struct target *ret, const struct word *w,
				 enum target_kind kind, const struct name *name,
				 struct arena *arena)
{
	begin_target(s, ret);
	ret->kind = kind;
	ret->name = (struct name){ arena_copy(arena, name->wire, name->len), name->len };
	put_input(ret, w, arena);
	put_tag(ret, w, arena);
	if (!ret->name.wire)
		ret->error = "there is no memory for it";
	return SOURCE_TARGET;
}

static enum source_got give_domain(struct source *s, struct target *ret, const char *domain,
				   enum target_kind kind, struct arena *arena)
{
	struct word w = word_of(domain);
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	(void)domain_parse(&name, buf, w.text, w.len); /* operands_accept has seen it */
	return give_name(s, ret, &w, kind, &name, arena);
}

static enum source_got give_word(struct source *s, struct target *ret, const struct word *w,
				 struct arena *arena)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct why reason;
	struct name name;
	struct ip ip;

	if (ip_parse(&ip, w->text, w->len))
		return give_address(s, ret, &ip, w, arena);
	if (host_parse(&name, buf, w->text, w->len))
		return give_name(s, ret, w, TARGET_HOST, &name, arena);
	if (!operand_block(&s->block, w, s->conf.max_addresses, &reason))
		return give_invalid(s, ret, w, reason.text, arena);
	word_shown(w, s->given);
	s->has_tag = w->tag_len > 0;
	if (s->has_tag)
		text_shown(s->tag, sizeof(s->tag), w->tag, w->tag_len);
	return give_step(s, ret, arena);
}

static enum source_got give_json(struct source *s, struct target *ret, const char *line, size_t len,
				 struct arena *arena)
{
	struct json_word json;
	const char *fault;
	struct word w;
	struct ip ip;

	fault = json_word_of(&json, &w, line, len);
	if (fault || !ip_parse(&ip, w.text, w.len))
		return give_invalid(s, ret, &w, fault, arena);
	return give_address(s, ret, &ip, &w, arena);
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
	is_quad = p && (p == end || word_ends(*p));
	if (!p && *line == '{')
		return give_json(s, ret, line, len, arena);
	w.len = is_quad ? (size_t)(p - line) : word_column(line, end);
	if (line + w.len < end)
		fault = word_rest(&w, line + w.len, end);
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
	enum list_got listed;
	size_t len;

	do
		listed = list_next(&s->list, &line, &len, why);
	while (listed == LIST_LINE && *line == '{' && json_word_is_end(line, len));
	switch (listed) {
	case LIST_LINE:
		return give_line(s, ret, line, len, arena);
	case LIST_LONG: {
		struct word w = { .text = line, .len = word_column(line, line + len) };
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
	s->octets_done += list_octets(&s->list);
	list_close(&s->list);
	s->listing = false;
	return SOURCE_END;
}

static enum source_got give_fed(struct source *s, struct target *ret, struct arena *arena,
				struct why *why)
{
	enum source_got got = s->conf.feed(s->conf.feed_user, ret, arena, why);

	if (got == SOURCE_TARGET)
		ret->index = s->index++;
	return got;
}

static enum source_got next_of_all(struct source *s, struct target *ret, struct arena *arena,
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
	if (s->n_mx_done < s->conf.n_mx_domains)
		return give_domain(s, ret, s->conf.mx_domains[s->n_mx_done++], TARGET_MX, arena);
	if (s->n_spf_done < s->conf.n_spf_domains)
		return give_domain(s, ret, s->conf.spf_domains[s->n_spf_done++], TARGET_SPF, arena);
	for (;;) {
		if (s->listing) {
			enum source_got got = give_listed(s, ret, arena, why);

			if (got != SOURCE_END)
				return got;
		}
		if (s->n_lists_done == s->conf.n_lists)
			return s->conf.feed ? give_fed(s, ret, arena, why) : SOURCE_END;
		if (!list_open(&s->list, s->conf.lists[s->n_lists_done], why))
			return SOURCE_FAILED;
		s->n_lists_done++;
		s->listing = true;
	}
}

enum source_got source_next(struct source *s, struct target *ret, struct arena *arena,
			    struct why *why)
{
	for (;;) {
		bool is_ours = s->index >= s->conf.begin && shard_has(&s->conf.shard, s->index);
		enum source_got got = next_of_all(s, ret, is_ours ? arena : &s->scratch, why);

		if (got != SOURCE_TARGET || is_ours)
			return got;
		arena_reset(&s->scratch);
	}
}
