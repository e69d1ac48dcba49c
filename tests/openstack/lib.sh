# shellcheck shell=bash disable=SC2034 # what is set here is for those who source it
# SPDX-License-Identifier: MIT
# What the scripts of the OpenStack lab have in common; they source it.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
RUN=${OS_LAB_DIR:-$HERE/../../build/openstack} # every file the lab writes lies under here
mkdir -p "$RUN" && RUN=$(cd "$RUN" && pwd)
BASE=${OS_LAB_PORT:-15000} # first of ten consecutive TCP ports on 127.0.0.1
P_KEYSTONE=$((BASE + 0)) P_NEUTRON=$((BASE + 1)) P_DESIGNATE=$((BASE + 2))
P_MDNS=$((BASE + 3)) P_BIND=$((BASE + 4)) P_RNDC=$((BASE + 5))
PY=/usr/bin/python3              # Debian's own; never a pyenv shim
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

started() {  # started PID: its start time in clock ticks since boot, empty when gone
	local st
	st=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
	st=${st##*) }
	# shellcheck disable=SC2086
	set -- $st
	[ "$1" = Z ] || echo "${20}"
}
mine() {  # mine FILE: true while the process recorded in FILE ("pid starttime") lives
	local p t
	[ -r "$1" ] && read -r p t <"$1" && [ -n "$t" ] && [ "$(started "$p")" = "$t" ]
}
