#!/bin/bash
# What the `remap` target promises, checked on a running kernel, as root, in a throw-away guest:
#
#   contract.sh DISK [MODULE]
#
# ONLY=mapping, ONLY=hold, ONLY=cure, ONLY=move or ONLY=fuzz runs that part alone; SHORT=N does of what is done at random an Nth.
# On a kernel that is slow, as one full of checks is, SLOW=N gives what has to be done while a lease lasts, or a slow read, N times
# as long: reads not more than 25 s, for the kernel waits no longer than 30.
# DISK is a spare disk of exactly 1 GiB with 512-byte sectors; it is overwritten. MODULE is dm_remap.ko, if modprobe cannot
# find it. Needs dmsetup and, for the hammer, a C compiler (or a built one in $HAMMER). SEED=N chooses the random tests.
# Prints TAP, exits non-zero if a check failed.

# Checks are given as text, evaluated when they run, and call by name; fields of a status line are split on purpose; sysfs names are plain.
# shellcheck disable=SC2005,SC2012,SC2016,SC2034,SC2046,SC2086,SC2317
set -u
DISK=${1:?usage: contract.sh DISK [MODULE]}
MODULE=${2:-}
SEED=${SEED:-1}
SHORT=${SHORT:-1}
SLOW=${SLOW:-1}
slow() { echo $(($1 * SLOW > 25000 ? 25000 : $1 * SLOW)); }
HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
M=/dev/mapper/remap0
LINE="0 2096152 remap $DISK 0 2096152"

# udev looks into every new device, which would be counted, parked, and in the way: there is none until the end.
export DM_DISABLE_UDEV=1
if [ -e /run/udev/control ]; then
  udevadm settle
  systemctl stop systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udevd.service
  trap 'systemctl start systemd-udevd.service' EXIT
fi

# --- how a check is written ---------------------------------------------------------------------------------------------

n=0 failures=0

ok() {      # ok WHAT COMMAND...: it must succeed
  local what=$1 out
  shift
  n=$((n + 1))
  if out=$("$@" 2>&1); then echo "ok $n - $what"; return; fi
  failures=$((failures + 1))
  echo "not ok $n - $what"
  echo "$out" | tail -5 | sed 's/^/#   /'
}

skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }

section() { echo "# $1"; }

is() {      # is WANTED COMMAND...: it must print just that
  local wanted=$1 got
  shift
  got=$("$@" 2>&1)
  [ "$got" = "$wanted" ] || { echo "wanted: $wanted"; echo "got:    $got"; return 1; }
}

refused() { # refused REASON COMMAND...: it must fail, and the kernel log or the command must say why
  local reason=$1 before out
  shift
  before=$(log_length)
  if out=$("$@" 2>&1); then echo "not refused: $*"; return 1; fi
  { echo "$out"; log_since "$before"; } | grep -qiE -- "$reason" || { echo "no \"$reason\" in:"; echo "$out"; log_since "$before"; return 1; }
}

fails_with() { # fails_with REASON COMMAND...: it must fail, and say why itself
  local reason=$1 out
  shift
  if out=$("$@" 2>&1); then echo "it worked: $*"; return 1; fi
  grep -qiE -- "$reason" <<<"$out" || { echo "no \"$reason\" in: $out"; return 1; }
}

all() {     # all COMMAND AND COMMAND...: each must succeed
  local words=()
  for word in "$@" AND; do
    if [ "$word" = AND ]; then "${words[@]}" || return 1; words=(); else words+=("$word"); fi
  done
}

# --- the words the checks are made of -----------------------------------------------------------------------------------

so_many() { echo $(($1 / SHORT)); }
log_length() { dmesg | wc -l; }
log_since() { dmesg | tail -n "+$(($1 + 1))"; }
quiet() { "$@" >/dev/null 2>&1; }

create() { dmsetup create remap0 --table "${1:-$LINE}"; }
drop() { dmsetup remove --retry remap0 2>/dev/null; }
again() { drop; create "${1:-$LINE}" || echo "# cannot create: $1"; }
message() { dmsetup message remap0 "${BEGIN:-0}" "$@"; }
field() { dmsetup status remap0 --target remap | awk -v f="$1" '{ print $(f + 3) }'; }   # see kernel/README.md
mode() { field 1; }
spares() { field 3; }
unreadable() { field 4; }
hammer() { "$HAMMER" "$@"; }
error() { echo "$*" | hammer messages remap0 "${BEGIN:-0}"; }  # error WORD...: a message's error number, by its name

