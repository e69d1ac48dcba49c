/* SPDX-License-Identifier: MIT */
#include "pace.h"

enum {
	SAMPLE_LEAST = 20,  /* outcomes in a while that say something */
	SILENT_PERCENT = 10 /* more than a poor line loses */
};

void pace_init(struct pace *p, unsigned begin, unsigned least, unsigned most, uint64_t while_us)
{
	*p = (struct pace){ .window = begin, .least = least, .most = most, .while_us = while_us };
}

static void look_back(struct pace *p, uint64_t now_us)
{
	unsigned all = p->answers + p->silences;

	if (now_us - p->began_us < p->while_us || all < SAMPLE_LEAST)
		return;
	if (p->silences * 100 > all * SILENT_PERCENT) {
		p->has_halved = true;
		p->credit = 0;
		p->window = p->window / 2 > p->least ? p->window / 2 : p->least;
	}
	p->answers = p->silences = 0;
	p->began_us = now_us;
}

void pace_on_answer(struct pace *p, uint64_t now_us)
{
	unsigned price = p->has_halved ? p->window / 8 + 1 : 1;

	p->answers++;
	if (++p->credit >= price) {
		p->credit = 0;
		if (p->window < p->most)
			p->window++;
	}
	look_back(p, now_us);
}

void pace_on_silence(struct pace *p, uint64_t now_us)
{
	p->silences++;
	look_back(p, now_us);
}
