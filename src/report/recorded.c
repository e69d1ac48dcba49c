/* SPDX-License-Identifier: MIT */
#include <fcrdns/recorded.h>

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include "gunzip.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
	ROOM = 1 << 14 /* for a line, at first */
};

struct recorded {
	char name[LIMIT_SHOWN];
	struct recorded_from from;
	struct gunzip *gunzip;
	int fd;
	bool ended;
	char *data;
	size_t size, at, end; /* what was read and not yet handed out: at .. end */
	uint64_t n_lines;
	bool keeps;
	struct jsondoc *kept; /* of the line that was read last */
};

const char *recorded_name(const struct recorded *r)
{
	return r->name;
}

bool recorded_refuse(const struct recorded *r, const char *rule, struct why *why)
{
	return why_set(why, WHY_DATA, "%s, line %llu: %s", r->name, (unsigned long long)r->n_lines,
		       rule);
}

static long read_fd(void *from, char *into, size_t n)
{
	const int *fd = from;

	return read(*fd, into, n);
}

static long read_gunzip(void *from, char *into, size_t n)
{
	return gunzip_read(from, into, n);
}

struct recorded *recorded_new_from(const char *name, const struct recorded_from *from,
				   struct why *why)
{
	struct recorded *r = mem_zero(1, sizeof(*r));

	if (!r) {
		why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	r->fd = -1;
	r->from = *from;
	text_shown(r->name, sizeof(r->name), name, strlen(name));
	r->size = ROOM;
	r->data = mem_zero(1, r->size);
	if (!r->data) {
		why_set(why, WHY_INTERNAL, "out of memory");
		recorded_free(r);
		return NULL;
	}
	return r;
}

static bool is_gzip(const char *path)
{
	size_t n = strlen(path);

	return n > 3 && !strcmp(path + n - 3, ".gz");
}

struct recorded *recorded_new(const char *path, struct why *why)
{
	const struct recorded_from nothing = { .read = read_fd };
	bool is_standard = strcmp(path, "-") == 0;
	struct recorded *r =
		recorded_new_from(is_standard ? "standard input" : path, &nothing, why);

	if (!r)
		return NULL;
	r->from.from = &r->fd;
	r->fd = is_standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			    : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (r->fd < 0) {
		why_set(why, WHY_NOINPUT, "cannot read %s: %s", r->name, strerror(errno));
		goto failed;
	}
	if (!is_gzip(path))
		return r;
	r->gunzip = gunzip_new(r->fd, why);
	if (!r->gunzip)
		goto failed;
	r->fd = -1;
	r->from = (struct recorded_from){ read_gunzip, r->gunzip };
	return r;
failed:
	recorded_free(r);
	return NULL;
}

void recorded_free(struct recorded *r)
{
	if (!r)
		return;
	jsondoc_free(r->kept);
	gunzip_free(r->gunzip);
	if (r->fd >= 0)
		(void)close(r->fd);
	mem_free(r->data);
	mem_free(r);
}

void recorded_keep(struct recorded *r)
{
	r->keeps = true;
}

/* ---- lines ---- */

/* Room behind what is there, or what is not needed any more given back. */
static bool make_room(struct recorded *r, struct why *why)
{
	size_t have = r->end - r->at, size = r->size;
	char *moved;

	memmove(r->data, r->data + r->at, have);
	r->at = 0;
	r->end = have;
	if (have >= LIMIT_RECORDED) {
		r->n_lines++;
		return recorded_refuse(r, "it is too long to be a record", why);
	}
	if (have == size)
		size *= 2;
	else if (have < ROOM)
		size = ROOM;
	if (size == r->size)
		return true;
	moved = mem_resize(r->data, size);
	if (!moved)
		return why_set(why, WHY_INTERNAL, "out of memory");
	r->data = moved;
	r->size = size;
	return true;
}

/* RECORDED_LINE: look again. */
static enum recorded_got fill(struct recorded *r, struct why *why)
{
	long n;

