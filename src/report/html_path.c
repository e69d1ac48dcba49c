/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "people.h"
#include "said.h"

/*
 * The path as a list of steps, a list a name. The style makes a drawing of it; read out it is a row
 * of "PTR name: mail.example.com".
 */

enum {
	ROW_STEPS = 4 /* that fit side by side */
};

static void begin_step(struct text *out, enum html_sign sign, const char *kind)
{
	html_item(out, sign);
	text_printf(out, "<span class=\"k\">%s</span> <span class=\"n\">", kind);
}

/* `words` say what the step means, behind what it holds. */
static void end_step(struct text *out, enum html_sign sign, const char *words)
{
	text_lit(out, "</span>");
	if (words) {
		text_lit(out, " <b>");
		html_mark(out, sign);
		text_str(out, words);
		text_lit(out, "</b>");
	}
	text_lit(out, "</li>\n");
}

static unsigned n_alias_steps(const struct answer *a)
{
	unsigned n = a->n_chain < PEOPLE_ALIASES ? a->n_chain : PEOPLE_ALIASES;

	return n + a->loops;
}

/* A circle of CNAMEs or a long row of them is told by its begin and its end. */
static void put_aliases(struct text *out, const struct answer *a)
{
	unsigned left_out = a->n_chain > PEOPLE_ALIASES ? a->n_chain - PEOPLE_ALIASES : 0;

	for (unsigned i = 0; i < a->n_chain; i++) {
		if (i + 1 >= PEOPLE_ALIASES && i + 1 < a->n_chain)
			continue;
		begin_step(out, HTML_PLAIN, "alias (CNAME) for");
		html_name(out, &a->chain[i]);
		if (left_out && i + 1 == a->n_chain)
			text_printf(out, " <span class=\"k\">behind %u more</span>", left_out);
		end_step(out, HTML_PLAIN, NULL);
	}
	if (a->loops) {
		begin_step(out, HTML_BAD, "alias (CNAME) for");
		text_lit(out, "one of these");
		end_step(out, HTML_BAD, "in a circle");
	}
}

static void put_ips(struct text *out, const struct answer *a)
{
	for (unsigned i = 0; i < a->n_records && i < PEOPLE_ADDRESSES; i++) {
		text_str(out, i ? ", " : "");
		ip_put(&a->ips[i], out);
	}
	if (a->n_records > PEOPLE_ADDRESSES)
		text_printf(out, " and %u more", a->n_records - PEOPLE_ADDRESSES);
}

static void put_addresses(struct text *out, const struct ask *own, const struct ip *ip)
{
	const struct answer *a = &own->answer;

	if (!ask_lists(own, ip)) {
		begin_step(out, HTML_BAD, "which leads to");
		put_ips(out, a);
		end_step(out, HTML_BAD, a->n_records == 1 ? "another address" : "other addresses");
		return;
	}
	begin_step(out, HTML_GOOD, "which leads to");
	ip_put(ip, out);
	if (a->n_records > 1) /* they do no harm */
		text_printf(out, " <span class=\"k\">and %u more</span>", a->n_records - 1);
	end_step(out, HTML_GOOD, "back at the address");
}

/* A temporary failure is never an absence. */
static void put_absence(struct text *out, enum html_sign sign, const char *words)
{
	text_str(out, sign == HTML_DOUBT ? "not known" : words);
}

/* Where there are no addresses of its family. */
static void put_lack(struct text *out, const struct candidate *c, const struct ip *ip)
{
	const struct answer *a = &c->own->answer, *other = answer_of_other(c);
	enum html_sign sign = answer_is_temporary(a) ? HTML_DOUBT : HTML_BAD;
	char rcode[16];

	begin_step(out, sign, "which leads to");
	if (other)
		put_ips(out, other);
	else
		put_absence(out, sign, "nothing");
	end_step(out, sign,
		 !other		? answer_lack(a, "no address", rcode)
		 : ip->len == 4 ? "no IPv4 address"
				: "no IPv6 address");
}

static void put_name_step(struct text *out, const struct candidate *c)
{
	bool is_host = !(c->faults & HOST_UNUSABLE);
	bool is_open = is_host && c->evaluated && !(c->own && c->own->told);
	enum html_sign sign = !is_host ? HTML_BAD : is_open ? HTML_DOUBT : HTML_PLAIN;

	begin_step(out, sign, "PTR name");
	html_name(out, &c->name);
	end_step(out, sign,
		 !is_host	 ? "not a host name"
		 : is_open	 ? "no answer"
		 : !c->evaluated ? "not looked up"
				 : NULL);
}

/* One of `n` paths, counted from 0. */
static void begin_path(struct text *out, const struct record *r, unsigned n_steps, unsigned i,
		       unsigned n)
{
	text_printf(out, "<ol class=\"path%s\" role=\"list\"", n_steps > ROW_STEPS ? "" : " row");
	if (n > 1)
		text_printf(out, " aria-label=\"path %u of %u\"", i + 1, n);
	text_lit(out, ">\n");
	begin_step(out, HTML_PLAIN, "address");
	text_put(out, r->address, r->address_len);
	end_step(out, HTML_PLAIN, NULL);
	put_aliases(out, &r->check->ptr->answer);
}

static void put_name(struct text *out, const struct record *r, const struct candidate *c,
		     unsigned i, unsigned n)
{
	const struct answer *ptr = &r->check->ptr->answer;
	bool is_asked = c->own && c->own->told;

	begin_path(out, r, 3 + n_alias_steps(ptr) + (is_asked ? n_alias_steps(&c->own->answer) : 0),
		   i, n);
	put_name_step(out, c);
	if (is_asked) {
		put_aliases(out, &c->own->answer);
		if (c->own->answer.status == ANSWER_OK)
			put_addresses(out, c->own, &r->target->address);
		else
			put_lack(out, c, &r->target->address);
	}
	text_lit(out, "</ol>\n");
}

/* The address has no names. */
static void put_end(struct text *out, const struct record *r)
{
	const struct answer *a = &r->check->ptr->answer;
	enum html_sign sign = answer_is_temporary(a) ? HTML_DOUBT : HTML_BAD;
	char rcode[16];

	begin_path(out, r, 2 + n_alias_steps(a), 0, 1);
	begin_step(out, sign, "PTR name");
	put_absence(out, sign, "none");
	/* A reverse name that does not exist means no more than that: an address is no name. */
	end_step(out, sign,
		 a->status == ANSWER_NXDOMAIN && !a->n_chain
			 ? "no PTR record"
			 : answer_lack(a, "no PTR record", rcode));
	text_lit(out, "</ol>\n");
}

void html_path(const struct record *r, struct text *out)
{
	const struct record_name *shown[PEOPLE_NAMES];
	unsigned n;

	if (!r->check || !r->check->ptr || !r->check->ptr->told)
		return;
	if (!r->n_names)
		put_end(out, r);
	n = people_names(r, shown);
	for (unsigned i = 0; i < n; i++)
		put_name(out, r, shown[i]->candidate, i, n);
	if (n < r->n_names)
		text_printf(out, "<p>and %u more names</p>\n", r->n_names - n);
}
