# What contract.sh checks next: I/O that failed is held, units are quiesced under a token. It is part of that script, which
# has the words; DISK must be one of the lab's, whose sectors lab-fault makes fail.
# shellcheck shell=bash disable=SC2005,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154

section "held: what failed waits for a listener"

if [ -n "$LAB" ] && command -v lab-fault >/dev/null; then

heal; again "$HELD"; number 1000 64
bad pending 1003
ok "with no listener, a failed read fails" all failing read_n 1003 1 AND no_cells AND is "0 0" held
ok "who listens says for how long" all message attend 600 AND is '!ERANGE' error attend 601 AND is '!EINVAL' error attend now
before=$(events)
start read read_n 1003 1
ok "then it is held" all becomes cell "1000 fault 1 0 0" AND never ended read AND is "1 1" held
ok "which raises an event"                                test "$(events)" -gt "$before"
ok "all else of its unit passes" all is 1001 read_text 1001 AND write 1005 five AND is five read_text 1005
number 1000 8
ok "retry tries" all message retry 1003 AND becomes ended read AND is 1003 eval 'fold -w 512 $WORK/read | sed "s/ *$//"' AND no_cells
ok "and again: nothing" all message retry 1003 AND message fail 1003 AND no_cells
bad pending 1003
start read read_n 1003 1; becomes cell "1000 fault 1 0 0"
ok "a try that fails is held again" all message retry 1000 AND becomes cell "1000 fault 1 0 0" AND never ended read
ok "fail ends it with its error" all message fail 1000 AND fails read AND no_cells AND is 0 held_now
start read read_n 1003 1; becomes cell "1000 fault 1 0 0"
ok "when nobody listens any more, it fails" all message attend 0 AND fails read AND no_cells
ok "as does what comes then"                              failing read_n 1003 1
message attend 5
start read read_n 1003 1
ok "and when the listener is not heard of"                fails read
message attend 600
before=$(field 10)
ok "read-ahead is not held" all hammer ahead remap0 1003 AND becomes eval 'test $(field 10) -gt $before' AND no_cells
again "$LINE 5 unit 8 managed hold 3"; message attend 600
ok "the line says how long" is "$LINE" eval 'dmsetup table remap0 | sed "s/ 5 unit 8 managed hold 3$//; s|$(stat -Lc %Hr:%Lr "$DISK")|$DISK|"'
begin=$SECONDS; failing read_n 1003 1 >/dev/null; took=$((SECONDS - begin))
ok "it is held so long, and not much longer"              test $took -ge 3 -a $took -le 30
again "$LINE 5 unit 8 managed hold 0"; message attend 600
ok "with hold 0 nothing is held" all failing read_n 1003 1 AND is "0 0" held
ok "more than ten minutes are refused"                    refused '0 to 600' dmsetup create remap1 --table "0 8 remap $DISK 0 2096152 2 hold 601"

heal; again "$HELD"; message attend 600
bad write 2012
start write number 2000 32
ok "of a large write, the one bad unit is held" all becomes cell "2008 fault 0 1 0" AND is "2008 fault 0 1 0
end" faults AND is 1 held_now AND never ended write
ok "the rest is written"                                  eval 'becomes is "2000 2007" echo "$(read_text 2000 "$DISK") $(read_text 2007 "$DISK")"; becomes is "2016 2031" echo "$(read_text 2016 "$DISK") $(read_text 2031 "$DISK")"'
ok "the unit is quiesced" all message quiesce 2012 11 60 AND becomes cell "2008 quiet 0 1 0"
ok "prepared" all message prepare 11 AND cell "2008 prepared 0 1 0"
ok "and lives on a spare from now on" all message activate 11 2096168 - AND no_cells AND is "2008 2096168 -
end" message list 0
ok "where the write goes, which is acknowledged then" all is "" outcome write AND is "$(seq 2000 2031 | paste -sd' ')" texts 2000 32 AND is 2012 read_text 2012 AND is 2012 read_text 2096172 "$DISK"
heal
queue() { echo "$1" >"$(sysfs "$DISK")/device/queue_depth" && echo "$2" >"$(sysfs "$DISK")/queue/scheduler"; }
depth=$(cat "$(sysfs "$DISK")/device/queue_depth") scheduler=$(sed 's/.*\[//; s/\].*//' "$(sysfs "$DISK")/queue/scheduler")
queue 1 mq-deadline; bad write 2412
start merged number 2400 64
ok "nor is more if the disk's queue would merge what goes again" all becomes is 2463 read_text 2463 "$DISK" AND \
  becomes is "2408 fault 0 1 0
