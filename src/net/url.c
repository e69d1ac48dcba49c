/* SPDX-License-Identifier: MIT */
#include "url.h"

#include <fcrdns/ip.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define USUAL_PATH    "/dns-query"
#define TEMPLATE_TAIL "{?dns}"

enum {
	HTTP_PORT = 80,
	HTTPS_PORT = 443,
	LABEL_MAX = 63,
	HOST_MAX = 253
};

/* What is between the scheme and the path. */
struct authority {
	char host[HOST_MAX + 3]; /* with the brackets of an IPv6 address */
	uint16_t port;		 /* 0: none given */
	uint8_t family_len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t scheme_len(const char *text, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++)
		if (memcmp(text + i, "://", 3) == 0)
			return i;
	return 0;
}

bool url_is_meant(const char *text, size_t len)
{
	return scheme_len(text, len) > 0;
}

static bool read_port(uint16_t *ret, const char *text, size_t len)
{
	unsigned v = 0;

	if (!len || len > 5)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		v = v * 10 + (unsigned)(text[i] - '0');
	}
	*ret = (uint16_t)v;
	return v && v <= 65535;
}

/* A label that is a number, decimal or hexadecimal, at the end of a name makes libcurl read an
 * IPv4 address of fewer parts or another base. */
static bool is_number(const char *label, size_t len)
{
	if (len > 1 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
		return true;
	for (size_t i = 0; i < len; i++)
		if (!is_digit(label[i]))
			return false;
	return true;
}

static bool read_name(struct authority *a, const char *text, size_t len)
{
	size_t begin = 0;

	if (!len || len > HOST_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		a->host[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
		if (c == '.') {
			if (i == begin)
				return false;
			begin = i + 1;
		} else if ((!is_letter(c) && !is_digit(c) && c != '-' && c != '_') ||
			   i - begin >= LABEL_MAX) {
			return false;
		}
	}
	a->host[len] = '\0';
	return begin < len && !is_number(text + begin, len - begin);
}

static bool read_host(struct authority *a, const char *text, size_t len)
{
	size_t brackets = len > 1 && text[0] == '[' && text[len - 1] == ']'; /* of each kind */
	char address[IP_TEXT_MAX];
	struct ip ip;

	if (!ip_parse(&ip, text + brackets, len - 2 * brackets))
		return !brackets && read_name(a, text, len);
	if (brackets != (size_t)(ip.len == 16))
		return false;
	a->family_len = ip.len;
	(void)snprintf(a->host, sizeof(a->host), brackets ? "[%s]" : "%s", ip_text(&ip, address));
	return true;
}

/* NULL, or what is wrong with it. */
static const char *read_authority(struct authority *a, const char *text, size_t len)
{
	const char *close = memchr(text, ']', len);
	size_t skip = close ? (size_t)(close - text) : 0;
	const char *colon = memchr(text + skip, ':', len - skip);
	size_t host_len = colon ? (size_t)(colon - text) : len;

	*a = (struct authority){ 0 };
	if (memchr(text, '@', len))
		return "a user name or password is not taken";
	if (!read_host(a, text, host_len))
		return "its host is neither a name nor an address";
	if (colon && !read_port(&a->port, colon + 1, len - host_len - 1))
		return "its port is not a number from 1 to 65535";
	return NULL;
}

/* RFC 3986 section 3.3 and 3.4. */
static const char *check_path(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '#')
			return "a fragment (#) is not taken";
		if (c == '%' && (len - i < 3 || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
			return "a % is not followed by two hexadecimal digits";
		if (!c || (!is_letter(c) && !is_digit(c) && !strchr("-._~!$&'()*+,;=:@/?%", c)))
			return "it holds a character that no URL has";
	}
	return NULL;
}

static bool ends_with(const char *text, size_t len, const char *tail)
{
	size_t n = strlen(tail);

	return len >= n && memcmp(text + len - n, tail, n) == 0;
}

static bool refuse(const char *what, const char *rule, const char *text, size_t len,
		   struct why *why)
{
	char shown[LIMIT_SHOWN];

	return why_set(why, WHY_USAGE, "'%s' is no URL of a %s: %s",
		       text_shown(shown, sizeof(shown), text, len), what, rule);
}

static size_t authority_len(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] && !strchr("/?#", text[n]))
		n++;
	return n;
}

