/* SPDX-License-Identifier: MIT */
#include "options.h"
#include "exporter.h"
#include "version.h"

#include <fcrdns/begin.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int give_up(const struct why *why)
{
	(void)fprintf(stderr, "fcrdns-exporter: %s\n", why->text);
	return why_exit_status(why->code);
}

static int serve(const struct options *o)
{
	static struct exporter exporter;
	struct why why = { 0 };
	bool ok = exporter_init(&exporter, o, &why);

	if (ok && o->config_check)
		(void)puts("the configuration is right");
	else
		ok = ok && exporter_open(&exporter, &why) && exporter_run(&exporter, &why);
	exporter_done(&exporter);
	return ok ? 0 : give_up(&why);
}

int main(int argc, char *argv[])
{
	struct options options;
	struct why why = { 0 };
	int status = 0;

	if (!begin_process())
		return why_exit_status(WHY_INTERNAL);
	if (!exporter_options_parse(&options, argc, argv, &why))
		status = give_up(&why);
	else if (options.help || options.page)
		exporter_options_print(options.help ? PAGE_HELP : (enum page)options.page, stdout);
	else if (options.version)
		(void)printf("fcrdns-exporter %s (c-ares %s, libmicrohttpd %s)\n", FCRDNS_VERSION,
			     version_cares(), version_microhttpd());
	else
		status = serve(&options);
	exporter_options_done(&options);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	(void)why_set(&why, WHY_IO, "cannot write to standard output: %s", strerror(errno));
	return give_up(&why);
}
