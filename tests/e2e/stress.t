#!/bin/sh
# SPDX-License-Identifier: MIT
# A list through a line that loses packets and before a server that has a limit: the verdicts are the same. TAP.
# The long version, which measures, is tests/bench/stress.py.
here=$(dirname "$0")
: "${FCRDNS_CHECK:=build/release/fcrdns-check}"
export FCRDNS_CHECK
exec /usr/bin/python3 -B "$here/../bench/stress.py" --count 600 --rate 1000 --tap "$@"
