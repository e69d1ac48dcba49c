/* SPDX-License-Identifier: MIT */
#include "sign.h"

#include "digest.h"
#include "percent.h"

#include <fcrdns/arena.h>
#include <fcrdns/date.h>
#include <fcrdns/http.h>
#include <fcrdns/text.h>

#include <string.h>

enum {
	PARAMETERS_MAX = 32,
	LINE_MAX_OCTETS = 65536 /* of a canonical form: a marker or token can be long */
};

struct piece {
	const char *at;
	size_t len;
};

struct address {
	struct piece host, path, query;
};

static struct piece piece_until(const char *from, const char *stops)
{
	return (struct piece){ from, strcspn(from, stops) };
}

static struct address address_of(const char *url)
{
	const char *scheme_end = strstr(url, "://");
	struct address a = { .host = { url, 0 } };

	if (scheme_end)
		a.host = piece_until(scheme_end + 3, "/?#");
	a.path = piece_until(a.host.at + a.host.len, "?#");
	if (a.path.at[a.path.len] == '?')
		a.query = piece_until(a.path.at + a.path.len + 1, "#");
	return a;
}

static int compare(const struct piece *a, const struct piece *b)
{
	int order = memcmp(a->at, b->at, a->len < b->len ? a->len : b->len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static void put_path(struct text *out, const struct piece *path, enum sign_scheme scheme)
{
	for (size_t i = 0; i < path->len;) {
		const char *slash = memchr(path->at + i, '/', path->len - i);
		size_t end = slash ? (size_t)(slash - path->at) : path->len;

		percent_put_again(out, path->at + i, end - i);
		if (slash)
			text_char(out, '/');
		i = end + (slash != NULL);
	}
	if (!path->len || (scheme == SIGN_HUAWEI && path->at[path->len - 1] != '/'))
		text_char(out, '/');
	text_char(out, '\n');
}

/* By name and then by value: '=' sorts behind '-' and '.', so whole pairs would sort otherwise. */
static int compare_pairs(const struct piece a[static 2], const struct piece b[static 2])
{
	int order = compare(&a[0], &b[0]);

	return order ? order : compare(&a[1], &b[1]);
}

static unsigned split_query(const struct piece *query, struct piece pairs[][2])
{
	unsigned n = 0;
	const char *p = query->at, *end = p ? p + query->len : p;

	while (p < end) {
		const char *amp = memchr(p, '&', (size_t)(end - p));
		const char *pair_end = amp ? amp : end;
		const char *equals = memchr(p, '=', (size_t)(pair_end - p));
		const char *name_end = equals ? equals : pair_end;
		const char *value = equals ? equals + 1 : pair_end;
		struct piece pair[2] = { { p, (size_t)(name_end - p) },
					 { value, (size_t)(pair_end - value) } };
		unsigned at = n;

		p = pair_end + (amp != NULL);
		if (!pair[0].len && !pair[1].len)
			continue;
		if (n == PARAMETERS_MAX)
			return PARAMETERS_MAX + 1;
		for (; at && compare_pairs(pair, pairs[at - 1]) < 0; at--)
			memcpy(pairs[at], pairs[at - 1], sizeof(pair));
		memcpy(pairs[at], pair, sizeof(pair));
		n++;
	}
	return n;
}

static bool put_query(struct text *out, const struct piece *query)
{
	struct piece pairs[PARAMETERS_MAX][2];
	unsigned n = split_query(query, pairs);

	if (n > PARAMETERS_MAX)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (i)
			text_char(out, '&');
		percent_put_again(out, pairs[i][0].at, pairs[i][0].len);
		text_char(out, '=');
		percent_put_again(out, pairs[i][1].at, pairs[i][1].len);
	}
	text_char(out, '\n');
	return true;
}

static int lowered(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int compare_names(const char *a, const char *b)
{
	for (; *a && lowered(*a) == lowered(*b); a++, b++)
		;
	return lowered(*a) - lowered(*b);
}

static bool is_signed(const char *name, enum sign_scheme scheme)
{
	static const char prefix[] = "x-acs-";
	unsigned i = 0;

	if (scheme == SIGN_HUAWEI || !compare_names(name, "content-type"))
		return true;
	while (prefix[i] && lowered(name[i]) == prefix[i])
		i++;
	return !prefix[i];
}

static void put_lowered(struct text *out, const char *s)
{
	for (; *s; s++)
		text_char(out, (char)lowered(*s));
}

static void put_trimmed(struct text *out, const char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	text_put(out, s, n);
}

/* The request's headers and the host, in the order of their names. */
static void put_headers(struct text *out, struct text *names, const struct http_request *r,
			const char *host, enum sign_scheme scheme)
{
	struct http_header sorted[HTTP_HEADERS_MAX + 1];
	unsigned n = 0;

	for (unsigned i = 0; i <= r->n_headers; i++) {
		struct http_header h = { .name = "host", .value = host };
		unsigned at = n;

		if (i < r->n_headers)
			h = r->headers[i];
		if (i < r->n_headers ? !is_signed(h.name, scheme) : !*host)
			continue;
		for (; at && compare_names(h.name, sorted[at - 1].name) < 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = h;
		n++;
	}
	for (unsigned i = 0; i < n; i++) {
		if (i)
			text_char(names, ';');
		put_lowered(names, sorted[i].name);
		put_lowered(out, sorted[i].name);
		text_char(out, ':');
		put_trimmed(out, sorted[i].value);
		text_char(out, '\n');
	}
	text_char(out, '\n');
	text_str(out, text_cstr(names));
	text_char(out, '\n');
}

static bool put_digest(struct text *out, const char *octets, size_t n)
{
	uint8_t digest[DIGEST_OCTETS];
	char hex[DIGEST_HEX_MAX];

	if (!digest_sha256(octets ? octets : "", n, digest))
		return false;
	text_str(out, digest_hex(digest, hex));
	return true;
}

bool sign_canonical(const struct http_request *r, enum sign_scheme scheme, struct text *ret,
		    struct text *ret_names)
{
	const struct address a = address_of(r->url);
	struct text host;
	bool is_done;

	text_init(&host, LINE_MAX_OCTETS);
	text_put(&host, a.host.at, a.host.len);
	text_str(ret, r->method);
	text_char(ret, '\n');
	put_path(ret, &a.path, scheme);
	is_done = put_query(ret, &a.query);
	put_headers(ret, ret_names, r, text_cstr(&host), scheme);
	is_done = is_done && put_digest(ret, r->body, r->body_len) && !ret->failed &&
		  !ret_names->failed && !host.failed;
	text_done(&host);
	return is_done;
}

static void put_date(struct text *out, int64_t now_s, enum sign_scheme scheme)
{
	const struct date d = date_of(now_s);

	text_printf(out,
		    scheme == SIGN_HUAWEI ? "%04u%02u%02uT%02u%02u%02uZ"
					  : "%04u-%02u-%02uT%02u:%02u:%02uZ",
		    d.year, d.month, d.day, d.hour, d.minute, d.second);
}

/* As a header that lives in `arena`; the text is emptied. */
static bool add(struct http_request *r, const char *name, struct text *value, struct arena *arena,
		bool is_secret)
{
	const char *kept = value->failed ? NULL : arena_string(arena, value->data, value->len);

	value->len = 0;
	return kept && http_add(r, name, kept, is_secret);
}

/* What is signed with the rest, so before it. */
static bool add_parts(struct http_request *r, enum sign_scheme scheme, const struct sign_key *key,
		      int64_t now_s, const char *nonce, struct arena *arena, struct text *t)
{
	bool is_alibaba = scheme == SIGN_ALIBABA;

	put_date(t, now_s, scheme);
	if (!add(r, is_alibaba ? "x-acs-date" : "X-Sdk-Date", t, arena, false))
		return false;
	if (is_alibaba) {
		if (!put_digest(t, r->body, r->body_len) ||
		    !add(r, "x-acs-content-sha256", t, arena, false) ||
		    !http_add(r, "x-acs-signature-nonce", nonce, false))
			return false;
	}
	return !key->token || http_add(r, is_alibaba ? "x-acs-security-token" : "X-Security-Token",
				       key->token, true);
}

static bool add_signature(struct http_request *r, enum sign_scheme scheme,
			  const struct sign_key *key, int64_t now_s, struct arena *arena,
			  struct text *t, struct text *names)
{
	const char *algorithm = scheme == SIGN_HUAWEI ? "SDK-HMAC-SHA256" : "ACS3-HMAC-SHA256";
	uint8_t digest[DIGEST_OCTETS];
	char hex[DIGEST_HEX_MAX];

	if (!sign_canonical(r, scheme, t, names) || !digest_sha256(t->data, t->len, digest))
		return false;
	t->len = 0;
	text_str(t, algorithm);
	text_char(t, '\n');
	if (scheme == SIGN_HUAWEI) {
		put_date(t, now_s, scheme);
		text_char(t, '\n');
	}
	text_str(t, digest_hex(digest, hex));
	if (t->failed || !digest_hmac(key->secret, t->data, t->len, digest))
		return false;
	t->len = 0;
	text_printf(t,
		    scheme == SIGN_HUAWEI ? "%s Access=%s, SignedHeaders=%s, Signature=%s"
					  : "%s Credential=%s,SignedHeaders=%s,Signature=%s",
		    algorithm, key->id, text_cstr(names), digest_hex(digest, hex));
	return add(r, "Authorization", t, arena, true);
}

bool sign_request(struct http_request *r, enum sign_scheme scheme, const struct sign_key *key,
		  int64_t now_s, const char *nonce, struct arena *arena)
{
	struct text t, names;
	bool is_done;

	text_init(&t, LINE_MAX_OCTETS);
	text_init(&names, LINE_MAX_OCTETS);
	is_done = add_parts(r, scheme, key, now_s, nonce, arena, &t) &&
		  add_signature(r, scheme, key, now_s, arena, &t, &names);
	text_done(&t);
	text_done(&names);
	return is_done;
}
