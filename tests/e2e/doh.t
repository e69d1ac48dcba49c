#!/bin/sh
# SPDX-License-Identifier: MIT
# DNS over HTTPS against Unbound, and against a server that answers in every wrong way. Speaks TAP.
# Waits have an end that only stops a hang.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
unbound=
python=
also_end() {
	exec 9>&-
	[ -z "$unbound" ] || kill "$unbound" 2>/dev/null || :
	[ -z "$python" ] || kill "$python" 2>/dev/null || :
}

check() { run "$@"; }

bail() {
	echo "Bail out! $1"
	exit 1
}
no_resolver='fcrdns-check: no usable resolver: no answers come from'

# ---- certificates, Unbound with a port for HTTPS, and the other server ----

"$top/tests/lab/servers.sh" start "$state/servers" >&2 || bail 'NSD and Unbound did not start'
resolver=$(cat "$state/servers/resolver")
cd "$state"

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
new_ca() {
	new_key "$1.key"
	openssl req -x509 -new -key "$1.key" -days 2 -subj "/CN=$1" -out "$1.pem"
}
new_ca ca
new_ca other-ca
new_key server.key
openssl req -new -key server.key -subj /CN=lab -out server.csr
echo 'subjectAltName=IP:127.0.0.1,DNS:dns.localhost,DNS:proxied.example' >extensions
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 1 -days 2 \
	-extfile extensions -out server.pem 2>/dev/null

start_unbound() {
	rm -f unbound.pid
	# shellcheck disable=SC2016
	timeout -k 5 900 sh -c 'echo $$ >unbound.pid; exec "$@"' sh \
		"$top/build/root/run" unbound -d -c "$state/doh.conf" >unbound.out 2>&1 </dev/null 9>&- &
	unbound=$!
	wait_for test -s unbound.pid && wait_for is_up
}
# It ended when its port was taken by another; the test goes on then, and fails.
is_up() {
	! kill -0 "$unbound" 2>/dev/null ||
		timeout "$hang_s" "$program" -r "$url" --cacert ca.pem -q 192.0.2.10 >up 2>&1
}
stop_unbound() {
	kill -s "$1" "$(cat unbound.pid)" 2>/dev/null || :
	wait "$unbound" 2>/dev/null || :
	unbound=
}

port=$(perl "$top/tests/lab/dns.pl" ports 1)
url=https://127.0.0.1:$port/dns-query
sed -e "s|^  interface: .*|  interface: 127.0.0.1@$port|" -e 's|unbound\.log|doh.log|' \
	-e 's|unbound\.own\.pid|doh.own.pid|' -e 's|control-enable: no|control-enable: yes|' \
	"$state/servers/unbound.conf" >doh.conf
cat >>doh.conf <<END
server:
  https-port: $port
  tls-service-key: "$state/server.key"
  tls-service-pem: "$state/server.pem"
  http-endpoint: "/dns-query"
  extended-statistics: yes
remote-control:
  control-interface: "$state/control"
  control-use-cert: no
END

/usr/bin/python3 "$here/doh_server.py" server.pem server.key log ports 9>&- &
python=$!
wait_for test -e ports || bail 'the HTTPS server did not start'
read -r bad_port proxy_port <ports
bad=https://127.0.0.1:$bad_port
start_unbound || bail "Unbound did not start with DoH: $(cat unbound.out)"

# unbound_says KEY: of its statistics, which are set to 0 by that.
unbound_says() {
	/usr/bin/python3 - "$1" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect("control")
s.sendall(b"UBCT1 stats\n")
lines = s.makefile().read().split("\n")
print("".join(line.partition("=")[2] for line in lines if line.startswith(sys.argv[1] + "=")))
END
}

# ---- verdicts ----

path='192.0.2.10  PASS  mail.example.com leads back to it
  192.0.2.10 -> mail.example.com -> 192.0.2.10'
check -r "$url" --cacert ca.pem 192.0.2.10
is 'a pass' "$status $(cat out err)" "0 $path"
check "@https://dns.localhost:$port" --cacert ca.pem 192.0.2.10
is 'without a path it is /dns-query, and @ takes a URL as well' "$status $(cat out err)" "0 $path"
check -r "$url" --cacert ca.pem 192.0.2.11
is 'a failure' "$status $(head -n 1 out)" '1 192.0.2.11  FAIL  the PTR name points to another address'
check -r "$url" --cacert ca.pem 192.0.2.77
is 'no PTR record' "$status $(head -n 1 out)" '1 192.0.2.77  FAIL  the address has no PTR record'
check -r "$url" --cacert ca.pem --timeout 0.4 --retries 1 198.51.100.7
is 'SERVFAIL is undecided' "$status $(head -n 1 out)" \
	'75 198.51.100.7  UNDECIDED  the resolver cannot get the PTR record'
