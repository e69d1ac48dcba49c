/* SPDX-License-Identifier: MIT */
#include <fcrdns/generic.h>

#include <fcrdns/text.h>

#include "embedded.h"
#include "generic_mail.h"
#include "shape.h"

#include <string.h>

enum {
	YES_TENTHS = 35,
	MAYBE_TENTHS = 25,
	KINDS_MAX = 8,	  /* different words of one kind looked at */
	SUFFIX_DIGITS = 3 /* below a provider's own domain: ns1 is its own, too */
};

/* What is known while points are given. */
struct points {
	struct generic *ret;
	const struct tokens *t;
	enum embedded embedded;
	bool is_of_cloud;
	int access_tenths; /* given for words of a customer's line */
};

static struct generic_reason *give(struct points *p, int tenths, const char *text)
{
	struct generic *g = p->ret;
	struct generic_reason *r = &g->reason[g->n_reasons];

	g->tenths += tenths;
	if (g->n_reasons == GENERIC_REASONS)
		return NULL;
	g->n_reasons++;
	*r = (struct generic_reason){ .text = text, .tenths = (int16_t)tenths };
	return r;
}

static void name_word(struct generic_reason *r, const char *word, unsigned len)
{
	if (!r || r->n_words == GENERIC_REASON_WORDS)
		return;
	r->word[r->n_words] = word;
	r->word_len[r->n_words++] = (uint8_t)len;
}

/* ---- the address ---- */

static void look_at_address(struct points *p, const struct ip *ip)
{
	static const struct {
		const char *text;
		int tenths;
	} row_of[] = {
		[EMBEDDED_LAST] = { "the last octet of the address is in it", 10 },
		[EMBEDDED_LOOSE] = { "the last two octets of the address are in it", 20 },
		[EMBEDDED_PAIR] = { "the last two octets of the address are in it", 30 },
		[EMBEDDED_NET] = { "the first three octets of the address are in it", 30 },
		[EMBEDDED_PART] = { "three octets of the address are in it", 50 },
		[EMBEDDED_WHOLE] = { "the whole address is in it", 60 },
	};

	if (!p->t->n_digits)
		return;
	p->embedded = address_in(p->t, ip);
	if (p->embedded == EMBEDDED_PART && ip->len == 16)
		(void)give(p, 50, "a part of the address is in it");
	else if (p->embedded != EMBEDDED_NO)
		(void)give(p, row_of[p->embedded].tenths, row_of[p->embedded].text);
	else if (ip->len == 4 && has_other_address(p->t))
		(void)give(p, 40, "another address is in it");
}

/* ---- words ---- */

/* The different words of some kinds. */
struct words {
	const struct token *token[KINDS_MAX];
	unsigned n;
};

static void words_of(const struct tokens *t, unsigned kinds, struct words *ret)
{
	ret->n = 0;
	if (!(t->kinds & kinds))
		return;
	for (unsigned i = 0; i < t->n && ret->n < KINDS_MAX; i++) {
		const struct token *one = &t->list[i];
		unsigned k = 0;

		if (!token_is_word(one, kinds) || one->len < 2)
			continue;
		while (k < ret->n &&
		       (ret->token[k]->len != one->len ||
			memcmp(t->text + ret->token[k]->at, t->text + one->at, one->len) != 0))
			k++;
		if (k == ret->n)
			ret->token[ret->n++] = one;
	}
}

static void name_words(const struct points *p, struct generic_reason *r, const struct words *words)
{
	for (unsigned i = 0; i < words->n; i++)
		name_word(r, p->t->text + words->token[i]->at, words->token[i]->len);
}

static void look_at_lines(struct points *p)
{
	const struct tokens *t = p->t;
	struct words lines;
	unsigned n_lines = 0;
	int tenths;

	words_of(t, WORD_ACCESS | WORD_LINE, &lines);
	if (!lines.n)
		return;
	tenths = has_number_beside(t, WORD_ACCESS | WORD_LINE) ? 30 : 10;
	tenths += lines.n > 2 ? 20 : lines.n > 1 ? 10 : 0;
	for (unsigned i = 0; i < lines.n; i++)
		n_lines += (lines.token[i]->value & WORD_LINE) != 0;
	if (!t->n_digits && n_lines && has_line_over_line(t))
		tenths += 15;
	if (p->embedded < EMBEDDED_PART && has_bound_line(t))
		tenths += 10;
	p->access_tenths = tenths;
	name_words(p, give(p, tenths, "words of a customer's line are in it"), &lines);
}

