/* SPDX-License-Identifier: MIT */
/* The life of look-ups: shared, dropped, waiting for room; memory, descriptors, ids and octets. */
#include "test.h"

#include "bed.h"

#include "../../src/net/lookup.h"

enum {
	MANY = 300
};

static struct bed bed;
static struct waiter waiter[MANY];
static uint8_t wire[MANY][NAME_MAX_OCTETS];

static void ask(struct bed *b, unsigned n)
{
	struct question q = bed_question(wire[n], n);

	waiter[n] = (struct waiter){ .owner = &waiter[n] };
	assert_true(resolver_ask(b->resolver, &q, &waiter[n]));
}

/* With waits so long that nothing is sent twice, in however many turns; nothing waits for them. */
static void start_calm(const char *scripts, unsigned first_ms, unsigned wait_ms)
{
	assert_true(bed_servers(&bed, scripts, AF_INET));
	bed.conf.first_wait_ms = first_ms;
	bed.conf.timeout_ms = wait_ms;
	bed_start(&bed);
}

static void start(const char *scripts)
{
	start_calm(scripts, BED_FIRST_MS, BED_WAIT_MS);
}

/* The answer to question n comes next. */
static const struct answer *expect(unsigned n, enum answer_status status)
{
	const struct answer *a;

	assert_ptr_equal(bed_wait(&bed, &a), &waiter[n]);
	assert_int_equal(a->status, status);
	return a;
}

static void test_shared(void **state)
{
	struct waiter other = { .owner = NULL }, third = other;
	struct question q = bed_question(wire[0], 0), txt = q;
	const struct answer *a;
	unsigned got = 0;

	(void)state;
	start_calm("ok", 3000, 3000);
	ask(&bed, 0);
	assert_true(resolver_ask(bed.resolver, &q, &other));
	txt.type = TYPE_TXT; /* the same name, but another question */
	assert_true(resolver_ask(bed.resolver, &txt, &third));
	while (got < 3) {
		const struct waiter *w = bed_wait(&bed, &a);

		got++;
		assert_int_equal(a->n_tries, 1);
		assert_true(w == &other || w == &waiter[0] || w == &third);
		assert_false(resolver_is_queued(w));
	}
	assert_int_equal(resolver_stat(bed.resolver)->packets, 2);
	assert_int_equal(resolver_stat(bed.resolver)->shared, 1);
	ask(&bed, 0); /* what has ended is asked anew */
	expect(0, ANSWER_OK);
	assert_int_equal(resolver_stat(bed.resolver)->packets, 3);
	bed_stop(&bed);
}

/* Two askers of one question: the first is told, drops the other, and nothing more comes. */
static void test_drop_while_told(void **state)
{
	struct waiter other = { .owner = NULL };
	struct question q = bed_question(wire[0], 0);
	const struct answer *a;
	struct waiter *first;

	(void)state;
	start_calm("ok", 3000, 3000);
	ask(&bed, 0);
	assert_true(resolver_ask(bed.resolver, &q, &other));
	first = bed_wait(&bed, &a);
	resolver_drop(bed.resolver, first == &other ? &waiter[0] : &other);
	resolver_drop(bed.resolver, first); /* harmless */
	ask(&bed, 0);			    /* not the one that has just ended */
	assert_int_equal(a->status, ANSWER_OK);
	expect(0, ANSWER_OK);
	assert_int_equal(resolver_stat(bed.resolver)->packets, 2);
	for (unsigned i = 0; i < 5; i++)
		bed_turn(&bed);
	assert_null(resolver_take(bed.resolver, &a));
	bed_stop(&bed);
}

/* Dropped before its packet, with it on the way, with the answer read but not taken, in the pause
 * after a failure, with TCP open, and while it waits for room. */
