/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_VERSION_H
#define FCRDNS_CLI_VERSION_H

/*
 * version: which build this is, and the library whose version a report of a defect needs.
 */

#include <stdio.h>

void version_print(FILE *out);

#endif
