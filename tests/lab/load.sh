#!/bin/sh
# SPDX-License-Identifier: MIT
# The work load of tests/bench on loopback, for tests that need more than the demo's few addresses:
# zones and a list made by gen.py, NSD on a free port, and before it, where asked for, a proxy that
# holds every packet, so that a scan takes a while.
#   load.sh start DIR COUNT [MS]   returns when NSD answers. DIR/list has the addresses;
#                                  DIR/authoritative says where NSD is, DIR/slow where the same
#                                  answers take MS milliseconds in each direction
#   load.sh stop DIR               ends them
# Needs no root. They end by themselves after LAB_LIFE seconds (900).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
bench=$top/tests/bench
NSD="timeout -k 5 ${LAB_LIFE:-900} $top/build/root/run nsd"
export NSD

usage() {
	echo 'usage: load.sh start DIR COUNT [MS] | stop DIR' >&2
	exit 64
}

stop() {
	# By its pid, and by its command line, as the pid may be another's by now.
	if [ -s "$dir/delay.pid" ] && tr '\0' '\n' 2>/dev/null <"/proc/$(cat "$dir/delay.pid")/cmdline" |
		grep -qxF "$dir/delay"; then
		kill "$(cat "$dir/delay.pid")" || :
	fi
	rm -f "$dir/delay.pid" "$dir/authoritative" "$dir/slow"
	"$bench/serve.sh" stop nsd "$dir"
}

delay() { # LISTEN_PORT SERVER_PORT MS
	"${CC:-cc}" -O2 -o "$dir/delay" "$bench/delay.c"
	# It has a socket for each port that asks, and forgets them after 4096.
	# shellcheck disable=SC3045
	ulimit -n "$(ulimit -H -n)"
	timeout -k 5 "${LAB_LIFE:-900}" "$dir/delay" "$1" "$2" "$3" >"$dir/delay.out" 2>&1 </dev/null &
	echo "$!" >"$dir/delay.pid"
	# Where the port was lost it has ended by now.
	sleep 0.2
	if ! kill -0 "$(cat "$dir/delay.pid")"; then
		cat "$dir/delay.out" >&2
		stop
		return 1
	fi
}

start() { # COUNT [MS]
	# shellcheck disable=SC2046
	set -- $(perl "$here/dns.pl" ports 2) "$@"
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 - "$bench" "$dir" "$1" "$3" <<'PY'
import subprocess, sys
bench, out, port, count = sys.argv[1:]
sys.path.insert(0, bench)
import gen
subprocess.run([sys.executable, bench + "/gen.py", "--count", count, "--out", out], check=True)
gen.configs(out, int(port), 0)
PY
	mv "$dir/ips.txt" "$dir/list"
	"$bench/serve.sh" start nsd "$dir"
	[ $# -lt 4 ] || delay "$2" "$1" "$4"
	echo "127.0.0.1:$1" >"$dir/authoritative"
	echo "127.0.0.1:$2" >"$dir/slow"
}

[ $# -ge 2 ] || usage
verb=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
case $verb in
start)
	[ $# -ge 1 ] || usage
	trap 'stop; exit 130' INT TERM HUP
	start "$@"
	;;
stop) stop ;;
*) usage ;;
esac
