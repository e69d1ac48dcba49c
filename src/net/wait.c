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
}

void wait_stop(struct resolver *r, struct lookup *l)
{
	if (l->timed)
		list_remove(&r->level[l->level], l);
	if (l->blocked)
		list_remove(&r->blocked, l);
	l->timed = l->blocked = false;
}

void wait_for_room(struct resolver *r, struct lookup *l, bool first)
{
	struct lookup *head = r->blocked.head;

	l->blocked = true;
	if (!first || !head) {
		list_add(&r->blocked, l);
		return;
	}
	l->prev = NULL;
	l->next = head;
	head->prev = l;
	r->blocked.head = l;
}