end" faults AND is 1 held_now AND heal AND message retry 2408 AND is "" outcome merged
queue "$depth" "$scheduler"
bad write 2700; start writes hammer together remap0 2696 8
ok "several writes that were one request of the disk's are tried again" all becomes eval 'faults | grep -q "^2696 fault"' AND heal AND \
  becomes eval 'tell "retry 2696"; ended writes' AND is "" outcome writes AND is "$(seq 2696 2703 | paste -sd' ')" texts 2696 8
bad pending 2500; number 2496 8
bad pending 2500
start read read_n 2496 8; becomes cell "2496 fault 1 0 0"
ok "what is lost is said by the mask: the read fails" all say "quiesce 2496 12 60" AND becomes cell "2496 quiet 1 0 0" AND \
  say "prepare 12" "activate 12 2096176 10" AND fails read AND is 1 unreadable AND eio 2500
heal

section "quiesced: I/O of one unit waits"

again "$HELD"; number 3000 32; message attend 600
ok "a unit is quiesced" all message quiesce 3003 21 600 AND becomes cell "3000 quiet 0 0 0"
ok "again, by the same: nothing changes" all message quiesce 3000 21 600 AND cell "3000 quiet 0 0 0"
ok "but not by another"                                   is '!EBUSY' error quiesce 3000 22 600
ok "nor for another unit"                                 is '!EEXIST' error quiesce 3008 21 600
ok "whoever comes after takes it over, and the token before is void" all message take 3000 22 600 AND \
  is '!ESTALE' error release 21 AND cell "3000 quiet 0 0 0" AND message take 3000 21 600
start first write 3001 new; start second read_text 3002; start third number 2992 24
ok "reads and writes wait, also the middle of a large one" becomes cell "3000 quiet 0 0 3"
ok "all else goes on" all write 3008 elsewhere AND is elsewhere read_text 3008 AND never ended first AND never ended second
ok "one that may not wait is told so"                     eval 'message quiesce 0 23 60; is EAGAIN hammer nowait remap0; message release 23'
ok "read-ahead does not wait"                             eval 'hammer ahead remap0 3004; cell "3000 quiet 0 0 3"'
ok "release lets them go on" all message release 21 AND is "" outcome first AND quiet outcome second AND is "" outcome third AND no_cells
ok "and what was written is read" all is 2995 read_text 2995 AND is 3007 read_text 3007 AND is 3015 read_text 3015
message quiesce 3000 24 $((4 * SLOW)); start write write 3001 lapsed
ok "when the lease lapses, I/O goes on" all is "" outcome write AND is lapsed read_text 3001 "$DISK" AND no_cells
stale() { say "renew $1 60" "prepare $1" "withdraw $1" "release $1" "activate $1 2096152 -" | sort | uniq -c | sed 's/^ *//'; }
ok "and the token is void, for every message"             is "5 !ESTALE" stale 24
ok "as is one that was released, and one that never was" all is "5 !ESTALE" stale 21 AND is "5 !ESTALE" stale 99
message quiesce 3000 25 $((3 * SLOW)); message renew 25 600; sleep $((4 * SLOW))
ok "a lease is renewed"                                   becomes cell "3000 quiet 0 0 0"
ok "activate wants it prepared"                           is '!EPERM' error activate 25 2096152 -
ok "prepare, and again" all message prepare 25 AND message prepare 25 AND cell "3000 prepared 0 0 0"
ok "release wants it withdrawn"                           is '!EPERM' error release 25
ok "retry is for what is not quiesced"                    is '!EBUSY' error retry 3000
ok "withdraw, and again" all message withdraw 25 AND message withdraw 25 AND cell "3000 quiet 0 0 0" AND message release 25
bad slow:$(slow 10000) 3024; before=$(events)
start slow read_text 3024; sleep 1
ok "I/O under way is waited for, by no message" all message quiesce 3000 26 600 AND cell "3000 draining 0 0 0" AND is '!EAGAIN' error prepare 26
ok "nor is it by I/O elsewhere" all is 3009 read_text 3009 AND cell "3000 draining 0 0 0"
ok "the unit is quiet when it has ended" all becomes cell "3000 quiet 0 0 0" AND is 3024 outcome slow
ok "which raises an event"                                eval 'becomes test "$(events)" -gt "$before"'
heal; message prepare 26
ok "no spare, no mask, none in use: refused, and all is as it was" all is "!ERANGE
!EINVAL
!ERANGE
!EINVAL" say "activate 26 5 -" "activate 26 2096153 -" "activate 26 2096152 100" "activate 26 2096152 x" AND \
  eval 'message remap 4000 2096152' AND is '!EBUSY' error activate 26 2096152 - AND cell "3000 prepared 0 0 0"
