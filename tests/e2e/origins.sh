# shellcheck shell=sh disable=SC2034,SC2154 # for those who source it, after bed.sh
# SPDX-License-Identifier: MIT
# Name servers of zones that a test makes itself, and a resolver that finds them:
#   127.0.0.2 127.0.0.3  an NSD with the zones of $zones     127.0.0.4  one with those of $other
#   127.0.0.5            nobody
#   127.0.0.1            an Unbound; both ports are free ones
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

# zone FOLDER NAME TTL NS... : the head of a zone; its records are standard input
zone() {
	folder=$1 name=$2 ttl=$3
	shift 3
	{
		echo "\$ORIGIN $name."
		echo "\$TTL $ttl"
		echo "@ SOA ns1.example.com. hostmaster.example.com. 1 3600 900 86400 ${negative_ttl:-300}"
		for ns; do echo "@ NS $ns.example.com."; done
		cat
	} >"$folder/$(echo "$name" | tr / -)"
}

# The zone of the servers themselves; more records are standard input.
hosts() {
	zone "$1" example.com "$2" ns1 <<-END
		ns1 A 127.0.0.2
		ns2 A 127.0.0.3
		other A 127.0.0.4
		nobody A 127.0.0.5
		$(cat)
	END
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

stop_nsd() {
	kill "$one" "$two"
	wait "$one" 2>/dev/null || :
	wait "$two" 2>/dev/null || :
}

# start_unbound ZONE...: it asks 127.0.0.2 for them and for the root.
start_unbound() {
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
		for name; do
			echo "  local-zone: \"$name.\" transparent"
		done
		printf 'remote-control:\n  control-enable: no\n'
		printf 'stub-zone:\n  name: "."\n  stub-addr: 127.0.0.2@%s\n' "$port"
		for name; do
			printf 'stub-zone:\n  name: "%s."\n  stub-addr: 127.0.0.2@%s\n' "$name" "$port"
		done
	} >"$state/unbound.conf"
	launch unbound -d -c "$state/unbound.conf"
}

# answers ADDRESS WORD: the resolver's answer has it.
answers() {
	"$program" @"127.0.0.1:$unbound_port" --no-timing "$1" 2>&1 | grep -q "$2"
}

wait_for_servers() {
	wait_for answers "$1" "$2" && return
	echo 'Bail out! NSD and Unbound did not start'
	sed 's/^/# /' "$state"/*.log "$state/out"
	exit 1
}
