/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/source.h>
#include <fcrdns/why.h>

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "../../src/input/block.h"

enum {
	MAX = 1 << 24,
	TRIALS = 300000
};

static char file[] = "/tmp/test_source.XXXXXX";

/* The first target that `operand` gives, in an arena that lives until the next call. */
static struct target target_of(const char *operand)
{
	static struct arena arena;
	struct source_conf conf = { .operands = &operand, .n_operands = 1, .max_addresses = MAX };
	struct target t = { 0 };
	struct source *s;
	struct why why;

	if (!arena.ceiling)
		arena_init(&arena, LIMIT_ARENA);
	arena_reset(&arena);
	s = source_new(&conf, &why);
	assert_non_null(s);
	assert_int_equal(source_next(s, &t, &arena, &why), SOURCE_TARGET);
	source_free(s);
	return t;
}

/* Why `operand` is refused. */
static const char *refusal_by(const char *operand, bool names_lists)
{
	static struct why why;
	struct source_conf conf = { .operands = &operand,
				    .n_operands = 1,
				    .names_lists = names_lists,
				    .max_addresses = MAX };

	assert_null(source_new(&conf, &why));
	assert_int_equal(why.code, WHY_USAGE);
	return why.text;
}

static const char *refusal_of(const char *operand)
{
	return refusal_by(operand, true);
}

/* All addresses of `conf` as "a b c", "!" for one that is none, its index checked. */
static const char *walk(const struct source_conf *conf)
{
	static char out[4096];
	struct arena arena;
	struct why why;
	struct source *s = source_new(conf, &why);
	struct target t;
	uint64_t n = 0;
	enum source_got got;

	arena_init(&arena, LIMIT_ARENA);
	assert_non_null(s);
	out[0] = '\0';
	while ((got = source_next(s, &t, &arena, &why)) == SOURCE_TARGET) {
		char text[IP_TEXT_MAX] = "!";

		assert_int_equal(t.index, n++);
		assert_int_equal(t.has_address, t.error == NULL);
		if (t.has_address)
			ip_text(&t.address, text);
		if (*out)
			strcat(out, " ");
		strcat(out, text);
		arena_reset(&arena);
	}
	assert_int_equal(got, SOURCE_END);
	source_free(s);
	arena_done(&arena);
	return out;
}

static const char *walk_operand(const char *operand)
{
	struct source_conf conf = { .operands = &operand, .n_operands = 1, .max_addresses = MAX };

	return walk(&conf);
}

