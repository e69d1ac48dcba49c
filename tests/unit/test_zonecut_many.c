/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "told.h"

#include <fcrdns/zonecut.h>

static struct arena arena;

/* Of a zone of eight hosts with all these. */
static unsigned servers_among(const struct ip *ips, unsigned n, struct ip *out,
			      struct zone_gap *gap)
{
	struct name start;
	uint8_t buf[NAME_MAX_OCTETS];
	struct answer a;
	struct zonecut z;
	struct ask *ask;

	arena_init(&arena, LIMIT_ARENA);
	assert_true(name_parse(&start, buf, "2.in-addr.arpa", 14));
	zonecut_init(&z, &arena, &start, true);
	a = told_answer(&arena, TYPE_NS, "a.x b.x c.x d.x e.x f.x g.x h.x");
	zonecut_tell(&z, zonecut_next(&z), &a);
	while ((ask = zonecut_next(&z))) {
		a = (struct answer){ .status = ANSWER_NODATA };
		if (ask->sent.type == TYPE_A)
			a = (struct answer){ .n_total = n, .n_records = n, .ips = ips };
		zonecut_tell(&z, ask, &a);
	}
	assert_true(zonecut_is_done(&z) && !z.failed);
	n = zonecut_servers(&z, REACH_PUBLIC, out, LIMIT_ZONE_SERVERS, gap);
	arena_done(&arena);
	return n;
}

/* To look at all of them would take minutes. */
static void of_thousands_of_addresses_a_few_are_looked_at(void **state)
{
	enum {
		MANY = 4000
	};
	static struct ip ips[MANY];
	struct ip out[LIMIT_ZONE_SERVERS];
	struct zone_gap gap;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		ips[i] = (struct ip){ 4,
				      { 10, 0, (uint8_t)((MANY - i) >> 8), (uint8_t)(MANY - i) } };
	ips[MANY / 2] = (struct ip){ 4, { 11, 0, 0, 1 } };
	assert_int_equal(servers_among(ips, MANY, out, &gap), 0);
	assert_true(gap.outside);
	ips[MANY / 2] = (struct ip){ 4, { 9, 0, 0, 1 } };
	assert_int_equal(servers_among(ips, MANY, out, &gap), 1);
	assert_int_equal(out[0].octet[0], 9);
	assert_true(gap.outside);
}

TESTS(of_thousands_of_addresses_a_few_are_looked_at)
