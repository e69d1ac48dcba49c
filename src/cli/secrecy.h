/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_SECRECY_H
#define FCRDNS_CLI_SECRECY_H

/*
 * secrecy: before this process knows a password it becomes one that others cannot look into, and
 * that leaves no core behind.
 */

void secrecy_begin(void);

#endif
