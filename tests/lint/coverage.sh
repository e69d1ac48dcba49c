#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh BUILD: lines run of each source file, from gcov's data below BUILD.
set -eu
find "$1/src" -name '*.gcda' | sort | while read -r data; do
	gcov -n "$data" 2>/dev/null | awk -v want="${data#"$1"/}" '
		BEGIN {sub(/gcda$/, "c", want)}
		/^File/ {gsub(/\047/, ""); file = $2}
		/^Lines executed/ && file == want {sub(/Lines executed:/, ""); printf "%-32s %s\n", file, $0}'
done
