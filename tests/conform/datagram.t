#!/bin/sh
# SPDX-License-Identifier: MIT
# The same cases through the datagram transport.
FCRDNS_TRANSPORT=datagram
export FCRDNS_TRANSPORT
exec "$(dirname "$0")/conform.t" "$@"
