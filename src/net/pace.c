/* SPDX-License-Identifier: MIT */
#include "pace.h"

enum {
	ALL = 1000,
	MILLION = 1000 * 1000,
	TOLERANCE = 100,	     /* more than what a poor line loses */
	USUAL_MOST = 600,	     /* so much is never the line's own */
	BASE_LEAST = 10,	     /* packets that say something */
	ACTIVE_LEAST_US = 50 * 1000, /* a burst is no rate */
	STEP_FIRST = 250,	     /* until it has met the limit while held to a rate */
	STEP_NEXT = 50,
	STEP_MOST = 1000,
	CALM = 20,		/* so much more goes wrong where a limit is near */
	REST_SENT = 200,	/* packets that say what goes wrong at rest */
	REST_RATE = 20,		/* no server is busy with so few of ours a second */
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
	*p = (struct pace){ .window = begin, .most = most, .step = STEP_FIRST };
	slices_init(&p->slices, mature_us);
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

/* A row of cuts after which as much goes wrong as before, by what is known of failures, and simply
 * counted: that is so at any rate. Of `c`, which is `bad`. */
static bool is_futile(struct pace *p, const struct cohort *c, unsigned bad)
{
	unsigned lost = (unsigned)((uint64_t)(c->sent - c->good) * ALL / c->sent);

	if (!p->futile || bad < p->bad_before - p->bad_before / 4 || lost < p->lost - p->lost / 8 ||
	    bad > USUAL_MOST) {
		p->futile = 0; /* the first one, or the last one helped */
		p->before = p->rate;
		p->bad_least = bad;
		p->lost = lost;
	}
	if (bad < p->bad_least)
		p->bad_least = bad;
	p->bad_before = bad;
	if (p->futile < FUTILE) {
		p->futile++;
		return false;
	}
	return !p->before || p->rate <= p->before - p->before / 4;
}

static void cut(struct pace *p, const struct cohort *c, unsigned bad, uint64_t served,
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
	if (is_futile(p, c, bad)) {
		p->usual = p->bad_least;
		rate = p->before ? p->before : RATE_MOST;
		p->futile = 0;
		p->step = STEP_FIRST;
	} else if (p->rate) {
		p->step = STEP_NEXT;
	}
	p->window = p->most; /* from now on the rate limits */
	p->raised_us = now_us;
	slices_begin_anew(&p->slices, now_us);
	p->rest_sent = p->rest_good = 0;
	/* What passed before may stay now. */
	p->is_guess = false;
	p->cut_slice = p->slices.next;
	p->then_good = p->then_failed = 0;
	set_rate(p, rate);
}

/* What the rate allows while a cohort is sent. */
static uint64_t could_send(const struct pace *p, const struct cohort *c)
{
	return p->rate * (c->last_us - c->began_us) / MILLION;
}

/* More than that share, by so many standard deviations. */
static bool is_more(uint64_t bad, uint64_t all, uint64_t share, unsigned deviations)
{
	uint64_t excess = bad * ALL - all * share, most = (uint64_t)deviations * deviations;

	return share < ALL && bad * ALL > all * share &&
	       excess * excess > most * all * share * (ALL - share);
}

/* ... and not just by chance. */
static bool is_too_much(uint64_t bad, uint64_t all, uint64_t share)
{
	return is_more(bad, all, share, 3);
}

/* Up again, if the rate was what held us. A small step waits for what the last one brought. Where
 * that did no harm the limit is not near, and the next one is larger. */
static void raise(struct pace *p, const struct cohort *c, bool is_calm, uint64_t now_us)
{
	uint64_t could = could_send(p, c);

	if (!is_calm && p->step > STEP_NEXT)
		p->step = STEP_NEXT;
	if (!p->rate || c->sent < could - could / 4 ||
	    (p->step < STEP_FIRST && now_us - p->raised_us < p->slices.mature_us))
		return;
	p->raised_us = now_us;
	p->futile = 0; /* less was asked, and it helped */
	set_rate(p, (uint64_t)p->rate + (uint64_t)p->rate * p->step / ALL + 1);
	if (is_calm)
		p->step = p->step < STEP_MOST / 2 ? p->step * 2 : STEP_MOST;
}

/* No more goes wrong, of whatever kind, than did when less was asked. */
static bool is_calm(struct pace *p, const struct cohort *c)
{
	uint64_t usual = p->usual;

	if (p->rest_sent < REST_SENT) {
		p->rest_sent += c->sent;
		p->rest_good += c->good;
	}
	if (p->rate)
		usual = (uint64_t)(p->rest_sent - p->rest_good) * ALL / p->rest_sent;
	return !is_more(c->sent - c->good, c->sent, usual + CALM, 1);
}

static unsigned failing(const struct cohort *c)
{
	return (unsigned)((uint64_t)c->failed * ALL / c->sent);
}

/* As many failures as that stay wherever they are asked at rest. */
static void settle(struct pace *p, const struct cohort *c, uint64_t now_us)
{
	p->is_guess = false;
	p->settled_us = now_us;
	p->stays = failing(c);
	set_rate(p, p->guess_before ? p->guess_before : RATE_MOST);
}

/* More failures than are known to stay, and nobody knows whether these pass. Less is asked until
 * that is known, so that what is asked again meets a server at rest. True: there is nothing to
 * judge yet. */
static bool is_open(struct pace *p, const struct cohort *c, uint64_t now_us)
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
	/* A list that trickles would else be asked so little that it is never known. */
	if (p->rate && p->rate < REST_RATE)
		set_rate(p, before && before < REST_RATE ? before : REST_RATE);
	p->is_guess = true;
	p->guess_before = before;
	return true;
}

