#!/bin/bash
# SPDX-License-Identifier: MIT
# Load and faults: full disks, closed pipes, signals, limits, a clock that jumps, a resolver that goes
# away. TAP. Loopback only, every run is bounded, and only what is started here is ended.
#   faults.t [TEST...]        N=3000 addresses, LINES_BIG=10000000 lines of garbage
here=$(cd "$(dirname "$0")" && pwd)
BIN=$(realpath "${FCRDNS_CHECK:-$here/../../build/release/fcrdns-check}")
export FCRDNS_CHECK="$BIN"
CMD_BATCH=${CMD_BATCH-'{bin} -r {server} --special evaluate --format jsonl -l {file}'}
CMD_STDIN=${CMD_STDIN-'{bin} -r {server} --special evaluate --format jsonl -l -'}
CMD_RESUME=${CMD_RESUME-'{bin} -r {server} --special evaluate --format jsonl -l {file} -o {out} --resume'}
N=${N:-1500}                 # addresses in a batch
LINES_BIG=${LINES_BIG:-20000}   # lines of the garbage run (10000000 for the full one)
RSS_KB=${RSS_KB:-262144}     # memory bound, KiB
LIMIT=${LIMIT:-120}          # seconds for any one run
# AddressSanitizer's library, where the program has it.
ASAN=$(ldd "$BIN" | awk '/libasan/ { print $3 }')

TOOL=(/usr/bin/python3 "$here/fault_tools.py")
W=$(mktemp -d /tmp/faults.XXXXXX)
DNS='' PORT=''

cleanup() { [ -n "$DNS" ] && kill "$DNS" 2>/dev/null; mountpoint -q "$W/small" && umount "$W/small"; rm -rf "$W"; }
trap cleanup EXIT

n=0
line() { n=$((n + 1)); printf '%s %d - %s\n# %s\n' "$1" "$n" "$2" "${3//$'\n'/ }"; }
good() { line ok "$@"; }
fail() { line 'not ok' "$@"; }
judge() { if [ "$1" = 0 ]; then good "$2" "$3"; else fail "$2" "$3"; fi; }

# dns_start [JSON of "server" options] [port]; sets DNS and PORT
dns_start() {
    printf '{"zone":{"auto":{"suffix":"auto.test."}},"server":%s}\n' "${1:-{\}}" > "$W/zone.json"
    exec 7< <(exec /usr/bin/python3 "$here/evil_dns.py" --scenario "$W/zone.json" --port "${2:-0}" --stats "$W/stats.json")
    DNS=$!
    read -r -t 10 _ PORT <&7
}
dns_stop() { [ -n "$DNS" ] && kill "$DNS" 2>/dev/null; wait "$DNS" 2>/dev/null; DNS=; }

