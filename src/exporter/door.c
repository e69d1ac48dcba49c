/* SPDX-License-Identifier: MIT */
#include "door.h"

#include "listener.h"
#include "loop.h"
#include "options.h"
#include "exporter.h"
#include "visit.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <microhttpd.h>
#include <unistd.h>

enum {
	CONNECTION_MEMORY = 16 * 1024, /* a request's head, at most half of it */
	SPARE = 64,		       /* connections that were cut and are not closed yet */
	STALL_S = 75 /* longer than any time of visitors.c: theirs are the ones that count */
};

struct door {
	struct door *next;
	struct loop *loop;
	struct MHD_Daemon *daemon;
	struct watch *watch;
	int fd; /* -1: nobody new comes in */
	bool ready;
	char text[LISTENER_TEXT_MAX];
};

/* What a client did wrong is no line for the operator. */
static void on_log(void *user, const char *format, va_list args)
{
	(void)user;
	(void)format;
	(void)args;
}

static bool start(struct door *d, struct exporter *s)
{
	const struct MHD_OptionItem options[] = {
		{ MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_log, NULL },
		{ MHD_OPTION_LISTEN_SOCKET, d->fd, NULL },
		{ MHD_OPTION_CONNECTION_LIMIT, (intptr_t)s->options->max_connections + SPARE,
		  NULL },
		{ MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL },
		{ MHD_OPTION_CONNECTION_TIMEOUT, STALL_S, NULL },
		{ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
		{ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)visit_on_uri, s },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)visit_on_end, s },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)visit_on_connection, s },
		{ MHD_OPTION_END, 0, NULL },
	};
	const union MHD_DaemonInfo *info;

	d->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
				     0, NULL, NULL, visit_on_request, s, MHD_OPTION_ARRAY, options,
				     MHD_OPTION_END);
	info = d->daemon ? MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
	d->watch = info ? loop_watch(d->loop, info->epoll_fd, &d->ready) : NULL;
	return d->watch != NULL;
}

struct door *door_open(struct exporter *s, const char *text, struct why *why)
{
	struct door *d = mem_zero(1, sizeof(*d));

	if (!d) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	d->loop = s->loop;
	d->fd = listener_open(text, d->text, why);
	if (d->fd >= 0) {
		if (start(d, s))
			return d;
		(void)why_set(why, WHY_INTERNAL, "the web server cannot be started on %s", d->text);
	}
	door_close(d);
	return NULL;
}

void door_stop(struct door *d)
{
	if (d->fd < 0)
		return;
	if (d->daemon)
		(void)MHD_quiesce_daemon(d->daemon);
	(void)close(d->fd);
	d->fd = -1;
}

void door_close(struct door *d)
{
	if (!d)
		return;
	door_stop(d);
	watch_free(d->watch);
	if (d->daemon)
		MHD_stop_daemon(d->daemon);
	mem_free(d);
}

const char *door_text(const struct door *d)
{
	return d->text;
}

struct door **door_next(struct door *d)
{
	return &d->next;
}

uint64_t door_wait_us(const struct door *d)
{
	MHD_UNSIGNED_LONG_LONG ms;

	return MHD_get_timeout(d->daemon, &ms) == MHD_YES ? (uint64_t)ms * 1000 : UINT64_MAX;
}

void door_turn(struct door *d, bool always)
{
	if (!d->ready && !always)
		return;
	d->ready = false;
	(void)MHD_run(d->daemon);
}
