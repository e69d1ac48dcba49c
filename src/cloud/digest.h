/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_DIGEST_H
#define FCRDNS_CLOUD_DIGEST_H

/*
 * digest: SHA-256 and the HMAC made with it, of libcrypto.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DIGEST_OCTETS = 32,
	DIGEST_HEX_MAX = 2 * DIGEST_OCTETS + 1
};

/* False when libcrypto cannot: out of memory, or its configuration forbids SHA-256. */
bool digest_sha256(const void *octets, size_t n, uint8_t ret[static DIGEST_OCTETS]);
bool digest_hmac(const char *key, const void *octets, size_t n, uint8_t ret[static DIGEST_OCTETS]);

/* Lower case; returns `out`. */
const char *digest_hex(const uint8_t digest[static DIGEST_OCTETS], char out[static DIGEST_HEX_MAX]);

#endif
