#!/bin/sh
# SPDX-License-Identifier: MIT
# Shows what fcrdns-check says in ten situations, against real name servers on loopback: NSD has the
# zones beside this file, Unbound resolves them. Exits 0 when every exit code was the expected one.
# `make demo` runs it; FCRDNS_CHECK names another program to show.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
program=${FCRDNS_CHECK:-build/release/fcrdns-check}
cd "$top"
COLUMNS=80
export COLUMNS

[ -x "$program" ] || { echo "demo.sh: $program is not built; run: make demo" >&2; exit 1; }
state=$(mktemp -d)
cleanup() {
	tests/lab/servers.sh stop "$state" || :
	rm -rf "$state"
}
trap cleanup EXIT
# The shell runs the EXIT trap on exit, but not on every signal.
trap 'exit 130' INT
trap 'exit 143' TERM HUP
tests/lab/servers.sh start "$state"
resolver=$(cat "$state/resolver")

n=0
unexpected=0
# show EXIT-CODE CAPTION ARGS...
show() {
	want=$1
	n=$((n + 1))
	printf '\n%d. %s\n' "$n" "$2"
	shift 2
	printf '   $ fcrdns-check -r %s %s\n' "$resolver" "$*"
	got=0
	"$program" -r "$resolver" "$@" </dev/null || got=$?
	if [ "$got" -ne "$want" ]; then
		unexpected=$((unexpected + 1))
		printf 'demo: exit code %d, expected %d\n' "$got" "$want" >&2
	fi
}

show 0 'All is well: the PTR name points back to the address.' 192.0.2.10
show 0 'The same host over IPv6.' 2001:db8::10
show 1 'A PTR left by an earlier holder: its name is somewhere else.' 192.0.2.11
show 1 'No PTR at all.' 192.0.2.77
show 0 'Two PTRs, one of them dead: a mail server may look at that one only.' 192.0.2.12
show 0 'RFC 2317: a CNAME leads to the reverse zone that the customer runs.' 203.0.113.65
show 75 'The reverse zone is broken (SERVFAIL): that is not "no PTR", ask again later.' 198.51.100.7
show 75 'No answer at all: nothing is decided.' --timeout 0.5 --retries 1 203.0.113.5
show 0 "The provider's ownership record is in place." --ownership ali-0123456789abcdef 192.0.2.10
show 1 'The ownership record was typed with its quotes.' --ownership ali-0123456789abcdef 192.0.2.30

cat <<EOF

To try more (the servers end by themselves after 15 minutes):
   tests/lab/servers.sh start build/demo
   $program -v -r @build/demo/resolver 192.0.2.12
   tests/lab/servers.sh stop build/demo
EOF
if [ "$unexpected" -ne 0 ]; then
	printf '\ndemo: %d of %d exit codes were not as expected\n' "$unexpected" "$n" >&2
	exit 1
fi
