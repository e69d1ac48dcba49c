/* SPDX-License-Identifier: MIT */
#include <fcrdns/fetch.h>

#include "curl.h"
#include "head.h"
#include "https.h"
#include "intake.h"
#include "url.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
	ORIGINS = 8, /* whose connections are kept */
	TURN_MS = 200
};

/* A handle and connections of its own: libcurl has confused whose connection is whose before. */
struct origin {
	char text[URL_ORIGIN_MAX];
	CURL *easy;
	CURLM *multi;
	unsigned used; /* when it was last */
};

struct fetch {
	const struct curl *curl;
	struct fetch_conf conf;
	char proxy[LIMIT_URL + 1]; /* empty: none */
	struct origin origins[ORIGINS];
	unsigned n_run, bound_ms;
	struct intake intake;
	char error[CURL_ERROR_SIZE];
};

struct fetch *fetch_new(const struct fetch_conf *conf, struct why *why)
{
	const struct curl *curl = curl_open(why);
	struct url proxy = { .text = "" };
	struct fetch *f;

	if (!curl || (conf->cacert && !https_can_read(conf->cacert, why)) ||
	    (conf->proxy && !url_proxy_parse(&proxy, conf->proxy, strlen(conf->proxy), why)))
		return NULL;
	f = mem_zero(1, sizeof(*f));
	if (!f) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	f->curl = curl;
	f->conf = *conf;
	memcpy(f->proxy, proxy.text, sizeof(f->proxy));
	return f;
}

static void origin_done(const struct curl *c, struct origin *o)
{
	if (o->easy)
		c->easy_cleanup(o->easy);
	if (o->multi)
		(void)c->multi_cleanup(o->multi);
	*o = (struct origin){ 0 };
}

void fetch_free(struct fetch *f)
{
	if (!f)
		return;
	for (unsigned i = 0; i < ORIGINS; i++)
		origin_done(f->curl, &f->origins[i]);
	intake_done(&f->intake);
	mem_free(f);
}

/* The one of this text, or in the place of the one that is longest unused. NULL: no memory. */
static struct origin *origin_of(struct fetch *f, const char *text)
{
	struct origin *oldest = &f->origins[0];

	f->n_run++;
	for (unsigned i = 0; i < ORIGINS; i++) {
		struct origin *o = &f->origins[i];

		if (!strcmp(o->text, text)) {
			o->used = f->n_run;
			return o;
		}
		if (o->used < oldest->used)
			oldest = o;
	}
	origin_done(f->curl, oldest);
	oldest->easy = f->curl->easy_init();
	oldest->multi = f->curl->multi_init();
	if (!oldest->easy || !oldest->multi) {
		origin_done(f->curl, oldest);
		return NULL;
	}
	(void)snprintf(oldest->text, sizeof(oldest->text), "%s", text);
	oldest->used = f->n_run;
	return oldest;
}

/* ---- what may be asked ---- */

#ifdef FCRDNS_LOOPBACK_HTTP

static bool may_be_plain(const struct url_origin *to)
{
	return (to->family_len == 4 && !strncmp(to->host, "127.", 4)) ||
	       !strcmp(to->host, "[::1]") || !strcmp(to->host, "localhost");
}

/* Whatever the name was looked up to. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *to)
{
	const struct sockaddr_in *four = (const void *)&to->addr;
	const struct sockaddr_in6 *six = (const void *)&to->addr;
	bool is_loopback = to->family == AF_INET ? ntohl(four->sin_addr.s_addr) >> 24 == 127
						 : to->family == AF_INET6 &&
							   IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);

	(void)user;
	(void)purpose;
	if (!is_loopback)
		return CURL_SOCKET_BAD;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static bool fence_plain(const struct fetch *f, CURL *easy)
{
	return f->curl->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK;
}

#else

static bool may_be_plain(const struct url_origin *to)
{
	(void)to;
	return false;
}

static bool fence_plain(const struct fetch *f, CURL *easy)
{
	(void)f;
	(void)easy;
	return false;
}

#endif

static bool is_clean(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 127)
			return false;
	return true;
}

/* NULL, or why it is not sent. */
static const char *fault_of(const struct http_request *r, struct url_origin *ret)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
	size_t len = strlen(r->url), at = 0;
	const char *rule;

	if (len > LIMIT_HTTP_URL)
		return "its URL is too long";
	rule = url_origin_parse(ret, r->url, len);
	if (rule)
		return rule;
	if (!ret->is_https && !may_be_plain(ret))
		return "it is not https://";
	while (at < sizeof(methods) / sizeof(methods[0]) && strcmp(methods[at], r->method) != 0)
		at++;
	if (at == sizeof(methods) / sizeof(methods[0]))
		return "its method is none that is used";
	for (unsigned i = 0; i < r->n_headers; i++)
		if (!is_clean(r->headers[i].name) || !is_clean(r->headers[i].value))
			return "a control character in a header of ours";
	return NULL;
}

