/* SPDX-License-Identifier: MIT */
#include "doh.h"

#include <fcrdns/arena.h>
#include <fcrdns/servers.h>
#include <fcrdns/text.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define MEDIA_TYPE "application/dns-message"

enum {
	BODY_BEGIN = 512,
	BODY_KEPT = 4096,  /* room that a stream keeps for its next answer */
	UNHEARD_MS = 2000, /* a path that confirms nothing so long is dead: before the tries are */
	CONNECT_MS = 10000,
	EXCHANGE_MS = 120000, /* the resolver gives up long before */
	STATUS_OK = 200
};

static bool make_room(struct stream *s, size_t n)
{
	size_t room = s->room ? s->room : BODY_BEGIN;
	uint8_t *grown;

	while (room < n)
		room *= 2;
	if (room == s->room)
		return true;
	grown = mem_resize(s->octets, room);
	if (!grown)
		return false;
	s->octets = grown;
	s->room = room;
	return true;
}

/* Less than `n` makes libcurl end the exchange. */
static size_t on_body(char *data, size_t size, size_t n, void *user)
{
	struct stream *s = user;

	(void)size; /* 1 */
	if (n > LIMIT_TCP_OCTETS - s->len) {
		s->is_long = true;
		return 0;
	}
	if (!make_room(s, s->len + n))
		return 0;
	memcpy(s->octets + s->len, data, n);
	s->len += n;
	return n;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static size_t on_header(char *data, size_t size, size_t n, void *user)
{
	struct stream *s = user;

	(void)data;
	(void)size;
	s->headers += n;
	if (s->headers <= LIMIT_HTTP_HEADERS)
		return n;
	s->is_long = true;
	return 0;
}

static int on_new_socket(void *user, curl_socket_t fd, curlsocktype purpose)
{
	struct stream *s = user;
	unsigned ms = UNHEARD_MS;

	s->opens = true;
	if (purpose == CURLSOCKTYPE_IPCXN)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
	return CURL_SOCKOPT_OK;
}

static bool set_options(struct stream *s)
{
	const struct doh *t = s->owner;
	const struct curl *c = t->curl;
	const struct servers *to = t->servers;
	const long family = to->family == SERVERS_IPV4	 ? CURL_IPRESOLVE_V4
			    : to->family == SERVERS_IPV6 ? CURL_IPRESOLVE_V6
							 : CURL_IPRESOLVE_WHATEVER;
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_NETRC, CURL_NETRC_IGNORED },
		{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
		{ CURLOPT_HTTP09_ALLOWED, 0 },
		{ CURLOPT_SSL_VERIFYPEER, 1 },
		{ CURLOPT_SSL_VERIFYHOST, 2 },
		{ CURLOPT_PROXY_SSL_VERIFYPEER, 1 },
		{ CURLOPT_PROXY_SSL_VERIFYHOST, 2 },
		{ CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
		{ CURLOPT_IPRESOLVE, family },
		{ CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS },
		{ CURLOPT_TIMEOUT_MS, EXCHANGE_MS },
		{ CURLOPT_POST, 1 },
	};
	const struct {
		CURLoption option;
		const void *value;
	} pointers[] = {
		{ CURLOPT_PROTOCOLS_STR, "https" },
		{ CURLOPT_PROXY, to->proxy }, /* empty: none, whatever the environment says */
		{ CURLOPT_NOPROXY, "" },
		{ CURLOPT_USERAGENT, "fcrdns-check" },
		{ CURLOPT_HTTPHEADER, t->headers },
		{ CURLOPT_WRITEDATA, s },
		{ CURLOPT_HEADERDATA, s },
		{ CURLOPT_SOCKOPTDATA, s },
		{ CURLOPT_PRIVATE, s },
		{ CURLOPT_ERRORBUFFER, s->error },
		/* Instead of the system's, of which libcurl knows two: */
		{ CURLOPT_CAINFO, to->cacert },
		{ CURLOPT_CAPATH, NULL },
		{ CURLOPT_PROXY_CAINFO, to->cacert },
		{ CURLOPT_PROXY_CAPATH, NULL },
	};
	const size_t n = sizeof(pointers) / sizeof(pointers[0]) - (to->cacert ? 0 : 4);
	bool ok = true;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		ok &= c->easy_setopt(s->easy, numbers[i].option, numbers[i].value) == CURLE_OK;
	for (size_t i = 0; i < n; i++)
		ok &= c->easy_setopt(s->easy, pointers[i].option, pointers[i].value) == CURLE_OK;
	/* Without HTTP/2 it goes slower; and no end waits for a name that is still looked up. */
	(void)c->easy_setopt(s->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	(void)c->easy_setopt(s->easy, CURLOPT_QUICK_EXIT, 1L);
	return ok && stream_isolate(s, false) &&
	       !c->easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, on_body) &&
	       !c->easy_setopt(s->easy, CURLOPT_HEADERFUNCTION, on_header) &&
	       !c->easy_setopt(s->easy, CURLOPT_SOCKOPTFUNCTION, on_new_socket);
}

bool stream_headers(struct doh *t)
{
	/* No "Expect", and nothing else that tells clients apart (RFC 8484 section 8.1). */
	static const char *const lines[] = { "Content-Type: " MEDIA_TYPE, "Accept: " MEDIA_TYPE,
					     "Expect:" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct curl_slist *longer = t->curl->slist_append(t->headers, lines[i]);

		if (!longer)
			return false;
		t->headers = longer;
	}
	return true;
}

struct stream *stream_new(struct doh *t)
{
	struct stream *s = mem_zero(1, sizeof(*s));

	if (!s)
		return NULL;
	s->owner = t;
	s->easy = t->curl->easy_init();
	if (!s->easy || !set_options(s)) {
		stream_free(s);
		return NULL;
	}
	s->all_next = t->all;
	t->all = s;
	t->n_streams++;
	return s;
}

void stream_keep(struct stream *s)
{
	s->try = NULL;
	s->lingers = false;
	if (s->room > BODY_KEPT) {
		mem_free(s->octets);
		s->octets = NULL;
		s->room = 0;
	}
	s->idle_next = s->owner->idle;
	s->owner->idle = s;
}

void stream_reset(struct stream *s)
{
	s->len = s->headers = 0;
	s->is_long = s->opens = false;
	s->error[0] = '\0';
}

bool stream_isolate(struct stream *s, bool alone)
{
	const struct curl *c = s->owner->curl;

	s->is_alone = alone;
	return !c->easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, (long)alone) &&
	       !c->easy_setopt(s->easy, CURLOPT_FORBID_REUSE, (long)alone) &&
	       !c->easy_setopt(s->easy, CURLOPT_PIPEWAIT, (long)!alone);
}

