/* SPDX-License-Identifier: MIT */
/* c-ares 1.34 has a cache, which has to be off also where an earlier header was compiled. */
#include "test.h"

#include "bed.h"

#include <dlfcn.h>

enum {
	QUERY_CACHE = 1 << 21 /* ARES_OPT_QUERY_CACHE */
};

static unsigned n_calls, n_told;

int ares_init_options(void **channel, const void *options, int mask);

/* Stands before the library's own. */
int ares_init_options(void **channel, const void *options, int mask)
{
	int (*own)(void **channel, const void *options, int mask);

	*(void **)&own = dlsym(RTLD_NEXT, "ares_init_options");
	n_calls++;
	n_told += (mask & QUERY_CACHE) != 0;
	return own(channel, options, mask);
}

static void each_channel_is_told_of_the_cache(void **state)
{
	static struct bed b;
	uint8_t wire[NAME_MAX_OCTETS];
	struct question q;
	struct waiter w = { 0 };
	const struct answer *a;

	(void)state;
	memset(&b, 0, sizeof(b));
	assert_true(bed_servers(&b, "ok", AF_INET));
	b.conf.transport = TRANSPORT_CARES;
	bed_start(&b);
	q = bed_question(wire, 0);
	assert_true(resolver_ask(b.resolver, &q, &w));
	assert_ptr_equal(bed_wait(&b, &a), &w);
	assert_int_equal(a->status, ANSWER_OK);
	bed_stop(&b);
	assert_true(n_calls > 0);
	assert_int_equal(n_told, n_calls);
}

TESTS(each_channel_is_told_of_the_cache)
