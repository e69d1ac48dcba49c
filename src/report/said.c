/* SPDX-License-Identifier: MIT */
#include "said.h"

#include <fcrdns/date.h>
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

void said_time(int64_t unix_s, struct text *out)
{
	const struct date d = date_of(unix_s);
	char buf[24], *p = buf;

	p = put_two(p, d.year / 100);
	p = put_two(p, d.year);
	*p++ = '-';
	p = put_two(p, d.month);
	*p++ = '-';
	p = put_two(p, d.day);
	*p++ = 'T';
	p = put_two(p, d.hour);
	*p++ = ':';
	p = put_two(p, d.minute);
	*p++ = ':';
	p = put_two(p, d.second);
	*p++ = 'Z';
	text_put(out, buf, (size_t)(p - buf));
}
