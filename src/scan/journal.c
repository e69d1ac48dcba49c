/* SPDX-License-Identifier: MIT */
#include <fcrdns/journal.h>

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>
#include <fcrdns/limits.h>
#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SLOT = 4096, /* octets of one of the two, with the line's end */
	SLOTS = 2,
	HEAD_MAX = 1024,
	HASH_TEXT = 17 /* a blank and 16 digits */
};

struct journal {
	int fd;
	uint64_t n; /* of the last point written */
	size_t head_len;
	char head[HEAD_MAX]; /* the first line */
	char shown[LIMIT_SHOWN];
	char path[PATH_MAX + 16], part[PATH_MAX + 16], file[PATH_MAX];
};

/* ---- the lines ---- */

static void make_head(struct journal *j, const struct journal_scan *s)
{
	uint64_t scan = hash_octets(HASH_BEGIN, &s->list, sizeof(s->list));
	int n;

	scan = hash_octets(scan, &s->options, sizeof(s->options));
	scan = hash_octets(scan, &s->shard.n, sizeof(s->shard.n));
	scan = hash_octets(scan, &s->shard.seed, sizeof(s->shard.seed));
	n = snprintf(j->head, sizeof(j->head),
		     "{\"schema\":\"fcrdns-state/1\",\"scan\":\"%016" PRIx64
		     "\",\"list\":\"%016" PRIx64 "\",\"options\":\"%016" PRIx64
		     "\",\"shards\":%" PRIu32 ",\"shard\":%" PRIu32 ",\"seed\":%" PRIu64
		     ",\"format\":\"%s\",\"quiet\":%s,\"unordered\":%s,\"version\":\"%s\"}\n",
		     scan, s->list, s->options, s->shard.n, s->shard.i, s->shard.seed, s->format,
		     s->quiet ? "true" : "false", s->unordered ? "true" : "false", FCRDNS_VERSION);
	j->head_len = (size_t)n < sizeof(j->head) ? (size_t)n : sizeof(j->head) - 1;
}

static void put_numbers(struct text *t, const uint64_t *v, size_t n)
{
	text_char(t, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			text_char(t, ',');
		text_uint(t, v[i]);
	}
	text_char(t, ']');
}

#define put_array(t, key, a) \
	(text_lit((t), ",\"" key "\":"), put_numbers((t), (a), sizeof(a) / sizeof((a)[0])))

/* One slot as it stands in the file. */
static bool make_slot(char ret[static SLOT], uint64_t n, const struct journal_point *p)
{
	struct text t;
	bool fits;

	text_init(&t, SLOT - HASH_TEXT - 1);
	text_printf(&t,
		    "{\"n\":%" PRIu64 ",\"octets\":%" PRIu64 ",\"index\":%" PRIu64
		    ",\"complete\":%s,\"places\":%" PRIu64 ",\"records\":%" PRIu64,
		    n, p->octets, p->next, p->is_complete ? "true" : "false", p->places,
		    p->tally.records);
	put_array(&t, "iprev", p->tally.by_iprev);
	put_array(&t, "severity", p->tally.by_severity);
	put_array(&t, "findings", p->tally.by_finding);
	text_char(&t, '}');
	fits = !t.failed;
	if (fits) {
		memset(ret, ' ', SLOT);
		memcpy(ret, t.data, t.len);
		(void)snprintf(ret + t.len, HASH_TEXT + 1, " %016" PRIx64,
			       hash_octets(HASH_BEGIN, t.data, t.len));
		ret[t.len + HASH_TEXT] = ' ';
		ret[SLOT - 1] = '\n';
	}
	text_done(&t);
	return fits;
}

/* The numbers behind `key`: the line is ours, its hash says so. */
static bool get_numbers(const char *line, const char *key, uint64_t *ret, size_t n)
{
	const char *at = strstr(line, key);

	if (!at)
		return false;
	at += strlen(key);
	for (size_t i = 0; i < n; i++) {
		char *end;

		if (*at < '0' || *at > '9')
			return false;
		ret[i] = strtoull(at, &end, 10);
		at = end + (*end == ',');
	}
	return true;
}

#define get_array(line, key, a) \
	get_numbers((line), "\"" key "\":[", (a), sizeof(a) / sizeof((a)[0]))
#define get_number(line, key, v) get_numbers((line), "\"" key "\":", (v), 1)

