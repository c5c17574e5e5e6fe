# What contract.sh checks of unreadable sectors that are written while a daemon owns the mappings. It is part of that
# script, which has the words, as hold.sh has.
# shellcheck shell=bash disable=SC2005,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154

section "cured: what is written to unreadable sectors"

with "" 1000 2096160 f0; before=$(events)
start write write 1004 new
ok "a write to an unreadable sector is on its spare, and not acknowledged" all becomes cures "1000 10" AND \
  is new read_text 2096164 "$DISK" AND never ended write AND is "1 1" held
ok "which raises an event"                                eval 'becomes test "$(events)" -gt "$before"'
ok "the sector is as unreadable as before" all eio 1004 AND mask f0 AND is 4 unreadable
ok "the unit is no fault, and all else of it is served" all no_cells AND write 1001 one AND is one read_text 1001 AND never ended write
ok "what was written is listed from a sector on" all cures "1000 10" 1007 AND cures "" 1008 AND is '!ERANGE' error cures 2096152 AND is '!EINVAL' error cures
ok "when that is recorded, the write is acknowledged" all tell "cured 1000 10" AND is "" outcome write
ok "and the sector read" all is new read_text 1004 AND eio 1005 AND mask e0 AND cures "" AND is "0 1" held
ok "again: nothing" all tell "cured 1000 10" AND tell "cured 1000 1f" AND tell "cured 1000 -" AND mask e0
ok "a readable sector is written as ever" all write 1004 newer AND is newer read_text 1004 AND cures ""
start write write 1005 five; becomes cures "1000 20"
ok "what was not written cannot be read, by no record" all is '!EPERM' error cured 1000 40 AND is '!EPERM' error cured 1000 60 AND mask e0 AND \
  cures "1000 20" AND never ended write
ok "numbers that are none are refused" all is "!ENOENT
!EINVAL
!ERANGE
!ERANGE
!EINVAL
!EINVAL
!EINVAL" say "cured 2000 1" "cured 1001 1" "cured 1000 100" "cured 2096152 1" "cured 1000 x" "cured 1000" "cured 1000 0" AND cures "1000 20"
ok "what is readable already is passed over" all tell "cured 1000 30" AND is "" outcome write AND is "newer five" texts 1004 2

with "" 1000 2096160 f0
start write number 990 32
ok "of a large write, the one unit waits" all becomes cures "1000 f0" AND is "1 1" held AND becomes is 1008 read_text 1008 AND is 999 read_text 999 AND \
  is "1000 1001" texts 1000 2 AND eio 1000 8 AND never ended write
ok "until all that it wrote can be read" all tell "cured 1000 70" AND never ended write AND is 1006 read_text 1006 AND eio 1007 AND \
  tell "cured 1000 80" AND is "" outcome write AND is "$(seq 990 1021 | paste -sd' ')" texts 990 32
with "" 1000 2096160 ff 1008 2096152 ff
start first write 1000 first; becomes cures "1000 1"; start second number 1000 16
ok "writes that meet are acknowledged each by itself" all becomes cures "1000 ff
1008 ff" AND tell "cured 1000 1" AND is "" outcome first AND never ended second AND tell "cured 1000 fe" AND never ended second AND \
  tell "cured 1008 ff" AND is "" outcome second AND is 1015 read_text 1015 AND is "0 3" held
with "" 1000 2096160 f0
start fua dd if=/dev/zero of=$M seek=1004 bs=512 count=1 oflag=direct,dsync conv=notrunc status=none
ok "so is one that has to be durable" all becomes cures "1000 10" AND write 2000 x AND dd if=/dev/null of=$M conv=notrunc,fsync status=none AND \
  never ended fua AND tell "cured 1000 10" AND is "" outcome fua
ok "one that may not wait is told so, and nothing written" all is EAGAIN hammer nowait remap0 1005 AND cures "" AND is none hammer nowait remap0 1001
start zeroes blkdiscard -f -z -o $((1000 * 512)) -l 4096 $M
ok "zeroing writes real zeros, which wait" all becomes cures "1000 e0" AND never ended zeroes AND tell "cured 1000 e0" AND never fails zeroes AND \
  eval "read_n 1000 8 | cmp -n 4096 - /dev/zero"
if [ "$(cat "$(sysfs $M)/queue/discard_max_bytes")" != 0 ]; then
  with "" 1000 2096160 f0
  ok "a discard writes nothing" all blkdiscard -f -o $((1000 * 512)) -l 4096 $M AND cures "" AND eio 1004
else
  skip "discard" "the disk knows none"
fi

section "uncured: nobody records it"

with "" 1000 2096160 f0; tell "attend 0"
ok "with no listener, the write fails" all refused 'input/output error' write 1004 x AND mask f0 AND eio 1004 AND cures "" AND is "0 0" held
ok "also as part of a larger one" all refused 'input/output error' number 990 32 AND is 1010 read_text 1010 AND mask f0
tell "attend 600"
start write write 1004 new; becomes cures "1000 10"
ok "it fails when nobody listens any more" all tell "attend 0" AND fails write AND eio 1004 AND is 0 held_now
ok "but what was written may be recorded: it is not forgotten" all cures "1000 10" AND no_cells AND tell "cured 1000 10" AND is new read_text 1004 AND cures ""
tell "attend 4"
start write write 1005 new
ok "and when the listener is not heard of" all becomes cures "1000 20" AND fails write AND cures "1000 20"
with "hold 3" 1000 2096160 f0
begin=$SECONDS; refused 'input/output error' write 1004 x >/dev/null; took=$((SECONDS - begin))
ok "it waits as long as the line says, and not much longer" test $took -ge 3 -a $took -le 30
with "hold 0" 1000 2096160 f0
ok "with hold 0 it does not" all refused 'input/output error' write 1004 x AND cures ""
again "$LINE 3 unit 8 loading"; tell "load 1000 2096160 f0" go "attend 600"
ok "without a daemon's table it is readable at once" all write 1004 x AND is x read_text 1004 AND cures "" AND mask e0

