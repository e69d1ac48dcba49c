/* SPDX-License-Identifier: MIT */
#include "door.h"

#include "listener.h"
#include "loop.h"
#include "options.h"
#include "exporter.h"
#include "visit.h"
#include "web_config.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <fcntl.h>
#include <microhttpd.h>
#include <unistd.h>

enum {
	CONNECTION_MEMORY = 16 * 1024, /* a request's head, at most half of it */
	BEFORE_TLS = 9,		       /* options */
	SPARE = 64,		       /* connections that were cut and are not closed yet */
	STALL_S = 75 /* longer than any time of visitors.c: theirs are the ones that count */
};

/* A daemon, and its own descriptor of the door's socket. */
struct room {
	struct room *next; /* an older one */
	struct MHD_Daemon *daemon;
	struct watch *watch;
	int fd; /* -1: nobody new comes in */
	bool ready;
};

struct door {
	struct door *next;
	struct loop *loop;
	struct room *rooms; /* the first is the one that people come into */
	int fd;		    /* -1: it is shut */
	char text[LISTENER_TEXT_MAX];
};

/* What a client did wrong is no line for the operator. */
static void on_log(void *user, const char *format, va_list args)
{
	(void)user;
	(void)format;
	(void)args;
}

static const char *trust_of(const struct web_config *web)
{
	if (web->client == WEB_CLIENT_NONE)
		return NULL;
	/* A client is asked for its certificate only where there is somebody to trust. */
	return web->client_ca_pem ? web->client_ca_pem : web->cert_pem;
}

/* Ends the options where there is no TLS. */
static void add_tls(struct MHD_OptionItem *o, const struct web_config *web)
{
	const char *trust = trust_of(web);

	if (!web->cert_pem)
		return;
	*o++ = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0, web->cert_pem };
	*o++ = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0, web->key_pem };
	if (*web->priorities)
		*o++ = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0,
						(void *)(uintptr_t)web->priorities };
	if (trust)
		*o++ = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_TRUST, 0,
						(void *)(uintptr_t)trust };
	*o = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
}

static bool start(struct room *r, struct door *d, struct exporter *s)
{
	struct MHD_OptionItem options[] = {
		{ MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_log, NULL },
		{ MHD_OPTION_LISTEN_SOCKET, r->fd, NULL },
		{ MHD_OPTION_CONNECTION_LIMIT, (intptr_t)s->visitors.most + SPARE, NULL },
		{ MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL },
		{ MHD_OPTION_CONNECTION_TIMEOUT, STALL_S, NULL },
		{ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
		{ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)visit_on_uri, s },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)visit_on_end, s },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)visit_on_connection, s },
		{ MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	const union MHD_DaemonInfo *info;

	add_tls(options + BEFORE_TLS, s->web);
	r->daemon =
		MHD_start_daemon(flags | (s->web->cert_pem ? MHD_USE_TLS : 0), 0, NULL, NULL,
				 visit_on_request, s, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
	info = r->daemon ? MHD_get_daemon_info(r->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
	r->watch = info ? loop_watch(d->loop, info->epoll_fd, &r->ready) : NULL;
	return r->watch != NULL;
}

static void room_stop(struct room *r)
{
	if (r->fd < 0)
		return;
	if (r->daemon)
		(void)MHD_quiesce_daemon(r->daemon);
	(void)close(r->fd);
	r->fd = -1;
}

static void room_free(struct room *r)
{
	room_stop(r);
	watch_free(r->watch);
	if (r->daemon)
		MHD_stop_daemon(r->daemon);
	mem_free(r);
}

static bool room_new(struct door *d, struct exporter *s, struct why *why)
{
	struct room *r = mem_zero(1, sizeof(*r));

	if (!r)
		return why_set(why, WHY_INTERNAL, "out of memory");
	r->fd = fcntl(d->fd, F_DUPFD_CLOEXEC, 0);
	if (r->fd < 0 || !start(r, d, s)) {
		room_free(r);
		return why_set(why, WHY_INTERNAL, "the web server cannot be started on %s",
			       d->text);
	}
	r->next = d->rooms;
	d->rooms = r;
	return true;
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
	if (d->fd >= 0 && room_new(d, s, why))
		return d;
	door_close(d);
	return NULL;
}

bool door_renew(struct door *d, struct exporter *s, struct why *why)
{
	if (!room_new(d, s, why))
		return false;
	room_stop(d->rooms->next);
	return true;
}

void door_stop(struct door *d)
{
	for (struct room *r = d->rooms; r; r = r->next)
		room_stop(r);
	if (d->fd >= 0)
		(void)close(d->fd);
	d->fd = -1;
}

void door_close(struct door *d)
{
	struct room *r;

	if (!d)
		return;
	door_stop(d);
	while ((r = d->rooms) != NULL) {
		d->rooms = r->next;
		room_free(r);
	}
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
	uint64_t least = UINT64_MAX;

	for (const struct room *r = d->rooms; r; r = r->next) {
		MHD_UNSIGNED_LONG_LONG ms;

		if (MHD_get_timeout(r->daemon, &ms) == MHD_YES && ms * 1000 < least)
			least = ms * 1000;
	}
	return least;
}

static bool is_empty(const struct room *r)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(r->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	return !info || !info->num_connections;
}

void door_turn(struct door *d, bool always)
{
	struct room **at = &d->rooms, *r;

	while ((r = *at) != NULL) {
		if (r->ready || always) {
			r->ready = false;
			(void)MHD_run(r->daemon);
			/* A reload that was asked for in there has put a new room before it. */
			for (at = &d->rooms; *at != r; at = &(*at)->next)
				;
		}
		if (r != d->rooms && is_empty(r)) {
			*at = r->next;
			room_free(r);
		} else {
			at = &r->next;
		}
	}
}
