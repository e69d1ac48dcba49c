/* SPDX-License-Identifier: MIT */
#include "embedded.h"

#include <string.h>

enum {
	NUMBERS_MAX = 64, /* looked at in one name */
	DECIMAL_MIN = 8,  /* digits of an address written without separators */
	DECIMAL_MAX = 12,
	BASE36_MIN = 6,
	SMALL = 10 /* an octet below is in many names by chance */
};

/* The numbers of a name. */
struct numbers {
	const struct token *token[NUMBERS_MAX];
	uint16_t octet[NUMBERS_MAX];
	unsigned n_host; /* of the host, */
	unsigned n;	 /* and with those of the domain's first label */
};

static void numbers_of(const struct tokens *t, struct numbers *ret)
{
	ret->n = ret->n_host = 0;
	for (unsigned i = 0; i < t->n_all && ret->n < NUMBERS_MAX; i++) {
		if (!t->list[i].is_number)
			continue;
		ret->token[ret->n] = &t->list[i];
		ret->octet[ret->n++] = t->list[i].value;
		ret->n_host += i < t->n;
	}
}

/* How many octets are there as numbers, each for itself, in any order. */
static unsigned count_octets(const uint16_t *octets, unsigned n, const struct ip *ip)
{
	uint64_t used = 0; /* a bit a number */
	unsigned found = 0;

	for (unsigned k = 0; k < 4; k++) {
		unsigned i = 0;

		while (i < n && (octets[i] != ip->octet[k] || used >> i & 1))
			i++;
		if (i == n)
			continue;
		used |= UINT64_C(1) << i;
		found++;
	}
	return found;
}

/* `count` octets of the address, from `first` on, one number after the other, either way. Gives
 * the place of the first of them, or `n`. */
static unsigned find_octets(const uint16_t *octets, unsigned n, const uint8_t *first,
			    unsigned count)
{
	for (unsigned i = 0; i + count <= n; i++) {
		unsigned forth = 0, back = 0;

		if (octets[i] != first[0] && octets[i] != first[count - 1])
			continue;
		for (unsigned j = 0; j < count; j++) {
			forth += octets[i + j] == first[j];
			back += octets[i + j] == first[count - 1 - j];
		}
		if (forth == count || back == count)
			return i;
	}
	return n;
}

static enum embedded three_octets_say(const uint16_t *octets, unsigned n, const struct ip *ip)
{
	if (find_octets(octets, n, ip->octet + 1, 3) < n)
		return EMBEDDED_PART;
	return find_octets(octets, n, ip->octet, 3) < n ? EMBEDDED_NET : EMBEDDED_NO;
}

/* ---- one number of several octets ---- */

static unsigned put_octet(char *out, unsigned octet, bool padded)
{
	unsigned n = 0;

	if (padded || octet > 99)
		out[n++] = (char)('0' + octet / 100);
	if (padded || octet > 9)
		out[n++] = (char)('0' + octet / 10 % 10);
	out[n++] = (char)('0' + octet % 10);
	return n;
}

/* `count` octets in decimal, without separators. */
static unsigned put_octets(char *out, const uint8_t *octets, unsigned count, bool padded, bool back)
{
	unsigned n = 0;

	for (unsigned k = 0; k < count; k++)
		n += put_octet(out + n, octets[back ? count - 1 - k : k], padded);
	return n;
}

static bool is_spelled(const char *digits, unsigned len, const uint8_t *octets, unsigned count,
		       bool padded)
{
	for (unsigned back = 0; back < 2; back++) {
		char text[DECIMAL_MAX];
		unsigned n = put_octets(text, octets, count, padded, back);

		if (n == len && memcmp(digits, text, n) == 0)
			return true;
	}
	return false;
}