with "" 1000 2096160 f0
for i in {0..255}; do echo "quiesce $((4000 + 8 * i)) $((i + 1)) 600"; done | hammer messages remap0 0 >/dev/null
ok "it fails if 256 units are under attention" all refused 'input/output error' write 1004 x AND cures "" AND mask f0
again "$LINE 2 managed loading"
for i in {0..299}; do echo "load $((6000 + i)) $((2096152 + i)) 1"; done | hammer messages remap0 0 >/dev/null
tell "go"; tell "attend 600"
start write number 6000 300
ok "of 300 pieces, 256 wait" all becomes is "256 256" held AND is 256 eval 'message cures 0 | grep -vc end' AND is 300 unreadable
ok "from the last that is listed on, it is the only one"  is 1 eval 'say "cures $(say "cures 0" | grep " 1$" | tail -1 | cut -d" " -f1)" | grep -c " 1$"'
ok "and each is cured by itself" all eval 'message cures 0 | grep -v end | sed "s/^/cured /" | hammer messages remap0 0 >/dev/null' AND \
  becomes is 44 unreadable AND fails write AND cures "" AND is 0 held_now

section "quiesced, suspended, reloaded, removed, with writes that wait for their record"

kept
ok "its unit is quiesced" all tell "quiesce 1000 61 600" AND becomes cell "1000 quiet 0 0 0" AND cures "1000 10" AND never ended write
ok "which keeps no record from being made" all tell "cured 1000 10" AND is "" outcome write AND tell "release 61" AND is new read_text 1004 AND no_cells
start write write 1005 new; becomes cures "1000 20"; tell "quiesce 1000 62 600"; becomes cell "1000 quiet 0 0 0"
ok "released, it still waits" all tell "release 62" AND no_cells AND cures "1000 20" AND never ended write
tell "quiesce 1000 63 $((4 * SLOW))"; becomes cell "1000 quiet 0 0 0"
ok "as when the lease lapses"                             all becomes no_cells AND cures "1000 20" AND never ended write
tell "quiesce 1000 64 $((4 * SLOW))"; becomes cell "1000 quiet 0 0 0"; tell "prepare 64"
ok "fenced, it fails" all becomes cell "1000 fenced 0 0 0" AND fails write AND cures "1000 20"
ok "and is not forgotten" all tell "quiesce 1000 65 60" AND tell "withdraw 65" AND tell "release 65" AND cures "1000 20" AND tell "cured 1000 20" AND \
  is new read_text 1005
kept
ok "suspend does not wait for it, it fails" all in_time dmsetup suspend remap0 AND fails write AND dmsetup resume remap0 AND eio 1004 AND cures "1000 10"
kept
ok "a no-flush suspend neither"                           in_time dmsetup suspend --noflush --nolockfs remap0
ok "but it has not ended" all never ended write AND is 0 held_now AND cures "1000 10"
dmsetup resume remap0
ok "and waits again at resume" all becomes is 1 held_now AND never ended write AND tell "cured 1000 10" AND is "" outcome write AND is new read_text 1004
kept
ok "one that is recorded meanwhile does not" all in_time dmsetup suspend --noflush --nolockfs remap0 AND tell "cured 1000 10" AND \
  dmsetup resume remap0 AND is "" outcome write AND is new read_text 1004
kept
ok "a reload ends it, and knows what was written" all reload "$HELD" AND fails write AND cures "1000 10" AND tell "cured 1000 10" AND is new read_text 1004
kept
ok "a no-flush reload brings it to the new table" all in_time dmsetup suspend --noflush --nolockfs remap0 AND \
  in_time dmsetup reload remap0 --table "$HELD" AND in_time dmsetup resume remap0 AND becomes is 1 held_now AND tell "cured 1000 10" AND is "" outcome write
kept
ok "a device with it can be wiped, which ends it" all in_time dmsetup wipe_table remap0 AND fails write AND in_time dmsetup remove --retry remap0
kept
( sleep 2; quiet dmsetup remove --force remap0 ) &
ok "by force it loses its table: it ends too" all fails write AND eval 'drop; becomes never dmsetup info remap0'

section "writers, and who records (SEED=$SEED)"

RECORDED="0 8192 remap $DISK 0 2000000 6 pool 1600 unit 8 managed loading"
shake() { # the table is changed for its like, again and again
  while [ -e "$WORK/shaking" ]; do
    dmsetup suspend --noflush --nolockfs remap0 && dmsetup reload remap0 --table "$RECORDED" && dmsetup resume remap0 || return 1
    sleep 0.5
  done
  echo shaken
}
recording() { # recording SEED: all that was acknowledged is there after the end of the device, too
  again "$RECORDED"
  for i in {0..127}; do echo "load $((8 * i)) $((2000000 + 8 * i)) ff"; done | hammer messages remap0 0 >/dev/null
  tell go "attend 600"
  touch "$WORK/shaking"; start shake shake
  hammer cure remap0 "$DISK" "$1" 128 2000000 "$WORK/ages" >"$WORK/records" || return 1
  rm "$WORK/shaking"; is shaken outcome shake || return 1
  again "$RECORDED"
  is "" eval 'hammer messages remap0 0 <"$WORK/records" | grep .' && tell go && hammer cured remap0 "$WORK/ages"
}
for ((i = SEED; i < SEED + $(so_many 10); i++)); do
  ok "what is acknowledged is recorded, and read again ($i)" recording $i
done
drop
