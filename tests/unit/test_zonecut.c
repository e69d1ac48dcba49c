/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "told.h"

#include <fcrdns/text.h>
#include <fcrdns/zonecut.h>

#include <string.h>

static struct arena arena;

/*
 * Lines of a transcript: "NS name = answer" for each question in the order asked. Ends with what
 * came of it: "failed", or the zone and the addresses to ask.
 */
static enum reach reach = REACH_INSIDE;

static void transcript(const char *name, bool with_addresses, const char *lines, const char *want)
{
	char text[NAME_TEXT_MAX], copy[4096], *rest = copy, *line;
	uint8_t buf[NAME_MAX_OCTETS];
	struct text said;
	struct name start;
	struct zonecut z;
	struct ip ips[LIMIT_ZONE_SERVERS];
	struct zone_gap gap;
	unsigned n;

	arena_init(&arena, LIMIT_ARENA);
	(void)snprintf(copy, sizeof(copy), "%s", lines);
	assert_true(name_parse(&start, buf, name, strlen(name)));
	zonecut_init(&z, &arena, &start, with_addresses);
	while ((line = strsep(&rest, ";"))) {
		struct ask *ask = zonecut_next(&z);
		char type[12], asked[NAME_TEXT_MAX + 16];
		struct answer a;
		char *equals = strstr(line, " = ");

		assert_non_null(equals);
		*equals = '\0';
		line += strspn(line, " ");
		if (!ask)
			fail_msg("nothing is asked at: %s", line);
		(void)name_text(&ask->sent.name, text);
		(void)snprintf(asked, sizeof(asked), "%s %s", type_text(ask->sent.type, type),
			       text);
		assert_string_equal(asked, line);
		a = told_answer(&arena, ask->sent.type, equals + 3);
		assert_false(zonecut_is_done(&z));
		zonecut_tell(&z, ask, &a);
	}
	assert_null(zonecut_next(&z));
	assert_true(zonecut_is_done(&z));
	text_init(&said, 1024);
	if (z.failed)
		text_lit(&said, "failed");
	else
		name_put(&z.zone, &said);
	n = zonecut_servers(&z, reach, ips, LIMIT_ZONE_SERVERS, &gap);
	for (unsigned i = 0; i < n; i++) {
		text_char(&said, ' ');
		ip_put(&ips[i], &said);
	}
	if (gap.lost)
		text_lit(&said, " lost");
	if (gap.outside)
		text_lit(&said, " outside");
	assert_string_equal(text_cstr(&said), want);
	text_done(&said);
	arena_done(&arena);
}

static void the_walk_goes_up_to_the_first_name_with_servers(void **state)
{
	(void)state;
	transcript("5.2.0.192.in-addr.arpa", false,
		   "NS 5.2.0.192.in-addr.arpa = nxdomain; NS 2.0.192.in-addr.arpa = ns.example",
		   "2.0.192.in-addr.arpa");
	transcript("5.2.0.192.in-addr.arpa", false, "NS 5.2.0.192.in-addr.arpa = ns.example",
		   "5.2.0.192.in-addr.arpa");
	transcript("65.64-26.113.0.203.in-addr.arpa", false,
		   "NS 65.64-26.113.0.203.in-addr.arpa = -;"
		   "NS 64-26.113.0.203.in-addr.arpa = ns.example",
		   "64-26.113.0.203.in-addr.arpa");
}

static void what_is_behind_a_CNAME_is_another_name(void **state)
{
	(void)state;
	transcript("5.2.in-addr.arpa", false,
		   "NS 5.2.in-addr.arpa = via=x.example ns.example; NS 2.in-addr.arpa = ns.example",
		   "2.in-addr.arpa");
}

static void no_usable_answer_is_no_zone(void **state)
{
	(void)state;
	transcript("5.2.in-addr.arpa", false, "NS 5.2.in-addr.arpa = servfail", "failed");
	transcript("5.2.in-addr.arpa", true, "NS 5.2.in-addr.arpa = timeout", "failed");
	transcript("a.b", false, "NS a.b = -; NS b = -", "failed");
}

static void the_walk_is_bounded(void **state)
{
	char name[256] = "";
	struct zonecut z;
	uint8_t buf[NAME_MAX_OCTETS];
	struct name start;
	struct ask *ask;
	unsigned n = 0;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		(void)snprintf(name + 2 * i, 3, "a.");
	arena_init(&arena, LIMIT_ARENA);
	assert_true(name_parse(&start, buf, name, strlen(name)));
	zonecut_init(&z, &arena, &start, false);
	while ((ask = zonecut_next(&z))) {
		struct answer a = told_answer(&arena, TYPE_NS, "-");

		n++;
		zonecut_tell(&z, ask, &a);
	}
	assert_true(z.failed);
	assert_int_equal(n, LIMIT_CUT_STEPS);
	arena_done(&arena);
}

