/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GUNZIP_H
#define FCRDNS_GUNZIP_H

/* gunzip: a file that is compressed by gzip (RFC 1952, several members too), read as a stream.
 * zlib is loaded when the first one is wanted. Private to src/report. */

#include <stdbool.h>
#include <stddef.h>

struct gunzip;
struct why;

/* `fd` becomes its own. NULL (WHY_INTERNAL): zlib is not there, or no memory; then it does not. */
struct gunzip *gunzip_new(int fd, struct why *why);
/* As read(2); errno is EILSEQ where it is damaged, cut short or not compressed. */
long gunzip_read(struct gunzip *g, char *into, size_t n);
void gunzip_free(struct gunzip *g);

#endif
