/* SPDX-License-Identifier: MIT */
#include <fcrdns/text.h>

#include <fcrdns/arena.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	FIRST_SIZE = 256
};

void text_init(struct text *t, size_t ceiling)
{
	*t = (struct text){ .ceiling = ceiling };
}

void text_done(struct text *t)
{
	mem_free(t->data);
	*t = (struct text){ .ceiling = t->ceiling };
}

static bool fail(struct text *t)
{
	t->failed = true;
	t->size = 0; /* so that there is never room again */
	return false;
}

bool text_grow(struct text *t, size_t n)
{
	size_t size = t->size ? t->size : FIRST_SIZE;
	char *data;

	if (t->failed)
		return false;
	if (n > t->ceiling || t->len > t->ceiling - n)
		return fail(t);
	while (size - t->len <= n)
		size *= 2;
	if (size > t->ceiling)
		size = t->ceiling + 1;
	data = mem_resize(t->data, size);
	if (!data)
		return fail(t);
	t->data = data;
	t->size = size;
	return true;
}

void text_uint(struct text *t, uint64_t v)
{
	char digits[20], *p = digits + sizeof(digits);

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	text_put(t, p, (size_t)(digits + sizeof(digits) - p));
}

void text_millis(struct text *t, uint64_t us)
{
	char rest[4] = { '.', (char)('0' + us % 1000 / 100), (char)('0' + us % 100 / 10),
			 (char)('0' + us % 10) };
	size_t n = 4;

	text_uint(t, us / 1000);
	while (n > 1 && rest[n - 1] == '0')
		n--;
	if (n > 1)
		text_put(t, rest, n);
}

void text_printf(struct text *t, const char *format, ...)
{
	va_list ap;
	char *to;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	to = n < 0 ? NULL : text_room(t, (size_t)n);
	if (!to)
		return;
	va_start(ap, format);
	(void)vsnprintf(to, (size_t)n + 1, format, ap);
	va_end(ap);
}

const char *text_cstr(struct text *t)
{
	if (!text_room(t, 0))
		return "";
	t->data[t->len] = '\0';
	return t->data;
}

char *text_shown(char *out, size_t max, const char *octets, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)octets[i];
		bool plain = c >= 0x20 && c < 0x7f && c != '\\';

		if (at + (plain ? 1 : 4) + 4 > max) {
			memcpy(out + at, "...", 3);
			at += 3;
			break;
		}
		if (plain) {
			out[at++] = (char)c;
		} else {
			out[at++] = '\\';
			out[at++] = (char)('0' + c / 100);
			out[at++] = (char)('0' + c / 10 % 10);
			out[at++] = (char)('0' + c % 10);
		}
	}
	out[at] = '\0';
	return out;
}