static void test_drop_anywhere(void **state)
{
	static const char *const scripts[] = { "drop", "ok",	       "servfail", "tc/drop",
					       "shut", "formerr drop", "damaged" };

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		for (unsigned turns = 0; turns < 6; turns++) {
			const struct answer *a;

			row("%s %u", scripts[i], turns);
			start(scripts[i]);
			for (unsigned n = 0; n < 100; n++)
				ask(&bed, n);
			for (unsigned k = 0; k < turns; k++) {
				bed_turn(&bed);
				if (turns > 3) /* only what has ended by itself */
					(void)resolver_take(bed.resolver, &a);
			}
			for (unsigned n = 0; n < 100; n += 2)
				resolver_drop(bed.resolver, &waiter[n]);
			for (unsigned k = 0; k < 2; k++) {
				bed_turn(&bed);
				(void)resolver_take(bed.resolver, &a);
			}
			for (unsigned n = 1; n < 100; n += 4)
				resolver_drop(bed.resolver, &waiter[n]);
			bed_stop(&bed); /* a quarter is still open */
		}
}

/* More questions than places: nothing is lost, and the first asked is the first sent. */
static void test_room(void **state)
{
	const struct answer *a;
	bool was_queued = false;

	(void)state;
	start_calm("ok", 3000, 3000);
	bed.log[0] = '\0';
	for (unsigned n = 0; n < MANY; n++) {
		ask(&bed, n);
		was_queued |= resolver_is_queued(&waiter[n]);
		assert_true(!resolver_is_queued(&waiter[n]) || resolver_tries(&waiter[n]) == 0);
	}
	assert_true(was_queued);
	for (unsigned n = 0; n < MANY; n++) {
		struct waiter *w = bed_wait(&bed, &a);

		assert_int_equal(a->status, ANSWER_OK);
		assert_true(w - waiter < (ptrdiff_t)n + 64 && w - waiter + 64 > (ptrdiff_t)n);
	}
	bed_stop(&bed);
}

/* All places taken by silence: those who wait come to their turn, and everybody ends. */
static void test_room_in_silence(void **state)
{
	const struct answer *a;

	(void)state;
	start("drop");
	for (unsigned n = 0; n < 150; n++)
		ask(&bed, n);
	for (unsigned n = 0; n < 150; n++) {
		(void)bed_wait(&bed, &a);
		assert_int_equal(a->status, ANSWER_TIMEOUT);
		assert_int_equal(a->n_tries, 3);
	}
	bed_stop(&bed);
}

static void test_dead(void **state)
{
	const struct answer *a;
	uint64_t refused;

	(void)state;
	start("shut;shut");
	ask(&bed, 0);
	expect(0, ANSWER_CONNREFUSED);
	assert_true(resolver_stat(bed.resolver)->is_dead);
	refused = resolver_stat(bed.resolver)->packets;
	for (unsigned n = 1; n < 150; n++)
		ask(&bed, n);
	for (unsigned n = 1; n < 150; n++) {
		(void)bed_wait(&bed, &a);
		assert_int_equal(a->status, ANSWER_CONNREFUSED);
	}
	assert_true(resolver_stat(bed.resolver)->packets - refused < 150);
	bed_stop(&bed);

	start("ok shut"); /* one that was heard is not dead */
	ask(&bed, 0);
	expect(0, ANSWER_OK);
	(void)close(bed.server[0].udp);
	bed.server[0].udp = -1;
	ask(&bed, 1);
	expect(1, ANSWER_CONNREFUSED);
	assert_false(resolver_stat(bed.resolver)->is_dead);
	bed_stop(&bed);

	start("shut;drop"); /* silence is not absence */
	ask(&bed, 0);
	expect(0, ANSWER_CONNREFUSED);
	assert_false(resolver_stat(bed.resolver)->is_dead);
	bed_stop(&bed);
}

/* After three failures in a row another server is asked first. */
static void test_sick_server(void **state)
{
	(void)state;
	start_calm("drop;ok", 300, 300);
	for (unsigned n = 0; n < 6; n++) {
		ask(&bed, n);
		expect(n, ANSWER_OK);
	}
	assert_non_null(strstr(bed.log, "0ue 1ue 1ue 1ue"));
	bed_stop(&bed);
}

