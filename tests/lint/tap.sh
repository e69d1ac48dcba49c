#!/bin/sh
# SPDX-License-Identifier: MIT
# tap.sh BUILD SUITE PROGRAM...: run TAP programs under prove and note the counts in BUILD/tap/SUITE.
# tap.sh --one PROGRAM: run one, as prove does it.
set -eu

# Into a file: were it a pipe to prove, whatever a program leaves running would hold it open, and
# prove would wait for that. And what hangs is ended after TAP_LIFE seconds, many times what the
# longest takes, so that it is told by name and does not take the whole run with it.
if [ "$1" = --one ]; then
	out=$(mktemp)
	trap 'rm -f "$out"' EXIT
	trap 'exit 143' INT TERM HUP
	status=0
	timeout -v -k 20 "${TAP_LIFE:-1500}" "$2" >"$out" 2>&1 </dev/null || status=$?
	cat "$out"
	exit "$status"
fi

build=$1 suite=$2
shift 2
mkdir -p "$build/tap"
rm -f "$build/tap/$suite"
status=0
# prove reads the TAP; the copy in the log is what the counts come from.
prove --merge --verbose --timer -e "$0 --one" "$@" >"$build/tap/$suite.log" 2>&1 || status=$?
passed=$(grep -c '^ok [0-9]' "$build/tap/$suite.log" || :)
failed=$(grep -c '^not ok ' "$build/tap/$suite.log" || :)
# A program that died or planned more than it ran has failed, too.
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
printf '%s %s\n' "$passed" "$failed" >"$build/tap/$suite"
if [ "$failed" -gt 0 ]; then
	# Each failure with the comments that follow it, and prove's own summary.
	awk '/^not ok /{show=1} /^ok /{show=0} show' "$build/tap/$suite.log"
	sed -n '/^Test Summary Report/,$p' "$build/tap/$suite.log"
fi
printf '  %-8s %s passed, %s failed\n' "$suite" "$passed" "$failed"
[ "$failed" -eq 0 ]
