#!/bin/sh
# SPDX-License-Identifier: MIT
# --trace against real name servers, behind an Unbound with a warm cache. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/origins.sh
. "$(dirname "$0")/origins.sh"

negative_ttl=60
hosts "$zones" 3600 <<-END
	mail A 192.0.2.10
	old A 192.0.2.99
	new A 192.0.2.11
	lame A 192.0.1.10
	half A 192.0.3.10
	half A 192.0.4.10
	child A 203.0.113.65
	inside A 192.168.7.7
	inner A 192.0.5.10
	many A 192.0.6.10
	$(for i in 01 02 03 04 05 06 07 08 09 10 11; do echo "n$i A 127.0.0.2"; done)
	@ TXT "unrelated"
	alidnsptrcheck TXT "token-1"
END
zone "$other" example.org 3600 ns1 </dev/null
zone "$zones" 2.0.192.in-addr.arpa 3600 ns1 ns2 <<-END
	10 PTR mail.example.com.
	11 30 PTR old.example.com.
	13 PTR old.example.com.
END
zone "$zones" 113.0.203.in-addr.arpa 3600 ns1 ns2 <<-END
	64/26 NS ns1.example.com.
	64/26 NS ns2.example.com.
	65 30 CNAME 65.64/26
	66 30 CNAME 66.64/26
	67 7200 CNAME 67.64/26
END
zone "$zones" 64/26.113.0.203.in-addr.arpa 1800 ns1 ns2 <<-END
	65 PTR child.example.com.
	66 PTR child.example.com.
	67 30 PTR child.example.com.
END
# One server is lame and one has no address; one nobody listens at; two do not have the same.
zone "$zones" 1.0.192.in-addr.arpa 3600 ns1 other gone <<-END
	10 PTR lame.example.com.
END
zone "$zones" 3.0.192.in-addr.arpa 3600 ns1 nobody <<-END
	10 PTR half.example.com.
END
zone "$zones" 4.0.192.in-addr.arpa 3600 ns1 other <<-END
	10 PTR half.example.com.
	11 PTR half.example.com.
END
zone "$other" 4.0.192.in-addr.arpa 3600 ns1 other <<-END
	10 PTR old.example.com.
	11 PTR half.example.com.
END
# Whoever holds this one says that its server is in a private network.
zone "$zones" 5.0.192.in-addr.arpa 3600 inside <<-END
	10 PTR inner.example.com.
END
# More servers than are asked.
zone "$zones" 6.0.192.in-addr.arpa 3600 n11 n04 n07 n01 n10 n02 n09 n03 n08 n05 n06 <<-END
	10 PTR many.example.com.
END
start_nsd
start_unbound example.com 2.0.192.in-addr.arpa 113.0.203.in-addr.arpa 64/26.113.0.203.in-addr.arpa \
	1.0.192.in-addr.arpa 3.0.192.in-addr.arpa 4.0.192.in-addr.arpa 5.0.192.in-addr.arpa \
	6.0.192.in-addr.arpa
wait_for_servers 192.0.2.10 mail.example.com
cd "$state"
trace() { run @"127.0.0.1:$unbound_port" --authority-port "$port" --trace "$@"; }
text() {
	trace --no-timing "$@"
	cat out err
}
# Of the records: for each look-up its type and what came of it.
results() {
	trace -j "$@"
	/usr/bin/python3 -c '
import json, sys
for line in sys.stdin:
    r = json.loads(line)
    print(*(l["type"] + "=" + l["result"] for l in r["trace"]["lookups"]), *(
        f["code"] for f in r["findings"] if f["code"].startswith("ns_")))' <out
}
# The number behind KEY of the first look-up that has one; 0: none has.
number() {
	/usr/bin/python3 -c '
import json, sys
print(next((l[sys.argv[1]] for l in json.load(sys.stdin)["trace"]["lookups"] if sys.argv[1] in l), 0))
' "$1" <out
}
between() { [ "$2" -le "$1" ] && [ "$1" -le "$3" ] && echo yes || echo "$1 is not in $2..$3"; }

is 'what is the same is said in a line, with who was asked' "$(text 192.0.2.10)" \
	'192.0.2.10  PASS  mail.example.com leads back to it
  192.0.2.10 -> mail.example.com -> 192.0.2.10
  source: the PTR record is the same at the source
    2.0.192.in-addr.arpa: ns1.example.com, ns2.example.com
  source: the A record of mail.example.com is the same at the source
    example.com: ns1.example.com'
is 'a child zone by CNAME is followed' "$(text 203.0.113.65)" \
	'203.0.113.65  PASS  child.example.com leads back to it
  203.0.113.65 -CNAME-> 65.64\04726.113.0.203.in-addr.arpa -> child.example.com
      -> 203.0.113.65
  source: the PTR record is the same at the source
    113.0.203.in-addr.arpa: ns1.example.com, ns2.example.com
    64\04726.113.0.203.in-addr.arpa: ns1.example.com, ns2.example.com
  source: the A record of child.example.com is the same at the source
    example.com: ns1.example.com'
