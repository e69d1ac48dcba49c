/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_ALIBABA_H
#define FCRDNS_CLOUD_ALIBABA_H

#include "session.h"

extern const struct cloud_provider cloud_alibaba;

#endif
