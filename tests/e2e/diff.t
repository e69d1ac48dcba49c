#!/bin/sh
# SPDX-License-Identifier: MIT
# The command diff on scans of a server whose zones change between them, on files in any order, and
# on files that are damaged. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

with_servers
cd "$state"

# diff_of ARGS...: the command, bounded; exit status in $status, what it says in out and err.
diff_of() {
	run diff "$@"
}
scan() { "$program" -r "$resolver" -j -l list "$@" 2>/dev/null; }
line() { sed -n "$1p" out; }

printf '%s\n' 192.0.2.0/26 both.example.com 203.0.113.65 198.51.100.7 nothing '192.0.2.70 a;b' >list
scan -o old.jsonl || :
scan -o new.jsonl || :
total=$(wc -l <old.jsonl)
doubts=$(grep -c '"severity":"undecided"' old.jsonl)
diff_of old.jsonl new.jsonl
is 'two scans of the same: nothing but what was undecided both times' \
	"$status $(line 1) $(grep -c UNDECIDED out) $(cat err)" \
	"75 $total records before, $total now: $doubts cannot be compared, $((total - doubts)) the same $doubts "
grep -v '"severity":"undecided"' old.jsonl >clean.jsonl
n_clean=$(wc -l <clean.jsonl)
diff_of clean.jsonl clean.jsonl
is 'nothing has changed' "$status $(cat out err)" \
	"0 $n_clean records before, $n_clean now: $n_clean the same"
diff_of -q clean.jsonl clean.jsonl
is '-q: then there is no text' "$status $(cat out err)" '0 '
diff_of -j clean.jsonl clean.jsonl
is 'and no JSON' "$status $(cat out err)" '0 '
: >empty
diff_of empty empty
is 'nothing and nothing' "$status $(cat out)" '0 0 records before, 0 now'

# ---- what changes ----

# One that passes: 192.0.2.10; its records become others with sed.
only() { grep '"address":"192.0.2.10"' clean.jsonl | sed "$1"; }
only '' >a
only 's/"iprev":"pass"/"iprev":"fail"/; s/"severity":"ok"/"severity":"fail"/; s/"findings":\[/&{"code":"fwd_mismatch","severity":"fail","message":"m","name":"mail.example.com"},/; s/"addresses":\["192.0.2.10"\]/"addresses":["192.0.2.99"]/' >b
diff_of a b
cat >want <<'END'
1 record before, 1 now: 1 worse

192.0.2.10  WORSE  iprev was pass, is fail
  mail.example.com: 192.0.2.10 -> 192.0.2.99
  + finding fwd_mismatch (mail.example.com)
END
is 'worse' "$status $(diff out want)" '1 '
diff_of b a
is 'and better again' "$status $(line 3)" '1 192.0.2.10  BETTER  iprev was fail, is pass'
diff_of --fail-on fail a b
is '--fail-on fail: it fails now' "$status" 1
diff_of --fail-on fail b a
is 'one that is better is none' "$status" 0
diff_of --fail-on never a b
is '--fail-on never' "$status" 0
diff_of --ignore fwd_mismatch -j a b
is 'what is ignored is no finding, but the verdict is another' \
	"$status $(grep -c '"change":"worse".*"findings_gained":\[\]' out)" '1 1'
only 's/"ttl":[0-9]*/"ttl":7/g; s/"checked_at":"[^"]*"/"checked_at":"2026-01-01T00:00:00Z"/; s/"server":"[^"]*"/"server":"192.0.2.53:53"/; s/"tries":1/"tries":2/; s/"duration_ms":[0-9.]*/"duration_ms":777/' >b
is 'times and servers are others' "$(same a b)" different
diff_of a b
is 'which is no change' "$status" 0
only 's/"iprev":"pass","severity":"ok"/"iprev":"temperror","severity":"undecided"/' >b
diff_of a b
is 'a temporary failure is none, but cannot be compared' "$status $(line 3)" \
	'75 192.0.2.10  UNDECIDED  cannot be compared: it is undecided now'
