/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_WISH_H
#define FCRDNS_WISH_H

/*
 * wish: what a user of any of the programs wants asked and judged, made of texts as they are
 * given: a policy, and which servers are asked.
 */

#include <fcrdns/limits.h>
#include <fcrdns/policy.h>
#include <fcrdns/servers.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct opt_texts;
struct suffix_list;
struct why;

enum {
	WISH_EXPECTS = 16,
	WISH_FIRST_WAIT_MS = 400, /* of the first try of a question */
	RESOLVER_TEXT_MAX = 4096
};

/* As given; NULL or 0: not given. */
struct wanted {
	const char *const *expects; /* one of these names is to be confirmed */
	size_t n_expects;
	const char *expect_option; /* what messages call it; NULL: --expect */
	const char *helo, *ownership, *ownership_host;
	const struct opt_texts *ignore;
	const struct opt_texts *dnsbls;
	unsigned ptr_limit;
	bool special_skip, strict, deep, no_timing;
	bool is_file; /* messages name keys of a file, not options */
};

/* The policy and what its names point to. */
struct wish {
	struct policy policy;
	struct name expects[WISH_EXPECTS];
	uint8_t expect[WISH_EXPECTS][NAME_MAX_OCTETS];
	struct name dnsbls[LIMIT_DNSBLS];
	uint8_t dnsbl[LIMIT_DNSBLS][NAME_MAX_OCTETS];
	uint8_t helo[NAME_MAX_OCTETS], domain[NAME_MAX_OCTETS];
	char helo_text[LIMIT_SHOWN];
	char resolver[RESOLVER_TEXT_MAX];
};

/* False (WHY_USAGE). The policy lacks what wish_complete adds. `ret` may not move afterwards. */
bool wish_make(struct wish *ret, const struct wanted *wanted, struct why *why);

/* Sets ret->resolver, whose text lives in `w`. False (WHY_USAGE); `options` is what the message
 * calls the options that they come from, a plural. */
bool wish_ask(struct servers_conf *ret, struct wish *w, const struct opt_texts *resolvers,
	      const char *options, struct why *why);

/* What only others know: the servers, the suffix list, and whether the run is a few look-ups. */
void wish_complete(struct wish *w, const struct servers *servers,
		   const struct suffix_list *suffixes, bool eager);

/* What a mail server says in HELO; false for an empty text. */
bool helo_parse(struct helo *ret, uint8_t buf[static NAME_MAX_OCTETS],
		char shown[static LIMIT_SHOWN], const char *text);

#endif
