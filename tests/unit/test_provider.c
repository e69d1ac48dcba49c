/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/provider.h>
#include <fcrdns/text.h>

#include <string.h>

static struct holding holding_of(const char *address, const char *region, const char *id)
{
	struct holding h = { .provider = "openstack", .region = region, .id = id };

	if (address)
		assert_true(ip_parse(&h.address, address, strlen(address)));
	return h;
}

static void assert_words(const char *words, const struct holding *h, const char *name,
			 uint32_t ttl_s, const char *want)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name ptr = { 0 };
	struct text t;

	if (name)
		assert_true(name_parse(&ptr, buf, name, strlen(name)));
	text_init(&t, 4096);
	provider_words(words, h, &ptr, ttl_s, &t);
	assert_string_equal(text_cstr(&t), want);
	text_done(&t);
}

static void providers_are_found_by_id_in_any_letter_case(void **state)
{
	size_t n;
	const struct provider *all = provider_list(&n);

	(void)state;
	assert_int_equal(n, 13);
	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(provider_of(all[i].id), &all[i]);
		if (i)
			assert_true(strcmp(all[i - 1].id, all[i].id) < 0);
	}
	assert_string_equal(provider_of("OpenStack")->id, "openstack");
	assert_null(provider_of(""));
	assert_null(provider_of("openstac"));
	assert_null(provider_of("openstackk"));
	assert_null(provider_of("open stack"));
}

static void signs_are_filled_in(void **state)
{
	struct holding h = holding_of("192.0.2.10", "RegionOne", "5f-7a");

	(void)state;
	assert_words("set --ttl %t %k %n", &h, "mail.example.com", 300,
		     "set --ttl 300 RegionOne:5f-7a mail.example.com.");
	h.id = "RegionOne:5f-7a";
	assert_words("%k", &h, NULL, 0, "RegionOne:5f-7a");
	assert_words("%a %p %N 100%", &h, "mail.example.com", 0,
		     "192.0.2.10 10.2.0.192.in-addr.arpa mail.example.com 100%");
}

static void what_is_not_known_is_a_word_in_capitals(void **state)
{
	struct holding h = holding_of(NULL, "", "");

	(void)state;
	assert_words("%a %p %i %r %n %N %t", &h, NULL, 0,
		     "ADDRESS REVERSE_NAME ADDRESS_ID REGION NAME. NAME TTL");
	h.region = NULL;
	h.id = NULL;
	assert_words("%i %r", &h, NULL, 0, "ADDRESS_ID REGION");
}

/* People paste these lines into a shell. */
static void nothing_that_a_shell_would_run_gets_in(void **state)
{
	static const char *const bad[] = {
		"$(id)", "a;b", "a b", "`id`", "a|b", "a'b", "-x", "a>b"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct holding h = holding_of("192.0.2.10", bad[i], bad[i]);

		assert_words("%k", &h, NULL, 0, "REGION:ADDRESS_ID");
	}
	struct holding h = holding_of("192.0.2.10", "r", "i");

	assert_words("%n %N", &h, "a\\;b.example", 0, "NAME. NAME");
	assert_words("%n %N", &h, "a\\$\\(id\\).example", 0, "NAME. NAME");
}

TESTS(providers_are_found_by_id_in_any_letter_case, signs_are_filled_in,
      what_is_not_known_is_a_word_in_capitals, nothing_that_a_shell_would_run_gets_in)
