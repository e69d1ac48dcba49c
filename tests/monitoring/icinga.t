#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Icinga 2 runs the plugin by the shipped CheckCommand and apply rule, writes performance data
# and keeps the state. Speaks TAP.
set -eu
# shellcheck source=tests/monitoring/bed.sh
. "$(dirname "$0")/bed.sh"
with_servers
me=$(id -un)
icinga=$(echo "$unpacked"/usr/lib/*-linux-*/icinga2/sbin/icinga2)
mkdir -p plugins perfdata log cache run spool lib/icinga2
ln -s "$plugin" plugins/check_fcrdns

# What a site has beside the shipped file. Checks are a second apart here, not half an hour.
cat >site.conf <<CONF
object CheckerComponent "checker" { }
object PerfdataWriter "perfdata" {
  host_perfdata_path = "$state/perfdata/host"
  service_perfdata_path = "$state/perfdata/service"
  host_temp_path = "$state/host.tmp"
  service_temp_path = "$state/service.tmp"
  rotation_interval = 1s
  service_format_template = "\$host.name\$ \$service.state\$ \$service.state_type\$ \$service.check_attempt\$|\$service.perfdata\$|\$service.output\$"
}
object CheckCommand "always" { command = [ "/bin/true" ] }
template Host "mail" {
  check_command = "always"
  vars.fcrdns_server = "$resolver"
}
object Host "good" {
  import "mail"
  address = "192.0.2.10"
  address6 = "2001:db8::10"
  vars.fcrdns = true
}
object Host "expected" {
  import "mail"
  address = "192.0.2.10"
  vars.fcrdns_expected = [ "www.example.com", "mail.example.com" ]
}
object Host "other" {
  import "mail"
  address = "192.0.2.10"
  vars.fcrdns_expected = [ "www.example.com", "old.example.com" ]
}
object Host "stale" {
  import "mail"
  address = "192.0.2.11"
  vars.fcrdns = true
}
object Host "undecided" {
  import "mail"
  address = "192.0.2.11"
  vars.fcrdns = true
  vars.fcrdns_server = [ "127.0.0.1:1", "127.0.0.1:2" ]
  vars.fcrdns_temperror_result = "unknown"
}
object Host "pool" {
  import "mail"
  vars.fcrdns = true
  vars.fcrdns_address = [ "192.0.2.10", "mail.example.com" ]
  vars.fcrdns_ipv6 = true
  vars.fcrdns_helo = "mail.example.com"
  vars.fcrdns_ownership = "ali-0123456789abcdef"
  vars.fcrdns_port = 53
  vars.fcrdns_warning = "@0:9"
  vars.fcrdns_critical = "9"
  vars.fcrdns_timeout = 9
  vars.fcrdns_timeout_result = "unknown"
  vars.fcrdns_generic_result = "ok"
  vars.fcrdns_ignore = [ "ptr_multiple", "generic_name" ]
  vars.fcrdns_verbose = true
  vars.fcrdns_detail = false
}
object Host "unwatched" {
  import "mail"
  address = "192.0.2.11"
}
CONF
sed 's/_interval = [0-9]*m/_interval = 1s/' "$top/data/icinga2/fcrdns.conf" >fcrdns.conf
cat >icinga2.conf <<CONF
include "$top/data/icinga2/fcrdns.conf"
include "$state/site.conf"
CONF
sed "s|^include .*/fcrdns.conf\"|include \"$state/fcrdns.conf\"|" icinga2.conf >quick.conf

cat >icinga2 <<SH
#!/bin/sh
verb=\$1
shift
exec "$run" "$icinga" "\$verb" -D ConfigDir="$state" -D DataDir="$state/lib/icinga2" -D LogDir="$state/log" \
	-D CacheDir="$state/cache" -D SpoolDir="$state/spool" -D InitRunDir="$state/run" -D NodeName=here \
	-D PluginDir="$state/plugins" -D RunAsUser="$me" -D RunAsGroup="$(id -gn)" "\$@"
SH
chmod +x icinga2
./icinga2 daemon -C -c icinga2.conf >verified 2>&1 || { sed 's/^/# /' verified; echo 'Bail out!'; exit 1; }
is 'Icinga finds nothing wrong with the file' "$(grep -cE ' (warning|critical)/' verified)" 0
is 'the rule applies to who asks for it' "$(grep -o 'Instantiated [0-9]* Services' verified)" 'Instantiated 6 Services'

launch icinga ./icinga2 daemon -c quick.conf
# of HOST: the latest that was written of it.
of() { cat perfdata/* service.tmp 2>/dev/null | grep "^$1 " | tail -n 1 | masked; }
all_checked() {
	for host in good expected other stale undecided pool; do
		[ -n "$(of "$host")" ] || return 1
	done
}
wait_for all_checked || bail 'Icinga has not checked all hosts' icinga
# Of the last of them the state may still be soft.
is_hard() { of stale | grep -q ' HARD 1'; }
wait_for is_hard || bail 'the state does not become hard' icinga
perf='=Ts;;;0;10'
is 'both addresses of a host' "$(of good)" \
	"good OK HARD 1|'192.0.2.10 time'$perf '192.0.2.10 ptr_records'=1;;;0 '192.0.2.10 confirmed'=1;;;0 '2001:db8::10 time'$perf '2001:db8::10 ptr_records'=1;;;0 '2001:db8::10 confirmed'=1;;;0|FCRDNS OK - 192.0.2.10 -> mail.example.com -> 192.0.2.10 (of 2 addresses: 2 OK)"
# word HOST: its state and words, whatever its number of checks.
word() { of "$1" | sed -E 's/ (SOFT|HARD) [0-9][|].*[|]/ /'; }
is 'one of two names' "$(word expected)" 'expected OK FCRDNS OK - 192.0.2.10 -> mail.example.com -> 192.0.2.10'
is 'none of two names' "$(word other)" \
	'other CRITICAL FCRDNS CRITICAL - 192.0.2.10: none of www.example.com and old.example.com is among the confirmed names of 192.0.2.10'
is 'a stale PTR' "$(word stale)" \
	'stale CRITICAL FCRDNS CRITICAL - 192.0.2.11: PTR old.example.com resolves to 192.0.2.99, not to 192.0.2.11'
is 'with performance data' "$(of stale | cut -d '|' -f 2)" "time$perf ptr_records=1;;;0 confirmed=0;;;0"
is 'nobody answers, and the state for that' "$(word undecided)" \
	'undecided UNKNOWN FCRDNS UNKNOWN - 192.0.2.11: cannot decide, no answer for 11.2.0.192.in-addr.arpa in 3 tries: nobody listens there, or there is no route (server SERVER)'
is 'every argument at once' "$(word pool)" \
	'pool WARNING FCRDNS WARNING - 192.0.2.10 -> mail.example.com -> 192.0.2.10, took T s (range @0:9) (of 2 addresses: 2 WARNING); 2001:db8::10 -> mail.example.com -> 2001:db8::10, took T s (range @0:9)'
# That it was not known at first counts as the first of four, for Icinga.
is 'a state is hard after so many checks as the rule says' \
	"$(cat perfdata/* | sed -n 's/^stale \([A-Z]* [A-Z]* [0-9]\)|.*/\1/p' | sed '/HARD/q' | tail -n 2)" \
	'CRITICAL SOFT 3
CRITICAL HARD 1'
finish icinga
wait_for test -s lib/icinga2/icinga2.state
# Its state file holds both of the services that are critical.
is 'and Icinga keeps it' "$(tr , '\n' <lib/icinga2/icinga2.state | grep -ac '"last_hard_state_raw":2')" 2
echo "1..$n"
