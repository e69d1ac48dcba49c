#!/bin/sh
# SPDX-License-Identifier: MIT
# The same cases through the datagram transport, and that both give the same octets.
FCRDNS_TRANSPORT=datagram
export FCRDNS_TRANSPORT
exec "$(dirname "$0")/conform.t" --same "$@"
