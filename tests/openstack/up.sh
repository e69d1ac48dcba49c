#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154
# up.sh: start Keystone, Neutron (API and database only, no agents), Designate and a
# BIND that Designate feeds, all on 127.0.0.1, then seed them.  Needs `tests/lab/fetch.sh openstack` once.
#   OS_LAB_PORT=15000  OS_LAB_DIR=build/openstack   (see lib.sh)
#   OS_LAB_NOSNAP=1 seed through the APIs even when a snapshot of a seeded lab is at hand
#   OS_LAB_SHORT=3  also start a second Keystone (same keys, same database) whose tokens
#                   live 3 s; its URL is in OS_LAB_AUTH_URL_SHORT
#   OS_LAB_DESIGNATE_TOKEN_CACHE=300  let Designate cache its verdict on a token
# Idempotent: with everything already up it only rewrites the env file and returns.
set -euo pipefail
# shellcheck source=tests/openstack/lib.sh
. "$(dirname "$0")/lib.sh"
T0=${EPOCHREALTIME/./}
say() { local ms=$(((${EPOCHREALTIME/./} - T0) / 1000)); printf "%3d.%ds %s\n" $((ms / 1000)) $((ms % 1000 / 100)) "$*"; }

trap 'rc=$?; [ $rc = 0 ] || { trap - EXIT; "$HERE/down.sh" >&2; exit $rc; }' EXIT
mkdir -p "$RUN"/{pid,log,fernet,credential,bind,state/neutron,state/designate,policy.d}
for f in "$RUN"/pid/*; do
	[ -e "$f" ] || continue
	if mine "$f"; then
		[ -e "$RUN/openrc" ] && { echo "up.sh: already up; . $RUN/openrc"; exit 0; }
		echo "up.sh: half up; taking it down first" >&2; "$HERE/down.sh"; break
	fi
	rm -f "$f"
done
for p in $(seq "$BASE" $((BASE + 9))); do
	if (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; then
		echo "up.sh: 127.0.0.1:$p is taken by someone else; choose OS_LAB_PORT" >&2; exit 1
	fi
done
# Always a fresh lab: the databases are small and the seed is the point.
rm -rf "$RUN"/db "$RUN"/bind "$RUN"/openrc "$RUN"/fixture.json "$RUN"/log
mkdir -p "$RUN"/{db,bind,log}
chmod 700 "$RUN"/fernet "$RUN"/credential

PW=labpass

auth_section() { cat <<X
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:$P_KEYSTONE/v3
auth_url = http://127.0.0.1:$P_KEYSTONE/v3
auth_type = password
username = $1
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
region_name = RegionOne
# no memcached: ask Keystone about every token, so a revoked one is refused at once
token_cache_time = ${2:--1}
X
}

cat >"$RUN/keystone.conf" <<X
[DEFAULT]
log_file = $RUN/log/keystone.log
use_stderr = false
# One process, so a cache in its memory stays coherent; without it a token check is 100+ SQL
# statements (0.7 s here).
[cache]
enabled = true
backend = dogpile.cache.memory
[database]
connection = sqlite:///$RUN/db/keystone.sqlite
[identity]
# bcrypt at its cheapest: the lab has nothing to protect and seeds six users
password_hash_rounds = 4
[token]
provider = fernet
expiration = ${OS_LAB_TOKEN_TTL:-3600}
[fernet_tokens]
key_repository = $RUN/fernet
[fernet_receipts]
key_repository = $RUN/fernet
[credential]
key_repository = $RUN/credential
[oslo_policy]
policy_dirs = $RUN/policy.d
X

sed "s/^expiration = .*/expiration = ${OS_LAB_SHORT:-3}/; s/keystone\\.log/keystone-short.log/" \
	"$RUN/keystone.conf" >"$RUN/keystone-short.conf"

cat >"$RUN/neutron.conf" <<X
[DEFAULT]
log_file = $RUN/log/neutron.log
use_stderr = false
bind_host = 127.0.0.1
bind_port = $P_NEUTRON
core_plugin = ml2
service_plugins = router
auth_strategy = keystone
api_workers = 0
rpc_workers = 0
rpc_state_report_workers = 0
transport_url = fake://
state_path = $RUN/state/neutron
api_paste_config = /usr/share/neutron-common/api-paste.ini
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = false
dhcp_agent_notification = false
[oslo_concurrency]
lock_path = $RUN/state/neutron
[oslo_messaging_notifications]
driver = noop
[oslo_policy]
policy_dirs = $RUN/policy.d
[database]
connection = sqlite:///$RUN/db/neutron.sqlite
[ml2]
type_drivers = local,flat
tenant_network_types = local
mechanism_drivers =
extension_drivers =
[ml2_type_flat]
flat_networks = *
$(auth_section neutron)
X

