#!/bin/sh
# SPDX-License-Identifier: MIT
# The story of one address: it comes with a stranger's PTR, gets ours, is given back, keeps it past
# the TTL, is cleaned up, and becomes somebody else's. The zones change at NSD meanwhile; the time
# is the command's own. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/zones.sh
. "$here/zones.sh"
cd "$state"
zone example.net example.net 'ns A 127.0.0.1' 'mail A 192.0.2.50' 'shop A 192.0.2.50'
zone example.com example.com 'mail A 192.0.2.10'
zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa '50 PTR mail.example.net.'
other_zones
with_servers
# The source itself: no cache keeps what was.
source=$(cat servers/authoritative)

tells() { "$program" -r "$source" -j "$2" | grep -q "$1"; }
# now_is WORD: NSD has read the zones again, and WORD is in what is said of the address.
now_is() {
	kill -HUP "$(cat servers/nsd.own.pid)"
	wait_for tells "$1" 192.0.2.50 || echo "# NSD does not say $1"
}
# at SECONDS FILE: what stale says at that moment, with that inventory
at() {
	run stale -r "$source" --authority-port "${source#*:}" --ledger ledger --own-domain example.com --now "$1" --inventory "$2" -j
	class=$(sed -n 's/.*"address":"192.0.2.50".*"stale":{"class":"\([a-z_]*\)".*/\1/p' out)
}
says() { sed -n "s/.*\"address\":\"192.0.2.50\".*\"code\":\"$class\"[^}]*\"$1\":\"\([^\"]*\)\".*/\1/p" out; }
member() { grep '"192.0.2.50"' out | grep -o "\"$1\":[^,}]*"; }
day=86400

echo '192.0.2.50 openstack RegionOne fip-50' >held
echo '192.0.2.10 openstack RegionOne fip-10 mail.example.com' >released
cat released >>held

at $((1 * day)) held
is 'it comes with a stranger'\''s PTR' "$status $class" '1 held_inherited'
is 'and the fix sets ours' "$(says fix)" \
	'set its PTR, where NAME is a name of yours that has the A record 192.0.2.50: openstack ptr record set --ttl 3600 RegionOne:fip-50 NAME.'

zone example.com example.com 'mail A 192.0.2.10' 'mx A 192.0.2.50'
echo '192.0.2.50 openstack RegionOne fip-50 mx.example.com' | cat - released >held
at $((2 * day)) held
is 'ours is set, and caches may have the other' "$status $class" '0 held_pending'
zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa '50 PTR mx.example.com.'
now_is '"mx.example.com"'
at $((2 * day + 60)) held
is 'then it is as it should be' "$status $class" '0 held_ok'
at $((30 * day)) held
is 'and stays so' "$status $class" '0 held_ok'

at $((31 * day)) released
is 'given back while our name leads there' "$status $class" '1 released_dangling'
is 'and the fix is at our own DNS host' "$(says fix)" \
	'at once, remove the A record 192.0.2.50 of mx.example.com at its DNS host.'
zone example.com example.com 'mail A 192.0.2.10'
now_is '"confirmed":\[\]'
at $((31 * day + 60)) released
is 'its PTR may be in caches' "$status $class $(member age_s)" '0 released_expiring "age_s":60'
at $((38 * day)) released
is 'a week later it is still there' "$status $class $(member age_s)" '1 released_stale "age_s":604800'
is 'which is told with its age' "$(says message)" \
	'192.0.2.50 was given back 7 days ago, but its PTR is still mx.example.com'
is 'and with the command that its old id allows' "$(says fix)" \
	'remove the record, which the account that held it still can: openstack ptr record unset RegionOne:fip-50'

zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa
now_is '"NXDOMAIN"'
at $((38 * day + 60)) released
is 'it is removed, and all is clean' "$status $class" '0 released_clean'

zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa '50 PTR shop.example.net.'
now_is '"shop.example.net"'
at $((60 * day)) released
is 'somebody else has it now, which is no matter of ours' "$status $class" '0 reassigned'
zone example.com example.com 'mail A 192.0.2.10' 'mx A 192.0.2.50'
now_is '"shop.example.net"'
at $((61 * day)) held
is 'it comes back with that name' "$status $class" '1 held_drift'
echo "1..$n"
