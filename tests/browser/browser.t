#!/bin/sh
# SPDX-License-Identifier: MIT
# The pages in a real browser: of the library by way of pages.c ($PAGES), and of the program itself.
# `make check-browser` gets the browser first. What it looks like: build/browser/*.png
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/../e2e/bed.sh"
shots=$top/build/browser
rm -f "$shots"/*.png
mkdir "$state/pages"
"$PAGES" "$state/pages"
with_servers
printf '%s\n' '192.0.2.0/28' '<script>alert(1)</script> <b>' 'no-such-name.example.com' |
	"$program" -r "$resolver" --format html -l - >"$state/pages/list.html" || [ $? -eq 1 ]
"$program" -r "$resolver" --format html 192.0.2.11 >"$state/pages/one.html" || [ $? -eq 1 ]
node "$here/look.mjs" "$state/pages" "$shots" "$(command -v chromium)" "$@"