cat >"$RUN/designate.conf" <<X
[DEFAULT]
log_file = $RUN/log/designate.log
use_stderr = false
state_path = $RUN/state/designate
transport_url = fake://
network_api = neutron
host = lab
graceful_shutdown_timeout = 3
# rndc as whoever runs the lab; the packages' default is "sudo designate-rootwrap ..."
root_helper = env
[oslo_concurrency]
lock_path = $RUN/state/designate
[oslo_messaging_notifications]
driver = noop
[oslo_policy]
policy_dirs = $RUN/policy.d
[heartbeat_emitter]
emitter_type = noop
[storage:sqlalchemy]
connection = sqlite:///$RUN/db/designate.sqlite
[service:api]
listen = 127.0.0.1:$P_DESIGNATE
api_base_uri = http://127.0.0.1:$P_DESIGNATE/
api_paste_config = /usr/share/designate-common/api-paste.ini
auth_strategy = keystone
enable_api_v2 = true
enable_host_header = true
workers = 1
threads = 50
[service:central]
workers = 1
threads = 50
managed_resource_email = hostmaster@example.com
managed_resource_tenant_id = @SERVICE_PROJECT@
[service:mdns]
listen = 127.0.0.1:$P_MDNS
workers = 1
threads = 50
[service:worker]
workers = 1
threads = 50
poll_timeout = 2
poll_retry_interval = 1
poll_max_retries = 10
poll_delay = ${OS_LAB_POLL_DELAY:-1}
[service:producer]
workers = 1
threads = 20
[producer_task:delayed_notify]
interval = 2
[network_api:neutron]
timeout = 20
$(auth_section designate "${OS_LAB_DESIGNATE_TOKEN_CACHE:--1}")
X

cat >"$RUN/pools.yaml" <<X
- name: default
  description: the lab's only pool
  attributes: {}
  ns_records:
    - hostname: ns1.example.com.
      priority: 1
  nameservers:
    - host: 127.0.0.1
      port: $P_BIND
  targets:
    - type: bind9
      description: BIND on loopback
      masters:
        - host: 127.0.0.1
          port: $P_MDNS
      options:
        host: 127.0.0.1
        port: $P_BIND
        rndc_host: 127.0.0.1
        rndc_port: $P_RNDC
        rndc_key_file: $RUN/bind/rndc.key
        clean_zonefile: true
X

rndc-confgen -a -c "$RUN/bind/rndc.key" -k lab >/dev/null 2>&1
cat >"$RUN/bind/named.conf" <<X
include "$RUN/bind/rndc.key";
options {
	directory "$RUN/bind";
	pid-file none;
	session-keyfile "$RUN/bind/session.key";
	managed-keys-directory "$RUN/bind";
	listen-on port $P_BIND { 127.0.0.1; };
	listen-on-v6 { none; };
	recursion no;
	dnssec-validation no;
	allow-new-zones yes;
	allow-notify { 127.0.0.1; };
	notify no;
	empty-zones-enable no;
	max-journal-size 1m;
	max-cache-size 4m;
};
controls { inet 127.0.0.1 port $P_RNDC allow { 127.0.0.1; } keys { "lab"; }; };
X

