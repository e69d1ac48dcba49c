#!/bin/sh
# SPDX-License-Identifier: MIT
# Parts of a list, outputs that a later run goes on with, and what is said of a scan. TAP.
# NSD and Unbound as in cases.t.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
hang_s=120

with_servers
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX AWS_BATCH_JOB_ARRAY_INDEX
cd "$state"

check() { run -r "$resolver" --no-timing "$@"; }

{
	echo '192.0.2.0/25 pool'
	echo 'mail.example.com'
	echo 'no target at all'
	echo '198.51.100.1-198.51.100.30'
	echo '2001:db8::10'
} >list

check -j -l list -o whole.jsonl
is 'the whole list' "$status $(wc -l <whole.jsonl)" '1 162'

# ---- shards ----

parts() { # N SEED
	rm -f part.*
	i=0
	while [ "$i" -lt "$1" ]; do
		check -j -l list --shards "$1" --shard "$i" --seed "$2" -o "part.$i"
		i=$((i + 1))
	done
	cat part.? | sort -s -t : -k 3n >merged
}
by_index() { sort -s -t : -k 3n "$1"; }
by_index whole.jsonl >expected
for way in '1 0' '2 0' '7 0' '7 42'; do
	# shellcheck disable=SC2086
	parts $way
	is "shards are the whole list: $way" "$(same merged expected)" same
done
is 'each shard says which it is' "$(sed -n '1s/.*"shards":7,"shard":3,"seed":42.*/yes/p' part.3.state)" yes
is 'and that it is whole' "$(grep -c '"complete":true,"places":161,' part.3.state)" 1
one=$(sed -n '1s/.*"scan":"\([0-9a-f]*\)".*/\1/p' part.0.state)
two=$(sed -n '1s/.*"scan":"\([0-9a-f]*\)".*/\1/p' part.6.state)
is 'and all are of one scan' "$one" "$two"

check -j -l list --shards 7 --shard 5 --seed 42
is 'without a file the records are the same' "$(same out part.5)" same
SLURM_ARRAY_TASK_ID=15 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_COUNT=7 \
	timeout "$hang_s" "$program" -r "$resolver" --no-timing -j -l list --shard auto --seed 42 >out || :
is 'a Slurm task knows its shard' "$(same out part.5)" same
JOB_COMPLETION_INDEX=5 \
	timeout "$hang_s" "$program" -r "$resolver" --no-timing -j -l list --shards 7 --shard auto --seed 42 >out || :
is 'a Kubernetes pod knows its shard' "$(same out part.5)" same

refused() { # WHAT WANT ARGS...
	what=$1 want=$2
	shift 2
	check -l list "$@"
	is "$what" "$status $(cat out err)" "64 fcrdns-check: $want"
}
refused 'shards without a shard' '--shards wants --shard as well: which of them?' --shards 4
refused 'a shard without shards' '--shard wants --shards as well: of how many?' --shard 1
refused 'a shard too many' 'shard 4 is not one of 4: they are counted from 0' --shards 4 --shard 4
refused 'a shard that is no number' "--shard wants a number from 0, or auto, not '1x'" --shards 4 --shard 1x
refused 'auto without a scheduler' '--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and AWS_BATCH_JOB_ARRAY_INDEX is set' --shards 4 --shard auto
export SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_COUNT=1
refused 'one task of an array run again' 'SLURM_ARRAY_TASK_COUNT is 1 and --shards is 4: to run a part of the array again give --shard its number' --shards 4 --shard auto
SLURM_ARRAY_TASK_ID=x
refused 'a scheduler that says no number' '--shard auto: SLURM_ARRAY_TASK_ID is no number' --shards 4 --shard auto
unset SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_MIN SLURM_ARRAY_TASK_COUNT

# ---- go on ----

check -j -l list -o again.jsonl --resume
is 'a run that could be gone on with' "$status $(same again.jsonl whole.jsonl)" '1 same'
is 'leaves its state' "$(find . -name 'again*' | sort | tr '\n' ' ')" './again.jsonl ./again.jsonl.state '
check -j -l list -o again.jsonl --resume
is 'and begins anew when it was whole' "$status $(same again.jsonl whole.jsonl)" '1 same'

