#!/bin/sh
# SPDX-License-Identifier: MIT
# A real node_exporter reads the sums of a scan, and promtool finds nothing to say of them. Speaks TAP.
set -eu
# shellcheck source=tests/monitoring/bed.sh
. "$(dirname "$0")/bed.sh"
with_servers
mkdir folder
port=$(free_ports 1)
launch node "$run" prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory=folder --web.listen-address="127.0.0.1:$port" --web.disable-exporter-metrics
answers() { curl -sf "http://127.0.0.1:$port/metrics" >metrics; }
wait_for answers || bail 'node_exporter does not answer' node

# As fcrdns-scan.service has it, word for word, but for the places.
sed -n '/^ExecStart=/,/[^\\]$/p' "$top/data/systemd/fcrdns-scan.service" | tr -d '\\\n' |
	sed -e "s|^ExecStart=[^ ]*/|$(dirname "$program")/|" -e 's|/etc/fcrdns/scan.list|scan.list|' \
		-e 's|%S/fcrdns-scan/|folder/|' -e "s|\$ARGS|-r $resolver|" >scan.sh
printf '192.0.2.10\n192.0.2.11\n198.51.100.7\n192.0.2.77\nnonsense/\n' >scan.list
sh scan.sh >out 2>err || bail 'the scan of the unit failed' node
is 'the scan says nothing' "$(cat out err)" ''
answers
is 'the collector has no error' "$(grep '^node_textfile_scrape_error' metrics)" 'node_textfile_scrape_error 0'
is 'it tells the sums' "$(grep '^fcrdns_scan_addresses' metrics)" \
	'fcrdns_scan_addresses{iprev="fail"} 1
fcrdns_scan_addresses{iprev="invalid"} 1
fcrdns_scan_addresses{iprev="none"} 0
fcrdns_scan_addresses{iprev="pass"} 1
fcrdns_scan_addresses{iprev="permerror"} 1
fcrdns_scan_addresses{iprev="temperror"} 1'
is 'and when that was' "$(grep -c '^fcrdns_scan_last_completion_timestamp_seconds 1\.[0-9]*e+09$' metrics)" 1
is 'promtool has nothing to say of the file' "$("$run" promtool check metrics <folder/fcrdns.prom 2>&1 && echo)" ''
cat >inventory <<LIST
192.0.2.10 openstack RegionOne fip-10 mail.example.com
192.0.2.77 openstack RegionOne fip-77
LIST
"$program" stale -r "$resolver" --authority-port "$(sed 's/.*://' servers/authoritative)" --ledger ledger \
	--inventory inventory --own-domain example.com --format prom -o folder/fcrdns.prom --fail-on never
is 'nor of a scan of holdings' "$("$run" promtool check metrics <folder/fcrdns.prom 2>&1 && echo)" ''
answers
is 'whose classes are told' "$(grep '^fcrdns_scan_stale.* [1-9]' metrics)" \
	'fcrdns_scan_stale{class="held_missing"} 1
fcrdns_scan_stale{class="held_ok"} 1'
finish node
echo "1..$n"
