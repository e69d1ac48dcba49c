#!/bin/sh
# SPDX-License-Identifier: MIT
# What a case file cannot say: files that are made, readers that go, signals, a terminal. TAP.
# NSD and Unbound as in cases.t. Waits have an end that only stops a hang.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
also_end() { exec 9>&-; }

with_servers
cd "$state"

# check ARGS...: as run, with the resolver.
check() { run -r "$resolver" "$@"; }

json_lines() { awk '/^\{.*\}$/ { n++ } END { print n + 0, NR }' "$1"; }
files() { find made -mindepth 1 | sort | tr '\n' ' '; }

# ---- files ----

path='192.0.2.10  PASS  mail.example.com leads back to it
  192.0.2.10 -> mail.example.com -> 192.0.2.10'

mkdir made
check -o made/new 192.0.2.10
is 'a file is made' "$status $(cat made/new)" "0 $path"
is 'and nothing is said' "$(cat out err)" ''
is 'and nothing is left beside it' "$(files)" 'made/new '
(umask 027 && "$program" -r "$resolver" -o made/masked 192.0.2.10)
is 'a new file obeys the umask' "$(stat -c %a made/masked)" 640

echo old >made/kept
chmod 604 made/kept
check -o made/kept 192.0.2.11
is 'a file that fails a check is made all the same' "$status $(head -n 1 made/kept)" \
	'1 192.0.2.11  FAIL  the PTR name points to another address'
is 'a replaced file keeps its rights' "$(stat -c %a made/kept)" 604

mkdir made/elsewhere
echo old >made/elsewhere/real
ln -s elsewhere/real made/link
check -o made/link 192.0.2.10
is 'behind a symbolic link the file is replaced' "$status $(cat made/elsewhere/real)" "0 $path"
is 'and the link stays' "$(readlink made/link)" elsewhere/real
ln -s elsewhere/none made/dangling
check -o made/dangling 192.0.2.10
is 'a link to nothing makes what it names' "$status $(cat made/elsewhere/none)" "0 $path"

echo old >made/stays
check -o made/stays 192.0.2.300
is 'wrong usage leaves the file alone' "$status $(cat made/stays)" '64 old'
check -o made/stays -l /nonexistent
is 'so does a list that cannot be read' "$status $(cat made/stays)" '66 old'
printf '\377\376' >utf16
check -o made/stays 192.0.2.10 -l utf16
is 'also one that fails when it is read' "$status $(cat made/stays)" '66 old'
is 'and nothing is left beside them' "$(find made -name '*.tmp')" ''
echo 192.0.2.10 >made/list
ln -s list made/listed
check -l made/listed -o made/list
is 'the list does not become the output' "$status $(cat err made/list)" \
	"64 fcrdns-check: -o made/list is the list that is read: name another file
192.0.2.10"
status=0
ln -s list made/other
"$program" -r "$resolver" -l - -o made/list <made/other 2>err || status=$?
is 'nor where it is standard input' "$status $(cat made/list)" '64 192.0.2.10'
check -j -l made/list -o made/new --summary made/list
is 'nor do the sums take its place' "$status $(cat err made/list)" \
	"64 fcrdns-check: --summary made/list is the list that is read: name another file
192.0.2.10"
status=0
# shellcheck disable=SC2094 # what is refused
"$program" -r "$resolver" -j -l made/list >>made/list 2>err </dev/null || status=$?
is 'nor is it read while records are added to it' "$status $(cat err made/list)" \
	"64 fcrdns-check: standard output is the list that is read: name another file
192.0.2.10"
rm made/list made/listed made/other
check -l "$here/blocks.list" -l /proc/self/mem
is 'a list that breaks off ends the run' "$status $(cat err)" \
	'66 fcrdns-check: cannot read the list /proc/self/mem: Input/output error'
cp out broken
check -l "$here/blocks.list"
is 'and all that came before it is there' "$(same out broken)" same
echo first >appended
"$program" -r "$resolver" -o /dev/stdout 192.0.2.10 >>appended
is '-o /dev/stdout goes on where the shell began' "$(cat appended)" "first
$path"

# ---- standard output ----

full() { # ARGS...
	status=0
	"$program" "$@" >/dev/full 2>err || status=$?
}
closed() {
	status=0
	"$program" "$@" >&- 2>err || status=$?
}
full -r "$resolver" 192.0.2.10
is 'a full standard output' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to standard output: No space left on device'
closed -r "$resolver" 192.0.2.10
is 'a closed standard output' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to standard output: Bad file descriptor'
full --help
is 'help that cannot be written' "$status" 74
closed --version
is 'a version that cannot be written' "$status" 74

yes 192.0.2.10 | head -n 5000 >many
{
	timeout "$hang_s" "$program" -r "$resolver" -j -l many 2>err && status=0 || status=$?
	echo "$status" >status
} | head -n 1 >first
is 'a reader that has seen enough is no news' "$(cat status err) $(json_lines first)" '74 1 1'

head -n 200 many >some
status=0
(ulimit -f 100 && exec timeout "$hang_s" "$program" -r "$resolver" -j -l some >out 2>err) || status=$?
lines=$(wc -l <out)
is 'a file that may not grow is told' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to standard output: File too large'
is 'and holds whole records' "$(json_lines out) $([ "$lines" -gt 9 ] && echo some)" "$lines $lines some"

# ---- lists ----

