#!/bin/sh
# SPDX-License-Identifier: MIT
# Gets what a bare Debian lacks. Does nothing, without network or root, when all is there.
#   fetch.sh deps            compiler and libraries to build with (CC and PKG_CONFIG are obeyed)
#   fetch.sh tools NAME...   programs and libraries of the tests, by Debian package name
#   fetch.sh servers         NSD and Unbound, run by: build/root/run nsd|unbound ARGS...
#   fetch.sh openstack       Keystone, Neutron, Designate, BIND: installed, none started (root)
#   fetch.sh slurm           Slurm and MUNGE, run by: build/slurm/run sbatch|slurmd|... ARGS...
#   fetch.sh monitoring      Prometheus, its exporters, Nagios, Icinga, the Monitoring Plugins and wrk,
#                            run by: build/monitoring/run prometheus|nagios4|... ARGS...
#   fetch.sh browser         Chromium (installed), and what drives it below build/browser (npm)
#   fetch.sh clients         clients of clouds, below build/clients (npm's by npm, which has to be there)
# deps and tools install packages (root or sudo). servers, slurm, monitoring and clients only unpack
# below build/: Debian's packages of all but the last would start services.
set -eu
cd "$(dirname "$0")/../.."
top=$(pwd)
root=build/root
debs=build/debs

die() {
	printf '%s\n' "$*" >&2
	exit 1
}

# have PACKAGE: its use is there, wherever it came from.
have() {
	case $1 in
	gcc) command -v "${CC:-cc}" >/dev/null ;;
	# gcc only recommends the C library's headers.
	libc6-dev) echo '#include <stdio.h>' | "${CC:-cc}" -xc -fsyntax-only - 2>/dev/null ;;
	pkgconf) command -v "${PKG_CONFIG:-pkg-config}" >/dev/null ;;
	# Any of Debian's two; the program opens whichever is there.
	libcurl4-openssl-dev) pc libcurl ;;
	zlib1g-dev) pc zlib ;;
	libcmocka-dev) pc cmocka ;;
	python3) command -v /usr/bin/python3 >/dev/null ;;
	python3-jsonschema) /usr/bin/python3 -c 'import jsonschema' 2>/dev/null ;;
	python3-yaml) /usr/bin/python3 -c 'import yaml' 2>/dev/null ;;
	valgrind) command -v valgrind >/dev/null ;;
	# perl-base, which is always there, has no prove.
	perl) command -v prove >/dev/null ;;
	openssl) command -v openssl >/dev/null ;;
	*)
		linked=$(awk -v package="$1" '$2 == package { print $1 }' src/packages)
		[ -z "$linked" ] || {
			pc "$linked"
			return
		}
		dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
		;;
	esac
}
pc() { "${PKG_CONFIG:-pkg-config}" --exists "$1" 2>/dev/null; }

missing() {
	for name; do
		have "$name" || printf ' %s' "$name"
	done
}

# apt PROGRAM ARGS...: quiet unless it fails. DPkg::Lock::Timeout waits for dpkg's lock only; the
# locks on lists and archives fail at once, so those are waited for here, five minutes as well.
# $as_root and $apt_opts are lists of words.
as_root=
apt_opts=
apt() {
	tries=0
	# shellcheck disable=SC2086
	until $as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@" $apt_opts \
		-o DPkg::Lock::Timeout=300 >"$log" 2>&1 </dev/null; do
		tries=$((tries + 1))
		if [ "$tries" -gt 60 ] || ! grep -q 'Could not get lock' "$log"; then
			return 1
		fi
		sleep 5
	done
}

failed() {
	sed 's/^/  /' "$log" >&2
	die "$1"
}

# Lists count as there when apt knows every package asked for.
lists_know() {
	# shellcheck disable=SC2086
	apt-cache $apt_opts show "$@" >/dev/null 2>&1
}

install() {
	want=$(missing "$@")
	[ -n "$want" ] || return 0
	command -v apt-get >/dev/null || die "not a Debian system; please install:$want"
	if [ "$(id -u)" -eq 0 ]; then
		as_root=
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		as_root='sudo -n'
	else
		die "these packages are missing and only root can install them: apt-get install$want"
	fi
	printf 'installing%s\n' "$want"
	# shellcheck disable=SC2086
	if ! lists_know $want; then
		apt apt-get update || failed 'apt-get update failed'
	fi
	# shellcheck disable=SC2086
	set -- apt-get install -y --no-install-recommends --no-remove $want
	# Lists that are there may be older than the archive: then look again, once.
	if ! apt "$@"; then
		apt apt-get update || failed 'apt-get update failed'
		apt "$@" || failed "apt-get install failed for$want"
	fi
	# shellcheck disable=SC2086
	want=$(missing $want)
	[ -z "$want" ] || die "installed, but still not found (is another one earlier in PATH?):$want"
}

