/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_CLIENT_CERT_H
#define FCRDNS_EXPORTER_CLIENT_CERT_H

/* client_cert: what a connection over TLS shows of its client. */

#include "web_config.h"

#include <stdbool.h>

/* By what the web configuration asks for; `session` is GnuTLS's, NULL: no TLS. */
bool client_cert_is_right(enum web_client wanted, void *session);

#endif
