/* SPDX-License-Identifier: MIT */
#include "default_name.h"

#include <fcrdns/provider.h>

const struct default_name default_names[] = {
	{ "huawei-ecs", "huawei", "ecs-{a}-{b}-{c}-{d}.compute.hwclouds-dns.com" },
	{ "otc-ecs", "otc", "ecs-{a}-{b}-{c}-{d}.reverse.open-telekom-cloud.com" },
	{ "huawei-family", NULL, "ecs-{a}-{b}-{c}-{d}.compute.{*}" },
	{ "huawei-family", NULL, "ecs-{a}-{b}-{c}-{d}.reverse.{*}" },
	{ "aws-use1", "aws", "ec2-{a}-{b}-{c}-{d}.compute-1.amazonaws.com" },
	{ "aws-region", "aws", "ec2-{a}-{b}-{c}-{d}.{r}.compute.amazonaws.com" },
	{ "aws-china", "aws", "ec2-{a}-{b}-{c}-{d}.{r}.compute.amazonaws.com.cn" },
	{ "gcp", "gcp", "{d}.{c}.{b}.{a}.bc.googleusercontent.com" },
	{ "hetzner-v4", "hetzner", "static.{d}.{c}.{b}.{a}.clients.your-server.de" },
	{ "hetzner-old", "hetzner", "static.{a}-{b}-{c}-{d}.clients.your-server.de" },
	{ "hetzner-old", "hetzner", "{a}-{b}-{c}-{d}.clients.your-server.de" },
	{ "vultr", "vultr", "{a}.{b}.{c}.{d}.vultrusercontent.com" },
	{ "vultr", "vultr", "{a}.{b}.{c}.{d}.vultr.com" },
	{ "linode-new", "linode", "{a}-{b}-{c}-{d}.ip.linodeusercontent.com" },
	{ "linode-old", "linode", "li{n}-{d}.members.linode.com" },
	{ "scaleway", "scaleway", "{d}-{c}-{b}-{a}.instances.scw.cloud" },
	{ "ovh-ip", "ovh", "ip{d}.ip-{a}-{b}-{c}.eu" },
	{ "ovh-ip", "ovh", "ip{d}.ip-{a}-{b}-{c}.net" },
	{ "ovh-ip", "ovh", "ip{d}.ip-{a}-{b}-{c}.com" },
	{ "ovh-ip", "ovh", "{d}.ip-{a}-{b}-{c}.eu" },
	{ "ovh-ip", "ovh", "{d}.ip-{a}-{b}-{c}.net" },
	{ "ovh-ip", "ovh", "{d}.ip-{a}-{b}-{c}.com" },
	{ "ovh-ns", "ovh", "ns{n}.ip-{a}-{b}-{c}.eu" },
	{ "ovh-ns", "ovh", "ns{n}.ip-{a}-{b}-{c}.net" },
	{ "contabo-ip", NULL, "ip-{d}-{c}-{b}-{a}.static.contabo.net" },
	{ "upcloud", NULL, "{a}-{b}-{c}-{d}.{r}.upcloud.host" },
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

static const struct default_name *find(const struct name *name, const struct ip *ip)
{
	char text[NAME_TEXT_MAX];

	if (ip->len != 4 || !name->len)
		return NULL;
	(void)name_text(name, text);
	for (size_t i = 0; i < n_default_names; i++)
		if (fits(default_names[i].template, text, ip))
			return &default_names[i];
	return NULL;
}

bool name_is_default(const struct name *name, const struct ip *ip)
{
	return find(name, ip) != NULL;
}

const struct provider *default_provider(const struct name *name, const struct ip *ip)
{
	const struct default_name *d = find(name, ip);

	return d && d->provider ? provider_of(d->provider) : NULL;
}
