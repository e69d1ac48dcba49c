#!/bin/sh
# SPDX-License-Identifier: MIT
# A list asks on where an answer may still come, and an address's deadline ends that: what has been
# heard by then is told, as it is for one address. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
cd "$state"

cat >scenario.json <<'EOF'
{"zone": {"ptr": {"192.0.2.1": ["damaged.example.com."], "192.0.2.2": ["cut.example.com."],
                  "192.0.2.3": ["silent.example.com."], "192.0.2.4": ["well.example.com."]},
          "rr": [["well.example.com.", "A", "192.0.2.4"]]},
 "rules": [{"name": "damaged.example.com", "do": {"garbage_body": 40}},
           {"name": "cut.example.com", "via": "udp", "do": {"tc": true}},
           {"name": "cut.example.com", "via": "tcp", "do": {"rcode": "REFUSED"}},
           {"name": "silent.example.com", "do": {"drop": true}},
           {"name": "5.2.0.192.in-addr.arpa", "do": {"garbage_body": 40}},
           {"name": "6.2.0.192.in-addr.arpa", "do": {"drop": true}}]}
EOF
with_scripted scenario.json
seq -f 192.0.2.%g 6 >list
codes() { sed 's/.*"address":"\([^"]*\)".*"findings":\[{"code":"\([a-z_]*\)".*/\1 \2/' out | grep _ | paste -sd, - | sed 's/192.0.2.//g'; }
want='1 fwd_malformed,2 fwd_refused,3 fwd_timeout,4 special_purpose,5 ptr_malformed,6 ptr_timeout'

for transport in cares datagram; do
	run -r "$resolver" -j --no-timing --transport "$transport" --timeout 0.4 --retries 1 \
		192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6
	is "$transport: each says what it heard" "$(codes)" "$want"
	mv out few
	run -r "$resolver" -j --no-timing --transport "$transport" --timeout 0.4 --retries 1 --deadline 2 -l list
	is "$transport: so does a list, though it would have asked on" "$(codes)" "$want"
	is "$transport: in the same octets" "$(same few out)" same
	run -r "$resolver" -j --no-timing --transport "$transport" --retries 9 --deadline 1 192.0.2.5
	is "$transport: so does one address whose deadline comes first" "$(codes)" '5 ptr_malformed'
done
echo "1..$n"
