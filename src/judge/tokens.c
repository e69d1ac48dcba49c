/* SPDX-License-Identifier: MIT */
#include "tokens.h"

#include <string.h>

/* The reading place of the pass, which goes down. */
struct reader {
	struct tokens *t;
	const struct generic_words *w;
	unsigned at;	    /* octets before it are not read yet */
	unsigned suffix;    /* hash of all octets read */
	unsigned top;	    /* tokens fill the places from the last to the first */
	unsigned label_top; /* where `top` was at the end of the label */
	unsigned label;
	bool is_kept; /* not right of the domain's first label */
};

static void put(struct reader *r, struct token token)
{
	struct tokens *t = r->t;

	if (!r->is_kept || !r->top)
		return;
	t->place[--r->top] = token;
}

static void read_word(struct reader *r)
{
	unsigned end = r->at, hash = WORD_HASH_START;
	const char *text = r->t->text;

	while (r->at && char_is_letter(text[r->at - 1])) {
		char c = text[--r->at];

		hash = word_hash(hash, c);
		r->suffix = word_hash(r->suffix, c);
	}
	if (r->is_kept)
		put(r, (struct token){ .at = (uint8_t)r->at,
				       .len = (uint8_t)(end - r->at),
				       .label = (uint8_t)r->label,
				       .value = (uint16_t)word_kinds(r->w, hash, text + r->at,
								     end - r->at) });
}

static void read_number(struct reader *r)
{
	unsigned end = r->at, value = 0, unit = 1;
	const char *text = r->t->text;

	while (r->at && char_is_digit(text[r->at - 1])) {
		char c = text[--r->at];

		r->suffix = word_hash(r->suffix, c);
		value += unit * (unsigned)(c - '0');
		unit = end - r->at < 4 ? unit * 10 : 0;
	}
	put(r,
	    (struct token){
		    .at = (uint8_t)r->at,
		    .len = (uint8_t)(end - r->at),
		    .label = (uint8_t)r->label,
		    .is_number = true,
		    .value = (uint16_t)(end - r->at <= 3 && value < NO_OCTET ? value : NO_OCTET) });
}

/* At the begin of a label. */
static void end_label(struct reader *r)
{
	struct tokens *t = r->t;
	unsigned kinds =
		word_kinds(r->w, r->suffix, t->text + r->at, t->len - r->at) & WORD_SUFFIXES;

	if (kinds) {
		t->suffix_kinds = kinds;
		t->suffix_at = r->at;
	}
	if (t->len - r->at > 4 && memcmp(t->text + r->at, "xn--", 4) == 0)
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
		r.suffix = word_hash(r.suffix, c);
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
