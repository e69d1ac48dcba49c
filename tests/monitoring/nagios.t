#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Nagios 4 runs the plugin from the shipped file, and keeps state and performance data. Speaks
# TAP.
set -eu
# shellcheck source=tests/monitoring/bed.sh
. "$(dirname "$0")/bed.sh"
with_servers
me=$(id -un)
mkdir -p plugins results
ln -s "$plugin" plugins/check_fcrdns

# What a site has beside the shipped file. Checks are a second apart here, not half an hour.
service() {
	cat <<CFG
define service {
    use                  fcrdns-service
    host_name            $1
    service_description  $2
    check_command        $3
    check_interval       0.02
    retry_interval       0.02
    contacts             nobody
}
CFG
}
host() { printf 'define host {\n host_name %s\n address %s\n max_check_attempts 1\n contacts nobody\n}\n' "$1" "$2"; }
{
	echo 'define timeperiod {
    timeperiod_name 24x7
    alias always
    monday 00:00-24:00
    tuesday 00:00-24:00
    wednesday 00:00-24:00
    thursday 00:00-24:00
    friday 00:00-24:00
    saturday 00:00-24:00
    sunday 00:00-24:00
}
define contact {
    contact_name nobody
    host_notification_period 24x7
    service_notification_period 24x7
    host_notifications_enabled 0
    service_notifications_enabled 0
    host_notification_commands none
    service_notification_commands none
}
define command {
    command_name none
    command_line /bin/true
}'
	host mail 192.0.2.10
	host old 192.0.2.11
	service mail confirmed "check_fcrdns!-s $resolver"
	service mail expected "check_fcrdns_name!mail.example.com!-s $resolver"
	service mail other "check_fcrdns_name!www.example.com!-s $resolver -vv"
	service old stale "check_fcrdns!-s $resolver"
	service old undecided "check_fcrdns!-s 127.0.0.1:1"
	service old pool "check_fcrdns_of!-H 192.0.2.10 -H 2001:db8::10 -s $resolver"
} >site.cfg
echo "\$USER1\$=$state/plugins" >resource.cfg
cat >nagios.cfg <<CFG
cfg_file=$top/data/nagios/fcrdns.cfg
cfg_file=$state/site.cfg
resource_file=$state/resource.cfg
log_file=$state/nagios.log
status_file=$state/status.dat
object_cache_file=$state/objects.cache
precached_object_file=$state/objects.precache
state_retention_file=$state/retention.dat
check_result_path=$state/results
temp_path=$state
temp_file=$state/nagios.tmp
lock_file=$state/nagios.lock
command_file=$state/nagios.cmd
query_socket=$state/nagios.qh
nagios_user=$me
nagios_group=$(id -gn)
status_update_interval=1
interval_length=60
execute_host_checks=0
check_for_updates=0
enable_notifications=0
log_service_retries=1
illegal_macro_output_chars=\`~\$&|'"<>
CFG

"$run" nagios4 -v nagios.cfg >verified 2>&1 || :
is 'Nagios finds nothing wrong with the files' "$(grep -E '^Total (Warnings|Errors):' verified | tr -s ' ')" \
	'Total Warnings: 0
Total Errors: 0'
# As it is, and as a daemon it would not be ours.
launch nagios "$run" nagios4 nagios.cfg

# of SERVICE FIELD: what status.dat has.
of() {
	awk -v want="$1" -v field="$2" '
		/^servicestatus \{/ { found = 0 }
		{ sub(/^\t/, "") }
		$0 == "service_description=" want { found = 1 }
		found && index($0, field "=") == 1 { print substr($0, length(field) + 2); exit }' status.dat
}
all_checked() { [ -s status.dat ] && [ "$(grep -c '^	has_been_checked=1' status.dat)" -ge 6 ]; }
wait_for all_checked || bail 'Nagios has not checked all services' nagios
state_of() { echo "$(of "$1" current_state) $(of "$1" plugin_output | masked)"; }

is 'confirmed' "$(state_of confirmed)" '0 FCRDNS OK - 192.0.2.10 -> mail.example.com -> 192.0.2.10'
is 'with its performance data' "$(of confirmed performance_data | masked)" \
	'time=Ts;;;0;10 ptr_records=1;;;0 confirmed=1;;;0'
is 'the expected name' "$(state_of expected)" '0 FCRDNS OK - 192.0.2.10 -> mail.example.com -> 192.0.2.10'
is 'another one' "$(state_of other)" \
	'2 FCRDNS CRITICAL - 192.0.2.10: www.example.com is not among the confirmed names of 192.0.2.10'
is 'the lines after it are its long output' \
	"$(of other long_plugin_output | sed 's/\\n/\n/g' | sed -n 2,3p)" \
	'  fail expect_mismatch: www.example.com is not among the confirmed names of 192.0.2.10
    fix: set the PTR of 192.0.2.10 to www.example.com at your provider, and at your DNS host give www.example.com the A record 192.0.2.10.'
is 'and no part of its performance data' "$(of other performance_data | masked)" \
	'time=Ts;;;0;10 ptr_records=1;;;0 confirmed=1;;;0'
is 'a stale PTR' "$(state_of stale)" \
	'2 FCRDNS CRITICAL - 192.0.2.11: PTR old.example.com resolves to 192.0.2.99, not to 192.0.2.11'
is 'nobody answers' "$(state_of undecided)" \
	'1 FCRDNS WARNING - 192.0.2.11: cannot decide, no answer for 11.2.0.192.in-addr.arpa in 3 tries: nobody listens there, or there is no route (server SERVER)'
is 'several addresses' "$(state_of pool)" \
	'0 FCRDNS OK - 192.0.2.10 -> mail.example.com -> 192.0.2.10 (of 2 addresses: 2 OK)'
is 'have labels of their own' "$(of pool performance_data | masked)" \
	"'192.0.2.10 time'=Ts;;;0;10 '192.0.2.10 ptr_records'=1;;;0 '192.0.2.10 confirmed'=1;;;0 '2001:db8::10 time'=Ts;;;0;10 '2001:db8::10 ptr_records'=1;;;0 '2001:db8::10 confirmed'=1;;;0"

# From the first bad result to the hard state there are as many checks as the template says.
is_hard() { [ "$(of stale state_type)" = 1 ]; }
wait_for is_hard || bail 'the state does not become hard' nagios
is 'a state is hard after four checks' \
	"$(sed -n 's/.*SERVICE ALERT: old;stale;\([A-Z]*;[A-Z]*;[0-9]\);.*/\1/p' nagios.log)" \
	'CRITICAL;SOFT;1
CRITICAL;SOFT;2
CRITICAL;SOFT;3
CRITICAL;HARD;4'
finish nagios
echo "1..$n"