static void judge(struct pace *p, const struct cohort *c, uint64_t now_us)
{
	uint64_t pass, stay, base;
	unsigned bad;

	if (is_open(p, c, now_us))
		return;
	pass = (uint64_t)c->failed * passing(p) / ALL;
	stay = c->failed - pass;
	base = c->sent - stay;
	if (base < BASE_LEAST)
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
	raise(p, c, is_calm(p, c), now_us);
}

static void fade(struct pace *p, uint64_t now_us)
{
	if (now_us - p->faded_us < FADE_US)
		return;
	p->faded_us = now_us;
	p->first_good /= 2;
	p->first_failed /= 2;
	/* What a guess waits for is counted from its cut on, however slowly it comes. */
	if (p->is_guess && !p->then_good)
		return;
	p->then_good /= 2;
	p->then_failed /= 2;
}

void pace_judge(struct pace *p, uint64_t now_us)
{
	struct cohort c;

	fade(p, now_us);
	while (slices_next(&p->slices, now_us, &c))
		judge(p, &c, now_us);
}

/* ---- what happens ---- */

uint32_t pace_on_sent(struct pace *p, uint64_t now_us)
{
	if (p->rate)
		bucket_take(&p->bucket, now_us);
	return slices_on_sent(&p->slices, now_us);
}

void pace_on_answer(struct pace *p, uint32_t slice, bool failed, uint64_t now_us)
{
	slices_on_answer(&p->slices, slice, failed, now_us);
	if (!failed && p->window < p->most)
		p->window++;
	pace_judge(p, now_us);
}

void pace_set_patience(struct pace *p, uint64_t mature_us)
{
	p->slices.mature_us = mature_us;
}

void pace_on_moot(struct pace *p, uint32_t slice)
{
	slices_on_moot(&p->slices, slice);
}

void pace_on_told(struct pace *p, uint32_t slice)
{
	slices_on_told(&p->slices, slice);
}

void pace_on_first(struct pace *p, bool failed)
{
	*(failed ? &p->first_failed : &p->first_good) += ONE;
}

void pace_on_second(struct pace *p, uint32_t slice, bool failed, uint64_t now_us)
{
	if (!failed)
		p->passed_us = now_us;
	if (slice - p->cut_slice >= UINT32_MAX / 2)
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

	for (unsigned i = 0; i < SLICES; i++) {
		good += p->slices.slice[i].good;
		failed += p->slices.slice[i].failed;
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
