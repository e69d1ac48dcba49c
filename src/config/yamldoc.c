/* SPDX-License-Identifier: MIT */
#include <fcrdns/yamldoc.h>

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>
#include <fcrdns/why.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum {
	KEYS_MAX = 4096 /* of all mappings */
};

/* A mapping or sequence that is open. */
struct level {
	char key[YAML_KEY_MAX];
	bool is_mapping, has_key;
	unsigned n;	/* items of a sequence */
	unsigned first; /* of the hashes of its keys */
};

struct walk {
	const struct yaml_reader *reader;
	const char *file;
	struct why *why;
	struct level level[YAML_DEPTH];
	unsigned depth, line;
	uint64_t keys[KEYS_MAX]; /* hashes of the keys of what is open */
	unsigned n_keys;
};

static bool fail(struct walk *w, const char *rule)
{
	return why_set(w->why, WHY_DATA, "%s, line %u: %s", w->file, w->line, rule);
}

static bool is_clean(const yaml_char_t *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] == 127)
			return false;
	return true;
}

/* Two keys of one hash are taken for one: in a file of one's own nobody makes that happen. */
static bool take_key(struct walk *w, struct level *l, const yaml_event_t *e)
{
	size_t n = e->data.scalar.length;
	uint64_t hash = hash_octets(HASH_BEGIN, e->data.scalar.value, n);

	if (!n || n >= sizeof(l->key) || !is_clean(e->data.scalar.value, n))
		return fail(w, "a key that is empty, too long or holds a control character");
	for (unsigned i = l->first; i < w->n_keys; i++)
		if (w->keys[i] == hash)
			return fail(w, "a key that is there twice");
	if (w->n_keys == KEYS_MAX)
		return fail(w, "there are too many keys");
	w->keys[w->n_keys++] = hash;
	memcpy(l->key, e->data.scalar.value, n);
	l->key[n] = '\0';
	l->has_key = true;
	return true;
}

static bool is_null(const yaml_event_t *e)
{
	const char *text = (const char *)e->data.scalar.value;

	return e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (!*text || !strcmp(text, "~") || !strcmp(text, "null") || !strcmp(text, "Null") ||
		!strcmp(text, "NULL"));
}

/* What was there is complete: the next key or item. */
static void go_on(struct walk *w)
{
	struct level *l = w->depth ? &w->level[w->depth - 1] : NULL;

	if (l && l->is_mapping)
		l->has_key = false;
	else if (l)
		l->n++;
}

static void name_item(struct walk *w)
{
	struct level *l = w->depth ? &w->level[w->depth - 1] : NULL;

	if (l && !l->is_mapping)
		(void)snprintf(l->key, sizeof(l->key), "%u", l->n);
}

static struct yaml_place place_of(const struct walk *w)
{
	struct yaml_place at = { .depth = w->depth, .line = w->line };

	for (unsigned i = 0; i < w->depth; i++)
		at.key[i] = w->level[i].key;
	return at;
}

static bool take_scalar(struct walk *w, const yaml_event_t *e)
{
	struct level *l = w->depth ? &w->level[w->depth - 1] : NULL;
	struct yaml_place at;
	bool ok;

	if (!l)
		return fail(w, "it holds no mapping");
	if (l->is_mapping && !l->has_key)
		return take_key(w, l, e);
	if (!is_clean(e->data.scalar.value, e->data.scalar.length))
		return fail(w, "a value with a control character");
	name_item(w);
	at = place_of(w);
	ok = w->reader->scalar(w->reader->user, &at,
			       is_null(e) ? NULL : (const char *)e->data.scalar.value, w->why);
	go_on(w);
	return ok;
}

static bool begin_level(struct walk *w, bool is_mapping)
{
	struct level *l = w->depth ? &w->level[w->depth - 1] : NULL;
	struct yaml_place at;

	if (l && l->is_mapping && !l->has_key)
		return fail(w, "a key that is no plain text");
	if (w->depth == YAML_DEPTH)
		return fail(w, "it is nested too deeply");
	name_item(w);
	at = place_of(w);
	if (w->reader->begin && !w->reader->begin(w->reader->user, &at, is_mapping, w->why))
		return false;
	w->level[w->depth++] = (struct level){ .is_mapping = is_mapping, .first = w->n_keys };
	return true;
}

static bool end_level(struct walk *w)
{
	w->n_keys = w->level[--w->depth].first;
	go_on(w);
	return true;
}

static bool take(struct walk *w, const yaml_event_t *e, unsigned *documents)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		return ++*documents == 1 || fail(w, "a second document");
	case YAML_ALIAS_EVENT:
		return fail(w, "aliases (*) are not read, write out what they stand for");
	case YAML_SCALAR_EVENT:
		return e->data.scalar.tag ? fail(w, "tags (!) are not read") : take_scalar(w, e);
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.tag ? fail(w, "tags (!) are not read")
						  : begin_level(w, false);
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.tag ? fail(w, "tags (!) are not read")
						 : begin_level(w, true);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return end_level(w);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return true;
}

bool yaml_read(const struct yaml_reader *reader, const char *file, const char *octets, size_t n,
	       struct why *why)
{
	struct walk *w = mem_zero(1, sizeof(*w));
	unsigned documents = 0;
	bool ok = w != NULL, ended = false;
	yaml_parser_t parser;
	yaml_event_t e;

	if (!w || !yaml_parser_initialize(&parser)) {
		mem_free(w);
		return why_set(why, WHY_INTERNAL, "out of memory");
	}
	w->reader = reader;
	w->file = file;
	w->why = why;
	yaml_parser_set_input_string(&parser, (const unsigned char *)octets, n);
	while (ok && !ended) {
		if (!yaml_parser_parse(&parser, &e)) {
			w->line = (unsigned)parser.problem_mark.line + 1;
			ok = fail(w, parser.problem ? parser.problem : "it is no YAML");
			break;
		}
		w->line = (unsigned)e.start_mark.line + 1;
		ended = e.type == YAML_STREAM_END_EVENT;
		ok = take(w, &e, &documents);
		if (e.type == YAML_SCALAR_EVENT)
			explicit_bzero(e.data.scalar.value, e.data.scalar.length);
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&parser);
	explicit_bzero(w, sizeof(*w));
	mem_free(w);
	return ok;
}
