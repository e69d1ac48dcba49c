/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_GZIP_H
#define FCRDNS_REPORT_GZIP_H

/*
 * gzip: octets into members of RFC 1952, by zlib, which is loaded when the first one is made: a
 * plain run does not pay for it.
 */

#include <stdbool.h>
#include <stddef.h>

struct gzip;
struct text;
struct why;

/* NULL (WHY_INTERNAL): zlib is not there. */
struct gzip *gzip_new(struct why *why);
void gzip_free(struct gzip *z);

/* What becomes of `n` octets goes to `out`; some of it may come later. False: no memory. */
bool gzip_put(struct gzip *z, const char *octets, size_t n, struct text *out);
/* The member ends here; the next octets begin another one. For an empty one nothing is written
 * unless it is wanted: a file of no octets is no gzip file. */
bool gzip_end(struct gzip *z, bool also_empty, struct text *out);
/* Octets put into the member that is open. */
size_t gzip_open_octets(const struct gzip *z);

#endif
