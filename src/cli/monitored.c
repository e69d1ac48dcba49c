/* SPDX-License-Identifier: MIT */
#include "monitored.h"

#include "ending.h"
#include "options.h"

#include <fcrdns/servers.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

enum {
	LINE_CEILING = 1 << 12
};

bool monitored_fits(const struct options *o, struct why *why)
{
	if (o->format != FORMAT_NAGIOS || (!o->resume && o->shards < 2))
		return true;
	return why_set(why, WHY_USAGE,
		       "--format nagios is one line about all of it: it goes with no --resume and "
		       "no --shards");
}

void monitored_begin(struct monitored *m, const struct options *o, const struct servers *servers,
		     struct report_look *look)
{
	m->conf = (struct nagios_conf){
		.temperror = NAGIOS_WARNING,
		.expired = NAGIOS_WARNING,
		.generic = NAGIOS_WARNING,
		.limit_us = (uint64_t)o->deadline_ms * 1000,
		.servers = servers->texts,
		.n_servers = servers->n,
		.verbose = o->verbose,
	};
	nagios_init(&m->nagios, &m->conf);
	look->nagios = &m->nagios;
}

void monitored_done(struct monitored *m)
{
	nagios_done(&m->nagios);
}

int monitored_complain(const char *sentence)
{
	struct text line;

	text_init(&line, LINE_CEILING);
	nagios_put_unknown(sentence, &line);
	(void)fwrite(line.data, 1, line.len, stdout);
	text_done(&line);
	(void)fflush(stdout);
	return NAGIOS_UNKNOWN;
}

int monitored_status(const struct monitored *m, int status)
{
	switch (status) {
	case EXIT_WELL:
	case EXIT_FAILS:
	case EXIT_TEMPORARY:
		return (int)nagios_state(&m->nagios, false);
	default:
		return monitored_complain("the check ended before it was whole");
	}
}

bool monitored_wanted(int argc, char *const argv[])
{
	static const char option[] = "--format", shortest[] = "--fo";
	bool wanted = false;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		size_t n = strcspn(argv[i], "=");
		const char *value = argv[i] + n;

		if (n < sizeof(shortest) - 1 || n >= sizeof(option) ||
		    strncmp(argv[i], option, n) != 0)
			continue;
		if (*value == '=')
			wanted = strcmp(value + 1, "nagios") == 0;
		else if (!*value && i + 1 < argc)
			wanted = strcmp(argv[++i], "nagios") == 0;
	}
	return wanted;
}
