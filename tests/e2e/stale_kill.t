#!/bin/sh
# SPDX-License-Identifier: MIT
# stale over a ledger of some thousand addresses is killed in the middle, again and again: nothing
# that was in the ledger is lost, and the next run says what one would that nobody disturbed.
# STALE_COUNT sets how many addresses. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/zones.sh
. "$here/zones.sh"
cd "$state"
count=${STALE_COUNT:-3000}

zone example.net example.net 'ns A 127.0.0.1'
zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa
other_zones
# Every third one has no PTR, every fifth no name that leads back.
awk -v n="$count" -v zones="$LAB_ZONES" 'BEGIN {
	forward = zones "/example.com.zone"; reverse = zones "/8.b.d.0.1.0.0.2.ip6.arpa.zone"
	head = "$TTL 300\n@ SOA ns.example.net. root.example.net. 1 3600 600 86400 60\n@ NS ns.example.net.\n"
	printf "$ORIGIN example.com.\n%smail A 192.0.2.10\n", head >forward
	printf "$ORIGIN 8.b.d.0.1.0.0.2.ip6.arpa.\n%s", head >reverse
	for (i = 1; i <= n; i++) {
		hex = sprintf("%08x", i); name = ""
		for (k = 8; k; k--) name = name substr(hex, k, 1) "."
		name = name "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
		address = sprintf("2001:db8::%s:%s", substr(hex, 1, 4), substr(hex, 5, 4))
		if (i % 3) printf "%s PTR h%d.example.com.\n", name, i >reverse
		if (i % 5) printf "h%d AAAA %s\n", i, address >forward
		printf "%s openstack RegionOne fip-%d h%d.example.com\n", address, i, i >"all"
		if (i % 2) printf "%s openstack RegionOne fip-%d h%d.example.com\n", address, i, i >"half"
	}
}'
with_servers

source=$(cat servers/authoritative)
# What runs behind is the program then, and not a shell that waits for it.
exec_stale() { exec "$program" stale -r "$source" --authority-port "${source#*:}" --own-domain example.com "$@"; }
stale() { (exec_stale "$@"); }
lines() { cat "$@" 2>/dev/null | wc -l; }

begun() {
	for part in killed.out.*.tmp; do
		[ ! -s "$part" ] || return 0
	done
	! [ -s "/proc/$job/cmdline" ]
}
# NSD cuts answers that say the same too often, to make sure of who asks; then TCP is used.
whole() { sed 's/"truncated":true,//; s/,"truncated":true//' "$1" >"$1.whole"; }

ok=0
stale --ledger calm --now 1000000 --inventory all -j --no-timing --status none -o first 2>err || ok=$?
is 'all are held' "$ok $(lines first) $(grep -c '"class":"held_' first)" "1 $count $count"
stale --ledger calm --now 2000000 --inventory half -j --no-timing --status none -o calm.out || :
whole calm.out
is 'half of them are given back' "$(lines calm.out) $(grep -c '"class":"released_' calm.out)" \
	"$count $((count / 2))"
is 'some of them loudly' "$(grep -c '"class":"released_dangling' calm.out)" \
	$((count / 2 - count / 10))

stale --ledger killed --now 1000000 --inventory all -j --no-timing --status none -o second || :
kills=0
for rate in 1000 3000 8000; do
	rm -f killed.out*
	exec_stale --ledger killed --now 2000000 --inventory half -j --no-timing --status none \
		-o killed.out --rate "$rate" 2>/dev/null &
	job=$!
	wait_for begun || :
	kill -9 "$job" 2>/dev/null && kills=$((kills + 1))
	wait "$job" 2>/dev/null || :
done
is 'it was killed' "$([ "$kills" -gt 0 ] && echo yes)" yes
stale --ledger killed --now 2000000 --inventory half -j --no-timing --status none -o killed.out || :
whole killed.out
is 'nothing is lost, and the next run says the same' "$(same killed.out.whole calm.out.whole)" same
stale --ledger killed --now 2000000 -j --no-timing --status none -o killed.out || :
whole killed.out
is 'also without an inventory' "$(same killed.out.whole calm.out.whole)" same
echo "1..$n"
