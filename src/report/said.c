/* SPDX-License-Identifier: MIT */
#include "said.h"

#include <fcrdns/text.h>

bool answer_has_ttl(const struct answer *a)
{
	return a->status == ANSWER_OK || (!answer_is_temporary(a) && a->has_soa);
}

const char *answer_lack(const struct answer *a, const char *none, char rcode[static 16])
{
	switch (a->status) {
	case ANSWER_OK:
	case ANSWER_NODATA:
		return none;
	case ANSWER_NXDOMAIN:
		return "no such name";
	case ANSWER_TIMEOUT:
	case ANSWER_CONNREFUSED:
		return "no answer";
	case ANSWER_MALFORMED:
		return "damaged answer";
	case ANSWER_TRUNCATED:
		return "answer cut short";
	case ANSWER_FORMERR:
	case ANSWER_SERVFAIL:
	case ANSWER_NOTIMP:
	case ANSWER_REFUSED:
	case ANSWER_OTHER:
	default:
		return answer_rcode_text(a, rcode);
	}
}

const struct answer *answer_of_other(const struct candidate *c)
{
	const struct answer *own = &c->own->answer;

	if (own->status != ANSWER_NODATA || own->loops || !c->other || !c->other->told)
		return NULL;
	return c->other->answer.status == ANSWER_OK ? &c->other->answer : NULL;
}

const struct answer *answer_of_addresses(const struct candidate *c)
{
	const struct answer *other = answer_of_other(c);

	return other ? other : &c->own->answer;
}

static char *put_two(char *p, unsigned v)
{
	*p++ = (char)('0' + v / 10 % 10);
	*p++ = (char)('0' + v % 10);
	return p;
}

/* By hand: gmtime_r takes the time zone lock for each record. */
void said_time(int64_t unix_s, struct text *out)
{
	uint64_t s = unix_s > 0 ? (uint64_t)unix_s : 0;
	uint64_t days = s / 86400 + 719468; /* since 0000-03-01, the first day of a leap cycle */
	unsigned day_s = (unsigned)(s % 86400);
	unsigned of_cycle = (unsigned)(days % 146097); /* 400 years */
	unsigned year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
	unsigned of_year = of_cycle - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153; /* 0: March */
	unsigned day = of_year - (153 * month + 2) / 5 + 1;
	char buf[24], *p = buf;

	year += (unsigned)(days / 146097 * 400) + (month >= 10);
	month = month < 10 ? month + 3 : month - 9;
	p = put_two(p, year / 100);
	p = put_two(p, year);
	*p++ = '-';
	p = put_two(p, month);
	*p++ = '-';
	p = put_two(p, day);
	*p++ = 'T';
	p = put_two(p, day_s / 3600);
	*p++ = ':';
	p = put_two(p, day_s / 60 % 60);
	*p++ = ':';
	p = put_two(p, day_s % 60);
	*p++ = 'Z';
	text_put(out, buf, (size_t)(p - buf));
}
