/* SPDX-License-Identifier: MIT */
#include "curl.h"

#include <fcrdns/why.h>

#include <dlfcn.h>
#include <stddef.h>
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
