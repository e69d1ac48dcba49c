/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_SIGN_H
#define FCRDNS_CLOUD_SIGN_H

/*
 * sign: requests that are signed with a secret key: the same canonical form, two dialects.
 *
 * Huawei: SDK-HMAC-SHA256 in its present form ("Access=", the key is the secret itself). Alibaba:
 * ACS3-HMAC-SHA256, that is V3. Each attempt is signed anew, as its date and nonce must be.
 */

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct http_request;
struct text;

enum sign_scheme {
	SIGN_HUAWEI,
	SIGN_ALIBABA
};

/* Printable, no spaces or commas: they stand in a header. */
struct sign_key {
	const char *id, *secret;
	const char *token; /* of a temporary key, or NULL */
};

/*
 * The text whose digest is signed: method, path, query in order, headers, their names, digest of
 * the body. Signed are the host, and of the request's headers all (Huawei) or those that the
 * scheme names (Alibaba). `ret_names` gets the names, joined by ';'. Path: on the wire a ':' is
 * itself, here it is %3A, and Huawei's ends in '/'. False: too many headers or parameters for it,
 * or digest_sha256 failed.
 */
bool sign_canonical(const struct http_request *r, enum sign_scheme scheme, struct text *ret,
		    struct text *ret_names);

/* Adds date, nonce (Alibaba: 32 characters at most that were never used before), token and
 * signature. Their texts live in `arena`. False: no memory, or as above. */
bool sign_request(struct http_request *r, enum sign_scheme scheme, const struct sign_key *key,
		  int64_t now_s, const char *nonce, struct arena *arena);

#endif
