/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_MONITORED_H
#define FCRDNS_CLI_MONITORED_H

/*
 * monitored: the formats that monitors read. With --format nagios the program ends as a plugin
 * does: with a state, and with one line on standard output whatever happens.
 */

#include <fcrdns/nagios.h>
#include <fcrdns/report.h>

#include <stdbool.h>

struct options;
struct servers;
struct why;

struct monitored {
	struct nagios_conf conf;
	struct nagios nagios;
};

/* False (WHY_USAGE): an option does not go with the format. */
bool monitored_fits(const struct options *o, struct why *why);
void monitored_begin(struct monitored *m, const struct options *o, const struct servers *servers,
		     struct report_look *look);
void monitored_done(struct monitored *m);

/* The exit status of a plugin for that of a run that ended. */
int monitored_status(const struct monitored *m, int status);
/* Says so as a plugin does; its exit status. */
int monitored_complain(const char *sentence);
/* The command line asks for it, also where it cannot be parsed. */
bool monitored_wanted(int argc, char *const argv[]);

#endif
