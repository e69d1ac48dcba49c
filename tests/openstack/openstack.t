#!/bin/bash
# SPDX-License-Identifier: MIT
# The commands that ask clouds, on a real Keystone, Neutron, Designate and BIND. Speaks TAP. Takes
# some minutes, most of it the official client's. All of it is on loopback.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cloud=${FCRDNS_CLOUD:-$top/build/release/test/fcrdns-check-cloud}
export OS_LAB_DIR=${OS_LAB_DIR:-$top/build/openstack}
export OS_LAB_SHORT=3 OS_LAB_DESIGNATE_TOKEN_CACHE=300
hang_s=120 # only stops a hang

state=$(mktemp -d)
proxy=
cleanup() {
	[ -z "$proxy" ] || kill "$proxy" 2>/dev/null || :
	"$here/down.sh" >&2 || :
	rm -rf "$state"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

n=0
is() { # WHAT GOT WANT
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf 'got:  %s\nwant: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}
bail() {
	echo "Bail out! $1"
	exit 1
}

# as WHO: the variables of one of the lab's users, and no others.
as() {
	for name in $(env | sed -n 's/^\(OS_[A-Z_]*\)=.*/\1/p'); do
		case $name in OS_LAB_*) ;; *) unset "$name" ;; esac
	done
	# shellcheck disable=SC1090
	. "$OS_LAB_DIR/openrc$1"
}
status=0
run() { # COMMAND ARGS...: exit status in $status, what it says in out and err
	status=0
	timeout "$hang_s" "$cloud" "$@" >"$state/out" 2>"$state/err" </dev/null || status=$?
}
official() { timeout "$hang_s" /usr/bin/openstack "$@" 2>/dev/null; }
# ADDRESS=PTR/STATE of the lines that inventory printed
short() {
	/usr/bin/python3 -c '
import json, sys
rows = [r for r in map(json.loads, sys.stdin) if not r.get("complete")]
print(" ".join(sorted("%s=%s/%s" % (r["address"], r["ptr"], r["ptr_state"]) for r in rows)))'
}
id_of() { # ADDRESS: its id, as inventory printed it
	sed -n "s/^{\"address\":\"$1\",.*\"id\":\"\([^\"]*\)\".*/\1/p" "$state/out"
}
# shellcheck disable=SC2153 # openrc sets OS_LAB_DNS
in_dns() { dig +short +norec +time=2 +tries=1 @127.0.0.1 -p "${OS_LAB_DNS#*:}" -x "$1"; }

"$here/up.sh" >&2 || bail 'the lab did not start'
as ''
seed='203.0.113.10=mail.example.com/active 203.0.113.11=relay.example.com/active 203.0.113.12=None/none 203.0.113.13=None/none 203.0.113.14=gone.example.com/active'

# ---- what is held ----

run inventory --provider openstack
is 'the inventory is complete' "$status $(cat "$state/err")" '0 '
is 'and has all five addresses and their names' "$(short <"$state/out")" "$seed"
cp "$state/out" "$state/by-password"
twelve=$(id_of 203.0.113.12)
as -appcred
run inventory --provider openstack:RegionOne
is 'an application credential sees the same' "$status $(cmp "$state/out" "$state/by-password" && echo same)" \
	'0 same'
as -other
run inventory --provider openstack
is 'another project sees its own' "$(short <"$state/out")" \
	'203.0.113.20=mx.other.example/active 203.0.113.21=None/none'
as -admin
run inventory --provider openstack
is 'an administrator sees those of his project alone' "$status $(sed 's/"account":"[0-9a-f]\{32\}"/ID/' "$state/out")" \
	'0 {"complete":true,"provider":"openstack",ID,"regions":["RegionOne"],"all_regions":false,"addresses":0}'
as ''
OS_PASSWORD=wrong run inventory --provider openstack
is 'a wrong password is told, and nothing else' "$status $(sed 's/:.*answered/ answered/' "$state/err")" \
	"77 fcrdns-check answered with status 401: The request you have made requires authentication."
run inventory --provider openstack:Nowhere
is 'a region that is none' "$status $(cat "$state/err")" \
	'64 fcrdns-check: openstack: there is no network service in the region Nowhere'

