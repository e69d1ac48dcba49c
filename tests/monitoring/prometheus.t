#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Prometheus reads the shipped files, scrapes the exporter, and an alert fires for an address of
# the demo. Speaks TAP.
set -eu
# shellcheck source=tests/monitoring/bed.sh
. "$(dirname "$0")/bed.sh"
exporter=${FCRDNS_EXPORTER:-$top/build/release/fcrdns-exporter}
files=$top/data/prometheus
tool() {
	if "$run" promtool "$@" >said 2>&1; then
		echo well
	else
		cat said
	fi
}
prom() { /usr/bin/python3 -B "$here/prom.py" "$@"; }

is 'promtool takes the rules' "$(tool check rules "$files/fcrdns.rules.yml")" well
is 'their tests pass' "$(tool test rules "$files/fcrdns.test.yml")" well
is 'promtool takes the configuration' "$(tool check config "$files/scrape.yml")" well
prom rules "$top/data/grafana/fcrdns.json" >dashboard.rules.yml
is 'and the expressions of the dashboard' "$(tool check rules dashboard.rules.yml)" well

with_servers
# shellcheck disable=SC2046 # words
set -- $(free_ports 3)
exports=127.0.0.1:$1 server=127.0.0.1:$2 node=127.0.0.1:$3
echo "modules: {default: {resolvers: ['$resolver'], timeout: 2s}}" >modules.yml
launch exporter "$exporter" --web.listen-address="$exports" --config.file=modules.yml
mkdir folder
"$program" --format prom -r "$resolver" -o folder/fcrdns.prom --fail-on never 192.0.2.10 192.0.2.11
echo 192.0.2.10 openstack RegionOne fip-10 mail.example.com >inventory
"$program" stale -r "$resolver" --authority-port "$(sed 's/.*://' servers/authoritative)" --ledger ledger \
	--inventory inventory --own-domain example.com --format prom -o folder/stale.prom --no-timing
# Both at once would have two of a series.
sed -i '/fcrdns_scan_stale/!d' folder/stale.prom
launch node "$run" prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory=folder --web.listen-address="$node"

# The shipped files, but quicker: seconds for minutes, and with the addresses of the demo.
sed -e "s/127.0.0.1:9964/$exports/" -e 's/scrape_interval: .*/scrape_interval: 1s/' -e 's/scrape_timeout: .*/scrape_timeout: 1s/' \
	-e 's/^\( *\)- 192.0.2.10$/&\n\1- 192.0.2.11\n\1- 192.0.2.22\n\1- 203.0.113.5/' "$files/scrape.yml" >prometheus.yml
cat >>prometheus.yml <<YML
  - job_name: node
    scrape_interval: 1s
    scrape_timeout: 1s
    static_configs:
      - targets: ["$node"]
global:
  scrape_interval: 1s
  scrape_timeout: 1s
  evaluation_interval: 1s
YML
sed -e 's/\[20m\]/[4s]/' -e 's/\[30m\]/[6s]/' -e 's/\[1h\]/[4s]/' -e 's/for: .*/for: 2s/' "$files/fcrdns.rules.yml" >fcrdns.rules.yml
is 'promtool takes that as well' "$(tool check config prometheus.yml)" well
launch prometheus "$run" prometheus --config.file=prometheus.yml --storage.tsdb.path=data \
	--web.listen-address="$server" --log.level=warn

ready() { curl -sf "http://$server/-/ready" >/dev/null; }
wait_for ready || bail 'Prometheus is not ready' prometheus
for target in 192.0.2.10 192.0.2.11 198.51.100.7; do
	is "promtool has nothing to say of a probe of $target" \
		"$(curl -s "http://$exports/probe?target=$target" | "$run" promtool check metrics 2>&1 && echo)" ''
done
is 'nor of the metrics of the exporter itself' \
	"$(curl -s "http://$exports/metrics" | "$run" promtool check metrics 2>&1 && echo)" ''

# The alert on 203.0.113.5, which nobody answers for, is another one.
fires() { prom query "$server" "ALERTS{alertname=\"$1\", alertstate=\"firing\"}" | grep -q "$2"; }
wait_for fires FcrdnsBroken 192.0.2.11 || bail 'no alert fires' prometheus
wait_for fires FcrdnsUndecided 203.0.113.5 || bail 'no alert about what is undecided fires' prometheus
wait_for fires FcrdnsGenericName 192.0.2.22 || bail 'no alert about a generic name fires' prometheus
is 'every alert that fires, and no other' \
	"$(prom query "$server" 'count by (alertname, instance) (ALERTS{alertstate="firing"})')" \
	'alertname=FcrdnsBroken,instance=192.0.2.11 1
alertname=FcrdnsGenericName,instance=192.0.2.22 1
alertname=FcrdnsUndecided,instance=203.0.113.5 1'
is 'a probe of each target' "$(prom query "$server" 'probe_success' | sed 's/job=fcrdns//' | sort)" \
	'instance=192.0.2.10, 1
instance=192.0.2.11, 0
instance=192.0.2.22, 1
instance=2001:db8::10, 1
instance=203.0.113.5, 0'
is 'each has one result' "$(prom query "$server" 'count by (result) (probe_fcrdns_iprev == 1)' | sort)" \
	'result=fail 1
result=pass 3
result=temperror 1'
is 'every expression of the dashboard has something to show' "$(prom all "$server" "$top/data/grafana/fcrdns.json")" ''

finish exporter
wait_for fires FcrdnsExporterDown job=fcrdns || bail 'no alert fires when the exporter is gone' prometheus
is 'an alert fires when the exporter is gone' 1 1
finish prometheus
finish node
echo "1..$n"
