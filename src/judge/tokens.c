/* SPDX-License-Identifier: MIT */
#include "tokens.h"

#include <string.h>

/* The reading place of the pass, which goes down. */
struct reader {
	struct tokens *t;
	const struct generic_words *w;
	unsigned at;	    /* octets before it are not read yet */
	unsigned top;	    /* tokens fill the places from the last to the first */
	unsigned label_top; /* where `top` was at the end of the label */
	unsigned label;
	unsigned suffix; /* hash of the labels right of `hashed` */
	unsigned hashed;
	bool is_above; /* a suffix of the table may begin left of it */
};

static struct token *next_place(struct reader *r)
{
	if (r->top)
		r->top--;
	return &r->t->place[r->top];
}

static void read_word(struct reader *r)
{
	const char *text = r->t->text;
	unsigned end = r->at, at = end, hash = WORD_HASH_START;
	struct token *one = next_place(r);

	while (at && char_is_letter(text[at - 1]))
		hash = word_hash(hash, text[--at]);
	r->at = at;
	*one = (struct token){ .at = (uint8_t)at,
			       .len = (uint8_t)(end - at),
			       .label = (uint8_t)r->label,
			       .value = (uint16_t)word_kinds(r->w, hash, text + at, end - at) };
}

static unsigned octet_of(const char *digits, unsigned len)
{
	unsigned value = (unsigned)(digits[0] - '0');

	if (len > 3)
		return NO_OCTET;
	if (len > 1)
		value = value * 10 + (unsigned)(digits[1] - '0');
	if (len > 2)
		value = value * 10 + (unsigned)(digits[2] - '0');
	return value < NO_OCTET ? value : NO_OCTET;
}

static void read_number(struct reader *r)
{
	const char *text = r->t->text;
	unsigned end = r->at, at = end;
	struct token *one = next_place(r);

	while (at && char_is_digit(text[at - 1]))
		at--;
	r->at = at;
	*one = (struct token){ .at = (uint8_t)at,
			       .len = (uint8_t)(end - at),
			       .label = (uint8_t)r->label,
			       .is_number = true,
			       .value = (uint16_t)octet_of(text + at, end - at) };
}

static void look_at_suffix(struct reader *r)
{
	struct tokens *t = r->t;
	unsigned kinds;

	while (r->hashed > r->at)
		r->suffix = word_hash(r->suffix, t->text[--r->hashed]);
	kinds = word_kinds(r->w, r->suffix, t->text + r->at, t->len - r->at);
	if (kinds & WORD_SUFFIXES) {
		t->suffix_kinds = kinds & WORD_SUFFIXES;
		t->suffix_at = r->at;
	}
	r->is_above = kinds & WORD_ABOVE;
}

/* At the begin of a label. */
static void end_label(struct reader *r)
{
	const struct tokens *t = r->t;

	if (r->is_above)
		look_at_suffix(r);
	if (t->text[r->at] == 'x' && t->len - r->at > 4 && memcmp(t->text + r->at, "xn--", 4) == 0)
		r->top = r->label_top;
	r->label_top = r->top;
}

static void count(struct tokens *t)
{
	for (const struct token *one = t->list, *end = one + t->n; one < end; one++) {
		if (!one->is_number) {
			t->kinds |= one->value;
			continue;
		}
		t->n_digits += one->len;
		if (one->len > t->longest)
			t->longest = one->len;
	}
}

void tokens_read(struct tokens *ret, const struct generic_words *w, const char *text, unsigned len,
		 unsigned domain_at, unsigned label_len)
{
	unsigned above = domain_at + label_len + 1, domain_top = TOKENS_MAX;
	struct reader r = { .t = ret,
			    .w = w,
			    .at = above,
			    .top = TOKENS_MAX,
			    .label_top = TOKENS_MAX,
			    .suffix = WORD_HASH_START,
			    .hashed = len,
			    .is_above = true };

	memset(ret, 0, offsetof(struct tokens, place));
	ret->text = text;
	ret->len = len;
	ret->host_len = domain_at ? domain_at - 1 : 0;
	/* What is right of the domain's first label is a public suffix. */
	if (above < len)
		look_at_suffix(&r);
	r.at = above > len ? len : above - 1;
	while (r.at) {
		char c = text[r.at - 1];

		if (char_is_letter(c)) {
			read_word(&r);
		} else if (char_is_digit(c)) {
			read_number(&r);
		} else {
			if (c == '.') {
				end_label(&r);
				if (r.at == domain_at)
					domain_top = r.top;
				r.label++;
			}
			r.at--;
		}
	}
	end_label(&r);
	if (!domain_at)
		domain_top = r.top;
	ret->list = ret->place + r.top;
	ret->n = domain_top - r.top;
	ret->n_all = TOKENS_MAX - r.top;
	ret->n_labels = r.label;
	count(ret);
}
