#!/bin/bash
# SPDX-License-Identifier: MIT
# down.sh: stop what up.sh started (only recorded pids whose start time still matches, and
# the process group each of them leads), newest first.  Idempotent.  Databases and logs stay
# until the next up.sh.
set -u
# shellcheck source=tests/openstack/lib.sh
. "$(dirname "$0")/lib.sh"
# Their names are ours: no blanks.
# shellcheck disable=SC2012
list=$(ls -t "$RUN"/pid/* 2>/dev/null)
stopped=
for f in $list; do
	mine "$f" || { rm -f "$f"; continue; }
	read -r p _ <"$f"
	kill -TERM -- "-$p" 2>/dev/null
	stopped="$stopped ${f##*/}:$p"
done
for f in $list; do
	for ((i = 0; i < 100; i++)); do mine "$f" || break; sleep 0.1; done
	if mine "$f"; then
		read -r p _ <"$f"
		echo "down.sh: ${f##*/} ($p) ignored TERM for 10 s; KILL"
		kill -KILL -- "-$p" 2>/dev/null
	fi
	rm -f "$f"
done
rm -f "$RUN/openrc"
echo "down.sh: stopped:${stopped:- nothing}"
