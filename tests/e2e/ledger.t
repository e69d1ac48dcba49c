#!/bin/sh
# SPDX-License-Identifier: MIT
# The command ledger on a file that was made by hand, and on files that are none. TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

# python3's own SQLite runs SQL from standard input.
sql() {
	/usr/bin/python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(sys.stdin.read())
db.close()' "$1"
}
make_ledger() {
	rm -f "$1"
	sql "$1" < "$here/ledger-1.sql"
	chmod 600 "$1"
}
ledger=$state/ledger
small=$state/small
also_end() { mountpoint -q "$small" 2>/dev/null && umount "$small"; :; }
# run WORD...: $out, $err and $status
run() {
	status=0
	timeout "$hang_s" "$program" ledger "$@" > "$state/out" 2> "$state/err" < /dev/null || status=$?
	out=$(cat "$state/out")
	err=$(sed 's/^fcrdns-check: //' "$state/err")
}

make_ledger "$ledger"
run show --ledger "$ledger"
is 'show is for people' "$status $out" '0 2001:db8::1  ABSENT since 2026-09-23, seen from 2026-09-21 to 2026-09-21
  its PTR was never looked at
192.0.2.10  HELD since 2026-09-21, last seen on 2026-09-23
  openstack, account p1, region R1, id R1:7, label a "mail" \195
  our PTR was last mail.example.com, TTL 300 s
  held_ok since 2026-09-22, last looked at on 2026-09-23: PTR mail.example.com
192.0.2.11  RELEASED on 2026-09-22, seen from 2026-09-21 to 2026-09-21
  openstack, account p1, region R1, id R1:8
  our PTR was last old.example.com, TTL 600 s
  released_dangling since 2026-09-22, last looked at on 2026-09-23:
    PTR old.example.com'
run show --ledger "$ledger" --provider openstack --released-before 2026-12-31
is 'rows are chosen by all that is said' "$status $(printf '%s' "$out" | grep -c '^[0-9]')" '0 1'
run show --ledger "$ledger" 2001:DB8::1
is 'an address is chosen' "$status $(printf '%s' "$out" | head -c 11)" '0 2001:db8::1'
run show --ledger "$ledger" 192.0.2.99
is 'what is not there is said' "$status $out $err" '0  the ledger has no such address'

run export --ledger "$ledger"
is 'export writes a line a row' "$status $(wc -l < "$state/out") $(LC_ALL=C tr -d ' -~\n' < "$state/out" | wc -c)" '0 3 0'
is 'the lines are of the schema' "$(/usr/bin/python3 -c 'import json, jsonschema, sys
check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
for line in open(sys.argv[2]):
    row = json.loads(line)
    for e in check.iter_errors(row):
        print(e.message)
    for key in row.keys() - check.schema["properties"].keys():
        print(key)' "$top/data/ledger.schema.json" "$state/out" 2>&1)" ''
is 'a line has all that is known' "$(sed -n 2p "$state/out")" '{"schema":"fcrdns-ledger/1","row":1,"address":"192.0.2.10","provider":"openstack","account":"p1","region":"R1","id":"R1:7","label":"a \"mail\" \\195","bound":true,"ptr":"mail.example.com","ptr_state":"active","ttl":300,"first_seen":"2026-09-21T14:13:20Z","last_seen":"2026-09-23T21:46:40Z","absent_since":null,"released":null,"ptr_seen":"2026-09-21T14:13:20Z","known_ptr":"mail.example.com","known_ttl":300,"checked":"2026-09-23T21:46:40Z","class":"held_ok","iprev":"pass","dns_ptr":"mail.example.com","events":[{"at":"2026-09-21T14:13:20Z","what":"held_missing","iprev":"permerror","ptr":null},{"at":"2026-09-22T04:06:40Z","what":"ptr_set","iprev":null,"ptr":"mail.example.com"},{"at":"2026-09-22T18:00:00Z","what":"held_ok","iprev":"pass","ptr":"mail.example.com"}]}'

# Some megabytes, more than a pipe takes.
sql "$ledger" <<'SQL'
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
INSERT INTO holding (account, region, address, id, label, bound, generation, first_seen, last_seen,
  ptr_state, ptr, ptr_seen) SELECT 2, '', unhex_of, i, '', 0, 1, 1, 1, 0, x'', 0
  FROM (SELECT i, CAST(char(10, i / 128 % 128, i % 128, 1) AS BLOB) AS unhex_of FROM n);
SQL
{ timeout "$hang_s" "$program" ledger export --ledger "$ledger" 2> "$state/err" || echo $? > "$state/rc"; } |
	head -n 1 > "$state/out"
is 'a reader that has seen enough is no news' "$(cat "$state/rc" "$state/err")" 74
if [ -w /dev/full ]; then
	status=0
	"$program" ledger export --ledger "$ledger" > /dev/full 2> "$state/err" || status=$?
	is 'output that is full is told' "$status $(grep -c 'No space' "$state/err")" '74 1'