/* ---- one exchange ---- */

/* Less than `n` makes libcurl end the exchange. */
static size_t on_line(char *line, size_t size, size_t n, void *user)
{
	(void)size; /* 1 */
	return intake_line(user, line, n) ? n : 0;
}

static size_t on_body(char *octets, size_t size, size_t n, void *user)
{
	(void)size;
	return intake_body(user, octets, n) ? n : 0;
}

void fetch_bound(struct fetch *f, unsigned ms)
{
	f->bound_ms = ms;
}

static unsigned total_ms(const struct fetch *f)
{
	return f->bound_ms && f->bound_ms < f->conf.total_ms ? f->bound_ms : f->conf.total_ms;
}

static bool set_fences(struct fetch *f, CURL *easy, bool is_https)
{
	const struct curl *c = f->curl;
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_NETRC, CURL_NETRC_IGNORED },
		{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
		{ CURLOPT_HTTP09_ALLOWED, 0 },
		{ CURLOPT_PATH_AS_IS, 1 }, /* what is signed is what is sent */
		{ CURLOPT_SSL_VERIFYPEER, 1 },
		{ CURLOPT_SSL_VERIFYHOST, 2 },
		{ CURLOPT_PROXY_SSL_VERIFYPEER, 1 },
		{ CURLOPT_PROXY_SSL_VERIFYHOST, 2 },
		{ CURLOPT_SUPPRESS_CONNECT_HEADERS, 1 }, /* they are the proxy's */
		{ CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
		{ CURLOPT_CONNECTTIMEOUT_MS, (long)f->conf.connect_ms },
		{ CURLOPT_TIMEOUT_MS, (long)total_ms(f) },
	};
	const struct {
		CURLoption option;
		const void *value;
	} pointers[] = {
		{ CURLOPT_PROTOCOLS_STR, is_https ? "https" : "http" },
		{ CURLOPT_PROXY, f->proxy }, /* empty: none, whatever the environment says */
		{ CURLOPT_NOPROXY, "" },
		{ CURLOPT_USERAGENT, "fcrdns-check" },
		{ CURLOPT_WRITEDATA, &f->intake },
		{ CURLOPT_HEADERDATA, &f->intake },
		{ CURLOPT_ERRORBUFFER, f->error },
		/* Instead of the system's, of which libcurl knows two: */
		{ CURLOPT_CAINFO, f->conf.cacert },
		{ CURLOPT_CAPATH, NULL },
		{ CURLOPT_PROXY_CAINFO, f->conf.cacert },
		{ CURLOPT_PROXY_CAPATH, NULL },
	};
	const size_t n = sizeof(pointers) / sizeof(pointers[0]) - (f->conf.cacert ? 0 : 4);
	bool ok = true;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		ok &= c->easy_setopt(easy, numbers[i].option, numbers[i].value) == CURLE_OK;
	for (size_t i = 0; i < n; i++)
		ok &= c->easy_setopt(easy, pointers[i].option, pointers[i].value) == CURLE_OK;
	(void)c->easy_setopt(easy, CURLOPT_HTTP_VERSION,
			     (long)(is_https ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
	(void)c->easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	(void)c->easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)LIMIT_HTTP_BODY);
	return ok && (is_https || fence_plain(f, easy)) &&
	       !c->easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) &&
	       !c->easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line);
}

static bool set_request(const struct fetch *f, CURL *easy, const struct http_request *r,
			struct curl_slist *lines)
{
	const struct curl *c = f->curl;
	bool posts = r->body || strcmp(r->method, "GET") != 0;