# Both answer with their version: -v is NSD's option, -V is Unbound's.
servers_run() {
	[ -x "$root/run" ] && "$root/run" nsd -v >/dev/null 2>&1 && "$root/run" unbound -V >/dev/null 2>&1
}

write_runner() {
	mkdir -p "$root/usr/sbin"
	cat >"$root/run.new" <<'EOF'
#!/bin/sh
# run PROGRAM ARGS...: a program of the packages unpacked here, with their libraries.
here=$(cd "$(dirname "$0")" && pwd)
PATH=$here/usr/sbin:$here/usr/bin:$PATH
for lib in "$here"/usr/lib/*-linux-* "$here"/lib/*-linux-* "$here"/usr/lib/*-linux-*/slurm-wlm; do
	[ ! -d "$lib" ] || LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$lib
done
export PATH LD_LIBRARY_PATH
exec "$@"
EOF
	chmod +x "$root/run.new"
	mv "$root/run.new" "$root/run"
}

# An installed server is copied, not run in place: Debian's AppArmor profile for /usr/sbin/unbound
# would keep it from reading a configuration here.
copy_installed() {
	for server in nsd unbound; do
		file=$(PATH=$PATH:/usr/sbin:/sbin command -v "$server") || return 1
		cp "$file" "$root/usr/sbin/$server" || return 1
	done
	servers_run
}

# download PACKAGE...: simulated installation names what is missing here beside them; it needs no
# root, nor does the download.
download() {
	# shellcheck disable=SC2086
	names=$(LC_ALL=C apt-get $apt_opts install -s --no-install-recommends "$@" 2>"$log" |
		awk '$1 == "Inst" { print $2 }') || return 1
	# One that is installed is not in that list, but is wanted beside the others.
	names=$(printf '%s\n' "$names" "$@" | sort -u)
	rm -rf "$debs"
	mkdir -p "$debs"
	# shellcheck disable=SC2086
	(cd "$debs" && apt apt-get download $names)
}

# unpack PACKAGE...: with all that is missing here below them, into $root.
unpack() {
	command -v apt-get >/dev/null || die "not a Debian system; please install $*"
	printf 'unpacking %s below %s (nothing is installed)\n' "$*" "$root"
	# Root's downloads would go through the user _apt, who may not write here.
	apt_opts=
	[ "$(id -u)" -ne 0 ] || apt_opts='-o APT::Sandbox::User=root'
	if ! lists_know "$@" || ! download "$@"; then
		if [ "$(id -u)" -ne 0 ]; then
			# Only root may refresh the system's lists: keep some of our own.
			state=$top/build/apt
			mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
			apt_opts="-o Dir::State=$state -o Dir::Cache=$state/cache"
			apt_opts="$apt_opts -o Dir::State::status=/var/lib/dpkg/status"
		fi
		apt apt-get update || failed 'apt-get update failed'
		download "$@" || failed "these could not be downloaded: $*"
	fi
	for deb in "$debs"/*.deb; do
		dpkg-deb -x "$deb" "$root"
	done
	rm -rf "$debs"
}

servers() {
	if servers_run; then
		return 0
	fi
	rm -rf "$root"
	write_runner
	if copy_installed; then
		return 0
	fi
	unpack nsd unbound
	servers_run || {
		"$root/run" nsd -v || :
		"$root/run" unbound -V || :
		die 'nsd and unbound were unpacked, but do not run'
	} >&2
}

# The commands would want a configuration even to tell their version; they need what these need.
slurm_runs() {
	[ -x "$root/run" ] && [ -x "$root/usr/bin/sbatch" ] || return 1
	for program in munged slurmctld slurmd; do
		"$root/run" "$program" -V >"$log" 2>&1 || return 1
	done
}

# An installed Slurm is left alone: it has its own configuration, and services that use it.
slurm() {
	root=build/slurm
	debs=build/slurm-debs
	if slurm_runs; then
		return 0
	fi
	rm -rf "$root"
	write_runner
	unpack munge slurm-client slurmctld slurmd
	# These names are links that installing makes.
	for program in slurmctld slurmd slurmstepd; do
		[ -e "$root/usr/sbin/$program" ] || ln -s "$program-wlm" "$root/usr/sbin/$program"
	done
	slurm_runs || failed 'Slurm was unpacked, but does not run'
}

monitoring_runs() {
	[ -x "$root/run" ] || return 1
	for program in prometheus promtool prometheus-node-exporter prometheus-blackbox-exporter; do
		"$root/run" "$program" --version >"$log" 2>&1 || return 1
	done
	# Nagios ends with 1 where it was only asked for its version, Icinga is below lib.
	"$root/run" nagios4 -V 2>&1 | grep -q 'Nagios Core' && "$root/run" wrk -v 2>&1 | grep -q wrk &&
		"$root/run" "$root"/usr/lib/*-linux-*/icinga2/sbin/icinga2 --version >"$log" 2>&1 &&
		[ -x "$root/usr/lib/nagios/plugins/check_dns" ]
}