/* Does what was written fit? */
static bool fits(int n)
{
	return n > 0 && n <= LIMIT_URL;
}

bool url_parse(struct url *ret, const char *text, size_t len, struct why *why)
{
	size_t scheme = scheme_len(text, len), n, rest_len;
	const char *rest, *rule;
	char port[8] = "";
	struct authority a;
	struct url url;

	if (scheme != 5 || strncasecmp(text, "https", 5) != 0)
		return refuse("resolver", "only https:// is asked, other answers anybody can forge",
			      text, len, why);
	rest = text + scheme + 3;
	n = authority_len(rest, len - scheme - 3);
	rule = read_authority(&a, rest, n);
	rest += n;
	rest_len = len - scheme - 3 - n;
	if (ends_with(rest, rest_len, TEMPLATE_TAIL))
		rest_len -= strlen(TEMPLATE_TAIL);
	if (!rule)
		rule = check_path(rest, rest_len);
	if (rule)
		return refuse("resolver", rule, text, len, why);
	if (a.port && a.port != HTTPS_PORT)
		(void)snprintf(port, sizeof(port), ":%u", a.port);
	url.family_len = a.family_len;
	if (rest_len > LIMIT_URL ||
	    !fits(snprintf(url.text, sizeof(url.text), "https://%s%s%s%.*s", a.host, port,
			   rest_len && rest[0] == '/' ? "" : USUAL_PATH, (int)rest_len, rest)))
		return refuse("resolver", "it is too long", text, len, why);
	*ret = url;
	return true;
}

bool url_proxy_parse(struct url *ret, const char *text, size_t len, struct why *why)
{
	static const char *const schemes[] = { "http", "https", "socks5", "socks5h" };
	size_t scheme = scheme_len(text, len), skip = scheme ? scheme + 3 : 0, n;
	const char *name = scheme ? NULL : schemes[0], *rule;
	char port[8] = "";
	struct authority a;
	struct url url;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (scheme == strlen(schemes[i]) && !strncasecmp(text, schemes[i], scheme))
			name = schemes[i];
	if (!name)
		return refuse("proxy", "it can be http://, https://, socks5:// or socks5h://", text,
			      len, why);
	n = authority_len(text + skip, len - skip);
	rule = read_authority(&a, text + skip, n);
	skip += n;
	if (!rule && skip < len && (len - skip > 1 || text[skip] != '/'))
		rule = "nothing stands behind its host and port";
	if (rule)
		return refuse("proxy", rule, text, len, why);
	if (a.port)
		(void)snprintf(port, sizeof(port), ":%u", a.port);
	url.family_len = a.family_len;
	if (!fits(snprintf(url.text, sizeof(url.text), "%s://%s%s", name, a.host, port)))
		return refuse("proxy", "it is too long", text, len, why);
	*ret = url;
	return true;
}

const char *url_origin_parse(struct url_origin *ret, const char *text, size_t len)
{
	size_t scheme = scheme_len(text, len), skip = scheme + 3, n;
	bool is_https = scheme == 5 && !strncasecmp(text, "https", 5);
	struct authority a;
	const char *rule;

	if (!is_https && (scheme != 4 || strncasecmp(text, "http", 4) != 0))
		return "it is not https://";
	n = authority_len(text + skip, len - skip);
	rule = read_authority(&a, text + skip, n);
	if (!rule)
		rule = check_path(text + skip + n, len - skip - n);
	if (rule)
		return rule;
	ret->is_https = is_https;
	ret->family_len = a.family_len;
	(void)snprintf(ret->host, sizeof(ret->host), "%s", a.host);
	(void)snprintf(ret->text, sizeof(ret->text), "%s://%s:%u", is_https ? "https" : "http",
		       a.host,
		       a.port	  ? a.port
		       : is_https ? HTTPS_PORT
				  : HTTP_PORT);
	return NULL;
}
