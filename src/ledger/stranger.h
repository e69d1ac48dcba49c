/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LEDGER_STRANGER_H
#define FCRDNS_LEDGER_STRANGER_H

/*
 * stranger: whether what is told of an account is what the ledger knows of it.
 */

#include <fcrdns/ledger.h>

#include <stdbool.h>
#include <stddef.h>

/* *ret: one of these holdings is held by the account, as far as the ledger knows. */
bool stranger_is_known(struct ledger *l, const struct ledger_account *account,
		       const struct holding *holdings, size_t n, bool *ret, struct why *why);

#endif
