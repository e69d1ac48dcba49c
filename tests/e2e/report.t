#!/bin/sh
# SPDX-License-Identifier: MIT
# The command report on what a scan of real servers has recorded, and on files that are damaged.
# Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

with_servers
cd "$state"

# report ARGS...: the command, bounded; exit status in $status, what it says in out and err.
report() {
	run report "$@"
}
# Not 192.0.2.16 and .17: aliases of PTR names are not recorded.
printf '%s\n' 192.0.2.8-192.0.2.15 192.0.2.18-192.0.2.63 203.0.113.65 198.51.100.7 10.0.0.1 \
	2001:db8::10 '192.0.2.70 a;b' nothing nosuch.example.com both.example.net '192.0.2.0/33' >list
scan() { "$program" -r "$resolver" -l list "$@" 2>/dev/null; }
# Who did not answer is in the times of a record only.
nameless() { sed 's/ (server [^)]*)//g' "$1"; }

# ---- as the scan itself writes it ----

scan -j -o timed || :
for options in '' '--strict --expect mail.example.com' '--helo mail.example.com' \
	'--ownership ali-0123456789abcdef' '--special skip' '--deep'; do
	# shellcheck disable=SC2086 # words
	scan --no-timing $options -j -o scan.jsonl || :
	for format in text csv html prom nagios checkmk authres; do
		code=0
		# shellcheck disable=SC2086 # words
		scan --no-timing $options --format $format -o direct || code=$?
		report --format $format scan.jsonl
		nameless direct >want
		nameless out >got
		is "as the scan writes it: $format $options" "$status $(same got want) $(cat err)" "$code same "
	done
done
scan --no-timing -j -o scan.jsonl || :
for format in text csv html prom checkmk authres; do
	scan --no-timing -q --format $format -o direct || :
	report -q --format $format scan.jsonl
	nameless direct >want
	nameless out >got
	is "as the scan writes it: $format -q" "$(same got want)" same
	scan --no-timing --ignore ptr_nxdomain,fwd_mismatch --format $format -o direct || :
	report --ignore ptr_nxdomain,fwd_mismatch --format $format scan.jsonl
	nameless direct >want
	nameless out >got
	is "as the scan writes it: $format --ignore" "$(same got want)" same
done

# ---- JSON lines ----

for file in scan.jsonl timed; do
	report -j "$file"
	is "$file: the records leave as they stand" "$status $(same out "$file") $(cat err)" '1 same '
done
gzip -k scan.jsonl
report -j scan.jsonl.gz -o again.gz
is 'compressed in, compressed out' "$status $(zcat again.gz | cmp - scan.jsonl && echo same)" '1 same'
status=0
timeout "$hang_s" "$program" report -j - <scan.jsonl >out 2>err || status=$?
is 'standard input' "$status $(same out scan.jsonl) $(cat err)" '1 same '
report -j scan.jsonl timed
cat scan.jsonl timed >both
is 'one file after the other' "$(same out both)" same
scan --no-timing --ignore ptr_nxdomain,ptr_multiple,generic_name -j -o direct || :
report -j --ignore ptr_nxdomain,ptr_multiple --ignore generic_name scan.jsonl
is '--ignore is what the scan would have written' "$status $(same out direct)" '1 same'
grep -v '"severity":"ok"' scan.jsonl >want
report -jq scan.jsonl
is '-q leaves out what is well' "$(same out want)" same
sed 's/^{"schema"/{"later":[1.50,{"findings":[]}],"schema"/; s/"severity":"\([a-z]*\)","confirmed"/"severity":"\1","more":"\\"]}","confirmed"/' \
	scan.jsonl >grown
report -j grown
is 'fields of a newer version stay' "$(same out grown)" same
report -j --ignore ptr_nxdomain grown
sed 's/"later":\[1.50,{"findings":\[\]}\],//; s/"more":"\\"\]}",//' out >stripped
report -j --ignore ptr_nxdomain scan.jsonl
is 'also where findings are left out' "$(same stripped out)" same
sed 's/"code":"fwd_mismatch"/"code":"of_the_future"/' scan.jsonl >future
report future
is 'a finding of a newer version is told' "$status $(grep -c '^of_the_future  fail' out) $(cat err)" '1 1 '
report --format csv future
is 'in a table as well' "$(grep -c ',of_the_future,' out)" "$(grep -c '"of_the_future"' future)"
is 'parts and tags are still there' "$(grep -c '"part":' timed) $(grep -c '"tag":"a;b"' timed)" '1 1'

