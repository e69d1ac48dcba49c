#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo in README.md is what the demo prints, at 80 columns. `readme.t --write` brings it up to date.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

# Only the port differs from run to run.
data/demo/demo.sh >"$state/demo" 2>"$state/err" || { sed 's/^/# /' "$state/err"; }
sed -n '/^1\. /,/^To try more/p' "$state/demo" | sed -e '/^To try more/d' -e 's/127\.0\.0\.1:[0-9]*/127.0.0.1:5353/' |
	sed -e '${/^$/d;}' >"$state/now"
if [ "${1-}" = --write ]; then
	awk -v now="$state/now" '
		/^<!-- demo/ {print; getline; print; while ((getline line < now) > 0) print line; skip = 1; next}
		skip && /^```$/ {skip = 0}
		!skip' README.md >"$state/readme"
	cat "$state/readme" >README.md
	exit
fi
sed -n '/^<!-- demo/,/^<!-- end of demo/p' README.md | sed -e '/^<!--/d' -e '/^```$/d' >"$state/told"
echo 1..2
if why=$(diff -u --label README.md --label demo "$state/told" "$state/now"); then
	echo 'ok 1 - the demo in the README is what the demo prints'
else
	echo 'not ok 1 - the demo in the README is what the demo prints'
	printf '%s\n' "$why" | sed 's/^/# /'
fi
long=$(awk 'length > 80' "$state/now")
if [ -z "$long" ]; then
	echo 'ok 2 - no line of the demo is over 80 columns'
else
	echo 'not ok 2 - no line of the demo is over 80 columns'
	printf '%s\n' "$long" | sed 's/^/# /'
fi
