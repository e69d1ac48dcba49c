/* SPDX-License-Identifier: MIT */
#include "generic_words.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>

enum {
	SHOWN = 60,
	SUFFIX_MAX = 253,
	PART_MIN = 2
};

/* A table while it is filled. */
struct filling {
	struct generic_words *w;
	char *text;
	struct word_entry *slots, *parts;
	uint32_t *order; /* places of the words in the order of the file */
	unsigned text_len, n_words;
	const char *file;
	unsigned line;
	struct why *why;
};

static const char *const kind_text[] = {
#define X(upper, lower) lower,
	WORD_KINDS(X)
#undef X
};

static bool refuse(const struct filling *f, const char *word, size_t len, const char *rule)
{
	char shown[SHOWN];

	return why_set(f->why, WHY_DATA, "%s, line %u: '%s' %s", f->file, f->line,
		       text_shown(shown, sizeof(shown), word, len), rule);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of the line, in *at; false at its end. */
static bool next_word(const char **at, const char *end, const char **ret, size_t *ret_len)
{
	while (*at < end && is_blank(**at))
		(*at)++;
	*ret = *at;
	while (*at < end && !is_blank(**at))
		(*at)++;
	*ret_len = (size_t)(*at - *ret);
	return *ret_len > 0;
}

static bool kind_parse(unsigned *ret, const char *text, size_t len)
{
	for (unsigned i = 0; i < N_WORD_KINDS; i++)
		if (strlen(kind_text[i]) == len && memcmp(kind_text[i], text, len) == 0) {
			*ret = 1U << i;
			return true;
		}
	return false;
}

static bool is_of(const char *word, size_t len, bool is_name)
{
	for (size_t i = 0; i < len; i++)
		if (!(word[i] >= 'a' && word[i] <= 'z') &&
		    (!is_name || !((word[i] >= '0' && word[i] <= '9') || word[i] == '-' ||
				   (word[i] == '.' && i && i + 1 < len && word[i - 1] != '.'))))
			return false;
	return !is_name || memchr(word, '.', len);
}

static unsigned hash_of(const char *word, size_t len)
{
	unsigned h = WORD_HASH_START;

	while (len)
		h = word_hash(h, word[--len]);
	return h;
}

/* The place of the word, or the free one where it goes. */
static struct word_entry *place_of(const struct filling *f, const char *word, size_t len)
{
	unsigned i = hash_of(word, len) & f->w->mask;

	while (f->slots[i].kinds &&
	       (f->slots[i].len != len || memcmp(f->text + f->slots[i].at, word, len) != 0))
		i = (i + 1) & f->w->mask;
	return &f->slots[i];
}

/* The entry of a word that stands in the text already, at `at`. */
static struct word_entry *put_at(struct filling *f, unsigned kind, unsigned at, size_t len)
{
	struct word_entry *place = place_of(f, f->text + at, len);

	if (!place->kinds) {
		*place = (struct word_entry){ .at = (uint16_t)at, .len = (uint8_t)len };
		f->order[f->n_words++] = (uint32_t)(place - f->slots);
	}
	place->kinds |= (uint16_t)kind;
	return place;
}

/* The end of the text is a free place: what is not new there is written over. */
static const struct word_entry *put_word(struct filling *f, unsigned kind, const char *word,
					 size_t len)
{
	const struct word_entry *e;

	memcpy(f->text + f->text_len, word, len);
	e = put_at(f, kind, f->text_len, len);
	if (e->at == f->text_len)
		f->text_len += (unsigned)len;
	return e;
}

/* The names above a suffix are its own text's ends, so that a long one takes no more room. */
static void put_above(struct filling *f, const struct word_entry *suffix)
{
	for (unsigned i = 1; i < suffix->len; i++)
		if (f->text[suffix->at + i - 1] == '.')
			(void)put_at(f, WORD_ABOVE, suffix->at + i, suffix->len - i);
}

static bool add_word(struct filling *f, unsigned kind, const char *word, size_t len)
{
	bool is_name = kind & WORD_SUFFIXES;
	const struct word_entry *e;

	if (!is_of(word, len, is_name))
		return refuse(f, word, len,
			      is_name ? "is no host name with a dot, in lower case"
				      : "is not made of the letters a to z alone");
	if (len > SUFFIX_MAX || (kind & (WORD_MAIL_PARTS | WORD_PLACES) && len < PART_MIN))
		return refuse(f, word, len, len > SUFFIX_MAX ? "is too long" : "is too short");
	e = put_word(f, kind, word, len);
	if (is_name)
		put_above(f, e);
	return true;
}

static bool add_line(struct filling *f, const char *line, const char *end)
{
	const char *at = line, *word;
	size_t len;
	unsigned kind;

	if (!next_word(&at, end, &word, &len) || *word == '#')
		return true;
	if (!kind_parse(&kind, word, len))
		return refuse(f, word, len, "is no kind of words, such as line, mail or cloud");
	if (!next_word(&at, end, &word, &len))
		return why_set(f->why, WHY_DATA, "%s, line %u: there are no words of that kind",
			       f->file, f->line);
	do {
		if (!add_word(f, kind, word, len))
			return false;
	} while (next_word(&at, end, &word, &len));
	return true;
}

static bool add_lines(struct filling *f, const char *octets, size_t n)
{
	const char *at = octets, *end = octets + n;

	while (at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));

		if (!eol)
			eol = end;
		f->line++;
		if (!add_line(f, at, eol))
			return false;
		at = eol < end ? eol + 1 : end;
	}
	if (f->n_words)
		return true;
	return why_set(f->why, WHY_DATA, "%s: there are no words in it", f->file);
}

