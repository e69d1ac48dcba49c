/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_ASKED_JSON_H
#define FCRDNS_REPORT_ASKED_JSON_H

/* asked_json: members of a record's JSON that stand there only where a user asks for more, each
 * with the comma before it. Private to src/report. */

struct record;
struct text;

/* "dnsbl": what each list says; nothing where none was asked. */
void asked_json_listings(const struct record *r, struct text *out);
/* "receivers": what they are documented to do. */
void asked_json_receivers(const struct record *r, struct text *out);

#endif
