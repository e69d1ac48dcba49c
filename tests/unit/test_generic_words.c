/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/limits.h>
#include <fcrdns/why.h>

#include "../../src/judge/generic_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *data_file(size_t *ret_n)
{
	char *octets = malloc(LIMIT_WORDS + 2);
	FILE *f = fopen("data/generic.words", "r");

	assert_non_null(octets);
	assert_non_null(f);
	*ret_n = fread(octets, 1, LIMIT_WORDS + 1, f);
	(void)fclose(f);
	return octets;
}

static unsigned kinds_of(const struct generic_words *w, const char *text, size_t len)
{
	unsigned h = WORD_HASH_START;

	for (size_t i = len; i; i--)
		h = word_hash(h, text[i - 1]);
	return word_kinds(w, h, text, len);
}

static unsigned count(const struct generic_words *w)
{
	unsigned n = 0;

	for (unsigned i = 0; i <= w->mask; i++)
		n += w->slots[i].kinds != 0;
	return n;
}

/* Two programs read the file: one of them when this one is built. */
static void what_is_compiled_in_is_what_the_file_says(void **state)
{
	const struct generic_words *in = &generic_words_built_in;
	struct why why;
	size_t n;
	char *octets = data_file(&n);
	struct generic_words *w = generic_words_new(octets, n, "data/generic.words", &why);

	(void)state;
	assert_non_null(w);
	assert_true(count(in) > 500);
	assert_int_equal(count(w), count(in));
	for (unsigned i = 0; i <= in->mask; i++) {
		const struct word_entry *e = &in->slots[i];

		if (!e->kinds)
			continue;
		row("%.*s", (int)e->len, in->text + e->at);
		assert_int_equal(kinds_of(w, in->text + e->at, e->len), e->kinds);
		assert_int_equal(kinds_of(in, in->text + e->at, e->len), e->kinds);
	}
	assert_memory_equal(&w->mail, &in->mail, sizeof(w->mail));
	assert_memory_equal(&w->places, &in->places, sizeof(w->places));
	assert_int_equal(w->mail.from[26], w->places.from[0]);
	for (unsigned i = 0; i < in->places.from[26]; i++) {
		assert_int_equal(w->parts[i].kinds, in->parts[i].kinds);
		assert_int_equal(w->parts[i].len, in->parts[i].len);
		assert_memory_equal(w->text + w->parts[i].at, in->text + in->parts[i].at,
				    in->parts[i].len);
	}
	generic_words_free(w);
	free(octets);
}

static void a_file_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *octets, *sentence;
	} row_of[] = {
		{ "", "W: there are no words in it" },
		{ "# mail smtp\n\n", "W: there are no words in it" },
		{ "mail smtp\nnail mx\n",
		  "W, line 2: 'nail' is no kind of words, such as line, mail or cloud" },
		{ "mail\n", "W, line 1: there are no words of that kind" },
		{ "mail smtp mx1", "W, line 1: 'mx1' is not made of the letters a to z alone" },
		{ "mail Smtp", "W, line 1: 'Smtp' is not made of the letters a to z alone" },
		{ "\n\ncloud example",
		  "W, line 3: 'example' is no host name with a dot, in lower case" },
		{ "isp .example.com",
		  "W, line 1: '.example.com' is no host name with a dot, in lower case" },
		{ "isp example..com",
		  "W, line 1: 'example..com' is no host name with a dot, in lower case" },
		{ "isp example.com.",
		  "W, line 1: 'example.com.' is no host name with a dot, in lower case" },
		{ "mail-part x", "W, line 1: 'x' is too short" },
		{ "mail \303\244",
		  "W, line 1: '\\195\\164' is not made of the letters a to z alone" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct why why = { .code = WHY_NONE };

		row("%s", row_of[i].octets);
		assert_null(
			generic_words_new(row_of[i].octets, strlen(row_of[i].octets), "W", &why));
		assert_int_equal(why.code, WHY_DATA);
		assert_string_equal(why.text, row_of[i].sentence);
	}
}

static void a_file_that_is_too_long_is_refused(void **state)
{
	char *octets = malloc(LIMIT_WORDS + 1);
	struct why why;
	struct generic_words *w;

	(void)state;
	assert_non_null(octets);
	memset(octets, 'a', LIMIT_WORDS + 1);
	memcpy(octets, "mail ", 5);
	for (size_t i = 6; i < LIMIT_WORDS; i += 2)
		octets[i] = ' ';
	assert_null(generic_words_new(octets, LIMIT_WORDS + 1, "W", &why));
	assert_int_equal(why.code, WHY_LIMIT);
	w = generic_words_new(octets, LIMIT_WORDS, "W", &why);
	assert_non_null(w);
	assert_int_equal(count(w), 1);
	generic_words_free(w);
	memset(octets + 5, 'a', 254);
	assert_null(generic_words_new(octets, 259, "W", &why));
	assert_non_null(strstr(why.text, "is too long"));
	free(octets);
}

/* Each of its labels begins another name, and all of them have room in a table made for the file.
 */
static void a_suffix_of_many_labels_fits(void **state)
{
	char octets[6 + 253] = "cloud ";
	struct generic_words *w;
	struct why why;

	(void)state;
	for (unsigned i = 0; i < 253; i++)
		octets[6 + i] = i & 1 ? '.' : (char)('a' + i / 2 % 26);
	w = generic_words_new(octets, sizeof(octets), "W", &why);
	assert_non_null(w);
	assert_int_equal(count(w), 127);
	assert_int_equal(kinds_of(w, octets + 6, 253), WORD_CLOUD);
	for (unsigned i = 2; i < 253; i += 2)
		assert_int_equal(kinds_of(w, octets + 6 + i, 253 - i), WORD_ABOVE);
	generic_words_free(w);
}

static void all_words_of_a_full_file_are_found(void **state)
{
	char *octets = malloc(LIMIT_WORDS + 1);
	size_t n = 5;
	struct generic_words *w;
	struct why why;

	(void)state;
	assert_non_null(octets);
	memcpy(octets, "weak\n", 5);
	octets[4] = ' ';
	for (unsigned i = 0; n + 4 <= LIMIT_WORDS && i < 26 * 26 * 26; i++) {
		octets[n++] = (char)('a' + i % 26);
		octets[n++] = (char)('a' + i / 26 % 26);
		octets[n++] = (char)('a' + i / 676);
		octets[n++] = '\t';
	}
	w = generic_words_new(octets, n, "W", &why);
	assert_non_null(w);
	assert_int_equal(count(w), (n - 5) / 4);
	for (size_t i = 5; i < n; i += 4)
		assert_int_equal(kinds_of(w, octets + i, 3), WORD_WEAK);
	assert_int_equal(kinds_of(w, "zzzz", 4), 0);
	generic_words_free(w);
	generic_words_free(NULL);
	free(octets);
}

TESTS(what_is_compiled_in_is_what_the_file_says, a_file_is_refused_with_its_line,
      a_file_that_is_too_long_is_refused, a_suffix_of_many_labels_fits,
      all_words_of_a_full_file_are_found)
