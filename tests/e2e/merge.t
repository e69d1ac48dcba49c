#!/bin/sh
# SPDX-License-Identifier: MIT
# The command merge on a scan of real servers that is divided as shards are, and on files that are
# damaged or do not fit together. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

with_servers
cd "$state"

# merge ARGS...: the command, bounded; exit status in $status, what it says in out and err.
merge() {
	run merge "$@"
}
shards() { "$here/shards.py" scan "$@"; }

# refused WHAT STATUS SENTENCE ARGS...: nothing is made, and one sentence says why.
refused() {
	what=$1 want="$2 fcrdns-check: $3"
	shift 3
	rm -f made
	merge -o made "$@"
	is "$what" "$status $(cat err)$(ls made 2>/dev/null)" "$want"
}

printf '%s\n' 192.0.2.0/27 both.example.com nothing 192.0.2.11 '192.0.2.10 a;b' >list
"$program" -r "$resolver" -j --no-timing -l list -o scan || status=$?
is 'the one run fails' "$status" 1
is 'it has places with parts' "$(grep -c '"part":' scan)" 1

# ---- shards become the one run again ----

for how in '1 0' '2 0' '7 0' '7 1' '7 123456789' '64 5'; do
	# shellcheck disable=SC2086 # two words
	shards $how d
	# shellcheck disable=SC2046,SC2012 # names of ours, without blanks
	merge --fail-on fail $(ls d/*.jsonl | sort -R) -o made
	is "shards of $how: the same octets and the same status" \
		"$status $(same made scan) $(cat out err)" '1 same '
	rm -r d
done

mkdir own
for i in 0 1 2 3 4 5 6; do
	packed=$([ "$i" -ne 4 ] || echo .gz)
	"$program" -r "$resolver" -j --no-timing -l list --shards 7 --shard "$i" --seed 11 \
		-o "own/$i.jsonl$packed" || :
done
merge own/*.jsonl own/*.jsonl.gz
is 'shards that the program made, one of them compressed' \
	"$status $(same out scan) $(cat err)" '0 same '
"$program" -r "$resolver" -j --no-timing -l list --resume -o own/whole || :
merge own/whole
is 'a scan that was made to be resumed, alone' "$status $(same out scan) $(cat err)" '0 same '
"$program" -r "$resolver" -j --no-timing -l list --shards 1 --shard 0 -o own/one || :
merge own/one
is 'the one shard of one, too' "$status $(same out scan) $(cat err)" '0 same '
merge own/*.jsonl own/*.jsonl.gz -o packed.gz
is 'what is made may be compressed' "$status $(zcat packed.gz | cmp - scan && echo same)" '0 same'

shards 3 0 d
merge d/*.jsonl
is 'to standard output as well' "$status $(same out scan)" '0 same'
merge --fail-on warn d/*.jsonl
is '--fail-on asks for the status of the one run' "$status" 1
ln -s d/1.jsonl link.jsonl
merge d/0.jsonl link.jsonl d/2.jsonl
is 'a link leads to the state too' "$status $(same out scan)" '0 same'
gzip -k d/1.jsonl
"$here/shards.py" scan 3 0 z "1:octets=$(stat -c %s d/1.jsonl.gz)"
mv z/1.jsonl.state z/1.jsonl.gz.state
mv d/1.jsonl.gz z/
rm z/1.jsonl
merge z/0.jsonl z/1.jsonl.gz z/2.jsonl
is 'a compressed shard is unpacked' "$status $(same out scan) $(cat err)" '0 same '
mkdir many
shards 1000 0 many
# limited ULIMIT-OPTION: with 256 open files at most.
limited() {
	code=0
	bash -c 'ulimit "$1" 256 && shift && exec "$@"' sh "$1" \
		timeout "$hang_s" "$program" merge -o made many/*.jsonl 2>err || code=$?
}
limited -Sn
is 'a thousand shards, over the soft limit of open files' "$code $(same made scan)" '0 same'
limited -n
is 'over the hard limit it is said' "$code $(cat err)" \
	'71 fcrdns-check: 1000 files cannot be open at once: the hard limit is 256 (ulimit -Hn)'
rm -r many

grep -v '"severity":"ok"' scan >quiet
cp scan whole
cp quiet scan
shards 4 9 q 'quiet=true' "places=$(($(tail -n 1 whole | sed 's/.*"index":\([0-9]*\).*/\1/') + 1))"
merge q/*.jsonl
is 'with --quiet records are left out' "$status $(same out quiet) $(cat err)" '0 same '
cp whole scan

# ---- what does not fit ----

shards 3 0 d
refused 'no such file' 66 'cannot read none: No such file or directory' none
refused 'nor one beside others' 66 'cannot read none: No such file or directory' d/[01].jsonl none
refused 'a shard is missing' 78 'shard 1 of 3 is missing: all are wanted at once' d/0.jsonl d/2.jsonl
refused 'a shard twice' 78 'd/1.jsonl and d/1.jsonl are both shard 1 of 3' d/[012].jsonl d/1.jsonl
refused 'the output is one of the files' 64 \
	'-o d/1.jsonl is one of the files to merge: name another one' d/[012].jsonl -o d/1.jsonl
refused 'so is its state' 64 \
	'-o d/1.jsonl.state is one of the files to merge: name another one' d/[012].jsonl -o d/1.jsonl.state
sort d/[012].jsonl >one
sort scan >two
is 'and that is untouched' "$(same one two)" same
refused 'another scan' 78 \
	'd/0.jsonl and q/1.jsonl are not of one scan: they are of another number of shards' \
	d/0.jsonl q/1.jsonl d/2.jsonl
shards 3 5 o
refused 'another seed' 78 'd/0.jsonl and o/1.jsonl are not of one scan: their seeds differ' \
	d/0.jsonl o/1.jsonl d/2.jsonl
for row in 'scan="1111111111111111"|their lists or options differ' \
	'version="2"|other versions of the program wrote them' \
	'quiet=true|only one of them was written with --quiet' \
	'places=77|their lists had not the same length'; do
	shards 3 0 o "1:${row%%|*}"
	refused "not the same: ${row%%=*}" 78 \
		"o/0.jsonl and o/1.jsonl are not of one scan: ${row#*|}" o/[012].jsonl
done
shards 3 0 o '2:complete=false'
refused 'one that is not complete' 78 'o/2.jsonl is not complete: go on with it by --resume' o/*.jsonl
shards 3 0 o 'format="csv"'
refused 'another format' 78 'o/0.jsonl is no JSON lines, its state says' o/*.jsonl
shards 3 0 o 1:unordered=true
refused 'one that is not in order' 78 \
	'o/1.jsonl was written with --unordered: it cannot be merged' o/*.jsonl
"$program" -r "$resolver" -j --unordered --shards 2 --shard 1 -l list -o own/fast.jsonl || :
refused 'as the program says itself' 78 \
	'own/fast.jsonl was written with --unordered: it cannot be merged' own/fast.jsonl
shards 3 0 o
size=$(stat -c %s o/1.jsonl)
head -c 20 d/1.jsonl >>o/1.jsonl
refused 'one that has grown' 78 "o/1.jsonl has $((size + 20)) octets, its state says $size" o/*.jsonl
rm o/1.jsonl.state
refused 'one without its state' 78 \
	'o/1.jsonl has no .state beside it and others have: give all or none of them' o/*.jsonl
printf 'binary\0\n' >o/1.jsonl.state
refused 'a state that is none' 65 'o/1.jsonl.state cannot be used: it is no state of a scan' o/*.jsonl
mkdir -p folder/x.state
refused 'a state that cannot be read' 66 'cannot read folder/x.state: Is a directory' folder/x
for key in complete octets n; do
	shards 3 0 o
	sed -i "2,3s/\"$key\"/\"nothing\"/" o/2.jsonl.state
	refused "a state that was changed: $key" 65 \
		'o/2.jsonl.state cannot be used: it is damaged: neither of its two entries is whole' \
		o/*.jsonl
done

# damaged NAME COMMAND STATUS SENTENCE: shard 1 of 3 goes through a filter, its state knows its size.
damaged() {
	shards 3 0 o
	eval "$2" <d/1.jsonl >x
	shards 3 0 o "1:octets=$(stat -c %s x)"
	mv x o/1.jsonl
	refused "$1" "$3" "$4" o/*.jsonl
}
lines=$(wc -l <d/1.jsonl)
damaged 'an empty shard' true 65 'index 1 is missing in o/1.jsonl'
damaged 'the first line missing' "sed 1d" 65 'index 1 is missing in o/1.jsonl'
damaged 'a line missing' "sed 3d" 65 'index 7 is missing in o/1.jsonl'
damaged 'the last line missing' "sed '\$d'" 65 \
	"index $(tail -n 1 d/1.jsonl | sed 's/.*"index":\([0-9]*\).*/\1/') is missing in o/1.jsonl"
damaged 'a line twice' "sed 2p" 65 'o/1.jsonl, line 3: index 4 is there twice or out of order'
damaged 'out of order' tac 65 'index 1 is missing in o/1.jsonl'
damaged 'the records of another shard' "cat d/2.jsonl" 78 \
	'o/1.jsonl, line 1: index 2 belongs to another shard'
damaged 'beyond the end' "sed '\$s/\"index\":[0-9]*/\"index\":3001/'" 78 \
	"o/1.jsonl, line $lines: index 3001 is beyond the end of the list"
damaged 'a torn line' "head -c -5" 65 \
	"o/1.jsonl, line $lines: it ends in the middle, without a newline"
damaged 'a negative index' "sed '2s/\"index\":4/\"index\":-4/'" 65 \
	'o/1.jsonl, line 2: its index is no number from 0 to 2^63 - 1'
damaged 'an index beyond 2^63' "sed '2s/\"index\":4/\"index\":18446744073709551615/'" 65 \
	'o/1.jsonl, line 2: it is no JSON: too big integer near '\''18446744073709551615'\'''
damaged 'an index that is text' "sed '2s/\"index\":4/\"index\":\"4\"/'" 65 \
	'o/1.jsonl, line 2: its index is no number from 0 to 2^63 - 1'
damaged 'another schema' "sed '2s,check/1,check/2,'" 65 \
	'o/1.jsonl, line 2: it is no record of schema fcrdns-check/1'
damaged 'no severity' "sed '2s/\"severity\"/\"x\"/'" 65 \
	'o/1.jsonl, line 2: its severity is none of ok, warn, undecided, fail'
damaged 'a NUL' "sed '2s/192/1\\x002/'" 65 \
	'o/1.jsonl, line 2: it holds what no record does: a control character, or one beyond ASCII'
damaged 'a control character in disguise' "sed '2s/192/\\\\u001b[2J/'" 65 \
	'o/1.jsonl, line 2: it holds what no record does: a control character, or one beyond ASCII'
damaged 'no text at all' "head -c 100000 '$program'" 65 \
	'o/1.jsonl, line 1: it holds what no record does: a control character, or one beyond ASCII'
damaged 'one endless line' "tr -d '\\n' </dev/zero | head -c 9000000 | tr '\\0' x" 65 \
	'o/1.jsonl, line 1: it is too long to be a record'
shards 3 0 o
gzip o/1.jsonl
head -c 100 o/1.jsonl.gz >x
shards 3 0 o '1:octets=100'
mv x o/1.jsonl.gz
mv o/1.jsonl.state o/1.jsonl.gz.state
refused 'a compressed file that is cut' 65 'o/1.jsonl.gz is not whole, or no file of gzip' \
	o/0.jsonl o/1.jsonl.gz o/2.jsonl

# ---- without states ----

warning='fcrdns-check: no file has a .state beside it: whether records are missing at the end cannot be seen'
rm -r o
shards 3 0 o
rm o/*.state
merge o/*.jsonl
is 'without states it is merged, with a warning' "$status $(same out scan) $(cat err)" \
	"0 same $warning"
refused 'but no shard may be missing' 78 'index 1 is in none of the files: a shard is missing' \
	o/0.jsonl o/2.jsonl
refused 'nor be there twice' 78 'o/1.jsonl, line 1: index 1 is in another file too' \
	o/*.jsonl o/1.jsonl
mkfifo fifo
cat scan >fifo &
merge fifo
is 'a pipe can be read' "$status $(same out scan)" '0 same'
wait

# ---- endings ----

status=0
timeout "$hang_s" "$program" merge o/*.jsonl 2>err >/dev/full || status=$?
is 'a full disk' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to standard output: No space left on device'
refused 'an output that cannot be made' 73 'cannot make no/made: No such file or directory' \
	o/*.jsonl -o no/made
mkfifo slow
rm -f made
"$program" merge -o made slow 2>err &
pid=$!
exec 9>slow
cat scan >&9
# Its file is there when signals are caught.
is_made() { ls made.*.tmp >/dev/null 2>&1; }
wait_for is_made || :
sleep 0.1
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
exec 9>&-
is 'it can be interrupted while it waits' \
	"$status $(sed 's/[0-9][0-9]*/N/' err) $(ls made* 2>/dev/null)" \
	'143 fcrdns-check: interrupted after N records, the output file is not made '

echo "1..$n"
