/* SPDX-License-Identifier: MIT */
/* The libraries run out of memory at their n-th allocation: that is no verdict about anybody. */
#include "test.h"

#include "bed.h"

#include <ares.h>
#include <event2/event.h>

enum {
	QUESTIONS = 6,
	ALLOCATIONS = 400
};

static unsigned n_allocations, fail_at;

static bool fails(void)
{
	return ++n_allocations == fail_at;
}

static void *some(size_t n)
{
	return fails() ? NULL : mem_resize(NULL, n ? n : 1);
}

static void *more(void *p, size_t n)
{
	return fails() ? NULL : mem_resize(p, n ? n : 1);
}

/* False: it could not be made, and says why. */
static bool ask_all(struct bed *b)
{
	static struct waiter waiter[QUESTIONS];
	static uint8_t wire[QUESTIONS][NAME_MAX_OCTETS];
	struct why why = { 0 };

	b->resolver = resolver_new(&b->conf, &why);
	if (!b->resolver) {
		assert_int_equal(why.code, WHY_INTERNAL);
		assert_true(why.text[0] != '\0');
		return false;
	}
	for (unsigned n = 0; n < QUESTIONS; n++) {
		struct question q = bed_question(wire[n], n);

		waiter[n] = (struct waiter){ .owner = b };
		assert_true(resolver_ask(b->resolver, &q, &waiter[n]));
	}
	for (unsigned n = 0; n < QUESTIONS; n++) {
		const struct answer *a;

		(void)bed_wait(b, &a);
		if (a->status != ANSWER_OK)
			fail_msg("status %d when allocation %u fails", (int)a->status, fail_at);
	}
	return true;
}

static void run(const char *scripts, enum resolver_transport transport)
{
	static struct bed b;
	unsigned made = 0;

	fail_at = 0;
	do {
		fail_at++;
		n_allocations = 0;
		assert_true(bed_servers(&b, scripts, AF_INET));
		b.conf.transport = transport;
		made += ask_all(&b);
		bed_stop(&b);
	} while (n_allocations >= fail_at && fail_at < ALLOCATIONS);
	fail_at = 0;
	assert_true(made > 0);
}

static void test_udp(void **state)
{
	(void)state;
	run("ok", TRANSPORT_CARES);
}

static void test_tcp(void **state)
{
	(void)state;
	run("tc/ok", TRANSPORT_CARES);
}

static void test_datagram(void **state)
{
	(void)state;
	run("ok", TRANSPORT_DATAGRAM);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(test_udp),
		cmocka_unit_test(test_tcp),
		cmocka_unit_test(test_datagram),
	};

	event_set_mem_functions(some, more, mem_free);
	if (ares_library_init_mem(ARES_LIB_INIT_ALL, some, mem_free, more) != ARES_SUCCESS)
		return 1;
	return cmocka_run_group_tests(all, NULL, NULL);
}
