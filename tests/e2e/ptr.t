#!/bin/sh
# SPDX-License-Identifier: MIT
# The command ptr with an account of a cloud on loopback, and a real DNS that does not follow it:
# there 192.0.2.10 is mail.example.com, 192.0.2.11 old.example.com and 192.0.2.77 nothing. Speaks
# TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/cloud.sh
. "$here/cloud.sh"
also_end() { cloud_end; }
with_servers
cd "$state"
with_cloud

ptr() { run ptr "$@" --provider hetzner -r "$resolver"; }

# ---- a dry run ----

ptr set 192.0.2.10 mail.example.com
is 'a dry run shows the request' "$status $(sed 's|:[0-9][0-9]*/|:PORT/|' out | head -n 1)" \
	'0 POST http://127.0.0.1:PORT/v1/primary_ips/110/actions/change_dns_ptr'
is 'without secrets' "$(grep -c "$HCLOUD_TOKEN" out err | tr '\n' ' ')$(grep -ci '^authorization: (secret)$' out)" \
	'out:0 err:0 1'
is 'with what is there' "$(cat err)" \
	'fcrdns-check: the PTR of 192.0.2.10 is old.example.net; nothing is changed, --yes sends this'
ptr unset 192.0.2.11
is 'of an unset as well' "$status $(tail -n 1 out)" '0 {"ip":"192.0.2.11","dns_ptr":null}'
is 'and nothing is sent' "$(asked POST)" 0

# ---- set and unset ----

ptr set 192.0.2.10 mail.example.com --yes --expect-current old.example.net
is 'it is set, and the DNS has it' "$status $(cat out err)" \
	'0 192.0.2.10  its PTR is set to mail.example.com
192.0.2.10  the DNS has mail.example.com'
is 'by one request' "$(asked POST)" 1
ptr set 192.0.2.10 MAIL.example.com. --yes
is 'what is so is not set again' "$status $(cat out err) $(asked POST)" \
	'0 192.0.2.10  its PTR is set already
192.0.2.10  the DNS has mail.example.com 1'
ptr set 192.0.2.77 new.example.com --yes --wait 1
is 'the DNS has it not yet' "$status $(cat out) $(sed "s/ [0-9]* s more/ N s more/" err)" \
	'75 192.0.2.77  its PTR is set to new.example.com fcrdns-check: the DNS does not have it yet, its PTR is none for N s more where it is remembered: look again by fcrdns-check 192.0.2.77'
ptr unset 192.0.2.77 --yes
is 'it is unset, and the DNS has it no more' "$status $(cat out err)" \
	'0 192.0.2.77  its PTR new.example.com is unset
192.0.2.77  the DNS has no more new.example.com'
ptr unset 192.0.2.11 --yes --wait 0
is 'without a look at the DNS' "$status $(cat out err)" '0 192.0.2.11  its PTR mail.example.com is unset'

# ---- what is not done ----

before=$(asked POST)
ptr set 192.0.2.10 new.example.com --yes --expect-current old.example.net
is 'somebody else was here since' "$status $(cat err)" \
	'78 fcrdns-check: the PTR of 192.0.2.10 is mail.example.com, not old.example.net as --expect-current says: nothing is changed'
ptr set 192.0.2.10 new.example.com --yes --expect-current none
is 'none was expected' "$status $(cat err)" \
	'78 fcrdns-check: the PTR of 192.0.2.10 is mail.example.com, not none as --expect-current says: nothing is changed'
ptr set 192.0.2.99 mail.example.com --yes
is 'an address that is not ours' "$status $(cat err)" \
	'64 fcrdns-check: 192.0.2.99 is none of the 9 addresses that the account at hetzner holds'
ptr unset 192.0.2.99 --yes
is 'nor to be unset without its id' "$status $(cat err)" \
	'64 fcrdns-check: the account does not hold 192.0.2.99: to unset the PTR of an address that was given back, say by --id which id it had'
ptr unset 192.0.2.11 --yes --id other
is 'an id that it does not have' "$status $(grep -c 'is held now, and its id is primary_ips/111: leave --id out' err)" '64 1'
ptr unset 192.0.2.30 --yes --id primary_ips/110 --expect-current mail.example.org
is 'nor by the id of another' "$status $(cat err)" \
	'64 fcrdns-check: primary_ips/110 is the id of another address that the account holds now: nothing is changed'
