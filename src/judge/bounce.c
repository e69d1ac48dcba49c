/* SPDX-License-Identifier: MIT */
#include <fcrdns/bounce.h>

#include <fcrdns/arena.h>

#include <string.h>

#define NO_PTR	    (1U << RECEIVER_NO_PTR)
#define UNCONFIRMED (1U << RECEIVER_UNCONFIRMED)
#define TEMPORARY   (1U << RECEIVER_TEMPORARY)
#define GENERIC	    (1U << RECEIVER_GENERIC)
/* Only there: header fields of other programs have the phrase, too. */
#define IN_REPLY (1U << 31)

enum {
	BEFORE_MAX = 400, /* octets of one reply before and behind the phrase */
	BEHIND_MAX = 400
};

/* In lower case, words one blank apart. */
static const struct {
	const char *text;
	unsigned what;
} phrases[] = {
	{ "does not have a ptr", NO_PTR },
	{ "doesn't have a ptr", NO_PTR },
	{ "must have a ptr", NO_PTR },
	{ "no ptr", NO_PTR },
	{ "missing ptr", NO_PTR },
	{ "missing dns ptr", NO_PTR | UNCONFIRMED },
	{ "without ptr", NO_PTR },
	{ "without a ptr", NO_PTR },
	{ "ptr record not found", NO_PTR },
	{ "ptr record is missing", NO_PTR },
	{ "ptr record setup", NO_PTR },
	{ "bad dns ptr resource record", NO_PTR | UNCONFIRMED },
	{ "ptr record does not", UNCONFIRMED },
	{ "ptr does not", UNCONFIRMED },
	{ "infonorecords", NO_PTR | IN_REPLY },
	{ "cannot find your reverse hostname", NO_PTR },
	{ "cannot find your hostname", NO_PTR | UNCONFIRMED },
	{ "no reverse dns", NO_PTR },
	{ "no rdns", NO_PTR },
	{ "no dns reverse", NO_PTR },
	{ "no reverse hostname", NO_PTR },
	{ "no reverse lookup", NO_PTR },
	{ "no reverse look-up", NO_PTR },
	{ "missing reverse dns", NO_PTR },
	{ "lacks reverse dns", NO_PTR },
	{ "lack of reverse dns", NO_PTR },
	{ "without reverse dns", NO_PTR },
	{ "must have reverse dns", NO_PTR },
	{ "must have a reverse dns", NO_PTR },
	{ "does not have reverse dns", NO_PTR },
	{ "does not have a reverse dns", NO_PTR },
	{ "does not have a valid reverse dns", NO_PTR | UNCONFIRMED },
	{ "valid reverse dns", NO_PTR | UNCONFIRMED },
	{ "invalid reverse dns", NO_PTR | UNCONFIRMED },
	{ "fix reverse dns", NO_PTR },
	{ "fix your reverse dns", NO_PTR },
	{ "cxdns", NO_PTR },
	{ "dns:nr", TEMPORARY },
	{ "ipv6autherror", NO_PTR | UNCONFIRMED },
	{ "possibly forged hostname", UNCONFIRMED },
	{ "reverse dns does not match", UNCONFIRMED },
	{ "reverse dns mismatch", UNCONFIRMED },
	{ "rdns mismatch", UNCONFIRMED },
	{ "reverse dns validation", NO_PTR | UNCONFIRMED },
	{ "forward-confirmed", UNCONFIRMED | IN_REPLY },
	{ "forward confirmed", UNCONFIRMED | IN_REPLY },
	{ "fcrdns", UNCONFIRMED | IN_REPLY },
	{ "full circle", UNCONFIRMED | IN_REPLY },
	{ "reverse dns failure", TEMPORARY },
	{ "reverse dns lookup failed", TEMPORARY },
	{ "reverse dns for this ip failed", TEMPORARY },
	{ "dns check failure", TEMPORARY },
	{ "generic dns ptr", GENERIC },
	{ "generic ptr", GENERIC },
	{ "generic reverse", GENERIC },
	{ "generic rdns", GENERIC },
	{ "dynamic ptr", GENERIC },
	{ "dynamic reverse", GENERIC },
	{ "rtr:rd", GENERIC },
	{ "rtr:bb", GENERIC },
};

/* The second and third number of an enhanced status code, RFC 7372 and Google's own. Not 7.26,
 * several checks failed: that stands for SPF and DKIM as well. */
static const struct {
	const char *text;
	unsigned what;
} codes[] = {
	{ ".7.25", NO_PTR | UNCONFIRMED },
	{ ".7.23", NO_PTR | UNCONFIRMED },
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

/* Each line of a reply of several begins with its code (RFC 5321 section 4.2.1): only the first
 * stays, so that a phrase goes on over the end of a line. */
static bool is_repeated(struct line *l, const char *word, size_t n)
{
	if (n < 3 || !is_reply(word, word + n))
		return false;
	if (memcmp(l->reply, word, 3) == 0)
		return true;
	memcpy(l->reply, word, 3);
	return false;
}

static void put_word(struct line *l, const char *word, size_t n)
{
	bool was_repeated = l->is_repeated;

	l->is_repeated = is_repeated(l, word, n);
	if (l->is_repeated || (was_repeated && enhanced_length(word, word + n) == n))
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
		if (is_reply(p, p + 4) && (p == text || p[-1] == ' ' || p[-1] == '\n'))
			return p;
	return NULL;
}

static const char *reply_end(const char *begin, const char *at, const char *end)
{
	const char *most = end - at > BEHIND_MAX ? at + BEHIND_MAX : end;

	for (const char *p = at + 1; p < most; p++)
		if (*p == '\n')
			return p;
		else if (p[-1] == ' ' && is_reply(p, most) && (!begin || memcmp(p, begin, 3) != 0))
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
	if (at - text >= 4 && is_reply(at - 4, at) &&
	    (at - text == 4 || at[-5] == ' ' || at[-5] == '\n'))
		take(b, what, text, at, end);
}

static void look(struct bounce *b, const char *text, const char *at, const char *end)
{
	size_t left = (size_t)(end - at), n;

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		n = strlen(phrases[i].text);
		if (n <= left && *at == *phrases[i].text && !memcmp(at, phrases[i].text, n) &&
		    (!(phrases[i].what & IN_REPLY) || reply_begin(text, at))) {
			take(b, phrases[i].what & ~IN_REPLY, text, at, end);
			return;
		}
	}
	n = enhanced_length(at, end);
	for (size_t i = 0; n && i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strlen(codes[i].text) == n - 1 && !memcmp(at + 1, codes[i].text, n - 1))
			take_code(b, codes[i].what, text, at, end);
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
