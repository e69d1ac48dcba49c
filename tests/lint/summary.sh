#!/bin/sh
# SPDX-License-Identifier: MIT
# summary.sh BUILD: one closing line from the counts that tap.sh left.
set -eu
cost=$1/tap/cost # of the release flavour only
[ -f "$cost" ] || cost=
cat "$1"/tap/unit "$1"/tap/lint "$1"/tap/replay "$1"/tap/conform "$1"/tap/e2e "$1"/tap/evil "$1"/tap/cloud "$1"/tap/exporter ${cost:+"$cost"} |
	awk '{p += $1; f += $2} END {printf "%d passed, %d failed\n", p, f; exit f > 0}'
