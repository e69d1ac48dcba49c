/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* The headers that change an answer. */

static const char *skip_space(const char *p)
{
	return p + strspn(p, " \t");
}

/* "0", "0.5", "1.000" (RFC 9110 section 12.4.2), in thousandths; what is none counts as 0. */
static unsigned quality(const char *p, size_t n)
{
	unsigned value, scale = 100;

	if (!n || (p[0] != '0' && p[0] != '1'))
		return 0;
	value = (unsigned)(p[0] - '0') * 1000;
	for (size_t i = 2; n > 1 && p[1] == '.' && i < n && i < 5; i++) {
		if (p[i] < '0' || p[i] > '9')
			return 0;
		value += (unsigned)(p[i] - '0') * scale;
		scale /= 10;
	}
	return value > 1000 ? 1000 : value;
}

/* The part of "type/subtype; a=1; q=0.5" that begins at p + *at, without blanks; false: no more. */
static bool next_parameter(const char *p, size_t n, size_t *at, const char **ret, size_t *ret_n)
{
	size_t from = *at, to;

	while (from < n && p[from] != ';')
		from++;
	if (from == n)
		return false;
	for (from++; from < n && (p[from] == ' ' || p[from] == '\t');)
		from++;
	for (to = from; to < n && p[to] != ';';)
		to++;
	*at = to;
	while (to > from && (p[to - 1] == ' ' || p[to - 1] == '\t'))
		to--;
	*ret = p + from;
	*ret_n = to - from;
	return true;
}

/* The only one of OpenMetrics that is written. */
static bool is_our_version(const char *p, size_t n)
{
	static const char ours[] = "1.0.0";

	if (n > 1 && p[0] == '"' && p[n - 1] == '"') {
		p++;
		n -= 2;
	}
	return n == sizeof(ours) - 1 && memcmp(p, ours, n) == 0;
}

/* One element of Accept: "type/subtype; q=0.5". 0: as if it were not there, which
 * with `has_version` also a version is that is not ours. */
static unsigned quality_of(const char *p, size_t n, bool has_version)
{
	static const char version[] = "version=";
	size_t at = 0, len, before = sizeof(version) - 1;
	const char *one;
	unsigned q = 1000;

	while (next_parameter(p, n, &at, &one, &len)) {
		if (len > 2 && strncasecmp(one, "q=", 2) == 0)
			q = quality(one + 2, len - 2);
		else if (has_version && len >= before && strncasecmp(one, version, before) == 0 &&
			 !is_our_version(one + before, len - before))
			return 0;
	}
	return q;
}

bool request_wants_openmetrics(const char *accept)
{
	static const char open[] = "application/openmetrics-text";
	static const char plain[] = "text/plain";
	unsigned best = 0, best_plain = 0;

	while (accept && *accept) {
		size_t n, type;
		unsigned q;

		accept = skip_space(accept);
		n = strcspn(accept, ",");
		type = strcspn(accept, "; \t,");
		if (type == sizeof(open) - 1 && strncasecmp(accept, open, type) == 0) {
			q = quality_of(accept, n, true);
			best = q > best ? q : best;
		} else if (type == sizeof(plain) - 1 && strncasecmp(accept, plain, type) == 0) {
			q = quality_of(accept, n, false);
			best_plain = q > best_plain ? q : best_plain;
		}
		accept += n + (accept[n] == ',');
	}
	return best && best >= best_plain;
}

bool request_timeout_ms(unsigned *ret, const char *seconds)
{
	const char *p = skip_space(seconds);
	uint64_t ms = 0;
	unsigned scale = 1000, digits = 0;
	bool is_positive = false;

	for (; *p >= '0' && *p <= '9'; p++, digits++) {
		ms = ms > 1000000 ? ms : ms * 10 + (uint64_t)(*p - '0') * 1000;
		is_positive |= *p != '0';
	}
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++, digits++) {
			scale /= 10;
			ms += (uint64_t)(*p - '0') * scale;
			is_positive |= *p != '0';
		}
	if (!digits || *skip_space(p) || !is_positive)
		return false;
	*ret = ms > UINT64_C(3600000) ? 3600000 : ms ? (unsigned)ms : 1;
	return true;
}

bool request_host(char out[static 256], const char *header)
{
	const char *p = skip_space(header);
	size_t n = *p == '[' ? strcspn(p, "]") + 1 : strcspn(p, ": \t");
	const char *rest;

	if (!n || n > 255 || n > strlen(p))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = p[i];

		if (c <= ' ' || c >= 0x7f || strchr("/@?#\\<>\"'", c))
			return false;
		out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	out[n] = '\0';
	rest = p + n;
	if (*rest == ':')
		rest += 1 + strspn(rest + 1, "0123456789");
	return !*skip_space(rest);
}

static int base64(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* NULL-ended; false: it is no base64, has a NUL or is too long. */
static bool base64_decode(char *out, size_t max, const char *in)
{
	unsigned bits = 0, n_bits = 0;
	size_t len = 0;

	for (; base64(*in) >= 0; in++) {
		bits = bits << 6 | (unsigned)base64(*in);
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		if (len == max || !(bits >> n_bits & 0xff))
			return false;
		out[len++] = (char)(bits >> n_bits & 0xff);
	}
	out[len] = '\0';
	in += strspn(in, "=");
	return !*skip_space(in);
}

bool request_credentials(const char *header, char user[static REQUEST_USER_MAX + 1],
			 char password[static REQUEST_PASSWORD_MAX + 1])
{
	char both[REQUEST_USER_MAX + REQUEST_PASSWORD_MAX + 2];
	const char *p = skip_space(header), *colon;
	bool ok = strncasecmp(p, "Basic ", 6) == 0 &&
		  base64_decode(both, sizeof(both) - 1, skip_space(p + 6)) &&
		  (colon = strchr(both, ':')) != NULL && colon - both <= REQUEST_USER_MAX &&
		  strlen(colon + 1) <= REQUEST_PASSWORD_MAX;

	if (ok) {
		memcpy(user, both, (size_t)(colon - both));
		user[colon - both] = '\0';
		memcpy(password, colon + 1, strlen(colon + 1) + 1);
	}
	explicit_bzero(both, sizeof(both));
	return ok;
}
