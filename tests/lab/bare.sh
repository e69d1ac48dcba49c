#!/bin/sh
# SPDX-License-Identifier: MIT
# Does what the README tells a newcomer, on a Debian with nothing on it, and reports each step's
# time.
#   bare.sh bookworm|trixie [DIR]
# DIR: a pristine root made by debootstrap --variant=minbase, which is copied; without it one is
# made.
# Needs root (chroot) and the network (apt). BARE_KEEP=1 leaves the used root behind for a look.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)

die() {
	printf 'bare.sh: %s\n' "$*" >&2
	exit 1
}
case ${1-} in
bookworm | trixie) suite=$1 ;;
*) die 'usage: bare.sh bookworm|trixie [DIR]' ;;
esac
[ "$(id -u)" -eq 0 ] || die 'only root can chroot'
pristine=${2-}
[ -z "$pristine" ] || [ -d "$pristine/etc" ] || die "$pristine is not a root"

# Not in /tmp, which may be small or forbid device files.
root=$(mktemp -d "${TMPDIR:-/var/tmp}/bare-$suite.XXXXXX")
cleanup() {
	for at in "$root/proc" "$root"; do
		! mountpoint -q "$at" || umount "$at" || umount -l "$at" || :
	done
	# Never remove through a mount that stayed.
	if mountpoint -q "$root/proc" || mountpoint -q "$root" || [ -n "${BARE_KEEP-}" ]; then
		echo "left behind: $root"
	else
		rm -rf --one-file-system "$root"
	fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ -n "$pristine" ]; then
	cp -a "$pristine/." "$root/"
else
	debootstrap --variant=minbase "$suite" "$root" >"$root.log" 2>&1 || {
		tail -n 20 "$root.log" >&2
		die "debootstrap failed; see $root.log"
	}
	rm -f "$root.log"
fi
chmod 755 "$root"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
# A mount point, as every system's root is: without one there is no mount namespace for a test.
mount --bind "$root" "$root"
mount --make-private "$root"
mount -t proc proc "$root/proc"

# The files that git knows or would add, as they are now; a file that was deleted is left out.
mkdir "$root/src"
(cd "$top" && git ls-files -z -co --exclude-standard -- . ':!:build' |
	tar --null -T - --no-recursion --ignore-failed-read -cf - 2>/dev/null) |
	tar -xf - -C "$root/src" --no-same-owner

step() {
	printf '== %s: %s\n' "$suite" "$1"
	begin=$(date +%s)
	result=0
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
		chroot "$root" sh -c "cd /src && $1" </dev/null || result=$?
	printf '== %s: exit %d after %d s: %s\n' "$suite" "$result" $(($(date +%s) - begin)) "$1"
	[ "$result" -eq 0 ] || exit 1
}
step 'apt-get update -qq && apt-get install -qq -y make >/dev/null'
step 'make deps demo'
step 'make deps check'
# What is there is not fetched again: this needs no network.
step 'make deps test-tools servers'
