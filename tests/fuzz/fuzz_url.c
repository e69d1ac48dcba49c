/* SPDX-License-Identifier: MIT */
/* The URL of a resolver or a proxy: what is taken is bounded, harmless, and read again as itself.
 */
#include "../../src/net/url.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_sound(const struct url *url,
		       bool (*parse)(struct url *, const char *, size_t, struct why *))
{
	size_t len = strlen(url->text);
	const char *host = strstr(url->text, "://") + 3, *end = host + strcspn(host, "/?");
	struct url again;

	need(len <= LIMIT_URL && url_is_meant(url->text, len));
	for (size_t i = 0; i < len; i++)
		need(url->text[i] > ' ' && url->text[i] < 127 &&
		     !strchr("\"<>\\^`{|}#", url->text[i]));
	need(end > host && !memchr(host, '@', (size_t)(end - host)));
	need(url->family_len == 0 || url->family_len == 4 || url->family_len == 16);
	need((url->family_len == 16) == (*host == '['));
	need(parse(&again, url->text, len, NULL) && !strcmp(again.text, url->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *exact = malloc(size ? size : 1);
	struct url url;

	need(exact != NULL);
	if (size)
		memcpy(exact, data, size);
	if (url_parse(&url, exact, size, NULL)) {
		need(!strncmp(url.text, "https://", 8));
		need_sound(&url, url_parse);
	}
	if (url_proxy_parse(&url, exact, size, NULL))
		need_sound(&url, url_proxy_parse);
	free(exact);
	return 0;
}