	if (!make_room(r, why))
		return RECORDED_FAILED;
	n = r->from.read(r->from.from, r->data + r->end, r->size - r->end);
	if (n < 0 && errno == EINTR)
		return RECORDED_AGAIN;
	if (n < 0) {
		if (r->gunzip && errno == EILSEQ)
			(void)why_set(why, WHY_DATA, "%s is not whole, or no file of gzip",
				      r->name);
		else
			(void)why_set(why, WHY_NOINPUT, "cannot read %s: %s", r->name,
				      strerror(errno));
		return RECORDED_FAILED;
	}
	r->ended = n == 0;
	r->end += (size_t)n;
	return RECORDED_LINE;
}

/* The next whole line. */
static enum recorded_got take(struct recorded *r, struct recorded_line *ret, struct why *why)
{
	size_t seen = 0;

	for (;;) {
		const char *from = r->data + r->at;
		const char *newline = memchr(from + seen, '\n', r->end - r->at - seen);
		enum recorded_got got;

		if (newline) {
			ret->octets = from;
			ret->len = (size_t)(newline - from) + 1;
			r->at += ret->len;
			ret->number = ++r->n_lines;
			return RECORDED_LINE;
		}
		seen = r->end - r->at;
		if (r->ended)
			break;
		got = fill(r, why);
		if (got != RECORDED_LINE)
			return got;
	}
	if (!seen)
		return RECORDED_END;
	r->n_lines++;
	(void)recorded_refuse(r, "it ends in the middle, without a newline", why);
	return RECORDED_FAILED;
}

/* ---- what a line says ---- */

/* Printable ASCII also when it is decoded: no escapes but those of the quote, "\" and "/". */
static bool is_shown(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] < 0x20 || p[i] > 0x7e)
			return false;
		if (p[i] != '\\')
			continue;
		if (++i == n || !strchr("\"\\/", p[i]))
			return false;
	}
	return true;
}

static bool severity_parse(const char *text, enum severity *ret)
{
	for (enum severity s = SEVERITY_OK; text && s <= SEVERITY_FAIL; s++)
		if (!strcmp(severity_text(s), text)) {
			*ret = s;
			return true;
		}
	return false;
}

/* What is wrong with it, or NULL. */
static const char *read_record(const struct jsondoc *d, struct recorded_line *ret)
{
	const char *schema = jsondoc_text(d, "schema");

	if (!schema || strcmp(schema, "fcrdns-check/1") != 0)
		return "it is no record of schema fcrdns-check/1";
	if (!jsondoc_uint(d, "index", &ret->index))
		return "its index is no number from 0 to 2^63 - 1";
	ret->has_part = jsondoc_has(d, "part");
	ret->part = 0;
	if (ret->has_part && !jsondoc_uint(d, "part", &ret->part))
		return "its part is no number from 0 to 2^63 - 1";
	if (!severity_parse(jsondoc_text(d, "severity"), &ret->severity))
		return "its severity is none of ok, warn, undecided, fail";
	return NULL;
}

enum recorded_got recorded_next(struct recorded *r, struct recorded_line *ret, struct why *why)
{
	char text[JSONDOC_FAULT_MAX];
	const char *fault;
	struct jsondoc *d;
	enum recorded_got got = take(r, ret, why);

	jsondoc_free(r->kept);
	r->kept = NULL;
	ret->doc = NULL;
	if (got != RECORDED_LINE)
		return got;
	if (!is_shown(ret->octets, ret->len - 1)) {
		fault = "it holds what no record does: a control character, or one beyond ASCII";
	} else {
		d = jsondoc_parse(ret->octets, ret->len - 1, text);
		fault = d ? read_record(d, ret) : text;
		if (r->keeps)
			ret->doc = r->kept = d;
		else
			jsondoc_free(d);
	}
	if (!fault)
		return RECORDED_LINE;
	(void)recorded_refuse(r, fault, why);
	return RECORDED_FAILED;
}
