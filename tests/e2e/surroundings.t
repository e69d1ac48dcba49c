#!/bin/sh
# SPDX-License-Identifier: MIT
# What is found beside the records of an address: a resolver that gives expired answers, one that
# makes up answers, and more than the program keeps. Each with its near miss. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/zones.sh
. "$here/zones.sh"
cd "$state"

codes() { grep -o '"code":"[a-z_]*","severity":"[a-z]*"' out | sed 's/"code":"\([^"]*\)","severity":"\([a-z]*\)"/\2 \1/' |
	grep -v 'special_purpose' | sort -u | paste -sd, - | sed 's/,/, /g'; }
verdict() { printf '%s, %s\n' "$(sed 's/.*"iprev":"\([a-z]*\)".*/\1/' out)" "$(codes)"; }

# ---- more than is kept ----

# Each name has as many addresses as fit into an answer over TCP: a server of zones takes minutes to
# load so many.
cat >many.json <<'END'
{"rules": [{"name": "20.2.0.192.in-addr.arpa", "do": {"many": {"n": 2, "fmt": "h%d.many.example.com."}}},
           {"name": "21.2.0.192.in-addr.arpa", "do": {"many": {"n": 90, "fmt": "h%d.many.example.com."}}},
           {"name": "*.many.example.com", "type": "A", "do": {"craft": "many_a", "n": 3900}}]}
END
with_scripted many.json
run -r "$resolver" -j --tcp 192.0.2.20
is 'names with very many addresses' "$status $(verdict)" '1 fail, fail fwd_mismatch, info limit_reached, warn ptr_multiple'
run -r "$resolver" -j --tcp --ptr-limit 100 192.0.2.21
is 'too many of them for the memory of one address' "$status $(verdict)" '75 temperror, undecided out_of_resources'

# ---- answers that have expired ----

other_zones
zone 2.0.192.in-addr.arpa 2.0.192.in-addr.arpa '11 1 PTR short.example.com.'
zone example.com example.com 'mail A 192.0.2.10' 'short 3600 A 192.0.2.11'
zone example.net example.net
LAB_UNBOUND=$state/unbound.more
export LAB_UNBOUND
# At once, as Unbound did by itself before RFC 8767; later ones first try to get a fresh answer.
cat >"$LAB_UNBOUND" <<'END'
server:
  serve-expired: yes
  serve-expired-client-timeout: 0
  ede: yes
  ede-serve-expired: yes
END
with_servers

run -r "$resolver" -j 192.0.2.11
is 'an answer that is fresh' "$(verdict)" 'pass, '
# Until the resolver's own clock has gone on; it gives the expired answer once and fetches anew.
is_expired() {
	sleep 2
	run -r "$resolver" -j 192.0.2.11
	grep -q answer_stale out
}
wait_for is_expired || :
is 'one that has expired is told, and is an answer' "$(verdict)" 'pass, warn answer_stale'

# ---- the system's resolver ----

# with FILE ARGS...: the program where FILE is /etc/resolv.conf.
apart=-m
[ "$(id -u)" = 0 ] || apart=-rm
with() {
	status=0
	# shellcheck disable=SC2016
	timeout "$hang_s" unshare "$apart" sh -c 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"' \
		with "$@" >out 2>err </dev/null || status=$?
}
echo 'nameserver 127.0.0.53' >stub.conf
echo 'nameserver 127.0.0.1' >own.conf
if ! unshare "$apart" mount --bind own.conf /etc/resolv.conf 2>err; then
	echo "# no file can be put in the place of /etc/resolv.conf here: $(cat err)"
	echo "1..$n"
	exit 0
fi
with stub.conf "$program" -j --retries 0 --deadline 1 -p "${resolver#*:}" 192.0.2.10
is 'a stub of this machine is told' "$(codes | grep -o 'warn resolver_local')" 'warn resolver_local'
with own.conf "$program" -j -p "${resolver#*:}" 192.0.2.10
is 'a resolver on this machine is none' "$(verdict)" 'pass, '

echo "1..$n"
