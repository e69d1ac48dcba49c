/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/provider.h>

#include <string.h>

#include "../../src/judge/default_name.h"

static const struct {
	const char *address, *name;
	bool is_default;
} row_of[] = {
	{ "119.8.240.30", "ecs-119-8-240-30.compute.hwclouds-dns.com", true },
	{ "119.8.240.31", "ecs-119-8-240-30.compute.hwclouds-dns.com", false },
	{ "119.8.240.30", "ecs-119-8-240-30.compute.hwclouds-dns.com.example", true },
	{ "119.8.240.30", "ecs-119-8-240-30.compute", false },
	{ "119.8.240.30", "xecs-119-8-240-30.compute.hwclouds-dns.com", false },
	{ "34.94.151.129", "129.151.94.34.bc.googleusercontent.com", true },
	{ "129.151.94.34", "129.151.94.34.bc.googleusercontent.com", false },
	{ "13.58.70.215", "ec2-13-58-70-215.us-east-2.compute.amazonaws.com", true },
	{ "13.58.70.215", "ec2-13-58-70-215.us.east.compute.amazonaws.com", false },
	{ "13.58.70.215", "ec2-013-58-70-215.us-east-2.compute.amazonaws.com", false },
	{ "13.58.70.0", "ec2-13-58-70-0.us-east-2.compute.amazonaws.com", true },
	{ "13.58.70.215", "ec2-13-58-70-2150.us-east-2.compute.amazonaws.com", false },
	{ "192.0.2.143", "li685-143.members.linode.com", true },
	{ "192.0.2.142", "li685-143.members.linode.com", false },
	{ "5.189.157.215", "vmi407723.contaboserver.net", false },
	{ "192.0.2.1", "mail.example.com", false },
	{ "2001:db8::1", "static.1.0.0.0.clients.your-server.de", false },
};

static void a_default_name_carries_the_octets_of_its_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name;
		struct ip ip;

		row("%s %s", row_of[i].address, row_of[i].name);
		assert_true(ip_parse(&ip, row_of[i].address, strlen(row_of[i].address)));
		assert_true(name_parse(&name, buf, row_of[i].name, strlen(row_of[i].name)));
		assert_int_equal(name_is_default(&name, &ip), row_of[i].is_default);
	}
}

static void a_default_name_tells_who_gave_it(void **state)
{
	static const struct {
		const char *address, *name, *provider;
	} rows[] = {
		{ "119.8.240.30", "ecs-119-8-240-30.compute.hwclouds-dns.com", "huawei" },
		{ "119.8.240.30", "ecs-119-8-240-30.compute.hwclouds-dns.com.example", NULL },
		{ "192.0.2.143", "li685-143.members.linode.com", "linode" },
		{ "192.0.2.142", "li685-143.members.linode.com", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct provider *p;
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name;
		struct ip ip;

		row("%s %s", rows[i].address, rows[i].name);
		assert_true(ip_parse(&ip, rows[i].address, strlen(rows[i].address)));
		assert_true(name_parse(&name, buf, rows[i].name, strlen(rows[i].name)));
		p = default_provider(&name, &ip);
		assert_int_equal(p != NULL, rows[i].provider != NULL);
		if (p)
			assert_string_equal(p->id, rows[i].provider);
	}
}

TESTS(a_default_name_tells_who_gave_it, a_default_name_carries_the_octets_of_its_address)