block() { printf '%-512s' "$1"; }                       # a sector with TEXT in it
write() { block "$2" | dd of="${3:-$M}" seek="$1" bs=512 count=1 iflag=fullblock oflag=direct conv=notrunc status=none; }
read_text() { dd if="${2:-$M}" skip="$1" bs=512 count=1 iflag=direct status=none | sed 's/ *$//'; }
# These are one bio each; dd bs=512 count=8 would be eight.
read_n() { dd if="${3:-$M}" skip="$(($1 * 512))" bs="$(($2 * 512))" count=1 iflag=direct,skip_bytes status=none; }
texts() { read_n "$@" | fold -w 512 | sed 's/ *$//' | paste -sd' '; }
eio() { fails_with 'input/output error' read_n "$1" "${2:-1}"; }
zero() { dd if=/dev/zero of="$DISK" seek="${1:-0}" bs=512 count="${2:-4096}" oflag=direct conv=notrunc status=none; }
number() { # number SECTOR N [DEVICE]: each sector says its number
  local i
  for ((i = $1; i < $1 + $2; i++)); do block "$i"; done |
    dd of="${3:-$M}" seek="$(($1 * 512))" bs="$(($2 * 512))" count=1 iflag=fullblock oflag=direct,seek_bytes conv=notrunc status=none
}

in_background() { ( "$@" >"$WORK/background" 2>&1 ) & BACKGROUND=$!; sleep 1; }
running() { kill -0 "$BACKGROUND" 2>/dev/null; }
finished() { while running; do sleep 0.2; done; cat "$WORK/background"; }
in_time() { timeout $((20 * SLOW)) "$@"; }
reload() { dmsetup suspend remap0 && dmsetup reload remap0 --table "$1" && dmsetup resume remap0; }

sysfs() { echo "/sys/dev/block/$(stat -Lc %Hr:%Lr "$1")"; }

LAB=
for i in 0 1 2 3; do
  [ "$(eval "readlink -f \"\${LAB_DISK$i:-}\"")" != "$(readlink -f "$DISK")" ] || LAB=$i
done

bad() { lab-fault "$LAB" "$@"; }
heal() { bad clear; }

# start NAME COMMAND...: beside all that follows; ended NAME; outcome NAME: what it printed, when it has ended.
start() {
  local name=$1
  shift
  rm -f "$WORK/$name.done"
  ( "$@" >"$WORK/$name" 2>&1; touch "$WORK/$name.done" ) &
}
ended() { [ -e "$WORK/$1.done" ]; }
outcome() { becomes ended "$1" && cat "$WORK/$1"; }
fails() { outcome "$1" | grep -qiE 'input/output error|no data available|remote i/o|medium'; }
becomes() { local end=$((SECONDS + ${PATIENCE:-60})); until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || { echo "never: $*"; "$@"; return 1; }; sleep 0.1; done; }
never() { ! "$@"; }
faults() { say "faults ${1:-0}"; }
cell() { is "$1" eval "faults ${1%% *} | head -1"; }        # cell "SECTOR STATE READS WRITES WAITING": it is just that
no_cells() { is end faults; }
say() { printf '%s\n' "$@" | hammer messages remap0 0; }    # many messages in one process
tell() { say "$@" >/dev/null; }
events() { dmsetup info -c --noheadings -o events remap0; }
failing() { refused 'input/output error|no data available|remote i/o|medium' "$@"; }
held_now() { field 11; }
held() { dmsetup status remap0 | awk '{ print $14, $15 }'; }     # now, and ever

HELD="$LINE 3 unit 8 managed"

with() { # with OPTIONS MAPPING...: a device with these mappings, and somebody who listens
  again "$LINE $(($(wc -w <<<"$1") + 4)) unit 8 managed loading $1"
  shift
  tell "load $*" go "attend 600"
}
cures() { is "${1:+$1
}end" say "cures ${2:-0}"; }         # cures "SECTOR MASK" [FROM]: it is just that
mask() { is "$1" eval 'say "list 1000" | head -1 | cut -d" " -f3'; }
kept() { with "" 1000 2096160 f0; start write write 1004 new; becomes cures "1000 10"; }       # a write that waits for its record

