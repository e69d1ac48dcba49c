/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_CHECKER_H
#define FCRDNS_EXPORTER_CHECKER_H

/*
 * checker: the process that checks passwords: bcrypt takes tens of milliseconds and more, for which
 * the loop does not wait. It knows nothing but the users, and ends with the one that asks.
 *
 * It is asked one question at a time.
 */

#include "request.h"

#include <stdbool.h>
#include <sys/types.h>

struct loop;
struct watch;
struct web_config;
struct why;

struct checker {
	pid_t pid; /* 0: there is none */
	int fd;
	struct watch *watch;
	bool ready;
};

struct checker_question {
	char user[REQUEST_USER_MAX + 1], password[REQUEST_PASSWORD_MAX + 1];
};

enum checker_says {
	CHECKER_NOTHING, /* yet */
	CHECKER_YES,
	CHECKER_NO,
	CHECKER_GONE /* by itself or by somebody else */
};

/* False with one sentence: there is none. `web` is borrowed by the process only. */
bool checker_start(struct checker *c, const struct web_config *web, struct loop *loop,
		   struct why *why);
void checker_end(struct checker *c);

/* False: it does not take it; it is gone. */
bool checker_ask(struct checker *c, const struct checker_question *q);
enum checker_says checker_look(struct checker *c);

#endif
