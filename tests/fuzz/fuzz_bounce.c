/* SPDX-License-Identifier: MIT */
/* A bounce, or anything else: what is found in it is sound and does not depend on how lines end or
 * on case. */
#include <fcrdns/bounce.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	KNOWN = 1U << RECEIVER_NO_PTR | 1U << RECEIVER_UNCONFIRMED | 1U << RECEIVER_TEMPORARY |
		1U << RECEIVER_GENERIC
};

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_code(const char *code, const char *of)
{
	size_t n = strlen(code);

	need(n < BOUNCE_CODE_MAX && strspn(code, of) == n);
	need(!n || *code == '4' || *code == '5');
}

static void need_sound(const struct bounce *b)
{
	need(!(b->what & ~(unsigned)KNOWN) && b->n_addresses <= BOUNCE_ADDRESSES);
	need(b->what || (!b->n_addresses && !*b->reply && !*b->enhanced));
	need_code(b->reply, "0123456789");
	need_code(b->enhanced, "0123456789.");
	for (size_t i = 0; i < b->n_addresses; i++) {
		struct ip ip = b->addresses[i];

		need((ip.len == 4 || ip.len == 16) && !ip_unmap(&ip));
		for (size_t k = 0; k < i; k++)
			need(!ip_equal(&b->addresses[k], &ip));
	}
	need(bounce_words(b)[0]);
}

static void need_same(const struct bounce *a, const char *octets, size_t n)
{
	struct bounce b;

	need(bounce_read(&b, octets, n));
	need(a->what == b.what && a->n_addresses == b.n_addresses);
	need(!strcmp(a->reply, b.reply) && !strcmp(a->enhanced, b.enhanced));
	for (size_t i = 0; i < b.n_addresses; i++)
		need(ip_equal(&a->addresses[i], &b.addresses[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *exact = malloc(size + 1), *other = malloc(2 * size + 1);
	struct bounce b;
	size_t n = 0;

	need(exact && other);
	memcpy(exact + 1, data, size); /* what is read behind it is seen */
	need(bounce_read(&b, exact + 1, size));
	need_sound(&b);
	for (size_t i = 0; i < size; i++)
		other[i] = (char)(data[i] >= 'a' && data[i] <= 'z' ? data[i] - 32 : data[i]);
	need_same(&b, other, size);
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n')
			other[n++] = '\r';
		other[n++] = (char)data[i];
	}
	if (!memchr(data, '\r', size) && n < BOUNCE_TEXT_MAX)
		need_same(&b, other, n);
	free(exact);
	free(other);
	return 0;
}
