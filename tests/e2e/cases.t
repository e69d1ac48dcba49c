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

field() { sed -n "/^out:/q; s/^$1: *//p" "$2"; }
quoted() { printf '%s' "$1" | sed 's/[&|\\]/\\&/g'; }
fill_in() {
	sed -e "s|@RESOLVER@|$resolver|g" -e "s|@PORT@|${resolver#*:}|g" \
		-e "s|@RESOLVER_FILE@|$(quoted "$state/servers/resolver")|g" \
		-e "s|@HERE@|$(quoted "$here")|g"
}
comment() { sed 's/^/# /'; }

n=0
for file in "$here"/*.case; do
	n=$((n + 1))
	title=$(sed -n '1s/^# *//p' "$file")
	args=$(field run "$file" | fill_in)
	want_exit=$(field exit "$file")
	setting=$(field env "$file")
	mask=$(field mask "$file")
	input=$(field in "$file")
	input=${input:+$here/}${input:-/dev/null}
	field err "$file" | fill_in | sed 's/^/fcrdns-check: /' >"$state/want_err"
	sed '1,/^out:/d' "$file" | fill_in >"$state/want"
	got_exit=0
	# The arguments come from our own files, and want a shell's quoting.
	eval "set -- $args"
	env ${setting:+"$setting"} timeout "$hang_s" "$program" "$@" \
		>"$state/raw" 2>"$state/err" <"$input" || got_exit=$?
	sed -e "$mask" "$state/raw" >"$state/got"

	: >"$state/why"
	[ "$got_exit" = "$want_exit" ] || echo "exit: want $want_exit, got $got_exit" >>"$state/why"
	diff -u --label want --label got "$state/want" "$state/got" >>"$state/why" || :
	diff -u --label 'want on standard error' --label got "$state/want_err" "$state/err" \
		>>"$state/why" || :
	if [ -s "$state/why" ]; then
		echo "not ok $n - $title"
		{
			echo "$(basename "$file"): $args"
			cat "$state/why"
		} | comment
	else
		echo "ok $n - $title"
	fi
done
echo "1..$n"
