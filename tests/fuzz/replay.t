#!/bin/sh
# SPDX-License-Identifier: MIT
# Each fuzz target eats its seeds: one test a target.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
n=0
for source in "$here"/fuzz_*.c; do
	n=$((n + 1))
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	if report=$("build/asan/fuzz/fuzz_$name" "$here/seed-$name"/* 2>&1); then
		echo "ok $n - $name: $report"
	else
		echo "not ok $n - $name"
		printf '%s\n' "$report" | sed 's/^/# /'
	fi
done
echo "1..$n"
