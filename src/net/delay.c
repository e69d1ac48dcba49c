/* SPDX-License-Identifier: MIT */
#include "delay.h"

#include <limits.h>

enum {
	PARTS = 16, /* what one answer weighs */
	DEVIATIONS = 4,
	BEARABLE_US = 2000 * 1000,
	LEAST = 16,  /* that many may wait at any server */
	GROWS = 4,   /* by such a part in the time of an answer */
	MOST = 8192 /* more never wait */
};

void delay_init(struct delay *d, uint64_t most_us)
{
	*d = (struct delay){ .most_us = most_us,
			     .bearable_us = most_us / 2 < BEARABLE_US ? most_us / 2 : BEARABLE_US,
			     .window = UINT_MAX };
}

/* One answer moves it by its part; never below 0. */
static uint64_t moved(uint64_t value, uint64_t to)
{
	return to > value ? value + (to - value) / PARTS : value - (value - to) / PARTS;
}

/* In the time of an answer once: only then it shows what the last change has brought. */
static void change_window(struct delay *d, unsigned n_out, uint64_t now_us)
{
	unsigned n = n_out < d->window ? n_out : d->window;

	if (now_us - d->changed_us < d->mean_us)
		return;
	d->changed_us = now_us;
	if (d->mean_us > d->bearable_us) {
		n = (unsigned)(n * d->bearable_us / d->mean_us);
		d->window = n > LEAST ? n : LEAST;
	} else if (d->window < MOST && d->mean_us < d->bearable_us / 2) {
		d->window += d->window / GROWS;
	}
	if (d->window >= MOST)
		d->window = UINT_MAX;
}

void delay_on_answer(struct delay *d, uint64_t took_us, unsigned n_out, uint64_t now_us)
{
	uint64_t off;

	if (!d->mean_us) {
		d->mean_us = took_us;
		d->deviation_us = took_us / 2;
		return;
	}
	off = took_us > d->mean_us ? took_us - d->mean_us : d->mean_us - took_us;
	d->deviation_us = moved(d->deviation_us, off);
	d->mean_us = moved(d->mean_us, took_us);
	change_window(d, n_out, now_us);
}

uint64_t delay_wait_us(const struct delay *d)
{
	uint64_t wait_us = d->mean_us + DEVIATIONS * d->deviation_us;

	return wait_us < d->most_us ? wait_us : d->most_us;
}
