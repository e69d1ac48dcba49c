/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_CURL_H
#define FCRDNS_NET_CURL_H

/*
 * curl: libcurl, opened when somebody needs it and not before.
 *
 * Linking it would cost every start of the program some 6 ms, most of them for libraries that a
 * plain check never uses. So only its headers are needed to build, and the functions are looked up
 * when the first of its users comes. This is the only file that includes them.
 */

/* Its checks are made for the functions' own names, not for pointers to them. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <fcrdns/limits.h>
#include <stdbool.h>

struct why;

#define CURL_FUNCTIONS(X)      \
	X(global_init)         \
	X(slist_append)        \
	X(slist_free_all)      \
	X(easy_init)           \
	X(easy_reset)          \
	X(easy_setopt)         \
	X(easy_getinfo)        \
	X(easy_strerror)       \
	X(easy_cleanup)        \
	X(multi_init)          \
	X(multi_setopt)        \
	X(multi_assign)        \
	X(multi_add_handle)    \
	X(multi_remove_handle) \
	X(multi_socket_action) \
	X(multi_perform)       \
	X(multi_poll)          \
	X(multi_info_read)     \
	X(multi_cleanup)

struct curl {
#define CURL_MEMBER(name) __typeof__(curl_##name) *name;
	CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

/* The functions, for as long as the process lives, with global_init done; NULL with one sentence
 * when no libcurl is there. */
const struct curl *curl_open(struct why *why);

/* Why an exchange failed, in our words with the details of libcurl or the system, safe to print.
 * `error` is what CURLOPT_ERRORBUFFER got. */
void curl_tell(const struct curl *c, CURL *easy, CURLcode result, const char *error,
	       char out[static LIMIT_SHOWN]);

#endif
