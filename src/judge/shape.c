/* SPDX-License-Identifier: MIT */
#include "shape.h"

enum {
	HARDWARE_PREFIX = 3, /* letters before it at most */
	SERIAL_PREFIX = 3
};

unsigned letters_at(const struct tokens *t, unsigned at)
{
	unsigned n = 0;

	while (at + n < t->host_len && char_is_letter(t->text[at + n]))
		n++;
	return n;
}

unsigned digits_at(const struct tokens *t, unsigned at)
{
	unsigned n = 0;

	while (at + n < t->host_len && char_is_digit(t->text[at + n]))
		n++;
	return n;
}

static unsigned hex_at(const struct tokens *t, unsigned at)
{
	unsigned n = 0;

	while (at + n < t->host_len && (char_is_digit(t->text[at + n]) ||
					(t->text[at + n] >= 'a' && t->text[at + n] <= 'f')))
		n++;
	return n;
}

/* ---- numbers ---- */

/* Letters and then digits alone are a word and a date, such as ab2023110801. */
static bool is_word_and_number(const struct tokens *t, unsigned at, unsigned len)
{
	unsigned letters = letters_at(t, at);

	return letters + digits_at(t, at + letters) >= len;
}

static bool is_hardware(const struct tokens *t, unsigned at)
{
	unsigned end = at + SHAPE_HARDWARE;

	return hex_at(t, at) == SHAPE_HARDWARE && !is_word_and_number(t, at, SHAPE_HARDWARE) &&
	       (end == t->host_len || t->text[end] == '-' || t->text[end] == '.');
}

bool has_hardware(const struct tokens *t)
{
	for (unsigned at = 0; at < t->host_len; at++) {
		unsigned most = letters_at(t, at);

		for (unsigned n = 0; n <= most && n <= HARDWARE_PREFIX; n++)
			if (is_hardware(t, at + n))
				return true;
		while (at < t->host_len && t->text[at] != '.')
			at++;
	}
	return false;
}

bool begins_with_serial(const struct tokens *t)
{
	unsigned at = letters_at(t, 0), n;

	if (at && at < t->host_len && t->text[at] == '-')
		at++;
	else if (at > SERIAL_PREFIX)
		return false;
	n = digits_at(t, at);
	if (n < SHAPE_SERIAL_LONG)
		return false;
	at += n;
	n = letters_at(t, at);
	at += n;
	if (at == t->host_len || (!n && t->text[at] == '-'))
		return n <= SERIAL_PREFIX;
	return n <= SERIAL_PREFIX && t->text[at] == '.';
}

bool is_alternating(const struct tokens *t)
{
	for (unsigned i = 0; i < 6; i++) {
		const struct token *one = &t->list[i];

		if (i >= t->n || !token_is_in_first_label(t, one) || one->is_number != (i & 1) ||
		    (!one->is_number && one->len > (i ? 3 : 2)) ||
		    (i && one->at != one[-1].at + one[-1].len))
			return false;
	}
	return true;
}

/* ---- words and numbers ---- */

static bool has_number(const struct tokens *t, unsigned label)
{
	for (unsigned i = 0; i < t->n; i++)
		if (t->list[i].is_number && t->list[i].label == label)
			return true;
	return false;
}

bool has_number_beside(const struct tokens *t, unsigned kinds)
{
	if (has_number(t, t->n_labels))
		return true;
	for (unsigned i = 0; i < t->n; i++)
		if (token_is_word(&t->list[i], kinds) && has_number(t, t->list[i].label))
			return true;
	return false;
}

bool is_bound(const struct tokens *t, unsigned i, unsigned kinds, unsigned digits)
{
	const struct token *word = &t->list[i], *number = word + 1;
	unsigned end = word->at + word->len;

	return i + 1 < t->n && token_is_word(word, kinds) && number->is_number &&
	       number->len >= digits &&
	       (number->at == end || (number->at == end + 1 && t->text[end] == '-'));
}

bool has_bound_line(const struct tokens *t)
{
	for (unsigned i = 0; i < t->n; i++) {
		const struct token *one = &t->list[i];

		if (!token_is_word(one, WORD_LINE))
			continue;
		if (!token_is_in_first_label(t, one) && has_number(t, t->n_labels))
			return true;
		if (is_bound(t, i, WORD_LINE, 3))
			return true;
		if (is_bound(t, i, WORD_LINE, 2)) {
			unsigned end = one[1].at + one[1].len;

			if (i || (end < t->host_len && t->text[end] != '.'))
				return true;
		}
	}
	return false;
}

bool has_line_over_line(const struct tokens *t)
{
	bool above = false, below = false;

	for (unsigned i = 0; i < t->n; i++) {
		const struct token *one = &t->list[i];

		if (token_is_in_first_label(t, one))
			above |= token_is_word(one, WORD_ACCESS | WORD_LINE);
		else
			below |= token_is_word(one, WORD_LINE);
	}
	return above && below;
}
