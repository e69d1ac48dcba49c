#!/bin/sh
# SPDX-License-Identifier: MIT
# The real NSD and Unbound with the zones of data/demo, on free ports of 127.0.0.1.
#   servers.sh start DIR   returns when both answer; DIR/resolver and DIR/authoritative say where
#   servers.sh stop DIR    ends them
# LAB_ZONES names another folder of zone files; after SIGHUP NSD reads those that have changed.
# LAB_UNBOUND names a file that is read behind Unbound's own configuration.
# Needs no root. All state is below DIR, and any number of copies may run at once, each with a DIR
# of its own. They end by themselves after LAB_LIFE seconds (900), whatever becomes of the caller.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
run=$top/build/root/run
life=${LAB_LIFE:-900}
zones=${LAB_ZONES:-$top/data/demo/zones}

usage() {
	echo 'usage: servers.sh start|stop DIR' >&2
	exit 64
}

# alive NAME: by its pid, and by its command line, as the pid may be another's by now. A zombie
# has no command line.
alive() {
	[ -s "$dir/$1.pid" ] || return 1
	pid=$(cat "$dir/$1.pid")
	tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF "$dir/$1.conf"
}

# timeout stands before the server: it passes the signal on, and kills what does not end by it.
launch() {
	name=$1
	shift
	timeout -k 5 "$life" "$run" "$@" >"$dir/$name.out" 2>&1 </dev/null &
	echo "$!" >"$dir/$name.pid"
	# Until it is the new program it is a copy of this shell, which alive would not know.
	while cmp -s "/proc/$$/cmdline" "/proc/$!/cmdline"; do
		sleep 0.01
	done
}

stop() {
	for name in unbound nsd; do
		if alive "$name"; then
			kill "$(cat "$dir/$name.pid")" 2>/dev/null || :
		fi
	done
	for name in unbound nsd; do
		n=0
		while alive "$name" && [ "$n" -lt 100 ]; do
			sleep 0.1
			n=$((n + 1))
		done
		! alive "$name" || return 1
		rm -f "$dir/$name.pid"
	done
	rm -f "$dir/resolver" "$dir/authoritative"
}

fill_in() {
	sed -e "s|@NSD_PORT@|$1|g" -e "s|@UNBOUND_PORT@|$2|g" -e "s|@TOKEN@|$token|g" \
		-e "s|@DIR@|$(quoted "$dir")|g" -e "s|@ZONES@|$(quoted "$zones")|g" \
		"$top/data/demo/$3.conf.in" >"$dir/$3.conf"
}
quoted() { printf '%s' "$1" | sed 's/[&|\\]/\\&/g'; }

# up NAME PORT: waits until it answers; false when it ended, as it does when the port was lost.
up() {
	n=0
	while [ "$n" -lt 100 ]; do
		if perl "$here/dns.pl" up "$2" "$token" 10.2.0.192.in-addr.arpa; then
			return 0
		fi
		alive "$1" || return 1
		sleep 0.1
		n=$((n + 1))
	done
	return 1
}

try() {
	# shellcheck disable=SC2046
	set -- $(perl "$here/dns.pl" ports 2)
	token=lab-$$-$1
	fill_in "$1" "$2" nsd
	fill_in "$1" "$2" unbound
	[ -z "${LAB_UNBOUND-}" ] || cat "$LAB_UNBOUND" >>"$dir/unbound.conf"
	launch nsd nsd -d -c "$dir/nsd.conf"
	launch unbound unbound -d -c "$dir/unbound.conf"
	up nsd "$1" && up unbound "$2" || return 1
	echo "127.0.0.1:$1" >"$dir/authoritative"
	echo "127.0.0.1:$2" >"$dir/resolver"
}

start() {
	if alive nsd || alive unbound; then
		echo "servers.sh: already running in $dir" >&2
		return 1
	fi
	# A port that was free a moment ago may be taken now: other ports, then.
	for attempt in 1 2 3 4 5; do
		rm -f "$dir/nsd.log" "$dir/unbound.log"
		if try; then
			return 0
		fi
		stop || return 1
	done
	{
		echo "servers.sh: the servers did not start in $attempt attempts:"
		cat "$dir"/nsd.out "$dir"/nsd.log "$dir"/unbound.out "$dir"/unbound.log 2>/dev/null |
			sed 's/^/  /'
	} >&2
	return 1
}

[ $# -eq 2 ] || usage
case $1 in
start)
	[ -x "$run" ] || { echo 'servers.sh: first run tests/lab/fetch.sh servers' >&2; exit 1; }
	mkdir -p "$2"
	dir=$(cd "$2" && pwd)
	# Interrupted half-way: leave nothing behind.
	trap 'stop; exit 130' INT TERM HUP
	start
	;;
stop)
	[ -d "$2" ] || exit 0
	dir=$(cd "$2" && pwd)
	stop
	;;
*) usage ;;
esac