is 'servers that do not serve the zone are named' "$(text 192.0.1.10)" \
	'192.0.1.10  PASS  lame.example.com leads back to it, but a name server of the
      zone does not serve it
  192.0.1.10 -> lame.example.com -> 192.0.1.10
  source: the PTR record is the same at the source
    1.0.192.in-addr.arpa: ns1.example.com, gone.example.com (no address),
        other.example.com (REFUSED)
  source: the A record of lame.example.com is the same at the source
    example.com: ns1.example.com
  note: the name server gone.example.com of 1.0.192.in-addr.arpa has no address
        [and 1 more]
  fix: tell whoever runs that zone (of a reverse zone your provider) to make
       gone.example.com serve it, or to take it out of the NS records.'
for turn in first second third; do # Unbound turns the records of a set from answer to answer
	is "of more servers than are asked the first by name are, in the $turn run" \
		"$(text 192.0.6.10)" \
		'192.0.6.10  PASS  many.example.com leads back to it
  192.0.6.10 -> many.example.com -> 192.0.6.10
  source: the PTR record is the same at the source
    6.0.192.in-addr.arpa: n01.example.com, n02.example.com, n03.example.com,
        n04.example.com, n05.example.com, n06.example.com, n07.example.com,
        n08.example.com, and 3 more, not asked
  source: the A record of many.example.com is the same at the source
    example.com: ns1.example.com'
done
trace -j 192.0.6.10
is 'and that there are more is a finding' \
	"$(sed 's/.*"code":"limit_reached"[^}]*"message":"\([^"]*\)".*/\1/' out)" \
	'6.0.192.in-addr.arpa: only the first 8 of its name servers, by name, are asked'
is 'one that is silent, too' "$(results 192.0.3.10)" 'PTR=same A=same ns_lame'
is 'servers that do not agree are shown' "$(text 192.0.4.10)" \
	'192.0.4.10  PASS  half.example.com leads back to it, but the name servers of the
      zone do not agree
  192.0.4.10 -> half.example.com -> 192.0.4.10 (and 1 more)
  source: the servers of 4.0.192.in-addr.arpa do not agree on the PTR record
    4.0.192.in-addr.arpa: ns1.example.com, other.example.com
    ns1.example.com 127.0.0.2: half.example.com
    other.example.com 127.0.0.4: old.example.com
  source: the A record of half.example.com is the same at the source
    example.com: ns1.example.com
  note: the name servers of 4.0.192.in-addr.arpa do not agree on the PTR record
        of 10.4.0.192.in-addr.arpa
  fix: if the zone was changed a moment ago, wait; else tell whoever runs
       4.0.192.in-addr.arpa that its servers hold different contents.'
is 'and are a finding' "$(results 192.0.4.10)" 'PTR=differs A=same ns_disagree'
is 'where they agree nothing is said of them' "$(results 192.0.4.11)" 'PTR=same A=same'
is 'what is wrong at the source is not worth waiting for' "$(text 192.0.2.13)" \
	'192.0.2.13  FAIL  the PTR name points to another address
  192.0.2.13 -> old.example.com -> 192.0.2.99
  source: the PTR record has not changed at the source
    2.0.192.in-addr.arpa: ns1.example.com, ns2.example.com
  source: the A record of old.example.com has not changed at the source
    example.com: ns1.example.com
  fix: if 192.0.2.13 is yours, set its PTR at your provider to the name your
       mail server says in HELO; if you were just given it, the record was left
       by an earlier holder.'
is 'what is nowhere is not there either' "$(text 192.0.2.77 | sed -n 3p)" \
	'  source: the PTR record is not at the source either'
is 'ownership records are followed' "$(results --ownership token-1 192.0.2.10)" \
	'PTR=same A=same TXT=same'
ASAN_OPTIONS=detect_leaks=0 strace -f -o calls -e trace=network "$program" @"127.0.0.1:$unbound_port" --authority-port "$port" \
	--trace --no-timing 192.0.5.10 >out 2>&1 || :
is 'a server inside somebody'"'"'s network is not asked' "$(cat out)" \
	'192.0.5.10  PASS  inner.example.com leads back to it
  192.0.5.10 -> inner.example.com -> 192.0.5.10
  source: the PTR record is not known at the source: the servers of
      5.0.192.in-addr.arpa have special-purpose addresses, which are not asked
      (--trace-inside does)
    5.0.192.in-addr.arpa: inside.example.com (not asked)
  source: the A record of inner.example.com is the same at the source
    example.com: ns1.example.com'
is 'not with a single packet' "$(grep -c 'sin_addr=inet_addr("192.168' calls) $(
	grep -c 'sin_addr=inet_addr("127' calls | grep -cv '^0$')" '0 1'
is '-v tells each answer' "$(text -v 203.0.113.65 | sed -n '/source: the PTR/,/source: the A/p')" \
	'  source: the PTR record is the same at the source
    113.0.203.in-addr.arpa: ns1.example.com, ns2.example.com
    ns1.example.com 127.0.0.2: CNAME 65.64\04726.113.0.203.in-addr.arpa
    ns2.example.com 127.0.0.3: CNAME 65.64\04726.113.0.203.in-addr.arpa
    64\04726.113.0.203.in-addr.arpa: ns1.example.com, ns2.example.com
    ns1.example.com 127.0.0.2: child.example.com
    ns2.example.com 127.0.0.3: child.example.com
  source: the A record of child.example.com is the same at the source'
schema=$top/data/record.schema.json
trace -j 192.0.2.10 203.0.113.65 192.0.1.10 192.0.4.10 192.0.5.10
is 'the records fit the schema' "$(/usr/bin/python3 -c '
import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
for line in open("out"):
    jsonschema.validate(json.loads(line), schema)
print("fit")' "$schema")" fit

refused() {
	trace "$@"
	echo "$status $(cat out err)"
}
echo 192.0.2.10 >list
few='--trace is for a few addresses or names, not for lists, blocks and SPF records'
is 'a list is not traced' "$(refused -l list)" "64 fcrdns-check: $few"
is 'nor is a block' "$(refused 192.0.2.0/30)" "64 fcrdns-check: $few"
run --trace-inside 192.0.2.10
is '--trace-inside alone means nothing' "$status $(cat out err)" \
	'64 fcrdns-check: --trace-inside wants --trace or --wait as well'

# The records change, and the resolver does not know yet.
for address in 192.0.2.11 203.0.113.66 203.0.113.67; do
	answers "$address" example.com
done
answers 192.0.2.12 'no PTR'
stop_nsd
sed -i 's/^11 .*/11 30 PTR new.example.com./' "$zones/2.0.192.in-addr.arpa"
echo '12 PTR mail.example.com.' >>"$zones/2.0.192.in-addr.arpa"
sed -i '/^66 PTR/d' "$zones/64-26.113.0.203.in-addr.arpa"
sed -i 's/^67 .*/67 PTR mail.example.com./' "$zones/113.0.203.in-addr.arpa"
start_nsd
direct() { "$program" @"127.0.0.2:$port" --no-timing 192.0.2.11 2>&1 | grep -q new.example.com; }
wait_for direct
begun=$(date +%s)
trace -j 192.0.2.11
told_s=$(number forgets_in_s)
is 'a change is told before the resolver knows' "$(text 192.0.2.11)" \
	'192.0.2.11  FAIL  the PTR name points to another address
  192.0.2.11 -> old.example.com -> 192.0.2.99
  source: the PTR record has changed at the source to new.example.com - your
      resolver still repeats the old one
    2.0.192.in-addr.arpa: ns1.example.com, ns2.example.com
  source: the A record of old.example.com has not changed at the source
    example.com: ns1.example.com
  fix: if what is at the source now is right, wait and check again (--wait does
       that); other resolvers may still have the old answer, too.'
trace 192.0.2.11
is 'with the seconds until it does' "$(tr -s ' \n' ' ' <out |
	grep -o 'to new.example.com (TTL 30) - your resolver forgets the old one in [0-9]* s' |
	sed 's/[0-9]* s$/N s/')" \
	'to new.example.com (TTL 30) - your resolver forgets the old one in N s'