bool stream_is_needed(const struct stream *s)
{
	curl_off_t tls_us = 0; /* until TLS is done */

	(void)s->owner->curl->easy_getinfo(s->easy, CURLINFO_APPCONNECT_TIME_T, &tls_us);
	return s->opens && !s->is_alone && !tls_us;
}

bool stream_is_broken(CURLcode result)
{
	return result == CURLE_HTTP2 || result == CURLE_HTTP2_STREAM ||
	       result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR ||
	       result == CURLE_GOT_NOTHING || result == CURLE_PARTIAL_FILE;
}

void stream_free(struct stream *s)
{
	if (s->easy)
		s->owner->curl->easy_cleanup(s->easy);
	mem_free(s->octets);
	mem_free(s);
}

bool stream_post(struct stream *s, const struct try *try)
{
	const struct doh *t = s->owner;
	const struct curl *c = t->curl;
	size_t len = try_build(s->query, try);

	stream_reset(s);
	return !c->easy_setopt(s->easy, CURLOPT_URL, t->servers->server[try->server].text) &&
	       !c->easy_setopt(s->easy, CURLOPT_POSTFIELDS, (char *)s->query) &&
	       !c->easy_setopt(s->easy, CURLOPT_POSTFIELDSIZE, (long)len) &&
	       c->multi_add_handle(t->multi, s->easy) == CURLM_OK;
}

static bool is_dns(const char *type)
{
	size_t n = sizeof(MEDIA_TYPE) - 1;

	return type && !strncasecmp(type, MEDIA_TYPE, n) &&
	       (!type[n] || type[n] == ';' || type[n] == ' ' || type[n] == '\t');
}

/* RFC 8484 section 4.2. */
bool stream_judge(const struct stream *s, CURLcode result, char words[static LIMIT_SHOWN])
{
	const struct curl *c = s->owner->curl;
	const char *type = NULL;
	char shown[64];
	long status = 0;

	if (s->is_long) {
		(void)snprintf(words, LIMIT_SHOWN, "an answer longer than DNS has");
		return false;
	}
	if (result != CURLE_OK) {
		curl_tell(c, s->easy, result, s->error, words);
		return false;
	}
	(void)c->easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)c->easy_getinfo(s->easy, CURLINFO_CONTENT_TYPE, &type);
	if (status != STATUS_OK)
		(void)snprintf(words, LIMIT_SHOWN, "HTTP status %ld", status);
	else if (!is_dns(type))
		(void)snprintf(words, LIMIT_SHOWN, "content of type '%s', not " MEDIA_TYPE,
			       text_shown(shown, sizeof(shown), type ? type : "",
					  type ? strlen(type) : 0));
	else if (!s->len)
		(void)snprintf(words, LIMIT_SHOWN, "an empty answer");
	else
		return true;
	return false;
}
