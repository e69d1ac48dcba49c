#!/bin/sh
# SPDX-License-Identifier: MIT
# What the servers of a reverse zone say of addresses that were given back, while a resolver still
# has what was there before: two real NSD, and an Unbound with a warm cache. Speaks TAP.
#   127.0.0.2 127.0.0.3  an NSD with all zones     127.0.0.4  one with other contents, or without
#   127.0.0.5            nobody
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

build=$(dirname "$program")
ask=$build/test/authority
servers=$top/build/root/run

# shellcheck disable=SC2046
set -- $(perl "$top/tests/lab/dns.pl" ports 2)
port=$1 unbound_port=$2
zones=$state/zones other=$state/other
mkdir -p "$zones" "$other"
pids=
also_end() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null || :
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null || :
	done
	pids=
}

# zone FOLDER NAME NS... : the head of a zone; its records are standard input
zone() {
	folder=$1 name=$2
	shift 2
	{
		echo "\$ORIGIN $name."
		echo "\$TTL 86400"
		echo "@ 3600 SOA ns1.example.com. hostmaster.example.com. 1 3600 900 86400 300"
		for ns; do echo "@ NS $ns.example.com."; done
		cat
	} >"$folder/$(echo "$name" | tr / -)"
}

nsd_conf() {
	name=$1 folder=$2
	shift 2
	cat <<-END
		server:
		  do-ip6: no
		  username: ""
		  chroot: ""
		  server-count: 1
		  zonesdir: "$folder"
		  logfile: "$state/$name.log"
		  pidfile: "$state/$name.own.pid"
		  xfrdir: "$state"
		  xfrdfile: "$state/$name.xfrd"
		  zonelistfile: "$state/$name.list"
		  database: ""
		  rrl-ratelimit: 0
	END
	for ip; do echo "  ip-address: $ip@$port"; done
	printf 'remote-control:\n  control-enable: no\n'
	for file in "$folder"/*; do
		printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' \
			"$(basename "$file" | sed 's|64-26|64/26|')" "$(basename "$file")"
	done
}

launch() {
	timeout -k 5 300 "$servers" "$@" >>"$state/out" 2>&1 </dev/null &
	pids="$pids $!"
}

start_nsd() {
	nsd_conf one "$zones" 127.0.0.2 127.0.0.3 >"$state/one.conf"
	nsd_conf two "$other" 127.0.0.4 >"$state/two.conf"
	launch nsd -d -c "$state/one.conf"
	one=$!
	launch nsd -d -c "$state/two.conf"
	two=$!
}

hosts() {
	zone "$1" example.com ns1 <<-END
		ns1 A 127.0.0.2
		ns2 A 127.0.0.3
		other A 127.0.0.4
		nobody A 127.0.0.5
	END
}
hosts "$zones"
zone "$other" example.org ns1 </dev/null
zone "$zones" 2.0.192.in-addr.arpa ns1 ns2 <<-END
	10 PTR mail.example.com.
	11 PTR old.example.com.
	12 PTR first.example.com.
	12 PTR second.example.com.
END
# The child of RFC 2317, and its parent.
zone "$zones" 113.0.203.in-addr.arpa ns1 ns2 <<-END
	64/26 NS ns1.example.com.
	64/26 NS ns2.example.com.
	65 CNAME 65.64/26
	66 CNAME 66.64/26
END
zone "$zones" 64/26.113.0.203.in-addr.arpa ns1 ns2 <<-END
	65 PTR child.example.com.
	66 PTR gone.example.com.
END
# One server is lame, one nobody listens at, and two that do not have the same.
zone "$zones" 1.0.192.in-addr.arpa ns1 other <<-END
	10 PTR lame.example.com.
END
zone "$zones" 3.0.192.in-addr.arpa ns1 nobody <<-END
	10 PTR half.example.com.
END
zone "$zones" 4.0.192.in-addr.arpa ns1 other <<-END
	10 PTR new.example.com.
END
zone "$other" 4.0.192.in-addr.arpa ns1 other <<-END
	10 PTR old.example.com.
END
# A block with a zone of its own within, and a single server.
zone "$zones" 10.in-addr.arpa ns1 <<-END
	*.0 PTR wild.example.com.
END
zone "$zones" 7.0.10.in-addr.arpa ns1 ns2 </dev/null
printf '7.0 NS ns1.example.com.\n7.0 NS ns2.example.com.\n' >>"$zones/10.in-addr.arpa"

stubs='example.com 2.0.192.in-addr.arpa 113.0.203.in-addr.arpa 64/26.113.0.203.in-addr.arpa
1.0.192.in-addr.arpa 3.0.192.in-addr.arpa 4.0.192.in-addr.arpa 10.in-addr.arpa
7.0.10.in-addr.arpa'
{
	cat <<-END
		server:
		  interface: 127.0.0.1@$unbound_port
		  do-ip6: no
		  access-control: 127.0.0.0/8 allow
		  username: ""
		  chroot: ""
		  directory: "$state"
		  pidfile: "$state/unbound.own.pid"
		  use-syslog: no
		  logfile: "$state/unbound.log"
		  num-threads: 1
		  num-queries-per-thread: 4096
		  outgoing-range: 8192
		  so-reuseport: no
		  module-config: "iterator"
		  outgoing-interface: 127.0.0.1
		  do-not-query-localhost: no
		  rrset-roundrobin: no
		  local-zone: "." refuse
		  local-zone: "10.in-addr.arpa." transparent
	END
	for name in $stubs; do
		echo "  local-zone: \"$name.\" transparent"
	done
	printf 'remote-control:\n  control-enable: no\n'
	printf 'stub-zone:\n  name: "."\n  stub-addr: 127.0.0.2@%s\n' "$port"
	for name in $stubs; do
		printf 'stub-zone:\n  name: "%s."\n  stub-addr: 127.0.0.2@%s\n' "$name" "$port"
	done
} >"$state/unbound.conf"

answers() {
	"$program" @"127.0.0.1:$unbound_port" --no-timing "$1" 2>&1 | grep -q "$2"
}

start_nsd
launch unbound -d -c "$state/unbound.conf"
if ! wait_for answers 192.0.2.10 mail.example.com; then
	echo 'Bail out! NSD and Unbound did not start'
	sed 's/^/# /' "$state"/*.log "$state/out"
	exit 1
fi
said() { timeout "$hang_s" "$ask" "127.0.0.1:$unbound_port" "$port" "$@" 2>&1; }

is 'what is there is found with its full TTL' "$(said 192.0.2.10)" \
	'192.0.2.10 has mail.example.com 86400'
is 'what is not there is lacking' "$(said 192.0.2.200)" '192.0.2.200 lacks'
is 'the child zone of a CNAME is asked' "$(said 203.0.113.65 203.0.113.66)" \
	'203.0.113.65 has child.example.com 86400
203.0.113.66 has gone.example.com 86400'
is 'a lame server is no second voice' "$(said 192.0.1.10 192.0.1.11)" '192.0.1.10 differs
192.0.1.11 unknown'
is 'nor is one at which nobody listens' "$(said 192.0.3.10)" '192.0.3.10 differs'
is 'servers that differ prove nothing' "$(said 192.0.4.10 192.0.4.11)" '192.0.4.10 differs
192.0.4.11 lacks'
is 'a zone without servers is not known' "$(said 203.0.114.1)" '203.0.114.1 unknown'
is 'a single server suffices where there is no second' "$(said 10.0.9.9 10.1.9.9)" \
	'10.0.9.9 has wild.example.com 86400
10.1.9.9 lacks'
is 'all addresses of blocks, one of them a zone of its own' \
	"$(said '10.0.5.*' '10.0.6.*' '10.0.7.*' '10.1.7.*')" 'unasked 0 has 512 lacks 512 unknown 0'
is 'a resolver with AA is the source itself' \
	"$(timeout "$hang_s" "$ask" "127.0.0.2:$port" 9 192.0.2.10 192.0.2.99)" \
	'192.0.2.10 has mail.example.com 86400
192.0.2.99 lacks'

# The records go, and the resolver does not know yet.
for address in 192.0.2.11 203.0.113.66; do
	answers "$address" example.com
done
kill "$one"
wait "$one" 2>/dev/null || :
kill "$two"
wait "$two" 2>/dev/null || :
sed -i '/^11 /d' "$zones/2.0.192.in-addr.arpa"
sed -i '/^66 PTR/d' "$zones/64-26.113.0.203.in-addr.arpa"
start_nsd
direct() { "$ask" "127.0.0.2:$port" 9 192.0.2.10 2>&1 | grep -q mail; }
wait_for direct
is 'the cache still has what was there' \
	"$(answers 192.0.2.11 old.example.com && answers 203.0.113.66 gone.example.com && echo has)" has
is 'the source lacks it' "$(said 192.0.2.11 203.0.113.66 192.0.2.10)" '192.0.2.11 lacks
203.0.113.66 lacks
192.0.2.10 has mail.example.com 86400'
echo "1..$n"
