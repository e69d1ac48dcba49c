/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_RANGE_H
#define FCRDNS_RANGE_H

/*
 * range: from where to where a measured value is no news, as the Monitoring Plugins guidelines
 * write it: [@][START:]END. START is 0 unless it is given, and ~ for no lower end; without END
 * there is no upper end; @ turns it round. A value; of numbers in millionths, so that nothing is
 * rounded.
 */

#include <stdbool.h>
#include <stdint.h>

enum {
	RANGE_TEXT_MAX = 64 /* octets of a range's text, with its end */
};

struct range {
	const char *text; /* as given, of [0-9.:@~+-] only; NULL: none, which never alerts */
	int64_t start_us, end_us; /* INT64_MIN and INT64_MAX: open */
	bool inside;		  /* alert within it, ends included, not outside */
};

/* False when `text` is none; it is borrowed. */
bool range_parse(struct range *ret, const char *text);

bool range_alerts(const struct range *r, int64_t value_us);

#endif
