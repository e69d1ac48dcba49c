#!/bin/sh
# SPDX-License-Identifier: MIT
# The command stale with inventories as files: each class, against NSD and Unbound. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/zones.sh
. "$here/zones.sh"
cd "$state"

zone example.com example.com 'mail A 192.0.2.10' 'drift A 192.0.2.99' 'soon A 192.0.2.15' \
	'old21 A 192.0.2.199' 'www A 192.0.2.22' 'back A 192.0.2.26'
zone example.net example.net 'ns A 127.0.0.1' 'host12 A 192.0.2.12' \
	'ecs-192-0-2-13.compute A 192.0.2.13' 'host24 A 192.0.2.24' \
	'ecs-192-0-2-25.compute A 192.0.2.25'
zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa '11 PTR drift.example.com.' \
	'12 PTR host12.example.net.' '13 PTR ecs-192-0-2-13.compute.example.net.' \
	'15 PTR old.example.net.' '16 PTR x.broken.example.net.' '20 PTR old20.example.com.' \
	'21 PTR old21.example.com.' '24 PTR host24.example.net.' \
	'25 PTR ecs-192-0-2-25.compute.example.net.' '27 PTR a.example.net.' \
	'27 PTR ours27.example.com.' '27 PTR b.example.net.' \
	'28 PTR ecs-192-0-2-28.compute.example.net.' '28 PTR ours28.example.com.'
other_zones
with_servers

cat >inventory <<EOF
# what is held at first
192.0.2.10 openstack RegionOne fip-10 mail.example.com
192.0.2.11 openstack RegionOne fip-11 drift.example.com
192.0.2.12 openstack RegionOne fip-12
192.0.2.13 openstack RegionOne fip-13
192.0.2.14 openstack RegionOne fip-14
192.0.2.15 openstack RegionOne fip-15 soon.example.com
192.0.2.16 openstack RegionOne fip-16
198.51.100.16 openstack RegionOne fip-116
EOF
cp inventory first
cat >>first <<EOF
192.0.2.20 openstack RegionOne fip-20 old20.example.com
192.0.2.21 openstack RegionOne fip-21 old21.example.com
192.0.2.22 openstack RegionOne fip-22 www.example.com
192.0.2.23 openstack RegionOne fip-23 gone.example.com
192.0.2.24 openstack RegionOne fip-24 gone.example.com
192.0.2.25 openstack RegionOne fip-25 gone.example.com
198.51.100.7 openstack RegionOne fip-107 gone.example.com
EOF

port=$(sed 's/.*://' servers/authoritative)
stale() { run stale -r "$resolver" --authority-port "$port" --ledger ledger --own-domain example.com "$@"; }
classes() { sed -n 's/.*"address":"\([^"]*\)".*"stale":{"class":"\([a-z_]*\)".*/\1 \2/p' out; }

stale --now 1000000 --inventory first -j
is 'all are held at first' "$status $(wc -l <out) $(grep -c '"class":"held_\|"class":"unknown' out)" '1 15 15'

stale --now 1000100 --inventory inventory -j --no-timing
is 'what is given back expires first' "$(classes | grep -c released_expiring)" 2
stale --now 1086400 --inventory inventory -j --no-timing
is 'each class' "$status
$(classes)" "1
192.0.2.10 held_ok
192.0.2.11 held_drift
192.0.2.12 held_inherited
192.0.2.13 held_default
192.0.2.14 held_missing
192.0.2.15 held_drift
192.0.2.16 held_inherited
192.0.2.20 released_stale
192.0.2.21 released_stale
192.0.2.22 released_dangling
192.0.2.23 released_clean
192.0.2.24 reassigned
192.0.2.25 released_clean
198.51.100.7 unknown
198.51.100.16 unknown"
stale --now 1086400 --inventory inventory --format prom --no-timing --fail-on never
is 'and the sums of them for node_exporter' "$status $(sed -n '/^fcrdns_scan_stale/p' out)" \
	'0 fcrdns_scan_stale{class="held_ok"} 1
fcrdns_scan_stale{class="held_pending"} 0
fcrdns_scan_stale{class="held_drift"} 2
fcrdns_scan_stale{class="held_inherited"} 2
fcrdns_scan_stale{class="held_default"} 1
fcrdns_scan_stale{class="held_missing"} 1
fcrdns_scan_stale{class="released_expiring"} 0
fcrdns_scan_stale{class="released_stale"} 2
fcrdns_scan_stale{class="released_dangling"} 1
fcrdns_scan_stale{class="released_clean"} 2
fcrdns_scan_stale{class="reassigned"} 1
fcrdns_scan_stale{class="unknown"} 2'
for format in text csv html prom; do
	stale --now 1086400 --inventory inventory --format $format --no-timing
	mv out direct
	stale --now 1086400 --inventory inventory -j --no-timing
	mv out records
	run report --format $format records
	is "report tells the records again: $format" "$status $(same out direct)" '1 same'
done