# ---- the overview ----

printf '%s\n' 192.0.2.10 192.0.2.11 192.0.2.77 198.51.100.7 >list
scan --no-timing -j -o four.jsonl || :
report four.jsonl
cat >want <<'END'
4 records

         1   25.0 %  ok         all is well
         1   25.0 %  undecided  nothing is known for now: check again later
         2   50.0 %  fail       mail will be refused, or what was asked for is not there

iprev: pass 1, fail 1, temperror 1, permerror 1

Findings, the worst first, and how many have them

ptr_nxdomain  fail 1
  the address has no PTR record
  at: 192.0.2.77
  fix: at your provider, set the PTR record (reverse DNS) of ADDRESS to the name
      your mail server says in HELO, or have whoever runs the reverse zone do
      it; that name needs the A or AAAA record ADDRESS at its DNS host.

fwd_mismatch  fail 1
  the PTR name points to another address
  at: 192.0.2.11
  fix: if ADDRESS is yours, set its PTR at your provider to the name your mail
      server says in HELO; if you were just given it, the record was left by an
      earlier holder.

ptr_servfail  undecided 1
  the resolver cannot get the PTR record
  at: 198.51.100.7
  fix: check again later; if that does not help, tell your provider, who owns
      the reverse zone, that the servers for REVERSE-NAME fail.

special_purpose  info 4
  a special-purpose address

Networks where the most addresses fail

  192.0.2.0/24              2 of 3 fail

fcrdns-check explain CODE tells what a finding means.
END
is 'the overview' "$status $(diff out want | head -5) $(cat err)" '1  '
report -v four.jsonl
is '-v tells who reacts' "$(grep -c '^  reacts: ' out)" 3
report --summary sums.json -o page four.jsonl
is 'the sums as JSON' "$(cat sums.json)" \
	'{"schema":"fcrdns-summary/1","complete":true,"records":4,"places":4,"iprev":{"none":0,"pass":1,"fail":1,"temperror":1,"permerror":1},"severity":{"ok":1,"warn":0,"undecided":1,"fail":2},"findings":{"ptr_nxdomain":1,"ptr_servfail":1,"fwd_mismatch":1,"special_purpose":4}}'
is 'a page in a file' "$(same page want)" same
: >empty
report empty
is 'nothing at all' "$status $(cat out err)" '0 0 records'
report --format csv empty
is 'of nothing the header of a table' "$status $(wc -l <out)" '0 1'

# Some twenty thousand records from a pipe.
status=0
for _ in $(seq 250); do cat scan.jsonl; done | bounded "$program" report - >out 2>err || status=$?
is 'many records' "$status $(head -n 1 out) $(cat err)" \
	"1 $((250 * $(wc -l <scan.jsonl))) records "

# ---- exit status ----

report --fail-on never four.jsonl
is 'never' "$status" 0
sed -n '1p;4p' four.jsonl >doubt
report doubt
is 'some undecided' "$status" 75
report --fail-on warn doubt
is '--fail-on warn' "$status" 1
report --ignore ptr_servfail doubt
is 'what is ignored does not count' "$status" 0
report -j --ignore ptr_servfail doubt
is 'but iprev stays' "$(grep -c '"iprev":"temperror","severity":"ok"' out)" 1
report --format nagios four.jsonl
is 'the state of a plugin' "$status" 2
report --format nagios none.jsonl
is 'a plugin says so itself' "$status $(cat out)" \
	"3 FCRDNS UNKNOWN - the check ended before it was whole"
report --format nagios
is 'also of wrong usage' "$status $(cut -c 1-44 out) $(cat err)" '3 FCRDNS UNKNOWN - what shall be reported? fcr '
report --format nagios --nonsense four.jsonl
is 'and of what cannot be parsed' "$status $(cut -c 1-16 out)" '3 FCRDNS UNKNOWN -'

# ---- what is damaged ----

# refused WHAT STATUS SENTENCE ARGS...: nothing is made, and one sentence says why.
refused() {
	what=$1 want="$2 fcrdns-check: $3"
	shift 3
	rm -f made
	report -j -o made "$@"
	is "$what" "$status $(cat err)$(ls made* 2>/dev/null)" "$want"
}
# damaged NAME COMMAND SENTENCE: the records of four addresses through a filter.
damaged() {
	eval "$2" <four.jsonl >x.jsonl
	refused "$1" 65 "$3" x.jsonl
}
refused 'no such file' 66 'cannot read none: No such file or directory' none
refused 'a folder' 66 'cannot read .: Is a directory' .
refused 'no file' 64 'what shall be reported? fcrdns-check report FILE... (- is standard input)'
refused 'no such finding' 64 \
	"--ignore wants codes of findings such as ptr_multiple, not 'x'" --ignore x four.jsonl
