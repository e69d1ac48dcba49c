/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SHAPE_H
#define FCRDNS_SHAPE_H

/*
 * shape: how words and numbers stand in the host part of a name, as they do in names that were made
 * by a program. Pure.
 */

#include "tokens.h"

enum {
	SHAPE_SERIAL = 5, /* digits of a number that counts customers or machines */
	SHAPE_SERIAL_LONG = 6,
	SHAPE_HARDWARE = 12 /* hexadecimal digits of an Ethernet address */
};

/* How many octets from text[at] on are letters, or digits. */
unsigned letters_at(const struct tokens *t, unsigned at);
unsigned digits_at(const struct tokens *t, unsigned at);

/* Up to three letters and an Ethernet address, at the begin of a label. */
bool has_hardware(const struct tokens *t);
/* The name begins with a long serial number, behind some letters or a word with a hyphen. */
bool begins_with_serial(const struct tokens *t);
/* x12y34z56: a place in racks, shelves and ports. */
bool is_alternating(const struct tokens *t);

/* A number in the first label, or in that of a word of those kinds. */
bool has_number_beside(const struct tokens *t, unsigned kinds);
/* A word of those kinds is list[i], and a number of `digits` or more stands right behind it. */
bool is_bound(const struct tokens *t, unsigned i, unsigned kinds, unsigned digits);
/* A number that counts lines. dsl12.example.com has none: it may be anybody's. */
bool has_bound_line(const struct tokens *t);
/* cust.adsl.example.com is one name for all lines; dsl.example.com may be anybody's. */
bool has_line_over_line(const struct tokens *t);

#endif