static void test_patient(void **state)
{
	const struct answer *a;

	(void)state;
	assert_true(bed_servers(&bed, "ok drop drop drop drop drop drop drop ok", AF_INET));
	bed.conf.patient = true;
	bed.conf.first_wait_ms = 50;
	bed.conf.timeout_ms = 80;
	bed_start(&bed);
	ask(&bed, 0);
	expect(0, ANSWER_OK);
	ask(&bed, 1); /* nobody else is answered meanwhile: three packets */
	a = expect(1, ANSWER_TIMEOUT);
	assert_int_equal(a->n_tries, 3);
	bed.server[0].udp_at = "drop ok drop drop drop drop drop drop drop ok";
	ask(&bed, 2);
	bed_serve(&bed);
	ask(&bed, 3);
	expect(3, ANSWER_OK);
	a = expect(2, ANSWER_OK);
	assert_true(a->n_tries > 6); /* more than the circle of tries has places */
	bed_stop(&bed);
}

static void test_notes_and_edes(void **state)
{
	const struct answer *a;

	(void)state;
	assert_true(bed_servers(&bed, "ede;drop;tc", AF_INET));
	bed.conf.notes = true;
	bed.conf.first_wait_ms = 100;
	bed.conf.timeout_ms = 150;
	bed_start(&bed);
	ask(&bed, 0);
	a = expect(0, ANSWER_TRUNCATED);
	assert_true(a->n_notes >= 4);
	assert_int_equal(a->notes[0].status, ANSWER_SERVFAIL);
	assert_int_equal(a->notes[0].rcode, 2);
	assert_int_equal(a->notes[1].server, 2); /* notes in the order of what was learnt */
	assert_int_equal(a->notes[1].status, ANSWER_TRUNCATED);
	assert_true(a->notes[2].tcp);
	assert_int_equal(a->notes[a->n_notes - 1].status, ANSWER_TIMEOUT);
	bed_stop(&bed);

	start("ede;shut"); /* why it failed outlives later tries that say less */
	ask(&bed, 0);
	a = expect(0, ANSWER_SERVFAIL);
	assert_int_equal(a->n_edes, 1);
	assert_int_equal(a->edes[0].code, 22);
	assert_memory_equal(a->edes[0].text, "down", 4);
	assert_int_equal(a->server, 0);
	bed_stop(&bed);
}

/* Our octets, our ids, many ports: the library adds, changes and repeats nothing. */
static void test_packets(void **state)
{
	static const uint8_t head[10] = { 1, 0x20, 0, 1, 0, 0, 0, 0, 0, 1 };
	static const uint8_t opt[11] = { 0, 0, 41, 1232 >> 8, 1232 & 255 };
	uint8_t seen[8192] = { 0 };
	unsigned ports = 0, ids = 0;
	const struct answer *a;

	(void)state;
	start_calm("ok", 3000, 3000);
	for (unsigned n = 0; n < MANY; n++)
		ask(&bed, n);
	for (unsigned n = 0; n < MANY; n++)
		(void)bed_wait(&bed, &a);
	assert_int_equal(bed.n_packets, MANY);
	assert_int_equal(resolver_stat(bed.resolver)->packets, MANY);
	assert_memory_equal(bed.last + 2, head, sizeof(head));
	assert_memory_equal(bed.last + bed.last_len - sizeof(opt), opt, sizeof(opt));
	for (unsigned n = 0; n < MANY; n++) {
		ports += !(seen[bed.from_port[n] / 8] & 1U << bed.from_port[n] % 8);
		seen[bed.from_port[n] / 8] |= (uint8_t)(1U << bed.from_port[n] % 8);
	}
	memset(seen, 0, sizeof(seen));
	for (unsigned n = 0; n < MANY; n++) {
		ids += !(seen[bed.id[n] / 8] & 1U << bed.id[n] % 8);
		seen[bed.id[n] / 8] |= (uint8_t)(1U << bed.id[n] % 8);
	}
	assert_true(ports >= 60);
	assert_true(ids > MANY - 20);
	bed_stop(&bed);
}

/* Labels of any octets, as long as they may be. */
static struct name long_name(uint8_t octets[static NAME_MAX_OCTETS], unsigned len)
{
	unsigned label;

	memset(octets, 1, len);
	for (unsigned at = 0, left = len - 1; left; at += label + 1, left -= label + 1) {
		label = left > 64 ? 63 : left - 1;
		if (left - label - 1 == 1)
			label--; /* an octet alone is no label */
		octets[at] = (uint8_t)label;
	}
	octets[len - 1] = 0;
	return (struct name){ octets, (uint8_t)len };
}

