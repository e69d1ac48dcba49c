/* SPDX-License-Identifier: MIT */
#include <fcrdns/date.h>

static const int64_t LAST = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */

struct date date_of(int64_t unix_s)
{
	uint64_t s = unix_s < 0 ? 0 : (uint64_t)(unix_s > LAST ? LAST : unix_s);
	uint64_t days = s / 86400 + 719468; /* since 0000-03-01, the first day of a leap cycle */
	unsigned day_s = (unsigned)(s % 86400);
	unsigned of_cycle = (unsigned)(days % 146097); /* 400 years */
	unsigned year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
	unsigned of_year = of_cycle - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153; /* 0: March */

	return (struct date){
		.year = year + (unsigned)(days / 146097 * 400) + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = of_year - (153 * month + 2) / 5 + 1,
		.hour = day_s / 3600,
		.minute = day_s / 60 % 60,
		.second = day_s % 60,
	};
}
