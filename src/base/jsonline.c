/* SPDX-License-Identifier: MIT */
#include <fcrdns/jsonline.h>

#include <string.h>

enum {
	DEPTH_MAX = 32 /* of values in values */
};

static bool fail(struct jsonline *j, const char *fault)
{
	if (!j->fault)
		j->fault = fault;
	return false;
}

static void pass_blanks(struct jsonline *j)
{
	while (j->at < j->end && memchr(" \t\r\n", *j->at, 4))
		j->at++;
}

/* What comes is `c`, then it is taken. */
static bool takes(struct jsonline *j, char c)
{
	pass_blanks(j);
	if (j->at == j->end || *j->at != c)
		return false;
	j->at++;
	return true;
}

static bool hex4(struct jsonline *j, uint32_t *ret)
{
	uint32_t v = 0;

	if (j->end - j->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = *j->at++;

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v << 4 | (uint32_t)((c | 32) - 'a' + 10);
		else
			return false;
	}
	*ret = v;
	return true;
}

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Behind \u; two of them make one character beyond U+FFFF. */
static bool character(struct jsonline *j, char *out, size_t *n)
{
	uint32_t c, low;

	if (!hex4(j, &c) || c == 0 || (c >= 0xdc00 && c <= 0xdfff))
		return false;
	if (c >= 0xd800 && c <= 0xdbff) {
		if (j->end - j->at < 2 || j->at[0] != '\\' || j->at[1] != 'u')
			return false;
		j->at += 2;
		if (!hex4(j, &low) || low < 0xdc00 || low > 0xdfff)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	*n += put_utf8(out + *n, c);
	return true;
}

static bool escape(struct jsonline *j, char *out, size_t *n)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found;

	if (j->at == j->end)
		return false;
	if (*j->at == 'u') {
		j->at++;
		return character(j, out, n);
	}
	found = *j->at ? strchr(from, *j->at) : NULL;
	if (!found)
		return false;
	j->at++;
	out[(*n)++] = to[found - from];
	return true;
}

/* `out` holds what a line can: an escape is longer than what it stands for. */
static bool string(struct jsonline *j, char out[static LIMIT_LINE + 1], size_t *ret_len)
{
	size_t n = 0;

	if (!takes(j, '"'))
		return fail(j, "a text in quotation marks is missing");
	while (j->at < j->end && *j->at != '"') {
		unsigned char c = (unsigned char)*j->at++;

		if (c < 0x20)
			return fail(j, "a text holds a control octet");
		if (c != '\\')
			out[n++] = (char)c;
		else if (!escape(j, out, &n))
			return fail(j, "a text holds an escape that is none");
	}
	if (j->at == j->end)
		return fail(j, "a text does not end");
	j->at++;
	out[n] = '\0';
	*ret_len = n;
	return true;
}

static size_t digits(struct jsonline *j)
{
	const char *from = j->at;

	while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
		j->at++;
	return (size_t)(j->at - from);
}

static bool is_here(const struct jsonline *j, const char *any)
{
	return j->at < j->end && *j->at && strchr(any, *j->at);
}

static void read_uint(struct jsonline *j, const char *from, size_t n)
{
	uint64_t v = 0;

	j->is_uint = n <= 18;
	for (size_t i = 0; j->is_uint && i < n; i++)
		v = v * 10 + (uint64_t)(from[i] - '0');
	j->uint = v;
}

static bool number(struct jsonline *j)
{
	const char *from = j->at, *first;
	bool is_plain;
	size_t n;

	if (is_here(j, "-"))
		j->at++;
	first = j->at;
	n = digits(j);
	if (!n || (n > 1 && *first == '0'))
		return fail(j, "a value is none of JSON's");
	is_plain = first == from;
	if (is_here(j, ".")) {
		is_plain = false;
		j->at++;
		if (!digits(j))
			return fail(j, "a number does not end");
	}
	if (is_here(j, "eE")) {
		is_plain = false;
		j->at++;
		if (is_here(j, "+-"))
			j->at++;
		if (!digits(j))
			return fail(j, "a number does not end");
	}
	j->is_uint = false;
	if (is_plain)
		read_uint(j, first, n);
	return true;
}

