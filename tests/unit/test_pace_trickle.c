/* SPDX-License-Identifier: MIT */
#include "paced.h"

/* Of so few packets a second nobody learns soon whether failures pass. */
static void a_list_that_trickles_is_not_held_back(void **state)
{
	static const unsigned rows[][2] = {
		{ 100, 60 }, { 100, 100 }, { 300, 20 },	 { 300, 60 },
		{ 500, 60 }, { 1000, 60 }, { 1000, 20 }, { 2000, 100 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, 0, rows[i][1]);

		w->every_ms = rows[i][0];
		live(w, 60);
		show(w);
		assert_true(!w->pace.rate || w->pace.rate >= 20);
		w->every_ms = 0;
		live(w, 10);
		assert_true(w->sent > 2000);
	}
}

TESTS(a_list_that_trickles_is_not_held_back)
