#!/bin/sh
# SPDX-License-Identifier: MIT
# No key, token or password leaves the program but to whom it is for. Speaks TAP.
set -eu
# shellcheck source=tests/e2e/bed.sh
. "$(dirname "$0")/bed.sh"
# shellcheck source=tests/e2e/cloud.sh
. "$here/cloud.sh"
also_end() { cloud_end; }
cd "$state"
with_cloud
secret=$HCLOUD_TOKEN
mkdir said

# says NAME ARGS...: what a command says is kept.
says() {
	name=$1
	shift
	run "$@"
	mv out "said/$name.out"
	mv err "said/$name.err"
}
says inventory inventory --provider hetzner -v
says dry ptr set 192.0.2.10 mail.example.com --provider hetzner -r 127.0.0.1:1 -v
says set ptr set 192.0.2.10 mail.example.com --provider hetzner -r 127.0.0.1:1 --wait 0 --yes -v
says again ptr unset 192.0.2.10 --provider hetzner -r 127.0.0.1:1 --wait 1 --yes -v --timeout 0.1 --retries 0
for how in 401 403 500 302 cut-length cut-close nothing endless; do
	breaks primary_ips 9 "$how"
	says "$how" inventory --provider hetzner -v --deadline 1
done
breaks
is 'all of them said something' "$(find said -name '*.err' -size +0 | wc -l)" 12
is 'nothing that was said holds the token' "$(grep -l "$secret" said/* || :)" ''

# ---- settings that are wrong ----

password=geheim-Pa55wort
HOME=$state
export HOME ALIBABA_CLOUD_PROFILE=a
mkdir .aliyun
echo '{"profiles": [{"name": "a", "mode": "AK", "access_key_id": "LTAIx",' \
	"\"access_key_secret\": \"$password\"}]}" >.aliyun/config.json
chmod 644 .aliyun/config.json
says readable inventory --provider alibaba -v
is 'a file that others can read is refused' "$status $(sed "s|$state|HOME|g" said/readable.err)" \
	'65 fcrdns-check: HOME/.aliyun/config.json holds a password and others can read it: chmod 600 HOME/.aliyun/config.json'
chmod 600 .aliyun/config.json
echo "\"$password" >>.aliyun/config.json
says twice inventory --provider alibaba -v
is 'one that is damaged is told by its line' "$status $(sed 's/.*config.json, //' said/twice.err)" \
	'65 line 3: found unexpected end of stream'
HCLOUD_ENDPOINT=https://me:$password@127.0.0.1:1/v1 says url inventory --provider hetzner -v
is 'a URL with a password is refused' "$status $(tail -n 2 said/url.err | sed "s|, [0-9]* ms|, 0 ms|")" \
	'64 hetzner: GET https://(secret)@127.0.0.1:1/v1/primary_ips?page=1&per_page=50: a user name or password is not taken, 0 ms
fcrdns-check: hetzner: https://(secret)@127.0.0.1:1/v1/primary_ips?page=1&per_page=50: a user name or password is not taken'
is 'and nothing that was said holds the password' "$(grep -l "$password" said/* || :)" ''

# ---- the process ----

breaks primary_ips 9 stalled
/usr/bin/python3 - "$program" "$secret" >process <<'END'
import os, resource, signal, subprocess, sys, time
program, secret = sys.argv[1:]
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
begun = open("cloud/log").read().count("primary_ips")
child = subprocess.Popen([program, "inventory", "--provider", "hetzner"], stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for _ in range(600):
    if open("cloud/log").read().count("primary_ips") > begun:
        break
    time.sleep(0.1)
line = open("/proc/%d/cmdline" % child.pid).read()
print("command line", "holds it" if secret in line else "is clean")
os.kill(child.pid, signal.SIGABRT)
_, status = os.waitpid(child.pid, 0)
print("signal", os.WTERMSIG(status), "core", os.WCOREDUMP(status))
END
is 'neither its command line nor a core has it' "$(cat process)" 'command line is clean
signal 6 core False'
is 'no core lies about' "$(find . -name 'core*' | wc -l)" 0
breaks

echo "1..$n"
