/* SPDX-License-Identifier: MIT */
#include "secrecy.h"

#include <stdlib.h>
#include <sys/prctl.h>

void secrecy_begin(void)
{
#ifndef FCRDNS_SANITIZED /* LeakSanitizer looks into its own process like a stranger */
	/* No core, and /proc/PID/environ and mem are root's. */
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
	/* OpenSSL below libcurl would write the keys of its connections there. */
	(void)unsetenv("SSLKEYLOGFILE");
}
