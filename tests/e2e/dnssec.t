#!/bin/sh
# SPDX-License-Identifier: MIT
# Zones signed well, signed with signatures that have run out, and a server that is dead, behind an
# Unbound that checks: authenticated, bogus and dead are told apart. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/zones.sh
. "$here/zones.sh"
cd "$state"

# change FILE OWNER OLD NEW: one record behind its signature's back.
change() {
	sed "s/^\\($2\\.[[:space:]].*[[:space:]]\\)$3\$/\\1$4/" "$LAB_ZONES/$1.zone" >changed
	! cmp -s changed "$LAB_ZONES/$1.zone" || { echo 'Bail out! no such record'; exit 1; }
	mv changed "$LAB_ZONES/$1.zone"
}

# sign FILE ORIGIN END: all keys are ours, and END is yyyymmdd or empty.
sign() {
	key=$(ldns-keygen -k -a ED25519 -r /dev/urandom "$2")
	# -u writes the serial number as it is; the signatures begin long before.
	ldns-signzone -i 20200101 ${3:+-e "$3"} -o "$2" -f signed "$LAB_ZONES/$1.zone" "$key" >&2
	grep -v '^;' "$key.ds" >>anchors
	mv signed "$LAB_ZONES/$1.zone"
}

zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa '11 PTR bogus.example.net.' '12 PTR mx.broken.example.net.' \
	'13 PTR plain.example.com.' '16 PTR one.example.org.' '17 PTR alias.example.org.'
zone 113.0.203.in-addr.arpa 113.0.203.in-addr.arpa '14 PTR plain.example.com.'
zone 64-26.113.0.203.in-addr.arpa 64/26.113.0.203.in-addr.arpa
zone 8.b.d.0.1.0.0.2.ip6.arpa 8.b.d.0.1.0.0.2.ip6.arpa '6.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR good.example.org.' \
	'5.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR good.example.org.'
zone example.org example.org 'good AAAA 2001:db8::15' '@ MX 10 good' 'one A 192.0.2.16' 'alias CNAME one'
zone example.net example.net 'bogus A 192.0.2.11' '@ MX 10 bogus'
zone example.com example.com 'plain A 192.0.2.13' 'plain A 203.0.113.14' '@ MX 10 plain'
: >anchors
sign 8.b.d.0.1.0.0.2.ip6.arpa 8.b.d.0.1.0.0.2.ip6.arpa ''
sign example.org example.org ''
change 8.b.d.0.1.0.0.2.ip6.arpa '6[.]1[.]0[.]0[0-9a-f.]*ip6[.]arpa' 'good[.]example[.]org[.]' one.example.org.
change example.org 'one[.]example[.]org' 192.0.2.16 192.0.2.17
sign example.net example.net 20200201
sign 113.0.203.in-addr.arpa 113.0.203.in-addr.arpa 20200201
unbound_conf() {
	printf 'server:\n  module-config: "validator iterator"\n  trust-anchor-file: "%s"\n' "$state/anchors"
	printf '  ede: %s\n  val-log-level: 1\n' "$1"
}
LAB_UNBOUND=$state/unbound.more
export LAB_UNBOUND
unbound_conf no >"$LAB_UNBOUND"
with_servers
codes() { grep -o '"code":"[a-z_]*","severity":"[a-z]*"' out | sed 's/"code":"\([^"]*\)","severity":"\([a-z]*\)"/\2 \1/' |
	grep -v special_purpose | paste -sd, - | sed 's/,/, /g'; }
verdict() { printf 'iprev %s, %s\n' "$(sed 's/.*"iprev":"\([a-z]*\)".*/\1/' out)" "$(codes)"; }

run -r "$resolver" -j 2001:db8::15
is 'a signed zone passes as any other' "$(verdict)" 'iprev pass, '
is 'the PTR record was checked' "$(grep -o '"ptr":{[^}]*"authenticated":[a-z]*' out | sed 's/.*://')" true
is 'and the addresses of the name' "$(grep -o '"names":.*"authenticated":[a-z]*' out | sed 's/.*://')" true
run -r "$resolver" -v 2001:db8::15
is '-v marks both' "$(grep -A1 'query:' out | grep -c DNSSEC)" 2
run -r "$resolver" -j 192.0.2.13
is 'a zone that is not signed was not' "$(grep -c '"authenticated":true' out)" 0

run -r "$resolver" -j --retries 0 192.0.2.11
is 'bogus addresses of a name are undecided, and why is not known at first' "$(verdict)" \
	'iprev temperror, undecided fwd_servfail'
run -r "$resolver" -j --retries 0 --deep 192.0.2.11
is 'with --deep it is' "$(verdict)" 'iprev temperror, undecided fwd_servfail, warn dnssec_bogus'
run -r "$resolver" -j --retries 0 --deep 203.0.113.14
is 'so it is of a bogus PTR record' "$(verdict)" 'iprev temperror, undecided ptr_servfail, warn dnssec_bogus'
run -r "$resolver" -j --retries 0 --deep 192.0.2.12
is 'a dead server is not bogus' "$(verdict)" 'iprev temperror, undecided fwd_servfail'
run -r "$resolver" -j --retries 0 --deep 192.0.2.16
is 'and one bogus record of a name in a sound zone' "$(verdict)" \
	'iprev temperror, undecided fwd_servfail, warn dnssec_bogus'
run -r "$resolver" -j --retries 0 --deep 192.0.2.17
is 'also behind an alias' "$(verdict)" 'iprev temperror, undecided fwd_servfail, warn dnssec_bogus'
run -r "$resolver" -j --retries 0 --deep 2001:db8::16
is 'and one bogus PTR record in a sound zone' "$(verdict)" \
	'iprev temperror, undecided ptr_servfail, warn dnssec_bogus'
run -r "$resolver" --retries 0 -v --deep 203.0.113.14
is '-v tells the question that was asked without a check' "$(grep -c '  query: .* PTR  CD ' out)" 1
run -r "$resolver" --retries 0 --deep 203.0.113.14
is 'the one thing to do is to sign the zone' "$(grep -c 'fix: tell whoever runs the zone of 14.113' out)" 1
for transport in cares datagram; do
	run -r "$resolver" -j --no-timing --retries 0 --deep --transport "$transport" 203.0.113.14 192.0.2.11
	mv out "out.$transport"
done
is 'both transports ask alike' "$(same out.cares out.datagram)" same

"$top/tests/lab/servers.sh" stop "$state/servers"
unbound_conf yes >"$LAB_UNBOUND"
with_servers
run -r "$resolver" -j --retries 0 203.0.113.14
is 'a resolver that says why needs no more questions' "$(verdict)" \
	'iprev temperror, undecided ptr_servfail, warn dnssec_bogus'
is 'and its words are told' "$(grep -c 'signatures do not hold: [A-Za-z ]* (Extended DNS Error [0-9]*)' out)" 1
run -r "$resolver" -j --retries 0 192.0.2.12
is 'nor is it bogus then where it is dead' "$(verdict)" 'iprev temperror, undecided fwd_servfail'
echo "1..$n"