static void an_operand_is_read_as_told(void **state)
{
	static const struct {
		const char *operand, *address, *input;
		bool mapped;
	} row_of[] = {
		{ "192.0.2.1", "192.0.2.1", NULL, false },
		{ "2001:db8::1", "2001:db8::1", NULL, false },
		{ "2001:DB8:0::1", "2001:db8::1", "2001:DB8:0::1", false },
		{ "::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", true },
		{ "::FFFF:c000:201", "192.0.2.1", "::FFFF:c000:201", true },
		{ "1.2.0.192.in-addr.arpa", "192.0.2.1", "1.2.0.192.in-addr.arpa", false },
		{ "1.2.0.192.In-Addr.ARPA.", "192.0.2.1", "1.2.0.192.In-Addr.ARPA.", false },
		{ "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.d.0.1.0.0.2.ip6.arpa",
		  "2001:db8::1",
		  "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.d.0.1.0.0.2.ip6.arpa",
		  false },
		{ "192.0.2.1/32", "192.0.2.1", "192.0.2.1/32", false },
		{ "2001:db8::/128", "2001:db8::", "2001:db8::/128", false },
		{ "192.0.2.7-192.0.2.9", "192.0.2.7", "192.0.2.7-192.0.2.9", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct target t = target_of(row_of[i].operand);
		char text[IP_TEXT_MAX];

		row("%s", row_of[i].operand);
		assert_true(t.has_address);
		assert_null(t.error);
		assert_null(t.tag);
		assert_string_equal(ip_text(&t.address, text), row_of[i].address);
		assert_int_equal(t.mapped, row_of[i].mapped);
		if (row_of[i].input)
			assert_string_equal(t.input, row_of[i].input);
		else
			assert_null(t.input);
	}
}

static void an_operand_that_is_no_target_is_refused(void **state)
{
	static const struct {
		const char *operand, *why;
	} row_of[] = {
		{ "192.0.2.5/24", "'192.0.2.5/24' has host bits set; the block is 192.0.2.0/24" },
		{ "192.0.2.5/0", "'192.0.2.5/0' has host bits set; the block is 0.0.0.0/0" },
		{ "2001:db8::5/60",
		  "'2001:db8::5/60' has host bits set; the block is 2001:db8::/60" },
		{ "2001:db8::/64",
		  "'2001:db8::/64' stands for 18446744073709551616 addresses, more "
		  "than --max-addresses 16777216" },
		{ "::/0", "'::/0' stands for 340282366920938463463374607431768211456 addresses, "
			  "more than --max-addresses 16777216" },
		{ "0.0.0.0-255.255.255.255", "'0.0.0.0-255.255.255.255' stands for 4294967296 "
					     "addresses, more than --max-addresses 16777216" },
		{ "192.0.2.0/33", "'192.0.2.0/33' is no block: a number from 0 to 32 must stand "
				  "after the '/'" },
		{ "192.0.2.0/024", "'192.0.2.0/024' is no block: a number from 0 to 32 must stand "
				   "after the '/'" },
		{ "::/129",
		  "'::/129' is no block: a number from 0 to 128 must stand after the '/'" },
		{ "192.0.2.0/", "'192.0.2.0/' is no block: a number from 0 to 32 must stand after "
				"the '/'" },
		{ "192.0.2.0/+24", "'192.0.2.0/+24' is no block: a number from 0 to 32 must stand "
				   "after the '/'" },
		{ "192.0.2/24", "'192.0.2/24' is no block: no address stands before the '/'" },
		{ "192.0.2.9-192.0.2.7", "'192.0.2.9-192.0.2.7' is no range: it ends before it "
					 "begins" },
		{ "192.0.2.9-2001:db8::", "'192.0.2.9-2001:db8::' is no range: IPv4 and IPv6 "
					  "cannot be mixed" },
		{ "192.0.2.9-", "'192.0.2.9-' is no range: no address stands after the '-'" },
		{ "192.0.2.9-12", "'192.0.2.9-12' is no range: no address stands after the '-'" },
		{ "192.0.2.01", "'192.0.2.01' is no IPv4 address: four numbers from 0 to 255 "
				"without leading zeros" },
		{ "1.2.3", "'1.2.3' is no IPv4 address: four numbers from 0 to 255 without leading "
			   "zeros" },
		{ "2001:db8:::1", "'2001:db8:::1' is no IPv6 address" },
		{ "fe80::1%lo", "'fe80::1%lo' has a zone; an address is looked up without the part "
				"from '%' on" },
		{ "2.0.192.in-addr.arpa",
		  "'2.0.192.in-addr.arpa' is no reverse name of an address: "
		  "four numbers before in-addr.arpa or 32 hexadecimal digits "
		  "before ip6.arpa" },
		{ "mail-1", "'mail-1' has no dot: the name of a host must be given in full" },
		{ "192.0.2.1-x", "'192.0.2.1-x' is no range: no address stands after the '-'" },
		{ "192.0.2.1-192.0.2.1x.9", "'192.0.2.1-192.0.2.1x.9' is no range: no address "
					    "stands after the '-'" },
		{ "192.0.2.1-.", "'192.0.2.1-.' is no range: no address stands after the '-'" },
		{ "2001:db8::1-x.example",
		  "'2001:db8::1-x.example' is no range: no address stands after the '-'" },
		{ "a\\046b.example",
		  "'a\\092046b.example' is no address, reverse name, block, range or host name" },
		{ "", "'' is no address, reverse name, block, range or host name" },
		{ " 192.0.2.1",
		  "' 192.0.2.1' is no address, reverse name, block, range or host name" },
		{ "a\nb\033\\",
		  "'a\\010b\\027\\092' is no address, reverse name, block, range or host name" },
		{ "-", "'-' is no address, reverse name, block, range or host name; the targets in "
		       "a file are "
		       "read with -l" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		assert_string_equal(refusal_of(row_of[i].operand), row_of[i].why);
}

static void a_file_given_as_a_target_is_told_from_a_typo(void **state)
{
	(void)state;
	assert_non_null(strstr(refusal_of(file), "; the targets in a file are read with -l"));
}

static void a_stranger_is_not_told_which_files_there_are(void **state)
{
	(void)state;
	assert_string_equal(refusal_by("/dev/null", false),
			    "'/dev/null' is no block: no address stands before the '/'");
	assert_string_equal(refusal_by("-", false),
			    "'-' is no address, reverse name, block, range or host name");
}

static void exact_takes_what_inet_pton_takes(void **state)
{
	static const char *const good[] = { "192.0.2.1", "2001:DB8::1", "::ffff:192.0.2.1", "::" };
	static const char *const bad[] = { "192.0.2.1/32",
					   "192.0.2.1-192.0.2.1",
					   " 192.0.2.1",
					   "192.0.2.1 ",
					   "192.0.2.01",
					   "1.2.0.192.in-addr.arpa",
					   "",
					   "192.0.2.1\n",
					   "fe80::1%lo",
					   "0x7f.1" };
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct source_conf conf = { .exact = &good[i], .n_exact = 1, .max_addresses = 1 };
		struct source *s = source_new(&conf, &why);

		assert_non_null(s);
		assert_true(source_is_short(s));
		source_free(s);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct source_conf conf = { .exact = &bad[i], .n_exact = 1, .max_addresses = 1 };

		assert_null(source_new(&conf, &why));
		assert_int_equal(why.code, WHY_USAGE);
	}
}

static void blocks_and_ranges_are_walked_whole(void **state)
{
	(void)state;
	assert_string_equal(walk_operand("192.0.2.254/31"), "192.0.2.254 192.0.2.255");
	assert_string_equal(walk_operand("192.0.2.254-192.0.3.1"),
			    "192.0.2.254 192.0.2.255 192.0.3.0 192.0.3.1");
	assert_string_equal(walk_operand("255.255.255.254-255.255.255.255"),
			    "255.255.255.254 255.255.255.255");
	assert_string_equal(walk_operand("2001:db8::fffe/127"), "2001:db8::fffe 2001:db8::ffff");
	assert_string_equal(walk_operand("2001:db8::ffff-2001:db8::1:0"),
			    "2001:db8::ffff 2001:db8::1:0");
	assert_string_equal(walk_operand("::ffff:192.0.2.0/127"), "192.0.2.0 192.0.2.1");
	assert_string_equal(walk_operand("::fffe:ffff:ffff-::ffff:0:1"),
			    "::fffe:ffff:ffff 0.0.0.0 0.0.0.1");
	assert_string_equal(walk_operand("192.0.2.4-192.0.2.4"), "192.0.2.4");
}

static void operands_come_before_lists_and_lists_in_order(void **state)
{
	const char *exact[] = { "192.0.2.1" };
	const char *operands[] = { "192.0.2.2/31", "2001:db8::1" };
	const char *lists[] = { file, "/dev/null", file };
	struct source_conf conf = { .exact = exact,
				    .n_exact = 1,
				    .operands = operands,
				    .n_operands = 2,
				    .lists = lists,
				    .n_lists = 3,
				    .max_addresses = 2 };

	(void)state;
	assert_string_equal(walk(&conf), "192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1 192.0.2.9 ! "
					 "192.0.2.9 !");
}

static void the_bound_is_for_all_operands_together(void **state)
{
	const char *operands[] = { "192.0.2.0/25", "192.0.2.128/25", "192.0.3.1" };
	struct source_conf conf = { .operands = operands, .n_operands = 3, .max_addresses = 256 };
	struct why why;
	struct source *s = source_new(&conf, &why);

	(void)state;
	assert_non_null(s);
	assert_false(source_is_short(s));
	source_free(s);
	conf.max_addresses = 254;
	assert_null(source_new(&conf, &why));
	assert_string_equal(why.text,
			    "the blocks and ranges together stand for 256 addresses, more than "
			    "--max-addresses 254");
}

static void a_list_that_cannot_be_read_is_no_input(void **state)
{
	static const char *const bad[] = { "/nonexistent/list", "/" };
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct source_conf conf = { .lists = &bad[i], .n_lists = 1, .max_addresses = 1 };

		assert_null(source_new(&conf, &why));
		assert_int_equal(why.code, WHY_NOINPUT);
	}
	assert_string_equal(why.text, "cannot read the list /: Is a directory");
}

static unsigned next_random(void)
{
	static uint64_t x = 88172645463325252U;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (unsigned)(x >> 32);
}

/* A dotted quad, or something near one. */
static size_t near_quad(char out[static 64])
{
	static const char signs[] = "0123456789..  -+xaf:/\t\n";
	size_t n = 0;

	for (unsigned i = 0; i < 4 + (next_random() % 16 == 0); i++) {
		unsigned kind = next_random() % 16;
		unsigned v = kind == 0 ? next_random() % 1100 : next_random() % 256;

		n += (size_t)snprintf(out + n, 64 - n, kind == 1 ? "%s%03u" : "%s%u", i ? "." : "",
				      v);
	}
	for (unsigned k = next_random() % 4; k > 1; k--) {
		size_t at = next_random() % n;

		switch (next_random() % 3) {
		case 0:
			out[at] = signs[next_random() % (sizeof(signs) - 1)];
			break;
		case 1:
			memmove(out + at, out + at + 1, n - at);
			n -= n > 1;
			break;
		default:
			memmove(out + at + 1, out + at, n - at);
			n++;
		}
	}
	out[n] = '\0';
	return n;
}

static void the_fast_reader_agrees_with_inet_pton(void **state)
{
	unsigned n_good = 0;

	(void)state;
	for (unsigned i = 0; i < TRIALS; i++) {
		char text[64];
		size_t n = near_quad(text);
		struct ip ip = { 0 };
		uint8_t octet[4];
		bool good = inet_pton(AF_INET, text, octet) == 1;
		/* Exactly as long as it is: nothing may be read behind it. */
		char *copy = malloc(n ? n : 1);

		memcpy(copy, text, n);
		if ((quad_scan(&ip, copy, copy + n) == copy + n) != good)
			fail_msg("differs on '%s'", text);
		if (good)
			assert_memory_equal(ip.octet, octet, 4);
		free(copy);
		n_good += good;
	}
	assert_in_range(n_good, TRIALS / 10, TRIALS - TRIALS / 10);
}

static int make_file(void **state)
{
	static const char list[] = "# two\n192.0.2.9\n\nnonsense\n";
	int fd = mkstemp(file);

	(void)state;
	if (fd < 0 || write(fd, list, sizeof(list) - 1) != (ssize_t)sizeof(list) - 1)
		return -1;
	return close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

static void names_are_one_target_each(void **state)
{
	static const char *const operands[] = { "Mail.Example.com.", "192.0.2.1-192.0.2.2",
						"192.0.2.1-static.example.com." };
	static const char *const mx[] = { "example.com", "org" };
	static const char *const spf[] = { "_spf.example.com" };
	struct source_conf conf = { .operands = operands,
				    .n_operands = 3,
				    .max_addresses = 2,
				    .mx_domains = mx,
				    .n_mx_domains = 2,
				    .spf_domains = spf,
				    .n_spf_domains = 1 };
	static const struct {
		enum target_kind kind;
		const char *name, *input;
	} want[] = {
		{ TARGET_HOST, "mail.example.com", "Mail.Example.com." },
		{ TARGET_ADDRESS, NULL, "192.0.2.1-192.0.2.2" },
		{ TARGET_ADDRESS, NULL, "192.0.2.1-192.0.2.2" },
		{ TARGET_HOST, "192.0.2.1-static.example.com", "192.0.2.1-static.example.com." },
		{ TARGET_MX, "example.com", "example.com" },
		{ TARGET_MX, "org", "org" },
		{ TARGET_SPF, "_spf.example.com", "_spf.example.com" },
	};
	struct source *s = source_new(&conf, NULL);
	struct target target;
	struct arena arena;
	char text[NAME_TEXT_MAX];

	(void)state;
	arena_init(&arena, LIMIT_ARENA);
	assert_non_null(s);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_int_equal(source_next(s, &target, &arena, NULL), SOURCE_TARGET);
		assert_int_equal(target.index, i);
		assert_int_equal(target.kind, want[i].kind);
		assert_string_equal(target.input, want[i].input);
		assert_null(target.error);
		if (!want[i].name)
			continue;
		assert_false(target.has_address);
		(void)name_text(&target.name, text);
		assert_string_equal(text, want[i].name);
	}
	assert_int_equal(source_next(s, &target, &arena, NULL), SOURCE_END);
	source_free(s);
	arena_done(&arena);
}

static void a_domain_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {
		"", ".", "192.0.2.1", "x..example", "a b.example", "2001:db8::1", "x\\046y.example"
	};
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct source_conf conf = { .mx_domains = &bad[i],
					    .n_mx_domains = 1,
					    .max_addresses = 1 };

		assert_null(source_new(&conf, &why));
		assert_memory_equal(why.text, "-d wants a domain, not '", 24);
		conf = (struct source_conf){ .spf_domains = &bad[i],
					     .n_spf_domains = 1,
					     .max_addresses = 1 };
		assert_null(source_new(&conf, &why));
		assert_memory_equal(why.text, "--spf wants a domain, not '", 27);
	}
}

