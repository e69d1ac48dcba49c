#!/bin/sh
# SPDX-License-Identifier: MIT
# The case file against the real binary, one TAP line a case. Arguments go to run_cases.py.
here=$(dirname "$0")
: "${FCRDNS_CHECK:=build/release/fcrdns-check}"
export FCRDNS_CHECK
exec /usr/bin/python3 -B "$here/run_cases.py" --tap "$@"
