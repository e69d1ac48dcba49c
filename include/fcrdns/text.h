/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEXT_H
#define FCRDNS_TEXT_H

/*
 * text: octets being written, growing up to a ceiling.
 *
 * Writers put whole records here, then the sink takes them. Fails stickily:
 * once `failed` is set, later puts do nothing; check once at the end.
 * Locale-free: numbers and characters are made here, not by printf.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	char *data;
	size_t len, size, ceiling; /* size: of data; 0 when failed, at most ceiling + 1 */
	bool failed;
};

void text_init(struct text *t, size_t ceiling);
void text_done(struct text *t);

/* Room for `n` more octets and a NUL behind them, made by growing; false: it fails now. */
bool text_grow(struct text *t, size_t n);

/* `n` octets more, for the caller to fill at once; NULL when it fails. */
static inline char *text_room(struct text *t, size_t n)
{
	if (t->size <= t->len + n && !text_grow(t, n))
		return NULL;
	t->len += n;
	return t->data + t->len - n;
}

/* Records are made of many short pieces, mostly of constant length: a few instructions each. */
static inline void text_put(struct text *t, const char *octets, size_t n)
{
	if (t->size <= t->len + n && !text_grow(t, n))
		return;
	memcpy(t->data + t->len, octets, n);
	t->len += n;
}

static inline void text_char(struct text *t, char c)
{
	text_put(t, &c, 1);
}

static inline void text_str(struct text *t, const char *s)
{
	text_put(t, s, strlen(s));
}

void text_uint(struct text *t, uint64_t v);
/* `us` microseconds as milliseconds with up to three decimals: 1234 gives 1.234 */
void text_millis(struct text *t, uint64_t us);
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* NUL-ended view, valid until the next put; "" when empty. */
const char *text_cstr(struct text *t);

/*
 * What a person may be shown of `n` untrusted octets: printable ASCII stays,
 * every other octet and the backslash become \DDD, at most `max` octets of
 * output (then ends in "..."). Returns out.
 */
char *text_shown(char *out, size_t max, const char *octets, size_t n);

#define text_lit(t, s) text_put((t), "" s, sizeof(s) - 1)

#endif
