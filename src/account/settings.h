/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_ACCOUNT_SETTINGS_H
#define FCRDNS_ACCOUNT_SETTINGS_H

/*
 * settings: what is filled by those who read files of settings.
 */

#include <fcrdns/cloud.h>
#include <fcrdns/limits.h>
#include <fcrdns/wholefile.h>

#include <stdbool.h>
#include <stddef.h>

struct why;

enum {
	SETTINGS_MAX = 32
};

struct account_settings {
	struct cloud_settings view;
	struct {
		const char *name; /* of the variable */
		char *value;
	} set[SETTINGS_MAX];
	unsigned n;
	/* With a file: what else is taken from the environment, NULL-ended. NULL: all of it. */
	const char *const *also;
	char origin[LIMIT_SHOWN];
};

/* A copy of the value, instead of one that is there. False: out of memory. */
bool settings_add(struct account_settings *s, const char *name, const char *value, struct why *why);

/* A file of at most LIMIT_SETTINGS octets, by somebody who may be trusted; to be dropped. False
 * with one sentence; *ret_there false: there is none, and that is no fault. */
bool settings_read(struct whole_file *ret, const char *path, bool *ret_there, struct why *why);
/* It holds a secret: false where others may read it. */
bool settings_need_private(const struct whole_file *f, struct why *why);

/* Each adds what its file says. */
bool settings_of_clouds_yaml(struct account_settings *s, const char *cloud, struct why *why);
bool settings_of_aliyun(struct account_settings *s, const char *profile, struct why *why);

#endif
