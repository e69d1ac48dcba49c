/* SPDX-License-Identifier: MIT */
#include "shard_state.h"

#include <fcrdns/hash.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SLOT = 4096, /* octets of one of the two, with the line's end */
	SLOTS = 2,
	HEAD_MAX = 4096,
	HASH_TEXT = 17 /* a blank and 16 digits */
};

/* Texts that are compared only, but must not be cut. */
static bool take_text(const struct jsondoc *d, const char *key, char *ret, size_t size)
{
	const char *text = jsondoc_text(d, key);
	size_t n = text ? strlen(text) : size;

	if (n >= size)
		return false;
	memcpy(ret, text, n + 1);
	return true;
}

static const char *read_head(struct shard_state *ret, const struct jsondoc *d)
{
	const char *schema = jsondoc_text(d, "schema");
	uint64_t n, i, seed;

	if (!schema || strcmp(schema, "fcrdns-state/1") != 0)
		return "it is no state of schema fcrdns-state/1";
	if (!take_text(d, "scan", ret->scan, sizeof(ret->scan)) ||
	    !take_text(d, "format", ret->format, sizeof(ret->format)))
		return "it does not tell its scan and its format";
	if (jsondoc_has(d, "version") &&
	    !take_text(d, "version", ret->version, sizeof(ret->version)))
		return "its version is no short text";
	if (jsondoc_has(d, "quiet") && !jsondoc_bool(d, "quiet", &ret->quiet))
		return "its quiet is neither true nor false";
	if (jsondoc_has(d, "unordered") && !jsondoc_bool(d, "unordered", &ret->unordered))
		return "its unordered is neither true nor false";
	if (!jsondoc_uint(d, "shards", &n) || !n || n > SHARDS_MAX ||
	    !jsondoc_uint(d, "shard", &i) || i >= n || !jsondoc_uint(d, "seed", &seed))
		return "it does not tell which shard it is";
	ret->shard = (struct shard){ .n = (uint32_t)n, .i = (uint32_t)i, .seed = seed };
	return NULL;
}

/* The object in front of its hash, or NULL: not whole. */
static struct jsondoc *read_slot(const char *slot)
{
	char fault[JSONDOC_FAULT_MAX], hash[HASH_TEXT + 1];
	size_t n = SLOT - 1;

	if (slot[n] != '\n')
		return NULL;
	while (n && slot[n - 1] == ' ')
		n--;
	if (n <= HASH_TEXT)
		return NULL;
	n -= HASH_TEXT;
	(void)snprintf(hash, sizeof(hash), " %016llx",
		       (unsigned long long)hash_octets(HASH_BEGIN, slot, n));
	if (memcmp(slot + n, hash, HASH_TEXT) != 0)
		return NULL;
	return jsondoc_parse(slot, n, fault);
}

/* The slot that was written last counts. */
static const char *read_slots(struct shard_state *ret, const char *octets, size_t n)
{
	uint64_t last = 0;
	bool some = false;

	for (; n >= SLOT; octets += SLOT, n -= SLOT) {
		struct jsondoc *d = read_slot(octets);
		uint64_t number, size, places;
		bool complete;

		if (d && jsondoc_uint(d, "n", &number) && (!some || number > last) &&
		    jsondoc_bool(d, "complete", &complete) && jsondoc_uint(d, "octets", &size) &&
		    (!complete || jsondoc_uint(d, "places", &places))) {
			some = true;
			last = number;
			ret->complete = complete;
			ret->octets = size;
			ret->places = complete ? places : 0;
		}
		jsondoc_free(d);
	}
	return some ? NULL : "it is damaged: neither of its two entries is whole";
}

const char *shard_state_parse(struct shard_state *ret, const char *octets, size_t n)
{
	const char *newline = memchr(octets, '\n', n < HEAD_MAX ? n : HEAD_MAX), *bad;
	char fault[JSONDOC_FAULT_MAX];
	const size_t both = (size_t)SLOTS * SLOT;
	struct shard_state s = { .quiet = false };
	struct jsondoc *d;

	if (!newline)
		return "it is no state of a scan";
	d = jsondoc_parse(octets, (size_t)(newline - octets), fault);
	if (!d)
		return "it is no state of a scan";
	bad = read_head(&s, d);
	jsondoc_free(d);
	n -= (size_t)(newline + 1 - octets);
	if (!bad)
		bad = read_slots(&s, newline + 1, n < both ? n : both);
	if (!bad)
		*ret = s;
	return bad;
}

/* Beside `path`, or beside what it leads to. */
static int open_state(const char *path)
{
	char buf[2 * PATH_MAX], real[PATH_MAX];
	int fd, n = snprintf(buf, sizeof(buf), "%s.state", path);

	if (n < 0 || (size_t)n >= sizeof(buf)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(buf, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 || errno != ENOENT || !realpath(path, real))
		return fd;
	(void)snprintf(buf, sizeof(buf), "%s.state", real);
	return open(buf, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

enum shard_state_got shard_state_load(struct shard_state *ret, const char *path, struct why *why)
{
	char data[HEAD_MAX + SLOTS * SLOT], shown[LIMIT_SHOWN];
	const char *bad;
	size_t have = 0;
	ssize_t n = 0;
	int fd = open_state(path);

	text_shown(shown, sizeof(shown), path, strlen(path));
	if (fd < 0 && errno == ENOENT)
		return SHARD_STATE_NONE;
	while (fd >= 0 && have < sizeof(data) &&
	       ((n = read(fd, data + have, sizeof(data) - have)) > 0 || (n < 0 && errno == EINTR)))
		have += n > 0 ? (size_t)n : 0;
	if (fd < 0 || n < 0) {
		why_set(why, WHY_NOINPUT, "cannot read %s.state: %s", shown, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return SHARD_STATE_FAILED;
	}
	(void)close(fd);
	bad = shard_state_parse(ret, data, have);
	if (!bad)
		return SHARD_STATE_READ;
	why_set(why, WHY_DATA, "%s.state cannot be used: %s", shown, bad);
	return SHARD_STATE_FAILED;
}
