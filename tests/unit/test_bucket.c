/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/net/bucket.h"

/* Packets that leave in a second when as many as may do, looked at every `turn_us`. */
static unsigned in_a_second(struct bucket *b, uint64_t *now, uint64_t turn_us)
{
	uint64_t end = *now + 1000000;
	unsigned n = 0;

	for (; *now < end; *now += turn_us)
		while (bucket_has(b, *now)) {
			bucket_take(b, *now);
			if (++n > 2000000)
				return n;
		}
	return n;
}

static void a_rate_is_kept_however_late_the_turns_are(void **state)
{
	static const unsigned rates[] = { 1, 5, 49, 50, 51, 1000, 30000, 500000 };

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++)
		for (uint64_t turn = 100; turn <= 10000; turn *= 10) {
			struct bucket b = { 0 };
			uint64_t now = 77777777;
			unsigned n;

			row("%u every %u us", rates[i], (unsigned)turn);
			bucket_set(&b, rates[i]);
			(void)in_a_second(&b, &now, turn);
			n = in_a_second(&b, &now, turn);
			assert_in_range(n, rates[i] - rates[i] / 50 - 1,
					rates[i] + rates[i] / 50 + 1);
		}
}

static void a_burst_is_small(void **state)
{
	struct bucket b = { 0 };
	uint64_t now = 5000000;
	unsigned n = 0;

	(void)state;
	bucket_set(&b, 1000);
	for (; bucket_has(&b, now); n++)
		bucket_take(&b, now);
	assert_in_range(n, 20, 21);
	assert_in_range(bucket_due_us(&b), now + 1, now + 1000);
	bucket_set(&b, 5); /* at least one, and no more */
	b.next_ns = 0;
	bucket_take(&b, now);
	assert_false(bucket_has(&b, now));
	assert_int_equal(bucket_due_us(&b), now + 180000);
	assert_true(bucket_has(&b, now + 180000));
	bucket_take(&b, now + 180000);
	assert_int_equal(bucket_due_us(&b), now + 380000);
}

static void no_rate_is_no_limit(void **state)
{
	struct bucket b = { 0 };

	(void)state;
	for (unsigned i = 0; i < 100000; i++) {
		assert_true(bucket_has(&b, 1));
		bucket_take(&b, 1);
	}
	bucket_set(&b, 0);
	assert_int_equal(bucket_due_us(&b), 0);
}

TESTS(a_rate_is_kept_however_late_the_turns_are, a_burst_is_small, no_rate_is_no_limit)
