/* SPDX-License-Identifier: MIT */
#include "default_name.h"

const struct default_name default_names[] = {
	{ "huawei-ecs", "ecs-{a}-{b}-{c}-{d}.compute.hwclouds-dns.com" },
	{ "otc-ecs", "ecs-{a}-{b}-{c}-{d}.reverse.open-telekom-cloud.com" },
	{ "huawei-family", "ecs-{a}-{b}-{c}-{d}.compute.{*}" },
	{ "huawei-family", "ecs-{a}-{b}-{c}-{d}.reverse.{*}" },
	{ "aws-use1", "ec2-{a}-{b}-{c}-{d}.compute-1.amazonaws.com" },
	{ "aws-region", "ec2-{a}-{b}-{c}-{d}.{r}.compute.amazonaws.com" },
	{ "aws-china", "ec2-{a}-{b}-{c}-{d}.{r}.compute.amazonaws.com.cn" },
	{ "gcp", "{d}.{c}.{b}.{a}.bc.googleusercontent.com" },
	{ "hetzner-v4", "static.{d}.{c}.{b}.{a}.clients.your-server.de" },
	{ "hetzner-old", "static.{a}-{b}-{c}-{d}.clients.your-server.de" },
	{ "hetzner-old", "{a}-{b}-{c}-{d}.clients.your-server.de" },
	{ "vultr", "{a}.{b}.{c}.{d}.vultrusercontent.com" },
	{ "vultr", "{a}.{b}.{c}.{d}.vultr.com" },
	{ "linode-new", "{a}-{b}-{c}-{d}.ip.linodeusercontent.com" },
	{ "linode-old", "li{n}-{d}.members.linode.com" },
	{ "scaleway", "{d}-{c}-{b}-{a}.instances.scw.cloud" },
	{ "ovh-ip", "ip{d}.ip-{a}-{b}-{c}.eu" },
	{ "ovh-ip", "ip{d}.ip-{a}-{b}-{c}.net" },
	{ "ovh-ip", "ip{d}.ip-{a}-{b}-{c}.com" },
	{ "ovh-ip", "{d}.ip-{a}-{b}-{c}.eu" },
	{ "ovh-ip", "{d}.ip-{a}-{b}-{c}.net" },
	{ "ovh-ip", "{d}.ip-{a}-{b}-{c}.com" },
	{ "ovh-ns", "ns{n}.ip-{a}-{b}-{c}.eu" },
	{ "ovh-ns", "ns{n}.ip-{a}-{b}-{c}.net" },
	{ "contabo-ip", "ip-{d}-{c}-{b}-{a}.static.contabo.net" },
	{ "upcloud", "{a}-{b}-{c}-{d}.{r}.upcloud.host" },
};
const size_t n_default_names = sizeof(default_names) / sizeof(default_names[0]);

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_of_label(char c)
{
	return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z');
}

/* Behind the octet's decimal number, which does not go on; NULL: it is another. */
static const char *skip_octet(const char *p, unsigned octet)
{
	unsigned value = 0, n = 0;
	bool is_padded = *p == '0';

	for (; is_digit(*p) && n < 4; p++, n++)
		value = value * 10 + (unsigned)(*p - '0');
	return n && n < 4 && !(is_padded && n > 1) && value == octet ? p : NULL;
}

static const char *skip_run(const char *p, bool is_kind(char))
{
	const char *first = p;

	while (is_kind(*p))
		p++;
	return p > first ? p : NULL;
}

static bool fits(const char *template, const char *p, const struct ip *ip)
{
	while (*template) {
		if (*template != '{') {
			if (*template ++ != *p++)
				return false;
			continue;
		}
		switch (template[1]) {
		case 'n':
			p = skip_run(p, is_digit);
			break;
		case 'r':
			p = skip_run(p, is_of_label);
			break;
		case '*':
			return *p != '\0';
		default:
			p = skip_octet(p, ip->octet[template[1] - 'a']);
			break;
		}
		if (!p)
			return false;
		template += 3;
	}
	return !*p;
}

bool name_is_default(const struct name *name, const struct ip *ip)
{
	char text[NAME_TEXT_MAX];

	if (ip->len != 4 || !name->len)
		return false;
	(void)name_text(name, text);
	for (size_t i = 0; i < n_default_names; i++)
		if (fits(default_names[i].template, text, ip))
			return true;
	return false;
}
