/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_ACCOUNT_CLOCK_H
#define FCRDNS_ACCOUNT_CLOCK_H

/*
 * clock: the time, and waiting.
 */

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

uint64_t clock_ms(void); /* never goes back */
int64_t clock_unix_s(void);
/* False: `stop` (or NULL) was set before the time was over. */
bool clock_sleep_ms(uint64_t ms, const volatile sig_atomic_t *stop);

#endif
