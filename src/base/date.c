/* SPDX-License-Identifier: MIT */
#include <fcrdns/date.h>

#include <string.h>

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

/* Days from 1970-01-01; year from 1970 on. */
static int64_t days_of(unsigned year, unsigned month, unsigned day)
{
	unsigned y = year - (month <= 2);
	unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

static bool number_of(const char *digits, unsigned n, unsigned *ret)
{
	*ret = 0;
	for (unsigned i = 0; i < n; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		*ret = *ret * 10 + (unsigned)(digits[i] - '0');
	}
	return true;
}

bool date_parse(int64_t *ret_unix_s, const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	struct date d, back;
	int64_t unix_s;

	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (unsigned i = 0; i < sizeof(form) - 1; i++)
		if (form[i] != '0' && form[i] != text[i])
			return false;
	if (!number_of(text, 4, &d.year) || !number_of(text + 5, 2, &d.month) ||
	    !number_of(text + 8, 2, &d.day) || !number_of(text + 11, 2, &d.hour) ||
	    !number_of(text + 14, 2, &d.minute) || !number_of(text + 17, 2, &d.second) ||
	    d.year < 1970 || d.month < 1 || d.month > 12 || d.day < 1 || d.hour > 23 ||
	    d.minute > 59 || d.second > 59)
		return false;
	unix_s = days_of(d.year, d.month, d.day) * 86400 + d.hour * 3600 + d.minute * 60 + d.second;
	back = date_of(unix_s); /* no 31st of June */
	if (back.month != d.month || back.day != d.day)
		return false;
	*ret_unix_s = unix_s;
	return true;
}
