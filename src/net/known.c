/* SPDX-License-Identifier: MIT */
#include "known.h"

#include <fcrdns/arena.h>
#include <fcrdns/message.h>

#include <string.h>

enum {
	SECOND_US = 1000 * 1000
};

struct known *known_new(void)
{
	return mem_zero(1, sizeof(struct known));
}

void known_keep(struct known *table, const struct question *q, uint32_t hash,
		const struct answer *answer, const uint8_t *wire, size_t len, uint64_t now_us)
{
	struct kept_answer *k;

	if (!table || q->type == TYPE_PTR || q->unchecked || q->again ||
	    answer_is_temporary(answer) || answer->truncated || !answer->ttl_s ||
	    len < MESSAGE_HEADER || len > KNOWN_OCTETS)
		return;
	table->hash[hash % KNOWN_SLOTS] = hash;
	k = &table->answer[hash % KNOWN_SLOTS];
	k->kept_us = now_us;
	k->until_us = now_us + (uint64_t)answer->ttl_s * SECOND_US;
	k->len = (uint16_t)len;
	k->type = q->type;
	k->server = answer->server;
	k->tcp = answer->tcp;
	memcpy(k->wire, wire, len);
}

bool known_has(const struct known *table, const struct question *q, uint32_t hash, uint64_t now_us)
{
	const struct kept_answer *k;

	if (!table || q->unchecked || q->again || table->hash[hash % KNOWN_SLOTS] != hash)
		return false;
	k = &table->answer[hash % KNOWN_SLOTS];
	return k->len && k->type == q->type && now_us < k->until_us;
}

bool known_answer(const struct known *table, const struct question *q, uint32_t hash,
		  uint64_t now_us, struct arena *arena, struct answer *ret)
{
	const struct kept_answer *k;
	struct answer a;

	if (!known_has(table, q, hash, now_us))
		return false;
	k = &table->answer[hash % KNOWN_SLOTS];
	/* Two names of one hash: the parser tells them apart. */
	if (message_parse(k->wire, k->len, q, (uint16_t)(k->wire[0] << 8 | k->wire[1]), arena,
			  &a) != MESSAGE_FITS ||
	    arena->failed)
		return false;
	a.age_s = (uint32_t)((now_us - k->kept_us) / SECOND_US);
	a.ttl_s -= a.age_s;
	a.server = k->server;
	a.tcp = k->tcp;
	*ret = a;
	return true;
}
