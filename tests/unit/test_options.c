/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/finding.h>
#include <fcrdns/why.h>

#include <string.h>

#include "../../src/cli/command.h"
#include "../../src/cli/elsewhere.h"
#include "../../src/cli/wishes.h"

enum {
	WORDS_MAX = 32
};

static struct options options;
static struct wish wish;

/* Parse `words`, a NULL-ended list without the program's name. */
static bool parse(const char *const *words, struct why *why)
{
	static char copy[8192];
	static char *argv[WORDS_MAX];
	char *p = copy;
	int argc = 0;

	*why = (struct why){ 0 };
	argv[argc++] = strcpy(p, "fcrdns-check");
	for (; *words; words++) {
		p += strlen(p) + 1;
		argv[argc++] = strcpy(p, *words);
	}
	argv[argc] = NULL;
	options_done(&options);
	return options_parse(&options, argc, argv, why);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* The policy of `words` and one target. */
static const struct policy *policy_of(const char *const *words)
{
	struct why why;

	assert_true(parse(words, &why));
	assert_true(wish_policy(&wish, &options, &why));
	return &wish.policy;
}

/* What `words` are refused with, by the command line or the policy. */
static const char *refusal_of(const char *const *words)
{
	static struct why why;
	struct servers_conf conf;

	if (parse(words, &why) && wish_policy(&wish, &options, &why))
		assert_false(wish_servers(&conf, &wish, &options, &why));
	assert_int_equal(why.code, WHY_USAGE);
	return why.text;
}

static const char *resolver_of(const char *const *words)
{
	struct servers_conf conf;
	struct why why;

	assert_true(parse(words, &why));
	assert_true(wish_servers(&conf, &wish, &options, &why));
	return conf.resolver;
}

static void the_table_is_sound(void **state)
{
	(void)state;
	assert_null(opt_table_fault(option_table, n_option_rows));
	/* The field disagrees on these. */
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_table[i].letter && strchr("tcws", option_table[i].letter))
			assert_int_equal(option_table[i].kind, OPT_UNUSED);
}

static void the_table_of_each_command_is_sound(void **state)
{
	static const struct command *const elsewhere[] = { &command_inventory, &command_ptr };

	(void)state;
	for (const struct command *const *c = command_table; *c; c++) {
		row("%s", (*c)->name);
		if ((*c)->whole)
			continue;
		assert_null(opt_table_fault((*c)->table, (*c)->n_rows));
		assert_true((*c)->size >= sizeof(struct command_common));
		assert_ptr_equal(command_of(command_table, (*c)->name), *c);
	}
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		row("%s", elsewhere[i]->name);
		assert_null(opt_table_fault(elsewhere[i]->table, elsewhere[i]->n_rows));
		assert_true(elsewhere[i]->size >= sizeof(struct command_common));
		assert_true(elsewhere_has(elsewhere[i]->name));
	}
	assert_null(command_of(command_table, "mer"));
	assert_null(command_of(command_table, "stale"));
}

static void the_defaults_are_the_documented_ones(void **state)
{
	struct servers servers = { .use_vc = false };
	struct resolver_conf conf;

	(void)state;
	assert_int_equal(policy_of(WORDS("192.0.2.1"))->ptr_limit, 10);
	assert_false(wish.policy.special_skip);
	assert_false(wish.policy.ownership);
	assert_string_equal(wish.policy.ownership_host, "alidnsptrcheck");
	assert_int_equal(wish.policy.expect.len, 0);
	assert_int_equal(wish.policy.helo.kind, HELO_NONE);
	assert_null(resolver_of(WORDS("192.0.2.1")));
	assert_int_equal(wish_source(&options).max_addresses, 16777216);
	assert_int_equal(options.deadline_ms, 20000);
	wish_resolver(&conf, &options, &servers);
	assert_int_equal(conf.first_wait_ms, 400);
	assert_int_equal(conf.timeout_ms, 2000);
	assert_int_equal(conf.retries, 2);
	assert_false(conf.tcp);
	assert_false(conf.notes);
	servers.use_vc = true;
	options.timeout_ms = 100;
	wish_resolver(&conf, &options, &servers);
	assert_int_equal(conf.first_wait_ms, 100);
	assert_true(conf.tcp);
}