static bool word(struct jsonline *j, const char *literal)
{
	size_t n = strlen(literal);

	if ((size_t)(j->end - j->at) < n || memcmp(j->at, literal, n) != 0)
		return fail(j, "a value is none of JSON's");
	j->at += n;
	return true;
}

/* One that holds no others. */
static bool simple(struct jsonline *j)
{
	char c = '\0';

	pass_blanks(j);
	if (j->at < j->end)
		c = *j->at;
	switch (c) {
	case '"':
		j->kind = JSONLINE_TEXT;
		return string(j, j->text, &j->len);
	case 't':
		j->kind = JSONLINE_TRUE;
		return word(j, "true");
	case 'f':
		j->kind = JSONLINE_FALSE;
		return word(j, "false");
	case 'n':
		j->kind = JSONLINE_NULL;
		return word(j, "null");
	default:
		j->kind = JSONLINE_NUMBER;
		return number(j);
	}
}

static bool is_opening(struct jsonline *j)
{
	pass_blanks(j);
	return is_here(j, "[{");
}

static bool member_key(struct jsonline *j, char out[static LIMIT_LINE + 1], size_t *ret_len)
{
	if (!string(j, out, ret_len))
		return false;
	return takes(j, ':') || fail(j, "a colon is missing");
}

/* Past arrays and objects in one another, by their closing marks; nothing of them is kept. */
static bool pass_holder(struct jsonline *j)
{
	char closing[DEPTH_MAX];
	unsigned depth = 0;
	size_t len;

	for (;;) {
		bool is_object, is_first = false;

		if (is_opening(j)) {
			if (depth == DEPTH_MAX)
				return fail(j, "its values hold others too deep");
			closing[depth++] = *j->at++ == '{' ? '}' : ']';
			is_first = true;
		} else if (!simple(j)) {
			return false;
		}
		/* Behind a value, or at the first place of a new holder. */
		while (depth && takes(j, closing[depth - 1])) {
			depth--;
			is_first = false;
		}
		if (!depth)
			return true;
		is_object = closing[depth - 1] == '}';
		if (!is_first && !takes(j, ','))
			return fail(j, "a comma is missing");
		if (is_object && !member_key(j, j->text, &len))
			return false;
	}
}

static bool value(struct jsonline *j)
{
	if (!is_opening(j))
		return simple(j);
	j->holder = j->at;
	if (!pass_holder(j))
		return false;
	j->holder_len = (size_t)(j->at - j->holder);
	j->kind = JSONLINE_HOLDER;
	return true;
}

void jsonline_begin(struct jsonline *j, const char *line, size_t len)
{
	j->at = line;
	j->end = line + len;
	j->begun = false;
	j->fault = len > LIMIT_LINE ? "it is too long" : NULL;
}

static bool end(struct jsonline *j)
{
	pass_blanks(j);
	if (j->at < j->end)
		return fail(j, "something stands behind the object");
	return false;
}

/* To the next value of what begins and ends with these. False: there is none, or a fault. */
static bool find_next(struct jsonline *j, char opening, char closing)
{
	if (j->fault)
		return false;
	if (!j->begun && !takes(j, opening))
		return fail(j, opening == '{' ? "it is no object" : "it is no array");
	if (takes(j, closing))
		return end(j);
	if (j->begun && !takes(j, ','))
		return fail(j, "a comma is missing");
	j->begun = true;
	return true;
}

bool jsonline_next(struct jsonline *j)
{
	size_t len;

	if (!find_next(j, '{', '}') || !member_key(j, j->text, &len))
		return false;
	j->key[0] = '\0';
	if (len < sizeof(j->key))
		memcpy(j->key, j->text, len + 1);
	j->text[0] = '\0';
	j->len = 0;
	return value(j);
}

bool jsonline_item(struct jsonline *j)
{
	if (!find_next(j, '[', ']'))
		return false;
	j->key[0] = j->text[0] = '\0';
	j->len = 0;
	return value(j);
}
