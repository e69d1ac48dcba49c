#!/bin/sh
# SPDX-License-Identifier: MIT
# Shell scripts through shellcheck, where it is installed. Speaks TAP.
set -eu
cd "$(dirname "$0")/../.."
if ! command -v shellcheck >/dev/null 2>&1; then
	echo '1..0 # SKIP no shellcheck here'
	exit 0
fi
n=0
for file in tests/*/*.sh tests/*/*.t data/*/*.sh data/*.bash; do
	case $file in *.bash) ;; *) head -n 1 "$file" | grep -qE '^#!.*(/|env )(ba|da)?sh$' || continue ;; esac
	n=$((n + 1))
	if report=$(shellcheck "$file" 2>&1); then
		echo "ok $n - $file"
	else
		echo "not ok $n - $file"
		printf '%s\n' "$report" | sed 's/^/# /'
	fi
done
echo "1..$n"
