/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LEDGER_TROUBLE_H
#define FCRDNS_LEDGER_TROUBLE_H

/*
 * trouble: accounts, or regions of them, of which this run has not seen all: what is there is
 * neither held nor given back as far as anybody knows.
 */

#include <fcrdns/ledger.h>

#include <stdbool.h>
#include <stdint.h>

/* Nothing but what inventories from `generation` on had is known of the account (0: nothing is),
 * in that region or, NULL, in all of them. */
void trouble_add(struct ledger *l, const struct ledger_account *a, const char *region,
		 int64_t generation);
/* The same account was seen whole at another try. */
void trouble_end(struct ledger *l, const struct ledger_account *a);

/* Of a row that the inventory of this generation had last. */
bool trouble_is_of(const struct ledger *l, const struct holding *h, int64_t generation);

#endif
