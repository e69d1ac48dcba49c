/* SPDX-License-Identifier: MIT */
#include "percent.h"

#include <fcrdns/text.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_unreserved(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static void put_octet(struct text *out, uint8_t c)
{
	static const char digits[] = "0123456789ABCDEF";

	if (is_unreserved(c)) {
		text_char(out, (char)c);
	} else {
		text_char(out, '%');
		text_char(out, digits[c >> 4]);
		text_char(out, digits[c & 15]);
	}
}

void percent_put(struct text *out, const char *octets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_octet(out, (uint8_t)octets[i]);
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void percent_put_again(struct text *out, const char *octets, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = octets[i] == '%' && n - i > 2 ? digit_of(octets[i + 1]) : -1;
		int low = high >= 0 ? digit_of(octets[i + 2]) : -1;

		if (low >= 0)
			i += 2;
		put_octet(out, (uint8_t)(low >= 0 ? high << 4 | low : octets[i]));
	}
}

void percent_put_pair(struct text *out, char sign, const char *name, const char *value)
{
	text_char(out, sign);
	percent_put(out, name, strlen(name));
	text_char(out, '=');
	percent_put(out, value, strlen(value));
}