# ---- a token that ends ----

# Stopped as soon as it is logged in, for longer than its token lives.
OS_AUTH_URL=$OS_LAB_AUTH_URL_SHORT timeout "$hang_s" "$cloud" inventory --provider openstack -v \
	>"$state/out" 2>"$state/err" </dev/null &
pid=$!
until grep -q 'auth/tokens: 201' "$state/err"; do
	kill -0 "$pid" 2>/dev/null || break
	sleep 0.01
done
pkill -STOP -P "$pid" -f inventory && sleep 5 && pkill -CONT -P "$pid" -f inventory
status=0
wait "$pid" || status=$?
is 'a token that ends on the way is got anew' "$status $(grep -c 'auth/tokens: 201' "$state/err")" '0 2'
is 'and the inventory is the same' "$(cmp "$state/out" "$state/by-password" && echo same)" same

# The list of names comes with status 200 and nothing in it, because its token was taken away.
port=$((${OS_LAB_DNS#*:} + 4))
mkfifo "$state/end"
/usr/bin/python3 "$here/proxy.py" "$port" $((port - 6)) "$OS_AUTH_URL" <"$state/end" >"$state/proxied" &
proxy=$!
exec 9>"$state/end"
as -admin
endpoint=$(official endpoint list --service dns --interface internal -f value -c ID)
official endpoint set --url "http://127.0.0.1:$port" "$endpoint"
as ''
OS_INTERFACE=internal run inventory --provider openstack -v
is 'an empty list of names is not believed' "$status $(cmp "$state/out" "$state/by-password" && echo same)" \
	'0 same'
is 'which there was' "$(sed -n '1s/^GET [^ ]* //p' "$state/proxied") $(grep -c 'floatingips: 200' "$state/err")" \
	'200 87 2'
exec 9>&-
wait "$proxy" || :
proxy=

# ---- names ----

run ptr set 203.0.113.12 smtp.example.com --provider openstack
is 'without --yes nothing is sent' "$status $(official ptr record show "$twelve" -f value -c ptrdname)" '0 None'
run ptr set 203.0.113.12 smtp.example.com --provider openstack --ttl 300 --yes -r "$OS_LAB_DNS"
is 'a name is set, and in the DNS' "$status $(in_dns 203.0.113.12)" '0 smtp.example.com.'
is 'the official client sees it' "$(official ptr record show "$twelve" -f value -c ptrdname -c ttl | sort | tr '\n' ' ')" \
	'300 smtp.example.com. '
official ptr record set "$twelve" other.example.com. --ttl 400 >/dev/null
seen='"ptr":"other.example.com","ptr_state":"active","ttl":400'
for _ in 1 2 3 4 5 6 7 8 9 10; do
	run inventory --provider openstack
	! grep -qF "$seen" "$state/out" || break
	sleep 1
done
is 'we see what it sets' "$(grep -oF "$seen" "$state/out")" "$seen"
run ptr unset 203.0.113.12 --provider openstack --yes --expect-current smtp.example.com -r "$OS_LAB_DNS"
is 'another name than expected is left alone' "$status $(in_dns 203.0.113.12)" '78 other.example.com.'
run ptr unset 203.0.113.12 --provider openstack --yes --expect-current other.example.com -r "$OS_LAB_DNS"
is 'a name is unset, and gone' "$status $(in_dns 203.0.113.12)" '0 '
run ptr set 203.0.113.20 mine.example.com --provider openstack --yes -r "$OS_LAB_DNS"
is "somebody else's address" "$status $(in_dns 203.0.113.20)" '64 mx.other.example.'

# ---- addresses that are given back ----

fixture() { # NAME: the id of that address of the seed
	/usr/bin/python3 -c 'import json, os, sys
print("RegionOne:" + json.load(open(os.environ["OS_LAB_FIXTURE"]))["floatingips"][sys.argv[1]]["id"])' "$1"
}
# at SECONDS: each address with its class, at that moment
at() {
	run stale --provider openstack --ledger "$state/ledger" --own-domain example.com -r "$OS_LAB_DNS" -j --now "$1"
	/usr/bin/python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
print(" ".join("%s=%s" % (r["address"], r["stale"]["class"]) for r in rows))' <"$state/out"
}
# acquire ADDRESS PROJECT: who may choose the address is an administrator
acquire() {
	as -admin
	official floating ip create public --floating-ip-address "$1" --project "$2" >/dev/null
	as ''
}
of() { tr ' ' '\n' | grep -F "$1=" | sed 's/.*=//'; } # ADDRESS: its class
unset_ptr() {
	run ptr unset "$@" --provider openstack --yes -r "$OS_LAB_DNS"
	printf '%s %s' "$status" "$(in_dns "$1")"
}
day=86400
now=$(date +%s)

is 'what is held, by its class' "$(at "$now")" \
	'203.0.113.10=held_ok 203.0.113.11=held_drift 203.0.113.12=held_missing 203.0.113.13=held_missing 203.0.113.14=held_drift'
ten=$(fixture ok) eleven=$(fixture mismatch) fourteen=$(fixture dangling)
official floating ip delete "${ten#*:}" "${eleven#*:}" "${fourteen#*:}"
is 'three are given back' "$(at $((now + 60)))" \
	'203.0.113.10=released_dangling 203.0.113.11=released_expiring 203.0.113.12=held_missing 203.0.113.13=held_missing 203.0.113.14=released_expiring'
is 'and a week later their PTRs are still there' "$(at $((now + 7 * day)))" \
	'203.0.113.10=released_dangling 203.0.113.11=released_stale 203.0.113.12=held_missing 203.0.113.13=held_missing 203.0.113.14=released_stale'
is 'without its old id none is unset' "$(unset_ptr 203.0.113.11 --ledger "$state/ledger")" '64 relay.example.com.'
is 'but the ledger has it' "$(grep -oF "type --id $eleven" "$state/err")" "type --id $eleven"
is 'and by that it is unset' \
	"$(unset_ptr 203.0.113.11 --ledger "$state/ledger" --id "$eleven" --expect-current relay.example.com)" '0 '
is 'after which it is clean' "$(at $((now + 8 * day)) | of 203.0.113.11)" released_clean
is 'one that was given back before we came, too' \
	"$(unset_ptr 203.0.113.15 --id "$(fixture released)" --expect-current old-mx.example.com)" '0 '
is "the id of somebody else's address is none of ours" \
	"$(unset_ptr 203.0.113.20 --id "$(fixture other_ptr)" --expect-current mx.other.example)" '64 mx.other.example.'

# Designate shows the old name by the new id, and finds it by the old one only.
acquire 203.0.113.10 mail-prod
is 'one comes back to us, with its PTR' "$(at $((now + 9 * day)) | of 203.0.113.10)" held_ok
is 'which is unset by its new id' "$(unset_ptr 203.0.113.10)" '0 '
is 'of which the ledger learns' "$(at $((now + 10 * day)) | of 203.0.113.10)" held_missing

acquire 203.0.113.14 other
is "one is somebody else's now, who has our PTR" "$(in_dns 203.0.113.14)" gone.example.com.
as -other
run inventory --provider openstack
sees=$(short <"$state/out")
as ''
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -n "$(in_dns 203.0.113.14)" ] || break
	sleep 1
done
is 'and who looks at it: then Designate takes it away' "$sees $(in_dns 203.0.113.14)" \
	'203.0.113.14=None/none 203.0.113.20=mx.other.example/active 203.0.113.21=None/none '

# ---- servers that fail ----

# The lab's own list of what it started: pid and start time.
read -r pid _ <"$OS_LAB_DIR/pid/neutron"
kill -TERM -- "-$pid"
for _ in 1 2 3 4 5 6 7 8 9 10; do
	kill -0 "$pid" 2>/dev/null || break
	sleep 1
done
kill -KILL -- "-$pid" 2>/dev/null || :
run inventory --provider openstack
is 'without Neutron there is no inventory, for now' "$status $(cut -d, -f1 "$state/out")" '75 {"complete":false'
echo "1..$n"
