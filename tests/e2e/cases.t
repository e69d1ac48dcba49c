#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every *.case beside this file against NSD and Unbound with the zones of data/demo; speaks TAP.
# A case is text:
#   # the title, a sentence
#   run: ARGUMENTS         as a shell reads them; @RESOLVER@ is Unbound's address:port, and
#                          @HERE@ this folder
#   in: FILE               optional: standard input, a file in this folder
#   exit: CODE
#   err: TEXT              optional: must be part of standard error
#   out:                   all lines after this one must be standard output, exactly
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
program=${FCRDNS_CHECK:-$top/build/release/fcrdns-check}
# A limit that only stops a hang.
hang_s=60

state=$(mktemp -d)
cleanup() {
	"$top/tests/lab/servers.sh" stop "$state/servers" || :
	rm -rf "$state"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if ! "$top/tests/lab/servers.sh" start "$state/servers" >&2; then
	echo 'Bail out! NSD and Unbound did not start'
	exit 1
fi
resolver=$(cat "$state/servers/resolver")

field() { sed -n "/^out:/q; s/^$1: *//p" "$2"; }
comment() { sed 's/^/# /'; }

n=0
for file in "$here"/*.case; do
	n=$((n + 1))
	title=$(sed -n '1s/^# *//p' "$file")
	args=$(field run "$file" | sed -e "s|@RESOLVER@|$resolver|g" -e "s|@HERE@|\$here|g")
	want_exit=$(field exit "$file")
	want_err=$(field err "$file")
	input=$(field in "$file")
	input=${input:+$here/}${input:-/dev/null}
	sed '1,/^out:/d' "$file" >"$state/want"
	got_exit=0
	# The arguments come from our own files, and want a shell's quoting.
	eval "set -- $args"
	timeout "$hang_s" "$program" "$@" >"$state/got" 2>"$state/err" <"$input" || got_exit=$?

	: >"$state/why"
	[ "$got_exit" = "$want_exit" ] || echo "exit: want $want_exit, got $got_exit" >>"$state/why"
	diff -u --label want --label got "$state/want" "$state/got" >>"$state/why" || :
	if [ -n "$want_err" ] && ! grep -qF -e "$want_err" "$state/err"; then
		echo "standard error lacks: $want_err" >>"$state/why"
	fi
	if [ -s "$state/why" ]; then
		echo "not ok $n - $title"
		{
			echo "$(basename "$file"): $args"
			cat "$state/why"
			echo 'standard error was:'
			cat "$state/err"
		} | comment
	else
		echo "ok $n - $title"
	fi
done
echo "1..$n"
