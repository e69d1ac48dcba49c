/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_VISIT_H
#define FCRDNS_EXPORTER_VISIT_H

/*
 * visit: one request from its first line until its answer has left: what libmicrohttpd calls us
 * with, in the order of its calls. One that has to wait is suspended meanwhile.
 */

#include <microhttpd.h>
#include <stddef.h>

/* `exporter` is the struct exporter; see microhttpd.h for the rest. */
void *visit_on_uri(void *exporter, const char *uri, struct MHD_Connection *connection);
enum MHD_Result visit_on_request(void *exporter, struct MHD_Connection *connection, const char *url,
				 const char *method, const char *version, const char *upload,
				 size_t *upload_size, void **visit);
void visit_on_end(void *exporter, struct MHD_Connection *connection, void **visit,
		  enum MHD_RequestTerminationCode code);
void visit_on_connection(void *exporter, struct MHD_Connection *connection, void **visitor,
			 enum MHD_ConnectionNotificationCode code);

#endif
