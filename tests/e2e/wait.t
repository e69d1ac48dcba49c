#!/bin/sh
# SPDX-License-Identifier: MIT
# --wait: records that change while it waits, behind an Unbound with a warm cache. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/origins.sh
. "$(dirname "$0")/origins.sh"

negative_ttl=7
hosts "$zones" 3600 <<-END
	mail A 192.0.2.10
	old A 192.0.2.99
	new 5 A 192.0.2.11
END
zone "$other" example.org 3600 ns1 </dev/null
zone "$zones" 2.0.192.in-addr.arpa 3600 ns1 ns2 <<-END
	10 PTR mail.example.com.
	11 25 PTR old.example.com.
	13 9 PTR old.example.com.
END
start_nsd
start_unbound example.com 2.0.192.in-addr.arpa
wait_for_servers 192.0.2.10 mail.example.com
cd "$state"
look() { run @"127.0.0.1:$unbound_port" --authority-port "$port" "$@"; }
# What is told, with N for the seconds.
told() { sed 's/[0-9][0-9]* s\>/N s/g' err; }

look --wait 30m 192.0.2.10
is 'where all is well nothing is waited for' "$status $(sed -n 1p out) $(told)" \
	'0 192.0.2.10  PASS  mail.example.com leads back to it '
look --wait 2s --no-timing 192.0.2.13
is 'a wait that is over ends with the last look' "$status $(sed -n 1p out)" \
	'1 192.0.2.13  FAIL  the PTR name points to another address'
is 'and says what is in the way' "$(told)" \
	'192.0.2.13: the PTR name points to another address; it has not changed at the source; given up after N s'
look --wait 6s -j 192.0.2.13
is 'its records are those of one look' "$status $(grep -c schema out) $(told | sed 's/.*; //')" \
	'1 1 looking again in N s, N s are left
given up after N s'
look --wait 2s nosuch.example.com
is 'a name that does not resolve yet is waited for' "$status $(told)" \
	'1 nosuch.example.com: the name has no address; given up after N s'
look --wait 2s --status none 192.0.2.13
is '--status none tells nothing' "$status $(cat err)" '1 '
echo 192.0.2.10 >list
look --wait 30m -l list
is 'a list is not waited for' "$status $(cat out err)" \
	'64 fcrdns-check: --wait is for a few addresses or names, not for lists, blocks and SPF records'
look --wait 30m --format nagios 192.0.2.10
is 'nor is it done in a monitor' "$status $(cat out err | cut -d' ' -f1-3)" '3 FCRDNS UNKNOWN -'
look --wait 30m --resume -o there 192.0.2.10
is 'nor gone on with by another run' "$status $(cat out err)" \
	'64 fcrdns-check: --wait does not go with --resume and --shards'
look --wait 0.5 192.0.2.10
is 'a wait has a least' "$status $(cat err)" \
	'64 fcrdns-check: --wait wants 1 to 604800 seconds, not '"'0.5'"

# The whole way: wrong at the source; changed there; known to the resolver.
answers 192.0.2.11 old.example.com
: >err
"$program" @"127.0.0.1:$unbound_port" --authority-port "$port" --wait 2m --expect new.example.com \
	192.0.2.11 >out 2>err </dev/null &
waiter=$!
pids="$pids $waiter"
begins() { [ -s err ]; }
wait_for begins
sed -i 's/^11 .*/11 25 PTR new.example.com./' "$zones/2.0.192.in-addr.arpa"
kill -HUP "$(cat one.own.pid)"
foretells() { grep -q 'forgets what' err; }
wait_for foretells
begun=$(date +%s)
status=0
wait "$waiter" || status=$?
seen_s=$(($(date +%s) - begun))
is 'it ends when all is well' "$status $(cat out)" "0 $(
	"$program" @"127.0.0.1:$unbound_port" --authority-port "$port" --trace \
		--expect new.example.com 192.0.2.11
)"
sed 's/^/# /' err
is 'first nothing has changed' "$(told | sed -n 1p)" \
	'192.0.2.11: the PTR name points to another address; it has not changed at the source; looking again in N s, N s are left'
changed='the PTR record has changed at the source, and the resolver forgets what was there in N s'
is 'then the source has' "$(told | grep "$changed" | sort -u)" \
	"192.0.2.11: $changed; looking again in N s, N s are left"
is 'and once the resolver has forgotten, too, all is well' "$(told | sed -n '$p' | grep -c "$changed")" 1
told_s=$(sed -n 's/.*forgets what was there in \([0-9]*\) s.*/\1/p' err | sed -n 1p)
echo "# predicted $told_s s, observed $seen_s s"
is 'as many seconds later as was predicted' \
	"$([ "$seen_s" -ge $((told_s - 2)) ] && [ "$seen_s" -le $((told_s + 15)) ] && echo yes)" yes

# SIGINT: what the last look found is written. What sh starts in the background ignores it.
: >err
env --default-signal=INT "$program" @"127.0.0.1:$unbound_port" --authority-port "$port" --wait 2m -j 192.0.2.13 >out 2>err \
	</dev/null &
waiter=$!
pids="$pids $waiter"
wait_for begins
kill -INT "$waiter"
status=0
wait "$waiter" || status=$?
is 'an interrupt ends it' "$status $(grep -c schema out) $(told | sed -n '$p')" \
	'130 1 fcrdns-check: interrupted after 1 records'
echo "1..$n"
