/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_BEGIN_H
#define FCRDNS_BEGIN_H

/* begin: what each program does before it looks at its command line. */

#include <stdbool.h>

/* False: the system gives no descriptor. */
bool begin_process(void);

#endif
