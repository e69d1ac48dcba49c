/* SPDX-License-Identifier: MIT */
/*
 * The octets of a list, read whole from a file and in pieces from a pipe: both must give the same
 * targets, and every target must be sound.
 */
#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/source.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	LIST_MAX = 60000,    /* fits in a pipe */
	TARGETS_MAX = 20000, /* a small list can stand for many */
	BLOCK_MAX = 64,
	SAID_MAX = 1 << 24
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s, size_t max)
{
	if (!s)
		return;
	need(strlen(s) <= max);
	for (; *s; s++)
		need(*s >= 0x20 && *s < 0x7f);
}

static struct source *open_stdin(int fd)
{
	static const char *const list[] = { "-" };
	const struct source_conf conf = { .lists = list, .n_lists = 1, .max_addresses = BLOCK_MAX };
	struct source *s;

	need(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	s = source_new(&conf, NULL);
	need(s != NULL);
	return s;
}

/* Append all targets that are there now. */
static enum source_got tell(struct source *s, uint64_t *index, struct text *out)
{
	struct arena arena;
	struct why why = { 0 };
	struct target t;
	enum source_got got = SOURCE_END;

	arena_init(&arena, LIMIT_ARENA);
	while (*index < TARGETS_MAX && (got = source_next(s, &t, &arena, &why)) == SOURCE_TARGET) {
		char text[IP_TEXT_MAX] = "";

		need(t.index == (*index)++);
		need(t.has_address	     ? !t.error
		     : t.kind == TARGET_HOST ? t.name.len && t.input
					     : t.error && t.input);
		need_printable(t.input, LIMIT_SHOWN);
		need_printable(t.tag, LIMIT_TAG);
		need_printable(t.error, sizeof(why.text) + 4);
		if (t.has_address) {
			struct ip ip = t.address;

			need(!ip_unmap(&ip));
			ip_text(&ip, text);
		}
		text_printf(out, "%s|%s|%s|%s|%d\n", text, t.error ? t.error : "",
			    t.input ? t.input : "", t.tag ? t.tag : "", t.mapped);
		arena_reset(&arena);
	}
	if (*index == TARGETS_MAX)
		got = SOURCE_END;
	if (got == SOURCE_FAILED)
		text_str(out, why.text);
	arena_done(&arena);
	return got;
}

static void whole(const uint8_t *data, size_t size, struct text *out)
{
	int fd = memfd_create("list", MFD_CLOEXEC);
	struct source *s;
	uint64_t index = 0;

	need(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
	s = open_stdin(fd);
	need(tell(s, &index, out) != SOURCE_WAIT);
	source_free(s);
	(void)close(fd);
}

static void in_pieces(const uint8_t *data, size_t size, size_t piece, struct text *out)
{
	enum source_got got = SOURCE_WAIT;
	struct source *s;
	uint64_t index = 0;
	int ends[2];

	need(pipe(ends) == 0);
	s = open_stdin(ends[0]);
	for (size_t at = 0; at < size && got == SOURCE_WAIT; at += piece) {
		size_t n = size - at < piece ? size - at : piece;

		need(write(ends[1], data + at, n) == (ssize_t)n);
		got = tell(s, &index, out);
	}
	(void)close(ends[1]);
	if (got == SOURCE_WAIT)
		need(tell(s, &index, out) != SOURCE_WAIT);
	source_free(s);
	(void)close(ends[0]);
}

/* The first octet says how large the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text a, b;
	size_t piece;

	if (size < 1 || size > LIST_MAX)
		return 0;
	piece = data[0] < 128 ? 1U + data[0] : (data[0] - 127U) * 64U;
	text_init(&a, SAID_MAX);
	text_init(&b, SAID_MAX);
	whole(data + 1, size - 1, &a);
	in_pieces(data + 1, size - 1, piece, &b);
	need(!a.failed && !b.failed);
	need(strcmp(text_cstr(&a), text_cstr(&b)) == 0);
	text_done(&a);
	text_done(&b);
	return 0;
}