monitoring() {
	root=build/monitoring
	debs=build/monitoring-debs
	if monitoring_runs; then
		return 0
	fi
	rm -rf "$root"
	write_runner
	unpack prometheus prometheus-node-exporter prometheus-blackbox-exporter nagios4-core icinga2-bin \
		icinga2-common monitoring-plugins-basic monitoring-plugins-standard wrk
	monitoring_runs || failed 'the monitoring servers were unpacked, but do not run'
}

# Their versions are pinned, and nothing of them runs while they are unpacked.
clients() {
	root=build/clients
	debs=build/clients-debs
	command -v npm >/dev/null || die 'npm is not there: please install it (Debian: npm)'
	mkdir -p "$root"
	if ! cmp -s tests/cloud/clients/package.json "$root/package.json" || [ ! -d "$root/node_modules" ]; then
		rm -rf "$root/node_modules"
		cp tests/cloud/clients/package.json "$root/"
		npm install --prefix "$root" --ignore-scripts --no-audit --no-fund >"$log" 2>&1 ||
			failed 'npm install failed'
	fi
	[ -x "$root/usr/bin/hcloud" ] || unpack hcloud-cli
}

# The browser is installed: it wants its libraries and fonts in their places. What drives it is pinned.
browser() {
	root=build/browser
	command -v npm >/dev/null || die 'npm is not there: please install it (Debian: npm)'
	command -v chromium >/dev/null || install chromium
	mkdir -p "$root"
	if ! cmp -s tests/browser/package.json "$root/package.json" || [ ! -d "$root/node_modules" ]; then
		rm -rf "$root/node_modules"
		cp tests/browser/package.json "$root/"
		npm install --prefix "$root" --ignore-scripts --no-audit --no-fund >"$log" 2>&1 ||
			failed 'npm install failed'
	fi
}

# Installed, since they are hundreds of files of Python; the packages that have services only hold
# their init scripts, and BIND's is kept from starting. Debian 12's: later ones were not tried.
openstack() {
	blocked=/usr/sbin/policy-rc.d
	if [ "$(id -u)" -eq 0 ] && [ ! -e "$blocked" ]; then
		printf '#!/bin/sh\nexit 101\n' >"$blocked"
		chmod 755 "$blocked"
		trap 'rm -f "$log" "$blocked"' EXIT
	fi
	install python3-keystone designate-common neutron-common python3-openstackclient \
		python3-designateclient python3-neutronclient bind9 bind9-dnsutils
}

# Not below build/: `sudo make deps` must not leave a build/ that its owner cannot write.
log=$(mktemp)
trap 'rm -f "$log"' EXIT

case ${1-} in
deps)
	# shellcheck disable=SC2046
	install gcc libc6-dev pkgconf libcurl4-openssl-dev zlib1g-dev $(awk '/^[^#]/ { print $2 }' src/packages)
	;;
tools)
	shift
	install "$@"
	;;
servers | slurm | monitoring | clients | openstack | browser)
	# One at a time in a tree: two of make's jobs may ask at once.
	mkdir -p build
	exec 9>build/fetch.lock
	flock 9
	"$1"
	;;
*)
	echo 'usage: fetch.sh deps | tools NAME... | servers | slurm | monitoring |
		clients | openstack | browser' >&2
	exit 64
	;;
esac
