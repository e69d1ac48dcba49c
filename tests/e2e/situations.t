#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples in fcrdns-findings(7) are what the program says today, asked with the zones of
# data/demo. `situations.t --write` brings the page up to date. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
page=$top/data/fcrdns-findings.7.in
cd "$state"
# The zones of the demo, but their server is where it really is: what was given back is asked there.
LAB_ZONES=$state/zones
export LAB_ZONES
cp -R "$top/data/demo/zones" "$LAB_ZONES"
sed 's/^ns  *A .*/ns A 127.0.0.1/' "$top/data/demo/zones/example.net.zone" >"$LAB_ZONES/example.net.zone"
with_servers
roff() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/"; }


unexpected=
# told EXIT-CODE CAPTION SHOWN: a paragraph for the page, with what run has just left in out
told() {
	[ "$status" = "$1" ] || unexpected="$unexpected$3: exit $status, not $1
"
	printf '.PP\n%s\n.PP\n.nf\n.in 0\n' "$(printf '%s\n' "$2" | roff)"
	printf '\\fB$ fcrdns\\-check %s\\fR\n' "$(printf '%s\n' "$3" | roff)"
	roff <out
	printf '.in\n.fi\n'
	cat err >>beside
}

# show EXIT-CODE CAPTION ARGS...
show() {
	want=$1
	caption=$2
	shift 2
	# Only so that the test need not wait for long; what is said stays the same.
	run -r "$resolver" --timeout 2 --retries 1 "$@"
	told "$want" "$caption" "$*"
}

# What was held, and was not any more a moment later: seen three days after.
given_back() {
	port=$(sed 's/.*://' servers/authoritative)
	echo '192.0.2.10 other - - mail.example.com' >kept
	echo '192.0.2.11 other - - old.example.com' | cat kept - >both
	for then in '1000000 both' '1000100 kept' '1259300 kept'; do
		run stale -r "$resolver" --authority-port "$port" --ledger ledger \
			--own-domain example.com --now "${then% *}" --inventory "${then#* }"
	done
}

situations() {
	show 0 'All is well: the address has a name, and the name has the address.' 192.0.2.10
	show 1 'Nobody has given the address a name.' 192.0.2.77
	show 1 'The address has a name, but that name is another machine.' 192.0.2.11
	show 1 'The address has a name that is not there any more.' 192.0.2.13
	show 0 'It has two names, and one of them is not there any more.' 192.0.2.12
	show 75 'Something is broken, so that nobody can tell whether the address has a name.' \
		198.51.100.7
	show 75 'Nobody answers, so that nothing can be told either.' 203.0.113.5
	show 0 'The name is the one that the provider gives to every address.' 192.0.2.22
	show 0 'The mail server calls itself by another name than the address has.' \
		--helo smtp.example.com 192.0.2.10
	show 1 'The address should have a certain name, and has another.' \
		--expect smtp.example.com 192.0.2.10
	show 1 'A provider wants to see a record that proves whose domain it is.' \
		--ownership example.net=ali-0123456789abcdef 192.0.2.10
	show 0 'The IPv4 address is as it should be, but the same machine has an IPv6 address without a name.' \
		--deep 192.0.2.35
	given_back
	told 1 'An address was given back to the provider, and still has your name.' \
		'stale --ledger held.db --own-domain example.com'
}

: >beside
situations >now
if [ "${1-}" = --write ]; then
	awk '
		/^\.\\" end of the examples/ {skip = 0}
		!skip
		/^\.\\" the examples/ {while ((getline line < "now") > 0) print line; skip = 1}' "$page" >new
	cat new >"$page"
	exit
fi
sed '1,/^\.\\" the examples/d; /^\.\\" end of the examples/,$d' "$page" >there
is 'the examples of the page are what the program says' "$(diff -u --label page --label program there now)" ''
is 'each with its exit code' "$unexpected" ''
is 'and nothing beside' "$(cat beside)" ''
{
	echo '.TH X 7'
	echo '.SH EXAMPLES'
	cat now
} >examples.7
is 'the page fits 80 columns with them' \
	"$(groff -man -Tascii -P-cbou -rLL=80n examples.7 | awk 'length > 80')" ''
echo "1..$n"
