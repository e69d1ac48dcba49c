/* SPDX-License-Identifier: MIT */
#include "pace.h"

enum {
	ALL = 1000,
	MILLION = 1000 * 1000,
	TOLERANCE = 100,	/* more than what a poor line loses */
	USUAL_MOST = 600,	/* so much is never the line's own */
	COHORT_US = 100 * 1000, /* its least length */
	COHORT_MOST_US = 5000 * 1000,
	COHORT_SENT = 20,	     /* packets that say something */
	ACTIVE_LEAST_US = 50 * 1000, /* a burst is no rate */
	STEP_FIRST = 250,	     /* until it has met the limit while held to a rate */
	STEP_NEXT = 50,
	FUTILE = 2,		/* cuts in a row that did not help */
	RATE_MOST = 500 * 1000, /* faster than that is no limit */
	FADE_US = 4000 * 1000,
	SETTLED_US = 10 * 1000 * 1000, /* so long what was found out at rest is not tried again */
	PASSED_US = 10 * 1000 * 1000,  /* so long one failure that passed speaks for others */
	ONE = 16,		       /* what one outcome weighs before it fades */
	SAID_LITTLE = 8 * ONE,
	DOUBTS = 4 * ONE /* failures that are believed to stay before any is seen */
};

void pace_init(struct pace *p, unsigned begin, unsigned most, uint64_t mature_us)
{
	*p = (struct pace){
		.window = begin, .most = most, .mature_us = mature_us, .step = STEP_FIRST
	};
}

static struct pace_cohort *cohort_of(struct pace *p, uint32_t number)
{
	return &p->cohort[number % PACE_COHORTS];
}

/* The share of failures that pass when asked again. */
static unsigned passing(const struct pace *p)
{
	uint64_t firsts = p->first_good + p->first_failed;
	uint64_t thens = p->then_good + p->then_failed + DOUBTS;
	uint64_t share;

	if (!p->then_good || !firsts)
		return 0;
	if (!p->first_good)
		return ALL;
	/* (then_good / thens) / (first_good / firsts): where all failures pass, a repetition fares
	 * as a first packet does. */
	share = p->then_good * firsts * ALL / (thens * p->first_good);
	return share < ALL ? (unsigned)share : ALL;
}

static void set_rate(struct pace *p, uint64_t rate)
{
	p->rate = rate >= RATE_MOST ? 0 : rate ? (unsigned)rate : 1;
	bucket_set(&p->bucket, p->rate);
}

/* ---- judging ---- */

/* A row of cuts after which as much goes wrong as before: that is so at any rate. */
static bool is_futile(struct pace *p, unsigned bad)
{
	if (!p->futile || bad < p->bad_before - p->bad_before / 4 || bad > USUAL_MOST) {
		p->futile = 0; /* the first one, or the last one helped */
		p->before = p->rate;
		p->bad_least = bad;
	}
	if (bad < p->bad_least)
		p->bad_least = bad;
	p->bad_before = bad;
	return p->futile++ == FUTILE;
}

static void cut(struct pace *p, const struct pace_cohort *c, unsigned bad, uint64_t served,
		uint64_t now_us)
{
	uint64_t active = c->last_us - c->began_us;
	uint64_t sent_rate, rate;

	if (active < ACTIVE_LEAST_US)
		active = ACTIVE_LEAST_US;
	/* Of what is sent at the new rate, the usual share is lost again. */
	rate = served * MILLION / active * ALL / (ALL - p->usual);
	sent_rate = p->rate ? p->rate : (uint64_t)c->sent * MILLION / active;
	if (rate < sent_rate / 8)
		rate = sent_rate / 8;
	if (rate > sent_rate - sent_rate / 20)
		rate = sent_rate - sent_rate / 20;
	if (is_futile(p, bad)) {
		p->usual = p->bad_least;
		rate = p->before ? p->before : RATE_MOST;
		p->futile = 0;
		p->step = STEP_FIRST;
	} else if (p->rate) {
		p->step = STEP_NEXT;
	}
	p->window = p->most; /* from now on the rate limits */
	p->cut_us = p->raised_us = now_us;
	/* What passed before may stay now. */
	p->is_guess = false;
	p->cut_cohort = p->next;
	p->then_good = p->then_failed = 0;
	set_rate(p, rate);
}

/* What the rate allows while a cohort is sent. */
static uint64_t could_send(const struct pace *p, const struct pace_cohort *c)
{
	return p->rate * (c->last_us - c->began_us) / MILLION;
}

/* More than that share, and not just by chance (three standard deviations). */
static bool is_too_much(uint64_t bad, uint64_t all, uint64_t share)
{
	uint64_t excess = bad * ALL - all * share;

	return share < ALL && bad * ALL > all * share &&
	       excess * excess > 9 * all * share * (ALL - share);
}

/* Up again, if the rate was what held us. A small step waits for what the last one brought. */
static void raise(struct pace *p, const struct pace_cohort *c, uint64_t now_us)
{
	uint64_t could = could_send(p, c);

	if (!p->rate || c->sent < could - could / 4 ||
	    (p->step < STEP_FIRST && now_us - p->raised_us < p->mature_us))
		return;
	p->raised_us = now_us;
	set_rate(p, (uint64_t)p->rate + p->rate * p->step / ALL + 1);
}

static unsigned failing(const struct pace_cohort *c)
{
	return (unsigned)((uint64_t)c->failed * ALL / c->sent);
}

/* As many failures as that stay wherever they are asked at rest. */
static void settle(struct pace *p, const struct pace_cohort *c, uint64_t now_us)
{
	p->is_guess = false;
	p->settled_us = now_us;
	p->stays = failing(c);
	set_rate(p, p->guess_before ? p->guess_before : RATE_MOST);
}

