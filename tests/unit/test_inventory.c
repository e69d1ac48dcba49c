/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/inventory.h>
#include <fcrdns/limits.h>
#include <fcrdns/report.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define END "\n{\"complete\":true}\n"

static struct inventory kept;

/* Read from a file that is standard input. */
static bool read_octets(const char *octets, size_t n, struct why *why)
{
	int fd = memfd_create("inventory", MFD_CLOEXEC);

	inventory_done(&kept);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, octets, n), n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
	return inventory_read("-", NULL, &kept, why);
}

/* A line for all holdings, or '!' and what is wrong. */
static const char *told(const char *octets)
{
	static char out[4096];
	struct why why = { 0 };
	size_t at = 0;

	out[0] = '\0';
	if (!read_octets(octets, strlen(octets), &why)) {
		snprintf(out, sizeof(out), "!%d %s", why.code, why.text);
		assert_int_equal(kept.n, 0);
		return out;
	}
	for (size_t i = 0; i < kept.n; i++) {
		const struct holding *h = &kept.holdings[i];
		char address[IP_TEXT_MAX], name[NAME_TEXT_MAX] = "";

		if (h->ptr.len)
			name_text(&h->ptr, name);
		at += (size_t)snprintf(out + at, sizeof(out) - at,
				       "%s%s|%s|%s|%s|%s|%s|%d|%s|%s|%s", at ? " " : "",
				       ip_text(&h->address, address), h->provider, h->account,
				       h->region, h->id, h->label, h->is_bound, name,
				       ptr_state_text(h->ptr_state), h->has_ttl ? "ttl" : "");
	}
	return out;
}

