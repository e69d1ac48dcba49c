/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <event2/event.h>
#include <stddef.h>
#include <sys/time.h>

struct loop {
	struct event_base *base;
	struct event *alarm;
};

struct watch {
	struct event *event;
	bool *ready;
};

/* Only ends the sleep. */
static void on_alarm(evutil_socket_t fd, short what, void *user)
{
	(void)fd;
	(void)what;
	(void)user;
}

static void on_readable(evutil_socket_t fd, short what, void *user)
{
	(void)fd;
	(void)what;
	*((struct watch *)user)->ready = true;
}

struct loop *loop_new(struct why *why)
{
	struct loop *l = mem_zero(1, sizeof(*l));
	struct event_config *how = event_config_new();

	if (l && how) {
		(void)event_config_set_flag(how,
					    EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
		l->base = event_base_new_with_config(how);
		l->alarm = l->base ? event_new(l->base, -1, 0, on_alarm, NULL) : NULL;
	}
	if (how)
		event_config_free(how);
	if (l && l->alarm)
		return l;
	loop_free(l);
	(void)why_set(why, WHY_INTERNAL, "the event loop cannot be made");
	return NULL;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	if (l->alarm)
		event_free(l->alarm);
	if (l->base)
		event_base_free(l->base);
	mem_free(l);
}

struct event_base *loop_base(const struct loop *l)
{
	return l->base;
}

struct watch *loop_watch(struct loop *l, int fd, bool *ready)
{
	struct watch *w = mem_zero(1, sizeof(*w));

	if (!w)
		return NULL;
	w->ready = ready;
	w->event = event_new(l->base, fd, EV_READ | EV_PERSIST, on_readable, w);
	if (w->event && event_add(w->event, NULL) == 0)
		return w;
	watch_free(w);
	return NULL;
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	if (w->event)
		event_free(w->event);
	mem_free(w);
}

void loop_sleep(struct loop *l, uint64_t most_us)
{
	struct timeval tv = { (time_t)(most_us / 1000000), (suseconds_t)(most_us % 1000000) };
	bool sleeps = most_us > 0 && event_add(l->alarm, &tv) == 0;

	/* Without the alarm it might sleep for ever. */
	(void)event_base_loop(l->base, sleeps ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK);
	if (sleeps)
		(void)event_del(l->alarm);
}
