/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DATE_H
#define FCRDNS_DATE_H

/*
 * date: a moment in UTC as the calendar has it. Pure: no locale, no time zone, no lock.
 */

#include <stdbool.h>
#include <stdint.h>

struct date {
	unsigned year, month, day; /* from 1 */
	unsigned hour, minute, second;
};

/* Unix time, from 1970 to the end of the year 9999; what is outside becomes the nearest. */
struct date date_of(int64_t unix_s);

/* Unix time of "1970-01-01T00:00:00Z", RFC 3339 in UTC and whole seconds; false for anything else.
 */
bool date_parse(int64_t *ret_unix_s, const char *text);

#endif
