#!/bin/sh
# SPDX-License-Identifier: MIT
# By default a check of one name asks at most eight questions in two round trips, as -v itself tells;
# and reverse DNS that is slow is a finding. The scripted server of ../evil holds back all answers.
# Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
cd "$state"
trip_ms=350

# serve PTR_MS: the zone, with so much delay for the PTR record, and a trip's for the others.
serve() {
	cat >scenario.json <<EOF
{"zone": {"ptr": {"192.0.2.1": ["mail.example.com."], "192.0.2.2": ["mail.example.com."]},
          "rr": [["mail.example.com.", "A", "192.0.2.1"], ["mail.example.com.", "A", "192.0.2.2"],
                 ["mail.example.com.", "AAAA", "2001:db8::1"], ["example.com.", "MX", [10, "mail.example.com."]],
                 ["helo.example.com.", "A", "192.0.2.1"]]},
 "rules": [{"type": "PTR", "do": {"delay_ms": $1}}, {"name": "*", "do": {"delay_ms": $trip_ms}}]}
EOF
	with_scripted scenario.json
}

# How long it took beyond the first answer and the slowest of the others: with the words of a query
# on one line.
beyond() {
	awk '/^  [a-z]/ {print line; line = ""} {line = line $0} END {print line}' out | awk '
		/^  query:/ {sub(/ ms.*/, ""); n++; if (n == 1) first = $NF; else if ($NF > most) most = $NF}
		/^  sent:/ {sub(/ ms in all/, ""); total = $NF}
		END {print total - first - most < '$trip_ms' ? "two round trips" : total " - " first " - " most}'
}
n_queries() { grep -c '^  query:' out; }

serve $trip_ms
run -r "$resolver" -v 192.0.2.1
is 'one address is two round trips' "$(beyond)" 'two round trips'
is 'and two questions' "$(n_queries)" 2
run -r "$resolver" -v --helo helo.example.com --expect mail.example.com 192.0.2.1
is 'two round trips where HELO and a name are given' "$(beyond)" 'two round trips'
is 'and at most eight questions' "$([ "$(n_queries)" -le 8 ] && echo yes)" yes
run -r "$resolver" -v --helo helo.example.com --ownership nobody.example=x 192.0.2.1
is 'two where an ownership record is looked for, too' "$(beyond)" 'two round trips'
is 'and, all near misses with it, at most eight questions' "$([ "$(n_queries)" -le 8 ] && echo yes)" yes
run -r "$resolver" -v --dnsbl bl.example,other.example 192.0.2.1
is 'lists that do not have the address cost no round trip' "$(beyond)" 'two round trips'
is 'and three questions each: about the address, and what tells that it is a list' "$(n_queries)" 8
run -r "$resolver" -v --deep 192.0.2.1
is '--deep asks more than that' "$([ "$(n_queries)" -gt 4 ] && echo yes)" yes
is 'a name that is quick is not slow' "$(grep -c rdns_slow out || :)" 0

serve 2300
codes='s/.*"address":"\([^"]*\)".*"code":"rdns_slow".*/\1 slow/; s/^{.*"address":"\([^"]*\)".*/\1/'
run -r "$resolver" -j --timeout 5 192.0.2.1
is 'reverse DNS that takes over two seconds is told of one address' "$(sed "$codes" out)" '192.0.2.1 slow'
is 'and is no failure' "$status" 0
run -r "$resolver" -j --timeout 5 --no-timing 192.0.2.1
is 'not with --no-timing' "$(sed "$codes" out)" 192.0.2.1
printf '192.0.2.1\n192.0.2.2\n' >list
run -r "$resolver" -j --timeout 5 -l list
is 'nor in a list' "$(sed "$codes" out)" "$(cat list)"
run -r "$resolver" -j --timeout 5 --deep -l list
is 'but with --deep' "$(sed "$codes" out)" "$(sed 's/$/ slow/' list)"
echo "1..$n"
