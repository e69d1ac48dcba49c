/* SPDX-License-Identifier: MIT */
#include "tokens.h"

#include <string.h>

/* The reading place of the pass, which goes down. */
struct reader {
	struct tokens *t;
	const struct generic_words *w;
	unsigned at;	 /* octets before it are not read yet */
	unsigned suffix; /* hash of the labels read, while a suffix may be below them */
	unsigned hashed; /* where they begin */
	bool is_above;
	unsigned top;	    /* tokens fill the places from the last to the first */
	unsigned label_top; /* where `top` was at the end of the label */
	unsigned label;
	bool is_kept; /* not right of the domain's first label */
};

static void put(struct reader *r, struct token token)
{
	struct tokens *t = r->t;

	if (r->top)
		t->place[--r->top] = token;
}

static void read_word(struct reader *r)
{
	const char *text = r->t->text;
	unsigned end = r->at, at = end, hash = WORD_HASH_START, kinds;

	while (at && char_is_letter(text[at - 1]))
		hash = word_hash(hash, text[--at]);
	r->at = at;
	if (!r->is_kept)
		return;
	kinds = word_kinds(r->w, hash, text + at, end - at);
	put(r, (struct token){ .at = (uint8_t)at,
			       .len = (uint8_t)(end - at),
			       .label = (uint8_t)r->label,
			       .value = (uint16_t)kinds });
}

static void read_number(struct reader *r)
{
	const char *text = r->t->text;
	unsigned end = r->at, at = end, value = 0, unit = 1;

	while (at && char_is_digit(text[at - 1])) {
		value += unit * (unsigned)(text[--at] - '0');
		unit *= 10;
	}
	r->at = at;
	if (!r->is_kept)
		return;
	put(r, (struct token){
		       .at = (uint8_t)at,
		       .len = (uint8_t)(end - at),
		       .label = (uint8_t)r->label,
		       .is_number = true,
		       .value = (uint16_t)(end - at <= 3 && value < NO_OCTET ? value : NO_OCTET) });
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
	for (unsigned i = 0; i < t->n; i++) {
		const struct token *one = &t->list[i];

		if (one->is_number) {
			t->n_digits += one->len;
			if (one->len > t->longest)
				t->longest = one->len;
		} else {
			t->kinds |= one->value;
		}
	}
}

void tokens_read(struct tokens *ret, const struct generic_words *w, const char *text, unsigned len,
		 unsigned domain_at, unsigned label_len)
{
	struct reader r = { .t = ret,
			    .w = w,
			    .at = len,
			    .suffix = WORD_HASH_START,
			    .hashed = len,
			    .is_above = true,
			    .top = TOKENS_MAX,
			    .label_top = TOKENS_MAX };
	unsigned domain_top = TOKENS_MAX;

	memset(ret, 0, offsetof(struct tokens, place));
	ret->text = text;
	ret->len = len;
	ret->host_len = domain_at ? domain_at - 1 : 0;
	r.is_kept = len <= domain_at + label_len;
	while (r.at) {
		char c = text[r.at - 1];

		if (char_is_letter(c)) {
			read_word(&r);
			continue;
		}
		if (char_is_digit(c)) {
			read_number(&r);
			continue;
		}
		if (c == '.') {
			end_label(&r);
			if (r.at == domain_at)
				domain_top = r.top;
			r.label += r.at <= domain_at;
			r.is_kept |= r.at - 1 <= domain_at + label_len;
		}
		r.at--;
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
