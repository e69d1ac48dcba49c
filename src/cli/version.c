/* SPDX-License-Identifier: MIT */
#include "version.h"

#include <ares.h>

void version_print(FILE *out)
{
	fprintf(out, "fcrdns-check %s (c-ares %s)\n", FCRDNS_VERSION, ares_version(NULL));
}
