/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TOLD_H
#define FCRDNS_TOLD_H

/*
 * told: answers of the DNS written as text, for transcripts of checks.
 *
 *   mail.example other.example     the records of an OK answer, by the type of the question
 *   -                              OK's opposite: NODATA, with the SOA that says so
 *   nosoa                          NODATA without it
 *   nxdomain servfail refused notimp formerr other timeout connrefused malformed truncated
 *   via=alias.example              a step of the CNAME chain, before the rest
 *   ttl=300 age=60 took=2500 (ms) held=100 loops ad aa ede=22:text   more about it
 *
 * TXT values hold no blanks; ~ stands for one. An MX record is 10:mx.example, the root as 0:.
 */

#include <fcrdns/answer.h>
#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <stdlib.h>
#include <string.h>

static inline struct name told_name(struct arena *arena, const char *text)
{
	uint8_t *buf = arena_get(arena, NAME_MAX_OCTETS);
	struct name name = { 0 };

	if (!buf || !name_parse(&name, buf, text, strlen(text)))
		abort();
	return name;
}

static inline bool told_status(struct answer *a, const char *word)
{
	static const struct {
		const char *word;
		enum answer_status status;
		uint16_t rcode;
		bool has_soa;
	} row_of[] = {
		{ "-", ANSWER_NODATA, 0, true },
		{ "nosoa", ANSWER_NODATA, 0, false },
		{ "nxdomain", ANSWER_NXDOMAIN, 3, true },
		{ "formerr", ANSWER_FORMERR, 1, false },
		{ "servfail", ANSWER_SERVFAIL, 2, false },
		{ "notimp", ANSWER_NOTIMP, 4, false },
		{ "refused", ANSWER_REFUSED, 5, false },
		{ "other", ANSWER_OTHER, 9, false },
		{ "timeout", ANSWER_TIMEOUT, 0, false },
		{ "connrefused", ANSWER_CONNREFUSED, 0, false },
		{ "malformed", ANSWER_MALFORMED, 0, false },
		{ "truncated", ANSWER_TRUNCATED, 0, false },
	};

	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		if (strcmp(word, row_of[i].word) == 0) {
			a->status = row_of[i].status;
			a->rcode = row_of[i].rcode;
			a->has_soa = row_of[i].has_soa;
			return true;
		}
	return false;
}

/* The part of the chain, record or property that `word` is. */
static inline void told_word(struct answer *a, struct arena *arena, uint16_t type, char *word,
			     struct name chain[static 64], struct name ptrs[static 64],
			     struct ip ips[static 64], struct txt txts[static 64],
			     struct mx mxs[static 64], struct ede edes[static LIMIT_EDES])
{
	if (told_status(a, word))
		return;
	if (a->n_chain == 64 || a->n_records == 64 || a->n_edes == LIMIT_EDES)
		abort();
	if (strncmp(word, "via=", 4) == 0) {
		chain[a->n_chain++] = told_name(arena, word + 4);
	} else if (strncmp(word, "ttl=", 4) == 0) {
		a->ttl_s = (uint32_t)strtoul(word + 4, NULL, 10);
	} else if (strncmp(word, "age=", 4) == 0) {
		a->age_s = (uint32_t)strtoul(word + 4, NULL, 10);
	} else if (strncmp(word, "took=", 5) == 0) {
		a->took_us = 1000 * (uint32_t)strtoul(word + 5, NULL, 10);
	} else if (strncmp(word, "held=", 5) == 0) {
		a->held_us = 1000 * (uint32_t)strtoul(word + 5, NULL, 10);
	} else if (strcmp(word, "loops") == 0) {
		a->loops = true;
	} else if (strcmp(word, "aa") == 0) {
		a->authoritative = true;
	} else if (strcmp(word, "ad") == 0) {
		a->authenticated = true;
	} else if (strncmp(word, "ede=", 4) == 0) {
		char *text;
		struct ede *e = &edes[a->n_edes++];

		e->code = (uint16_t)strtoul(word + 4, &text, 10);
		text += *text == ':';
		e->len = (uint16_t)strlen(text);
		e->text = arena_string(arena, text, e->len);
	} else if (type == TYPE_PTR || type == TYPE_NS) {
		ptrs[a->n_records++] = told_name(arena, word);
	} else if (type == TYPE_TXT) {
		struct txt *t = &txts[a->n_records++];

		for (char *p = word; *p; p++)
			if (*p == '~')
				*p = ' ';
		*t = (struct txt){ .len = (uint16_t)strlen(word) };
		t->octets = (const uint8_t *)arena_string(arena, word, t->len);
	} else if (type == TYPE_MX) {
		char *host;
		struct mx *mx = &mxs[a->n_records++];

		mx->preference = (uint16_t)strtoul(word, &host, 10);
		mx->host = told_name(arena, host + 1);
	} else if (!ip_parse(&ips[a->n_records++], word, strlen(word))) {
		abort();
	}
}

/* The answer that `text` stands for, in `arena`. */
static inline struct answer told_answer(struct arena *arena, uint16_t type, const char *text)
{
	struct answer a = { .status = ANSWER_OK, .n_tries = 1, .took_us = 1000, .ttl_s = 300 };
	struct name chain[64], ptrs[64];
	struct ip ips[64];
	struct txt txts[64];
	struct mx mxs[64];
	struct ede edes[LIMIT_EDES];
	char *copy = arena_string(arena, text, strlen(text)), *rest = copy, *word;

	while ((word = strsep(&rest, " ")) != NULL)
		if (*word)
			told_word(&a, arena, type, word, chain, ptrs, ips, txts, mxs, edes);
	a.chain = arena_copy(arena, chain, a.n_chain * sizeof(*chain));
	if (type == TYPE_PTR || type == TYPE_NS)
		a.ptrs = arena_copy(arena, ptrs, a.n_records * sizeof(*ptrs));
	else if (type == TYPE_TXT)
		a.txts = arena_copy(arena, txts, a.n_records * sizeof(*txts));
	else if (type == TYPE_MX)
		a.mxs = arena_copy(arena, mxs, a.n_records * sizeof(*mxs));
	else
		a.ips = arena_copy(arena, ips, a.n_records * sizeof(*ips));
	a.edes = arena_copy(arena, edes, a.n_edes * sizeof(*edes));
	a.n_total = a.n_records;
	return a;
}

#endif
