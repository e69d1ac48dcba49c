/* SPDX-License-Identifier: MIT */
#include "asked_json.h"

#include <fcrdns/limits.h>
#include <fcrdns/receiver.h>
#include <fcrdns/record.h>

#include "json.h"

enum {
	REASON_SHOWN = 1024 /* octets of one, as shown */
};

#define key(out, name) text_lit((out), ",\"" name "\":")

static void put_listing(const struct listing *l, const struct name *zone, struct text *out)
{
	const struct ip *code[LIMIT_DNSBL_CODES];
	const struct txt *reason = listing_reason(l);
	const struct ask *why;
	enum listed listed = listing_of(l, &why);
	char shown[REASON_SHOWN];
	unsigned n = 0;

	text_lit(out, "{\"zone\":");
	json_name(out, zone);
	key(out, "listed");
	json_maybe(out, listed == LISTED_YES || listed == LISTED_NO, listed == LISTED_YES);
	if (listed == LISTED_REFUSED)
		text_lit(out, ",\"refused\":true");
	if (listed == LISTED_BY_NO_LIST || listed == LISTED_WITH_ALL)
		text_lit(out, ",\"broken\":true");
	if (listed == LISTED_YES || listed == LISTED_REFUSED)
		n = listing_codes(&why->answer, code);
	for (unsigned i = 0; i < n; i++) {
		text_str(out, i ? ",\"" : ",\"codes\":[\"");
		ip_put(code[i], out);
		text_char(out, '"');
	}
	if (n)
		text_char(out, ']');
	if (reason)
		json_member(out, "reason",
			    text_shown(shown, sizeof(shown), (const char *)reason->octets,
				       reason->len));
	text_char(out, '}');
}

void asked_json_listings(const struct record *r, struct text *out)
{
	const struct check *c = r->check;

	if (!c || !c->listings)
		return;
	for (unsigned i = 0; i < c->policy->n_dnsbls; i++) {
		text_str(out, i ? "," : ",\"dnsbl\":[");
		put_listing(&c->listings[i], &c->policy->dnsbls[i], out);
	}
	text_char(out, ']');
}

/* Long, and the same for very many records of a list: for those who want to know more. */
void asked_json_receivers(const struct record *r, struct text *out)
{
	unsigned what = receiver_what(r);
	const struct receiver *v;
	const struct finding *because;
	bool any = false;
	size_t n;

	if (!r->check)
		return;
	v = receiver_list(&n);
	key(out, "receivers");
	text_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (!receiver_acts(&v[i], what, r->target->address.len))
			continue;
		text_str(out, any ? ",{\"name\":" : "{\"name\":");
		any = true;
		json_str(out, v[i].name);
		json_member(out, "does", v[i].does);
		json_member(out, "reply", v[i].reply ? v[i].reply : "");
		because = receiver_finding(&v[i], r);
		if (because)
			json_member(out, "finding", finding_name(because));
		json_member(out, "source", v[i].source);
		json_member(out, "date", v[i].date);
		text_char(out, '}');
	}
	text_char(out, ']');
}
