/* SPDX-License-Identifier: MIT */
#include <fcrdns/http.h>

#include <fcrdns/text.h>

#include <stdio.h>
#include <string.h>

enum {
	MINUTE_S = 60,
	HOUR_S = 60 * MINUTE_S,
	DAY_S = 24 * HOUR_S,
	SECONDS_MAX = 1000000000, /* longer is as good as for ever */
	YEAR_DIGITS = 4
};

const char *http_header(const struct http_response *r, const char *name)
{
	for (unsigned i = 0; i < r->n_headers; i++)
		if (!strcmp(r->headers[i].name, name))
			return r->headers[i].value;
	return NULL;
}

bool http_add(struct http_request *r, const char *name, const char *value, bool is_secret)
{
	if (r->n_headers == HTTP_HEADERS_MAX)
		return false;
	r->headers[r->n_headers++] =
		(struct http_header){ .name = name, .value = value, .is_secret = is_secret };
	return true;
}

/* ---- HTTP-date, RFC 9110 section 5.6.7 ---- */

struct date {
	unsigned year, month, day, hour, minute, second; /* month: from 0 */
	bool is_short;					 /* the year has two digits */
};

/* Where reading goes on; NULL once it failed. */
static const char *skip(const char *at, const char *text)
{
	size_t n = strlen(text);

	return at && !strncmp(at, text, n) ? at + n : NULL;
}

static const char *read_digits(const char *at, unsigned n, unsigned *ret)
{
	unsigned v = 0;

	for (unsigned i = 0; at && i < n; i++, at++) {
		if (*at < '0' || *at > '9')
			return NULL;
		v = v * 10 + (unsigned)(*at - '0');
	}
	*ret = v;
	return at;
}

/* One of `names`, which are 3 letters each; and its place among them. */
static const char *read_name(const char *at, const char *names, unsigned *ret)
{
	for (unsigned i = 0; at && *names; i++, names += 3) {
		if (strncmp(at, names, 3) != 0)
			continue;
		*ret = i;
		return at + 3;
	}
	return NULL;
}

static const char *read_month(const char *at, struct date *d)
{
	return read_name(at, "JanFebMarAprMayJunJulAugSepOctNovDec", &d->month);
}

static const char *read_weekday(const char *at)
{
	unsigned which;

	return read_name(at, "MonTueWedThuFriSatSun", &which);
}

static const char *read_time(const char *at, struct date *d)
{
	at = skip(read_digits(at, 2, &d->hour), ":");
	at = skip(read_digits(at, 2, &d->minute), ":");
	return read_digits(at, 2, &d->second);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
static const char *read_fixed(const char *at, struct date *d)
{
	at = skip(read_digits(skip(read_weekday(at), ", "), 2, &d->day), " ");
	at = skip(read_digits(skip(read_month(at, d), " "), YEAR_DIGITS, &d->year), " ");
	return skip(read_time(at, d), " GMT");
}

/* "Sunday, 06-Nov-94 08:49:37 GMT" */
static const char *read_rfc850(const char *at, struct date *d)
{
	at = read_weekday(at) ? strstr(at, "day, ") : NULL;
	at = skip(read_digits(skip(at, "day, "), 2, &d->day), "-");
	at = skip(read_digits(skip(read_month(at, d), "-"), 2, &d->year), " ");
	d->is_short = true;
	return skip(read_time(at, d), " GMT");
}

/* "Sun Nov  6 08:49:37 1994" */
static const char *read_asctime(const char *at, struct date *d)
{
	at = skip(read_month(skip(read_weekday(at), " "), d), " ");
	at = at && *at == ' ' ? read_digits(at + 1, 1, &d->day) : read_digits(at, 2, &d->day);
	return read_digits(skip(read_time(skip(at, " "), d), " "), YEAR_DIGITS, &d->year);
}

static bool is_leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_sound(const struct date *d)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned last = days[d->month] + (d->month == 1 && is_leap(d->year) ? 1U : 0U);

	/* 60 is a leap second. */
	return d->year >= 1970 && d->day && d->day <= last && d->hour < 24 && d->minute < 60 &&
	       d->second <= 60;
}

static long long unix_time(const struct date *d)
{
	static const unsigned short before[] = { 0,   31,  59,	90,  120, 151,
						 181, 212, 243, 273, 304, 334 };
	long long y = d->year - 1;
	long long days = y * 365 + y / 4 - y / 100 + y / 400 - 719162 /* to 1970 */;

	days += before[d->month] + (d->month > 1 && is_leap(d->year) ? 1 : 0);
	days += (long long)d->day - 1;
	days = days * DAY_S + (long long)d->hour * HOUR_S;
	return days + (long long)d->minute * MINUTE_S + d->second;
}

/* The year that two digits mean: at most 50 years in the future. */
static unsigned whole_year(unsigned short_year, long long now_s)
{
	unsigned now = 1970 + (unsigned)(now_s / (365LL * DAY_S + DAY_S / 4));
	unsigned year = now - now % 100 + short_year;

	if (year > now + 50)
		return year - 100;
	return year + 50 <= now ? year + 100 : year;
}

static bool read_date(const char *text, long long now_s, long long *ret)
{
	static const char *(*const forms[])(
		const char *, struct date *) = { read_fixed, read_rfc850, read_asctime };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct date d = { 0 };
		const char *end = forms[i](text, &d);

		if (!end || *end)
			continue;
		if (d.is_short)
			d.year = whole_year(d.year, now_s);
		if (!is_sound(&d))
			return false;
		*ret = unix_time(&d);
		return true;
	}
	return false;
}

static bool read_seconds(const char *text, unsigned *ret)
{
	unsigned long long v = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (v < SECONDS_MAX)
			v = v * 10 + (unsigned)(*text - '0');
	}
	*ret = v < SECONDS_MAX ? (unsigned)v : SECONDS_MAX;
	return true;
}

unsigned http_retry_after_s(const struct http_response *r, long long now_s)
{
	const char *value = http_header(r, "retry-after");
	unsigned seconds;
	long long then_s;

	if (!value)
		return 0;
	if (read_seconds(value, &seconds))
		return seconds;
	if (!read_date(value, now_s, &then_s) || then_s <= now_s)
		return 0;
	return then_s - now_s < SECONDS_MAX ? (unsigned)(then_s - now_s) : SECONDS_MAX;
}

const char *http_url_shown(const char *url, char *out, size_t size)
{
	const char *host = strstr(url, "://");
	size_t n = host ? strcspn(host + 3, "/?#") : 0;

	for (const char *at = host ? host + 3 + n : url; n; n--)
		if (*--at == '@') {
			(void)snprintf(out, size, "%.*s://(secret)", (int)(host - url), url);
			(void)text_shown(out + strlen(out), size - strlen(out), at, strlen(at));
			return out;
		}
	return text_shown(out, size, url, strlen(url));
}
