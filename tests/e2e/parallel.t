#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's commands for GNU parallel, as they stand there but for the resolver and the number of
# jobs: seven shards, merged, give the bytes of one run. NSD with the work load of tests/bench. TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
hang_s=120
also_end() { "$top/tests/lab/load.sh" stop "$state/load" || :; }

if ! "$top/tests/lab/load.sh" start "$state/load" 500 >&2; then
	echo 'Bail out! NSD did not start'
	exit 1
fi
resolver=$(cat "$state/load/authoritative")
mkdir "$state/bin" "$state/scan"
ln -s "$program" "$state/bin/fcrdns-check"
PATH=$state/bin:$PATH
# parallel keeps files below it.
HOME=$state
export PATH HOME
cd "$state/scan"

# Every kind of line: what gives one record, several, or one that says why not.
{
	cat "$state/load/list"
	block=$(sed -n 's/^\(10\..*\)\.[0-9]*$/\1/p' "$state/load/list" | head -n 1)
	printf '# a comment\n\n%s.0/28 with-a-tag\n%s.7-%s.19\nnot an address\n' \
		"$block" "$block" "$block"
	sed -n 's/ A$//p' "$state/load/fwdq.txt" | head -n 3
	head -n 1 "$state/load/list"
} >list.txt
# ":" is this machine, without ssh.
echo : >machines

command=$(awk '/^    seq .* parallel /, !/\\$/' "$top/README.md" | sed -e 's/^    //' \
	-e "s/-r [0-9.]*/-r $resolver --no-timing/" -e 's/-j 1 /-j 4 /')
merge=$(sed -n 's/^    \(fcrdns-check merge .*all.jsonl\)$/\1/p' "$top/README.md")
is 'the README has both commands' "$(printf '%s\n%s\n' "$command" "$merge" |
	grep -cE '(--shards 7|merge).*')" 2
status=0
fcrdns-check -r "$resolver" --no-timing -l list.txt -j --fail-on never -o one.jsonl || status=$?
is 'one run' "$status" 0
# A folder stands where one shard's file should be.
mkdir part-3.jsonl
status=0
timeout "$hang_s" sh -c "$command" >out 2>&1 </dev/null || status=$?
is 'seven shards by GNU parallel, of which one fails' "$status" 1
rmdir part-3.jsonl
status=0
timeout "$hang_s" sh -c "$merge" >out 2>&1 || status=$?
is 'merge refuses them when one is missing' "$status" 78
status=0
again=$(echo "$command" | sed 's/--joblog/--resume-failed &/')
timeout "$hang_s" sh -c "$again" >out 2>&1 </dev/null || status=$?
is 'the command for those that failed' "$status $(cat out)" '0 '
is 'runs only those' "$(tail -n +2 log | wc -l)" 8
is 'and then there is a file of each' "$(find . -name 'part-*.jsonl' | wc -l)" 7
status=0
timeout "$hang_s" sh -c "$merge" >out 2>&1 || status=$?
is 'merge takes them' "$status $(cat out)" '0 '
is 'the bytes are those of one run' "$(cmp all.jsonl one.jsonl 2>&1 && echo same)" same
echo "1..$n"