	/* On a kept connection that the other side has closed libcurl sends it again by itself,
	 * also where it was read before: whoever counts attempts has to make each of them. */
	if (c->easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)r->writes))
		return false;
	if (posts && (c->easy_setopt(easy, CURLOPT_POST, 1L) ||
		      c->easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)r->body_len) ||
		      c->easy_setopt(easy, CURLOPT_POSTFIELDS, r->body ? r->body : "")))
		return false;
	return !c->easy_setopt(easy, CURLOPT_CUSTOMREQUEST, r->method) &&
	       !c->easy_setopt(easy, CURLOPT_URL, r->url) &&
	       !c->easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
}

/* False: told to stop. */
static bool run(const struct fetch *f, struct origin *o, CURLcode *ret)
{
	const struct curl *c = f->curl;
	int running = 1, left;
	const CURLMsg *m;

	*ret = CURLE_FAILED_INIT;
	if (c->multi_add_handle(o->multi, o->easy) != CURLM_OK)
		return true;
	for (;;) {
		if (c->multi_perform(o->multi, &running) != CURLM_OK || !running)
			break;
		if (f->conf.stop && *f->conf.stop)
			break;
		(void)c->multi_poll(o->multi, NULL, 0, TURN_MS, NULL);
	}
	while ((m = c->multi_info_read(o->multi, &left)))
		if (m->msg == CURLMSG_DONE)
			*ret = m->data.result;
	(void)c->multi_remove_handle(o->multi, o->easy);
	return !running;
}

/* ---- what came of it ---- */

static void end(struct http_response *ret, struct arena *arena, enum http_outcome outcome,
		const char *because)
{
	const char *kept = arena_string(arena, because, strlen(because));

	*ret = (struct http_response){ .outcome = outcome,
				       .because = kept ? kept : "no memory for the reason" };
}

static enum http_outcome outcome_of(CURLcode result)
{
	if (result == CURLE_OPERATION_TIMEDOUT)
		return HTTP_LATE;
	if (result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE)
		return HTTP_UNTRUSTED;
	if (result == CURLE_URL_MALFORMAT) /* libcurl is stricter than we are */
		return HTTP_REFUSED;
	return HTTP_BROKEN;
}

static void judge(struct fetch *f, struct origin *o, CURLcode result, struct http_response *ret,
		  struct arena *arena)
{
	const struct intake *in = &f->intake;
	char words[LIMIT_SHOWN];
	long status = 0;

	if (in->is_big || result == CURLE_FILESIZE_EXCEEDED) {
		end(ret, arena, HTTP_OVERSIZE, "more than is read of one answer");
	} else if (in->is_full) {
		end(ret, arena, HTTP_OVERSIZE, "more than there is memory for");
	} else if (in->damage) {
		end(ret, arena, HTTP_BROKEN, in->damage);
	} else if (result != CURLE_OK) {
		curl_tell(f->curl, o->easy, result, f->error, words);
		end(ret, arena, outcome_of(result), words);
	} else if (!in->has_head) {
		/* libcurl 7.88 takes it for an answer. */
		end(ret, arena, HTTP_BROKEN, "an answer whose headers are cut short");
	} else {
		*ret = (struct http_response){ .outcome = HTTP_ANSWERED };
		(void)f->curl->easy_getinfo(o->easy, CURLINFO_RESPONSE_CODE, &status);
		ret->status = (unsigned)status;
		if (!intake_end(in, ret))
			end(ret, arena, HTTP_OVERSIZE, "more than there is memory for");
	}
}

void fetch_run(struct fetch *f, const struct http_request *request, struct http_response *ret,
	       struct arena *arena)
{
	const struct curl *c = f->curl;
	struct curl_slist *lines = NULL;
	struct url_origin to;
	const char *fault = fault_of(request, &to);
	struct origin *o = fault ? NULL : origin_of(f, to.text);
	CURLcode result;

	if (!o) {
		end(ret, arena, fault ? HTTP_REFUSED : HTTP_BROKEN, fault ? fault : "no memory");
		return;
	}
	f->error[0] = '\0';
	intake_begin(&f->intake, arena);
	if (!set_fences(f, o->easy, to.is_https) || !head_lines(c, &lines, request) ||
	    !set_request(f, o->easy, request, lines))
		end(ret, arena, HTTP_REFUSED, "libcurl does not take the request");
	else if (!run(f, o, &result))
		end(ret, arena, HTTP_BROKEN, "interrupted");
	else
		judge(f, o, result, ret, arena);
	c->easy_reset(o->easy);
	head_free(c, lines);
	intake_done(&f->intake);
}
