/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <stddef.h>

enum {
	SLOWEST = 4, /* times the slowest answers of late */
	QUICK_LEAST_US = 50 * 1000,
	QUICK_TRIES = 8
};

static void list_add(struct wait_list *l, struct lookup *one)
{
	one->prev = l->tail;
	one->next = NULL;
	if (l->tail)
		l->tail->next = one;
	else
		l->head = one;
	l->tail = one;
}

static void list_remove(struct wait_list *l, struct lookup *one)
{
	if (one->prev)
		one->prev->next = one->next;
	else
		l->head = one->next;
	if (one->next)
		one->next->prev = one->prev;
	else
		l->tail = one->prev;
}

/* In a list, where answers come at once, a lost packet is soon missed: then the first waits are
 * shorter, and it is asked more often before they grow. The pace sees to it that this is not too
 * much. */
static uint64_t quick_us(const struct resolver *r, unsigned level)
{
	uint64_t wait_us = r->slowest_us * SLOWEST;

	if (wait_us < QUICK_LEAST_US)
		wait_us = QUICK_LEAST_US;
	if (!r->conf.patient || level >= TCP_LEVEL || !r->slowest_us || wait_us >= r->wait_us[0])
		return r->wait_us[level % LEVELS];
	if (level >= QUICK_TRIES)
		return r->wait_us[level - QUICK_TRIES + 1];
	wait_us <<= level;
	return wait_us < r->wait_us[0] ? wait_us : r->wait_us[0];
}

void wait_start(struct resolver *r, struct lookup *l, unsigned level)
{
	l->level = (uint8_t)level;
	l->due_us = r->now_us + quick_us(r, level);
	l->timed = true;
	list_add(&r->level[level], l);
	r->server[l->last_server].n_out++;
}

void wait_stop(struct resolver *r, struct lookup *l)
{
	if (l->timed) {
		list_remove(&r->level[l->level], l);
		r->server[l->last_server].n_out--;
	}
	if (l->blocked) {
		list_remove(&r->queue[l->queue], l);
		r->server[l->to_server].n_queued--;
		r->n_queued--;
		l->held_us += r->now_us - l->blocked_us;
	}
	if (l->found)
		list_remove(&r->found, l);
	l->timed = l->blocked = l->found = false;
}

/* In parts: those behind it in its list may have to do with another server. */
bool wait_on(struct resolver *r, struct lookup *l)
{
	const struct try *t = try_last(r, l);
	uint64_t late_us;

	if (!r->conf.patient || !t || !t->open || l->level >= TCP_LEVEL)
		return false;
	late_us = t->sent_us + delay_wait_us(&r->server[t->server].delay);
	if (late_us <= r->now_us)
		return false;
	list_remove(&r->level[l->level], l);
	l->due_us = r->now_us + r->wait_us[0];
	if (l->due_us > late_us)
		l->due_us = late_us;
	list_add(&r->level[l->level], l);
	return true;
}

void wait_for_room(struct resolver *r, struct lookup *l, bool first)
{
	struct lookup *head;

	l->blocked = true;
	l->blocked_us = r->now_us;
	l->queue = l->tcp ? TCP_QUEUE : l->to_server;
	r->server[l->to_server].n_queued++;
	r->n_queued++;
	head = r->queue[l->queue].head;
	if (!first || !head) {
		list_add(&r->queue[l->queue], l);
		return;
	}
	l->prev = NULL;
	l->next = head;
	head->prev = l;
	r->queue[l->queue].head = l;
}

void wait_found(struct resolver *r, struct lookup *l)
{
	l->found = true;
	list_add(&r->found, l);
}