simulate() { # ARGUMENT...: a disk of scsi_debug's, in $sim
  local i
  modprobe scsi_debug delay=0 "$@" 2>/dev/null || return 1
  for ((i = 0; i < 100; i++)); do
    sim=$(ls -d /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/* 2>/dev/null | head -1)
    sim=/dev/${sim##*/}
    [ -b "$sim" ] && [ "$(blockdev --getsz "$sim")" -gt 0 ] && return
    sleep 0.1
  done
  return 1
}

# --- preparation --------------------------------------------------------------------------------------------------------

[ "$(blockdev --getsz "$DISK")" = 2097152 ] || { echo "Bail out! $DISK is not 1 GiB"; exit 2; }
if [ -z "${HAMMER:-}" ]; then
  HAMMER=$WORK/hammer
  cc -O1 -pthread -o "$HAMMER" "$HERE/hammer.c" || { echo "Bail out! no C compiler"; exit 2; }
fi
if [ -n "$MODULE" ]; then modprobe dm_mod; insmod "$MODULE"; else modprobe dm_remap; fi || { echo "Bail out! no module"; exit 2; }
# From now on, and all of it: the kernel itself keeps the end of its log only.
stdbuf -oL dmesg --follow-new >"$WORK/kernel.log" &
LOGGER=$!
drop

# The slowest promise runs beside all others: without "go", waiting ends after 90 s.
if [ -z "${ONLY:-}" ] && modprobe brd rd_nr=1 rd_size=16384 2>/dev/null && [ -b /dev/ram0 ]; then
  dmsetup create waiting --table '0 16384 remap /dev/ram0 0 16384 1 loading'
  ( start=$SECONDS; dd if=/dev/mapper/waiting of=/dev/null bs=512 count=1 iflag=direct 2>"$WORK/waiting"; echo "$((SECONDS - start))" >"$WORK/waited" ) &
fi

# shellcheck source=lab/kernel/mapping.sh
[ "${ONLY:-mapping}" != mapping ] || . "$HERE/mapping.sh"
# shellcheck source=lab/kernel/hold.sh
[ "${ONLY:-hold}" != hold ] || . "$HERE/hold.sh"
# shellcheck source=lab/kernel/cure.sh
[ "${ONLY:-cure}" != cure ] || . "$HERE/cure.sh"
# shellcheck source=lab/kernel/move.sh
[ "${ONLY:-move}" != move ] || . "$HERE/move.sh"
# shellcheck source=lab/kernel/fuzz.sh
[ "${ONLY:-fuzz}" != fuzz ] || . "$HERE/fuzz.sh"

# ------------------------------------------------------------------------------------------------------------------------
section "the end"

if [ -e "$WORK/waiting" ]; then
  while [ ! -e "$WORK/waited" ]; do sleep 1; done
  ok "without go, a reader waits 90 seconds, not more"    test "$(cat "$WORK/waited")" -ge 89 -a "$(cat "$WORK/waited")" -le 100
  ok "and gets an error"                                  grep -q 'Input/output error' "$WORK/waiting"
  ok "as does who comes later" all refused 'input/output error' read_n 0 1 /dev/mapper/waiting AND is stalled eval 'dmsetup status waiting | cut -d" " -f4'
  ok "go recovers it" all dmsetup message waiting 0 go AND quiet read_n 0 1 /dev/mapper/waiting
  dmsetup remove --retry waiting; modprobe -r brd
else
  skip "without go, a reader waits 90 seconds" "no brd, or one part alone"
fi
drop
ok "the module can be unloaded"                           rmmod dm_remap
echo "contract.sh ends" >/dev/kmsg
ok "the kernel log was followed to its end"               becomes grep -q "contract.sh ends" "$WORK/kernel.log"
kill "$LOGGER"
ok "there is no splat in it"                              eval '! grep -E "BUG|WARNING|Oops|Call Trace|blocked for more|general protection" "$WORK/kernel.log"'
# It looks away for good once it has found something, or run out of room.
[ ! -e /proc/lockdep_stats ] || ok "lockdep has watched to the end" grep -q 'debug_locks: *1' /proc/lockdep_stats

echo "1..$n"
rm -rf "$WORK"
[ "$failures" = 0 ]
