# shellcheck shell=sh disable=SC2034 # what is set here is for those who source it
# SPDX-License-Identifier: MIT
# What the tests with real monitoring servers have in common, beside what all tests of whole runs have:
#   $run       runs a program of the packages that are unpacked below build/monitoring
#   $unpacked  the folder where they are
#   launch NAME COMMAND...  in the background, its pid in NAME.pid and what it says in NAME.out
# All work in $state. Whatever becomes of a test, what it started ends after $life_s seconds.
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/../e2e/bed.sh"
unpacked=$top/build/monitoring
run=$unpacked/run
plugin=${CHECK_FCRDNS:-$top/build/release/check_fcrdns}
life_s=600

[ -x "$run" ] || { echo 'Bail out! first run tests/lab/fetch.sh monitoring'; exit 1; }
cd "$state"

# timeout stands before it: it passes a signal on, to the server alone, which ends its helpers itself;
# and kills it when it does not end by that.
launch() {
	name=$1
	shift
	timeout --foreground -k 5 "$life_s" "$@" >"$name.out" 2>&1 </dev/null &
	echo "$!" >"$name.pid"
}
# finish NAME: only if it is still what was launched.
finish() {
	[ -s "$1.pid" ] || return 0
	kill "$(cat "$1.pid")" 2>/dev/null || :
	wait "$(cat "$1.pid")" 2>/dev/null || :
	rm -f "$1.pid"
}
also_end() {
	for pid in *.pid; do
		finish "${pid%.pid}"
	done
}
# bail WHY NAME: with the last words of a server.
bail() {
	tail -n 20 "$2".out | sed 's/^/# /'
	echo "Bail out! $1"
	exit 1
}
free_ports() { perl "$top/tests/lab/dns.pl" ports "$1"; }
# The time that an address took, and where the servers are, differ from run to run.
masked() { sed -E -e 's/[0-9]+\.[0-9]+s;/Ts;/g' -e 's/took [0-9.]+ s/took T s/g' -e 's/127\.0\.0\.1:[0-9]+/SERVER/g'; }
