/* SPDX-License-Identifier: MIT */
#include "version.h"

#include <ares.h>
#include <microhttpd.h>
#include <stddef.h>

const char *version_cares(void)
{
	return ares_version(NULL);
}

const char *version_microhttpd(void)
{
	return MHD_get_version();
}