check -r "$url" --cacert ca.pem --tcp --transport datagram 192.0.2.10
is '--tcp and --transport change nothing' "$status $(cat out err)" "0 $path"
check -r "$url" --cacert ca.pem -4 192.0.2.10
is '-4 is obeyed' "$status $(cat out err)" "0 $path"
check -r "$url" --cacert ca.pem -j 192.0.2.10
is 'the server in the record is the URL' \
	"$(grep -o '"server":"[^"]*"' out | sort -u)" "\"server\":\"$url\""
check -r "$url" --cacert ca.pem --timeout 0.4 --retries 1 -v 198.51.100.7
is '-v does not speak of UDP' "$(grep -cE 'UDP|TCP' out) $(grep -c 'HTTPS' out)" '0 2'

# The list: each name of 192.0.2.0/24 once, known situations again and again.
{
	echo 192.0.2.0/24
	yes '192.0.2.10 2001:db8::10 192.0.2.12 203.0.113.65 192.0.2.30 198.51.100.7' |
		head -n 10 | tr ' ' '\n'
} >list
# Both shall know all answers, so that they say the same: asked for the first time, Unbound now and
# then says SERVFAIL, and remembers it for some seconds.
knows_all() {
	for attempt in 1 2 3 4 5 6 7 8 9 10; do
		check -P 10 -j --no-timing -l list "$@"
		# 192.0.2.40's name and 198.51.100.7 are broken for good.
		[ "$(grep -c '"iprev":"temperror"' out)" -ne 11 ] || return 0
	done
	echo "# some are undecided, even at attempt $attempt"
}
knows_all -r "$url" --cacert ca.pem
knows_all -r "$resolver"
mv out plain
unbound_says num.query.https >/dev/null
: >log
http_proxy=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 \
	check -r "$url" --cacert ca.pem -j --no-timing -l list
is 'a list gives the same octets as over UDP' \
	"$(wc -l <out) $(cmp out plain && echo same) $(cat err)" '316 same '
asked=$(unbound_says num.query.https)
is 'all of it asked over https' "$([ "$asked" -gt 250 ] && echo yes)" yes
check -r "$url" --cacert ca.pem --proxy "127.0.0.1:$proxy_port" -j --no-timing -l list
is 'and the same through a proxy' "$(cmp out plain && echo same) $(cat err)" 'same '
is 'over one connection' "$(cat log)" "PROXY CONNECT 127.0.0.1:$port HTTP/1.1"
# Unbound closes the connection at a question that it is told to drop; the others go again.
printf '%s\n' 192.0.2.0/24 203.0.113.5 192.0.2.0/24 203.0.113.5 192.0.2.0/24 >list
check -r "$url" --cacert ca.pem --timeout 0.4 --retries 1 -j -l list
is 'who breaks a connection takes nobody along' \
	"$(grep '"iprev":"temperror"' out | grep -o '"address":"[^"]*"' | sort | uniq -c | tr -s ' ')" \
	' 3 "address":"192.0.2.40"
 2 "address":"203.0.113.5"'
check -r "https://proxied.example:$port" --cacert ca.pem --proxy "http://127.0.0.1:$proxy_port" \
	192.0.2.10
is 'names are left to the proxy' "$status $(cat out err)" "0 $path"

# ---- what is no usable server is said once, with the reason ----

# says TITLE REASON ARGS...: undecided, and one line on standard error.
says() {
	title=$1
	reason=$2
	shift 2
	check --timeout 0.3 --retries 1 -j "$@" 192.0.2.10 192.0.2.11
	# A system without ca-certificates trusts nobody, either.
	sed -e 's/ (.*//' -e 's/the trusted certificates cannot be read$/its certificate cannot be verified/' \
		err >said
	is "$title" "$status $(grep -c '"iprev":"temperror"' out) $(cat said)" "75 2 $no_resolver $reason"
}
shut=https://127.0.0.1:1/dns-query
says 'a closed port' "$shut: no connection" -r "$shut"
is 'with the reason of the system' "$(grep -o '(.*' err)" '(Connection refused)'
says 'a certificate of nobody known' "$url: its certificate cannot be verified" -r "$url"
says 'one of another authority' "$url: its certificate cannot be verified" \
	-r "$url" --cacert other-ca.pem
other=https://other.localhost:$port/dns-query
says 'one for another name' "$other: its certificate cannot be verified" -r "$other" --cacert ca.pem
says 'a file without certificates' "$url: its certificate cannot be verified" \
	-r "$url" --cacert list
says 'a path that Unbound does not have' "https://127.0.0.1:$port/nothing: HTTP status 404" \
	-r "https://127.0.0.1:$port/nothing" --cacert ca.pem
says 'a proxy that refuses' "https://127.0.0.2:$port/dns-query: the exchange failed" \
	-r "https://127.0.0.2:$port" --cacert ca.pem --proxy "127.0.0.1:$proxy_port"
says 'a proxy that is not there' "$url: no connection" -r "$url" --proxy 127.0.0.1:1
says 'two of them' "$shut, $url: its certificate cannot be verified" -r "$shut,$url"
check -r "$shut,$url" --cacert ca.pem 192.0.2.10
is 'one that is there is enough' "$status $(cat out err)" "0 $path"

# ---- a server that answers in every wrong way ----

for name in ok cookie parameter; do
	check -r "$bad/$name" --cacert ca.pem 192.0.2.10
	is "the other server passes it ($name)" "$status $(head -n 1 out)$(cat err)" \
		"0 192.0.2.10  PASS  mail.example.com leads back to it"
done
is 'its requests are as RFC 8484 wants them, and tell nothing of us' "$(grep POST log | sort -u)" \
	"$(for name in cookie ok parameter; do
		echo "POST /$name id 0: User-Agent=fcrdns-check, Content-Type=application/dns-message," \
			'Accept=application/dns-message'
	done)"

: >log
for name in status201 status400 status500 status503 redirect301 redirect307 redirect308 type \
	longertype notype empty big endless headers close http09 half; do
	case $name in
	status* | redirect*) reason="HTTP status ${name##*[a-z]}" ;;
	type) reason="content of type 'text/html\027[0m', not application/dns-message" ;;
	longertype) reason="content of type 'application/dns-messagex', not application/dns-message" ;;
	notype) reason="content of type '', not application/dns-message" ;;
	empty) reason='an empty answer' ;;
	big | endless | headers) reason='an answer longer than DNS has' ;;
	*) reason='the exchange failed' ;;
	esac
	says "no answer: $name" "$bad/$name: $reason" -r "$bad/$name" --cacert ca.pem