# As after kill -9: behind what is known to be there stands a torn record.
torn() { # OCTETS INDEX
	head -c "$1" whole.jsonl >again.jsonl.part
	printf '{"schema":"fcrdns-check/1","ind' >>again.jsonl.part
	slot=$(printf '{"n":9,"octets":%d,"index":%d,"complete":false,"places":0,"records":%d,%s' "$1" "$2" "$2" \
		"$(sed -n 's/.*\("iprev":.*}\) [0-9a-f]\{16\} *$/\1/p' again.jsonl.state | head -n 1)")
	hash=$(printf %s "$slot" | /usr/bin/python3 -c '
import sys
h = 0xcbf29ce484222325
for c in sys.stdin.buffer.read():
    h = (h ^ c) * 0x100000001b3 % 2**64
print("%016x" % h)')
	head -n 1 again.jsonl.state >state.new
	printf '%-4095s\n%-4095s\n' "$slot $hash" '' >>state.new
	mv state.new again.jsonl.state
}
octets=$(head -n 50 whole.jsonl | wc -c)
torn "$octets" 50
check -j -l list -o again.jsonl --shards 2 --shard 0
is 'without --resume nothing is overwritten' "$status $(cat err)" '78 fcrdns-check: again.jsonl.part is a scan that was begun: go on with it by --resume, or remove it and again.jsonl.state'
check -j -l list -o again.jsonl --resume --strict
is 'with other options it does not fit' "$status $(cut -d ';' -f 1 err)" '78 fcrdns-check: again.jsonl.state does not fit: the options that shape the records are not the same'
check -l list -o text --resume
mv text text.part
check -l list -o text --resume --color always
is 'nor with colour' "$status $(cut -d ';' -f 1 err)" '78 fcrdns-check: text.state does not fit: the options that shape the records are not the same'
rm text.*
echo 192.0.2.1 >>list
check -j -l list -o again.jsonl --resume
is 'with another list it does not fit' "$status $(cut -d ';' -f 1 err)" '78 fcrdns-check: again.jsonl.state does not fit: the list or the targets are not the same'
sed -i '$d' list
check -j -l list -o again.jsonl --resume -P 3 --retries 1
is 'what was torn is cut off, the rest is added' "$status $(same again.jsonl whole.jsonl)" '1 same'
# A page begins and ends once; its sums are those of both runs. Whether the first one came to an end
# before it was stopped changes nothing.
check --format html -l list -o whole.html
timeout -s TERM 2 "$program" -r "$resolver" --no-timing --format html -l list -o again.html --resume --rate 30 \
	2>err </dev/null || :
check --format html -l list -o again.html --resume
is 'a page that was begun is gone on with' "$status $(same again.html whole.html) $(grep -c '<main\|162 targets' again.html)" '1 same 2'
torn "$octets" 50
truncate -s 100 again.jsonl.part
check -j -l list -o again.jsonl --resume
is 'what is shorter than it should be is refused' "$status $(cat err)" '78 fcrdns-check: again.jsonl.state or again.jsonl.part is damaged: it cannot be gone on with; remove both to start anew'
rm again.jsonl.*

check -j -l list --resume
is '--resume without a file' "$status $(cat err)" '64 fcrdns-check: --resume wants -o FILE'
check -j -l - -o again.jsonl --resume
is '--resume of what can be read once' "$status $(cat err)" '64 fcrdns-check: --resume wants lists that can be read again, and standard input is no file'
check -j -l list -o /dev/null --resume
is '--resume into what is no file' "$status $(cat err)" '64 fcrdns-check: --resume wants an output that is a file, and /dev/null is none'
check -j -l /proc/self/mem -o broken.jsonl --shards 2 --shard 0
is 'a list that cannot be read is told, for a shard as well' "$status $(cat err)" \
	'66 fcrdns-check: cannot read the list /proc/self/mem: Input/output error'
check -j -l list -o again.jsonl --resume --unordered
is '--resume without order' "$status $(cat err)" '64 fcrdns-check: --resume wants the order of the input: leave --unordered out'

# ---- order, compression ----

check -j -l list --unordered
sort out >sorted
sort whole.jsonl >expected
is 'without order all are there' "$status $(same sorted expected)" '1 same'
check -j -l list -o packed.jsonl.gz
gzip -dc packed.jsonl.gz >unpacked
is 'a compressed file holds the same' "$status $(same unpacked whole.jsonl)" '1 same'
check -j -l list -o again.jsonl.gz --resume
is 'and has the same octets whenever it is made' "$status $(same again.jsonl.gz packed.jsonl.gz)" '1 same'
: >nothing
check -j -l nothing -o empty.jsonl.gz
is 'an empty one is a gzip file' "$status $(gzip -dc empty.jsonl.gz | wc -c) $(gzip -t empty.jsonl.gz && echo sound)" '0 0 sound'

# ---- what is said ----

check -j -l list -o whole.jsonl --summary sums
is 'the summary counts the records' "$(/usr/bin/python3 - <<'END'
import collections, json
records = [json.loads(line) for line in open("whole.jsonl")]
sums = json.load(open("sums"))
for key in "iprev", "severity":
    count = collections.Counter(str(r[key] or "none") for r in records)
    assert sums[key] == {k: count[k] for k in sums[key]}, key
codes = collections.Counter(c for r in records for c in {f["code"] for f in r["findings"]})
assert sums["findings"] == dict(codes)
assert sums["schema"] == "fcrdns-summary/1" and sums["complete"] is True
assert sums["records"] == len(records) and sums["places"] == records[-1]["index"] + 1
print("right")
END
)" right
check -j -l list -o named.jsonl --resume
mv named.jsonl named.jsonl.part # as if the end had come just before its name
check -j -l list -o named.jsonl --resume --summary again
is 'what lacks only its name has its sums, too' "$status $(same named.jsonl whole.jsonl) $(cut -d '}' -f 1-3 again)" \
	"1 same $(cut -d '}' -f 1-3 sums)"
mkdir -p folder
for taken in '' .part .state .fcrdns.tmp; do
	check -j -l list -o folder/taken --summary "./folder/../folder/taken$taken"
	is "sums do not take the place of FILE$taken" "$status $(cat err) $(find folder -type f)" \
		"64 fcrdns-check: --summary wants a file of its own, and -o FILE$taken is taken "
done
check -j -l list -o /dev/null --summary /dev/null
is 'but both can be thrown away' "$status $(cat err)" '1 '
check -j -l list -o - --summary -
is 'and both can be seen' "$status $(cat err) $(wc -l <out)" '1  163'
check -j -l list -o whole.jsonl --summary /nonexistent/sums
is 'a summary that cannot be made' "$status $(cat err)" '73 fcrdns-check: cannot make /nonexistent/sums: No such file or directory'
check -j -l list --status json
is 'the last status is that of the end' "$(/usr/bin/python3 -c '
import json
last = json.loads(open("err").readlines()[-1])
print(last["done"], last["pass"] > 0, "rate" in last, last["window"] > 0)')" '162 True True True'
check -j -l list
is 'a short scan says nothing' "$(cat err)" ''

echo "1..$n"