static void helo_is_a_name_a_literal_or_neither(void **state)
{
	static const struct {
		const char *text;
		enum helo_kind kind;
		bool brackets;
	} row_of[] = {
		{ "mail.example.com", HELO_NAME, false },
		{ "Mail.Example.COM.", HELO_NAME, false },
		{ "localhost", HELO_NAME, false },
		{ "my_host", HELO_NAME, false },
		{ "[192.0.2.1]", HELO_LITERAL, true },
		{ "[IPv6:2001:db8::1]", HELO_LITERAL, true },
		{ "[ipv6:::1]", HELO_LITERAL, true },
		{ "[2001:db8::1]", HELO_OTHER, false },
		{ "[IPv6:192.0.2.1]", HELO_OTHER, false },
		{ "[192.0.2.300]", HELO_OTHER, false },
		{ "[]", HELO_OTHER, false },
		{ "[", HELO_OTHER, false },
		{ "192.0.2.1", HELO_LITERAL, false },
		{ "2001:db8::1", HELO_LITERAL, false },
		{ "my host", HELO_OTHER, false },
		{ "a..b", HELO_OTHER, false },
		{ "\\097.example.com", HELO_OTHER, false },
		{ "12345", HELO_OTHER, false },
		{ ".", HELO_OTHER, false },
		{ "\033[31m", HELO_OTHER, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char shown[LIMIT_SHOWN];
		uint8_t buf[NAME_MAX_OCTETS];
		struct helo helo;

		row("%s", row_of[i].text);
		assert_true(helo_parse(&helo, buf, shown, row_of[i].text));
		assert_int_equal(helo.kind, row_of[i].kind);
		assert_int_equal(helo.brackets, row_of[i].brackets);
		assert_int_equal(helo.kind == HELO_NAME, helo.name.len > 0);
		assert_int_equal(helo.kind == HELO_LITERAL, helo.literal.len > 0);
		assert_null(strchr(helo.text, '\033'));
	}
	assert_string_equal(refusal_of(WORDS("--helo", "", "192.0.2.1")),
			    "--helo wants a name or an address in brackets");
}

static void ownership_is_split_at_the_first_equals_sign(void **state)
{
	static const struct {
		const char *text, *domain, *value;
	} row_of[] = {
		{ "abc", NULL, "abc" },
		{ "example.com=abc", "example.com", "abc" },
		{ "Example.COM.=abc", "example.com", "abc" },
		{ "example.com=a=b", "example.com", "a=b" },
		{ "abc=", NULL, "abc=" },
		{ "abc==", NULL, "abc==" },
		{ "MS=ms1.2", NULL, "MS=ms1.2" },
		{ "com.=x", NULL, "com.=x" },
		{ "=example.com=abc", NULL, "example.com=abc" },
		{ "==", NULL, "=" },
		{ "a b.c=d", NULL, "a b.c=d" },
		{ "a..b=d", NULL, "a..b=d" },
		{ "1.2=d", NULL, "1.2=d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const struct policy *p =
			policy_of(WORDS("--ownership", row_of[i].text, "192.0.2.1"));
		char domain[NAME_TEXT_MAX];

		row("%s", row_of[i].text);
		assert_true(p->ownership);
		assert_string_equal(p->ownership_value, row_of[i].value);
		assert_int_equal(p->ownership_len, strlen(row_of[i].value));
		name_text(&p->ownership_domain, domain);
		assert_string_equal(domain, row_of[i].domain ? row_of[i].domain : "");
	}
	assert_string_equal(refusal_of(WORDS("--ownership=example.com=", "192.0.2.1")),
			    "--ownership wants a value of 1 to 4096 octets");
	assert_string_equal(refusal_of(WORDS("--ownership==", "192.0.2.1")),
			    "--ownership wants a value of 1 to 4096 octets");
	assert_string_equal(refusal_of(WORDS("--ownership-host=a..b", "192.0.2.1")),
			    "--ownership-host wants one or more labels, not 'a..b'");
}

static void expect_wants_a_host_name(void **state)
{
	static const char *const bad[] = { "",
					   "192.0.2.1",
					   ".",
					   "a b",
					   "a..b",
					   "*.example.com",
					   "-a.example.com" };
	char text[NAME_TEXT_MAX];

	(void)state;
	name_text(&policy_of(WORDS("--expect", "Mail.Example.com.", "192.0.2.1"))->expect, text);
	assert_string_equal(text, "mail.example.com");
	assert_true(policy_of(WORDS("--expect", "localhost", "192.0.2.1"))->expect.len > 0);
	assert_true(policy_of(WORDS("--expect", "a_b.example", "192.0.2.1"))->expect.len > 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_memory_equal(refusal_of(WORDS("--expect", bad[i], "192.0.2.1")),
				    "--expect wants a host name, not '", 33);
	assert_string_equal(
		refusal_of(WORDS("--expect", "\303\244.example", "192.0.2.1")),
		"--expect wants a host name in ASCII (xn--...), not '\\195\\164.example'");
}

static void ignore_takes_known_codes_only(void **state)
{
	const struct policy *p = policy_of(WORDS("--ignore", "ptr_multiple,generic_name",
						 "--ignore=v4_mapped_input", "192.0.2.1"));
	uint64_t want[2] = { 0 };

	(void)state;
	want[FINDING_PTR_MULTIPLE / 64] |= (uint64_t)1 << FINDING_PTR_MULTIPLE % 64;
	want[FINDING_GENERIC_NAME / 64] |= (uint64_t)1 << FINDING_GENERIC_NAME % 64;
	want[FINDING_V4_MAPPED_INPUT / 64] |= (uint64_t)1 << FINDING_V4_MAPPED_INPUT % 64;
	assert_memory_equal(p->ignore, want, sizeof(want));
	assert_string_equal(refusal_of(WORDS("--ignore=ptr_multiple,nope", "192.0.2.1")),
			    "--ignore wants codes of findings such as ptr_multiple, not 'nope'");
	assert_string_equal(refusal_of(WORDS("--ignore=", "192.0.2.1")),
			    "--ignore wants codes of findings such as ptr_multiple, not ''");
	assert_string_equal(refusal_of(WORDS("--ignore=ptr_multiple,", "192.0.2.1")),
			    "--ignore wants codes of findings such as ptr_multiple, not ''");
}

static void servers_come_from_r_and_at(void **state)
{
	static char many[RESOLVER_TEXT_MAX + 8];

	(void)state;
	assert_string_equal(resolver_of(WORDS("-r", "192.0.2.53", "192.0.2.1")), "192.0.2.53");
	assert_string_equal(resolver_of(WORDS("@192.0.2.53", "192.0.2.1")), "192.0.2.53");
	assert_string_equal(resolver_of(WORDS("-ra,b", "192.0.2.1", "@c", "-rd")), "a,b,d,c");
	assert_string_equal(resolver_of(WORDS("-r@/etc/resolv.conf", "192.0.2.1")),
			    "@/etc/resolv.conf");
	assert_int_equal(options.operands.n, 1);
	assert_string_equal(refusal_of(WORDS("@", "192.0.2.1")),
			    "-r and @ must have the address of a resolver, or @FILE");
	assert_string_equal(refusal_of(WORDS("-r", "@a", "-r", "b", "192.0.2.1")),
			    "a file of resolvers cannot be mixed with other resolvers");
	memset(many, 'a', sizeof(many) - 1);
	assert_string_equal(refusal_of(WORDS("-r", many, "192.0.2.1")),
			    "there are too many resolvers, at most 16");
}

static void a_run_without_targets_is_told_what_to_say(void **state)
{
	const char *want = "what shall be checked? For one address: fcrdns-check 192.0.2.1, for a "
			   "list: fcrdns-check -l FILE";

	(void)state;
	assert_string_equal(refusal_of(WORDS("-j")), want);
	assert_string_equal(refusal_of(WORDS("@192.0.2.53")), want);
	assert_string_equal(refusal_of(WORDS("-j", "report", "a.jsonl")),
			    "the command 'report' comes before its options");
	assert_string_equal(refusal_of(WORDS("@192.0.2.53", "-j", "ptr", "192.0.2.1")),
			    "the command 'ptr' comes before its options");
	assert_string_equal(refusal_of(WORDS("-j", "merge", "a.jsonl")),
			    "the command 'merge' comes before its options");
	assert_string_equal(refusal_of(WORDS("-j", "explain-bounce")),
			    "the command 'explain-bounce' comes before its options");
}

static void the_last_of_contrary_options_wins(void **state)
{
	struct why why;

	(void)state;
	assert_true(parse(WORDS("-j", "--format=text", "-6", "-4", "192.0.2.1"), &why));
	assert_int_equal(options.format, FORMAT_TEXT);
	assert_int_equal(options.family, SERVERS_IPV4);
}

static void colour_is_for_terminals_that_want_it(void **state)
{
	static const struct {
		const char *no_color, *term, *option;
		bool is_terminal, colour;
	} row_of[] = {
		{ NULL, "xterm", "auto", true, true },	{ NULL, "xterm", "auto", false, false },
		{ "1", "xterm", "auto", true, false },	{ "", "xterm", "auto", true, true },
		{ NULL, "dumb", "auto", true, false },	{ NULL, NULL, "auto", true, false },
		{ "1", "dumb", "always", false, true }, { NULL, "xterm", "never", true, false },
	};
	struct servers servers = { 0 };
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		unsetenv("NO_COLOR");
		unsetenv("TERM");
		if (row_of[i].no_color)
			setenv("NO_COLOR", row_of[i].no_color, 1);
		if (row_of[i].term)
			setenv("TERM", row_of[i].term, 1);
		assert_true(parse(WORDS("--color", row_of[i].option, "192.0.2.1"), &why));
		assert_int_equal(wish_look(&options, &servers, row_of[i].is_terminal).colour,
				 row_of[i].colour);
		options.format = FORMAT_JSONL;
		assert_false(wish_look(&options, &servers, true).colour);
	}
}

static void the_width_is_bounded(void **state)
{
	static const struct {
		const char *columns;
		unsigned width;
	} row_of[] = {
		{ "60", 60 }, { "20", 40 }, { "200", 100 }, { "99999999999999999999", 100 }
	};
	struct servers servers = { 0 };
	struct why why;

	(void)state;
	assert_true(parse(WORDS("192.0.2.1"), &why));
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		setenv("COLUMNS", row_of[i].columns, 1);
		assert_int_equal(wish_look(&options, &servers, true).width, row_of[i].width);
		assert_int_equal(wish_look(&options, &servers, false).width, 80);
	}
}

static int finish(void **state)
{
	(void)state;
	options_done(&options);
	return 0;
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(the_table_of_each_command_is_sound),
		cmocka_unit_test(the_defaults_are_the_documented_ones),
		cmocka_unit_test(helo_is_a_name_a_literal_or_neither),
		cmocka_unit_test(ownership_is_split_at_the_first_equals_sign),
		cmocka_unit_test(expect_wants_a_host_name),
		cmocka_unit_test(ignore_takes_known_codes_only),
		cmocka_unit_test(servers_come_from_r_and_at),
		cmocka_unit_test(a_run_without_targets_is_told_what_to_say),
		cmocka_unit_test(the_last_of_contrary_options_wins),
		cmocka_unit_test(colour_is_for_terminals_that_want_it),
		cmocka_unit_test(the_width_is_bounded),
	};

	return cmocka_run_group_tests(all, NULL, finish);
}
