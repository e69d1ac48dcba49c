/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <stddef.h>

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

void wait_start(struct resolver *r, struct lookup *l, unsigned level)
{
	l->level = (uint8_t)level;
	l->due_us = r->now_us + r->wait_us[level];
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
