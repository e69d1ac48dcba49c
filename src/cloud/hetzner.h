/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_HETZNER_H
#define FCRDNS_CLOUD_HETZNER_H

#include "session.h"

extern const struct cloud_provider cloud_hetzner;

#endif
