/* SPDX-License-Identifier: MIT */
/*
 * The octets of an answer. The id, and the question if there is one that can be asked, are made to
 * fit, so that the rest is reached; the first octet says what is left as it came.
 */
#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/message.h>

#include <stdlib.h>
#include <string.h>

enum {
	ID = 0x1234,
	KEEP_ID = 1, /* bits of the first octet */
	KEEP_QR = 2,
	KEEP_QUESTION = 4,
	MESSAGE_AT = 1
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_name(const struct name *name)
{
	unsigned at = 0;

	need(name->len >= 1);
	while (name->wire[at]) {
		unsigned n = name->wire[at];

		need(n <= 63 && at + 1 + n < name->len);
		for (unsigned i = 1; i <= n; i++)
			need(name->wire[at + i] < 'A' || name->wire[at + i] > 'Z');
		at += 1 + n;
	}
	need(at + 1 == name->len);
}

static unsigned sum_of(const void *octets, size_t n)
{
	const uint8_t *p = octets;
	unsigned sum = 0;

	while (n--)
		sum += *p++;
	return sum;
}

/* All that the answer says is within its bounds, and all it points to can be read. */
static unsigned need_answer(const struct answer *a, uint16_t type)
{
	unsigned sum = 0;

	need(a->n_chain <= LIMIT_CNAMES && a->n_edes <= LIMIT_EDES && a->ttl_s <= 0x7fffffff);
	need(a->n_records <= a->n_total && a->n_same <= a->n_total);
	need((a->status == ANSWER_OK) == (a->n_total > 0));
	for (unsigned i = 0; i < a->n_chain; i++)
		need_name(&a->chain[i]);
	for (unsigned i = 0; i < a->n_edes; i++) {
		need(a->edes[i].len <= LIMIT_EDE_OCTETS);
		sum += sum_of(a->edes[i].text, a->edes[i].len);
	}
	if (type == TYPE_PTR || type == TYPE_NS)
		need(a->n_records <= LIMIT_PTRS_KEPT);
	else if (type == TYPE_TXT)
		need(a->n_records <= LIMIT_TXTS_KEPT);
	for (unsigned i = 0; i < a->n_records; i++)
		if (type == TYPE_PTR || type == TYPE_NS) {
			need_name(&a->ptrs[i]);
			for (unsigned k = 0; k < i; k++)
				need(!name_equal(&a->ptrs[i], &a->ptrs[k]));
		} else if (type == TYPE_TXT) {
			need(a->txts[i].len <= LIMIT_TXT_OCTETS);
			sum += sum_of(a->txts[i].octets, a->txts[i].len);
		} else if (type == TYPE_MX) {
			need_name(&a->mxs[i].host);
		} else {
			need(a->ips[i].len == (type == TYPE_A ? 4 : 16));
		}
	return sum;
}

/* The question in the message, if it is one that this program could ask. */
static bool take_question(const uint8_t *m, size_t len, struct question *ret,
			  uint8_t buf[static NAME_MAX_OCTETS])
{
	size_t at = MESSAGE_HEADER;
	unsigned n = 0;

	for (unsigned c = 64; c; n += 1 + c, at += 1 + c) {
		c = at < len ? m[at] : 64;
		if (c > 63 || at + 1 + c > len || n + 1 + c > NAME_MAX_OCTETS - (c ? 1U : 0U))
			return false;
		buf[n] = (uint8_t)c;
		for (unsigned i = 1; i <= c; i++) {
			uint8_t o = m[at + i];

			buf[n + i] = o >= 'A' && o <= 'Z' ? (uint8_t)(o + 32) : o;
		}
	}
	if (at + 4 > len)
		return false;
	ret->name = (struct name){ buf, (uint8_t)n };
	ret->type = (uint16_t)(m[at] << 8 | m[at + 1]);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = { TYPE_PTR, TYPE_A,   TYPE_AAAA, TYPE_TXT,
					  TYPE_MX,  TYPE_PTR, TYPE_NS,	 TYPE_TXT };
	uint8_t name[NAME_MAX_OCTETS] = { 0 };
	struct question q = { .name = { name, 1 }, .type = TYPE_PTR };
	struct answer a = { .n_records = 4711 }, copy;
	struct arena arena, other;
	size_t len = size > MESSAGE_AT ? size - MESSAGE_AT : 0;
	uint8_t *m = malloc(len ? len : 1); /* its own: what is read behind it is seen */
	uint8_t keep = size ? data[0] : 0;
	enum message_fit fit;

	need(m != NULL);
	memcpy(m, data + (size ? MESSAGE_AT : 0), len);
	if (len >= MESSAGE_HEADER) {
		if (!(keep & KEEP_ID)) {
			m[0] = ID >> 8;
			m[1] = ID & 255;
		}
		if (!(keep & KEEP_QR))
			m[2] = (uint8_t)((m[2] | 0x80) & ~0x78);
		if ((keep & KEEP_QUESTION) || !take_question(m, len, &q, name))
			q.type = types[keep >> 5];
	}
	arena_init(&arena, LIMIT_ARENA);
	arena_init(&other, LIMIT_ARENA);
	fit = message_parse(m, len, &q, ID, &arena, NULL);
	need(message_parse(m, len, &q, ID, &arena, &a) == fit);
	free(m);
	need(!arena.failed); /* 64 KiB of message fit in a target's memory */
	if (fit == MESSAGE_FITS) {
		unsigned sum = need_answer(&a, q.type);

		need(answer_copy(&copy, &a, q.type, &other));
		arena_done(&arena);
		need(need_answer(&copy, q.type) == sum);
	} else {
		need(a.n_records == 4711);
	}
	arena_done(&arena);
	arena_done(&other);
	return 0;
}