stale --now 1086400 --inventory inventory --format nagios
is 'there is no other format for monitors' "$status $(cat err)" \
	'64 fcrdns-check: of the formats for monitors stale has prom only in this version'
stale --now 1086400 --inventory inventory -j --no-timing
/usr/bin/python3 -B -c 'import json, sys
sys.path.insert(0, sys.argv[1])
import props
schema = props.Schema()
for line in open("out"):
    reason = schema.reason(json.loads(line))
    if reason:
        print(reason)' "$top/tests/evil" >invalid
is 'each line is valid by the schema' "$(cat invalid)" ''
is 'nothing is said on standard error' "$(cat err)" ''
is 'a fix is what the provider wants, with its ids' "$(grep -o '"fix":"remove the record[^"]*' out | head -n 1)" \
	'"fix":"remove the record, which the account that held it still can: openstack ptr record unset RegionOne:fip-20'
is 'what was given back has no other fix' "$(grep '"192.0.2.22"' out | grep -o '"fix":"[^"]*')" \
	'"fix":"at once, remove the A record 192.0.2.22 of www.example.com at its DNS host.'
is 'what the ledger knows is told' "$(grep '"192.0.2.20"' out | grep -o '"stale":{[^}]*}')" \
	'"stale":{"class":"released_stale","provider":"openstack","region":"RegionOne","id":"fip-20","ptr":"old20.example.com","known_ptr":"old20.example.com","source":"has","source_ptr":"old20.example.com","first_seen":"1970-01-12T13:46:40Z","last_seen":"1970-01-12T13:46:40Z","absent_since":"1970-01-12T13:48:20Z","released_at":"1970-01-12T13:48:20Z"}'
cp out whole
stale --now 1086400 -j --no-timing
is 'without an inventory it is what the ledger has' "$status $(same out whole)" '1 same'
stale --now 1086400 -j --no-timing --unordered -P 1
sort out >sorted
is 'and one after the other' "$status $(sort whole | cmp - sorted && echo same)" '1 same'
stale --now 1086400 -j --trust-resolver
is 'the resolver alone proves less' "$(grep -c '"released_stale".*so says the resolver' out)" 2
stale --now 1086400 -j --no-timing --trace-inside
is '--trace-inside asks no fewer' "$status $(same out whole)" '1 same'
stale --now 1086400 -j
is 'with a clock it has an age' "$(grep '"192.0.2.20"' out | grep -o '"age_s":[0-9]*')" '"age_s":86300'
stale --now 1000200 -j
is 'and what expires has an end' "$(grep '"192.0.2.20"' out |
	grep -c '"expected_gone_at":"1970-01-12T13:5[0-3]:[0-9]*Z","age_s":100}')" 1

# ---- formats ----

stale --now 1086400 >/dev/null
sed -n '/^192.0.2.20 /,/^192.0.2.24 /p' out | sed '$d' >text
cat >want <<'EOF'
192.0.2.20  FAIL  given back, but its PTR is still your name
  192.0.2.20 -> old20.example.com -> (no such name)
  note: 192.0.2.20 was given back 23 hours ago, but its PTR is still
        old20.example.com
  fix: remove the record, which the account that held it still can: openstack
       ptr record unset RegionOne:fip-20
192.0.2.21  FAIL  given back, but its PTR is still your name
  192.0.2.21 -> old21.example.com -> 192.0.2.199
  note: 192.0.2.21 was given back 23 hours ago, but its PTR is still
        old21.example.com
  fix: remove the record, which the account that held it still can: openstack
       ptr record unset RegionOne:fip-21
192.0.2.22  FAIL  given back, but your name still leads to it
  192.0.2.22 -> (no PTR record)
  note: 192.0.2.22 was given back 23 hours ago, but www.example.com still leads
        to it: whoever gets the address gets what is sent to that name
  fix: at once, remove the A record 192.0.2.22 of www.example.com at its DNS
       host.
192.0.2.23  OK  given back, and nothing is left
  192.0.2.23 -> (no PTR record)
  note: 192.0.2.23 was given back 23 hours ago, and has no PTR any more
EOF
is 'text for people' "$(diff text want | head -n 20)" ''
is 'within 80 columns' "$(awk 'length > 80' out)" ''
stale --now 1086400 --format csv --no-timing
is 'a table has the columns of holdings' "$(head -n 1 out | tr -d '\r' | cut -d , -f 27-)" \
	'stale,provider,account,region,id,label,known_ptr,first_seen,last_seen,released_at,expected_gone_at,age_s'
is 'and in each row' "$(tr -d '\r' <out | awk -F, '/^9,/ { print $(NF-11), $(NF-10), $(NF-7) }')" \
	'released_dangling openstack fip-22'
stale --now 1086400 --format html --no-timing
is 'a page names the holding and what is left of it' "$(grep -c '>192.0.2.22 <span class="k">of openstack<.*>fip-22<.*FAIL</b>.*given back, but your name' out)" 1
stale --now 1086400 -q
is '-q leaves out what is well' "$(grep -c ' OK \| PASS ' out)" 0
stale --now 1086400 -j --summary sums --status json
is 'the sums count the classes' "$(grep -o '"stale":{[^}]*}' sums)" \
	'"stale":{"held_ok":1,"held_pending":0,"held_drift":2,"held_inherited":2,"held_default":1,"held_missing":1,"released_expiring":0,"released_stale":2,"released_dangling":1,"released_clean":2,"reassigned":1,"unknown":2}'
is 'and the status does' "$(tail -n 1 err | grep -o '"released_stale":[0-9]*')" '"released_stale":2'
stale --now 1086400 --ignore released_stale,released_dangling,held_drift,held_inherited -j
is 'classes may be ignored' "$status $(grep -c '"code":"released_stale"' out)" '1 0'

# ---- grace, names ----

sed '/192.0.2.10 /d' inventory >less
stale --now 1086500 --grace 1h --inventory less -j
is 'absent for less than the grace is held' "$(classes | grep '\.10 ') $(grep -c 'inventory has it no more' out)" \
	'192.0.2.10 held_ok 1'
stale --now 1090200 --grace 1h --inventory less -j
is 'and then its own name leads there' "$(classes | grep '\.10 ')" '192.0.2.10 released_dangling'
stale --now 1090200 --own-name back.example.com --inventory less -j
is 'an own name is asked about each address' "$(grep -c '"back.example.com"' out)" 0
cp less other
echo '192.0.2.26 openstack RegionOne fip-26' >>other
stale --now 1090300 --inventory other -j
is 'one without a PTR' "$(classes | grep '\.26 ')" '192.0.2.26 held_missing'
stale --now 1090400 --inventory less -j
is 'given back, and clean as far as its PTR was' "$(classes | grep '\.26 ')" '192.0.2.26 released_clean'
stale --now 1090400 --own-name back.example.com -j
is 'but an own name leads there' "$(classes | grep '\.26 ')" '192.0.2.26 released_dangling'
stale --now 1090500 --inventory less --inventory inventory -j
is 'several files are one inventory' "$(classes | grep '\.10 ')" '192.0.2.10 held_ok'

# ---- several names at the source ----

cat >several <<EOF
192.0.2.27 openstack RegionOne fip-27
192.0.2.28 openstack RegionOne fip-28 ecs-192-0-2-28.compute.example.net
EOF
run stale -r "$resolver" --authority-port "$port" --ledger ledger2 --own-domain example.com --now 1000000 \
	--inventory less --inventory several
for now in 1100000 1200000; do
	run stale -r "$resolver" --authority-port "$port" --ledger ledger2 --own-domain example.com \
		--now $now --inventory less -j
done
is 'of several names one of ours counts, also where none was known' \
	"$(grep '"192.0.2.27"' out | grep -o '"stale":{"class":"[a-z_]*"\|"source_ptr":"[^"]*"' | tr '\n' ' ')" \
	'"stale":{"class":"released_stale" "source_ptr":"ours27.example.com" '
is 'also beside the provider'"'"'s, which was known' \
	"$(grep '"192.0.2.28"' out | grep -o '"stale":{"class":"[a-z_]*"\|"source_ptr":"[^"]*"' | tr '\n' ' ')" \
	'"stale":{"class":"released_stale" "source_ptr":"ours28.example.com" '

# ---- what fails ----

ask() { run stale --ledger ledger "$@"; }
ask -r "$resolver"
is 'without --own-domain' "$status $(cat out err)" \
	'64 fcrdns-check: stale wants --own-domain NAME, to tell your names from those of others'
run stale --own-domain example.com
is 'without a ledger' "$status $(cat out err)" \
	'64 fcrdns-check: stale wants --ledger FILE, which remembers what was held before'
ask --own-domain example.com 192.0.2.1
is 'with an operand' "$status $(cat err)" \
	'64 fcrdns-check: stale wants no operands: the addresses come from --provider, --inventory and --ledger'
ask --own-domain "$(printf 'a..b\033')"
is 'a domain that is none' "$status $(cat err)" \
	"64 fcrdns-check: --own-domain wants a name, not 'a..b\\027'"
run stale --ledger none --own-domain example.com
is 'a ledger that is not there is not made for nothing' "$status $(wc -l <err) $(test -e none || echo none)" \
	'66 1 none'
cp ledger before
stale --inventory no/such/file
is 'an inventory that is not there' "$status $(wc -l <err) $(same ledger before)" '66 1 same'
echo 'no address' >bad
stale --inventory inventory --inventory bad
is 'one line that cannot be read makes all of it worthless' "$status $(wc -l <err) $(same ledger before)" \
	'65 1 same'
stale --inventory inventory -o inventory
is 'the output is not what is read' "$status $(cat err)" \
	'64 fcrdns-check: -o inventory is the inventory that is read: name another file'
stale -o ledger
is 'nor the ledger' "$status $(cat err)" \
	'64 fcrdns-check: -o ledger is the ledger that is read: name another file'
stale --provider none
is 'a provider that is none' "$status $(wc -l <err)" '64 1'
echo "1..$n"
