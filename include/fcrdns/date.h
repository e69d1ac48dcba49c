/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DATE_H
#define FCRDNS_DATE_H

/*
 * date: a moment in UTC as the calendar has it. Pure: no locale, no time zone, no lock.
 */

#include <stdint.h>

struct date {
	unsigned year, month, day; /* from 1 */
	unsigned hour, minute, second;
};

/* Unix time, from 1970 to the end of the year 9999; what is outside becomes the nearest. */
struct date date_of(int64_t unix_s);

#endif
