#!/bin/sh
# SPDX-License-Identifier: MIT
# serve.sh start|stop|cpu nsd|knot|unbound DIR [CPU]
# Starts one server of the work load in DIR in the background on a given core (default 1), waits until it
# answers, and stops it by the pid it noted. "cpu" prints the user+sys seconds its processes have used.
# NSD, KNOTD and UNBOUND are the commands, where they are not in PATH, e.g. NSD="build/root/run nsd".
set -eu
verb=$1 what=$2 dir=$(cd "$3" && pwd) cpu=${4:-1}
pidf=$dir/$what.runpid

# answers PORT: whether ns.test A is answered there; no dig, since a bare system has none.
answers() {
	/usr/bin/python3 - "$1" <<'PY'
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.settimeout(1)
    s.connect(("127.0.0.1", int(sys.argv[1])))
    try:
        s.send(b"\0\7\1\0\0\1\0\0\0\0\0\0\2ns\4test\0\0\1\0\1")
        sys.exit(bytes([127, 0, 0, 1]) not in s.recv(512))
    except OSError:
        sys.exit(1)
PY
}

case $verb in
start)
	port=$(cat "$dir/$what.port")
	# The commands may be several words: a wrapper and the program.
	case $what in
	nsd) command="${NSD:-nsd} -d -c" ;;
	knot) mkdir -p "$dir/knot"; command="${KNOTD:-knotd} -c" ;;
	unbound) command="${UNBOUND:-unbound} -d -c" ;;
	*) echo "serve.sh: no server $what" >&2; exit 2 ;;
	esac
	pin="taskset -c $cpu"
	$pin true 2>/dev/null || pin=
	# shellcheck disable=SC2086
	$pin $command "$dir/$what.conf" >"$dir/$what.out" 2>&1 &
	echo $! >"$pidf"
	i=0
	until answers "$port"; do
		i=$((i + 1))
		if [ $i -gt 120 ] || ! kill -0 "$(cat "$pidf")" 2>/dev/null; then
			echo "serve.sh: $what does not answer" >&2
			cat "$dir/$what.out" >&2
			"$0" stop "$what" "$dir"
			exit 1
		fi
		sleep 0.5
	done
	;;
stop)
	[ -f "$pidf" ] || exit 0
	pid=$(cat "$pidf")
	kill "$pid" 2>/dev/null || :
	i=0
	while kill -0 "$pid" 2>/dev/null && [ $i -lt 60 ]; do
		sleep 0.25
		i=$((i + 1))
	done
	rm -f "$pidf"
	;;
cpu)
	# The process and all its descendants (nsd forks twice).
	todo=$(cat "$pidf") all=
	while [ -n "$todo" ]; do
		all="$all $todo" next=
		for q in $todo; do
			next="$next $(cat /proc/"$q"/task/*/children 2>/dev/null || :)"
		done
		todo=$(echo "$next" | xargs)
	done
	for q in $all; do
		sed 's/.*) //' "/proc/$q/stat" | awk '{print ($12+$13)/100}'
	done | awk '{s+=$1} END {print s}'
	;;
*)
	echo "usage: serve.sh start|stop|cpu nsd|knot|unbound DIR [CPU]" >&2
	exit 2
	;;
esac