/* They are told by what they stand beside; of the whole address they say nothing new. */
static void look_at_weak_words(struct points *p)
{
	bool is_alone = p->embedded == EMBEDDED_NO && p->t->longest < SHAPE_SERIAL;
	struct words weak;

	words_of(p->t, WORD_WEAK | WORD_FIXED, &weak);
	if (weak.n)
		name_words(p,
			   give(p,
				is_alone     ? 5
				: weak.n > 1 ? 20
					     : 10,
				"words of a provider's names are in it"),
			   &weak);
}

static void look_at_own_words(struct points *p)
{
	struct words own;

	words_of(p->t, WORD_OWN, &own);
	if (own.n && p->embedded < EMBEDDED_PART)
		name_words(p, give(p, -20, "but it says what the machine does"), &own);
}

static void look_at_placeholders(struct points *p, const struct generic_words *w, bool is_bare)
{
	unsigned len;
	const char *text = placeholder_in(p->t, w, is_bare, &len);

	if (text)
		name_word(give(p, 60, "it says that nobody has named it"), text, len);
}

/* ---- numbers that count ---- */

static void look_at_serials(struct points *p)
{
	const struct tokens *t = p->t;
	unsigned first = letters_at(t, 0);
	int tenths = 15;

	if (t->longest < SHAPE_SERIAL || p->embedded >= EMBEDDED_PART)
		return;
	if (begins_with_serial(t))
		tenths += 10;
	for (unsigned i = 0; i < t->n; i++)
		if (is_bound(t, i, WORD_WEAK | WORD_FIXED | WORD_ACCESS | WORD_LINE,
			     SHAPE_SERIAL_LONG)) {
			tenths += 10;
			break;
		}
	if (t->n_labels >= 3 && first <= 3 && digits_at(t, first) >= SHAPE_SERIAL)
		tenths += 10;
	(void)give(p, tenths, "a serial number is in it");
}

static void look_at_shape(struct points *p)
{
	const struct tokens *t = p->t;
	unsigned first = digits_at(t, 0);
	int tenths = 0;

	if (p->embedded == EMBEDDED_NO)
		return;
	if (first)
		tenths += 5;
	if (p->embedded < EMBEDDED_PART) {
		if (first && first < t->host_len && t->text[first] == '.')
			tenths += 15;
		if (is_alternating(t))
			tenths += 25;
	}
	if (tenths)
		(void)give(p, tenths, "its numbers stand as in a provider's names");
}

/* ---- mail ---- */

/* Two octets alone are what big senders number their hosts by. */
static void look_at_pair(struct points *p, const struct ip *ip)
{
	static const char *const senders[] = { "m", "mx", "a", "o", "e", "so", "n", "s" };
	const struct tokens *t = p->t;
	unsigned n;
	int tenths = 5;

	if ((p->embedded != EMBEDDED_LOOSE && p->embedded != EMBEDDED_PAIR) ||
	    (ip->octet[2] < 100 && ip->octet[3] < 100))
		return;
	n = letters_at(t, 0);
	for (unsigned i = 0; i < sizeof(senders) / sizeof(senders[0]); i++)
		if (strlen(senders[i]) == n && memcmp(t->text, senders[i], n) == 0)
			tenths = 0;
	if (t->n_labels > 1)
		tenths += 7;
	if (tenths)
		(void)give(p, tenths, "and no word of a mail server");
}

/*
 * What a mail server's name says counts more than all but a line's word beside the whole address:
 * pools and customers have mail servers, too. "mx" may be Mexico.
 */
static void look_at_mail(struct points *p, const struct generic_words *w, const struct ip *ip)
{
	const struct tokens *t = p->t;
	const struct token *word;
	unsigned found = mail_in(t, w, &word);
	int minus;

	if (!found) {
		look_at_pair(p, ip);
		return;
	}
	minus = found & MAIL_WORD ? 50 : found & MAIL_DOMAIN ? 45 : 40;
	if (t->kinds & WORD_FIXED && p->embedded >= EMBEDDED_PART && found == MAIL_WORD &&
	    word->len <= 2)
		minus = 30;
	if (!(t->kinds & WORD_LINE))
		minus += p->access_tenths;
	if (found & (MAIL_WORD | MAIL_PART))
		name_word(give(p, -minus, "but it says mail"), t->text + word->at, word->len);
	else
		(void)give(p, -minus, "but its domain says mail");
}

