/* SPDX-License-Identifier: MIT */
#include <fcrdns/merge.h>

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/limits.h>
#include <fcrdns/recorded.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include "shard_state.h"
#include "weave.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum {
	SPARE_FDS = 32 /* for all but the files */
};

struct merge {
	const char *const *paths;
	size_t n;
	bool has_states;
	struct shard_state *states;
	struct shard *shards;
	struct recorded **in;
};

static const char *shown(char out[static LIMIT_SHOWN / 2], const char *path)
{
	return text_shown(out, LIMIT_SHOWN / 2, path, strlen(path));
}

/* ---- do the states fit together? ---- */

/* Else its state is none either, and the name is wrong. */
static bool is_there(const char *path, struct why *why)
{
	char name[LIMIT_SHOWN / 2];
	struct stat st;

	return stat(path, &st) == 0 ||
	       why_set(why, WHY_NOINPUT, "cannot read %s: %s", shown(name, path), strerror(errno));
}

static bool load_states(struct merge *m, struct why *why)
{
	size_t n_none = 0, without = 0;
	char name[LIMIT_SHOWN / 2];

	for (size_t i = 0; i < m->n; i++) {
		switch (shard_state_load(&m->states[i], m->paths[i], why)) {
		case SHARD_STATE_FAILED:
			return false;
		case SHARD_STATE_NONE:
			if (!is_there(m->paths[i], why))
				return false;
			n_none++;
			without = i;
			break;
		case SHARD_STATE_READ:
			m->shards[i] = m->states[i].shard;
			break;
		}
	}
	m->has_states = !n_none;
	if (!n_none || n_none == m->n)
		return true;
	return why_set(why, WHY_MISFIT,
		       "%s has no .state beside it and others have: give all or none of them",
		       shown(name, m->paths[without]));
}

/* What tells the first from another one, or NULL. */
static const char *difference(const struct shard_state *a, const struct shard_state *b)
{
	if (a->shard.n != b->shard.n)
		return "they are of another number of shards";
	if (a->shard.seed != b->shard.seed)
		return "their seeds differ";
	if (strcmp(a->scan, b->scan) != 0)
		return "their lists or options differ";
	if (strcmp(a->version, b->version) != 0)
		return "other versions of the program wrote them";
	if (a->quiet != b->quiet)
		return "only one of them was written with --quiet";
	if (a->complete && b->complete && a->places != b->places)
		return "their lists had not the same length";
	return NULL;
}

static bool is_alone_good(const struct shard_state *s, const char *path, struct why *why)
{
	char name[LIMIT_SHOWN / 2];

	if (strcmp(s->format, "jsonl") != 0)
		return why_set(why, WHY_MISFIT, "%s is no JSON lines, its state says",
			       shown(name, path));
	if (s->unordered)
		return why_set(why, WHY_MISFIT,
			       "%s was written with --unordered: it cannot be merged",
			       shown(name, path));
	if (!s->complete)
		return why_set(why, WHY_MISFIT, "%s is not complete: go on with it by --resume",
			       shown(name, path));
	return true;
}

/* Each shard once; `path_of` has a free place for each. */
static bool are_each_once(const struct merge *m, const char **path_of, struct why *why)
{
	char a[LIMIT_SHOWN / 2], b[LIMIT_SHOWN / 2];
	uint32_t n = m->shards[0].n;

	for (size_t i = 0; i < m->n; i++) {
		uint32_t at = m->shards[i].i;

		if (path_of[at])
			return why_set(why, WHY_MISFIT,
				       "%s and %s are both shard %" PRIu32 " of %" PRIu32,
				       shown(a, path_of[at]), shown(b, m->paths[i]), at, n);
		path_of[at] = m->paths[i];
	}
	for (uint32_t at = 0; at < n; at++)
		if (!path_of[at])
			return why_set(why, WHY_MISFIT,
				       "shard %" PRIu32 " of %" PRIu32
				       " is missing: all are wanted at once",
				       at, n);
	return true;
}