ptr unset 192.0.2.12 --yes --id 1
is 'nor without its name' "$status $(grep -c 'say by --expect-current NAME which name of yours is to go' err)" '64 1'
ptr unset 192.0.2.11 --yes --id 1 --expect-current mail.example.com
is 'of an address that is held the provider is asked' "$status" 64
ptr unset 192.0.2.30 --yes --id 1 --expect-current mine.example.com
is "somebody else's name stands there" \
	"$status $(grep -c 'not mine.example.com: it seems to be somebody else.s, and nothing is changed' err)" '78 1'
ptr unset 198.51.100.7 --yes --id 1 --expect-current mine.example.com --timeout 0.4 --retries 0
is 'nobody knows whose name stands there' "$status $(grep -c 'the DNS gives no answer for 198.51.100.7' err)" '75 1'
ptr unset 192.0.2.99 --yes --id 1 --expect-current mine.example.com
is 'there is none any more' "$status $(cat out err)" '0 192.0.2.99  it has no PTR to be unset'
breaks floating_ips 9 403
ptr set 192.0.2.99 mail.example.com --yes
is 'an address that is perhaps in what was not told' "$status $(cat out)" '77 '
breaks
ptr unset 192.0.2.30 --yes --id primary_ips/999 --expect-current mail.example.org
is 'what was given back the provider does not know' "$status $(grep -c . err) $(cat out)" '64 1 '
is 'nothing else of it was sent' "$(($(asked POST) - before))" 1

breaks change_dns_ptr 9 cut-length
ptr set 192.0.2.10 new.example.com --yes --deadline 1
is 'an answer that never comes whole' "$status $(grep -c 'whether the change was made is not known' err)" '75 1'
before=$(asked POST)
breaks change_dns_ptr 1 422
ptr unset 192.0.2.10 --yes
is 'an unset that is refused is not followed by a set' "$status $(($(asked POST) - before)) $(cat out)" '64 1 '
breaks change_dns_ptr 9 403
ptr set 192.0.2.10 new2.example.com --yes
is 'it may not' "$status $(grep -c . err) $(cat out)" '77 1 '
breaks


breaks change_dns_ptr 9 stalled
begun=$(asked change_dns_ptr)
timeout -k 5 "$hang_s" "$program" ptr set 192.0.2.10 new3.example.com --yes --provider hetzner \
	-r "$resolver" >out 2>err &
job=$!
came() { [ "$(asked change_dns_ptr)" -gt "$begun" ]; }
wait_for came || :
pkill -INT -P "$job" -x fcrdns-check-cl || kill -INT "$job"
status=0
wait "$job" || status=$?
is 'interrupted in the middle of a change' "$status $(cat out err)" \
	'130 fcrdns-check: whether the change was made is not known: without --yes the same tells what is there
fcrdns-check: interrupted'
breaks

# ---- a ledger ----

ptr set 192.0.2.10 mail.example.com --yes --ledger ledger
is 'the ledger is made, and the change noted' "$status $(stat -c %a ledger)" '0 600'
ptr unset 192.0.2.10 --ledger ledger
is 'and read in a dry run' "$status $(asked '"dns_ptr":null')" '0 0'
ptr set 192.0.2.10 mail.example.com --ledger none
is 'a dry run makes none' "$status $(test -e none || echo none)" '66 none'
echo 192.0.2.10 >cloud/gone
ptr unset 192.0.2.10 --yes --ledger ledger
is 'an id that is remembered is to be typed all the same' "$status $(cat err)" \
	'64 fcrdns-check: the account does not hold 192.0.2.10 any more; when it did, its id was primary_ips/110 and its PTR mail.example.com: if that is to go, type --id primary_ips/110'
ptr unset 192.0.2.10 --yes --ledger ledger --id primary_ips/111
is 'and not another one' "$status $(cut -d: -f 2 err)" \
	'64  primary_ips/111 is the id of another address that the account holds now'
