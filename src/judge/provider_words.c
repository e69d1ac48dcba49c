/* SPDX-License-Identifier: MIT */
#include <fcrdns/provider.h>

#include <fcrdns/text.h>

#include <string.h>

/* Nothing that a shell, jq's strings or a person's eye reads as more than a word. */
static bool is_plain(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._:/@+";

	return *s && *s != '-' && s[strspn(s, plain)] == '\0';
}

static void put_word(const char *value, const char *unknown, struct text *out)
{
	text_str(out, is_plain(value) ? value : unknown);
}

static void put_name(const struct name *ptr, bool dot, struct text *out)
{
	char text[NAME_TEXT_MAX];

	if (ptr && ptr->len) {
		name_text(ptr, text);
		if (is_plain(text)) {
			text_str(out, text);
			if (dot && !name_is_root(ptr))
				text_char(out, '.');
			return;
		}
	}
	text_str(out, dot ? "NAME." : "NAME");
}

static void put_address(const struct holding *h, bool reverse, struct text *out)
{
	uint8_t wire[IP_WIRE_MAX];
	struct name name;

	if (!h->address.len) {
		text_str(out, reverse ? "REVERSE_NAME" : "ADDRESS");
	} else if (reverse) {
		name = ip_reverse(&h->address, wire);
		name_put(&name, out);
	} else {
		ip_put(&h->address, out);
	}
}

/* OpenStack's "Region:uuid": an inventory has it as the id, a file may have the uuid alone. */
static void put_key(const struct holding *h, struct text *out)
{
	const char *id = h->id ? h->id : "";

	if (!strchr(id, ':')) {
		put_word(h->region ? h->region : "", "REGION", out);
		text_char(out, ':');
	}
	put_word(id, "ADDRESS_ID", out);
}

static void put_sign(char sign, const struct holding *h, const struct name *ptr, uint32_t ttl_s,
		     struct text *out)
{
	switch (sign) {
	case 'a':
		put_address(h, false, out);
		break;
	case 'p':
		put_address(h, true, out);
		break;
	case 'i':
		put_word(h->id ? h->id : "", "ADDRESS_ID", out);
		break;
	case 'r':
		put_word(h->region ? h->region : "", "REGION", out);
		break;
	case 'k':
		put_key(h, out);
		break;
	case 'n':
		put_name(ptr, true, out);
		break;
	case 'N':
		put_name(ptr, false, out);
		break;
	case 't':
		if (ttl_s)
			text_uint(out, ttl_s);
		else
			text_str(out, "TTL");
		break;
	default: /* the table has no others, which a test sees to */
		text_char(out, '%');
		text_char(out, sign);
	}
}

void provider_words(const char *words, const struct holding *h, const struct name *ptr,
		    uint32_t ttl_s, struct text *out)
{
	for (const char *p = words; *p; p++) {
		if (*p == '%' && p[1])
			put_sign(*++p, h, ptr, ttl_s, out);
		else
			text_char(out, *p);
	}
}