/* Any octets in a name, up to its full length, whatever was asked before it: c-ares has no say in
 * it. */
static void test_any_name(void **state)
{
	static const unsigned lengths[] = { NAME_MAX_OCTETS,	 1,
					    LOOKUP_NAME,	 LOOKUP_NAME + 1,
					    NAME_MAX_OCTETS - 1, LOOKUP_NAME - 1,
					    NAME_MAX_OCTETS };
	struct waiter w = { .owner = NULL };
	const struct answer *a;
	uint8_t octets[NAME_MAX_OCTETS];

	(void)state;
	start_calm("ok", 3000, 3000);
	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct question q = { .name = long_name(octets, lengths[i]), .type = TYPE_PTR };
		uint8_t asked[NAME_MAX_OCTETS];

		memcpy(asked, octets, lengths[i]);
		assert_true(resolver_ask(bed.resolver, &q, &w));
		memset(octets, 0xff, sizeof(octets)); /* it was copied */
		assert_ptr_equal(bed_wait(&bed, &a), &w);
		assert_int_equal(a->status, ANSWER_OK);
		assert_int_equal(bed.last_len, MESSAGE_QUERY_MAX - NAME_MAX_OCTETS + lengths[i]);
		assert_memory_equal(bed.last + MESSAGE_HEADER, asked, lengths[i]);
	}
	bed_stop(&bed);
}

/* What is reserved for a list is all that its questions take. */
static void test_reserved(void **state)
{
	const struct answer *a;

	(void)state;
	start_calm("ok", 3000, 3000);
	assert_int_equal(resolver_reserve(bed.resolver, 100), 0); /* it is no list */
	assert_int_equal(bed.resolver->n_made, 0);
	bed_stop(&bed);
	assert_true(bed_servers(&bed, "ok", AF_INET));
	bed.conf.patient = true;
	bed_start(&bed);
	assert_int_equal(resolver_reserve(bed.resolver, 80), 80);
	assert_int_equal(bed.resolver->n_made, 90);
	assert_int_equal(resolver_reserve(bed.resolver, 80), 80);
	for (unsigned turn = 0; turn < 3; turn++) {
		for (unsigned n = 0; n < 85; n++)
			ask(&bed, n);
		for (unsigned n = 0; n < 85; n++)
			(void)bed_wait(&bed, &a);
	}
	assert_int_equal(bed.resolver->n_made, 90);
	assert_true(resolver_reserve(bed.resolver, UINT32_MAX) <= 2000);
	bed_stop(&bed);
}

/* A server that floods one question does not hold the others. */
static void test_flood(void **state)
{
	static char script[4000];
	const struct answer *a;

	(void)state;
	for (unsigned i = 0; i < 199; i++)
		(void)snprintf(script + strlen(script), sizeof(script) - strlen(script),
			       "%swrongname", i ? "+" : "");
	(void)snprintf(script + strlen(script), sizeof(script) - strlen(script), "+ok");
	start_calm(script, 3000, 3000);
	for (unsigned n = 0; n < 20; n++)
		ask(&bed, n);
	for (unsigned n = 0; n < 20; n++) {
		(void)bed_wait(&bed, &a);
		assert_int_equal(a->status, ANSWER_OK);
	}
	bed_stop(&bed);
}

/* Time in which the process did not run is nobody's silence. */
static void test_stopped(void **state)
{
	uint64_t before, after;

	(void)state;
	start("drop");
	bed_turn(&bed);
	before = resolver_now_us(bed.resolver);
	bed_pass(700);
	ask(&bed, 0);
	after = resolver_now_us(bed.resolver);
	assert_true(after > before);
	assert_true(after - before < 300 * 1000);
	bed_stop(&bed);
}

static void test_all_servers(void **state)
{
	(void)state;
	start("shut;shut;shut;shut;shut;shut;shut;shut;shut;shut;shut;shut;shut;shut;shut;ok");
	assert_int_equal(bed.conf.servers.n, LIMIT_SERVERS);
	bed_stop(&bed);
	bed.conf.retries = LIMIT_TRIES - 1;
	start("shut;servfail;refused;formerr;tc;ok");
	ask(&bed, 0);
	expect(0, ANSWER_REFUSED);
	bed_stop(&bed);
}