truncate -s 1G nothing # one line of NULs: at a quarter of a second a mebibyte it would not end
{
	echo
	echo 192.0.2.10
} >>nothing
check -j -l nothing
is 'a list without targets is not slept over' "$status $(wc -l <out)" '1 2'

# ---- signals ----

# running NAME ARGS...: with a list that goes on; its pid in $pid, its records in out. A shell
# starts what is in the background with SIGINT ignored, and the program leaves that so.
running() {
	rm -f list out err
	mkfifo list
	env --default-signal=INT timeout -s KILL "$hang_s" sh -c 'echo $$ >pid; exec "$@"' sh \
		"$program" -r "$resolver" -j -l list "$@" >out 2>err </dev/null &
	job=$!
	exec 9>list
	printf '192.0.2.10\n192.0.2.11\n192.0.2.77\n' >&9
}
stop() {
	status=0
	kill -s "$1" "$(cat pid)"
	wait "$job" || status=$?
	exec 9>&-
}
three_records() { [ "$(wc -l <out)" -eq 3 ]; }
is_there() { [ -n "$(find made -name 'result.*')" ]; }

running
wait_for three_records || :
is 'a list that goes on: what is decided is written' "$(json_lines out)" '3 3'
stop INT
is 'SIGINT is 130, and said' "$status $(cat err)" \
	'130 fcrdns-check: interrupted after 3 records'
is 'and what is written are whole records' "$(json_lines out)" '3 3'
running
wait_for three_records || :
stop TERM
is 'SIGTERM is 143' "$status $(cat err)" '143 fcrdns-check: interrupted after 3 records'
running -o -
wait_for three_records || :
stop TERM
is 'with -o - the records are there' "$status $(json_lines out) $(cat err)" \
	'143 3 3 fcrdns-check: interrupted after 3 records'
running -o made/result
wait_for is_there || :
second() { # ARGS...: beside the one that runs
	status=0
	timeout "$hang_s" "$program" -r "$resolver" "$@" >out2 2>err2 </dev/null || status=$?
	echo "$status $(cat err2)"
}
taken='73 fcrdns-check: another run is writing made/result now'
is 'while one run makes a file a second one is refused' "$(second -o made/result 192.0.2.10)" "$taken"
is 'also one that could be gone on with' "$(second -o made/result --resume 192.0.2.10)" "$taken"
is 'and one that is asked for its sums there' \
	"$(second --summary made/result 192.0.2.10)" "$taken"
rm -f made/result.state
stop TERM
is 'with -o no file is made' "$status $(find made -name 'result*')" '143 '
is 'and that is said' "$(sed 's/after [0-9]* records/after N records/' err)" \
	'fcrdns-check: interrupted after N records, the output file is not made'

running -o made/result
wait_for is_there || :
stop KILL 2>/dev/null
is 'one that is killed leaves its unfinished file' "$(find made -name 'result*')" \
	made/result.fcrdns.tmp
check -o made/result 192.0.2.10
is 'which the next one removes' "$status $(find made -name 'result*') $(cat made/result)" \
	"0 made/result $path"
rm made/result

# ---- a terminal ----

# terminal COLUMNS ARGS...: what a terminal of this width gets, ESC shown as \e.
terminal() {
	/usr/bin/python3 - "$program" "$@" <<'EOF'
import fcntl, os, pty, struct, sys, termios

program, columns, args = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.environ.update(TERM=os.environ.get("WANT_TERM", "xterm"))
    os.execv(program, [program] + args)
got = b""
while True:
    try:
        octets = os.read(master, 4096)
    except OSError:
        break
    if not octets:
        break
    got += octets
os.waitpid(pid, 0)
sys.stdout.write(got.decode().replace("\r\n", "\n").replace("\x1b", "\\e"))
EOF
}
first_line() { head -n 1; }
longer_than_100() { awk 'length > 100'; }

# A chroot without /dev/pts has none to give: then there is nothing to show text on.
if /usr/bin/python3 -c 'import os; os.openpty()' 2>/dev/null; then
is 'a terminal gets colour' "$(terminal 80 -r "$resolver" 192.0.2.10 | first_line)" \
	'192.0.2.10  \e[1;32mPASS\e[0m  mail.example.com leads back to it'
is 'unless NO_COLOR is set' \
	"$(NO_COLOR=1 terminal 80 -r "$resolver" 192.0.2.10)" "$path"
is 'or it is a dumb one' "$(WANT_TERM=dumb terminal 80 -r "$resolver" 192.0.2.10)" "$path"
is 'or --color never says so' \
	"$(terminal 80 -r "$resolver" --color never 192.0.2.10)" "$path"
is 'the text fits 40 columns' \
	"$(terminal 40 -r "$resolver" --color never 192.0.2.11)" \
	'192.0.2.11  FAIL  the PTR name points to
      another address
  192.0.2.11 -> old.example.com
      -> 192.0.2.99
  fix: if 192.0.2.11 is yours, set its
       PTR at your provider to the name
       your mail server says in HELO; if
       you were just given it, the
       record was left by an earlier
       holder.'
is 'in a wide one no line is longer than 100' \
	"$(terminal 200 -r "$resolver" -v --color never 192.0.2.11 | longer_than_100)" ''
is 'COLUMNS is obeyed' \
	"$(COLUMNS=40 terminal 80 -r "$resolver" --color never 192.0.2.77 | first_line)" \
	'192.0.2.77  FAIL  the address has no PTR'
else
	echo '# no pseudo-terminals here: the terminal tests are left out'
fi

echo "1..$n"
