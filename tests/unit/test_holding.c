/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/holding.h>
#include <fcrdns/report.h>
#include <fcrdns/text.h>

#include <string.h>

static void states_have_texts_of_their_own(void **state)
{
	enum ptr_state s;

	(void)state;
	for (enum ptr_state i = PTR_UNTOLD; i <= PTR_ERROR; i++) {
		assert_true(ptr_state_parse(&s, ptr_state_text(i)));
		assert_int_equal(s, i);
	}
	assert_false(ptr_state_parse(&s, "ACTIVE"));
	assert_false(ptr_state_parse(&s, ""));
}

static void a_line_says_all_that_an_inventory_knows(void **state)
{
	static const uint8_t wire[] = "\4mail\7example\3com";
	struct holding h = { .address = { 4, { 192, 0, 2, 10 } },
			     .provider = "openstack",
			     .account = "p\"1",
			     .region = "RegionOne",
			     .id = "8e2c",
			     .label = "",
			     .is_bound = true,
			     .ptr_state = PTR_ACTIVE,
			     .ptr = { wire, sizeof(wire) },
			     .has_ttl = true,
			     .ttl_s = 3600 };
	struct text out;

	(void)state;
	text_init(&out, 4096);
	report_holding(&h, &out);
	assert_string_equal(text_cstr(&out),
			    "{\"address\":\"192.0.2.10\",\"provider\":\"openstack\","
			    "\"account\":\"p\\\"1\",\"region\":\"RegionOne\",\"id\":\"8e2c\","
			    "\"label\":\"\",\"bound\":true,\"ptr\":\"mail.example.com\","
			    "\"ptr_state\":\"active\",\"ttl\":3600}\n");
	h = (struct holding){ .address = { 16, { 0x20, 1, 0xd, 0xb8 } },
			      .provider = "",
			      .account = "",
			      .region = "",
			      .id = "",
			      .label = "b\303\274ro\33",
			      .ptr_state = PTR_UNTOLD };
	out.len = 0;
	report_holding(&h, &out);
	assert_string_equal(
		text_cstr(&out),
		"{\"address\":\"2001:db8::\",\"provider\":\"\",\"account\":\"\","
		"\"region\":\"\",\"id\":\"\",\"label\":\"b\\\\195\\\\188ro\\\\027\","
		"\"bound\":false,\"ptr\":null,\"ptr_state\":\"untold\",\"ttl\":null}\n");
	text_done(&out);
}

TESTS(states_have_texts_of_their_own, a_line_says_all_that_an_inventory_knows)
