/* SPDX-License-Identifier: MIT */
#include "elsewhere.h"

#include "ending.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char program[] = "fcrdns-check-cloud";

const struct elsewhere elsewhere_table[] = {
	{ "inventory", "list the addresses of an account" },
	{ "ledger", "show, export or forget what was held" },
	{ "preflight", "would this PTR be accepted?" },
	{ "ptr", "set or unset a PTR" },
	{ "stale", "find the PTR records that addresses left behind" },
	{ NULL, NULL },
};

bool elsewhere_has(const char *name)
{
	for (const struct elsewhere *e = elsewhere_table; e->name; e++)
		if (!strcmp(name, e->name))
			return true;
	return false;
}

/* The folder of this program, without its final slash. */
static bool own_folder(char out[static PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
	char *slash;

	if (n <= 0)
		return false;
	out[n] = '\0';
	slash = strrchr(out, '/');
	if (slash)
		*slash = '\0';
	return slash != NULL;
}

int elsewhere_run(char *argv[])
{
	char folder[PATH_MAX], path[PATH_MAX + sizeof(program) + 1];
	struct why why;

	if (own_folder(folder)) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, program);
		(void)execv(path, argv);
	}
	(void)snprintf(path, sizeof(path), "%s/%s", FCRDNS_LIBEXECDIR, program);
	(void)execv(path, argv);
	(void)why_set(&why, WHY_INTERNAL,
		      "the command '%s' is in the program %s, which cannot be run: %s", argv[1],
		      path, strerror(errno));
	return complain(&why);
}
