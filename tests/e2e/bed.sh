# shellcheck shell=sh disable=SC2034 # what is set here is for those who source it
# SPDX-License-Identifier: MIT
# What the tests of whole runs have in common; they source it: `. "$(dirname "$0")/bed.sh"`.
#   $here $top $program   this folder, the repository, the program
#   $state                a folder that is gone at the end
#   $hang_s               seconds after which something hangs; no other limit is put on time
#   also_end              redefined by a test: ends what it has started itself
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
program=${FCRDNS_CHECK:-$top/build/release/fcrdns-check}
hang_s=60
unset NO_COLOR COLUMNS
# Servers outlive the longest test: without them each question would wait for its time to be over.
: "${LAB_LIFE:=3600}"
export LAB_LIFE

state=$(mktemp -d)
also_end() { :; }
scripted=
cleanup() {
	also_end
	[ -z "$scripted" ] || kill "$scripted" 2>/dev/null || :
	# It writes its figures there when it ends.
	[ -z "$scripted" ] || wait "$scripted" 2>/dev/null || :
	[ ! -d "$state/servers" ] || "$top/tests/lab/servers.sh" stop "$state/servers" || :
	rm -rf "$state"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# NSD and Unbound with the zones of data/demo; Unbound's address:port is $resolver then.
with_servers() {
	if ! "$top/tests/lab/servers.sh" start "$state/servers" >&2; then
		echo 'Bail out! NSD and Unbound did not start'
		exit 1
	fi
	resolver=$(cat "$state/servers/resolver")
}

# with_scripted SCENARIO: the server of ../evil, in the place of the one before; at $resolver, too.
with_scripted() {
	[ -z "$scripted" ] || kill "$scripted" 2>/dev/null || :
	: >"$state/scripted"
	timeout -k 5 900 /usr/bin/python3 -B -u "$top/tests/evil/evil_dns.py" --scenario "$1" \
		--stats "$state/stats" >"$state/scripted" 2>&1 </dev/null &
	scripted=$!
	if ! wait_for grep -q '^READY' "$state/scripted"; then
		echo 'Bail out! the scripted server did not start'
		exit 1
	fi
	resolver=127.0.0.1:$(sed -n 's/^READY //p' "$state/scripted")
}

n=0
# is WHAT GOT WANT
is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf 'got:  %s\nwant: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

# run ARGS...: the program, bounded; exit status in $status, what it says in out and err.
status=0
run() {
	status=0
	timeout "$hang_s" "$program" "$@" >out 2>err </dev/null || status=$?
}

# bounded COMMAND...: with 64 MiB of address space, libraries and all; sanitizers want more of it.
bounded() {
	room=65536
	! grep -q __asan_init "$program" || room=unlimited
	bash -c 'ulimit -v "$1" && shift && exec "$@"' sh "$room" timeout "$hang_s" "$@"
}

same() { cmp -s "$1" "$2" && echo same || echo different; }

# wait_for COMMAND...: until it is true, or for so long that something hangs.
wait_for() {
	given_up=$(($(date +%s) + hang_s))
	until "$@"; do
		[ "$(date +%s)" -lt "$given_up" ] || return 1
		sleep 0.1
	done
}
