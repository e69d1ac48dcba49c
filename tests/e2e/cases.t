#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every *.case beside this file against NSD and Unbound with the zones of data/demo; speaks TAP.
# A case is text:
#   # the title, a sentence
#   run: ARGUMENTS         as a shell reads them, with @WORDS@ filled in:
#                          @RESOLVER@ Unbound's address:port, @PORT@ its port, @RESOLVER_FILE@ a
#                          file that names it, @HERE@ this folder; quote the last two
#   in: FILE               optional: standard input, a file in this folder
#   env: NAME=VALUE        optional: set for the program
#   mask: SCRIPT           optional: sed's, put over the output before it is compared
#   exit: CODE
#   err: TEXT              a line of standard error, without "fcrdns-check: "; all of them are
#                          given, so none means that nothing is said there
#   out:                   all lines after this one must be standard output, exactly
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

with_servers
/usr/bin/python3 -B "$here/cases.py" "$program" "$resolver" "$state/servers/resolver" "$hang_s"
