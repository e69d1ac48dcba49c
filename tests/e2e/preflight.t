#!/bin/sh
# SPDX-License-Identifier: MIT
# The command preflight on a real NSD and Unbound, and an account of a cloud on loopback. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/cloud.sh
. "$here/cloud.sh"
also_end() { cloud_end; }
unset HCLOUD_TOKEN OS_CLOUD OS_AUTH_URL ALIBABA_CLOUD_ACCESS_KEY_ID
cd "$state"
with_servers

# said ARGS...: the exit status and each state that is not ok, with the first words of it
said() {
	run preflight -r "$resolver" --no-timing "$@"
	echo "$status$(sed -n 's/^  \(refused\|undecided\) *\(.*\)/ | \1 \2/p' out | tr -d '\n')"
}

is 'all is well' "$(said 192.0.2.10 mail.example.com --provider openstack --ttl 300)" 0
is 'a final dot and capital letters' \
	"$(said 192.0.2.10 MAIL.example.com. --provider openstack)" 0
is 'of a provider that must see the forward record' \
	"$(said 192.0.2.11 mail.example.com --provider aws)" \
	'1 | refused mail.example.com does not lead to the address, so the provider'
is 'of one that does not look' "$(said 192.0.2.11 mail.example.com --provider hetzner)" \
	'1 | refused mail.example.com does not lead to the address: the provider would'
is 'the longest TTL' "$(said 192.0.2.10 mail.example.com --provider otc --ttl 2147483647)" 0
is 'one of 0' "$(said 192.0.2.10 mail.example.com --provider otc --ttl 0)" \
	'1 | refused Open Telekom Cloud takes a TTL of 1 to 2147483647 seconds, not 0'
is 'IPv6 where there is none' "$(said 2001:db8::10 mail.example.com --provider openstack | cut -d'|' -f 2)" \
	" refused OpenStack has no PTR of one's own for IPv6 addresses"
is 'a wildcard' "$(said 192.0.2.10 '*.example.com' --provider openstack)" \
	'1 | refused a PTR must not name a wildcard'
is 'an ownership record that nobody asked for' \
	"$(said 192.0.2.10 mail.example.com --provider alibaba)" \
	'75 | undecided not checked: the TXT record that proves that the domain is yours'
is 'one that is there' \
	"$(said 192.0.2.10 mail.example.com --provider alibaba --ownership "$(sed -n 's/^alidnsptrcheck.*TXT *"*\([^" ]*\)"*.*/\1/p' "$top/data/demo/zones/example.com.zone" | head -n 1)")" 0
is 'one that is not' \
	"$(said 192.0.2.10 mail.example.com --provider alibaba --ownership other | cut -c 1-11)" '1 | refused'
is 'a name that cannot be looked up' \
	"$(said 192.0.2.10 mail.broken.example.net --provider aws)" \
	'75 | undecided no usable answer for the addresses of mail.broken.example.net'
is 'tags' "$(said 192.0.2.10 mail.example.com --provider hetzner --tag a=b)" \
	'1 | refused Hetzner Cloud keeps no tags of a PTR'

run preflight -r "$resolver" 192.0.2.10 mail.example.com --provider openstack
is 'the text is no wider than 80 columns' "$(awk 'length > 80' out)" ''
run preflight -r "$resolver" 192.0.2.11 mail.example.com --provider aws -j
is 'JSON' "$status $(/usr/bin/python3 -c '
import json
given = json.load(open("out"))
wanted = json.load(open("'"$top"'/data/preflight.schema.json"))
item = wanted["properties"]["items"]["items"]
assert set(given) == set(wanted["required"]) == set(wanted["properties"])
for one in given["items"]:
    assert set(item["required"]) <= set(one) <= set(item["properties"])
    for key in ("code", "state"):
        assert one[key] in item["properties"][key]["enum"]
print(given["accepted"], [i["code"] for i in given["items"] if i["state"] == "refused"])')" \
	"1 False ['forward']"

# ---- whether the address is ours ----

with_cloud
held() {
	run preflight -r "$resolver" "$@"
	echo "$status $(grep -c 'your account at Hetzner Cloud holds the address' out) $(grep -c 'does not hold' out)"
}
is 'ours' "$(held 192.0.2.10 mail.example.com --provider hetzner)" '0 1 0'
is 'not ours' "$(held 192.0.2.200 mail.example.com --provider hetzner)" '1 0 1'
is 'nobody is asked' "$(held 192.0.2.10 mail.example.com --provider hetzner --no-account)" '0 0 0'
is 'a proxy is for the account where no resolver is asked over https' \
	"$(held 192.0.2.10 mail.example.com --provider hetzner --proxy 127.0.0.1:1) $(grep -c no.connection out)" \
	'75 0 0 1'
breaks primary_ips 99 403
is 'the inventory fails' "$(held 192.0.2.10 mail.example.com --provider hetzner)" '75 0 0'
breaks
is 'nothing was written' "$(asked POST) $(cat cloud/wrong)" '0 '

# ---- the command line ----

run preflight 192.0.2.10 --provider aws
is 'no name' "$status $(cat err)" \
	'64 fcrdns-check: which PTR? fcrdns-check preflight ADDRESS NAME --provider NAME'
run preflight 192.0.2 mail.example.com --provider aws
is 'no address' "$status $(cat err)" "64 fcrdns-check: '192.0.2' is no address"
run preflight 192.0.2.10 a..b --provider aws
is 'no name at all' "$status $(grep -c 'is no domain name' err)" '64 1'
run preflight 192.0.2.10 mail.example.com
is 'no provider' "$status $(cat err)" \
	'64 fcrdns-check: which provider hands out the address? add --provider NAME, such as --provider openstack'
run preflight 192.0.2.10 mail.example.com --provider xloud
is 'an unknown one' "$status $(cat err)" \
	"64 fcrdns-check: there is no provider 'xloud' whose rules are known"
run preflight -r "$resolver" 192.0.2.10 mail.example.com --provider aws >/dev/null
timeout "$hang_s" "$program" preflight -r "$resolver" 192.0.2.10 mail.example.com --provider aws \
	>/dev/full 2>err </dev/null || status=$?
is 'a full disk' "$status" 74
echo "1..$n"
