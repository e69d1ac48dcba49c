/* SPDX-License-Identifier: MIT */
/*
 * FILE.state as somebody else left it: the first octet says how long FILE.part is, the rest are the
 * file's octets. What does not bear this scan's first line is refused or written anew; a slot whose
 * hash is made to fit tells of no more than is in FILE.part.
 */
#include "../../src/scan/journal.c" /* NOLINT(bugprone-suspicious-include): without paths */

#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s)
{
	for (; *s; s++)
		need(*s >= ' ' && *s <= '~');
}

static int file_of(const void *octets, size_t n)
{
	int fd = memfd_create("journal", MFD_CLOEXEC);

	need(fd >= 0 && write(fd, octets, n) == (ssize_t)n);
	return fd;
}

/* What looks like a slot, with its hash, at the places of both. */
static void sign(char *octets, size_t n, size_t head)
{
	for (size_t at = head; at + SLOT <= n; at += SLOT) {
		char *end = memchr(octets + at, '}', SLOT - HASH_TEXT - 1);
		char hash[HASH_TEXT + 1];

		if (!end)
			continue;
		(void)snprintf(
			hash, sizeof(hash), " %016" PRIx64,
			hash_octets(HASH_BEGIN, octets + at, (size_t)(end + 1 - octets) - at));
		memcpy(end + 1, hash, HASH_TEXT);
	}
}

static void look_at(const char *octets, size_t n, size_t part, bool resume)
{
	const struct journal_scan scan = { .shard = { 1, 0, 1 }, .format = "jsonl" };
	struct journal j = { .shown = "out" };
	struct journal_point p = { 0 }, again = { 0 };
	char zeros[256] = { 0 }, slot[SLOT];
	struct why why = { 0 };
	enum journal_begin begin;
	int part_fd = part ? file_of(zeros, part) : -1;
	uint64_t number;

	j.fd = file_of(octets, n);
	make_head(&j, &scan);
	(void)snprintf(j.part, sizeof(j.part), part ? "/proc/self/fd/%d" : "/nonexistent/%d",
		       part_fd);
	if (look(&j, resume, &begin, &p, &why)) {
		need(why.code == WHY_NONE);
		need(begin == JOURNAL_FRESH || (resume && part));
		need(begin != JOURNAL_FRESH || (!p.octets && !p.next && !p.tally.records));
		need(p.octets <= part);
		/* What was read is written as itself. */
		need(make_slot(slot, 7, &p) && read_slot(slot, &number, &again) && number == 7);
		need(!memcmp(&p.tally, &again.tally, sizeof(p.tally)) && p.octets == again.octets &&
		     p.next == again.next && p.places == again.places &&
		     p.is_complete == again.is_complete);
		need(journal_put(&j, &p, &why));
	} else {
		need(why.code == WHY_MISFIT);
		need_printable(why.text);
	}
	(void)close(j.fd);
	if (part)
		(void)close(part_fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct journal_scan scan = { .shard = { 1, 0, 1 }, .format = "jsonl" };
	static char octets[HEAD_MAX + SLOTS * SLOT + 1];
	struct journal j;
	size_t n;

	if (size < 1)
		return 0;
	n = size - 1 < sizeof(octets) ? size - 1 : sizeof(octets);
	memcpy(octets, data + 1, n);
	look_at(octets, n, data[0], true);
	look_at(octets, n, data[0], false);
	/* Behind this scan's first line. */
	make_head(&j, &scan);
	memset(octets, ' ', sizeof(octets));
	memcpy(octets, j.head, j.head_len);
	for (size_t i = 0; i < SLOTS; i++) {
		size_t half = (size - 1) / 2;

		memcpy(octets + j.head_len + i * SLOT, data + 1 + i * half,
		       half < SLOT ? half : SLOT);
	}
	sign(octets, j.head_len + SLOTS * SLOT, j.head_len);
	look_at(octets, j.head_len + SLOTS * SLOT, data[0], true);
	return 0;
}
