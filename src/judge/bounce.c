/* SPDX-License-Identifier: MIT */
#include <fcrdns/bounce.h>

#include "bounce_phrases.h"

#include <fcrdns/arena.h>

#include <string.h>

#define TEMPORARY   (1U << RECEIVER_TEMPORARY)
#define GENERIC	    (1U << RECEIVER_GENERIC)
#define NO_PTR	    (1U << RECEIVER_NO_PTR)
#define UNCONFIRMED (1U << RECEIVER_UNCONFIRMED)

enum {
	BEFORE_MAX = 400, /* octets of one reply before and behind the phrase */
	BEHIND_MAX = 400
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- one line of words ---- */

/* "550" of a reply that is no success; what follows ends the word. */
static bool is_reply(const char *p, const char *end)
{
	return end - p >= 3 && (*p == '4' || *p == '5') && is_digit(p[1]) && is_digit(p[2]) &&
	       (end - p == 3 || p[3] == ' ' || p[3] == '-');
}

/* "5.7.25"; its length, or 0. */
static size_t enhanced_length(const char *p, const char *end)
{
	size_t n = 0;
	unsigned dots = 0;

	if (p == end || (*p != '4' && *p != '5'))
		return 0;
	for (n = 1; p + n < end && (is_digit(p[n]) || (p[n] == '.' && is_digit(p[n - 1]))); n++)
		dots += p[n] == '.';
	return dots == 2 && is_digit(p[n - 1]) && n < BOUNCE_CODE_MAX &&
			       (p + n == end || p[n] != '.')
		       ? n
		       : 0;
}

struct line {
	char *text;
	size_t n;
	char reply[3];	  /* the code that the lines of one reply repeat, ... */
	bool is_repeated; /* ... and just did: an enhanced code comes then */
	bool is_other;	  /* another part begins */
};

/* What stands before a reply that is quoted: '550-5.7.25 ..., smtp;550 ... */
static bool is_quote(char c)
{
	return c == ' ' || c == '\n' || c == '\'' || c == '"' || c == '(' || c == '<' || c == '>' ||
	       c == '[' || c == '#' || c == ';';
}

static bool is_repeated(struct line *l, const char *word, size_t n)
{
	if (n < 3 || !is_reply(word, word + n))
		return false;
	if (memcmp(l->reply, word, 3) == 0)
		return true;
	memcpy(l->reply, word, 3);
	return false;
}

/* Each line of a reply of several begins with its code (RFC 5321 section 4.2.1): only the first
 * stays, so that a phrase goes on over the end of a line. Nothing may stand between the code and
 * the words: "554-Bad DNS". */
static void put_word(struct line *l, const char *word, size_t n)
{
	bool is_behind_code = l->is_repeated;
	size_t lead = 0;

	while (lead < n && is_quote(word[lead]))
		lead++;
	l->is_repeated = is_repeated(l, word + lead, n - lead);
	if (l->is_repeated) {
		size_t code = lead + 3 < n ? lead + 4 : n;

		word += code;
		n -= code;
		l->is_repeated = !n;
		is_behind_code = true;
	}
	if (!n || (is_behind_code && enhanced_length(word, word + n) == n))
		return;
	if (l->n)
		l->text[l->n++] = l->is_other ? '\n' : ' ';
	l->is_other = false;
	for (size_t i = 0; i < n; i++)
		l->text[l->n++] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 32 : word[i]);
}

/* Lower case, words one blank apart, without the soft line breaks of quoted-printable. `text` has
 * room for one octet more than all. */
static void flatten(struct line *l, const char *octets, size_t n)
{
	size_t from = 0, blank_lines = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && !is_blank(octets[i])) {
			blank_lines = 0;
			continue;
		}
		if (i > from)
			put_word(l, octets + from, i - from);
		from = i + 1;
		blank_lines += i < n && octets[i] == '\n';
		if (blank_lines == 2) { /* a reply in it is another one */
			memset(l->reply, 0, sizeof(l->reply));
			l->is_other = true;
		}
	}
}

/* In place; a line that ends in "=" goes on (RFC 2045 section 6.7). */
static size_t join_soft_breaks(char *text, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '=' && i + 1 < n && text[i + 1] == '\n')
			i++;
		else if (text[i] == '=' && i + 2 < n && text[i + 1] == '\r' && text[i + 2] == '\n')
			i += 2;
		else
			text[kept++] = text[i];
	}
	return kept;
}

/* ---- one refusal ---- */

/* The code of the reply that holds `at`, or NULL. */
static const char *reply_begin(const char *text, const char *at)
{
	const char *least = at - text > BEFORE_MAX ? at - BEFORE_MAX : text;

	for (const char *p = at; p >= least && *p != '\n'; p--)
		if (is_reply(p, p + 4) && (p == text || is_quote(p[-1])))
			return p;
	return NULL;
}

static const char *reply_end(const char *begin, const char *at, const char *end)
{
	const char *most = end - at > BEHIND_MAX ? at + BEHIND_MAX : end;

	for (const char *p = at + 1; p < most; p++)
		if (*p == '\n' ||
		    (p[-1] == ' ' && is_reply(p, most) && (!begin || memcmp(p, begin, 3) != 0)))
			return p;
	return most;
}

