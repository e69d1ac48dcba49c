#!/bin/sh
# SPDX-License-Identifier: MIT
# Every header, public or private, compiles on its own. Speaks TAP.
set -eu
cd "$(dirname "$0")/../.."
cc=${CC:-cc}
flags="-std=c11 -Iinclude -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only"
# shellcheck disable=SC2046 # package names are words
flags="$flags $(${PKG_CONFIG:-pkg-config} --cflags $(sed 's/[ #].*//' src/packages))"
n=0
for header in include/fcrdns/*.h src/*/*.h; do
	n=$((n + 1))
	# shellcheck disable=SC2086 # the flags are words
	if report=$(printf '#include "%s"\n' "$header" | $cc $flags -I. -xc - 2>&1); then
		echo "ok $n - $header compiles on its own"
	else
		echo "not ok $n - $header compiles on its own"
		printf '%s\n' "$report" | sed 's/^/# /'
	fi
done
echo "1..$n"