cp four.jsonl made.jsonl
refused 'the output is the input' 64 \
	'-o made.jsonl is the file that is read: name another filemade.jsonl' four.jsonl made.jsonl -o made.jsonl
refused 'the sums are the input' 64 \
	'--summary made.jsonl is the file that is read: name another filemade.jsonl' \
	--summary made.jsonl made.jsonl
is 'and that is untouched' "$(same four.jsonl made.jsonl)" same
rm made.jsonl
damaged 'a torn line' 'head -c -5' 'x.jsonl, line 4: it ends in the middle, without a newline'
damaged 'another schema' "sed '2s,check/1,check/2,'" \
	'x.jsonl, line 2: it is no record of schema fcrdns-check/1'
damaged 'no JSON' "sed '3s/{//'" \
	"x.jsonl, line 3: it is no JSON: '[' or '{' expected near '\"schema\"'"
damaged 'an array' "sed '3s/.*/[]/'" 'x.jsonl, line 3: it is no JSON object'
damaged 'a control character in disguise' "sed '2s/192/\\\\u001b[2J/'" \
	'x.jsonl, line 2: it holds what no record does: a control character, or one beyond ASCII'
damaged 'an address that is none' "sed '2s/\"address\":\"192/\"address\":\"0192/'" \
	'x.jsonl, line 2: its address is none'
damaged 'an iprev that is none' "sed '2s/\"iprev\":\"fail\"/\"iprev\":\"maybe\"/'" \
	'x.jsonl, line 2: its iprev is none of pass, fail, temperror, permerror, null'
damaged 'findings that are none' "sed '2s/\"findings\":\\[{/\"findings\":[7,{/'" \
	'x.jsonl, line 2: a finding is no object'
damaged 'a name that is none' "sed '2s/\"names\":\\[{\"name\":\"/&..a/'" \
	'x.jsonl, line 2: it has a name that is none'
damaged 'one endless line' "tr -d '\\n' </dev/zero | head -c 9000000 | tr '\\0' x" \
	'x.jsonl, line 1: it is too long to be a record'
damaged 'no text at all' "head -c 100000 '$program'" \
	'x.jsonl, line 1: it holds what no record does: a control character, or one beyond ASCII'
head -c 100 scan.jsonl.gz >cut.gz
refused 'a compressed file that is cut' 65 'cut.gz is not whole, or no file of gzip' cut.gz
cp scan.jsonl plain.gz
refused 'a compressed file that is none' 65 'plain.gz is not whole, or no file of gzip' plain.gz
sed '3s/{//' four.jsonl >x.jsonl
report -j x.jsonl
head -n 2 four.jsonl >want
is 'what stands before the fault is told' "$status $(same out want)" '65 same'

# ---- endings ----

status=0
timeout "$hang_s" "$program" report -j scan.jsonl 2>err >/dev/full || status=$?
is 'a full disk' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to standard output: No space left on device'
refused 'an output that cannot be made' 73 'cannot make no/made: No such file or directory' \
	four.jsonl -o no/made
told() {
	code=0
	timeout "$hang_s" "$program" report -j both both both both 2>err || code=$?
	echo "$code" >code
}
told | head -n 1 >out
is 'a reader that has seen enough' "$(wc -l <out) $(cat code err)" "1 74"
# A file that is read while signals come, of a run that has made its own beside the name.
mkfifo slow
is_made() { ls made.*.tmp >/dev/null 2>&1; }
for signal in TERM KILL; do
	rm -f made*
	echo before >made
	"$program" report -j -o made slow 2>err &
	pid=$!
	exec 9>slow
	cat four.jsonl >&9
	wait_for is_made
	kill -$signal $pid
	code=0
	wait $pid || code=$?
	exec 9>&-
	is "SIG$signal: the file of before stays" "$code $(cat made)" "$([ $signal = TERM ] && echo 143 || echo 137) before"
done
report -j -o made four.jsonl
is 'and the next run makes it' "$status $(same made four.jsonl) $(ls made*)" '1 same made'

echo "1..$n"