/* Those of some kinds from place `n` on. Gives the place behind them. */
static unsigned add_parts(const struct filling *f, unsigned kinds, unsigned n,
			  struct word_index *ret)
{
	for (unsigned letter = 0; letter < 26; letter++) {
		ret->from[letter] = (uint16_t)n;
		for (unsigned i = 0; i < f->n_words; i++) {
			const struct word_entry *e = &f->slots[f->order[i]];

			if (e->kinds & kinds && f->text[e->at] == (char)('a' + letter))
				f->parts[n++] = *e;
		}
	}
	ret->from[26] = (uint16_t)n;
	return n;
}

/* A part may be of mail and of placeholders. */
static bool fill(struct filling *f, const char *octets, size_t n)
{
	struct generic_words *w = f->w;

	if (!add_lines(f, octets, n))
		return false;
	w->text = f->text;
	w->slots = f->slots;
	w->parts = f->parts;
	(void)add_parts(f, WORD_PLACES, add_parts(f, WORD_MAIL_PARTS, 0, &w->mail), &w->places);
	return true;
}

/* Words are two octets of the file at least, with what stands behind them. */
static bool make_room(struct filling *f, size_t n)
{
	size_t most = n / 2 + 1, slots = 2;

	while (slots < 2 * most)
		slots *= 2;
	f->w->mask = (unsigned)slots - 1;
	f->w->owned[0] = f->text = mem_zero(n + 1, 1);
	f->w->owned[1] = f->slots = mem_zero(slots, sizeof(*f->slots));
	f->w->owned[2] = f->parts = mem_zero(2 * most, sizeof(*f->parts));
	f->order = mem_zero(most, sizeof(*f->order));
	return f->text && f->slots && f->parts && f->order;
}

struct generic_words *generic_words_new(const char *octets, size_t n, const char *file,
					struct why *why)
{
	struct generic_words *w = mem_zero(1, sizeof(*w));
	struct filling f = { .w = w, .file = file, .why = why };
	bool is_good = false;

	if (n > LIMIT_WORDS)
		(void)why_set(why, WHY_LIMIT, "%s: it has more than %d octets", file, LIMIT_WORDS);
	else if (!w || !make_room(&f, n))
		(void)why_set(why, WHY_INTERNAL, "no memory for the words of %s", file);
	else
		is_good = fill(&f, octets, n);
	mem_free(f.order);
	if (is_good)
		return w;
	generic_words_free(w);
	return NULL;
}

void generic_words_free(struct generic_words *w)
{
	if (!w)
		return;
	for (unsigned i = 0; i < sizeof(w->owned) / sizeof(w->owned[0]); i++)
		mem_free(w->owned[i]);
	mem_free(w);
}