done
is 'no redirect was followed' "$(grep -cE '/ok|GET' log)" 0
# The server is there, but what it says is none.
for name in id question echo garbage short cut slow silent; do
	check --timeout 0.3 --retries 1 -j -r "$bad/$name" --cacert ca.pem 192.0.2.10 192.0.2.11
	is "undecided: $name" "$status $(grep -c '"iprev":"temperror"' out) $(cat err)" '75 2 '
done
check --timeout 0.3 --retries 1 -r "$bad/cut" --cacert ca.pem 192.0.2.10
is 'a cut answer is not asked for on port 53' "$(grep -c 'did not come whole\|is cut short' out)" 1

# ---- the server goes, and comes again ----

has_records() { [ "$(wc -l <out)" -eq "$1" ]; }
results() { grep -o '"iprev":"[a-z]*"' out | sed 's/.*:"//; s/"//' | tr '\n' ' '; }
mkfifo pipe
timeout -k 5 "$hang_s" "$program" -r "$url" --cacert ca.pem --timeout 0.4 -j -l pipe >out 2>err &
job=$!
exec 9>pipe
echo 192.0.2.10 >&9
wait_for has_records 1 || :
stop_unbound KILL
printf '192.0.2.11\n192.0.2.12\n' >&9
wait_for has_records 3 || :
start_unbound
printf '192.0.2.11\n192.0.2.12\n' >&9
wait_for has_records 5 || :
exec 9>&-
status=0
wait "$job" || status=$?
is 'a server that is killed and comes again' "$status $(results)$(cat err)" \
	'1 pass temperror temperror fail pass '

# What was open when the proxy lost its server without a word is undecided; the next is not.
: >log
timeout -k 5 "$hang_s" "$program" -r "$url" --cacert ca.pem --proxy "127.0.0.1:$proxy_port" \
	--timeout 0.3 --retries 1 -j -l pipe >out 2>err &
