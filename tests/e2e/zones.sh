# shellcheck shell=sh disable=SC2034,SC2154 # what is set here is for those who source it, and bed.sh is before
# SPDX-License-Identifier: MIT
# For tests with zones of their own: `. "$here/zones.sh"` behind bed.sh, and before with_servers.
LAB_ZONES=$state/zones
export LAB_ZONES
mkdir "$LAB_ZONES"
serial=0

# zone FILE ORIGIN RECORD...: a zone, records as "OWNER TYPE DATA"
zone() {
	zone_file=$LAB_ZONES/$1.zone
	serial=$((serial + 1))
	{
		printf '%s\n' "\$ORIGIN $2." "\$TTL ${ttl:-300}" \
			"@ SOA ns.example.net. root.example.net. $serial 3600 600 86400 ${ttl:-60}" \
			'@ NS ns.example.net.'
		# Whether the servers are up is asked by this.
		[ "$2" != 2.0.192.in-addr.arpa ] || echo '10 PTR mail.example.com.'
		shift 2
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >"$LAB_ZONES/new"
	mv "$LAB_ZONES/new" "$zone_file"
	# Never the same time twice, however fast this is.
	touch -d "+$serial seconds" "$zone_file"
}

# Those that are there but empty.
other_zones() {
	zone example.org example.org
	zone 113.0.203.in-addr.arpa 113.0.203.in-addr.arpa
	zone 64-26.113.0.203.in-addr.arpa 64/26.113.0.203.in-addr.arpa
	zone 8.b.d.0.1.0.0.2.ip6.arpa 8.b.d.0.1.0.0.2.ip6.arpa
}
