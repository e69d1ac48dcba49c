/* SPDX-License-Identifier: MIT */
/* An address as text: what is read comes back from its canonical text and from its reverse name. */
#include <fcrdns/ip.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_address(const struct ip *ip)
{
	uint8_t wire[IP_WIRE_MAX], nets = ip->len == 4 ? 32 : 128;
	char text[IP_TEXT_MAX];
	struct ip back = { 0 };
	struct name reverse = ip_reverse(ip, wire);

	(void)ip_text(ip, text);
	need(ip_parse(&back, text, strlen(text)) && ip_equal(ip, &back));
	need(ip_compare(ip, &back) == 0);
	for (const char *p = text; *p; p++)
		need((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f') || *p == '.' ||
		     *p == ':');
	back = (struct ip){ 0 };
	need(ip_of_reverse(&back, &reverse) && ip_equal(ip, &back));
	for (unsigned bits = 0; bits <= nets; bits++)
		need(ip_within(ip, &back, bits));
	need(!ip_within(ip, &back, nets + 1U));
	if (ip_special(ip))
		need(*ip_special(ip) != '\0');
	if (ip_unmap(&back))
		need(back.len == 4 && !ip_unmap(&back));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *exact = malloc(size ? size : 1);
	struct ip ip = { .len = 77 };

	need(exact != NULL);
	if (size)
		memcpy(exact, data, size);
	if (ip_parse(&ip, exact, size)) {
		need(ip.len == 4 || ip.len == 16);
		need_address(&ip);
	} else {
		need(ip.len == 77);
	}
	free(exact);
	/* Any 4 or 16 octets are an address. */
	ip = (struct ip){ .len = size >= 16 ? 16 : 4 };
	if (size)
		memcpy(ip.octet, data, size < ip.len ? size : ip.len);
	need_address(&ip);
	return 0;
}
