#!/bin/sh
# SPDX-License-Identifier: MIT
# The units, as systemd reads them: nothing is wrong with them, and little is open. Speaks TAP.
set -eu
# shellcheck source=tests/monitoring/bed.sh
. "$(dirname "$0")/bed.sh"
exporter=${FCRDNS_EXPORTER:-$top/build/release/fcrdns-exporter}

for unit in "$top"/data/systemd/*; do
	sed -e "s|/usr/local/bin/fcrdns-check|$program|" -e "s|/usr/local/bin/fcrdns-exporter|$exporter|" "$unit" >"${unit##*/}"
done
for unit in *.service *.timer; do
	is "$unit is sound" "$(systemd-analyze verify --man=no "./$unit" 2>&1 | grep -v 'Failed to .* cgroup')" ''
done
for unit in *.service; do
	score=$(systemd-analyze security --offline=true --no-pager "./$unit" | sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p')
	echo "# $unit: $score"
	is "the exposure of $unit is below 2" "$(echo "$score" | grep -cx '[01]\.[0-9]')" 1
done
echo "1..$n"
