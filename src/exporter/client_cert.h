/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_CLIENT_CERT_H
#define FCRDNS_EXPORTER_CLIENT_CERT_H

/* client_cert: what a connection over TLS shows of its client. */

#include "web_config.h"

#include <stdbool.h>
#include <stdint.h>

/* By what the web configuration asks for; `session` is GnuTLS's, NULL: no TLS. */
bool client_cert_is_right(enum web_client wanted, void *session);
/* Before the handshake: it fails where that is not so, which *n_refused counts. */
void client_cert_demand(enum web_client wanted, void *session, uint64_t *n_refused);

#endif
