/* SPDX-License-Identifier: MIT */
#include "intake.h"

#include <fcrdns/arena.h>

#include <string.h>

enum {
	BODY_BEGIN = 4096
};

void intake_begin(struct intake *in, struct arena *arena)
{
	in->arena = arena;
	in->n_headers = 0;
	in->head_octets = in->len = 0;
	in->has_head = in->is_big = in->is_full = false;
	in->damage = NULL;
}

static bool is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* RFC 9110 section 5.5: what is none of these is dangerous to whoever shows or sends it. */
static bool is_value(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 127)
			return false;
	return true;
}

/* NULL, or what is wrong. */
static const char *take_header(struct intake *in, const char *line, size_t n)
{
	size_t name = 0, from, to = n;
	struct http_header h = { 0 };
	char *lower;

	while (name < n && is_token(line[name]))
		name++;
	if (!name || name == n || line[name] != ':')
		return "a header line that is none";
	from = name + 1;
	while (from < to && is_blank(line[from]))
		from++;
	while (to > from && is_blank(line[to - 1]))
		to--;
	if (!is_value(line + from, to - from))
		return "a control character in a header";
	lower = arena_string(in->arena, line, name);
	h.name = lower;
	h.value = arena_string(in->arena, line + from, to - from);
	if (!h.name || !h.value) {
		in->is_full = true;
		return NULL;
	}
	for (; *lower; lower++)
		if (*lower >= 'A' && *lower <= 'Z')
			*lower = (char)(*lower - 'A' + 'a');
	in->headers[in->n_headers++] = h;
	return NULL;
}

static bool is_sound(const struct intake *in)
{
	return !in->is_big && !in->is_full && !in->damage;
}

bool intake_line(struct intake *in, const char *line, size_t n)
{
	size_t len = n;

	in->head_octets += n;
	if (in->head_octets > LIMIT_HTTP_HEAD)
		in->is_big = true;
	if (len && line[len - 1] == '\n')
		len--;
	if (len && line[len - 1] == '\r')
		len--;
	if (!is_sound(in) || in->len) {
		/* enough, or trailers */
	} else if (len >= 5 && !memcmp(line, "HTTP/", 5) && (in->has_head || !in->n_headers)) {
		in->n_headers = 0;
		in->has_head = false;
	} else if (!len) {
		in->has_head = true;
	} else if (!in->has_head) {
		if (in->n_headers == LIMIT_HTTP_LINES)
			in->is_big = true;
		else
			in->damage = take_header(in, line, len);
	}
	return is_sound(in);
}

/* Not by mem_resize, which leaves what was there behind. */
static bool grow(struct intake *in, size_t need)
{
	size_t room = in->room ? in->room : BODY_BEGIN;
	char *more;

	while (room < need)
		room *= 2;
	more = mem_zero(room, 1);
	if (!more)
		return false;
	if (in->body) {
		memcpy(more, in->body, in->len);
		explicit_bzero(in->body, in->room);
		mem_free(in->body);
	}
	in->body = more;
	in->room = room;
	return true;
}

bool intake_body(struct intake *in, const char *octets, size_t n)
{
	if (n > LIMIT_HTTP_BODY - in->len)
		in->is_big = true;
	else if (in->room - in->len < n && !grow(in, in->len + n))
		in->is_full = true;
	if (!is_sound(in))
		return false;
	if (n)
		memcpy(in->body + in->len, octets, n);
	in->len += n;
	return true;
}

bool intake_end(const struct intake *in, struct http_response *ret)
{
	size_t size = in->n_headers * sizeof(in->headers[0]);
	struct http_header *headers = arena_copy(in->arena, in->headers, size);
	const char *body = arena_string(in->arena, in->body ? in->body : "", in->len);

	if (!headers || !body)
		return false;
	ret->headers = headers;
	ret->n_headers = in->n_headers;
	ret->body = body;
	ret->body_len = in->len;
	return true;
}

void intake_done(struct intake *in)
{
	if (in->body)
		explicit_bzero(in->body, in->room);
	mem_free(in->body);
	in->body = NULL;
	in->len = in->room = 0;
}
