#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin on NSD and Unbound with the zones of data/demo; speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
program=${CHECK_FCRDNS:-$top/build/release/check_fcrdns}
# Somebody who listens and never answers.
silent_pid=
late_pid=
also_end() {
	for pid in $silent_pid $late_pid; do
		kill "$pid" 2>/dev/null || :
	done
}

with_servers
cd "$state"

# line TITLE STATE LINE ARGS...: exactly that line, times apart, and nothing else.
line() {
	title=$1 want_state=$2 want=$3
	shift 3
	run "$@"
	is "$title" "$status: $(sed 's/=[0-9]*\.[0-9]*s;/=Ts;/g; s/took [0-9.]* s/took T s/' out)$(cat err)" "$want_state: $want"
	is "$title: one line, one bar at most" "$(wc -l <out) $(tr -cd '|' <out | wc -c | sed 's/^[01]$/ok/')" '1 ok'
}
ok_10='192.0.2.10 -> mail.example.com -> 192.0.2.10'
bad_11='192.0.2.11: PTR old.example.com resolves to 192.0.2.99, not to 192.0.2.11'
perf='time=Ts;;;0;10 ptr_records=1;;;0 confirmed=1;;;0'
line 'all is well' 0 "FCRDNS OK - $ok_10|$perf" -H 192.0.2.10 -s "$resolver"
line 'server and port apart' 0 "FCRDNS OK - $ok_10|$perf" -H 192.0.2.10 -s 127.0.0.1 -p "${resolver#*:}"
line 'another address' 2 \
	"FCRDNS CRITICAL - $bad_11|time=Ts;;;0;10 ptr_records=1;;;0 confirmed=0;;;0" \
	-H 192.0.2.11 -s "$resolver"
line 'several: the worst is named' 2 \
	"FCRDNS CRITICAL - $bad_11 (of 2 addresses: 1 CRITICAL, 1 OK)|'192.0.2.10 time'=Ts;;;0;10 '192.0.2.10 ptr_records'=1;;;0 '192.0.2.10 confirmed'=1;;;0 '192.0.2.11 time'=Ts;;;0;10 '192.0.2.11 ptr_records'=1;;;0 '192.0.2.11 confirmed'=0;;;0" \
	-H 192.0.2.10 -H 192.0.2.11 -s "$resolver"
line 'one family of a host' 0 "FCRDNS OK - 2001:db8::10 -> mail.example.com -> 2001:db8::10|$perf" \
	-6 -H mail.example.com -s "$resolver"
line 'the other one' 0 "FCRDNS OK - $ok_10|$perf" -4 -H mail.example.com -s "$resolver"
line 'a host that does not exist' 2 \
	'FCRDNS CRITICAL - gone.example.com: it does not exist (NXDOMAIN)' -H gone.example.com -s "$resolver"
line 'the expected name' 0 "FCRDNS OK - $ok_10|$perf" \
	-H 192.0.2.10 -a mail.example.com -s "$resolver"
line 'one of the expected names is enough' 0 "FCRDNS OK - $ok_10|$perf" \
	-H 192.0.2.10 -a old.example.com -a mail.example.com -s "$resolver"
line 'another name than expected' 2 \
	"FCRDNS CRITICAL - 192.0.2.10: old.example.com is not among the confirmed names of 192.0.2.10|$perf" \
	-H 192.0.2.10 -a old.example.com -s "$resolver"
line 'none of the expected names' 2 \
	"FCRDNS CRITICAL - 192.0.2.10: none of old.example.com and www.example.com is among the confirmed names of 192.0.2.10|$perf" \
	-H 192.0.2.10 -a old.example.com -a www.example.com -s "$resolver"
line 'too slow' 2 "FCRDNS CRITICAL - $ok_10, took T s (range @0:10)|time=Ts;;@0:10;0;10 ptr_records=1;;;0 confirmed=1;;;0" \
	-H 192.0.2.10 -c @0:10 -s "$resolver"