/* What a slot says; false: it is not whole. */
static bool read_slot(char slot[static SLOT], uint64_t *ret_n, struct journal_point *ret)
{
	struct journal_point p = { 0 };
	char *end = memchr(slot, '}', SLOT - HASH_TEXT - 1), hash[HASH_TEXT + 1];
	uint64_t n;

	if (!end)
		return false;
	(void)snprintf(hash, sizeof(hash), " %016" PRIx64,
		       hash_octets(HASH_BEGIN, slot, (size_t)(end + 1 - slot)));
	if (memcmp(end + 1, hash, HASH_TEXT) != 0)
		return false;
	end[1] = '\0';
	p.is_complete = strstr(slot, "\"complete\":true") != NULL;
	if (!get_number(slot, "n", &n) || !get_number(slot, "octets", &p.octets) ||
	    !get_number(slot, "index", &p.next) || !get_number(slot, "places", &p.places) ||
	    !get_number(slot, "records", &p.tally.records) ||
	    !get_array(slot, "iprev", p.tally.by_iprev) ||
	    !get_array(slot, "severity", p.tally.by_severity) ||
	    !get_array(slot, "findings", p.tally.by_finding))
		return false;
	*ret_n = n;
	*ret = p;
	return true;
}

/* ---- the file ---- */

static bool fail(const struct journal *j, enum why_code code, const char *what, struct why *why)
{
	return why_set(why, code, "cannot %s %s.state: %s", what, j->shown, strerror(errno));
}

static bool write_at(const struct journal *j, const char *octets, size_t n, size_t at)
{
	while (n) {
		ssize_t done = pwrite(j->fd, octets, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		octets += done;
		at += (size_t)done;
		n -= (size_t)done;
	}
	return true;
}

static bool sync_all(const struct journal *j)
{
	int got;

	do
		got = fdatasync(j->fd);
	while (got < 0 && errno == EINTR);
	return got == 0;
}

bool journal_put(struct journal *j, const struct journal_point *point, struct why *why)
{
	uint64_t n = j->n + 1;
	char slot[SLOT];

	if (!make_slot(slot, n, point))
		return why_set(why, WHY_INTERNAL, "no memory for %s.state", j->shown);
	if (!write_at(j, slot, SLOT, j->head_len + n % SLOTS * SLOT) || !sync_all(j))
		return fail(j, WHY_IO, "write", why);
	j->n = n;
	return true;
}

/* A state that says that nothing is in the output. All of its length is there before anything is
 * begun, so that a full disk does not come between. */
static bool begin_anew(struct journal *j, struct journal_point *ret, struct why *why)
{
	char empty[SLOT];

	memset(empty, ' ', SLOT);
	empty[SLOT - 1] = '\n';
	*ret = (struct journal_point){ 0 };
	j->n = 0;
	if (ftruncate(j->fd, 0) != 0 || !write_at(j, j->head, j->head_len, 0) ||
	    !write_at(j, empty, SLOT, j->head_len) || !write_at(j, empty, SLOT, j->head_len + SLOT))
		return fail(j, WHY_CANTOUT, "make", why);
	return journal_put(j, ret, why);
}

/* What may be written over: the state of some scan, or what a loss of power left of its begin. */
static bool is_state(const char *data)
{
	static const char begin[] = "{\"schema\":\"fcrdns-state/";
	size_t n = strlen(data);

	return strncmp(data, begin, n < sizeof(begin) - 1 ? n : sizeof(begin) - 1) == 0;
}

/* The first line of the file is not ours: say in what. */
static bool name_difference(const struct journal *j, const char *line, struct why *why)
{
	static const struct {
		const char *key, *what;
	} row_of[] = {
		{ "\"schema\":", "it is no state of a scan" },
		{ "\"list\":", "the list or the targets are not the same" },
		{ "\"shards\":", "the number of shards is not the same" },
		{ "\"shard\":", "it is another shard" },
		{ "\"seed\":", "the seed is not the same" },
		{ "\"version\":", "another version of the program wrote it" },
		{ "\"options\":", "the options that shape the records are not the same" },
	};
	const char *what = "it is of another scan";

	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const char *mine = strstr(j->head, row_of[i].key);
		const char *other = strstr(line, row_of[i].key);
		size_t n = mine ? strcspn(mine + strlen(row_of[i].key), ",}\n") : 0;

		n += strlen(row_of[i].key);
		if (other && mine && strncmp(mine, other, n) == 0 && strchr(",}", other[n]) != NULL)
			continue;
		what = row_of[i].what;
		break;
	}
	return why_set(why, WHY_MISFIT,
		       "%s.state does not fit: %s; go on with what it was begun with, or remove it "
		       "and %s.part to start anew",
		       j->shown, what, j->shown);
}