dmsetup reload remap0 --table "$HELD"
ok "activated under a loaded table of the same line"      message activate 26 2096160 -
dmsetup clear remap0
ok "a mapped unit can be quiesced too" all message quiesce 3000 27 60 AND becomes cell "3000 quiet 0 0 0" AND message release 27
ok "numbers that are none are refused" all is "!ERANGE
!ERANGE
!ERANGE
!EINVAL
!EINVAL
!ERANGE
!EINVAL" say "quiesce 0 1 0" "quiesce 0 1 601" "quiesce 0 0 60" "quiesce 0 1" "quiesce 0 x 60" "quiesce 9999999 1 60" "renew 1 -1" AND no_cells

again "$HELD"; number 3000 8; message quiesce 3000 28 600; becomes cell "3000 quiet 0 0 0"
if [ "$(cat "/sys/dev/block/$(dmsetup info -c --noheadings -o major,minor --separator : remap0)/queue/discard_max_bytes")" != 0 ]; then
  start discard blkdiscard -f -o $((2992 * 512)) -l $((24 * 512)) $M
  ok "a discard waits as well, and only there" all becomes cell "3000 quiet 0 0 1" AND is 3000 read_text 3000 "$DISK" AND \
    message release 28 AND outcome discard AND no_cells
else
  skip "discard" "the disk knows none"
fi
again "$LINE 4 unit 8 managed loading"; message quiesce 500 29 600; start write number 488 24; sleep 2
ok "what waited for go waits at a quiesced unit, too" all message go AND becomes cell "496 quiet 0 0 1" AND becomes is 488 read_text 488 "$DISK" AND \
  message release 29 AND is "" outcome write AND is "$(seq 488 511 | paste -sd' ')" texts 488 24
again "$HELD"; message attend 600; bad slow:$(slow 4000) 2004; bad write 2012
start write number 2000 32; sleep 1; message quiesce 2016 30 600
ok "so does one that failed, and was on its way before" all becomes cell "2016 quiet 0 0 1" AND becomes cell "2008 fault 0 1 0" AND heal AND \
  message retry 2008 AND message release 30 AND is "" outcome write AND is "$(seq 2000 2031 | paste -sd' ')" texts 2000 32 AND no_cells

section "fenced: a record may be durable"

again "$HELD"; number 3000 16; write 2096160 moved "$DISK"; message attend 600
message quiesce 3000 31 $((6 * SLOW)); becomes cell "3000 quiet 0 0 0"; message prepare 31
start write write 3000 never
ok "when the lease lapses then, what waits fails" all fails write AND cell "3000 fenced 0 0 0"
ok "as do reads and writes, but of this unit alone" all eio 3001 AND refused 'input/output error' write 3001 x AND is 3008 read_text 3008
ok "also as part of a larger one, which does the rest" all refused 'input/output error' number 2992 24 AND is 3008 read_text 3008 "$DISK" AND is 3000 read_text 3000 "$DISK"
ok "the token is void"                                    is "5 !ESTALE" stale 31
dmsetup suspend remap0; dmsetup resume remap0
ok "it stays so over a suspend" all cell "3000 fenced 0 0 0" AND eio 3001
ok "and a reload" all reload "$HELD" AND cell "3000 fenced 0 0 0" AND eio 3001
ok "a table that would serve the original is refused" all refused 'another geometry' dmsetup reload remap0 --table "$LINE" AND \
  refused 'too small' dmsetup reload remap0 --table "0 2960 remap $DISK 0 2096152 3 unit 8 managed"