static bool are_all(const struct merge *m, struct why *why)
{
	const char **path_of = mem_zero(m->shards[0].n, sizeof(*path_of));
	bool ok;

	if (!path_of)
		return why_set(why, WHY_INTERNAL, "out of memory");
	ok = are_each_once(m, path_of, why);
	mem_free(path_of);
	return ok;
}

static bool are_one_scan(const struct merge *m, struct why *why)
{
	char a[LIMIT_SHOWN / 2], b[LIMIT_SHOWN / 2];

	if (!m->has_states)
		return true;
	for (size_t i = 0; i < m->n; i++) {
		const char *differ = difference(&m->states[0], &m->states[i]);

		if (differ)
			return why_set(why, WHY_MISFIT, "%s and %s are not of one scan: %s",
				       shown(a, m->paths[0]), shown(b, m->paths[i]), differ);
	}
	for (size_t i = 0; i < m->n; i++)
		if (!is_alone_good(&m->states[i], m->paths[i], why))
			return false;
	return are_all(m, why);
}

/* ---- files ---- */

/* All of them are open at once. */
static bool raise_limit(size_t n, struct why *why)
{
	struct rlimit limit;
	rlim_t want = (rlim_t)n + SPARE_FDS;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
	    limit.rlim_cur >= want)
		return true;
	if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < want)
		return why_set(why, WHY_INTERNAL,
			       "%zu files cannot be open at once: the hard limit is %llu "
			       "(ulimit -Hn)",
			       n, (unsigned long long)limit.rlim_max);
	limit.rlim_cur = want;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return true;
}

static bool has_its_size(const char *path, uint64_t octets, struct why *why)
{
	char name[LIMIT_SHOWN / 2];
	struct stat st;

	/* What cannot be looked at is told when it is opened. */
	if (stat(path, &st) != 0 || (uint64_t)st.st_size == octets)
		return true;
	return why_set(why, WHY_MISFIT, "%s has %lld octets, its state says %" PRIu64,
		       shown(name, path), (long long)st.st_size, octets);
}

static bool open_files(struct merge *m, struct why *why)
{
	if (!raise_limit(m->n, why))
		return false;
	for (size_t i = 0; i < m->n; i++) {
		if (m->has_states && !has_its_size(m->paths[i], m->states[i].octets, why))
			return false;
		m->in[i] = recorded_new(m->paths[i], why);
		if (!m->in[i])
			return false;
	}
	return true;
}

struct merge *merge_new(const char *const *paths, size_t n, struct why *why)
{
	struct merge *m = mem_zero(1, sizeof(*m));

	if (m) {
		m->paths = paths;
		m->n = n;
		m->states = mem_zero(n, sizeof(*m->states));
		m->shards = mem_zero(n, sizeof(*m->shards));
		m->in = mem_zero(n, sizeof(struct recorded *));
	}
	if (!m || !m->states || !m->shards || !m->in)
		(void)why_set(why, WHY_INTERNAL, "out of memory");
	else if (jsondoc_load(why) && load_states(m, why) && are_one_scan(m, why) &&
		 open_files(m, why))
		return m;
	merge_free(m);
	return NULL;
}

void merge_free(struct merge *m)
{
	if (!m)
		return;
	for (size_t i = 0; m->in && i < m->n; i++)
		recorded_free(m->in[i]);
	mem_free(m->in);
	mem_free(m->shards);
	mem_free(m->states);
	mem_free(m);
}

bool merge_end_is_known(const struct merge *m)
{
	return m->has_states;
}

bool merge_run(struct merge *m, struct sink *sink, const volatile sig_atomic_t *stop,
	       struct merge_sum *ret, struct why *why)
{
	const struct weave w = {
		.in = m->in,
		.n = m->n,
		.shards = m->has_states ? m->shards : NULL,
		.gaps = m->has_states && m->states[0].quiet,
		.has_places = m->has_states,
		.places = m->states[0].places,
		.sink = sink,
		.stop = stop,
	};

	return weave_run(&w, ret, why);
}
