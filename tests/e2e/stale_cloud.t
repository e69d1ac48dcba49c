#!/bin/sh
# SPDX-License-Identifier: MIT
# The command stale with an account of a cloud on loopback, and what is not complete there. Speaks
# TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/cloud.sh
. "$here/cloud.sh"
also_end() { cloud_end; }
cd "$state"
with_servers
with_cloud

port=$(sed 's/.*://' servers/authoritative)
stale() {
	run stale -r "$resolver" --authority-port "$port" --ledger ledger --own-domain example.com \
		--own-domain example.net "$@"
}
class() { sed -n "s/.*\"address\":\"$1\".*\"stale\":{\"class\":\"\([a-z_]*\)\".*/\1/p" out; }
count() { grep -c "\"class\":\"$1" out || :; }

stale --now 1000000 --provider hetzner -j
is 'all of the account is held' "$status $(wc -l <out) $(count unknown) $(cat err)" "1 9 $(count unknown) "
is 'with the ids of the provider' "$(grep '"192.0.2.10"' out | grep -o '"id":"[^"]*"')" '"id":"primary_ips/110"'
is 'the API and the DNS are compared' "$(class 192.0.2.10) $(class 192.0.2.77)" 'held_pending held_missing'
stale --now 1100000 --provider hetzner -j
is 'beyond the TTL they should agree' "$(class 192.0.2.10)" held_drift
is 'and the fix is the provider'\''s' "$(grep '"192.0.2.10"' out | grep -o '"fix":"set its PTR[^"]*' | head -n 1)" \
	'"fix":"set its PTR: fcrdns-check ptr set 192.0.2.10 old.example.net --provider hetzner'
cp out whole

breaks primary_ips 99 403
stale --now 1200000 --provider hetzner -j --summary sums
is 'an inventory with a gap: all is printed, and 75' "$status $(wc -l <out) $(wc -l <err)" '75 9 1'
is 'what it lacks is unknown' "$(class 192.0.2.10) $(class 192.0.2.77)" 'unknown unknown'
is 'and nothing is given back' "$(count released) $(count reassigned)" '0 0'
is 'the sums say that it is not complete' "$(grep -o '"complete":[a-z]*' sums)" '"complete":false'
HCLOUD_TOKEN=wrong stale --now 1200000 --provider hetzner -j
is 'an account that may not be asked' "$status $(wc -l <out) $(count unknown)" '75 9 9'
breaks
stale --now 1100000 --provider hetzner -j --no-timing
grep -c '' out >/dev/null
is 'the next one that is whole ends the doubts' "$status $(count unknown)" "1 $(grep -c '"class":"unknown' whole || :)"
printf '192.0.2.10 hetzner\n' >some
stale --now 1100000 --provider hetzner --inventory some -j
is 'an account that a file tells of as well' "$status $(cat err)" \
	'64 fcrdns-check: --provider and an inventory tell of the same account of hetzner: what only one of them has would seem to be given back, so leave one out'
is 'and nothing of it is given back' "$("$program" ledger export --ledger ledger | grep -vc '"released":null')" 0
cp ledger nine
HCLOUD_CONTEXT=other stale --now 1100000 --provider hetzner --inventory some -j
is 'which may tell of another one' "$(cat err)" ''
is 'nothing was written' "$(asked POST) $(cat cloud/wrong)" '0 '

# ---- another project's token ----

count_rows() { "$program" ledger export --ledger "$1" | grep -c "$2" || :; }
cp nine ledger
echo 198.51.100.201 >cloud/project
stale --now 1300000 --provider hetzner -j
is 'an inventory with nothing of what was held is believed to be of another project' "$status $(cat err)" \
	'75 fcrdns-check: hetzner has none of the 9 addresses that the ledger holds of this account: another project'\''s, it seems, so nothing is noted of it; tell projects apart by HCLOUD_CONTEXT, or, if all were given back, say stale --all-given-back'
is 'so that nothing is known, and nothing given back' "$(count unknown) $(wc -l <out) $(count_rows ledger '"released":null')" '9 9 9'
stale --now 1300000 --provider hetzner -j
is 'nor does it belong to the account by being told twice' "$status $(count_rows ledger 198.51.100.201)" '75 0'
breaks load_balancers 9 403
stale --now 1300000 --provider hetzner -j
is 'nor by being told in part' "$status $(wc -l <err) $(count_rows ledger 198.51.100.201)" '75 1 0'
breaks
run ptr set 198.51.100.201 mail.example.com --provider hetzner --ledger ledger --yes -r "$resolver"
is 'nor by a change' "$status $(cut -c 1-70 err) $(asked POST) $(count_rows ledger 198.51.100.201)" \
	'64 fcrdns-check: hetzner has none of the 9 addresses that the ledger hold 0 0'
: >cloud/project
stale --now 1300000 --provider hetzner -j
is 'one that is empty is none either' "$status $(count_rows ledger '"released":null')" '75 9'
echo 198.51.100.201 >cloud/project
HCLOUD_CONTEXT=other stale --now 1300000 --provider hetzner -j
is 'by another name it is another account' "$(cat err) $(wc -l <out) $(count unknown) $(count_rows ledger '"account":"other"')" \
	" 10 $(count unknown) 1"
rm cloud/project
HCLOUD_CONTEXT=first stale --now 1300000 --provider hetzner -j
is 'and what gets a name takes its addresses along' "$(cat err) $(wc -l <out) $(count_rows ledger '"account":"first"') $(count_rows ledger '"account":""')" ' 10 9 0'
cp nine ledger
: >cloud/project
stale --now 1300000 --provider hetzner -j --all-given-back
is 'unless it is said to be so' "$(cat err) $(count_rows ledger '"released":null')" ' 0'
rm cloud/project
cp nine ledger

# ---- https ----

endpoint=$HCLOUD_ENDPOINT
HCLOUD_ENDPOINT=$(cat cloud/https)
asked=$(asked GET)
stale --now 1100000 --provider hetzner -j --no-timing
is 'a certificate that nobody knows' "$status $(grep -c . err) $(($(asked GET) - asked))" '75 1 0'
stale --now 1100000 --provider hetzner -j --no-timing --cacert cloud/ca.pem
is 'is good with --cacert' "$(cat err) $(count unknown)" " $(grep -c '"class":"unknown' whole || :)"
asked=$(asked GET)
stale --now 1100000 --provider hetzner -j --no-timing --cacert cloud/ca.pem --proxy 127.0.0.1:1
is 'and is not asked past a proxy' "$status $(grep -c . err) $(($(asked GET) - asked))" '75 1 0'
HCLOUD_ENDPOINT=$endpoint

# ---- signals ----

breaks primary_ips 9 stalled
timeout -k 5 "$hang_s" "$program" stale -r "$resolver" --ledger ledger --own-domain example.com \
	--provider hetzner -o file >out 2>err &
job=$!
begun=$(asked primary_ips)
came() { [ "$(asked primary_ips)" -gt "$begun" ]; }
wait_for came || :
pkill -INT -P "$job" -x fcrdns-check-cl || kill -INT "$job"
status=0
wait "$job" || status=$?
is 'SIGINT ends it' "$status $(cat err)" \
	'130 fcrdns-check: interrupted after 0 records, the output file is not made'
is 'and leaves nothing behind' "$(ls file* 2>/dev/null)" ''
breaks
echo "1..$n"
