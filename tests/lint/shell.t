#!/bin/sh
# SPDX-License-Identifier: MIT
# Shell scripts through shellcheck. Speaks TAP.
set -eu
cd "$(dirname "$0")/../.."
n=0
for file in tests/*/*.sh tests/*/*.t data/*/*.sh data/*/*.sbatch data/*.bash; do
	case $file in *.bash) ;; *) head -n 1 "$file" | grep -qE '^#!.*(/|env )(ba|da)?sh$' || continue ;; esac
	n=$((n + 1))
	if report=$(shellcheck -x "$file" 2>&1); then
		echo "ok $n - $file"
	else
		echo "not ok $n - $file"
		printf '%s\n' "$report" | sed 's/^/# /'
	fi
done
echo "1..$n"
