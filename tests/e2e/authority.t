#!/bin/sh
# SPDX-License-Identifier: MIT
# What the servers of a reverse zone say of addresses that were given back, while a resolver still
# has what was there before: two real NSD, and an Unbound with a warm cache. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"

# shellcheck source=tests/e2e/origins.sh
. "$(dirname "$0")/origins.sh"

ask=$(dirname "$program")/test/authority
hosts "$zones" 86400 <<-END
	inside A 192.168.7.7
END
zone "$other" example.org 86400 ns1 </dev/null
zone "$zones" 2.0.192.in-addr.arpa 86400 ns1 ns2 <<-END
	10 PTR mail.example.com.
	11 PTR old.example.com.
	12 PTR first.example.com.
	12 PTR second.example.com.
END
# The child of RFC 2317, and its parent.
zone "$zones" 113.0.203.in-addr.arpa 86400 ns1 ns2 <<-END
	64/26 NS ns1.example.com.
	64/26 NS ns2.example.com.
	65 CNAME 65.64/26
	66 CNAME 66.64/26
END
zone "$zones" 64/26.113.0.203.in-addr.arpa 86400 ns1 ns2 <<-END
	65 PTR child.example.com.
	66 PTR gone.example.com.
END
# One server is lame, one nobody listens at, and two that do not have the same.
zone "$zones" 1.0.192.in-addr.arpa 86400 ns1 other <<-END
	10 PTR lame.example.com.
END
zone "$zones" 3.0.192.in-addr.arpa 86400 ns1 nobody <<-END
	10 PTR half.example.com.
END
zone "$zones" 4.0.192.in-addr.arpa 86400 ns1 other <<-END
	10 PTR new.example.com.
END
zone "$other" 4.0.192.in-addr.arpa 86400 ns1 other <<-END
	10 PTR old.example.com.
END
# Whoever holds these says that a server of theirs is in a private network.
zone "$zones" 5.0.192.in-addr.arpa 86400 inside <<-END
	10 PTR inner.example.com.
END
zone "$zones" 6.0.192.in-addr.arpa 86400 ns1 inside <<-END
	10 PTR inner.example.com.
END
# A block with a zone of its own within, and a single server.
zone "$zones" 10.in-addr.arpa 86400 ns1 <<-END
	*.0 PTR wild.example.com.
END
zone "$zones" 7.0.10.in-addr.arpa 86400 ns1 ns2 </dev/null
printf '7.0 NS ns1.example.com.\n7.0 NS ns2.example.com.\n' >>"$zones/10.in-addr.arpa"

start_nsd
start_unbound example.com 2.0.192.in-addr.arpa 113.0.203.in-addr.arpa 64/26.113.0.203.in-addr.arpa \
	1.0.192.in-addr.arpa 3.0.192.in-addr.arpa 4.0.192.in-addr.arpa 5.0.192.in-addr.arpa \
	6.0.192.in-addr.arpa 10.in-addr.arpa 7.0.10.in-addr.arpa
wait_for_servers 192.0.2.10 mail.example.com
said() { timeout "$hang_s" "$ask" "127.0.0.1:$unbound_port" "$port" "$@" 2>&1; }

is 'what is there is found with its full TTL' "$(said 192.0.2.10)" \
	'192.0.2.10 has mail.example.com 86400'
is 'what is not there is lacking' "$(said 192.0.2.200)" '192.0.2.200 lacks'
is 'the child zone of a CNAME is asked' "$(said 203.0.113.65 203.0.113.66)" \
	'203.0.113.65 has child.example.com 86400
203.0.113.66 has gone.example.com 86400'
is 'a lame server is no second voice' "$(said 192.0.1.10 192.0.1.11)" '192.0.1.10 differs
192.0.1.11 unknown'
is 'nor is one at which nobody listens' "$(said 192.0.3.10)" '192.0.3.10 differs'
is 'servers that differ prove nothing' "$(said 192.0.4.10 192.0.4.11)" '192.0.4.10 differs
192.0.4.11 lacks'
is 'a zone without servers is not known' "$(said 203.0.114.1)" '203.0.114.1 unknown'
is 'a single server suffices where there is no second' "$(said 10.0.9.9 10.1.9.9)" \
	'10.0.9.9 has wild.example.com 86400
10.1.9.9 lacks'
ASAN_OPTIONS=detect_leaks=0 strace -f -o "$state/calls" -e trace=network \
	"$ask" "127.0.0.1:$unbound_port" "$port" 192.0.5.10 192.0.6.10 192.0.2.10 >"$state/said" 2>&1 || :
is 'a server inside a network is not asked, and the others do not suffice then' \
	"$(cat "$state/said")" '192.0.5.10 inside
192.0.6.10 inside
192.0.2.10 has mail.example.com 86400'
is 'not with a single packet' "$(grep -c 'sin_addr=inet_addr("192.168' "$state/calls") $(
	grep -c 'sin_addr=inet_addr("127' "$state/calls" | grep -cv '^0$')" '0 1'
is 'all addresses of blocks, one of them a zone of its own' \
	"$(said '10.0.5.*' '10.0.6.*' '10.0.7.*' '10.1.7.*')" 'unasked 0 has 512 lacks 512 unknown 0'
is 'a resolver with AA is the source itself' \
	"$(timeout "$hang_s" "$ask" "127.0.0.2:$port" 9 192.0.2.10 192.0.2.99)" \
	'192.0.2.10 has mail.example.com 86400
192.0.2.99 lacks'

# The records go, and the resolver does not know yet.
for address in 192.0.2.11 203.0.113.66; do
	answers "$address" example.com
done
stop_nsd
sed -i '/^11 /d' "$zones/2.0.192.in-addr.arpa"
sed -i '/^66 PTR/d' "$zones/64-26.113.0.203.in-addr.arpa"
start_nsd
direct() { "$ask" "127.0.0.2:$port" 9 192.0.2.10 2>&1 | grep -q mail; }
wait_for direct
is 'the cache still has what was there' \
	"$(answers 192.0.2.11 old.example.com && answers 203.0.113.66 gone.example.com && echo has)" has
is 'the source lacks it' "$(said 192.0.2.11 203.0.113.66 192.0.2.10)" '192.0.2.11 lacks
203.0.113.66 lacks
192.0.2.10 has mail.example.com 86400'
echo "1..$n"
