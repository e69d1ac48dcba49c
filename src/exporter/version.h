/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_VERSION_H
#define FCRDNS_EXPORTER_VERSION_H

/* version: of the libraries that the exporter runs with. */

const char *version_cares(void);
const char *version_microhttpd(void);

#endif
