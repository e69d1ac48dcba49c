/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

bool digest_sha256(const void *octets, size_t n, uint8_t ret[static DIGEST_OCTETS])
{
	return EVP_Digest(octets, n, ret, NULL, EVP_sha256(), NULL) == 1;
}

bool digest_hmac(const char *key, const void *octets, size_t n, uint8_t ret[static DIGEST_OCTETS])
{
	size_t key_len = strlen(key);

	return key_len <= INT_MAX &&
	       HMAC(EVP_sha256(), key, (int)key_len, octets, n, ret, NULL) != NULL;
}

const char *digest_hex(const uint8_t digest[static DIGEST_OCTETS], char out[static DIGEST_HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_OCTETS; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[DIGEST_HEX_MAX - 1] = '\0';
	return out;
}