line 'a name made of the address' 1 \
	"FCRDNS WARNING - 192.0.2.22 -> cust-192-0-2-22.dyn.example.net -> 192.0.2.22: PTR cust-192-0-2-22.dyn.example.net looks like the default name of a dynamic or unassigned address: the whole address is in it|$perf" \
	-H 192.0.2.22 -s "$resolver"
line 'nobody listens' 1 \
	'FCRDNS WARNING - 192.0.2.10: cannot decide, no answer for 10.2.0.192.in-addr.arpa in 3 tries: nobody listens there, or there is no route (server 127.0.0.1:1)|time=Ts;;;0;10 ptr_records=U confirmed=U' \
	-H 192.0.2.10 -s 127.0.0.1:1
line 'the next server is asked before that is believed' 0 "FCRDNS OK - $ok_10|$perf" \
	-H 192.0.2.10 -s 127.0.0.1:1 -s "$resolver"

perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1") or die;
	$| = 1; print $s->sockport, "\n"; sleep 120' >port &
silent_pid=$!
wait_for test -s port
silent=127.0.0.1:$(cat port)
run -H 192.0.2.10 -s "$silent" -t 1
is 'the time is over: critical' "$status $(sed 's/, .*//' out)" \
	'2 FCRDNS CRITICAL - 192.0.2.10: time-out'
run -H 192.0.2.10 -s "$silent" -t 1 --timeout-result unknown
is 'or what the user says' "$status $(sed 's/, .*//' out)" '3 FCRDNS UNKNOWN - 192.0.2.10: time-out'
run -H mail.example.com -s "$silent" -t 1
is 'also while a host is looked up' "$status $(sed 's/ - .*//' out)" '2 FCRDNS CRITICAL'
is 'it names the server' "$(grep -c "$silent" out)" 1

# Somebody who tells a host's address when asked for the second time, and nothing else.
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1") or die;
	$| = 1; print $s->sockport, "\n"; alarm 120;
	while (defined $s->recv(my $q, 512)) {
		my $at = 12;
		$at += 1 + ord substr $q, $at, 1 while ord substr $q, $at, 1;
		next if unpack("n", substr $q, $at + 1) != 1 || !$n++;
		$s->send(substr($q, 0, 2) . pack("n5", 0x8180, 1, 1, 0, 0) . substr($q, 12, $at - 7)
			. pack("n3NnC4", 0xc00c, 1, 1, 60, 4, 203, 0, 113, 9));
	}' >late &
late_pid=$!
wait_for test -s late
late=127.0.0.1:$(cat late)
run -4 -H late.example.com -s "$late" -t 3
is 'a host that is found late: its address is told, and the server' \
	"$status $(sed 's/in [0-9] tr[a-z]*/in N tries/; s/|.*//' out)" \
	"2 FCRDNS CRITICAL - 203.0.113.9: time-out, no answer for 9.113.0.203.in-addr.arpa in N tries (server $late)"
kill "$late_pid"

# Somebody whose host has 1,100 addresses, for which an answer over UDP has no room.
perl -MIO::Socket::INET -e '
	my ($u, $t);
	until ($t) {
		$u = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1") or die;
		$t = IO::Socket::INET->new(Proto => "tcp", LocalAddr => "127.0.0.1", Listen => 5, LocalPort => $u->sockport);
	}
	$| = 1; print $u->sockport, "\n"; alarm 120;
	sub answer {
		my ($q, $flags, @found) = @_;
		my $at = 12;
		$at += 1 + ord substr $q, $at, 1 while ord substr $q, $at, 1;
		@found = () if unpack("n", substr $q, $at + 1) != 1;
		my $a = substr($q, 0, 2) . pack("n5", $flags, 1, scalar @found, 0, 0) . substr $q, 12, $at - 7;
		return join "", $a, map { pack "n3NnN", 0xc00c, 1, 1, 60, 4, 0xcb007100 + $_ } @found;
	}
	while () {
		$u->recv(my $q, 512);
		$u->send(answer($q, 0x8380));
		my $c = $t->accept;
		my $n;
		next if !$c->read($n, 2) || !$c->read($q, unpack "n", $n);
		my $a = answer($q, 0x8180, 1 .. 1100);
		$c->print(pack("n", length $a), $a);
	}' >late &
