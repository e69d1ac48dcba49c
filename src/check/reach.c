/* SPDX-License-Identifier: MIT */
#include <fcrdns/reach.h>

#include <string.h>

static bool is_loopback(const struct ip *ip)
{
	static const struct ip four = { 4, { 127 } },
			       six = { 16, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } };

	return ip_within(ip, &four, 8) || ip_equal(ip, &six);
}

/* A packet to it may come out at an IPv4 address: RFC 6052, RFC 3056, RFC 4291 section 2.5.5.1. */
static bool stands_for_v4(const struct ip *ip, struct ip *ret)
{
	static const struct ip nat64 = { 16, { 0x00, 0x64, 0xff, 0x9b } },
			       compatible = { 16, { 0 } }, six_to_four = { 16, { 0x20, 0x02 } };
	bool is_6to4 = ip_within(ip, &six_to_four, 16);

	if (!is_6to4 && !ip_within(ip, &nat64, 96) && !ip_within(ip, &compatible, 96))
		return false;
	*ret = (struct ip){ .len = 4 };
	memcpy(ret->octet, ip->octet + (is_6to4 ? 2 : 12), 4);
	return true;
}

/* RFC 3879: site-local addresses are no more, and still lead inside. */
static bool is_inside(const struct ip *ip)
{
	static const struct ip site = { 16, { 0xfe, 0xc0 } };
	struct ip four;

	return ip_special(ip) || ip_within(ip, &site, 10) ||
	       (stands_for_v4(ip, &four) && ip_special(&four));
}

bool reach_has(enum reach reach, const struct ip *ip)
{
	return !is_inside(ip) || reach == REACH_INSIDE ||
	       (reach == REACH_LOOPBACK && is_loopback(ip));
}
