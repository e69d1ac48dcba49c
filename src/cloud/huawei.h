/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_HUAWEI_H
#define FCRDNS_CLOUD_HUAWEI_H

#include "session.h"

extern const struct cloud_provider cloud_huawei;
extern const struct cloud_provider cloud_otc;

#endif