/* The newest point whose octets are all there. */
static bool newest(const struct journal *j, char slots[static SLOTS * SLOT],
		   struct journal_point *ret, uint64_t *ret_n)
{
	struct stat st = { 0 };
	bool has_part = stat(j->part, &st) == 0, found = false;

	for (unsigned i = 0; i < SLOTS; i++) {
		struct journal_point p;
		uint64_t n;

		if (!read_slot(slots + (size_t)i * SLOT, &n, &p) || (found && n < *ret_n))
			continue;
		if (has_part && p.octets > (uint64_t)st.st_size)
			continue;
		found = true;
		*ret = p;
		*ret_n = n;
	}
	return found;
}

/* What is there, and what it means. */
static bool look(struct journal *j, bool resume, enum journal_begin *ret,
		 struct journal_point *point, struct why *why)
{
	char data[HEAD_MAX + SLOTS * SLOT + 1] = { 0 }, *slots;
	bool has_part = access(j->part, F_OK) == 0;
	ssize_t got = pread(j->fd, data, sizeof(data) - 1, 0);
	size_t line;

	if (got < 0)
		return fail(j, WHY_CANTOUT, "read", why);
	*ret = JOURNAL_FRESH;
	if (!has_part && !is_state(data))
		return why_set(why, WHY_MISFIT,
			       "%s.state is no state of a scan: it is not written over", j->shown);
	if (!resume && has_part)
		return why_set(why, WHY_MISFIT,
			       "%s.part is a scan that was begun: go on with it by --resume, or "
			       "remove it and %s.state",
			       j->shown, j->shown);
	if (!resume)
		return begin_anew(j, point, why);
	if (has_part && !got)
		return why_set(why, WHY_MISFIT,
			       "%s.part is there without its %s.state: it cannot be gone on with; "
			       "remove it to start anew",
			       j->shown, j->shown);
	line = strcspn(data, "\n") + 1;
	if (line != j->head_len || memcmp(data, j->head, j->head_len) != 0) {
		return has_part ? name_difference(j, data, why) : begin_anew(j, point, why);
	}
	slots = data + j->head_len;
	if (!newest(j, slots, point, &j->n)) {
		if (!has_part)
			return begin_anew(j, point, why);
		return why_set(why, WHY_MISFIT,
			       "%s.state or %s.part is damaged: it cannot be gone on with; remove "
			       "both to start anew",
			       j->shown, j->shown);
	}
	if (!has_part)
		return begin_anew(j, point, why);
	*ret = point->is_complete ? JOURNAL_NAMELESS : JOURNAL_GO_ON;
	return true;
}

static bool can_be_file(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && (stat(path, &st) != 0 || S_ISREG(st.st_mode));
}

struct journal *journal_new(const char *path, const struct journal_scan *scan, bool resume,
			    enum journal_begin *ret, struct journal_point *ret_point,
			    struct why *why)
{
	struct journal *j = mem_zero(1, sizeof(*j));

	if (!j) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	j->fd = -1;
	text_shown(j->shown, sizeof(j->shown), path, strlen(path));
	make_head(j, scan);
	if (!can_be_file(path)) {
		(void)why_set(why, WHY_USAGE, "%s wants an output that is a file, and %s is none",
			      resume ? "--resume" : "a shard", j->shown);
		goto refused;
	}
	if (!sink_path(path, j->file)) {
		(void)fail(j, WHY_CANTOUT, "make", why);
		goto refused;
	}
	(void)snprintf(j->path, sizeof(j->path), "%s.state", j->file);
	(void)snprintf(j->part, sizeof(j->part), "%s.part", j->file);
	j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
	if (j->fd < 0) {
		(void)fail(j, WHY_CANTOUT, "make", why);
		goto refused;
	}
	if (flock(j->fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			(void)why_set(why, WHY_CANTOUT, "another run is writing %s now", j->shown);
		else
			(void)fail(j, WHY_CANTOUT, "lock", why);
		goto refused;
	}
	if (look(j, resume, ret, ret_point, why))
		return j;
refused:
	journal_free(j);
	return NULL;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		(void)close(j->fd);
	mem_free(j);
}