start() {  # start NAME CMD...: a session of its own, its pid kept in pid/NAME
	local name=$1; shift
	setsid nice -n 5 "$@" >>"$RUN/log/$name.out" 2>&1 </dev/null &
	echo "$! $(started $!)" >"$RUN/pid/$name"
}
wait_tcp() {  # wait_tcp NAME PORT SECONDS
	local i
	for ((i = 0; i < $3 * 10; i++)); do
		(exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null && { say "$1 answers on 127.0.0.1:$2"; return 0; }
		mine "$RUN/pid/$1" || { echo "up.sh: $1 died; see $RUN/log" >&2; tail -n 5 "$RUN/log/$1.out" >&2; exit 1; }
		sleep 0.1
	done
	echo "up.sh: $1 did not answer within $3 s" >&2; exit 1
}

say "configuration written"
# Schemas (and Keystone's bootstrap, which holds port numbers) are made once for a set of
# package versions and kept as templates.
KEY=$(dpkg-query -W -f '${Version} ' python3-keystone python3-designate python3-neutron | md5sum | cut -c1-8)-$BASE
TPL=$RUN/template/$KEY
[ -e "$RUN/fernet/0" ] || keystone-manage --config-file "$RUN/keystone.conf" fernet_setup \
	--keystone-user "$(id -un)" --keystone-group "$(id -gn)" >"$RUN/log/keystone-manage.out" 2>&1
make_schemas() {
	local j1 j2 j3 j
	( set -e
	[ -e "$RUN/credential/0" ] || keystone-manage --config-file "$RUN/keystone.conf" credential_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)"
	keystone-manage --config-file "$RUN/keystone.conf" db_sync
	keystone-manage --config-file "$RUN/keystone.conf" bootstrap --bootstrap-password $PW \
		--bootstrap-region-id RegionOne --bootstrap-public-url "http://127.0.0.1:$P_KEYSTONE/v3" \
		--bootstrap-internal-url "http://127.0.0.1:$P_KEYSTONE/v3" --bootstrap-admin-url "http://127.0.0.1:$P_KEYSTONE/v3"
	) >>"$RUN/log/keystone-manage.out" 2>&1 & j1=$!
	designate-manage --config-file "$RUN/designate.conf" database sync >"$RUN/log/designate-manage.out" 2>&1 & j2=$!
	# neutron-db-manage cannot run its history on SQLite (ALTER of constraints), so the
	# schema is made from Neutron's own models, which is what its test suite does.
	$PY - "$RUN/db/neutron.sqlite" >"$RUN/log/neutron-db.out" 2>&1 <<'X' & j3=$!
import sys
import eventlet
eventlet.monkey_patch()
import sqlalchemy
from neutron.db.migration.models import head  # noqa: F401  (loads every model)
from neutron_lib.db import model_base
model_base.BASEV2.metadata.create_all(sqlalchemy.create_engine('sqlite:///' + sys.argv[1]))
X
	for j in $j1 $j2 $j3; do
		wait "$j" || { echo "up.sh: a database step failed; see $RUN/log/*.out" >&2; exit 1; }
	done
	for j in keystone neutron designate; do
		$PY -c 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute("pragma journal_mode=wal")' "$RUN/db/$j.sqlite"
	done
	rm -rf "$RUN/template"
	mkdir -p "$TPL.new"
	cp "$RUN"/db/*.sqlite "$TPL.new/"
	mv "$TPL.new" "$TPL"
}
# A seeded lab is kept as a snapshot for the same packages, ports, paths and scripts: the
# next up.sh starts from it, with the same ids, and skips the seeding.
SNAP=$RUN/snapshot/$KEY-$(cat "$HERE/seed.py" "$HERE/up.sh" "$RUN/pools.yaml" | md5sum | cut -c1-8)
warm=
if [ -d "$SNAP" ] && [ -z "${OS_LAB_NOSNAP:-}" ]; then
	warm=1
	cp "$SNAP"/db/*.sqlite "$RUN/db/"
	cp "$SNAP"/bind/* "$RUN/bind/"
	cp "$SNAP"/fixture.json "$SNAP"/service_project "$SNAP"/openrc-* "$RUN/"
fi
start bind /usr/sbin/named -f -n 1 -c "$RUN/bind/named.conf"
if [ -n "$warm" ]; then :; elif [ -d "$TPL" ]; then cp "$TPL"/*.sqlite "$RUN/db/"; else make_schemas; fi
say "databases in place"

export OS_KEYSTONE_CONFIG_DIR=$RUN
start keystone $PY /usr/bin/keystone-wsgi-public --host 127.0.0.1 --port "$P_KEYSTONE" -- --config-file "$RUN/keystone.conf"
start neutron $PY /usr/bin/neutron-server --config-file "$RUN/neutron.conf"
if [ -z "$warm" ]; then
	wait_tcp keystone "$P_KEYSTONE" 60
	$PY "$HERE/seed.py" identity "$RUN" "$BASE" >"$RUN/log/seed.out" 2>&1 || { cat "$RUN/log/seed.out" >&2; exit 1; }
	say "keystone seeded"
fi
sed -i "s/@SERVICE_PROJECT@/$(cat "$RUN/service_project")/" "$RUN/designate.conf"

start designate $PY "$HERE/designate_all.py" "$RUN/pools.yaml" --config-file "$RUN/designate.conf"
wait_tcp designate "$P_DESIGNATE" 60
wait_tcp designate "$P_MDNS" 60
wait_tcp neutron "$P_NEUTRON" 60
wait_tcp keystone "$P_KEYSTONE" 60
if [ -n "${OS_LAB_SHORT:-}" ]; then
	start keystone-short $PY /usr/bin/keystone-wsgi-public --host 127.0.0.1 --port $((BASE + 9)) -- --config-file "$RUN/keystone-short.conf"
	wait_tcp keystone-short $((BASE + 9)) 60
fi
if [ -n "$warm" ]; then
	cp "$SNAP/openrc" "$RUN/openrc"
	say "restored; ready: . $RUN/openrc"
	exit 0
fi
$PY "$HERE/seed.py" network "$RUN" "$BASE" >>"$RUN/log/seed.out" 2>&1 || { cat "$RUN/log/seed.out" >&2; exit 1; }
say "seeded; ready: . $RUN/openrc"
rm -rf "$RUN/snapshot"
mkdir -p "$SNAP.new"/{db,bind}
for db in keystone neutron designate; do
	$PY -c 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).backup(sqlite3.connect(sys.argv[2]))' \
		"$RUN/db/$db.sqlite" "$SNAP.new/db/$db.sqlite"
	$PY -c 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute("pragma journal_mode=wal")' "$SNAP.new/db/$db.sqlite"
done
cp "$RUN"/bind/slave.* "$RUN"/bind/_default.nz* "$SNAP.new/bind/"
rm -f "$SNAP.new"/bind/*-lock
cp "$RUN"/fixture.json "$RUN"/service_project "$RUN"/openrc "$RUN"/openrc-* "$SNAP.new/"
mv "$SNAP.new" "$SNAP"