job=$!
exec 9>pipe
echo 192.0.2.10 >&9
wait_for has_records 1 || :
: >stall
echo 192.0.2.100-192.0.2.139 >&9
wait_for has_records 41 || :
echo 192.0.2.12 >&9
exec 9>&-
wait "$job" || :
is 'a connection that falls silent is given up' \
	"$(results | sed 's/ .* \([a-z]\)/ ... \1/')$(grep -c PROXY log) $(cat err)" 'pass ... pass 2 '

# A pause is no silence: what is asked in it is answered after it, on the same connection.
: >log
timeout -k 5 "$hang_s" "$program" -r "$url" --cacert ca.pem --proxy "127.0.0.1:$proxy_port" \
	--timeout 20 -j -l pipe >out 2>err &
job=$!
exec 9>pipe
echo 192.0.2.10 >&9
wait_for has_records 1 || :
: >hold
echo 192.0.2.100-192.0.2.139 >&9
exec 9>&-
sleep 2
rm hold
wait "$job" || :
is 'a connection that only pauses is kept' \
	"$(results | tr ' ' '\n' | sort | uniq -c | tr -s ' \n' ' ')$(grep -c PROXY log) $(cat err)" \
	' 1 pass 40 permerror 1 '

# A connection takes longer to make than all tries of a question: those that come later have it.
: >log
: >hold
timeout -k 5 "$hang_s" "$program" -r "$url" --cacert ca.pem --proxy "127.0.0.1:$proxy_port" \
	--timeout 0.2 --retries 1 -j -l pipe >out 2>err &
job=$!
exec 9>pipe
for records in 1 2 3; do
	echo "192.0.2.1$records" >&9
	wait_for has_records "$records" || :
done
rm hold
echo 192.0.2.10 >&9
exec 9>&-
wait "$job" || :
is 'who is given up does not take the connection along that it makes' \
	"$(results)$(grep -c PROXY log) $(cat err)" 'temperror temperror temperror pass 1 '

# ---- the command line ----

# refuses TITLE SENTENCE ARGS...
refuses() {
	title=$1
	sentence=$2
	shift 2
	check "$@" 192.0.2.10
	is "$title" "$status $(cat out err)" "64 fcrdns-check: $sentence"
}
refuses 'http is refused' \
	"'http://dns.example/' is no URL of a resolver: only https:// is asked, other answers anybody can forge" \
	-r http://dns.example/
refuses 'a mixture is refused' 'resolvers asked over https cannot be mixed with others' \
	-r "$url,$resolver"
refuses 'the other way round, too' 'resolvers asked over https cannot be mixed with others' \
	-r "$resolver" "@$url"
refuses '-p is refused' \
	'-p is not for https: write the port into the URL, as in https://dns.example:8443/dns-query' \
	-p 443 -r "$url"
refuses '--cacert without https' \
	'--cacert is for resolvers asked over https: give one with -r https://URL' --cacert ca.pem
refuses '--proxy without https' \
	'--proxy is for resolvers asked over https: give one with -r https://URL' \
	--proxy 127.0.0.1:3128 -r 127.0.0.1
refuses 'no such proxy' \
	"'ftp://x' is no URL of a proxy: it can be http://, https://, socks5:// or socks5h://" \
	--proxy ftp://x -r "$url"
check -r "$url" --cacert none.pem 192.0.2.10
is 'a file of certificates that is not there' "$status $(cat out err)" \
	'66 fcrdns-check: cannot read none.pem: No such file or directory'

# ---- libcurl ----

is 'the program is not linked with libcurl' "$(ldd "$program" | grep -c curl)" 0
LD_DEBUG=files check -r "$resolver" 192.0.2.10
is 'and a plain check does not open it' "$status $(grep -c 'curl' err)" '0 0'
mkdir bare
: >bare/libcurl.so.4
: >bare/libcurl-gnutls.so.4
LD_LIBRARY_PATH=$state/bare check -r "$url" --cacert ca.pem 192.0.2.10
is 'without it one sentence says what to install' "$status $(cat out err)" \
	'71 fcrdns-check: https needs libcurl: install the package libcurl4 (libcurl.so.4 or libcurl-gnutls.so.4 is not there)'
LD_LIBRARY_PATH=$state/bare check -r "$resolver" 192.0.2.10
is 'and all else goes on' "$status $(cat out err)" "0 $path"

echo "1..$n"