ptr unset 192.0.2.10 --yes --ledger ledger --id primary_ips/1110
is 'nor one that was never seen' "$status $(cat err)" \
	'64 fcrdns-check: the ledger knows no address that was given back with the id primary_ips/1110'
before=$(asked POST)
ptr unset 192.0.2.10 --yes --ledger ledger --id primary_ips/110 --expect-current new.example.com
is "nor with a name that is not there" "$status $(asked POST)" "78 $before"
ptr unset 192.0.2.10 --yes --ledger ledger --id primary_ips/110 --expect-current none
is 'nor where none is expected' "$status $(asked POST) $(cat err)" \
	"78 $before fcrdns-check: the PTR of 192.0.2.10 is mail.example.com, not none as --expect-current says: nothing is changed"
ptr unset 192.0.2.10 --ledger ledger --id primary_ips/110
is 'typed, with the name that the ledger knows' "$status $(tail -n 1 out)" '0 {"ip":"192.0.2.10","dns_ptr":null}'
awk 'BEGIN {
	for (i = 0; i < 120000; i++)
		printf "10.%d.%d.%d aws eu-central-1 eipalloc-0123456789abcdef%d host-%d.example.com\n",
			i / 65536, i / 256 % 256, i % 256, i, i
}' >many
run stale --ledger ledger --own-domain example.com --inventory many --trust-resolver -r 127.0.0.1:9
ptr unset 192.0.2.10 --ledger ledger --id primary_ips/110
is 'in a large ledger, too' "$status $(tail -n 1 out)" '0 {"ip":"192.0.2.10","dns_ptr":null}'

# ---- the command line ----

# refuses TITLE SENTENCE ARGS...
refuses() {
	title=$1
	sentence=$2
	shift 2
	run "$@"
	is "$title" "$status $(cat out err)" "64 fcrdns-check: $sentence"
}
what='what shall be changed? fcrdns-check ptr set ADDRESS NAME --provider NAME, or fcrdns-check ptr unset ADDRESS --provider NAME'
refuses 'nothing' "$what" ptr
refuses 'no name' "$what" ptr set 192.0.2.10
refuses 'a name to be unset' "$what" ptr unset 192.0.2.10 mail.example.com
refuses 'another word' "$what" ptr get 192.0.2.10
refuses 'no provider' \
	'which provider hands out the address? add --provider NAME, such as --provider openstack' \
	ptr unset 192.0.2.10
refuses 'two' 'one address has one provider: give --provider only once' \
	ptr unset 192.0.2.10 --provider hetzner --provider otc
refuses 'no address' "'192.0.2.010' is no address" ptr unset 192.0.2.010 --provider hetzner
refuses 'no host name' "'*.example.com' is no host name" ptr set 192.0.2.10 '*.example.com' --provider hetzner
refuses 'no host name expected' "'' is no host name" ptr unset 192.0.2.10 --expect-current '' --provider hetzner
refuses 'a TTL to be unset' '--ttl and --description are for ptr set' ptr unset 192.0.2.10 --ttl 5 --provider hetzner
refuses 'an id to be set' '--id is for ptr unset of an address that was given back' \
	ptr set 192.0.2.10 mail.example.com --id 1 --provider hetzner
refuses 'a provider that this program does not ask' \
	'PTRs of Akamai Linode are changed by its own program: linode-cli networking ip-update 192.0.2.10 --rdns mail.example.com' \
	ptr set 192.0.2.10 mail.example.com --provider linode
refuses 'one that has no API' \
	'PTRs of Alibaba Cloud are changed by people: Alibaba Cloud DNS > Reverse DNS Lookup > Add, Edit or Delete' \
	ptr unset 192.0.2.10 --provider alibaba
refuses 'a TTL' 'Hetzner Cloud does not let customers choose the TTL of a PTR' \
	ptr set 192.0.2.10 mail.example.com --ttl 5 --provider hetzner
refuses 'a description' 'Hetzner Cloud keeps no description of a PTR' \
	ptr set 192.0.2.10 mail.example.com --description x --provider hetzner
refuses 'an id that is none' '--id holds a character that no id has' ptr unset 192.0.2.10 --id 'a b' --provider hetzner

is 'the server has nothing to complain of' "$(cat cloud/wrong)" ''
echo "1..$n"
