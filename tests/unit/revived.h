/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEST_REVIVED_H
#define FCRDNS_TEST_REVIVED_H

/* revived: a record made of one line of JSON, and its outline, for tests. */

#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/change.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/recorded.h>
#include <fcrdns/revive.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include "lines.h"

#include <string.h>

struct revived_bed {
	struct lines lines;
	struct arena arena;
	struct recorded *in;
	struct recorded_line line;
	struct revived r;
	struct text packed;
	struct why why;
};

/* False: b->why.text says why, or `fault`. */
static inline bool revived_begin(struct revived_bed *b, const char *line,
				 const uint64_t ignore[static 2], const char **fault)
{
	struct recorded_from from = lines_from(&b->lines, line, strlen(line), SIZE_MAX);

	b->why = (struct why){ 0 };
	assert_true(jsondoc_load(&b->why));
	arena_init(&b->arena, 1 << 22);
	text_init(&b->packed, OUTLINE_OCTETS_MAX);
	b->in = recorded_new_from("a.jsonl", &from, &b->why);
	assert_non_null(b->in);
	recorded_keep(b->in);
	if (recorded_next(b->in, &b->line, &b->why) != RECORDED_LINE)
		fail_msg("%s", b->why.text);
	return revive(&b->r, &b->line, ignore, &b->arena, fault);
}

static inline void revived_end(struct revived_bed *b)
{
	recorded_free(b->in);
	arena_done(&b->arena);
	text_done(&b->packed);
}

static inline struct outline revived_outline(struct revived_bed *b, const char *line)
{
	static const uint64_t nothing[2] = { 0 };
	const char *fault;

	if (!revived_begin(b, line, nothing, &fault))
		fail_msg("%s", fault);
	assert_true(outline_of(&b->r.record, &b->arena, &b->packed));
	return outline_read(b->packed.data, b->packed.len);
}

#endif
