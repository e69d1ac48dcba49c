#!/bin/sh
# SPDX-License-Identifier: MIT
# The end at every system call, and --resume: the octets are those of an unbroken run.
here=$(dirname "$0")
: "${FCRDNS_CHECK:=build/release/fcrdns-check}"
export FCRDNS_CHECK
exec /usr/bin/python3 -B "$here/crashes.py" "$@"
