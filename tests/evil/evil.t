#!/bin/sh
# SPDX-License-Identifier: MIT
# The hostile-server scenarios against the real binary, one TAP line a scenario. Arguments go to run.py.
here=$(dirname "$0")
: "${FCRDNS_CHECK:=build/release/fcrdns-check}"
export FCRDNS_CHECK
exec /usr/bin/python3 -B "$here/run.py" --tap "$@"