cmd() { # template -> array CMD
    local t=$1
    t=${t//\{bin\}/$BIN}; t=${t//\{server\}/127.0.0.1:$PORT}; t=${t//\{file\}/$W/in.txt}
    t=${t//\{out\}/${OUT:-$W/out.json}}; 
    read -r -a CMD <<< "$t"
}
crashed() { [ "$1" -ge 132 ] && [ "$1" -ne 137 ] && [ "$1" -ne 141 ] && [ "$1" -ne 143 ] && [ "$1" -ne 130 ]; }

t_batch() {
    dns_start; cmd "$CMD_BATCH"
    local s=$SECONDS; timeout "$LIMIT" "${CMD[@]}" > "$W/o" 2> "$W/e"; local rc=$?
    local r; r=$("${TOOL[@]}" verify "$W/in.txt" "$W/o"); judge $? batch "exit $rc, $((SECONDS - s)) s, $r"; dns_stop
}
t_kill9_resume() {
    OUT=$W/resume.json; rm -f "$OUT"*
    dns_start '{"latency_ms":[5,20]}'; cmd "$CMD_RESUME"
    local k; for k in 0.4 0.9 0.2 1.3; do
        "${CMD[@]}" > /dev/null 2> "$W/e" & local p=$!
        sleep "$k"; kill -9 $p 2>/dev/null; wait $p 2>/dev/null
    done
    timeout "$LIMIT" "${CMD[@]}" > /dev/null 2> "$W/e"; local rc=$?
    if [ ! -f "$OUT" ]; then fail kill9_resume "no output file: resume is not there ($(head -c 80 "$W/e" | head -1))"
    else local r; r=$("${TOOL[@]}" verify "$W/in.txt" "$OUT"); judge $? kill9_resume "exit $rc after 4 kills: $r"; fi
    unset OUT; dns_stop
}
t_resume_damaged() {   # the last line or the state file is cut in the middle
    OUT=$W/dam.json; rm -f "$OUT"*
    dns_start '{"latency_ms":[5,20]}'; cmd "$CMD_RESUME"
    "${CMD[@]}" > /dev/null 2>&1 & local p=$!; sleep 0.8; kill -9 $p 2>/dev/null; wait $p 2>/dev/null
    local f; for f in "$OUT"*; do [ -s "$f" ] && truncate -s -7 "$f"; done
    timeout "$LIMIT" "${CMD[@]}" > /dev/null 2> "$W/e"; local rc=$?
    if [ ! -f "$OUT" ]; then fail resume_damaged "no output file"
    else local r; r=$("${TOOL[@]}" verify "$W/in.txt" "$OUT"); local v=$?
        if [ $v = 0 ]; then good resume_damaged "$r"; elif [ $rc -ne 0 ] && [ -s "$W/e" ]; then good resume_damaged "refused, exit $rc: $(head -c 100 "$W/e" | head -1)"; else fail resume_damaged "exit $rc: $r"; fi
    fi; unset OUT; dns_stop
}
t_devfull() {
    dns_start; cmd "$CMD_BATCH"
    timeout "$LIMIT" "${CMD[@]}" > /dev/full 2> "$W/e"; local rc=$?
    if [ $rc = 0 ] || [ $rc = 124 ] || crashed $rc; then fail devfull "exit $rc"; elif [ ! -s "$W/e" ]; then fail devfull "exit $rc, but no message on stderr"; else good devfull "exit $rc: $(head -c 90 "$W/e" | head -1)"; fi
    dns_stop
}
t_diskfull() {
    mkdir -p "$W/small"; mount -t tmpfs -o size=64k tmpfs "$W/small" 2>/dev/null || { echo "# no file system can be mounted here: a full disk is left out"; return; }
    OUT=$W/small/out.json; dns_start; cmd "$CMD_RESUME"
    timeout "$LIMIT" "${CMD[@]}" > /dev/null 2> "$W/e"; local rc=$?
    if ! ls "$OUT"* >/dev/null 2>&1; then fail diskfull "nothing was written"
    elif [ $rc = 0 ]; then fail diskfull "exit 0 on a full disk"
    else mount -o remount,size=64m "$W/small"; timeout "$LIMIT" "${CMD[@]}" > /dev/null 2>&1
        local r; r=$("${TOOL[@]}" verify "$W/in.txt" "$OUT"); judge $? diskfull "exit $rc, then resumed: $r"; fi
    umount "$W/small"; unset OUT; dns_stop
}
t_sigpipe() {
    dns_start '{"latency_ms":[5,20]}'; cmd "$CMD_BATCH"
    local s=$SECONDS
    { timeout "$LIMIT" "${CMD[@]}" 2> "$W/e"; echo $? > "$W/rc"; } | head -n 1 > "$W/o"
    local rc; rc=$(cat "$W/rc")
    if crashed "$rc" || [ "$rc" = 124 ] || [ $((SECONDS - s)) -gt 60 ]; then fail sigpipe "exit $rc after $((SECONDS - s)) s"; else good sigpipe "exit $rc after $((SECONDS - s)) s"; fi
    dns_stop
}
sig() { # NAME SIGNAL
    dns_start '{"latency_ms":[30,60]}'; cmd "$CMD_BATCH"
    env --default-signal=INT,TERM "${CMD[@]}" > "$W/o" 2> "$W/e" & local p=$!; sleep 1.5   # a shell job ignores INT otherwise
    kill "-$2" $p 2>/dev/null; local i=0; while kill -0 $p 2>/dev/null && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
    if kill -0 $p 2>/dev/null; then kill -9 $p; wait $p 2>/dev/null; fail "$1" "still running 5 s after the signal"; dns_stop; return; fi
    wait $p 2>/dev/null; local rc=$? r; r=$("${TOOL[@]}" verify "$W/in.txt" "$W/o" --partial)
    local v=$?; [ -s "$W/o" ] || v=1
    judge $v "$1" "exit $rc within $((i))00 ms: $r"; dns_stop
}
t_sigint() { sig sigint INT; }
t_sigterm() { sig sigterm TERM; }
t_slow_reader() {
    dns_start; cmd "$CMD_BATCH"
    mkfifo "$W/fifo"; "${TOOL[@]}" slowread 2048 10 < "$W/fifo" > "$W/o" & local r=$!
    "${CMD[@]}" > "$W/fifo" 2> "$W/e" & local p=$!
    local kb; kb=$(timeout "$LIMIT" "${TOOL[@]}" peak $p); wait $p; local rc=$?; wait $r; rm "$W/fifo"
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o"); local v=$?
    [ "${kb:-0}" -le "$RSS_KB" ] || v=1; judge $v slow_reader "exit $rc, peak ${kb} KiB: $t"; dns_stop
}
t_garbage_lines() {
    dns_start; cmd "$CMD_STDIN"
    "${TOOL[@]}" gen "$LINES_BIG" > "$W/want.txt"
    mkfifo "$W/fifo2"; "${TOOL[@]}" garbage "$LINES_BIG" > "$W/fifo2" 2>/dev/null & local g=$!
    timeout "$((LIMIT * 5))" "${CMD[@]}" < "$W/fifo2" > "$W/o" 2> "$W/e" & local p=$!
    sleep 0.2; local c; c=$(cat /proc/$p/task/$p/children 2>/dev/null); local kb; kb=$("${TOOL[@]}" peak "${c:-$p}"); wait $p; local rc=$?
    kill $g 2>/dev/null; wait $g 2>/dev/null; rm "$W/fifo2"
    local t; t=$("${TOOL[@]}" verify "$W/want.txt" "$W/o"); local v=$?
    [ "${kb:-0}" -le "$RSS_KB" ] || v=1; crashed $rc && v=1
    judge $v garbage_lines "exit $rc, peak ${kb} KiB: $t"; dns_stop
}
t_fd_limit() {
    dns_start; cmd "$CMD_BATCH"; (ulimit -n 64; exec timeout "$LIMIT" "${CMD[@]}") > "$W/o" 2> "$W/e"; local rc=$?
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o"); judge $? fd_limit_64 "exit $rc: $t"; dns_stop
}
# Its shadow has terabytes of addresses: there what is resident is bounded.
bound_memory() { # MB
    if [ -n "$ASAN" ]; then export ASAN_OPTIONS="$ASAN_OPTIONS:hard_rss_limit_mb=$1"; else ulimit -v "$1"000; fi
}
t_mem_limit() {
    dns_start; cmd "$CMD_BATCH"; (bound_memory 400; exec timeout "$LIMIT" "${CMD[@]}") > "$W/o" 2> "$W/e"; local rc=$?
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o"); judge $? mem_limit_400M "exit $rc: $t"; dns_stop
}
t_restart() {
    dns_start '{"latency_ms":[5,20]}'; local port=$PORT; cmd "$CMD_BATCH"
    timeout "$LIMIT" "${CMD[@]}" > "$W/o" 2> "$W/e" & local p=$!
    sleep 1; dns_stop; sleep 1.5; dns_start '{"latency_ms":[5,20]}' "$port"; wait $p; local rc=$?
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o" --allow-temp); judge $? resolver_restart "exit $rc: $t; temperror $(grep -c temperror "$W/o")"; dns_stop
}
t_loss30() {
    dns_start '{"loss":0.3,"seed":5}'; cmd "$CMD_BATCH"; local s=$SECONDS
    timeout "$LIMIT" "${CMD[@]}" > "$W/o" 2> "$W/e"; local rc=$?
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o" --allow-temp); judge $? loss_30 "exit $rc, $((SECONDS - s)) s: $t; temperror $(grep -c temperror "$W/o") of $N (10 % are real)"; dns_stop
}
t_suspend() {
    dns_start '{"latency_ms":[5,20]}'; cmd "$CMD_BATCH"
    "${CMD[@]}" > "$W/o" 2> "$W/e" & local p=$!; sleep 1; kill -STOP $p 2>/dev/null; sleep 6; kill -CONT $p 2>/dev/null
    local i=0; while kill -0 $p 2>/dev/null && [ $i -lt "$LIMIT" ]; do sleep 1; i=$((i + 1)); done; kill -9 $p 2>/dev/null; wait $p; local rc=$?
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o" --allow-temp); judge $? suspend_6s "exit $rc: $t"; dns_stop
}
t_clock_jump() {
    dns_start '{"latency_ms":[5,20]}'; cmd "$CMD_BATCH"; echo "+0" > "$W/ft"
    local lib; lib=$(find /usr/lib -name libfaketimeMT.so.1 | head -n 1)
    # AddressSanitizer's must come first, and timeout(1) is not to have it.
    timeout "$LIMIT" env LD_PRELOAD="$ASAN $lib" FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_TIMESTAMP_FILE="$W/ft" \
        FAKETIME_CACHE_DURATION=1 "${CMD[@]}" > "$W/o" 2> "$W/e" & local p=$!
    sleep 1; echo "-3d" > "$W/ft"; sleep 2; echo "+400d" > "$W/ft"; wait $p; local rc=$?
    local t; t=$("${TOOL[@]}" verify "$W/in.txt" "$W/o" --allow-temp); judge $? clock_jump "exit $rc: $t"; dns_stop
}
t_closed_fds() {
    dns_start; cmd "$CMD_BATCH"; local v=0 rc1 rc2 rc3
    timeout "$LIMIT" "${CMD[@]}" <&- > "$W/o" 2> "$W/e"; rc1=$?; "${TOOL[@]}" verify "$W/in.txt" "$W/o" > /dev/null || v=1
    timeout "$LIMIT" "${CMD[@]}" >&- 2> "$W/e"; rc2=$?; { [ $rc2 = 0 ] || [ $rc2 = 124 ] || crashed $rc2; } && v=1
    timeout "$LIMIT" "${CMD[@]}" 2>&- > "$W/o"; rc3=$?; "${TOOL[@]}" verify "$W/in.txt" "$W/o" > /dev/null || v=1
    judge $v closed_fds "stdin closed: exit $rc1; stdout closed: exit $rc2 (want an error); stderr closed: exit $rc3"; dns_stop
}
t_two_writers() {
    OUT=$W/two.json; rm -f "$OUT"*; dns_start '{"latency_ms":[5,20]}'; cmd "$CMD_RESUME"
    timeout "$LIMIT" "${CMD[@]}" > /dev/null 2>&1 & local a=$!; timeout "$LIMIT" "${CMD[@]}" > /dev/null 2> "$W/e" & local b=$!
    wait $a; wait $b; if [ ! -f "$OUT" ]; then fail two_writers "no output file"; else local r; r=$("${TOOL[@]}" verify "$W/in.txt" "$OUT"); judge $? two_writers "$r"; fi
    unset OUT; dns_stop
}
ALL="${ALL_TESTS:-batch devfull sigpipe sigint sigterm slow_reader garbage_lines fd_limit mem_limit restart loss30 suspend clock_jump closed_fds kill9_resume resume_damaged diskfull two_writers}"
"${TOOL[@]}" gen "$N" > "$W/in.txt"
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $ALL
for t; do "t_$t"; done
echo "1..$n"