/* ---- all together ---- */

static void sort_reasons(struct generic *g)
{
	for (unsigned i = 1; i < g->n_reasons; i++) {
		struct generic_reason r = g->reason[i];
		unsigned k = i;

		for (; k && g->reason[k - 1].tenths < r.tenths; k--)
			g->reason[k] = g->reason[k - 1];
		g->reason[k] = r;
	}
}

static unsigned digits_before(const struct tokens *t, unsigned end)
{
	unsigned n = 0;

	for (unsigned i = 0; i < t->n_all; i++)
		if (t->list[i].is_number && t->list[i].at < end)
			n += t->list[i].len;
	return n;
}

static void look_at_suffix(struct points *p)
{
	const struct tokens *t = p->t;
	unsigned n = t->suffix_kinds ? digits_before(t, t->suffix_at) : 0;

	if (t->suffix_kinds & WORD_ISP && (!t->suffix_at || n)) {
		(void)give(p, 60, "an access network gives such names to its customers");
	} else if (t->suffix_kinds & WORD_CLOUD &&
		   (n >= SUFFIX_DIGITS || t->suffix_at < t->host_len)) {
		(void)give(p, 60, "a provider of servers gives such names to all of them");
		p->is_of_cloud = true;
	}
}

/* The registrable domain itself: somebody has chosen it, unless nobody has, or it is the address.
 */
static void look_at_bare_domain(struct points *p, const struct ip *ip,
				const struct generic_words *w)
{
	if (p->t->n_digits && address_in(p->t, ip) == EMBEDDED_WHOLE)
		(void)give(p, 50, "the whole address is in it");
	look_at_placeholders(p, w, true);
}

/* With the whole address in it only words decide what the name is. */
static void look(struct points *p, const struct ip *ip, const struct generic_words *w)
{
	const struct tokens *t = p->t;

	look_at_suffix(p);
	look_at_address(p, ip);
	p->ret->is_fixed = (t->kinds & WORD_FIXED) && !p->is_of_cloud;
	look_at_lines(p);
	if (p->embedded < EMBEDDED_WHOLE) {
		look_at_placeholders(p, w, false);
		if (p->embedded < EMBEDDED_PART && t->n_digits >= 4 && has_hardware(t))
			(void)give(p, 40, "the address of a network card is in it");
		look_at_weak_words(p);
		look_at_own_words(p);
		look_at_serials(p);
		look_at_shape(p);
	}
	if (p->ret->tenths >= MAYBE_TENTHS - 12)
		look_at_mail(p, w, ip);
	if (p->embedded == EMBEDDED_WHOLE && p->ret->tenths < YES_TENTHS)
		look_at_placeholders(p, w, false);
}

enum generic_class generic_of(const struct generic_words *words, const struct ip *ip,
			      const char *text, size_t len, const struct name *domain,
			      struct generic *ret)
{
	const struct generic_words *w = words ? words : &generic_words_built_in;
	struct tokens t;
	struct points p = { .ret = ret, .t = &t };
	size_t domain_len = domain->len - 2U; /* as text */

	/* The reasons stay as they are: there are none of them yet. */
	ret->class = GENERIC_NO;
	ret->is_fixed = false;
	ret->tenths = 0;
	ret->n_reasons = 0;
	if (domain->len < 2 || domain_len > len || len > 253)
		return GENERIC_NO;
	if (domain_len == len) {
		tokens_read(&t, w, text, (unsigned)len, domain->wire[0] + 1U, 0);
		look_at_bare_domain(&p, ip, w);
	} else {
		tokens_read(&t, w, text, (unsigned)len, (unsigned)(len - domain_len),
			    domain->wire[0]);
		if (!(t.suffix_kinds & WORD_SENDER))
			look(&p, ip, w);
	}
	sort_reasons(ret);
	if (ret->tenths >= YES_TENTHS)
		ret->class = GENERIC_YES;
	else if (ret->tenths >= MAYBE_TENTHS)
		ret->class = GENERIC_MAYBE;
	return ret->class;
}

void generic_reason_put(const struct generic_reason *r, struct text *out)
{
	text_str(out, r->text);
	for (unsigned i = 0; i < r->n_words; i++) {
		text_str(out, i ? ", " : " (");
		text_put(out, r->word[i], r->word_len[i]);
	}
	if (r->n_words)
		text_char(out, ')');
}
