#!/bin/sh
# SPDX-License-Identifier: MIT
# The real program against the strict server, one TAP line a scenario. Arguments go to run.py.
here=$(dirname "$0")
: "${FCRDNS_CHECK_CLOUD:=build/release/test/fcrdns-check-cloud}"
export FCRDNS_CHECK_CLOUD
exec /usr/bin/python3 -B "$here/run.py" "$@"