late_pid=$!
wait_for test -s late
run -4 -H many.example.com -s "127.0.0.1:$(cat late)" -t 3
is 'a host may have as many addresses as a DNS answer holds' "$status $(grep -c max-addresses out)" '2 0'
kill "$late_pid"
late_pid=

run -H 192.0.2.22 -s "$resolver"
is 'a name that is made of the address is no OK' "$status" 1
run -H 192.0.2.22 -s "$resolver" --generic-words "$top/tests/e2e/generic-some.words"
is "one's own words decide what such a name is" "$status" 0
run -H 192.0.2.22 -s "$resolver" --generic-words /nonexistent
is "words that cannot be read: UNKNOWN" "$status $(cat out)" \
	'3 FCRDNS UNKNOWN - cannot read /nonexistent: No such file or directory'
# Further lines are for who asks for them.
long() { sed -e 's/|.*//' -e 's/TTL [0-9]*, [0-9.]* ms/TTL T/' -e 's/, [0-9.]* ms$//' -e 's/after .*/after T/' out; }
run -H 192.0.2.11 -s "$resolver" -v
is '-v has one line' "$(wc -l <out)" 1
run -H 192.0.2.11 -s "$resolver" -vv
is '-vv has lines after it' "$status $(long)" "2 FCRDNS CRITICAL - $bad_11
192.0.2.11
  fail fwd_mismatch: PTR old.example.com resolves to 192.0.2.99, not to 192.0.2.11
    fix: if 192.0.2.11 is yours, set its PTR at your provider to the name your mail server says in HELO; if you were just given it, the record was left by an earlier holder.
  asked 11.2.0.192.in-addr.arpa PTR of $resolver: NOERROR, TTL T
  asked old.example.com A of $resolver: NOERROR, TTL T"
run -H 192.0.2.10 -s 127.0.0.1:1 -vvv
is '-vvv has every try' "$(long | grep try)" "    try 1 of 127.0.0.1:1 over UDP: CONNREFUSED after T
    try 2 of 127.0.0.1:1 over UDP: CONNREFUSED after T
    try 3 of 127.0.0.1:1 over UDP: CONNREFUSED after T"
is 'and what is information only' "$(long | grep -c 'info special_purpose')" 1
for servers in "-s $resolver -s 127.0.0.1:1" "-s 127.0.0.1:1 -s $resolver"; do
	# shellcheck disable=SC2086 # words
	run -H mx.broken.example.net $servers
	is 'of a host as well it is the one that failed' "$status $(cat out)" \
		"1 FCRDNS WARNING - mx.broken.example.net: cannot decide, the A look-up of mx.broken.example.net failed (SERVFAIL) (server $resolver)"
done
run -H 192.0.2.10 -s 127.0.0.1:1 -s "$silent" -t 1
is 'late answers are those of the last one asked' "$(sed 's/.*(server \(.*\))|.*/\1/' out)" "$silent"

for args in '' '-H' '-H 192.0.2.0/24' '-H 192.0.2.1-192.0.2.9' \
	'-H 2001:db8::1-2001:db8::9' '-H 192.0.2.10 -w x' '-H 192.0.2.10 --no-such' \
	'-H 192.0.2.10 -s nowhere' '-H 192.0.2.999' '-h' '-V'; do
	# shellcheck disable=SC2086 # words
	run $args
	is "UNKNOWN: $args" "$status $(wc -c <err)" '3 0'
done
run -H 'a|b.example.com' -s "$resolver"
is 'a bar that the user gives is none' "$status $(tr -cd '|' <out)" '3 '
run -H "\$(id)<b>.example.com" -s "$resolver"
is 'nor is anything a command' "$status $(tr -cd '$<>' <out)" '3 '
run -H 192.0.2.10 -s ''
is 'an empty server' "$status $(cat out)" '3 FCRDNS UNKNOWN - -s must have the address of a resolver, or @FILE'
echo "1..$n"