struct fed {
	unsigned n, left;
	bool breaks;
};

static enum source_got feed(void *user, struct target *ret, struct arena *arena, struct why *why)
{
	struct fed *f = user;

	(void)arena;
	if (!f->left) {
		(void)why_set(why, WHY_NOINPUT, "it broke");
		return f->breaks ? SOURCE_FAILED : SOURCE_END;
	}
	*ret = (struct target){ .has_address = true,
				.address = { .len = 4,
					     .octet = { 10, 0, 0, (uint8_t)(f->n - f->left--) } } };
	return SOURCE_TARGET;
}

static void what_is_fed_comes_after_all_else(void **state)
{
	const char *operand = "192.0.2.1";
	struct fed fed = { .n = 3, .left = 3 };
	struct source_conf conf = { .operands = &operand,
				    .n_operands = 1,
				    .max_addresses = MAX,
				    .feed = feed,
				    .feed_user = &fed };
	struct source *s;
	struct target t;
	struct why why;

	(void)state;
	assert_string_equal(walk(&conf), "192.0.2.1 10.0.0.0 10.0.0.1 10.0.0.2");
	conf.n_operands = 0;
	conf.n_feed = 4;
	fed.left = 1;
	fed.breaks = true;
	s = source_new(&conf, &why);
	assert_non_null(s);
	assert_false(source_is_short(s));
	assert_true(source_next(s, &t, NULL, &why) == SOURCE_TARGET);
	assert_true(source_share(s) == 0.25);
	assert_true(source_next(s, &t, NULL, &why) == SOURCE_FAILED);
	assert_string_equal(why.text, "it broke");
	source_free(s);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_operand_is_read_as_told),
		cmocka_unit_test(an_operand_that_is_no_target_is_refused),
		cmocka_unit_test(a_file_given_as_a_target_is_told_from_a_typo),
		cmocka_unit_test(a_stranger_is_not_told_which_files_there_are),
		cmocka_unit_test(exact_takes_what_inet_pton_takes),
		cmocka_unit_test(blocks_and_ranges_are_walked_whole),
		cmocka_unit_test(operands_come_before_lists_and_lists_in_order),
		cmocka_unit_test(the_bound_is_for_all_operands_together),
		cmocka_unit_test(a_list_that_cannot_be_read_is_no_input),
		cmocka_unit_test(the_fast_reader_agrees_with_inet_pton),
		cmocka_unit_test(names_are_one_target_each),
		cmocka_unit_test(a_domain_that_is_none_is_refused),
		cmocka_unit_test(what_is_fed_comes_after_all_else),
	};

	return cmocka_run_group_tests(all, make_file, remove_file);
}
