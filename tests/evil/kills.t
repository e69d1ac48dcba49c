#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at random moments, and --resume: the octets are those of an unbroken run. KILLS=200 for more.
here=$(dirname "$0")
: "${FCRDNS_CHECK:=build/release/fcrdns-check}"
export FCRDNS_CHECK
exec /usr/bin/python3 -B "$here/kills.py" "$@"