/* The 32-bit value, whatever its length is. */
static bool is_value(const char *digits, unsigned len, const struct ip *ip)
{
	const uint8_t *o = ip->octet;
	uint32_t value = (uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 | (uint32_t)o[2] << 8 | o[3];
	uint64_t v = 0;

	for (unsigned i = 0; i < len; i++)
		v = v * 10 + (unsigned)(digits[i] - '0');
	return v == value;
}

/* What a number with more digits than an octet has says. */
static enum embedded number_says(const char *digits, unsigned len, const struct ip *ip)
{
	const uint8_t *o = ip->octet;

	if (len >= DECIMAL_MIN && len <= DECIMAL_MAX &&
	    (is_value(digits, len, ip) || is_spelled(digits, len, o, 4, false)))
		return EMBEDDED_WHOLE;
	/* Twelve digits are no chance, even within a longer number. */
	for (unsigned i = 0; i + 12 <= len; i++)
		if (is_spelled(digits + i, 12, o, 4, true))
			return EMBEDDED_WHOLE;
	for (unsigned i = 0; i + 9 <= len; i++)
		if (is_spelled(digits + i, 9, o + 1, 3, true))
			return EMBEDDED_PART;
	if (len == 7 && is_spelled(digits, len, o, 4, false))
		return EMBEDDED_PART;
	if (len >= 6 && is_spelled(digits, len, o + 1, 3, false))
		return EMBEDDED_PART;
	if (len == 9 && is_spelled(digits, len, o, 3, true))
		return EMBEDDED_NET;
	if ((len == 6 || len == 7) && is_spelled(digits + len - 6, 6, o + 2, 2, true))
		return EMBEDDED_PAIR;
	if (len >= 4 && is_spelled(digits, len, o + 2, 2, false))
		return EMBEDDED_LOOSE;
	return EMBEDDED_NO;
}

static enum embedded long_numbers_say(const struct tokens *t, const struct numbers *numbers,
				      const struct ip *ip)
{
	enum embedded most = EMBEDDED_NO;

	for (unsigned i = 0; i < numbers->n_host; i++) {
		const struct token *one = numbers->token[i];
		enum embedded says;

		if (one->len <= 3)
			continue;
		says = number_says(t->text + one->at, one->len, ip);
		if (says > most)
			most = says;
	}
	return most;
}

/* ---- hexadecimal and base 36 ---- */

static bool is_hex(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'f');
}

static char hex_digit(unsigned value)
{
	return "0123456789abcdef"[value & 15];
}

static bool is_separator(char c)
{
	return c == '-' || c == '.' || c == '_';
}

/*
 * `count` octets as pairs of hexadecimal digits, in one piece or with separators; a leading zero
 * may lack before a separator. Gives the octets of the name that they take, or 0.
 */
static unsigned skip_hex(const char *text, unsigned len, const uint8_t *octets, unsigned count,
			 bool back)
{
	unsigned p = 0;

	for (unsigned k = 0; k < count; k++) {
		unsigned octet = octets[back ? count - 1 - k : k];
		char low = hex_digit(octet);

		if (k && p < len && is_separator(text[p]))
			p++;
		if (p + 2 <= len && text[p] == hex_digit(octet >> 4) && text[p + 1] == low)
			p += 2;
		else if (octet < 16 && p < len && text[p] == low &&
			 (p + 1 == len || is_separator(text[p + 1])))
			p++;
		else
			return 0;
	}
	return p;
}

/* How the hexadecimal digits have to stand in the name. */
enum hex_fit {
	HEX_ANYWHERE, /* eight of them are no chance */
	HEX_ALONE,    /* no other one beside them */
	HEX_LABEL     /* behind two letters at most, up to the end of a label or a hyphen */
};

static bool fits(const struct tokens *t, unsigned at, unsigned n, enum hex_fit fit)
{
	const char *text = t->text;
	unsigned end = at + n, letters = 0;
	bool is_decimal = true;

	for (unsigned i = at; i < end; i++)
		is_decimal &= !is_hex(text[i]) || char_is_digit(text[i]);
	if (fit == HEX_ANYWHERE) /* digits alone are a decimal number to most */
		return !is_decimal || ((!at || !char_is_digit(text[at - 1])) &&
				       (end == t->host_len || !char_is_digit(text[end])));
	if (is_decimal)
		return false;
	if (fit == HEX_ALONE)
		return (!at || !is_hex(text[at - 1])) && (end == t->host_len || !is_hex(text[end]));
	while (at && char_is_letter(text[at - 1]) && letters++ < 2)
		at--;
	return (!at || is_separator(text[at - 1])) &&
	       (end == t->host_len || is_separator(text[end]));
}

static bool has_hex(const struct tokens *t, const uint8_t *octets, unsigned count, enum hex_fit fit)
{
	for (unsigned back = 0; back < 2; back++) {
		unsigned octet = octets[back ? count - 1 : 0];
		char high = hex_digit(octet >> 4), low = hex_digit(octet);

		for (unsigned i = 0; i + 2 * count - 1 <= t->host_len; i++) {
			unsigned n = 0;

			if (t->text[i] == high || t->text[i] == low)
				n = skip_hex(t->text + i, t->host_len - i, octets, count, back);
			if (n && fits(t, i, n, fit))
				return true;
		}
	}
	return false;
}

