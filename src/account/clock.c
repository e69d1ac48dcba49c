/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <stddef.h>
#include <time.h>

enum {
	TURN_MS = 100 /* a signal that came just before is seen then */
};

uint64_t clock_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

int64_t clock_unix_s(void)
{
	return time(NULL);
}

bool clock_sleep_ms(uint64_t ms, const volatile sig_atomic_t *stop)
{
	uint64_t now = clock_ms(), end = now + ms;

	for (; now < end && !(stop && *stop); now = clock_ms()) {
		uint64_t turn = end - now < TURN_MS ? end - now : TURN_MS;
		struct timespec ts = { .tv_nsec = (long)(turn * 1000000) };

		(void)nanosleep(&ts, NULL);
	}
	return !(stop && *stop);
}