ok "quiesced anew, it is prepared" all message quiesce 3000 32 60 AND cell "3000 prepared 0 0 0"
start read read_text 3000
ok "and activated, it is served" all becomes cell "3000 prepared 0 0 1" AND message activate 32 2096160 - AND is moved outcome read AND no_cells
again "$HELD"; number 3000 8; message quiesce 3000 33 $((2 * SLOW)); becomes cell "3000 quiet 0 0 0"; message prepare 33; becomes cell "3000 fenced 0 0 0"
message quiesce 3000 34 $((2 * SLOW))
ok "another lapse fences again"                           becomes cell "3000 fenced 0 0 0"
ok "withdrawn and released, the original is served" all say "quiesce 3000 35 60" "withdraw 35" "release 35" AND is 3001 read_text 3001 AND no_cells

section "rewritten: healed in place"

again "$HELD"; number 1000 16; message attend 600; number 1000 8; number 2096160 8 "$DISK"; bad pending 1003
for i in {0..7}; do write $((2096160 + i)) "copy $i" "$DISK"; done
start read read_n 1003 1; becomes cell "1000 fault 1 0 0"
message quiesce 1000 51 60; becomes cell "1000 quiet 1 0 0"
ok "only what is prepared is rewritten"                   is '!EPERM' error rewrite 51 2096160
start write write 1004 waited; becomes cell "1000 quiet 1 0 1"; message prepare 51; before=$(events)
ok "a copy is written over the original" all message rewrite 51 2096160 AND becomes cell "1000 prepared 1 0 1 rewritten" AND is "copy 3" read_text 1003 "$DISK"
ok "which raises an event"                                eval 'becomes test "$(events)" -gt "$before"'
ok "and is no mapping" all is end message list 0 AND is 0/125 spares
ok "withdrawn and released, the original is served" all say "withdraw 51" "release 51" AND outcome read AND is "" outcome write AND no_cells AND \
  is "copy 3 waited copy 5" texts 1003 3 AND is waited read_text 1004 "$DISK"
bad write 1011
message quiesce 1008 52 60; becomes cell "1008 quiet 0 0 0"; message prepare 52
ok "one that cannot be written is said to be so" all message rewrite 52 2096160 AND becomes cell "1008 prepared 0 0 0 unwritable"
bad pending 2096161
ok "as is a copy that cannot be read" all message rewrite 52 2096160 AND becomes cell "1008 prepared 0 0 0 unreadable"
heal
ok "the unit can still be moved" all message activate 52 2096168 - AND no_cells
ok "a spare in use is no copy" all say "quiesce 1000 53 60" AND becomes cell "1000 quiet 0 0 0" AND message prepare 53 AND is '!EBUSY' error rewrite 53 2096168
bad slow:$(slow 6000) 1000; message rewrite 53 2096160
ok "until it is written, nobody else gets there" all cell "1000 prepared 0 0 0 rewriting" AND is "!EAGAIN
!EAGAIN
!EAGAIN" say "withdraw 53" "activate 53 2096176 -" "rewrite 53 2096160" AND message renew 53 1 AND becomes cell "1000 fenced 0 0 0 rewriting" AND \
  is '!EBUSY' error quiesce 1000 54 60 AND becomes message quiesce 1000 54 60
bad slow:$(slow 6000) 1000; message rewrite 54 2096160
ok "a suspend waits for it" all in_time dmsetup suspend remap0 AND cell "1000 prepared 0 0 0 rewritten" AND is '!EAGAIN' error rewrite 54 2096160
dmsetup resume remap0; heal
ok "so does the end" all message rewrite 54 2096160 AND in_time dmsetup remove --retry remap0

