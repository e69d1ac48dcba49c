#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Slurm of two nodes on this machine: munged, slurmctld and two slurmd on free ports of
# 127.0.0.1, from the packages that tests/lab/fetch.sh unpacked.
#   cluster.sh start DIR      returns when both nodes are idle
#   cluster.sh run DIR COMMAND ARGS...   sbatch, squeue and so on
#   cluster.sh lose DIR NODE  ends a node and all it runs at once, as when its power fails
#   cluster.sh stop DIR       ends what start began
# Needs no root: everything runs as whoever started it, and is below DIR (a short path: a socket's
# name has 107 octets at most). All daemons end by themselves after CLUSTER_LIFE seconds (900).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
root=$top/build/slurm
run=$root/run
life=${CLUSTER_LIFE:-900}
nodes='n1 n2'
# As Slurm cuts it.
host=$(uname -n | cut -d . -f 1)

usage() {
	echo 'usage: cluster.sh start DIR | run DIR COMMAND... | lose DIR NODE | stop DIR' >&2
	exit 64
}

# ours PID: a process of this cluster, as the pid may be another's by now. All have the name of
# the configuration in their environment; a zombie has none.
ours() {
	tr '\0' '\n' 2>/dev/null <"/proc/$1/environ" | grep -qxF "SLURM_CONF=$dir/slurm.conf"
}
alive() { [ -s "$dir/$1.pid" ] && ours "$(cat "$dir/$1.pid")"; }

# timeout stands before each daemon: it passes signals on, and kills what does not end by it.
launch() {
	name=$1
	shift
	timeout -k 5 "$life" "$run" "$@" >"$dir/$name.out" 2>&1 </dev/null &
	echo "$!" >"$dir/$name.pid"
	# Until it is the new program it is a copy of this shell, which alive would not know.
	n=0
	until ours "$!" || [ "$n" -eq 100 ]; do
		sleep 0.01
		n=$((n + 1))
	done
}

configure() {
	plugins=$(echo "$root"/usr/lib/*-linux-*/slurm-wlm)
	me=$(id -un)
	# Debian's default of 300 s until a node that is silent counts as lost is too long to wait for;
	# cred_expire bounds how long after that its jobs stay in the state completing.
	cat <<CONF
ClusterName=fcrdns
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$1
SlurmUser=$me
SlurmdUser=$me
PluginDir=$plugins
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=20
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool.%n
SlurmctldPidFile=$dir/slurmctld.own.pid
SlurmdPidFile=$dir/slurmd.%n.own.pid
SlurmctldLogFile=$dir/log/slurmctld
SlurmdLogFile=$dir/log/slurmd.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU,CR_LLN
ReturnToService=2
KillWait=5
MinJobAge=600
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldTimeout=30
SlurmdTimeout=10
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$2 CPUs=2 RealMemory=1000 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$3 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=scan Nodes=n1,n2 Default=YES MaxTime=10 State=UP
CONF
}

both_idle() { [ "$("$run" sinfo -h -N -t idle -o %N 2>/dev/null | sort -u | wc -l)" -eq 2 ]; }

try() {
	# shellcheck disable=SC2046
	set -- $(perl "$top/tests/lab/dns.pl" ports 3)
	configure "$@" >"$dir/slurm.conf"
	# Later ones want control groups unless told not to; 22.05 (Debian 12) does not know the word.
	"$run" slurmctld -V | grep -q ' 2[0-2]\.' || echo 'CgroupPlugin=disabled' >"$dir/cgroup.conf"
	launch munged munged -F --force --num-threads=2 --key-file="$dir/munge/key" \
		--socket="$dir/munge/socket" --pid-file="$dir/munge/own.pid" \
		--log-file="$dir/log/munged" --seed-file="$dir/munge/seed"
	n=0
	while [ ! -S "$dir/munge/socket" ] && [ "$n" -lt 100 ]; do
		sleep 0.1
		n=$((n + 1))
	done
	launch slurmctld slurmctld -D -c -f "$dir/slurm.conf"
	for node in $nodes; do
		launch "slurmd.$node" slurmd -D -N "$node" -f "$dir/slurm.conf" \
			-d "$root/usr/sbin/slurmstepd"
	done
	n=0
	until both_idle; do
		n=$((n + 1))
		[ "$n" -lt 60 ] && alive slurmctld && alive slurmd.n1 && alive slurmd.n2 || return 1
		sleep 0.5
	done
}

start() {
	if ! getent hosts "$host" >/dev/null; then
		echo "cluster.sh: Slurm needs the name of this machine, $host, in /etc/hosts" >&2
		return 1
	fi
	mkdir -p "$dir/munge" "$dir/state" "$dir/log" "$dir/spool.n1" "$dir/spool.n2"
	chmod 700 "$dir/munge" "$dir/state"
	(umask 077 && dd if=/dev/urandom of="$dir/munge/key" bs=128 count=1 2>/dev/null)
	# A port that was free a moment ago may be taken now: other ports, then.
	for attempt in 1 2 3; do
		if try; then
			return 0
		fi
		stop
	done
	{
		echo "cluster.sh: Slurm did not start in $attempt attempts:"
		tail -n 5 "$dir"/*.out "$dir"/log/*
	} >&2
	return 1
}

# What runs in jobs first: it would outlive its daemons.
stop() {
	for process in $(processes ''); do
		kill "$process" 2>/dev/null || :
	done
	for name in slurmd.n1 slurmd.n2 slurmctld munged; do
		if alive "$name"; then
			kill "$(cat "$dir/$name.pid")" 2>/dev/null || :
		fi
	done
	for name in slurmd.n1 slurmd.n2 slurmctld munged; do
		n=0
		while alive "$name" && [ "$n" -lt 100 ]; do
			sleep 0.1
			n=$((n + 1))
		done
		! alive "$name" || return 1
		rm -f "$dir/$name.pid"
	done
}

# Pids of what jobs run on NODE, or on all nodes.
processes() {
	for process in /proc/[0-9]*; do
		process=${process#/proc/}
		if [ "$process" -ne $$ ] && ours "$process" &&
			tr '\0' '\n' 2>/dev/null <"/proc/$process/environ" |
			grep -q "^SLURMD_NODENAME=${1:-n[12]}\$"; then
			echo "$process"
		fi
	done
}

# A step daemon hides its environment behind its title; it is known as the parent of what it runs.
step_daemons() {
	for process; do
		parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$process/status")
		if tr '\0' '\n' 2>/dev/null <"/proc/$parent/cmdline" | grep -q '^slurmstepd: \['; then
			echo "$parent"
		fi
	done
}

# First those who could tell of the end of the others.
lose() {
	jobs=$(processes "$1")
	# shellcheck disable=SC2046,SC2086
	kill -KILL "$(cat "$dir/slurmd.$1.own.pid")" $(step_daemons $jobs) $jobs 2>/dev/null || :
}

[ $# -ge 2 ] || usage
verb=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
SLURM_CONF=$dir/slurm.conf
export SLURM_CONF
case $verb in
start)
	[ -x "$run" ] || { echo 'cluster.sh: first run tests/lab/fetch.sh slurm' >&2; exit 1; }
	# Interrupted half-way: leave nothing behind.
	trap 'stop; exit 130' INT TERM HUP
	start
	;;
run) "$run" "$@" ;;
lose) lose "${1:?}" ;;
stop) stop ;;
*) usage ;;
esac
