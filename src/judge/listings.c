/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>

#include <stdio.h>
#include <string.h>

enum {
	DETAIL_MAX = 2 * LIMIT_SHOWN
};

/* What the operators of lists say that these mean. */
static const char *refusal_text(const struct ip *ip)
{
	switch (ip->octet[3]) {
	case 252:
		return "the name of the list is mistyped";
	case 254:
		return "asked through a public resolver";
	case 255:
		return "too many queries";
	default:
		return NULL;
	}
}

/* The order of the records says nothing: the smallest first. */
static const struct ip *least_after(const struct answer *a, const struct ip *before)
{
	const struct ip *least = NULL;

	for (unsigned i = 0; i < a->n_records; i++) {
		const struct ip *one = &a->ips[i];

		if ((!before || ip_compare(one, before) > 0) &&
		    (!least || ip_compare(one, least) < 0))
			least = one;
	}
	return least;
}

unsigned listing_codes(const struct answer *a, const struct ip *ret[static LIMIT_DNSBL_CODES])
{
	unsigned n = 0;

	for (const struct ip *ip = NULL; n < LIMIT_DNSBL_CODES && (ip = least_after(a, ip));)
		if (ip->octet[0] == 127)
			ret[n++] = ip;
	return n;
}

const struct txt *listing_reason(const struct listing *l)
{
	const struct answer *a = l->txt && l->txt->told ? &l->txt->answer : NULL;
	const struct txt *least = NULL;

	for (unsigned i = 0; a && a->status == ANSWER_OK && i < a->n_records; i++) {
		const struct txt *one = &a->txts[i];
		size_t n = least && least->len < one->len ? least->len : one->len;
		int order = least ? memcmp(one->octets, least->octets, n) : -1;

		if (order < 0 || (!order && one->len < least->len))
			least = one;
	}
	return least;
}

static void put_codes(const struct answer *a, char out[static DETAIL_MAX])
{
	const struct ip *code[LIMIT_DNSBL_CODES];
	unsigned n = listing_codes(a, code);
	size_t at = 0;

	for (unsigned i = 0; i < n && at < DETAIL_MAX; i++) {
		char text[IP_TEXT_MAX];

		at += (size_t)snprintf(out + at, DETAIL_MAX - at, "%s%s", i ? ", " : "",
				       ip_text(code[i], text));
	}
}

static void detail_of_listed(const struct listing *l, char out[static DETAIL_MAX])
{
	const struct txt *reason = listing_reason(l);
	char shown[LIMIT_SHOWN];
	size_t n;

	put_codes(&l->a->answer, out);
	n = strlen(out);
	if (reason && reason->len)
		(void)snprintf(out + n, DETAIL_MAX - n, ": %s",
			       text_shown(shown, sizeof(shown), (const char *)reason->octets,
					  reason->len));
}

static void detail_of_refused(const struct answer *a, char out[static DETAIL_MAX])
{
	const char *text = NULL;
	size_t n;

	for (const struct ip *ip = NULL; !text && (ip = least_after(a, ip));)
		if (listing_refuses(ip) && ip->octet[1])
			text = refusal_text(ip);
	put_codes(a, out);
	n = strlen(out);
	if (text)
		(void)snprintf(out + n, DETAIL_MAX - n, ": %s", text);
}

/* What answers for an address that is tried, where no list would. */
static void detail_of_broken(const struct listing *l, enum listed listed, const struct answer *a,
			     char out[static DETAIL_MAX])
{
	const struct ip *first = a->status == ANSWER_OK ? least_after(a, NULL) : NULL;
	char text[IP_TEXT_MAX];

	if (listed == LISTED_WITH_ALL)
		(void)snprintf(out, DETAIL_MAX,
			       "it has 127.0.0.1, which no list has, and so perhaps every address");
	else if (first)
		(void)snprintf(
			out, DETAIL_MAX,
			"asked about the test entry 127.0.0.2 it answers %s, as no list does",
			ip_text(first, text));
	else
		(void)snprintf(out, DETAIL_MAX,
			       "it lacks the test entry 127.0.0.2%s, which every list has",
			       l->is_ipv6 ? ", also as an IPv6 address" : "");
}

static void detail_of_unknown(const struct listing *l, const struct ask *why,
			      char out[static DETAIL_MAX])
{
	const struct answer *a = &why->answer;
	const struct ip *first = a->status == ANSWER_OK ? least_after(a, NULL) : NULL;
	char text[IP_TEXT_MAX], rcode[16];

	if (first)
		(void)snprintf(out, DETAIL_MAX,
			       "%s is no answer of a list, but as made up for a name that does "
			       "not exist",
			       ip_text(first, text));
	else if (a->loops)
		(void)snprintf(out, DETAIL_MAX, "its CNAME records run in a circle");
	else if (!answer_is_temporary(a))
		(void)snprintf(out, DETAIL_MAX,
			       "the time was up before its test entries were tried");
	else
		(void)snprintf(out, DETAIL_MAX, "the look-up %sfailed (%s)",
			       why == l->a ? "" : "of its test entry 127.0.0.2 ",
			       answer_rcode_text(a, rcode));
}

static void detail_of(const struct listing *l, enum listed listed, const struct ask *why,
		      char out[static DETAIL_MAX])
{
	switch (listed) {
	case LISTED_YES:
		detail_of_listed(l, out);
		break;
	case LISTED_REFUSED:
		detail_of_refused(&why->answer, out);
		break;
	case LISTED_BY_NO_LIST:
	case LISTED_WITH_ALL:
		detail_of_broken(l, listed, &why->answer, out);
		break;
	case LISTED_IPV4_ONLY:
		(void)snprintf(out, DETAIL_MAX,
			       "it has the test entry of lists of IPv4 addresses, but not that of "
			       "lists of IPv6 ones");
		break;
	case LISTED_UNKNOWN:
		detail_of_unknown(l, why, out);
		break;
	case LISTED_NO:
		break;
	}
}

void findings_of_listings(struct findings *l, const struct record *r)
{
	static const enum finding_code code_of[] = {
		[LISTED_YES] = FINDING_DNSBL_LISTED,
		[LISTED_REFUSED] = FINDING_DNSBL_REFUSED,
		[LISTED_BY_NO_LIST] = FINDING_DNSBL_BROKEN,
		[LISTED_WITH_ALL] = FINDING_DNSBL_BROKEN,
		[LISTED_IPV4_ONLY] = FINDING_DNSBL_UNDECIDED,
		[LISTED_UNKNOWN] = FINDING_DNSBL_UNDECIDED,
	};
	static const char other_list[] =
		"name a list that has IPv6 addresses as well: this one tells nothing of them.";
	const struct check *c = r->check;

	for (unsigned i = 0; i < c->policy->n_dnsbls; i++) {
		const struct listing *one = &c->listings[i];
		const struct ask *why;
		enum listed listed = listing_of(one, &why);
		char detail[DETAIL_MAX] = "";

		if (listed == LISTED_NO)
			continue;
		detail_of(one, listed, why, detail);
		findings_add(l, &(struct finding){
					.code = code_of[listed],
					.severity = finding_words_of(code_of[listed])->base,
					.name = c->policy->dnsbls[i],
					.fix = listed == LISTED_IPV4_ONLY ? other_list : NULL,
					.detail = arena_string(l->arena, detail, strlen(detail)) });
	}
}
