/* SPDX-License-Identifier: MIT */
#include "people.h"

#include <fcrdns/record.h>

#include "said.h"
#include "wrap.h"

/* A circle of CNAMEs or a long row of them is told by its begin and its end. */
static void put_aliases(struct wrap *w, const struct answer *a)
{
	for (unsigned i = 0; i < a->n_chain; i++)
		if (i + 1 < PEOPLE_ALIASES || i + 1 == a->n_chain)
			wrap_name(w, "-CNAME-> ", &a->chain[i], "");
		else if (i + 1 == PEOPLE_ALIASES)
			wrap_word(w, "-CNAME->", " ...", "");
	if (a->loops)
		wrap_word(w, "-CNAME->", " (in a circle)", "");
}

static void put_addresses(struct wrap *w, const struct answer *a, const struct ip *own)
{
	char text[IP_TEXT_MAX];

	if (own) { /* the one that matters; the others do no harm */
		wrap_word(w, "-> ", ip_text(own, text), "");
		if (a->n_records > 1)
			wrap_number(w, "(and ", a->n_records - 1, " more)");
		return;
	}
	for (unsigned i = 0; i < a->n_records && i < PEOPLE_ADDRESSES; i++)
		wrap_word(w, i ? "" : "-> ", ip_text(&a->ips[i], text),
			  i + 1 < a->n_records && i + 1 < PEOPLE_ADDRESSES ? "," : "");
	if (a->n_records > PEOPLE_ADDRESSES)
		wrap_number(w, "and ", a->n_records - PEOPLE_ADDRESSES, " more");
}

static void put_forward(struct wrap *w, const struct candidate *c, const struct ip *ip)
{
	const struct answer *a = &c->own->answer;
	const struct answer *other = answer_of_other(c);
	const char *none = ip->len == 4 ? "no IPv4 address" : "no IPv6 address";
	char text[IP_TEXT_MAX], rcode[16];

	put_aliases(w, a);
	if (a->status == ANSWER_OK)
		put_addresses(w, a, ask_lists(c->own, ip) ? ip : NULL);
	else if (other) {
		wrap_word(w, "-> (", none, ",");
		wrap_word(w, "only ", ip_text(&other->ips[0], text), ")");
	} else {
		wrap_word(w, "-> (", answer_lack(a, "no address", rcode), ")");
	}
}

static void put_name(const struct report_look *look, const struct record *r,
		     const struct record_name *n, struct text *out)
{
	const struct ip *ip = &r->target->address;
	const struct candidate *c = n->candidate;
	char text[IP_TEXT_MAX];
	struct wrap w;

	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "  ");
	wrap_word(&w, "", ip_text(ip, text), "");
	put_aliases(&w, &r->check->ptr->answer);
	wrap_name(&w, "-> ", &c->name, "");
	if (c->own && c->own->told)
		put_forward(&w, c, ip);
	else if (c->faults & HOST_UNUSABLE)
		wrap_word(&w, "-> ", "(not a host name)", "");
	else
		wrap_word(&w, "-> ", c->evaluated ? "(no answer)" : "(not looked up)", "");
	wrap_end(&w);
}

/* The address has no names: one line that says where the path ends. */
static void put_end(const struct report_look *look, const struct record *r, struct text *out)
{
	const struct answer *a = &r->check->ptr->answer;
	char text[IP_TEXT_MAX], rcode[16];
	struct wrap w;

	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "  ");
	wrap_word(&w, "", ip_text(&r->target->address, text), "");
	put_aliases(&w, a);
	/* A reverse name that does not exist means no more than that: an address is no name. */
	wrap_word(&w, "-> (",
		  a->status == ANSWER_NXDOMAIN && !a->n_chain
			  ? "no PTR record"
			  : answer_lack(a, "no PTR record", rcode),
		  ")");
	wrap_end(&w);
}

unsigned people_names(const struct record *r, const struct record_name *ret[static PEOPLE_NAMES])
{
	bool is_cut = r->n_names > PEOPLE_NAMES;
	unsigned n = 0;

	for (int turn = is_cut ? 0 : 1; turn < 2; turn++)
		for (unsigned i = 0; i < r->n_names && n < PEOPLE_NAMES; i++)
			if (!is_cut || (r->names[i].confirmed == YES) == (turn == 0))
				ret[n++] = &r->names[i];
	return n;
}

void people_path(const struct report_look *look, const struct record *r, struct text *out)
{
	const struct record_name *shown[PEOPLE_NAMES];
	unsigned n;
	struct wrap w;

	if (!r->check || !r->check->ptr || !r->check->ptr->told)
		return;
	if (!r->n_names)
		put_end(look, r, out);
	n = people_names(r, shown);
	for (unsigned i = 0; i < n; i++)
		put_name(look, r, shown[i], out);
	if (n < r->n_names) {
		wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "  ");
		wrap_number(&w, "... and ", r->n_names - n, " more");
		wrap_end(&w);
	}
}
