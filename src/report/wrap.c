/* SPDX-License-Identifier: MIT */
#include "wrap.h"

#include <fcrdns/name.h>

#include <stdio.h>
#include <string.h>

static void put_clean(struct text *out, const char *octets, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)octets[i];

		text_char(out, (char)(c >= 0x20 && c < 0x7f ? c : '?'));
	}
}

void wrap_begin(struct wrap *w, struct text *out, unsigned width, unsigned indent, const char *lead)
{
	*w = (struct wrap){ out, width, indent, out->len, true };
	put_clean(out, lead, strlen(lead));
}

/* No line ends in blanks. */
static void strip(struct text *out)
{
	while (!out->failed && out->len && out->data[out->len - 1] == ' ')
		out->len--;
}

/* To where a word of `n` octets goes. */
static void move_on(struct wrap *w, size_t n)
{
	if (!w->fresh && w->out->len - w->line_at + 1 + n > w->width) {
		strip(w->out);
		text_char(w->out, '\n');
		w->line_at = w->out->len;
		for (unsigned i = 0; i < w->indent; i++)
			text_char(w->out, ' ');
	} else if (!w->fresh) {
		text_char(w->out, ' ');
	}
	w->fresh = false;
}

void wrap_word(struct wrap *w, const char *before, const char *word, const char *after)
{
	size_t a = strlen(before), b = strlen(word), c = strlen(after);

	move_on(w, a + b + c);
	put_clean(w->out, before, a);
	put_clean(w->out, word, b);
	put_clean(w->out, after, c);
}

void wrap_name(struct wrap *w, const char *before, const struct name *name, const char *after)
{
	char text[NAME_TEXT_MAX];

	(void)name_text(name, text);
	wrap_word(w, before, text, after);
}

void wrap_number(struct wrap *w, const char *before, unsigned n, const char *after)
{
	char digits[12];

	(void)snprintf(digits, sizeof(digits), "%u", n);
	wrap_word(w, before, digits, after);
}

void wrap_words(struct wrap *w, const char *octets, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i <= n; i++)
		if (i == n || octets[i] == ' ') {
			if (i > from) {
				move_on(w, i - from);
				put_clean(w->out, octets + from, i - from);
			}
			from = i + 1;
		}
}

void wrap_str(struct wrap *w, const char *words)
{
	wrap_words(w, words, strlen(words));
}

void wrap_end(struct wrap *w)
{
	strip(w->out);
	text_char(w->out, '\n');
}
