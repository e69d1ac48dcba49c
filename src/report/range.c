/* SPDX-License-Identifier: MIT */
#include <fcrdns/range.h>

#include <string.h>

enum {
	DIGITS_MAX = 9, /* before the point; in millionths they fit */
	DECIMALS = 6
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number, its end in *p; false: there is none. */
static bool number(const char **p, int64_t *ret_us)
{
	const char *c = *p;
	bool negative = *c == '-';
	int64_t us = 0;
	unsigned n = 0, decimals = 0;

	c += negative || *c == '+';
	for (; is_digit(*c); c++)
		if (n++ < DIGITS_MAX)
			us = us * 10 + (*c - '0');
	if (n > DIGITS_MAX)
		return false;
	if (*c == '.')
		for (c++; is_digit(*c); c++, n++)
			if (decimals < DECIMALS) {
				us = us * 10 + (*c - '0');
				decimals++;
			}
	if (!n)
		return false;
	for (; decimals < DECIMALS; decimals++)
		us *= 10;
	*ret_us = negative ? -us : us;
	*p = c;
	return true;
}

bool range_parse(struct range *ret, const char *text)
{
	struct range r = { .text = text, .start_us = 0, .end_us = INT64_MAX };
	const char *p = text, *colon;

	if (strlen(text) >= RANGE_TEXT_MAX)
		return false;
	r.inside = *p == '@';
	p += r.inside;
	colon = strchr(p, ':');
	if (colon) {
		if (*p == '~') {
			r.start_us = INT64_MIN;
			p++;
		} else if (p != colon && !number(&p, &r.start_us)) {
			return false;
		}
		if (p != colon)
			return false;
		p++;
	}
	if (*p ? !number(&p, &r.end_us) : !colon || colon == text + r.inside)
		return false;
	if (*p || r.start_us > r.end_us)
		return false;
	*ret = r;
	return true;
}

bool range_alerts(const struct range *r, int64_t value_us)
{
	bool within = value_us >= r->start_us && value_us <= r->end_us;

	return r->text && within == r->inside;
}