diff_of --fail-on never a b
is 'with --fail-on never that is well' "$status" 0
diff_of a empty
is 'gone' "$status $(line 3)" '1 192.0.2.10  GONE  was ok (iprev pass)'
diff_of empty a
is 'new' "$status $(line 3)" '1 192.0.2.10  NEW  is ok (iprev pass)'
diff_of --fail-on warn empty a
is 'a new one that is well' "$status" 0
only 's/mail\.example\.com/other.example.com/g; s/"tag":/"x":/' >b
diff_of a b
is 'another name' "$status $(sed -n '3,$p' out)" \
	"1 192.0.2.10  CHANGED  ok as before (iprev pass)
  - PTR name mail.example.com
  + PTR name other.example.com"

# ---- in any order ----

# Some get worse, some are gone, some new; the same is told whatever the order.
python3 - <<'END'
import json
records = [json.loads(line) for line in open("clean.jsonl")]
out = []
for i, r in enumerate(records):
    if i % 9 == 4:
        continue
    if i % 9 == 5:
        r["severity"] = "fail"
        r["findings"].append({"code": "of_the_future", "severity": "fail", "message": "m"})
    if i % 9 == 7:
        r["iprev"], r["severity"] = "temperror", "undecided"
    out.append(r)
out.append(dict(records[0], address="198.51.100.1", index=10**6))
open("changed.jsonl", "w").writelines(json.dumps(r, separators=(",", ":")) + "\n" for r in out)
END
diff_of -j clean.jsonl changed.jsonl --summary sums.json
mv out want
is 'all kinds of changes' "$status $(cut -d '"' -f 8 want | sort -u | tr '\n' ' ')" \
	'1 changed gone new undecided worse '
is 'the worst first' "$(cut -d '"' -f 8 want | uniq | head -n 2 | tr '\n' ' ')" 'worse new '
is 'the sums count them' \
	"$(python3 -c 'import json; s = json.load(open("sums.json")); print(s["schema"], s["records"], sum(s["changes"].values()) - s["changes"]["same"])')" \
	"fcrdns-diff-summary/1 {'old': $n_clean, 'new': $(wc -l <changed.jsonl)} $(wc -l <want)"
is 'each line is of the schema' "$(python3 - <<END
import json
schema = json.load(open("$top/data/diff.schema.json"))
bad = 0
for line in open("want"):
    r = json.loads(line)
    bad += set(schema["required"]) - set(r) != set() or set(r) - set(schema["properties"]) != set()
    bad += r["change"] not in schema["properties"]["change"]["enum"]
    bad += {"new": r["old"] is not None, "gone": r["new"] is not None}.get(r["change"], None in (r["old"], r["new"]))
print(bad)
END
)" 0
sort -R changed.jsonl >shuffled.jsonl
diff_of -j clean.jsonl shuffled.jsonl
is 'the new one in another order' "$status $(same out want)" '1 same'
sort -R clean.jsonl >older.jsonl
gzip older.jsonl shuffled.jsonl
diff_of -j older.jsonl.gz shuffled.jsonl.gz
is 'both, and compressed' "$status $(same out want)" '1 same'
status=0
timeout "$hang_s" "$program" diff -j - changed.jsonl <clean.jsonl >out 2>err || status=$?
is 'standard input' "$status $(same out want) $(cat err)" '1 same '
diff_of -j -o made.gz clean.jsonl changed.jsonl
is 'into a file' "$status $(zcat made.gz | cmp - want && echo same)" '1 same'
cat clean.jsonl clean.jsonl >twice
diff_of twice twice
is 'an address that is there twice' "$status" 0
sed 's,"input":"192.0.2.0/26",,; s/,,/,/' clean.jsonl >blockless
diff_of clean.jsonl blockless
is 'how the list came to an address does not matter' \
	"$status $(grep -c '"input":"192.0.2.0/26"' clean.jsonl blockless | tr '\n' ' ')" \
	"0 clean.jsonl:$(grep -c '"input":"192.0.2.0/26"' clean.jsonl) blockless:0 "