/* The 32-bit value with the digits 0 to z, standing alone. */
static bool has_base36(const struct tokens *t, const struct ip *ip)
{
	const uint8_t *o = ip->octet;
	uint32_t value = (uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 | (uint32_t)o[2] << 8 | o[3];
	char text[8];
	unsigned n = sizeof(text);

	for (; value; value /= 36)
		text[--n] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
	if (sizeof(text) - n < BASE36_MIN)
		return false;
	for (unsigned i = 0; i < t->host_len; i++) {
		unsigned end = i;

		while (end < t->host_len && !is_separator(t->text[end]))
			end++;
		if (end - i == sizeof(text) - n && memcmp(t->text + i, text + n, end - i) == 0)
			return true;
		i = end;
	}
	return false;
}

static enum embedded hex_says(const struct tokens *t, const struct ip *ip)
{
	const uint8_t *o = ip->octet;

	if (has_hex(t, o, 4, HEX_ANYWHERE) || has_base36(t, ip))
		return EMBEDDED_WHOLE;
	if (has_hex(t, o + 1, 3, HEX_ALONE))
		return EMBEDDED_PART;
	if (has_hex(t, o, 3, HEX_ALONE))
		return EMBEDDED_NET;
	return has_hex(t, o + 2, 2, HEX_LABEL) ? EMBEDDED_PAIR : EMBEDDED_NO;
}

/* ---- all together ---- */

/* The last two octets as numbers of their own. */
static enum embedded pair_says(const struct numbers *numbers, const struct ip *ip)
{
	const uint8_t *o = ip->octet;
	unsigned n = numbers->n_host, i = find_octets(numbers->octet, n, o + 2, 2), gap;

	if (i == n) {
		for (i = 0; i < n && numbers->octet[i] != o[3]; i++)
			;
		return i < n ? EMBEDDED_LAST : EMBEDDED_NO;
	}
	gap = numbers->token[i + 1]->at -
	      (unsigned)(numbers->token[i]->at + numbers->token[i]->len);
	if (gap <= 1)
		return EMBEDDED_PAIR;
	return gap == 2 || (o[2] >= SMALL && o[3] >= SMALL) ? EMBEDDED_LOOSE : EMBEDDED_LAST;
}

enum embedded address_in_v4(const struct tokens *t, const struct ip *ip)
{
	struct numbers numbers;
	enum embedded most, says;
	unsigned found;

	numbers_of(t, &numbers);
	if (find_octets(numbers.octet, numbers.n_host, ip->octet, 4) < numbers.n_host)
		return EMBEDDED_WHOLE;
	found = count_octets(numbers.octet, numbers.n_host, ip);
	if (found == 4)
		return EMBEDDED_WHOLE;
	most = long_numbers_say(t, &numbers, ip);
	if (most < EMBEDDED_WHOLE) {
		says = hex_says(t, ip);
		most = says > most ? says : most;
	}
	if (most == EMBEDDED_WHOLE)
		return most;
	/* ip84.ip-192-0-2.example: the registrable domain has a part of it. */
	if (numbers.n > numbers.n_host) {
		unsigned all = count_octets(numbers.octet, numbers.n, ip);

		if (all == 4)
			return EMBEDDED_WHOLE;
		if (three_octets_say(numbers.octet + numbers.n_host, numbers.n - numbers.n_host,
				     ip) != EMBEDDED_NO)
			return EMBEDDED_PART;
	}
	says = three_octets_say(numbers.octet, numbers.n_host, ip);
	if (found == 3 && says == EMBEDDED_NO)
		says = EMBEDDED_PART;
	if (says == EMBEDDED_NO)
		says = pair_says(&numbers, ip);
	return says > most ? says : most;
}

/* te-0-1-0-3 is a port of a router. */
static bool is_plausible(const struct token *quad)
{
	unsigned large = 0;

	for (unsigned k = 0; k < 4; k++)
		large += quad[k].value >= SMALL;
	return large >= 3 &&
	       ((quad[0].value && quad[0].value < 224) || (quad[3].value && quad[3].value < 224));
}

static bool is_quad(const struct tokens *t, const struct token *first)
{
	char sign = t->text[first->at + first->len];

	for (unsigned k = 0; k < 4; k++) {
		unsigned end = first[k].at + first[k].len;

		if (!first[k].is_number || first[k].value == NO_OCTET)
			return false;
		if (k < 3 && (first[k + 1].at != end + 1 || t->text[end] != sign))
			return false;
	}
	return is_plausible(first);
}

bool has_other_address(const struct tokens *t)
{
	for (unsigned i = 0; i + 4 <= t->n; i++)
		if (is_quad(t, &t->list[i]))
			return true;
	return false;
}

enum embedded address_in(const struct tokens *t, const struct ip *ip)
{
	return ip->len == 4 ? address_in_v4(t, ip) : address_in_v6(t, ip);
}
