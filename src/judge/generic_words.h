/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GENERIC_WORDS_H
#define FCRDNS_GENERIC_WORDS_H

/*
 * generic_words: what words and suffixes of a name say, see data/generic.words. Pure. The table
 * compiled in is made from that file when the program is built (generic_words.awk); another one is
 * read at run time. Both are the same hash table.
 */

#include <fcrdns/generic.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kinds of that file, in its order. */
#define WORD_KINDS(X)                 \
	X(ACCESS, "access")           \
	X(LINE, "line")               \
	X(WEAK, "weak")               \
	X(FIXED, "fixed")             \
	X(OWN, "own")                 \
	X(MAIL, "mail")               \
	X(MAIL_PART, "mail-part")     \
	X(MAIL_STEM, "mail-stem")     \
	X(MAIL_DOMAIN, "mail-domain") \
	X(PLACEHOLDER, "placeholder") \
	X(NOBODY, "nobody")           \
	X(CLOUD, "cloud")             \
	X(ISP, "isp")                 \
	X(SENDER, "sender")

enum word_kind_number {
#define X(upper, lower) WORD_NUMBER_##upper,
	WORD_KINDS(X)
#undef X
	N_WORD_KINDS
};

enum word_kind {
#define X(upper, lower) WORD_##upper = 1 << WORD_NUMBER_##upper,
	WORD_KINDS(X)
#undef X
	/* Not in the file: one of the suffixes is below this name. */
	WORD_ABOVE = 1 << N_WORD_KINDS,
	WORD_SUFFIXES = WORD_CLOUD | WORD_ISP | WORD_SENDER,
	WORD_MAIL_PARTS = WORD_MAIL_PART | WORD_MAIL_STEM | WORD_MAIL_DOMAIN,
	WORD_PLACES = WORD_PLACEHOLDER | WORD_NOBODY
};

struct word_entry {
	uint16_t at;	/* where it begins in the text */
	uint16_t kinds; /* a set of enum word_kind; 0: a free place */
	uint8_t len;
};

/* Entries from[c - 'a'] up to from[c - 'a' + 1] begin with the letter c. */
struct word_index {
	uint16_t from[27];
};

struct generic_words {
	const char *text;
	const struct word_entry *slots; /* by hash, the next free place on a collision */
	unsigned mask;			/* places less one, a power of two less one */
	/* What is looked for within words: of mail, then of placeholders, each by its first letter;
	 * and where those of each letter begin, with the end of the last. */
	const struct word_entry *parts;
	struct word_index mail, places;
	void *owned[3]; /* freed with it */
};

extern const struct generic_words generic_words_built_in;

/* The hash of a text is made from its last octet to its first, so that of a name's suffixes comes
 * with reading it once. generic_words.awk does the same. */
enum {
	WORD_HASH_START = 5381
};

static inline unsigned word_hash(unsigned h, char c)
{
	return (h * 33 + (unsigned char)c) & 0xffff;
}

/* The kinds of a text with that hash; 0: it is none of the words. */
static inline unsigned word_kinds(const struct generic_words *w, unsigned hash, const char *text,
				  size_t len)
{
	for (unsigned i = hash & w->mask; w->slots[i].kinds; i = (i + 1) & w->mask) {
		const struct word_entry *e = &w->slots[i];
		size_t k = 0;

		if (e->len != len)
			continue;
		while (k < len && w->text[e->at + k] == text[k])
			k++;
		if (k == len)
			return e->kinds;
	}
	return 0;
}

/* The parts of an index that begin with a letter. */
static inline const struct word_entry *word_parts(const struct generic_words *w,
						  const struct word_index *index, char letter,
						  unsigned *ret_n)
{
	const uint16_t *from = &index->from[letter - 'a'];

	*ret_n = (unsigned)(from[1] - from[0]);
	return w->parts + from[0];
}

#endif
