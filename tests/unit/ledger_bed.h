/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LEDGER_BED_H
#define FCRDNS_LEDGER_BED_H

/* ledger_bed: a folder and an arena of its own for each test of the ledger. */

#include "test.h"

#include "sunk.h"

#include <fcrdns/arena.h>
#include <fcrdns/ledger.h>

static struct arena arena;

static inline int set_up(void **state)
{
	arena_init(&arena, 16 << 20);
	return make_dir(state);
}

static inline int tear_down(void **state)
{
	arena_done(&arena);
	return remove_dir(state);
}

#define kept(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static inline struct ledger *book(void)
{
	struct why why = { 0 };
	struct ledger *l = ledger_open(path_of("ledger"), LEDGER_MAKE, &why);

	if (!l)
		fail_msg("%s", why.text);
	return l;
}

static inline const char *refused(const char *name, enum ledger_mode mode, enum why_code code)
{
	static struct why why;

	why.text[0] = '\0';
	assert_null(ledger_open(path_of(name), mode, &why));
	if (why.code != code)
		fail_msg("%d %s", why.code, why.text);
	return why.text;
}

#endif
