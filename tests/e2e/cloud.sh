# shellcheck shell=sh disable=SC2034,SC2154 # what is set here is for those who source it, and bed.sh is before
# SPDX-License-Identifier: MIT
# For tests of commands that ask a cloud: `. "$here/cloud.sh"` behind bed.sh. The program is the one
# that also speaks http to loopback.
[ -x "$(dirname "$program")/test/fcrdns-check-cloud" ] || {
	echo "Bail out! make $(dirname "$program" | sed "s|^$top/||")/test/fcrdns-check-cloud comes first"
	exit 1
}
program=$(dirname "$program")/test/fcrdns-check-cloud
server=
cloud_end() { [ -z "$server" ] || kill "$server" 2>/dev/null || :; }

# The account at Hetzner, in $state/cloud; its settings are exported.
with_cloud() {
	mkdir "$state/cloud"
	: >"$state/cloud/log"
	: >"$state/cloud/wrong"
	/usr/bin/python3 "$here/cloud_server.py" "$state/cloud" &
	server=$!
	wait_for test -e "$state/cloud/settings" || {
		echo 'Bail out! the server did not start'
		exit 1
	}
	while read -r line; do
		export "${line?}"
	done <"$state/cloud/settings"
}

# breaks MATCH TIMES HOW, or breaks: no more
breaks() {
	if [ $# -gt 0 ]; then echo "$1 $2 $3" >"$state/cloud/faults"; else rm -f "$state/cloud/faults"; fi
}
asked() { grep -c "$1" "$state/cloud/log" || :; }