/* What a long line of resolv.conf is cut to must not be read as lines. */
static void test_long_line(void **state)
{
	char path[] = "/tmp/fcrdns-resolv-XXXXXX";
	struct servers servers;
	struct servers_conf conf = { .resolv_conf = path };
	struct why why;
	FILE *f;

	(void)state;
	f = fdopen(mkstemp(path), "w");
	assert_non_null(f);
	for (unsigned i = 0; i < 511; i++)
		(void)fputc(i ? 'x' : '#', f);
	(void)fputs("nameserver 192.0.2.66\nnameserver 192.0.2.1\n", f);
	(void)fclose(f);
	assert_true(servers_load(&servers, &conf, &why));
	(void)unlink(path);
	assert_int_equal(servers.n, 1);
	assert_string_equal(servers.texts[0], "192.0.2.1:53");
}

static void test_cannot_start(void **state)
{
	struct rlimit old, few;
	struct why why = { 0 };

	(void)state;
	assert_true(bed_servers(&bed, "ok", AF_INET));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	few = old;
	few.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	bed.resolver = resolver_new(&bed.conf, &why);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_null(bed.resolver);
	assert_int_equal(why.code, WHY_INTERNAL);
	assert_non_null(strstr(why.text, "socket"));
	bed_stop(&bed);
}

/* Few descriptors only make it slow; with none at all it says so. */
static void test_few_descriptors(void **state)
{
	static const char *const scripts[] = { "ok", "drop;ok", "tc/ok", "formerr ok" };
	struct rlimit old, few;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		for (unsigned left = 0; left < 3; left++) {
			const struct answer *a;
			int next;

			row("%s %u", scripts[i], left);
			assert_true(bed_servers(&bed, scripts[i], AF_INET));
			bed.conf.retries = LIMIT_TRIES - 1;
			bed.conf.timeout_ms = 200;
			bed_start(&bed);
			next = dup(0);
			(void)close(next);
			few = old;
			few.rlim_cur = (rlim_t)next + left + 1;
			assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
			for (unsigned n = 0; n < 40; n++)
				ask(&bed, n);
			for (unsigned n = 0; n < 40; n++) {
				(void)bed_wait(&bed, &a);
				if (a->status != ANSWER_OK)
					fail_msg("%s: status %d", scripts[i], (int)a->status);
			}
			assert_false(resolver_stat(bed.resolver)->is_starved);
			assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
			bed_stop(&bed);
		}
}

static void test_starved(void **state)
{
	struct rlimit old, few;
	const struct answer *a;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	start("ok");
	few = old;
	few.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	ask(&bed, 0);
	ask(&bed, 1);
	assert_true(resolver_is_queued(&waiter[0]));
	for (unsigned i = 0; i < 100 && !resolver_stat(bed.resolver)->is_starved; i++) {
		bed_pass(250);
		resolver_run(bed.resolver, BED_TURN_MS);
		assert_null(resolver_take(bed.resolver, &a));
	}
	assert_true(resolver_stat(bed.resolver)->is_starved);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	expect(0, ANSWER_OK); /* and it goes on when it can */
	expect(1, ANSWER_OK);
	assert_false(resolver_stat(bed.resolver)->is_starved);
	bed_stop(&bed);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(test_shared),		cmocka_unit_test(test_drop_while_told),
		cmocka_unit_test(test_drop_anywhere),	cmocka_unit_test(test_room),
		cmocka_unit_test(test_room_in_silence), cmocka_unit_test(test_dead),
		cmocka_unit_test(test_sick_server),	cmocka_unit_test(test_patient),
		cmocka_unit_test(test_notes_and_edes),	cmocka_unit_test(test_packets),
		cmocka_unit_test(test_any_name),	cmocka_unit_test(test_reserved),
		cmocka_unit_test(test_flood),		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_all_servers),	cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_cannot_start),	cmocka_unit_test(test_few_descriptors),
		cmocka_unit_test(test_starved),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