/* More failures than are known to stay, and nobody knows whether these pass. Less is asked until
 * that is known, so that what is asked again meets a server at rest. True: there is nothing to
 * judge yet. */
static bool is_open(struct pace *p, const struct pace_cohort *c, uint64_t now_us)
{
	bool is_known = p->then_good + p->then_failed >= SAID_LITTLE;
	unsigned before = p->rate;

	if (!is_too_much(c->failed, c->sent, p->stays + TOLERANCE)) {
		if ((uint64_t)c->failed * ALL < (uint64_t)p->stays * c->sent)
			p->stays -= p->stays / 16;
		return false;
	}
	if (p->is_guess && is_known && !p->then_good) {
		settle(p, c, now_us);
		return false;
	}
	if (is_known && p->then_good)
		return false;
	if (is_known && p->settled_us && now_us - p->settled_us < SETTLED_US) {
		p->stays = failing(c); /* none has passed, at rest or since */
		return false;
	}
	if (p->is_guess)
		return true;
	cut(p, c, (unsigned)((c->sent - c->good) * ALL / c->sent), c->good, now_us);
	p->is_guess = true;
	p->guess_before = before;
	return true;
}

static void judge(struct pace *p, const struct pace_cohort *c, uint64_t now_us)
{
	uint64_t pass, stay, base;
	unsigned bad;

	if (p->cut_us && c->began_us < p->cut_us)
		return; /* it was sent before the last cut, and is no news */
	if (!c->good && !c->failed)
		return; /* that is absence */
	if (is_open(p, c, now_us))
		return;
	pass = (uint64_t)c->failed * passing(p) / ALL;
	stay = c->failed - pass;
	base = c->sent - stay;
	if (base < COHORT_SENT / 2)
		return;
	bad = (unsigned)((base - c->good) * ALL / base);
	if (is_too_much(base - c->good, base, p->usual + TOLERANCE)) {
		if (p->rate && c->sent < could_send(p, c) / 2)
			return; /* so few, that it is not for asking too much */
		cut(p, c, bad, c->good + stay, now_us);
		return;
	}
	if (bad < p->usual)
		p->usual -= (p->usual - bad + 7) / 8;
	if (bad < p->bad_before / 2)
		p->futile = 0;
	raise(p, c, now_us);
}

static void fade(struct pace *p, uint64_t now_us)
{
	if (now_us - p->faded_us < FADE_US)
		return;
	p->faded_us = now_us;
	p->first_good /= 2;
	p->first_failed /= 2;
	p->then_good /= 2;
	p->then_failed /= 2;
}

static bool is_full(const struct pace_cohort *c, uint64_t now_us)
{
	uint64_t age = now_us - c->began_us;

	return (c->sent >= COHORT_SENT && age >= COHORT_US) || age >= COHORT_MOST_US;
}

void pace_judge(struct pace *p, uint64_t now_us)
{
	fade(p, now_us);
	while (p->first != p->next) {
		struct pace_cohort *c = cohort_of(p, p->first);

		if (!is_full(c, now_us) ||
		    (c->good + c->failed < c->sent && now_us - c->last_us < p->mature_us))
			return;
		p->first++;
		judge(p, c, now_us);
	}
}

/* ---- what happens ---- */

uint32_t pace_on_sent(struct pace *p, uint64_t now_us)
{
	struct pace_cohort *c = cohort_of(p, p->next - 1);

	if (p->first == p->next || (is_full(c, now_us) && p->next - p->first < PACE_COHORTS)) {
		c = cohort_of(p, p->next++);
		*c = (struct pace_cohort){ .began_us = now_us };
	}
	c->sent++;
	c->last_us = now_us;
	if (p->rate)
		bucket_take(&p->bucket, now_us);
	return p->next - 1;
}

void pace_on_answer(struct pace *p, uint32_t cohort, bool failed, uint64_t now_us)
{
	if (cohort - p->first < p->next - p->first) {
		struct pace_cohort *c = cohort_of(p, cohort);

		if (failed)
			c->failed++;
		else
			c->good++;
	}
	if (!failed && p->window < p->most)
		p->window++;
	pace_judge(p, now_us);
}

void pace_on_first(struct pace *p, bool failed)
{
	*(failed ? &p->first_failed : &p->first_good) += ONE;
}

void pace_on_second(struct pace *p, uint32_t cohort, bool failed, uint64_t now_us)
{
	if (!failed)
		p->passed_us = now_us;
	if (cohort - p->cut_cohort >= UINT32_MAX / 2)
		return; /* of what was sent before the last cut */
	*(failed ? &p->then_failed : &p->then_good) += ONE;
}

/* ---- what is known ---- */

bool pace_pushes_back(const struct pace *p, uint64_t now_us)
{
	return p->passed_us && now_us - p->passed_us < PASSED_US;
}

unsigned pace_proof(const struct pace *p)
{
	uint64_t good = 0, failed = 0, pass, stay, share;
	unsigned tenths = 0;

	for (unsigned i = 0; i < PACE_COHORTS; i++) {
		good += p->cohort[i].good;
		failed += p->cohort[i].failed;
	}
	/* How likely a question that can be answered fails now. What is not known to stay may pass.
	 */
	stay = (good + failed) * (p->stays + p->stays / 8) / ALL;
	pass = failed * passing(p) / ALL;
	if (failed > stay && failed - stay > pass)
		pass = failed - stay;
	share = pass ? pass * MILLION / (good + pass) : 0;
	if (share < MILLION / 1000)
		return PACE_PROVEN;
	while (share < MILLION) {
		share = (share * 10718 + 9999) / 10000; /* the tenth root of 2 */
		tenths++;
	}
	return tenths;
}
