#!/bin/sh
# SPDX-License-Identifier: MIT
# The shipped Slurm jobs on a real Slurm of two nodes: one run, an array of four, and an array whose
# node is lost half-way give the same bytes. Speaks TAP. Takes about two minutes, most of it Slurm's
# time to see that a node is lost.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
program=${FCRDNS_CHECK:-$top/build/release/fcrdns-check}
jobs=$top/data/examples
# Only stops a hang.
hang_s=300

# Under /tmp, as the name of MUNGE's socket must be short.
state=$(mktemp -d /tmp/fcrdns-slurm.XXXXXX)
cluster() {
	verb=$1
	shift
	"$here/cluster.sh" "$verb" "$state/c" "$@"
}
cleanup() {
	cluster stop || :
	"$top/tests/lab/load.sh" stop "$state/load" || :
	if [ -n "${SLURM_KEEP-}" ]; then
		echo "# left behind: $state"
	else
		rm -rf "$state"
	fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

n=0
# is WHAT GOT WANT
is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf 'got:  %s\nwant: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}
same() { # WHAT FILE FILE
	is "$1" "$(cmp "$2" "$3" 2>&1 && echo same)" same
}
bail() {
	echo "Bail out! $1"
	exit 1
}

# 6,000 addresses, 32 at a time, and a fifth of a second for each: some 10 s a shard of four.
"$top/tests/lab/load.sh" start "$state/load" 6000 50 >&2 || bail 'NSD did not start'
cluster start >&2 || bail 'Slurm did not start'
mkdir "$state/bin"
ln -s "$program" "$state/bin/fcrdns-check"
PATH=$state/bin:$PATH
LIST=$state/list
OPTIONS="--no-timing -r $(cat "$state/load/slow") -P 32"
export PATH LIST OPTIONS

# Not only addresses: every kind of line must come out in one shard.
{
	echo '# a list'
	head -n 100 "$state/load/list"
	printf 'not an address\n%s with-a-tag\n\n' "$(head -n 1 "$state/load/list")"
	tail -n +101 "$state/load/list"
} >"$LIST"
fcrdns-check --no-timing -r "$(cat "$state/load/authoritative")" -l "$LIST" -j --fail-on never \
	-o "$state/one.jsonl" || bail "one run ended with $?"
is 'one run has a record for every line' "$(wc -l <"$state/one.jsonl")" 6002

# scan FOLDER TASKS: submits array and merge there; their job numbers in $array, $merge. The merge is
# submitted at once, so it must wait for tasks that begin again as well.
scan() {
	mkdir -p "$state/$1"
	cd "$state/$1"
	array=$(cluster run sbatch --parsable --array="$2" "$jobs/fcrdns-scan.sbatch")
	merge=$(cluster run sbatch --parsable --dependency=afterok:"$array" \
		"$jobs/fcrdns-merge.sbatch")
}
queued() { [ -n "$(cluster run squeue -h -j "$1" 2>/dev/null)" ]; }
# wait_until COMMAND...: false when something hangs.
wait_until() {
	until=$(($(date +%s) + hang_s))
	until "$@"; do
		[ "$(date +%s)" -lt "$until" ] || return 1
		sleep 1
	done
}
ended() { ! queued "$merge"; }
# What Slurm knows of a job: one "STATE EXIT RESTARTS" a task, in any order.
known() {
	cluster run scontrol -o show job "$1" |
		sed 's/.*Restarts=\([0-9]*\).*JobState=\([A-Z_]*\).*ExitCode=\([0-9:]*\).*/\2 \3 \1/;
			s/.*JobState=\([A-Z_]*\).*Restarts=\([0-9]*\).*ExitCode=\([0-9:]*\).*/\1 \3 \2/' |
		sort | uniq -c | sed 's/^ *//'
}
told() { # what jobs said, for a failure's sake
	for log in *.log; do
		sed "s/^/# $log: /" "$log"
	done
	cluster run sinfo -N -o '%N %T %E' | sed 's/^/# /'
}

scan whole 0-3
wait_until ended || bail 'the array hangs'
is 'every task of an array is a success to Slurm' "$(known "$array")" '4 COMPLETED 0:0 0'
is 'and so is the merge' "$(known "$merge")" '1 COMPLETED 0:0 0'
same 'an array of four gives the bytes of one run' all.jsonl ../one.jsonl || told

rm -f part-2.* all.jsonl
SHARDS=4 scan whole 2
wait_until ended || bail 'one task hangs'
same 'one task of the array can be run again' all.jsonl ../one.jsonl || told

LIST=$state/none scan refused 0-3
wait_until ended || bail 'an array that fails hangs'
is 'a task that cannot read its list fails' "$(known "$array")" '4 FAILED 66:0 0'
is 'and the merge is cancelled' "$(known "$merge" | cut -d ' ' -f 2)" CANCELLED
is 'and makes nothing' "$(find . -name '*.jsonl')" ''

# Which tasks run on a node, as part files' names.
parts_on() {
	cluster run squeue -h -r -j "$array" -w "$1" -t R -o 'part-%K.jsonl' | sort
}
# Half-way: each task on n2 has written some of its records.
lines() { cat "$1"* 2>/dev/null | wc -l; }
half_way() {
	lost=$(parts_on n2)
	[ -n "$lost" ] || return 1
	for part in $lost; do
		[ "$(lines "$part")" -gt 500 ] || return 1
	done
}
scan lost 0-3
wait_until half_way || bail 'the tasks do not get half-way'
cluster lose n2
is 'two of four tasks are on the node that is lost' "$(echo "$lost" | wc -l)" 2
is 'and none of them is whole' "$(fcrdns-check merge part-*.jsonl -o none.jsonl 2>said || echo $?)" 66
wait_until ended || bail 'the array hangs after the loss of a node'
is 'Slurm began the lost tasks again' "$(known "$array")" '2 COMPLETED 0:0 0
2 COMPLETED 0:0 1'
# Both runs sent them at the same pace; what was sent before the loss is in neither sum.
queries() { sed -n 's/.*"queries":\([0-9]*\).*/\1/p' "$1"; }
saved=
for part in $lost; do
	sums=${part%.jsonl}.summary.json
	[ $(($(queries "../whole/$sums") - $(queries "$sums"))) -lt 300 ] || saved="$saved$part
"
done
is 'and they went on where the lost ones ended' "$saved" "$lost
"
is 'the merge waited for them' "$(known "$merge")" '1 COMPLETED 0:0 0'
same 'with a lost node the bytes are those of one run' all.jsonl ../one.jsonl || told
told

echo "1..$n"