diff_of clean.jsonl twice
is 'and once before' "$status $(line 1)" \
	"1 $n_clean records before, $((2 * n_clean)) now: $n_clean new, $n_clean the same"

# ---- many, in another order each: outside the memory ----

python3 - <<'END'
import json
r = json.loads(open("a").readline())
with open("many", "w") as out:
    for i in range(30000):
        r["index"], r["address"] = i, "10.%d.%d.%d" % (i >> 16, i >> 8 & 255, i & 255)
        out.write(json.dumps(r, separators=(",", ":")) + "\n")
END
tac many >backwards
diff_of many backwards
is 'thirty thousand backwards' "$status $(cat out err)" \
	'0 30000 records before, 30000 now: 30000 the same'
status=0
bounded "$program" diff -q many empty >out 2>err || status=$?
is 'also where all of them have changed' "$status $(grep -c GONE out) $(cat err)" '1 30000 '
is 'in the order of their addresses' "$(head -n 1 out | cut -d ' ' -f 1) $(tail -n 1 out | cut -d ' ' -f 1)" \
	'10.0.0.0 10.0.117.47'

# ---- what is damaged ----

# refused WHAT STATUS SENTENCE ARGS...: nothing is made, and one sentence says why.
refused() {
	what=$1 want="$2 fcrdns-check: $3"
	shift 3
	rm -f made
	diff_of -o made "$@"
	is "$what" "$status $(cat err)$(ls made 2>/dev/null)" "$want"
}
refused 'one file' 64 'what shall be compared? fcrdns-check diff OLD NEW' a
refused 'three files' 64 'what shall be compared? fcrdns-check diff OLD NEW' a a a
refused 'standard input twice' 64 'only one of both can be standard input' - -
refused 'no such file' 66 'cannot read none: No such file or directory' a none
cp a made2
refused 'the output is one of both' 64 '-o made2 is the file that is read: name another file' \
	a made2 -o made2
refused 'so are the sums' 64 '--summary made2 is the file that is read: name another file' \
	made2 a --summary made2
is 'and that is untouched' "$(same a made2)" same
head -c -5 changed.jsonl >torn
refused 'a torn line' 65 \
	"torn, line $(wc -l <changed.jsonl): it ends in the middle, without a newline" clean.jsonl torn
sed '3s/{/[/' changed.jsonl >bad
refused 'no record' 65 "bad, line 3: it is no JSON: ']' expected near ':'" bad clean.jsonl
sed '3s,check/1,check/2,' changed.jsonl >bad
refused 'another schema' 65 'bad, line 3: it is no record of schema fcrdns-check/1' clean.jsonl bad
head -c 200 older.jsonl.gz >cut.gz
refused 'a compressed file that is cut' 65 'cut.gz is not whole, or no file of gzip' clean.jsonl cut.gz
status=0
timeout "$hang_s" "$program" diff many backwards 2>err >/dev/full || status=$?
is 'a full disk' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to standard output: No space left on device'
status=0
(ulimit -f 100 && exec timeout "$hang_s" "$program" diff many backwards >out 2>err) || status=$?
is 'no room for what is sorted' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to a temporary file: File too large'
mkfifo slow
rm -f made
echo before >made
is_made() { ls made.*.tmp >/dev/null 2>&1; }
"$program" diff -o made slow a 2>err &
pid=$!
exec 9>slow
cat a >&9
wait_for is_made
kill -KILL $pid
code=0
wait $pid || code=$?
exec 9>&-
is 'SIGKILL: the file of before stays' "$code $(cat made)" '137 before'

echo "1..$n"
