/* SPDX-License-Identifier: MIT */
/* The web configuration: what is read is what it has to be; what is not is one sentence. */
#include "../../src/exporter/web_config.h"

#include <fcrdns/why.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *text)
{
	need(*text);
	for (; *text; text++)
		need(*text >= ' ' && *text <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct web_config *c = NULL;
	struct why why = { 0 };

	if (size > 1 << 16)
		return 0;
	/* Its files are relative to nothing that is there; a file by a full path is no certificate.
	 */
	if (!web_config_read("/none/of/these/web.yml", (const char *)data, size, &c, &why)) {
		need(!c && why.code != WHY_NONE);
		need_printable(why.text);
		return 0;
	}
	need(!c->cert_pem && !c->key_pem && !c->client_ca_pem && !*c->priorities);
	need(c->n_users <= LIMIT_WEB_USERS && web_config_has_users(c) == (c->n_users > 0));
	need(c->n_headers <= WEB_HEADERS_MAX && c->n_warnings == 0);
	need(c->rate_interval_ms <= 3600000 && c->rate_burst >= 1);
	for (unsigned i = 0; i < c->n_headers; i++) {
		need_printable(c->headers[i].name);
		need_printable(c->headers[i].value);
	}
	web_config_free(c);
	return 0;
}
