/* SPDX-License-Identifier: MIT */
#include "slices.h"

#include <stddef.h>

enum {
	SLICE_US = 10 * 1000, /* its least length, */
	SLICE_SENT = 3,	      /* ... and packets */
	SLICE_MOST_US = 500 * 1000,
	COHORT_US = 100 * 1000, /* its least length */
	COHORT_MOST_US = 5000 * 1000,
	COHORT_SENT = 20,     /* packets that say something */
	DEAF_US = 100 * 1000, /* the longest silence in which the server's time goes on */
	STILL_US = 50 * 1000,
	STILL_SENT = 10,
	STILL_TIMES = 8, /* as long as usual */
	APART_US = 500 * 1000,
	PARTS = 8
};

void slices_init(struct slices *s, uint64_t mature_us)
{
	*s = (struct slices){ .mature_us = mature_us };
}

/* What it owes when it stands still it may well answer later, and that is no loss. */
static uint64_t lively_us(const struct slices *s, uint64_t now_us)
{
	uint64_t silent = now_us - s->heard_us;

	return s->lively_us + (silent < DEAF_US ? silent : DEAF_US);
}

static struct cohort *slice_of(struct slices *s, uint32_t number)
{
	return &s->slice[number % SLICES];
}

/* The one of that number, or NULL if it was looked at. */
static struct cohort *open_slice(struct slices *s, uint32_t number)
{
	return number - s->first < s->next - s->first ? slice_of(s, number) : NULL;
}

static bool is_over(const struct cohort *slice, uint64_t now_us)
{
	uint64_t age = now_us - slice->began_us;

	return (age >= SLICE_US && slice->sent >= SLICE_SENT) || age >= SLICE_MOST_US;
}

uint32_t slices_on_sent(struct slices *s, uint64_t now_us)
{
	struct cohort *c = slice_of(s, s->next - 1);

	if (s->first == s->next || (is_over(c, now_us) && s->next - s->first < SLICES)) {
		c = slice_of(s, s->next++);
		*c = (struct cohort){ .began_us = now_us };
	}
	c->sent++;
	c->last_us = now_us;
	c->lively_us = lively_us(s, now_us);
	return s->next - 1;
}

void slices_on_answer(struct slices *s, uint32_t number, bool failed, uint64_t now_us)
{
	struct cohort *c = open_slice(s, number);

	s->lively_us = lively_us(s, now_us);
	s->heard_us = now_us;
	if (c && failed)
		c->failed++;
	else if (c)
		c->good++;
}

void slices_on_moot(struct slices *s, uint32_t number)
{
	struct cohort *c = open_slice(s, number);

	if (c)
		c->moot++;
}

void slices_on_told(struct slices *s, uint32_t number)
{
	struct cohort *c = open_slice(s, number);

	if (c)
		c->moot--;
}

/* ---- cohorts ---- */

static void add(struct cohort *to, const struct cohort *c)
{
	if (!to->sent)
		to->began_us = c->began_us;
	to->last_us = c->last_us;
	to->sent += c->sent - c->moot;
	to->good += c->good;
	to->failed += c->failed;
}

static void forget(struct cohort *c)
{
	*c = (struct cohort){ 0 };
}

/* A row of silent slices ends with this one: was that absence? */
static bool was_still(struct slices *s, const struct cohort *end)
{
	const struct cohort *c = &s->silence;
	uint64_t length = c->sent ? c->last_us - c->began_us : 0;
	uint64_t usual = s->usual_silence_us / PARTS;
	uint64_t since = c->began_us - s->still_us;

	s->usual_silence_us += length - usual;
	if (c->sent < STILL_SENT || length < STILL_US || length < usual * STILL_TIMES)
		return false;
	s->still_us = end->began_us;
	return since >= APART_US;
}

/* As seen when another slice was answered: what comes next is no absence. */
static bool is_full(const struct cohort *c, uint64_t next_us)
{
	uint64_t length = next_us - c->began_us;

	return c->sent &&
	       ((c->sent >= COHORT_SENT && length >= COHORT_US) || length >= COHORT_MOST_US);
}

/* True: the cohort before it is full, and is *ret. */
static bool look_at(struct slices *s, const struct cohort *slice, struct cohort *ret)
{
	bool full = false;

	if (!slice->good && !slice->failed) {
		if (slice->moot < slice->sent)
			add(&s->silence, slice);
		return false;
	}
	if (was_still(s, slice)) {
		forget(&s->silence);
		forget(&s->cohort);
		return false;
	}
	if (is_full(&s->cohort, slice->began_us)) {
		*ret = s->cohort;
		forget(&s->cohort);
		full = true;
	}
	if (s->silence.sent)
		add(&s->cohort, &s->silence);
	forget(&s->silence);
	add(&s->cohort, slice);
	return full;
}

void slices_begin_anew(struct slices *s, uint64_t now_us)
{
	s->since_us = now_us;
	forget(&s->cohort);
	forget(&s->silence);
}

bool slices_next(struct slices *s, uint64_t now_us, struct cohort *ret)
{
	while (s->first != s->next) {
		const struct cohort *c = slice_of(s, s->first);

		if (!is_over(c, now_us) || (c->good + c->failed + c->moot < c->sent &&
					    lively_us(s, now_us) - c->lively_us < s->mature_us))
			return false;
		s->first++;
		if (c->began_us >= s->since_us && look_at(s, c, ret))
			return true;
	}
	return false;
}