section "bounds"

again "$HELD"; message attend 600; bad pending 1003
for i in {0..255}; do echo "quiesce $((4000 + 8 * i)) $((i + 1)) 600"; done | hammer messages remap0 0 | sort -u >"$WORK/answers"
ok "256 units are quiesced" all is "" cat "$WORK/answers" AND is 256 eval 'becomes eval "faults | grep -c quiet | grep -qx 256"; faults | grep -c quiet'
ok "the 257th is refused"                                 is '!ENOSPC' error quiesce 8000 257 600
ok "and what fails then, fails"                           failing read_n 1003 1
for i in {0..255}; do echo "release $((i + 1))"; done | hammer messages remap0 0 >/dev/null
ok "when they are released, there is room" all no_cells AND message quiesce 8000 257 600 AND message release 257
heal; again "$LINE 1 managed"; message attend 600; bad pending 6000+300
start read read_n 6000 300
ok "of 300 pieces that fail, 256 are held"                becomes is 256 held_now
ok "each in its cell, and all fail with the listener gone" all becomes eval 'faults | grep -c "fault 1 0 0" | grep -qx 256' AND message attend 0 AND fails read AND becomes is 0 held_now AND no_cells
heal

section "suspend, reload, removal, with I/O held and waiting"

both() { # a read that is held, and a write that waits
  heal; again "$HELD"; message attend 600; number 1000 8; number 3000 8; bad pending 1003
  start held read_n 1003 1; message quiesce 3000 41 600; start waits write 3000 waited
  becomes cell "1000 fault 1 0 0" && becomes cell "3000 quiet 0 0 1"
}
both
ok "suspend does not wait for them"                       in_time dmsetup suspend remap0
ok "they fail" all fails held AND fails waits
dmsetup resume remap0
ok "the unit stays quiesced, the other is forgotten" is "3000 quiet 0 0 0
end" faults
start waits write 3000 again
ok "what comes then waits" all becomes cell "3000 quiet 0 0 1" AND message release 41 AND is "" outcome waits AND is again read_text 3000
both
ok "neither does a no-flush suspend"                      in_time dmsetup suspend --noflush --nolockfs remap0
ok "but they have not ended" all never ended held AND never ended waits AND is "3000 quiet 0 0 0
end" faults
dmsetup resume remap0
ok "they come again at resume" all becomes cell "1000 fault 1 0 0" AND becomes cell "3000 quiet 0 0 1"
heal; number 1000 8
ok "and have their turn" all message retry 1000 AND is "" eval 'outcome held | grep -v 1003' AND message release 41 AND is "" outcome waits AND is waited read_text 3000
both
ok "a reload ends them too" all in_time dmsetup suspend remap0 AND reload "$HELD" AND fails held AND fails waits
ok "the token is good with the new table" all cell "3000 quiet 0 0 0" AND message release 41 AND write 3000 x
both
ok "a no-flush reload brings them to the new table" all in_time dmsetup suspend --noflush --nolockfs remap0 AND \
  in_time dmsetup reload remap0 --table "$HELD" AND in_time dmsetup resume remap0 AND becomes cell "1000 fault 1 0 0" AND \
  becomes cell "3000 quiet 0 0 1" AND message fail 1000 AND fails held AND message release 41 AND is "" outcome waits
both
ok "a device with both can be wiped"                      in_time dmsetup wipe_table remap0
ok "which ends them" all fails held AND fails waits
ok "and removed"                                          in_time dmsetup remove --retry remap0
both; message prepare 41
( sleep 2; quiet dmsetup remove --force remap0 ) &
ok "by force it loses its table: they end too" all fails held AND fails waits AND eval 'drop; becomes never dmsetup info remap0'
heal

section "under load (SEED=$SEED)"

again "0 8192 remap $DISK 0 2000000 5 pool 1600 unit 8 managed"; message attend 600
ok "four writers see what they wrote, while 200 units move" hammer heal remap0 "$DISK" 200 2000000 8
ok "and nothing is left over" all no_cells AND is 200/200 spares
drop

else
  skip "held and quiesced I/O" "the disk is not one of the lab's"
fi
