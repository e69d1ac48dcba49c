/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_KNOWN_H
#define FCRDNS_NET_KNOWN_H

/*
 * known: answers that a list may need again, for at most their TTL. Many addresses lead to one
 * name.
 *
 * The octets are kept as they came and read again on each use, so that a known answer says what
 * the first one said, less the seconds passed. A fixed table where the next answer with the same
 * place takes it. Never kept: PTR answers (each is asked for once), unchecked ones, failures, what
 * came cut, TTL 0. The time is an argument.
 */

#include <fcrdns/answer.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
	KNOWN_SLOTS = 1024,
	KNOWN_OCTETS = 512 /* of one answer; longer ones are not kept */
};

struct kept_answer {
	uint64_t kept_us, until_us;
	uint16_t len; /* 0: free */
	uint16_t type;
	uint8_t server;
	bool tcp;
	uint8_t wire[KNOWN_OCTETS];
};

struct known {
	uint32_t hash[KNOWN_SLOTS]; /* of name and type: by themselves, for most are not known */
	struct kept_answer answer[KNOWN_SLOTS];
};

/* Empty, or NULL. Freed by mem_free. */
struct known *known_new(void);

/* `answer` was read from `wire`. */
void known_keep(struct known *table, const struct question *q, uint32_t hash,
		const struct answer *answer, const uint8_t *wire, size_t len, uint64_t now_us);
/* One may be known. */
bool known_has(const struct known *table, const struct question *q, uint32_t hash, uint64_t now_us);
/* False: it is not known. What *ret points to lives in `arena`; the table may be NULL. */
bool known_answer(const struct known *table, const struct question *q, uint32_t hash,
		  uint64_t now_us, struct arena *arena, struct answer *ret);

#endif