fi

make_ledger "$ledger"
run forget --ledger "$ledger" 192.0.2.11
is 'without --yes nothing is forgotten' "$status $err" '64 1 row would be forgotten: say --yes to do it'
run forget --ledger "$ledger" --yes 192.0.2.11
is 'with it the row is gone' "$status $err" '0 1 row is forgotten'
run export --ledger "$ledger"
is 'and nothing else' "$(wc -l < "$state/out")" 2
run forget --ledger "$ledger" --yes --released-before 2026-12-31
is 'nothing to forget is no fault' "$status $err" '0 0 rows are forgotten'
run forget --ledger "$ledger" --yes
is 'all is never forgotten by mistake' "$status $err" '64 what shall be forgotten? name an ADDRESS, a --region, or --released-before DATE'
run forget --ledger "$ledger" --yes --region ''
is 'nor where there are no regions' "$status $(printf %s "$err" | cut -c 1-30)" '64 what shall be forgotten? name '
make_ledger "$ledger"
run show --ledger "$ledger" --region R1
is 'rows of a region are chosen' "$status $(printf '%s' "$out" | grep -c '^[0-9]')" '0 2'
run show --ledger "$ledger" --region R2
is 'or there are none' "$status $out" '0 '
run forget --ledger "$ledger" --region R1 --provider hetzner --yes
is 'a region of another provider is another one' "$err" '0 rows are forgotten'
run forget --ledger "$ledger" --region R1
is 'a region is forgotten with --yes only' "$status $err" '64 2 rows would be forgotten: say --yes to do it'
run forget --ledger "$ledger" --region R1 --provider openstack --yes
is 'and then it is gone' "$status $err" '0 2 rows are forgotten'
run export --ledger "$ledger"
is 'and nothing of the others' "$(wc -l < "$state/out")" 1
for date in 2026-02-30 2026-1-1 26-01-01 2026-13-01 tomorrow 2026-01-01x 1970-01-01 -001-01-01; do
	run forget --ledger "$ledger" --yes "--released-before=$date"
	is "$date is no date" "$status" 64
done
run forget --ledger "$ledger" --yes 192.0.2.0/24
is 'a block is no address' "$status $err" "64 '192.0.2.0/24' is no address"
run
is 'it wants to know what' "$status" 64
run show
is 'it wants a file' "$status" 64

# refused WHAT STATUS WORDS
refused() {
	for verb in show export; do
		run "$verb" --ledger "$ledger"
		is "$1 is refused by $verb" "$status $(wc -l < "$state/err") $(grep -c "$3" "$state/err")" "$2 1 1"
	done
}
rm "$ledger"
refused 'a file that is not there' 66 'No such file'
make_ledger "$ledger"
chmod 620 "$ledger"
refused 'a file that others may write' 64 'chmod 600'
if [ "$(id -u)" = 0 ]; then
	chmod 600 "$ledger"
	chown 1 "$ledger"
	refused "somebody else's file" 64 'another user'
fi
make_ledger "$ledger"
echo 'PRAGMA user_version = 2' | sql "$ledger"
refused 'a later version' 78 'later version'
for time in -1 253402300800 9223372036854775807; do
	make_ledger "$ledger"
	echo "UPDATE holding SET absent_since = $time WHERE holding = 2" | sql "$ledger"
	refused "the time $time" 65 'row 2 of holding in the ledger .* is damaged'
done
make_ledger "$ledger"
head -c 9000 "$ledger" > "$ledger.cut"
cat "$ledger.cut" > "$ledger"
refused 'a file that was cut' 65 ledger
echo 'this is a text, and one of more than some octets' > "$ledger"
refused 'a text' 65 ledger
: > "$ledger"
refused 'an empty file' 65 empty
rm "$ledger"
mkdir "$ledger"
refused 'a folder' 64 'no regular file'
rmdir "$ledger"

# A full disk: what was asked for is not done, and what was there stays.
mkdir "$small"
if mount -t tmpfs -o size=100k tmpfs "$small" 2> /dev/null; then
	ledger=$small/ledger
	make_ledger "$ledger"
	dd if=/dev/zero of="$small/rest" bs=1k 2> /dev/null || :
	run forget --ledger "$ledger" --yes 192.0.2.11
	is 'a full disk is told' "$status $(wc -l < "$state/err")" '74 1'
	rm "$small/rest"
	run export --ledger "$ledger"
	is 'a full disk loses nothing' "$status $(wc -l < "$state/out")" '0 3'
	mount -o remount,ro "$small"
	run show --ledger "$ledger"
	is 'what cannot be written can be shown' "$status $(wc -l < "$state/err")" '0 0'
	run forget --ledger "$ledger" --yes 192.0.2.11
	is 'and nothing is forgotten there' "$status $(grep -c 'readonly\|read-only' "$state/err")" '73 1'
	umount "$small"
else
	echo '# no file system can be mounted here: a full disk is left out'
fi
echo "1..$n"
