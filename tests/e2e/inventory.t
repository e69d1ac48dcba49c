#!/bin/sh
# SPDX-License-Identifier: MIT
# The command inventory with an account of a cloud on loopback. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/cloud.sh
. "$here/cloud.sh"
also_end() { cloud_end; }
cd "$state"
with_cloud

run inventory --provider hetzner
cp out whole
is 'a whole inventory' "$status $(wc -l <out) $(cat err)" '0 10 '
is 'an address with all that is known' "$(grep '"192.0.2.10"' out)" \
	'{"address":"192.0.2.10","provider":"hetzner","account":"","region":"","id":"primary_ips/110","label":"primary_ips-110","bound":false,"ptr":"old.example.net","ptr_state":"active","ttl":null}'
is 'and its end is marked' "$(tail -n 1 out)" \
	'{"complete":true,"provider":"hetzner","account":"","regions":[],"all_regions":true,"addresses":9}'
is 'in the order of the addresses' "$(grep -o '"address":"[^"]*"' out | head -n 4 | tr -d '\n')" \
	'"address":"192.0.2.1""address":"192.0.2.2""address":"192.0.2.3""address":"192.0.2.4"'
/usr/bin/python3 -c 'import json,sys
for line in open("whole"): json.loads(line)' && json=yes
is 'each line is JSON' "${json-no}" yes
run inventory --provider hetzner -o file
is 'to a file' "$status $(cat out err) $(same file whole)" '0  same'
run inventory --provider hetzner --provider hetzner
is 'of two accounts' "$status $(wc -l <out)" '0 20'
is 'nothing was written' "$(asked POST) $(cat cloud/wrong)" '0 '

# ---- what is not complete ----

breaks floating_ips 99 403
run inventory --provider hetzner
is 'an inventory with a gap ends so' "$status $(tail -n 1 out | cut -c 1-50) $(wc -l <err)" \
	'77 {"complete":false,"provider":"hetzner","reason":"h 1'
is 'with what is known before it' "$([ "$(grep -c '"address"' out)" -gt 5 ] && echo yes)" yes
cp file before
run inventory --provider hetzner -o file
is 'a file is not made then' "$status $(same file before) $(tail -n 1 err)" \
	'77 same fcrdns-check: file is not made: what it would lack would seem to be given back'
breaks primary_ips 99 cut-length
run inventory --provider hetzner --deadline 1
is 'an answer cut short, again and again' "$status $(grep -c '"complete":false' out)" '75 1'
breaks primary_ips 2 cut-length
run inventory --provider hetzner -v
is 'an answer cut short is asked for again' "$status $(same out whole) $(grep -c '^hetzner: again in ' err)" '0 same 2'
is '-v tells each request' "$(grep -c '^hetzner: GET http://127.0.0.1:[0-9]*/v1/floating_ips?[a-z_=&0-9]*: 200, [0-9]* octets, [0-9]* ms$' err)" 1
breaks primary_ips 1 429
run inventory --provider hetzner
is 'who is sent away comes again' "$status $(same out whole)" '0 same'
breaks
HCLOUD_TOKEN=wrong run inventory --provider hetzner
is 'a token that is not taken' "$status $(grep -c '"address"' out)" '77 0'

run inventory --provider hetzner -o /dev/full
is 'a full disk' "$status $(cat err)" \
	'74 fcrdns-check: cannot write to /dev/full: No space left on device'
is 'what it writes a list reads' "$("$(dirname "$program")/../fcrdns-check" -j -l whole --timeout 0.1 \
	--retries 0 -r 127.0.0.1:1 2>&1 | grep -c '"address":"192.0.2.1"')" 1

head -n -1 whole >half
run stale --ledger l --own-domain example.com --inventory half
is 'cut off at the end of a line it is not taken' "$status $(cat err)" \
	'65 fcrdns-check: the inventory half may be cut off, so nothing is taken from it: JSON lines end with {"complete":true}, which is written behind the last address'
is 'nor is there a ledger that remembers it' "$(ls l 2>/dev/null)" ''

# ---- signals ----

breaks primary_ips 9 stalled
timeout -k 5 "$hang_s" "$program" inventory --provider hetzner >out 2>err &
job=$!
begun=$(asked primary_ips)
came() { [ "$(asked primary_ips)" -gt "$begun" ]; }
wait_for came || :
pkill -TERM -P "$job" -x fcrdns-check-cl || kill -TERM "$job"
status=0
wait "$job" || status=$?
is 'SIGTERM ends it' "$status $(cat out) $(cat err)" '143  fcrdns-check: interrupted'
breaks

# ---- the command line ----

run inventory
is 'no provider' "$status $(cat err)" \
	'64 fcrdns-check: whose inventory? fcrdns-check inventory --provider NAME[:REGION]'
run inventory --provider "$(printf 'a\033b')"
is 'an unknown one' "$status $(cat err)" \
	'64 fcrdns-check: there is no provider '\''a\027b'\'', but alibaba, aws, azure, digitalocean, gcp, hetzner, huawei, linode, openstack, otc, ovh, scaleway, vultr'
run inventory --provider aws:eu-west-1
is 'one that is not asked' "$status $(sed 's, | jq.*,,' err)" \
	'64 fcrdns-check: Amazon EC2 is not asked by this program; what --inventory - takes is made by: aws ec2 describe-addresses --region eu-west-1 --output json'
run inventory --provider hetzner:
is 'an empty region' "$status $(cat err)" '64 fcrdns-check: --provider wants NAME or NAME:REGION'
run inventory --provider hetzner --cacert none.pem
is 'no such certificates' "$status $(cat err)" \
	'66 fcrdns-check: cannot read none.pem: No such file or directory'
HCLOUD_TOKEN='' run inventory --provider hetzner
is 'no token' "$status $(cat err)" '64 fcrdns-check: hetzner: HCLOUD_TOKEN is not set'
asked=$(asked GET)
"$(dirname "$program")/../fcrdns-check" inventory --provider hetzner >out 2>err </dev/null || status=$?
is 'the program as it is built for all does not speak http' \
	"$status $(grep -c 'it is not https://' err) $(($(asked GET) - asked))" '64 1 0'
read -r HCLOUD_ENDPOINT <cloud/https
export HCLOUD_ENDPOINT
test_program=$program
program=$(dirname "$program")/../fcrdns-check
run inventory --provider hetzner --cacert cloud/ca.pem
is 'but https' "$status $(same out whole) $(cat err)" '0 same '
asked=$(asked GET)
run inventory --provider hetzner
# A system without ca-certificates has none to read, which newer libcurls say.
is 'to those whom somebody vouches for' "$status $(grep -cE 'its certificate cannot be verified|the trusted certificates cannot be read' err) $(($(asked GET) - asked))" '77 1 0'
run inventory --provider hetzner --cacert cloud/ca.pem --proxy 127.0.0.1:1
is 'and not past a proxy' "$status $(grep -c 'no connection (Connection refused)' err) $(($(asked GET) - asked))" '75 1 0'
program=$test_program
asked=$(asked GET)
run inventory --provider hetzner -o no/such/file
is 'an output that cannot be made is said first' "$status $(asked GET)" "73 $asked"

# ---- a part is no inventory ----

# Large enough that a part of it would be written before its end.
: >cloud/many
HCLOUD_ENDPOINT=$(sed -n 's/^HCLOUD_ENDPOINT=//p' cloud/settings)
breaks auth/tokens 9 stalled
OS_AUTH_URL=${HCLOUD_ENDPOINT%/v1}/v3 OS_USERNAME=u OS_PASSWORD=p OS_USER_DOMAIN_NAME=d OS_PROJECT_NAME=p \
	timeout -k 5 "$hang_s" "$program" inventory --provider hetzner --provider openstack >out 2>err &
job=$!
logs_in() { [ "$(asked auth/tokens)" -gt 0 ]; }
wait_for logs_in || :
is 'nothing is printed before all was told' "$(wc -c <out)" 0
pkill -KILL -P "$job" -x fcrdns-check-cl || kill -KILL "$job"
wait "$job" || :
is 'so that a part is not taken for the whole' "$(wc -c <out)" 0
breaks
status=0
echo before >file
(
	trap '' XFSZ
	ulimit -f 40
	exec "$program" inventory --provider hetzner
) >>file 2>err </dev/null || status=$?
is 'nor what a full disk leaves of it' "$status $(cat file)" '74 before'

echo "1..$n"
