/* SPDX-License-Identifier: MIT */
#include "curl.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The usual one, then Debian's build with another TLS library; they have the same functions. */
static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };

static const struct {
	const char *name;
	size_t at;
} functions[] = {
#define CURL_ROW(name) { "curl_" #name, offsetof(struct curl, name) },
	CURL_FUNCTIONS(CURL_ROW)
#undef CURL_ROW
};

/* It is never closed: the TLS library below it does not survive that. */
const struct curl *curl_open(struct why *why)
{
	static struct curl curl;
	void *library = NULL;

	if (curl.easy_init)
		return &curl;
	for (size_t i = 0; !library && i < sizeof(names) / sizeof(names[0]); i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		(void)why_set(why, WHY_INTERNAL,
			      "https needs libcurl: install the package libcurl4 "
			      "(%s or %s is not there)",
			      names[0], names[1]);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *function = dlsym(library, functions[i].name);

		if (!function) {
			(void)why_set(why, WHY_INTERNAL, "this libcurl is too old: it has no %s",
				      functions[i].name);
			goto fail;
		}
		memcpy((char *)&curl + functions[i].at, &function, sizeof(function));
	}
	if (curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		return &curl;
	(void)why_set(why, WHY_INTERNAL, "libcurl cannot start");
fail:
	curl = (struct curl){ 0 };
	return NULL;
}

static const char *words_of(CURLcode result)
{
	static const struct {
		CURLcode result;
		const char *text;
	} known[] = {
		{ CURLE_COULDNT_CONNECT, "no connection" },
		{ CURLE_COULDNT_RESOLVE_HOST, "its name cannot be looked up" },
		{ CURLE_COULDNT_RESOLVE_PROXY, "the proxy's name cannot be looked up" },
		{ CURLE_PEER_FAILED_VERIFICATION, "its certificate cannot be verified" },
		{ CURLE_SSL_CACERT_BADFILE, "the trusted certificates cannot be read" },
		{ CURLE_SSL_CONNECT_ERROR, "no TLS with it" },
		{ CURLE_OPERATION_TIMEDOUT, "no answer in time" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].result == result)
			return known[i].text;
	return "the exchange failed";
}

void curl_tell(const struct curl *c, CURL *easy, CURLcode result, const char *error,
	       char out[static LIMIT_SHOWN])
{
	const char *detail = error;
	char shown[LIMIT_SHOWN - 64];
	long number = 0;

	(void)c->easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
	if (result == CURLE_COULDNT_CONNECT && number)
		detail = strerror((int)number); /* libcurl's is about milliseconds */
	else if (!*detail)
		detail = c->easy_strerror(result);
	(void)snprintf(out, LIMIT_SHOWN, "%s (%s)", words_of(result),
		       text_shown(shown, sizeof(shown), detail, strlen(detail)));
}
