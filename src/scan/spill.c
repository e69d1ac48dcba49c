/* SPDX-License-Identifier: MIT */
#include "spill.h"

#include <fcrdns/arena.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	BLOCK = 2048, /* most records fit in one */
	BLOCKS_MAX = 1 << 17,
	BLOCKS_FIRST = 1024
};

void spill_init(struct spill *s)
{
	*s = (struct spill){ .fd = -1 };
}

void spill_done(struct spill *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	mem_free(s->next);
}

bool spill_has_room(const struct spill *s)
{
	return !s->is_broken && (s->free != SPILL_NONE || s->n_blocks < BLOCKS_MAX);
}

int spill_file(void)
{
	const char *folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	int fd = -1;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && fd < 0; i++)
		if (folders[i] && *folders[i])
			fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd;
}

static bool open_file(struct spill *s)
{
	s->fd = spill_file();
	return s->fd >= 0;
}

/* A block of its own for a piece of a text, or SPILL_NONE. Numbers begin with 1. */
static uint32_t get_block(struct spill *s)
{
	uint32_t block = s->free;

	if (block != SPILL_NONE) {
		s->free = s->next[block];
		return block;
	}
	if (s->n_blocks == BLOCKS_MAX)
		return SPILL_NONE;
	if (s->n_blocks + 1 >= s->size) {
		size_t size = s->size ? 2 * s->size : BLOCKS_FIRST;
		uint32_t *grown = mem_resize(s->next, size * sizeof(*grown));

		if (!grown)
			return SPILL_NONE;
		s->next = grown;
		s->size = size;
	}
	return ++s->n_blocks;
}

static void free_blocks(struct spill *s, uint32_t first)
{
	while (first != SPILL_NONE) {
		uint32_t next = s->next[first];

		s->next[first] = s->free;
		s->free = first;
		first = next;
	}
}

static bool write_block(const struct spill *s, uint32_t block, const char *from, size_t n)
{
	for (off_t at = (off_t)block * BLOCK; n;) {
		ssize_t done = pwrite(s->fd, from, n, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		from += done;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

uint32_t spill_put(struct spill *s, const char *octets, size_t n)
{
	uint32_t first = SPILL_NONE, last = SPILL_NONE;

	if (s->is_broken || (s->fd < 0 && !open_file(s)))
		goto broken;
	while (n) {
		uint32_t block = get_block(s);
		size_t piece = n < BLOCK ? n : BLOCK;

		if (block == SPILL_NONE) {
			free_blocks(s, first);
			return SPILL_NONE;
		}
		s->next[block] = SPILL_NONE;
		if (last == SPILL_NONE)
			first = block;
		else
			s->next[last] = block;
		last = block;
		if (!write_block(s, block, octets, piece)) {
			free_blocks(s, first);
			goto broken;
		}
		octets += piece;
		n -= piece;
	}
	return first;
broken:
	s->is_broken = true;
	return SPILL_NONE;
}

static bool read_block(const struct spill *s, uint32_t block, char *to, size_t n)
{
	for (off_t at = (off_t)block * BLOCK; n;) {
		ssize_t done = pread(s->fd, to, n, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		to += done;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

bool spill_take(struct spill *s, uint32_t first, char *out, size_t n)
{
	bool ok = true;

	for (uint32_t block = first; block != SPILL_NONE && n; block = s->next[block]) {
		size_t piece = n < BLOCK ? n : BLOCK;

		ok &= read_block(s, block, out, piece);
		out += piece;
		n -= piece;
	}
	free_blocks(s, first);
	return ok;
}