static void add_address(struct bounce *b, const struct ip *ip)
{
	for (size_t i = 0; i < b->n_addresses; i++)
		if (ip_compare(&b->addresses[i], ip) == 0)
			return;
	if (b->n_addresses < BOUNCE_ADDRESSES)
		b->addresses[b->n_addresses++] = *ip;
}

static bool is_part(char c)
{
	return is_digit(c) || is_letter(c) || c == '.' || c == ':' || c == '-';
}

/* The first address from `p` on: a refusal is of one. False: there is none. */
static bool find_address(struct bounce *b, const char *p, const char *end)
{
	while (p < end) {
		const char *word = p;
		size_t n;
		struct ip ip;

		while (p < end && is_part(*p))
			p++;
		if (p == word) {
			p++;
			continue;
		}
		if (p - word > 5 && memcmp(word, "ipv6:", 5) == 0)
			word += 5;
		for (n = (size_t)(p - word);
		     n && (word[n - 1] == '.' || word[n - 1] == ':' || word[n - 1] == '-');)
			n--;
		/* Reply codes and numbers are no addresses; nor are names that hold one. */
		if (ip_parse(&ip, word, n)) {
			(void)ip_unmap(&ip);
			add_address(b, &ip);
			return true;
		}
	}
	return false;
}

static void note_codes(struct bounce *b, const char *p, const char *end)
{
	size_t n;

	if (b->reply[0] || b->enhanced[0])
		return;
	if (is_reply(p, end)) {
		memcpy(b->reply, p, 3);
		p += 4;
	}
	n = p < end ? enhanced_length(p, end) : 0;
	memcpy(b->enhanced, p, n);
}

/* A phrase that stands at `at`. What a log says before the reply is about the receiver. */
static void take(struct bounce *b, unsigned what, const char *text, const char *at, const char *end)
{
	const char *begin = reply_begin(text, at), *behind = reply_end(begin, at, end);

	b->what |= what;
	if (begin) {
		note_codes(b, begin, end);
		(void)find_address(b, begin, behind);
	} else if (!find_address(b, at, behind)) {
		(void)find_address(b, at - text > BEFORE_MAX ? at - BEFORE_MAX : text, at);
	}
}

/* An enhanced code that stands at `at`, perhaps behind a reply's code. */
static void take_code(struct bounce *b, unsigned what, const char *text, const char *at,
		      const char *end)
{
	b->what |= what;
	if (at - text >= 4 && is_reply(at - 4, at) && (at - text == 4 || is_quote(at[-5])))
		take(b, what, text, at, end);
}

static bool begins_with(const char *p, const char *end, const char *phrase)
{
	for (; *phrase; phrase++)
		if (*phrase == '*')
			while (p < end && !is_blank(*p))
				p++;
		else if (p == end || *p++ != *phrase)
			return false;
	return true;
}

static void look(struct bounce *b, const char *text, const char *at, const char *end)
{
	size_t n, n_enhanced;
	const struct bounce_phrase *known = bounce_phrases(&n);

	for (size_t i = 0; i < n; i++)
		if (*at == *known[i].text && begins_with(at, end, known[i].text) &&
		    (!(known[i].what & BOUNCE_IN_REPLY) || reply_begin(text, at))) {
			take(b, known[i].what & ~BOUNCE_IN_REPLY, text, at, end);
			return;
		}
	known = bounce_codes(&n);
	n_enhanced = enhanced_length(at, end);
	for (size_t i = 0; n_enhanced && i < n; i++)
		if (strlen(known[i].text) == n_enhanced - 1 &&
		    !memcmp(at + 1, known[i].text, n_enhanced - 1))
			take_code(b, known[i].what, text, at, end);
}

bool bounce_read(struct bounce *ret, const char *octets, size_t n)
{
	struct line l = { .n = 0 };
	char *copy;

	*ret = (struct bounce){ .what = 0 };
	if (n > BOUNCE_TEXT_MAX)
		n = BOUNCE_TEXT_MAX;
	copy = mem_zero(2, n + 8);
	if (!copy)
		return false;
	memcpy(copy, octets, n);
	n = join_soft_breaks(copy, n);
	l.text = copy + n + 4;
	flatten(&l, copy, n);
	for (size_t i = 0; i < l.n; i++)
		if (!i ||
		    !(is_letter(l.text[i - 1]) || is_digit(l.text[i - 1]) || l.text[i - 1] == '.'))
			look(ret, l.text, l.text + i, l.text + l.n);
	mem_free(copy);
	return true;
}

const char *bounce_words(const struct bounce *b)
{
	if (b->what & GENERIC)
		return "the PTR name looks automatically made";
	if (b->what == TEMPORARY)
		return "the reverse look-up failed for the time being";
	if (b->what == NO_PTR)
		return "the address has no PTR record";
	if (b->what == UNCONFIRMED)
		return "the PTR name does not lead back to the address";
	return "no PTR record, or none whose name leads back to the address";
}