trace 192.0.2.12
is 'a record that is new is told as such' "$(tr -s ' \n' ' ' <out |
	grep -o 'is new .* none in [0-9]* s' | sed 's/[0-9]* s$/N s/')" \
	'is new at the source: mail.example.com (TTL 3600) - your resolver forgets that there was none in N s'
trace -j 203.0.113.66
is 'a record that is gone is kept for its own TTL, not for that of its alias' \
	"$(between "$(number forgets_in_s)" 1000 1800)" yes
trace -j 203.0.113.67
is 'an alias that is gone is kept for that of the alias' \
	"$(between "$(number forgets_in_s)" 7000 7200)" yes
trace --no-timing --format html 203.0.113.67
is 'a page has it, too' "$(sed -n '/own servers/,/<\/ul>/p; /class="fix"/p' out)" \
	'<p class="fix">if what is at the source now is right, wait and check again (--wait does that); other resolvers may still have the old answer, too.</p>
<h2>What the zones'"'"' own servers say</h2>
<ul class="found">
<li class="doubt"><span aria-hidden="true">! </span>the PTR record has changed at the source to mail.example.com - your resolver still repeats the old one<br>113.0.203.in-addr.arpa: ns1.example.com, ns2.example.com<br>ns1.example.com 127.0.0.2: mail.example.com<br>ns2.example.com 127.0.0.3: mail.example.com</li>
<li>the A record of child.example.com has not changed at the source<br>example.com: ns1.example.com<br>ns1.example.com 127.0.0.2: 203.0.113.65</li>
</ul>'
wait_for answers 192.0.2.11 new.example.com
seen_s=$(($(date +%s) - begun))
echo "# predicted $told_s s, observed $seen_s s"
is 'the resolver forgets the old record when it was told to' \
	"$(between "$seen_s" $((told_s - 2)) $((told_s + 10)))" yes
is 'and then it is the same' "$(results 192.0.2.11)" 'PTR=same A=same'
echo "1..$n"