static void servers_are_asked_one_of_each_host_and_none_twice(void **state)
{
	(void)state;
	transcript("2.in-addr.arpa", true,
		   "NS 2.in-addr.arpa = a.example b.example; A a.example = 127.0.0.2 127.0.0.3;"
		   "AAAA a.example = -; A b.example = 127.0.0.4; AAAA b.example = ::1",
		   "2.in-addr.arpa 127.0.0.2 127.0.0.4 127.0.0.3");
	transcript("2.in-addr.arpa", true,
		   "NS 2.in-addr.arpa = a.example b.example; A a.example = 127.0.0.2;"
		   "AAAA a.example = -; A b.example = 127.0.0.2; AAAA b.example = ::1",
		   "2.in-addr.arpa 127.0.0.2 ::1");
	transcript("2.in-addr.arpa", true,
		   "NS 2.in-addr.arpa = a.example b.example; A a.example = nxdomain;"
		   "AAAA a.example = nxdomain; A b.example = servfail; AAAA b.example = ::1",
		   "2.in-addr.arpa ::1 lost");
}

static void servers_out_of_reach_are_left_out(void **state)
{
	static const char *const lines =
		"NS 2.in-addr.arpa = a.example b.example; A a.example = 10.0.0.1 9.9.9.9;"
		"AAAA a.example = fd00::1; A b.example = 127.0.0.4; AAAA b.example = "
		"64:ff9b::a00:1";

	(void)state;
	reach = REACH_PUBLIC;
	transcript("2.in-addr.arpa", true, lines, "2.in-addr.arpa 9.9.9.9 outside");
	reach = REACH_LOOPBACK;
	transcript("2.in-addr.arpa", true, lines, "2.in-addr.arpa 9.9.9.9 127.0.0.4 outside");
	reach = REACH_INSIDE;
	transcript("2.in-addr.arpa", true, lines, "2.in-addr.arpa 9.9.9.9 127.0.0.4 10.0.0.1");
}

static void which_servers_are_the_first_does_not_depend_on_the_answer(void **state)
{
	static const char *const turns[] = { "j.x d.x b.x i.x a.x f.x c.x h.x e.x g.x",
					     "a.x c.x h.x e.x g.x j.x d.x b.x i.x f.x" };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		char lines[1024];
		int n = snprintf(lines, sizeof(lines), "NS 2.in-addr.arpa = %s", turns[i]);

		for (char c = 'a'; c <= 'h'; c++)
			n += snprintf(lines + n, sizeof(lines) - (size_t)n,
				      "; A %c.x = 127.0.1.%u 127.0.1.%u; AAAA %c.x = -", c,
				      i ? 9 : 200 - (unsigned)c, i ? 200 - (unsigned)c : 9, c);
		transcript("2.in-addr.arpa", true, lines,
			   "2.in-addr.arpa 127.0.1.9 127.0.1.103 127.0.1.102");
	}
}

static void what_a_zone_has_beside_them_is_counted(void **state)
{
	struct name start;
	uint8_t buf[NAME_MAX_OCTETS];
	struct answer a;
	struct zonecut z;

	(void)state;
	arena_init(&arena, LIMIT_ARENA);
	assert_true(name_parse(&start, buf, "2.in-addr.arpa", 14));
	zonecut_init(&z, &arena, &start, true);
	a = told_answer(&arena, TYPE_NS, "j.x d.x b.x i.x a.x f.x c.x h.x e.x g.x");
	zonecut_tell(&z, zonecut_next(&z), &a);
	assert_int_equal(z.n_hosts, LIMIT_ZONE_HOSTS);
	assert_int_equal(z.n_more, 2);
	arena_done(&arena);
}

TESTS(the_walk_goes_up_to_the_first_name_with_servers, what_is_behind_a_CNAME_is_another_name,
      no_usable_answer_is_no_zone, the_walk_is_bounded,
      servers_are_asked_one_of_each_host_and_none_twice, servers_out_of_reach_are_left_out,
      which_servers_are_the_first_does_not_depend_on_the_answer,
      what_a_zone_has_beside_them_is_counted)
