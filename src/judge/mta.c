/* SPDX-License-Identifier: MIT */
#include <fcrdns/mta.h>

#include "judge.h"

const char *mta_reply_text(enum mta_reply r)
{
	switch (r) {
	case MTA_450:
		return "450";
	case MTA_451:
		return "451";
	case MTA_550:
		return "550";
	case MTA_OK:
	default:
		return "ok";
	}
}

/*
 * What the C library makes of an answer, and with it every program that asks through it: silence
 * and SERVFAIL, REFUSED, NOTIMP (after the last server) are TRY_AGAIN; FORMERR, damaged packets and
 * other rcodes are NO_RECOVERY, which Postfix and Sendmail take for a permanent error.
 */
static bool libc_tries_again(const struct ask *ask)
{
	if (!ask || !ask->told)
		return true;
	switch (ask->answer.status) {
	case ANSWER_SERVFAIL:
	case ANSWER_NOTIMP:
	case ANSWER_REFUSED:
	case ANSWER_TIMEOUT:
	case ANSWER_CONNREFUSED:
	case ANSWER_TRUNCATED:
		return true;
	case ANSWER_OK:
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
	case ANSWER_FORMERR:
	case ANSWER_OTHER:
	case ANSWER_MALFORMED:
	default:
		return false;
	}
}

static bool is_silent(const struct ask *ask)
{
	return !ask || !ask->told || ask->answer.status == ANSWER_TIMEOUT ||
	       ask->answer.status == ANSWER_CONNREFUSED;
}

/* ---- servers that look at the first PTR record only ---- */

struct by_first {
	enum mta_reply postfix, postfix_reverse, opensmtpd, sendmail;
};

static struct by_first without_ptr(const struct ask *ptr)
{
	bool again = libc_tries_again(ptr);

	return (struct by_first){
		.postfix = again ? MTA_450 : MTA_550,
		.postfix_reverse = again ? MTA_450 : MTA_550,
		/* Measured: no banner within 60 s of silence; on any other failure it rejects. */
		.opensmtpd = is_silent(ptr) ? MTA_451 : MTA_550,
		.sendmail = again ? MTA_451 : MTA_550,
	};
}

/* OpenSMTPD hands the target to getaddrinfo, which takes the text of an address for an address. */
static bool spells(const struct name *name, const struct ip *ip)
{
	char text[NAME_TEXT_MAX];
	size_t len = name_text(name, text);
	struct ip spelled;

	/* Colons would be escaped; an IPv6 address is one label. */
	return (ip->len == 4 ? ip_parse(&spelled, text, len)
			     : ip_parse(&spelled, (const char *)name->wire + 1, name->wire[0])) &&
	       ip_equal(&spelled, ip);
}

static struct by_first with_first(const struct check *c, const struct candidate *one)
{
	const struct ip *ip = &c->target->address;
	bool confirms = ask_lists(one->own, ip);

	if (one->faults & HOST_UNUSABLE)
		return (struct by_first){
			.postfix = MTA_550,
			.postfix_reverse = MTA_550,
			.opensmtpd = one->faults & HOST_IP_LITERAL && spells(&one->name, ip)
					     ? MTA_OK
					     : MTA_550,
			.sendmail = one->faults & (HOST_ROOT | HOST_IP_LITERAL) ? MTA_550 : MTA_451,
		};
	return (struct by_first){
		.postfix = confirms			? MTA_OK
			   : libc_tries_again(one->own) ? MTA_450
							: MTA_550,
		.postfix_reverse = MTA_OK,
		/* It keeps the name in a buffer of HOST_NAME_MAX and looks up what fits. */
		.opensmtpd = confirms && !(one->faults & HOST_LONG) ? MTA_OK : MTA_550,
		.sendmail = confirms ? MTA_OK : MTA_451,
	};
}

static bool is_same(const struct by_first *a, const struct by_first *b)
{
	return a->postfix == b->postfix && a->postfix_reverse == b->postfix_reverse &&
	       a->opensmtpd == b->opensmtpd && a->sendmail == b->sendmail;
}

/* Some other order of the records gives another reply. A name over the limit was not asked for its
 * addresses and may give any. */
static bool order_matters(const struct check *c, const struct by_first *now)
{
	for (unsigned i = 1; i < c->n_candidates; i++) {
		const struct candidate *one = &c->candidates[i];
		struct by_first other;

		if (!one->evaluated && !(one->faults & HOST_UNUSABLE))
			return true;
		other = with_first(c, one);
		if (!is_same(now, &other))
			return true;
	}
	return false;
}

/* ---- Exim: all names, both families ---- */

/* An AAAA record with an IPv4-mapped address is as good as an A record. */
static bool lists_mapped(const struct ask *ask, const struct ip *ip)
{
	if (!ask || !ask->told || ask->answer.status != ANSWER_OK)
		return false;
	for (unsigned i = 0; i < ask->answer.n_records; i++) {
		struct ip one = ask->answer.ips[i];

		if (ip_unmap(&one) && ip_equal(&one, ip))
			return true;
	}
	return false;
}

/* It stops at the first name whose addresses cannot be had for now, even after one that confirms.
 * Names over the limit were not asked; Exim, which has no limit, might find one that confirms. */
static enum mta_reply exim(const struct check *c)
{
	const struct ip *ip = &c->target->address;
	bool confirms = false;

	if (ask_is_temporary(c->ptr))
		return MTA_451;
	/* Measured with 4.96: a CNAME to a name without PTR defers, one to no name at all fails. */
	if (c->ptr->answer.status == ANSWER_NODATA && c->ptr->answer.n_chain)
		return MTA_451;
	for (unsigned i = 0; i < c->n_candidates; i++) {
		const struct candidate *one = &c->candidates[i];
		const struct ask *other;

		if (!one->evaluated)
			continue;
		other = candidate_other(one);
		if (ask_lists(one->own, ip) || (other && lists_mapped(other, ip)))
			confirms = true;
		else if (ask_is_temporary(one->own) || (other && ask_is_temporary(other)))
			return MTA_451;
	}
	return confirms ? MTA_OK : MTA_550;
}

struct mta mta_of(const struct check *c)
{
	bool has_ptr = c->n_candidates != 0;
	struct by_first first = has_ptr ? with_first(c, &c->candidates[0]) : without_ptr(c->ptr);

	return (struct mta){
		.postfix = first.postfix,
		.postfix_reverse = first.postfix_reverse,
		.opensmtpd = first.opensmtpd,
		.sendmail = first.sendmail,
		.exim = exim(c),
		.order_dependent = has_ptr && order_matters(c, &first),
	};
}
