/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/client.h"

enum {
	CLIENTS_MAX = 64
};

/* What each of `n` has when all take as much as they get, of `most`; what is free then. */
static unsigned all_take(unsigned n, unsigned most, unsigned has[CLIENTS_MAX])
{
	unsigned n_free = most;
	bool more = true;

	for (unsigned i = 0; i < n; i++)
		has[i] = 0;
	while (more) {
		more = false;
		for (unsigned i = 0; i < n; i++)
			if (n_free && client_may_have(has[i], n_free)) {
				has[i]++;
				n_free--;
				more = true;
			}
	}
	return n_free;
}

static void one_gets_three_quarters(void **state)
{
	static const unsigned rows[][2] = {
		{ 1, 1 }, { 2, 2 },    { 3, 3 },     { 4, 3 },
		{ 8, 6 }, { 100, 75 }, { 512, 384 }, { 100000, 75000 }
	};
	unsigned has[CLIENTS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(all_take(1, rows[i][0], has), rows[i][0] - rows[i][1]);
		assert_int_equal(has[0], rows[i][1]);
	}
}

static void some_have_the_same_and_leave_a_place(void **state)
{
	unsigned has[CLIENTS_MAX];

	(void)state;
	for (unsigned n = 1; n <= CLIENTS_MAX; n++) {
		unsigned n_free = all_take(n, 512, has);

		assert_true(n_free >= 512 / (3 * n + 1));
		for (unsigned i = 1; i < n; i++)
			assert_in_range(has[0] - has[i], 0, 1);
		assert_true(n_free == 0 || client_may_have(0, n_free));
	}
}

static void much_is_no_overflow(void **state)
{
	(void)state;
	assert_true(client_may_have(1U << 31, 1U << 31));
	assert_false(client_may_have(0, 0));
}

TESTS(one_gets_three_quarters, some_have_the_same_and_leave_a_place, much_is_no_overflow)