static void lines_become_holdings(void **state)
{
	static const struct {
		const char *octets, *told;
	} rows[] = {
		{ "192.0.2.1\n", "192.0.2.1||||||1||untold|" },
		{ "192.0.2.1", "192.0.2.1||||||1||untold|" },
		{ "\xef\xbb\xbf# ours\r\n\r\n\t192.0.2.1  hetzner\tfsn1 4711 Mail.Example.com. # "
		  "x\r\n",
		  "192.0.2.1|hetzner||fsn1|4711||1|mail.example.com|untold|" },
		{ "192.0.2.1 - - - mail.example.com\n",
		  "192.0.2.1||||||1|mail.example.com|untold|" },
		{ "::ffff:192.0.2.1\n", "192.0.2.1||||||1||untold|" },
		{ "2001:DB8:0::1 otc\n", "2001:db8::1|otc|||||1||untold|" },
		{ "192.0.2.2\n192.0.2.1\n10.0.0.1 b\n192.0.2.1\n",
		  "192.0.2.1||||||1||untold| 192.0.2.2||||||1||untold| 10.0.0.1|b|||||1||untold|" },
		{ "192.0.2.1 otc eu-de a\n192.0.2.1 otc eu-de b\n",
		  "192.0.2.1|otc||eu-de|a||1||untold| 192.0.2.1|otc||eu-de|b||1||untold|" },
		{ "{\"address\":\"192.0.2.1\"}" END, "192.0.2.1||||||1||untold|" },
		{ "{\"address\":\"192.0.2.1\",\"provider\":\"openstack\",\"account\":\"p1\","
		  "\"region\":\"R1\",\"id\":\"R1:7\",\"label\":\"a b \\\"c\\\" \\\\195\",\"bound\":"
		  "false,\"ptr\":\"a.example.\",\"ptr_state\":\"active\",\"ttl\":300,\"new\":[{}]"
		  "}" END,
		  "192.0.2.1|openstack|p1|R1|R1:7|a b \"c\" \\195|0|a.example|active|ttl" },
		{ "{\"address\":\"192.0.2.1\",\"id\":null,\"ptr\":null,\"ptr_state\":\"none\","
		  "\"ttl\":null,\"label\":\"\\u00e9\\n\"}" END,
		  "192.0.2.1|||||\\195\\169\\010|1||none|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i].octets);
		assert_string_equal(told(rows[i].octets), rows[i].told);
	}
}

static void json_lines_end_with_a_mark(void **state)
{
#define ONE	"{\"address\":\"192.0.2.1\"}\n"
#define TWO	"{\"address\":\"192.0.2.2\"}\n"
#define ENDS(n) "{\"complete\":true,\"provider\":\"otc\",\"addresses\":" #n "}\n"
	static const struct {
		const char *octets, *told;
	} rows[] = {
		{ ONE TWO ENDS(2), "192.0.2.1||||||1||untold| 192.0.2.2||||||1||untold|" },
		{ ONE ENDS(1) ENDS(0) TWO ENDS(1),
		  "192.0.2.1||||||1||untold| 192.0.2.2||||||1||untold|" },
		{ ONE ONE ENDS(2), "192.0.2.1||||||1||untold|" },
		{ ONE ENDS(1) "192.0.2.2\n",
		  "192.0.2.1||||||1||untold| 192.0.2.2||||||1||untold|" },
		{ "192.0.2.1\n" ENDS(1), "192.0.2.1||||||1||untold|" },
		{ ONE, "!" },
		{ ONE TWO, "!" },
		{ ONE ENDS(1) TWO, "!" },
		{ ONE "192.0.2.2\n", "!" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *said = told(rows[i].octets);

		row("%s", rows[i].octets);
		if (*rows[i].told == '!')
			assert_non_null(strstr(said, "may be cut off, so nothing is taken"));
		else
			assert_string_equal(said, rows[i].told);
	}
	assert_non_null(strstr(told(ENDS(0)), "has no address"));
}

static void one_bad_line_stops_all(void **state)
{
	static const struct {
		const char *line, *clause;
	} rows[] = {
		{ "mail.example.com", "no address" },
		{ "192.0.2.0/24", "no address" },
		{ "192.0.2.1-192.0.2.9", "no address" },
		{ "192.0.2.01", "no address" },
		{ "192.0.2.1,hetzner", "no address" },
		{ "fe80::1%eth0", "no address" },
		{ "<html>", "no address" },
		{ "192.0.2.1 a b c d.example e", "five columns" },
		{ "192.0.2.1 a b c 192.0.2.1", "no name" },
		{ "192.0.2.1 a b c d..e", "no name" },
		{ "192.0.2.1 h\303\244", "plain ASCII" },
		{ "192.0.2.1 a\"", "plain ASCII" },
		{ "{", "missing" },
		{ "{\"id\":\"1\"}", "no \"address\"" },
		{ "{\"address\":null}", "another kind" },
		{ "{\"address\":7}", "another kind" },
		{ "{\"address\":\"192.0.2.1\",\"address\":\"192.0.2.2\"}", "twice" },
		{ "{\"address\":\"192.0.2.1\",\"id\":\"a b\"}", "plain ASCII" },
		{ "{\"address\":\"192.0.2.1\",\"id\":7}", "another kind" },
		{ "{\"address\":\"192.0.2.1\",\"ttl\":-1}", "\"ttl\"" },
		{ "{\"address\":\"192.0.2.1\",\"ttl\":2147483648}", "\"ttl\"" },
		{ "{\"address\":\"192.0.2.1\",\"ptr_state\":\"gone\"}", "\"ptr_state\"" },
		{ "{\"address\":\"192.0.2.1\",\"ptr_state\":\"active\"}", "fit together" },
		{ "{\"address\":\"192.0.2.1\",\"ptr_state\":\"none\",\"ptr\":\"a\"}",
		  "fit together" },
		{ "{\"address\":\"192.0.2.1\"} x", "behind the object" },
		{ "{\"complete\":false,\"provider\":\"otc\",\"reason\":\"x\"}",
		  "it says that it is not complete" },
		{ "{\"complete\":true,\"addresses\":2}", "another number of addresses" },
		{ "{\"complete\":true,\"addresses\":1.5}", "no number" },
		{ "{\"complete\":true,\"address\":\"192.0.2.1\"}", "at once" },
		{ "{\"complete\":1}", "another kind" },
		{ "{\"complete\":tru", "none of JSON" },
		{ "{\"schema\":\"fcrdns-ledger/1\",\"address\":\"192.0.2.1\"}",
		  "something else than an inventory" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char octets[300];
		const char *said;

		row("%s", rows[i].line);
		snprintf(octets, sizeof(octets), "192.0.2.77\n%s\n192.0.2.78\n", rows[i].line);
		said = told(octets);
		assert_int_equal(said[0], '!');
		assert_non_null(strstr(said, rows[i].clause));
		assert_non_null(strstr(said, "nothing is taken from it"));
		for (const char *p = said; *p; p++)
			assert_in_range(*p, ' ', '~');
	}
}

static void what_is_not_whole_is_refused(void **state)
{
	static char octets[LIMIT_LINE + 64];
	struct why why;

	(void)state;
	assert_non_null(strstr(told(""), "has no address"));
	assert_non_null(strstr(told("# nothing\n\n"), "has no address"));
	assert_non_null(strstr(told("\377\3761\n"), "UTF-16"));
	assert_non_null(strstr(told("192.0.2.1 a b c a.example\n192.0.2.1 a b c b.example\n"),
			       "two different things of 192.0.2.1"));
	memset(octets, 'a', sizeof(octets));
	memcpy(octets, "192.0.2.1 ", 10);
	octets[sizeof(octets) - 1] = '\0';
	assert_non_null(strstr(told(octets), "too long"));
	assert_false(read_octets("192.0.2.1\0 x\n", 13, &why));
	assert_int_equal(why.code, WHY_DATA);
	assert_false(inventory_read("/nowhere/at all", NULL, &kept, &why));
	assert_int_equal(why.code, WHY_NOINPUT);
	assert_false(inventory_read("/", NULL, &kept, &why));
	assert_int_equal(why.code, WHY_NOINPUT);
}

static void what_was_written_is_read_back(void **state)
{
	static const char *const lines =
		"{\"address\":\"192.0.2.1\",\"provider\":\"openstack\",\"account\":\"p1\","
		"\"region\":"
		"\"R1\",\"id\":\"R1:7\",\"label\":\"a b \\\"c\\\" "
		"\\\\195\",\"bound\":false,\"ptr\":"
		"\"a\\\\032b.example\",\"ptr_state\":\"pending\",\"ttl\":300}\n"
		"{\"address\":\"2001:db8::1\",\"provider\":\"openstack\",\"account\":\"p1\","
		"\"region\":\"R1\",\"id\":\"\",\"label\":\"\",\"bound\":true,\"ptr\":null,"
		"\"ptr_state\":\"untold\",\"ttl\":null}\n";
	char octets[1024];
	struct text out;
	struct why why;

	(void)state;
	snprintf(octets, sizeof(octets), "%s{\"complete\":true,\"addresses\":2}", lines);
	assert_true(read_octets(octets, strlen(octets), &why));
	text_init(&out, 1 << 16);
	for (size_t i = 0; i < kept.n; i++)
		report_holding(&kept.holdings[i], &out);
	assert_string_equal(text_cstr(&out), lines);
	text_done(&out);
	assert_int_equal(inventory_account(&kept, 0), 2);
}

/* "provider/account region,region!" for each, '!' where they are all regions. */
static const char *covered(const char *octets)
{
	static char out[2048];
	struct why why = { 0 };
	size_t at = 0;

	out[0] = '\0';
	if (!read_octets(octets, strlen(octets), &why)) {
		snprintf(out, sizeof(out), "?%s", why.text);
		return out;
	}
	for (size_t i = 0; i < kept.n_covers; i++) {
		const struct inventory_cover *c = &kept.covers[i];

		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s/%s ", at ? "; " : "",
				       c->provider, c->account);
		for (size_t k = 0; k < c->n_regions; k++)
			at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s", k ? "," : "",
					       c->regions[k]);
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s", c->all_regions ? "!" : "");
	}
	return out;
}

static void it_is_known_what_they_are_all_of(void **state)
{
#define OF(n, a, r)                                                                            \
	"{\"address\":\"192.0.2." #n "\",\"provider\":\"p\",\"account\":\"" a "\",\"region\":" \
	"\"" r "\"}\n"
#define IS(n, a, r, all)                                                                         \
	"{\"complete\":true,\"provider\":\"p\",\"account\":\"" a "\",\"regions\":[" r "],\"all_" \
	"regions\":" all ",\"addresses\":" #n "}\n"
	static const struct {
		const char *octets, *covers;
	} rows[] = {
		{ OF(1, "a", "R1") IS(1, "a", "\"R1\",\"R2\"", "true"), "p/a R1,R2!" },
		{ OF(1, "a", "R1") IS(1, "a", "\"R1\"", "false"), "p/a R1" },
		{ OF(1, "a", "") IS(1, "a", "", "true"), "p/a !" },
		{ IS(0, "a", "\"R1\"", "false"), "p/a R1" },
		{ OF(1, "a", "R1") IS(1, "a", "\"R1\"", "false") IS(0, "b", "\"R2\"", "true"),
		  "p/a R1; p/b R2!" },
		/* nobody says it */
		{ OF(1, "a", "R1") OF(2, "b", "R2") OF(3, "a", "R1") OF(4, "a", "R3") ENDS(4),
		  "p/a R1!; p/a R3!; p/b R2!" },
		{ "192.0.2.1 p R1\n192.0.2.2 q\n192.0.2.3 p R2\n", "p/ !; q/ !" },
		{ "192.0.2.1 p R1\n" ENDS(1), "p/ !" },
		{ "192.0.2.1 p R1\n" OF(2, "", "R2") ENDS(2), "p/ R1!; p/ R2!" },
		/* or says what cannot be */
		{ OF(1, "a", "R1") IS(1, "b", "\"R1\"", "true"), "?another account or other" },
		{ OF(1, "a", "R1") IS(1, "a", "\"R2\"", "true"), "?another account or other" },
		{ "192.0.2.1 p R1\n" IS(1, "a", "\"R1\"", "true"), "?another account or other" },
		{ OF(1, "a", "R1") IS(1, "a", "", "false"), "?it is about no region" },
		{ OF(1, "a", "R1") IS(1, "a", "7", "true"), "?are no texts" },
		{ OF(1, "a", "R1") IS(1, "a", "\"a b\"", "true"), "?holds a blank" },
		{ OF(1, "a", "R1") "{\"complete\":true,\"regions\":{}}", "?is no array" },
		{ OF(1, "a", "R1") "{\"complete\":true,\"regions\":\"R1\"}", "?another kind" },
		{ "{\"complete\":true,\"regions\":[\"R1\"],\"provider\":\"p\"}\n", "?no address" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = covered(rows[i].octets);

		row("%s", rows[i].octets);
		if (*rows[i].covers != '?')
			assert_string_equal(got, rows[i].covers);
		else if (*got != '?' || !strstr(got, rows[i].covers + 1))
			fail_msg("%s", got);
	}
}

static void accounts_stand_together(void **state)
{
	(void)state;
	(void)told("192.0.2.3 b\n192.0.2.1 a\n192.0.2.2\n192.0.2.4 a\n192.0.2.5 a x\n");
	assert_int_equal(kept.n, 5);
	assert_int_equal(inventory_account(&kept, 0), 1);
	assert_int_equal(inventory_account(&kept, 1), 3);
	assert_int_equal(inventory_account(&kept, 4), 1);
	inventory_done(&kept);
}

TESTS(lines_become_holdings, json_lines_end_with_a_mark, one_bad_line_stops_all,
      what_is_not_whole_is_refused, what_was_written_is_read_back, it_is_known_what_they_are_all_of,
      accounts_stand_together)
