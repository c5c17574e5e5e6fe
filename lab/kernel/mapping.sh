# What contract.sh checks first: the two lines, mappings, loading, and what else there is without a daemon's messages.
# It is part of that script, which has the words.
# shellcheck shell=bash disable=SC2005,SC2012,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154

# ------------------------------------------------------------------------------------------------------------------------
section "the two lines, as they stand"

zero 0; zero 123400 100; zero 2096152 1000
ok "dmsetup create with the device, its start and the first spare sector" \
  dmsetup create remap0 --table "0 2096152 remap $DISK 0 2096152"
ok "1000 spares on a 1 GiB disk"                          is 0/1000 spares
number 123450 12
ok "dmsetup message remaps a sector and answers where to" is "123456 2096152" dmsetup message remap0 0 remap 123456
ok "its data is unknown: it reads EIO"                    eio 123456
ok "so does a read that spans it"                         eio 123450 8
ok "and one by dd count=8"                                refused 'input/output error' dd if=$M of=/dev/null skip=123450 count=8 iflag=direct
ok "its neighbours are served"                            is "123455 123457" echo "$(read_text 123455) $(read_text 123457)"
ok "one sector is said to be unreadable"                  is 1 unreadable
ok "it can be written"                                    write 123456 new
ok "and read, alone"                                      is new read_text 123456
ok "and in a read that spans it"                          is "123452 123453 123454 123455 new 123457 123458 123459" texts 123452 8
ok "by dd count=8 too"                                    dd if=$M of=/dev/null skip=123450 count=8 iflag=direct
ok "no sector is unreadable now"                          is 0 unreadable
ok "the data is on the first spare"                       is new read_text 2096152 "$DISK"
ok "the original is untouched"                            is 123456 read_text 123456 "$DISK"
ok "a write that spans it goes to both places" all number 123452 8 AND is 123456 read_text 2096152 "$DISK" AND is 123459 read_text 123459 "$DISK"
write 123456 old "$DISK"
ok "the original is not read again"                       is "123455 123456 123457" texts 123455 3

# ------------------------------------------------------------------------------------------------------------------------
section "messages"

ok "the same sector again: the same answer"               is "123456 2096152" message remap 123456
ok "nothing was consumed"                                 is 1/1000 spares
ok "its data is still there"                              is 123456 read_text 123456
ok "the first sector can be remapped"                     is "0 2096153" message remap 0
ok "the last sector can be remapped"                      is "2096151 2096154" message remap 2096151
ok "the sector after the last cannot"                     refused 'sector 2096152 is not one of 0 to 2096151' message remap 2096152
ok "neither one beyond the disk"                          refused 'is not one of' message remap 9999999999
again; message remap 7 >/dev/null
for bad in 0x10 -1 +1 1e3 1.0 '' 5x 18446744073709551616 99999999999999999999999999; do
  ok "\"remap $bad\" is refused"                          refused 'not a sector number|does not take|range' message "remap $bad"
done
again; message remap 7 >/dev/null       # a target logs ten refusals in five seconds
ok "too many words are refused"                           refused 'does not take' message remap 1 2 3
ok "too few words are refused"                            refused 'does not take' message remap
ok "words after go are refused"                           refused 'does not take' message go now
ok "an unknown message is refused"                        refused 'unknown message|not supported' message unload 5
ok "none of these changed anything"                       is 1/1000 spares

again
ok "an explicit spare, its data already there" all write 2096200 staged "$DISK" AND is "777 2096200" message remap 777 2096200 AND is staged read_text 777
ok "again: the same answer"                               is "777 2096200" message remap 777 2096200
ok "the bare form knows of it"                            is "777 2096200" message remap 777
ok "another spare for the same sector is refused"         refused 'is on spare 2096200 already' message remap 777 2096201
ok "the same spare for another sector is refused"         refused 'spare 2096200 is in use' message remap 778 2096200
ok "a spare before the pool is refused"                   refused 'is not one of 2096152 to 2097151' message remap 778 2096151
ok "a spare after the pool is refused"                    refused 'is not one of 2096152 to 2097151' message remap 778 2097152
ok "none of these changed anything"                       is 1/1000 spares
seq 2000 2047 | sed 's/^/remap /' | hammer messages remap0 0 >/dev/null
ok "the bare form passes over spares in use"              is "2048 2096201" message remap 2048

section "a thousand spares, and not one more"
again
seq 0 2 1998 | sed 's/^/remap /' | hammer messages remap0 0 >"$WORK/answers"
ok "a thousand sectors get a thousand spares, in order"   is "$(paste -d' ' <(seq 0 2 1998) <(seq 2096152 2097151))" cat "$WORK/answers"
ok "all are in use"                                       is 1000/1000 spares
ok "the next is refused, with a reason"                   refused 'no spare left for sector 5000' message remap 5000
ok "so is its number"                                     is '!ENOSPC' eval 'echo remap 5000 | hammer messages remap0 0'
ok "one that is mapped is answered all the same"          is "1998 2097151" message remap 1998
ok "list gives all, page by page" is "$(sed 's/$/ 1/' "$WORK/answers")" eval '
  at=0; while page=$(dmsetup message remap0 0 list $at); do
    echo "$page" | grep -v end; [ "${page##*$'"'\\n'"'}" = end ] && break
    at=$(($(echo "$page" | tail -1 | cut -d" " -f1) + 1)); done'
ok "list begins where it is told"                         is "1998 2097151 1
end" message list 1997
ok "list of nothing is complete"                          is end message list 1999
number 0 64
ok "one write over many of them cures them all"           is "968" unreadable
ok "and is read back whole"                               is "$(seq 0 63 | paste -sd' ')" texts 0 64
ok "the reloading line is the one that was given"         is "0 2096152 remap $(stat -Lc '%Hr:%Lr' "$DISK") 0 2096152" dmsetup table remap0

# ------------------------------------------------------------------------------------------------------------------------
section "where the target begins, and where its data does"

again "0 8 linear $DISK 0
8 1000000 remap $DISK 4096 2000000 2 pool 1000"
BEGIN=8
number 8 16
ok "sectors are those of the mapped device"               is "10 2000000" message remap 10
ok "the data is at the start given"                       is 9 read_text 4097 "$DISK"
ok "that sector is EIO, the one before is not" all eio 10 AND is 9 read_text 9
ok "it can be written and read" all write 10 ten AND is "9 ten 11" texts 9 3 AND is ten read_text 2000000 "$DISK"
ok "the first sector is 8"                                is "8 2000001" message remap 8
ok "sector 7 belongs to another target"                   refused 'sector 7 is not one of 8 to 1000007' message remap 7
ok "the last is 1000007"                                  is "1000007 2000002" message remap 1000007
ok "list tells the same numbers"                          is "8 2000001 1
10 2000000 -
1000007 2000002 1
end" message list 8
BEGIN=0
ok "another target's sectors are served"                  is "$(read_text 5 "$DISK")" read_text 5

again "0 1000 remap $DISK 0 2000000 2 pool 8
1000 1000 remap $DISK 1000 2000008 2 pool 8"
number 996 8
ok "two targets of one table keep their mappings apart" all is "999 2000000" message remap 999 AND \
  is "1000 2000008" dmsetup message remap0 1000 remap 1000 AND write 999 left AND is "998 left" texts 998 2 AND eio 1000
ok "a write over both sides of the border" all number 996 8 AND is "999" read_text 2000000 "$DISK" AND is 1000 read_text 2000008 "$DISK"
ok "one of them cannot swallow the other's"               refused 'another geometry' dmsetup reload remap0 --table "0 2000 remap $DISK 0 2000000 2 pool 8"
BEGIN=0

# ------------------------------------------------------------------------------------------------------------------------
section "table lines"

drop
table() { dmsetup create remap0 --table "$1" && drop; }
ok "a hexadecimal start is refused"                       refused 'Invalid start'              table "0 1000 remap $DISK 0x0 2096152"
ok "a negative start is refused"                          refused 'Invalid start'              table "0 1000 remap $DISK -8 2096152"
ok "a spare with a sign is refused"                       refused 'Invalid first spare'        table "0 1000 remap $DISK 0 +2096152"
ok "junk after a number is refused"                       refused 'Invalid first spare'        table "0 1000 remap $DISK 0 2096152s"
ok "a number that overflows is refused"                   refused 'Invalid first spare'        table "0 1000 remap $DISK 0 18446744073709551616"
ok "two arguments are too few"                            refused 'argument count'             table "0 1000 remap $DISK 0"
ok "no such device"                                       refused 'Device lookup'              table "0 1000 remap /dev/nonesuch 0 2096152"
ok "data beyond the device is refused"                    refused 'beyond the device'          table "0 1000 remap $DISK 2096400 0 2 pool 8"
ok "data whose end overflows is refused"                  refused 'beyond the device'          table "0 1000 remap $DISK 18446744073709551608 0 2 pool 8"
ok "a pool beyond the device is refused"                  refused 'Pool begins beyond'         table "0 1000 remap $DISK 0 2097152"
ok "a pool that ends beyond it is refused"                refused 'Pool ends beyond'           table "0 1000 remap $DISK 0 2096152 2 pool 1001"
ok "an empty pool is refused"                             refused 'Pool is empty'              table "0 1000 remap $DISK 0 2096152 2 pool 0"
ok "a pool in the data is refused"                        refused 'Pool overlaps'              table "0 1000 remap $DISK 0 999"
ok "a pool that grows into the data is refused"           refused 'Pool overlaps'              table "0 1000 remap $DISK 1000 0"
ok "a pool in front of the data is good"                  table "0 1000 remap $DISK 1000 0 2 pool 1000"
ok "a unit that is no power of two is refused"            refused 'power of two'               table "0 1000 remap $DISK 0 2096152 2 unit 3"
ok "a unit of 256 is refused"                             refused 'power of two'               table "0 1024 remap $DISK 0 2096152 2 unit 256"
ok "a start amid a unit is refused"                       refused 'multiple of the unit'       table "0 1000 remap $DISK 4 2096152 2 unit 8"
ok "a pool amid a unit is refused"                        refused 'multiple of the unit'       table "0 1000 remap $DISK 0 2096153 2 unit 8"
ok "a length amid a unit is refused"                      refused 'multiple of the unit'       table "0 1001 remap $DISK 0 2096152 2 unit 8"
ok "an unknown option is refused"                         refused 'Unknown optional'           table "0 1000 remap $DISK 0 2096152 1 faster"
ok "an option without its value is refused"               refused 'length of the pool'         table "0 1000 remap $DISK 0 2096152 1 pool"
ok "a wrong count is refused"                             refused 'does not match'             table "0 1000 remap $DISK 0 2096152 3 pool 8"
ok "arguments without a count are refused"                refused 'does not match'             table "0 1000 remap $DISK 0 2096152 pool 8"

FULL="0 2048 remap $DISK 2048 8192 6 pool 1024 unit 8 managed loading"
create_full() { dmsetup create remap0 --table "$FULL"; }
ok "dmsetup table prints a line with every option" all create_full AND \
  is "0 2048 remap $(stat -Lc '%Hr:%Lr' "$DISK") 2048 8192 6 pool 1024 unit 8 managed loading" dmsetup table remap0
line=$(dmsetup table remap0); message go; drop
ok "from which the device can be made again" all dmsetup create remap0 --table "$line" AND is "$line" dmsetup table remap0
message go; again
ok "a second target with the same pool is refused"        refused 'in use by another' dmsetup create remap1 --table "0 1000 remap $DISK 1000 2096152"
ok "and one with the same data"                           refused 'in use by another' dmsetup create remap1 --table "0 8 remap $DISK 1000 2000 2 pool 8"
ok "and one with its data in the pool"                    refused 'in use by another' dmsetup create remap1 --table "0 500 remap $DISK 2096200 0 2 pool 8"

# ------------------------------------------------------------------------------------------------------------------------
section "bios that span several mapped sectors"

again; number 1000 64
for s in 1003 1004 1007 1063; do message remap $s >/dev/null; write $s "m$s"; done
ok "one read gathers them"                                is "1000 1001 1002 m1003 m1004 1005 1006 m1007" texts 1000 8
ok "one that begins in the middle"                        is "m1004 1005 1006 m1007" texts 1004 4
ok "one that ends at one"                                 is "1061 1062 m1063" texts 1061 3
ok "one write scatters them" all number 1000 64 AND is "$(seq 1000 1063 | paste -sd' ')" texts 1000 64 AND \
  is "1003 1004 1007 1063" texts 2096152 4 "$DISK" AND is "1002" read_text 1002 "$DISK"
message remap 1005 >/dev/null
ok "of a read, only the part with the lost sector fails" all eio 1000 8 AND is "1003 1004" texts 1003 2 AND is "1006 1007" texts 1006 2
before=$(dmsetup status remap0); read_n 1000 4 >/dev/null; read_n 2000 1 >/dev/null; number 1000 5
counted() { set -- $(echo "$before" | cut -d' ' -f8-11) $(dmsetup status remap0 | cut -d' ' -f8-11); echo "$(($5 - $1)) $(($6 - $2)) $(($7 - $3)) $(($8 - $4))"; }
ok "requests are counted as they were sent, sectors too"  is "2 5 1 5" counted

# ------------------------------------------------------------------------------------------------------------------------
section "flush, discard, zeroing"

flushes() { awk '{ print $16 }' "$(sysfs "${1:-$DISK}")/stat"; }
before=$(flushes)
for _ in 1 2 3 4 5; do write 1000 flushed; dd if=/dev/null of=$M conv=notrunc,fsync status=none; done
flushed() { echo $(($(flushes) - before)); }
ok "five fsyncs are five flushes of the disk"             is 5 flushed

again; message remap 4096 >/dev/null; message remap 4100 >/dev/null; write 4100 kept
discard() { blkdiscard -f -o "$(($1 * 512))" -l "$(($2 * 512))" $M; }
if [ "$(cat "$(sysfs $M)/queue/discard_max_bytes")" != 0 ]; then
  write 4100 spanned "$DISK"
  ok "a discard goes through"                             discard 4090 16
  ok "it is for the spare: the original keeps what it has" is spanned read_text 4100 "$DISK"
  ok "it does not cure an unreadable sector" all eio 4096 AND is 1 unreadable
else
  skip "discard" "the disk knows none"
fi
ok "zeroing an unreadable sector writes real zeros" all blkdiscard -f -z -o $((4090 * 512)) -l $((16 * 512)) $M AND \
  is 0 unreadable AND eval "read_n 4090 16 | cmp -n 8192 - /dev/zero"
ok "SG_IO and its like do not reach the disk"             eval '! quiet blkid -i /dev/nonesuch; ! hdparm -I $M 2>/dev/null | grep -q Model'
ok "the disk below is held: it cannot be mounted or opened exclusively" refused 'busy' blkdiscard -o 0 -l 512 "$DISK"

# ------------------------------------------------------------------------------------------------------------------------
section "a unit of eight sectors"

again "$LINE 2 unit 8"; number 8000 16
ok "125 spares of eight"                                  is 0/125 spares
ok "any sector of the unit names it"                      is "8000 2096152" message remap 8003
ok "all its sectors are unreadable" all is 8 unreadable AND eio 8000 AND eio 8007 AND is 8008 read_text 8008
ok "a sector written is readable, the others are not" all write 8003 three AND is three read_text 8003 AND eio 8002 AND eio 8004 AND is 7 unreadable
ok "the mask says which"                                  is "8000 2096152 f7
end" message list 0
ok "the data is at its place within the spare"            is three read_text 2096155 "$DISK"
ok "a read over half of a unit and half of the next" all number 8004 8 AND is "8004 8005 8006 8007 8008 8009" texts 8004 6
ok "explicit, amid a unit, is refused" all refused 'not the first of a unit' message remap 8017 2096160 AND refused 'not the first sector' message remap 8016 2096161
again "0 2096128 remap $DISK 0 2096128 2 unit 128"
ok "a unit of 128 has a mask of 128 bits" all is "1280 2096128" message remap 1300 AND is "1280 2096128 $(printf 'f%.0s' {1..32})
end" message list 0
ok "list never passes off a cut answer as whole"          hammer small remap0 "list 0"
ok "all of it in one write" all number 1280 128 AND is 0 unreadable

# ------------------------------------------------------------------------------------------------------------------------
section "managed: a daemon owns the mappings"

again "$LINE 1 managed"
ok "the bare form is refused, with a word on what to use" refused 'remapd remap' message remap 5
ok "by EPERM"                                             is '!EPERM' eval 'echo remap 5 | hammer messages remap0 0'
ok "the explicit form is not"                             is "5 2096152" message remap 5 2096152

# ------------------------------------------------------------------------------------------------------------------------
section "loading: nothing is served before go"

loading() { drop; dmsetup create remap0 --table "$LINE 1 loading"; }

write 500 original "$DISK"; write 2096152 moved "$DISK"
loading; in_background read_text 500
ok "a reader waits" all is loading mode AND running
ok "one that may not wait is told so"                     is EAGAIN hammer nowait remap0
message remap 500 2096152 >/dev/null; message go
ok "after go it gets what the mapping says, not the original" is moved finished
ok "and the device is as any other" all is ok mode AND is moved read_text 500
ok "go again: nothing"                                    message go

loading; in_background texts 496 8
message remap 500 2096152 >/dev/null; message remap 501 >/dev/null; message go
ok "a waiting read over an unreadable sector fails"       eval 'finished | grep -q "Input/output error"'
loading; in_background number 496 8
message remap 500 2096152 >/dev/null; message remap 501 2096153 >/dev/null; message go
ok "a waiting write is split too" all is "" finished AND is "$(seq 496 503 | paste -sd' ')" texts 496 8 AND \
  is "500 501" texts 2096152 2 "$DISK" AND is original read_text 500 "$DISK"

loading; in_background read_text 500
ok "suspend does not wait for those who wait"             in_time dmsetup suspend remap0
ok "they get an error, not the original"                  eval 'finished | grep -q "Input/output error"'
dmsetup resume remap0
ok "and so does who comes later" all is stalled mode AND eio 500
message remap 500 2096152 >/dev/null; message go
ok "go recovers it" all is ok mode AND is 500 read_text 500

loading; in_background read_text 500
ok "a no-flush suspend neither"                           in_time dmsetup suspend --noflush --nolockfs remap0
message remap 500 2096152 >/dev/null; dmsetup resume remap0
ok "but there they go on waiting" all is loading mode AND running
message go
ok "and get what the mapping says"                        is 500 finished

loading; in_background read_text 500
ok "a device with waiting I/O can be wiped"               in_time dmsetup wipe_table remap0
ok "which ends the waiting with an error"                 eval 'finished | grep -q "Input/output error"'
ok "and removed"                                          in_time dmsetup remove --retry remap0

# ------------------------------------------------------------------------------------------------------------------------
section "load: many mappings in a message"

loading
ok "mappings in any order" message load 900 2096160 - 20 2096161 1 30 2096159 -
LIST="20 2096161 1
30 2096159 -
900 2096160 -
end"
ok "are listed in theirs, with what is unreadable"        is "$LIST" message list 0
ok "again: nothing changes" all message load 900 2096160 - 20 2096161 1 30 2096159 - AND is "$LIST" message list 0 AND is 3/1000 spares
ok "another spare for a unit is refused"                  is '!EEXIST' error load 5 2096152 - 30 2096153 -
ok "so are other unreadable sectors"                      is '!EEXIST' error load 5 2096152 - 30 2096159 1
ok "and a unit named twice"                               is '!EEXIST' error load 5 2096152 1 6 2096153 - 5 2096152 1
ok "a spare in use is refused"                            is '!EBUSY' error load 5 2096152 1 6 2096160 -
ok "so is one named twice"                                is '!EBUSY' error load 5 2096152 1 6 2096153 1 7 2096152 -
ok "a sector beyond the target is refused"                is '!ERANGE' error load 5 2096152 - 2096152 2096153 -
ok "so is a spare beyond the pool"                        is '!ERANGE' error load 5 2096152 - 6 2097152 -
ok "and a mask beyond the unit"                           is '!ERANGE' error load 5 2096152 - 6 2096153 2
masks() { printf 'load 5 2096152 - 6 2096153 %s\n' "$@" | hammer messages remap0 0 | sort | uniq -c | sed 's/^ *//'; }
ok "what is no mask is refused"                           is "6 !EINVAL" masks 0 0x1 F g -- 1-
ok "no words are refused"                                 is '!EINVAL' error load
ok "so is a pair, and one word too many" all is '!EINVAL' error load 5 2096152 AND is '!EINVAL' error load 5 2096152 - 6
ok "none of these changed anything" all is "$LIST" message list 0 AND is 3/1000 spares AND is 1 unreadable
ok "what they named can be used" all message load 7 2096152 1 6 2096153 - AND is 5/1000 spares AND is 2 unreadable
ok "beside the other forms of the message" all is "8 2096154" message remap 8 AND is "9 2096200" message remap 9 2096200
message go
ok "after go, what is unreadable reads EIO, all else is served" all eio 20 AND eio 7 AND quiet read_text 30 AND quiet read_text 6
ok "and nothing more can be loaded"                       is '!EALREADY' error load 10 2096300 -
ok "not even what is there"                               is '!EALREADY' error load 30 2096159 -
drop; dmsetup create remap0 --table "0 2096128 remap $DISK 0 2096128 3 unit 128 loading"
ok "a mask of 128 bits" all message load 1280 2096128 8000000000000000000000000000000f 0 2096256 f0f0000000000000000 AND \
  is "0 2096256 f0f0000000000000000
1280 2096128 8000000000000000000000000000000f
end" message list 0 AND is 13 unreadable
ok "but not of 129"                                       is '!ERANGE' error load 256 2096384 100000000000000000000000000000000
message go
ok "of which each bit is one sector" all eio 1283 AND quiet read_text 1284 AND quiet read_text 1406 AND eio 1407
loading
for i in {0..999}; do echo "$((i * 7 % 1000 * 2000)) $((2096152 + i)) -"; done >"$WORK/mappings"
paste -sd' \n' "$WORK/mappings" | sed 's/^/load /' | hammer messages remap0 0 >"$WORK/answers"
ok "a thousand in random order, two in a message" all is 1000/1000 spares AND is "$(sort -n "$WORK/mappings" | head -500)" eval 'message list 0 | head -500'
message go

# ------------------------------------------------------------------------------------------------------------------------
section "a million mappings"

free_memory() { echo 3 >/proc/sys/vm/drop_caches; awk '/^MemFree/ { print $2 * 1024 }' /proc/meminfo; }
drop; dmsetup create remap0 --table "0 1048576 remap $DISK 0 1048576 1 loading"
memory=$(free_memory)
took=$(hammer load remap0 1000000 1048576)
each=$(((memory - $(free_memory)) / 1000000))
echo "# loaded in $took ms, $each bytes each"
ok "are loaded within a minute"                           test "${took:-99999}" -lt 60000
ok "in 32 bytes each or less"                             test "$each" -le 32
ok "and all are there" all is 1000000/1048576 spares AND is 1000 unreadable
ok "in order"                                             hammer loaded remap0 1000000 1048576
message go
# The nth mapping is of sector n + n / 25, to spare 1048576 + n * 7919 % 1000000.
sampled() { # of the first, the last, and one between
  local n
  for n in 1 499999 999999; do
    write $((1048576 + n * 7919 % 1000000)) "spare $n" "$DISK"
    is "spare $n" read_text $((n + n / 25)) && write $((n + n / 25)) "through $n" &&
      is "through $n" read_text $((1048576 + n * 7919 % 1000000)) "$DISK" || return 1
  done
}
ok "they are served"                                      sampled
ok "but for those whose data is lost" all eio 0 AND eio $((500000 + 20000)) AND write 0 found AND is found read_text 0
number 1040000 2
ok "what is not mapped is served too"                     is "1040000 1040001" texts 1040000 2
ok "one more"                                             is "1040000 2048576" message remap 1040000
begin=$(date +%s%N); seq 1040001 1041000 | sed 's/^/remap /' | hammer messages remap0 0 >"$WORK/answers"
echo "# a thousand more, one by one, in $((($(date +%s%N) - begin) / 1000000)) ms"
ok "and a thousand more" all is "1041000 2049576" tail -1 "$WORK/answers" AND is 1001001/1048576 spares AND eio 1040001
seq 25 26 26000 | sed 's/^/remap /' | hammer messages remap0 0 >/dev/null
ok "also between the others" all eio $((25 + 26)) AND is "50 $((1048576 + 49 * 7919 % 1000000)) -" eval 'message list 50 | head -1'

# ------------------------------------------------------------------------------------------------------------------------
section "suspend, resume, reload"

again; message remap 600 >/dev/null; write 600 six; message remap 601 >/dev/null
dmsetup suspend remap0; message remap 602 >/dev/null; dmsetup resume remap0
ok "mappings and marks survive a suspend" all is six read_text 600 AND eio 601
ok "and can be made during one"                           is "602 2096154" message remap 602
ok "a reload of the same line keeps them" all reload "$LINE" AND is six read_text 600 AND eio 601 AND is 3/1000 spares
ok "so does one that makes the device managed" all reload "$LINE 1 managed" AND is six read_text 600 AND is 3/1000 spares
ok "and one that would load: they are loaded already" all reload "$LINE 1 loading" AND is ok mode AND is six read_text 600
ok "a smaller pool that holds them is taken" all reload "$LINE 2 pool 4" AND is 3/4 spares
ok "and is the limit" all is "603 2096155" message remap 603 AND refused 'no spare left' message remap 604
ok "one that would lose them is refused"                  refused 'too small for the mappings' dmsetup reload remap0 --table "$LINE 2 pool 3"
ok "so is a device too short for them"                    refused 'too small for the mappings' dmsetup reload remap0 --table "0 600 remap $DISK 0 2096152"
ok "and another unit"                                     refused 'another geometry' dmsetup reload remap0 --table "$LINE 2 unit 8"
ok "and another start"                                    refused 'another geometry' dmsetup reload remap0 --table "0 1000 remap $DISK 8 2096152"
ok "after all of which they are there" all is six read_text 600 AND is 4/4 spares AND eio 601
again; dmsetup reload remap0 --table "$LINE 2 unit 8"
ok "no mapping is made that the loaded table would lose"  refused 'would lose the mapping' message remap 5
dmsetup clear remap0
ok "with that table gone, it is"                          is "5 2096152" message remap 5
reloads() { local i; for i in {1..20}; do reload "$LINE" || return 1; done; }
number 700 1; message remap 700 >/dev/null; write 700 seven
look() { while [ ! -e "$WORK/stop" ]; do echo "$(read_text 700 2>&1)"; done | sort -u; }
in_background look
ok "twenty reloads under a reader"                        reloads
touch "$WORK/stop"
ok "which sees nothing but the mapped data"               is seven finished

# ------------------------------------------------------------------------------------------------------------------------
section "errors of the disk"

broken_pool() { # the first spare cannot be written
  drop; dmsetup create broken --table "0 2096152 linear $DISK 0
2096152 1 error
2096153 999 linear $DISK 2096153" && create "0 2096152 remap /dev/mapper/broken 0 2096152"
}
broken_pool; number 300 8; message remap 303 >/dev/null
ok "a failed write cures nothing" all refused 'input/output error' number 300 8 AND eio 303 AND is 1 unreadable
ok "what the write could do, it has done"                 is "$(read_text 304)" read_text 304 "$DISK"
drop; dmsetup remove --retry broken

event() { dmsetup info -c --noheadings -o events remap1; }
if simulate dev_size_mb=32 medium_error_start=1000 medium_error_count=2 opts=2; then
  dmsetup create remap1 --table "0 60000 remap $sim 0 60000"
  before=$(event)
  ok "an error of the disk is the reader's"               refused 'input/output error|no data available|medium' read_n 1000 1 /dev/mapper/remap1
  ok "it is counted"                                      is 1 eval 'dmsetup status remap1 | cut -d" " -f13'
  sleep 1
  ok "and raises an event"                                test "$(event)" -gt "$before"
  ok "once remapped and written, the sector can be read" all quiet dmsetup message remap1 0 remap 1000 AND \
    write 1000 again /dev/mapper/remap1 AND is again read_text 1000 /dev/mapper/remap1
  dmsetup remove --retry remap1; modprobe -r scsi_debug
  simulate dev_size_mb=32 sector_size=4096
  ok "a unit smaller than the disk's block is refused"    refused 'smaller than a logical block' dmsetup create remap1 --table "0 60000 remap $sim 0 60000"
  ok "one of its size serves a 4Kn disk" all dmsetup create remap1 --table "0 60000 remap $sim 0 60000 2 unit 8" AND \
    is "1600 60000" dmsetup message remap1 0 remap 1607 AND \
    dd if="$HAMMER" of=/dev/mapper/remap1 bs=4096 seek=199 count=3 oflag=direct conv=notrunc status=none AND \
    eval 'cmp <(dd if="$HAMMER" bs=4096 count=3 status=none) <(dd if=/dev/mapper/remap1 bs=4096 skip=199 count=3 iflag=direct status=none)'
  dmsetup remove --retry remap1; modprobe -r scsi_debug
else
  skip "errors of the disk" "no scsi_debug"
fi

# ------------------------------------------------------------------------------------------------------------------------
section "further runs of spares, also on other devices"

name_of() { stat -Lc %Hr:%Lr "$1"; }
drop
if simulate dev_size_mb=32 num_parts=2 lbpu=1 medium_error_start=1000 medium_error_count=2 opts=2; then
  RUNS="spares $sim 60000 4 spares $DISK 2096160 8"
  again "$LINE 10 pool 2 $RUNS"
  ok "all runs are counted"                               is 0/14 spares
  ok "the table line names them" is "0 2096152 remap $(name_of "$DISK") 0 2096152 10 pool 2 spares $(name_of "$sim") 60000 4 spares $(name_of "$DISK") 2096160 8" dmsetup table remap0
  line=$(dmsetup table remap0); again "$line"
  ok "and recreates the device"                           is "$line" dmsetup table remap0
  number 96 16
  ok "an explicit spare of a run" all write 2096161 staged "$DISK" AND is "200 2:2096161" message remap 200 2:2096161 AND is staged read_text 200
  ok "and one of another device" all write 60001 there "$sim" AND is "201 1:60001" message remap 201 1:60001 AND is there read_text 201
  seq 100 107 | sed 's/^/remap /' | hammer messages remap0 0 >"$WORK/answers"
  ok "the next free one: the pool's first, then run by run" is "100 2096152
101 2096153
102 1:60000
103 1:60002
104 1:60003
105 2:2096160
106 2:2096162
107 2:2096163" cat "$WORK/answers"
  ok "all of them are unreadable" all is 8 unreadable AND eio 102 AND eio 105
  ok "one write goes to all devices" all number 96 16 AND is 0 unreadable AND is 101 read_text 2096153 "$DISK" AND \
    is 102 read_text 60000 "$sim" AND is "103 104" texts 60002 2 "$sim" AND is "106 107" texts 2096162 2 "$DISK"
  ok "one read gathers from all"                          is "$(seq 96 111 | paste -sd' ')" texts 96 16
  ok "list tells the run" is "107 2:2096163 -
200 2:2096161 -
201 1:60001 -
end" message list 107
  ok "the rest of the last run, and not one more" all quiet message remap 108 AND quiet message remap 109 AND \
    quiet message remap 110 AND is "111 2:2096167" message remap 111 AND is 14/14 spares AND is '!ENOSPC' error remap 112
  ok "a spare in use is refused"                          is '!EBUSY' error remap 112 1:60001
  ok "one outside of its run is"                          is '!ERANGE' error remap 112 1:60004
  ok "one on the pool's side of it too"                   is '!ERANGE' error remap 112 2:2096152
  ok "so is a run that is not there"                      is '!ERANGE' error remap 112 3:60000
  none() { printf 'remap 112 %s\n' "$@" | hammer messages remap0 0 | sort | uniq -c | sed 's/^ *//'; }
  ok "what is no spare is refused"                        is "8 !EINVAL" none 0:2096152 8:60000 1: :60000 1:0x10 1:2:60000 01:60000 1:-1
  ok "none of these changed anything"                     is 14/14 spares

  if [ "$(cat "$(sysfs $M)/queue/discard_max_bytes")" != 0 ]; then
    number 102 1 "$DISK"
    ok "a discard is for the spare's device: the original keeps what it has" all discard 102 1 AND \
      is 102 read_text 102 "$DISK" AND eval 'read_n 60000 1 "$sim" | cmp -n 512 - /dev/zero'
  else
    skip "discard on another device" "one of the disks knows none"
  fi
  before=$(flushes) beforehand=$(flushes "$sim")
  for _ in 1 2 3 4 5; do write 1000 flushed; dd if=/dev/null of=$M conv=notrunc,fsync status=none; done
  ok "a flush reaches each disk, and each once"           is "5 5" eval 'echo $(($(flushes) - before)) $(($(flushes "$sim") - beforehand))'
  again "0 2096152 remap $DISK 0 2096152 10 pool 1000 spares ${sim}1 64 8 spares ${sim}2 64 8"
  beforehand=$(flushes "$sim")
  write 1000 flushed; dd if=/dev/null of=$M conv=notrunc,fsync status=none
  ok "once also if it is there by two partitions"         is 1 eval 'echo $(($(flushes "$sim") - beforehand))'

  again "0 1000 remap $DISK 0 0 10 pool 0 spares $sim 60000 8 spares $sim 996 8"
  ok "a device without a pool of its own" all is 0/16 spares AND is "5 1:60000" message remap 5 AND write 5 five AND is five read_text 60000 "$sim"
  ok "its line recreates it" all eval '! again "$(dmsetup table remap0)" | grep .' AND is 0/16 spares
  quiet message remap 6 2:1000; before=$(dmsetup info -c --noheadings -o events remap0)
  ok "an error of a spare's device is the reader's"       refused 'input/output error|no data available|medium' read_n 6 1
  raised() { local i; for ((i = 0; i < 100; i++)); do [ "$(dmsetup info -c --noheadings -o events remap0)" -gt "$before" ] && return; sleep 0.1; done; return 1; }
  ok "and raises an event"                                raised
  ok "and is counted"                                     is 1 field 10

  drop
  runs() { table "0 1000 remap $DISK 0 2096152 $(($# + 2)) pool 8 $*"; }
  ok "seven runs are good"                                runs $(for i in {1..7}; do echo "spares $sim $((60000 + i * 8)) 8"; done)
  ok "eight are refused"                                  refused 'More than seven' runs $(for i in {1..8}; do echo "spares $sim $((60000 + i * 8)) 8"; done)
  ok "a run without its length is refused"                refused 'not a device, a start and a length' runs spares "$sim" 60000
  ok "a start that is no number is refused"               refused 'Invalid start of a run' runs spares "$sim" 0x10 8
  ok "a length that is none is too"                       refused 'Invalid length of a run' runs spares "$sim" 60000 -8
  ok "no such device"                                     refused 'Device lookup' runs spares /dev/nonesuch 0 8
  ok "an empty run is refused"                            refused 'is empty' runs spares "$sim" 60000 0
  ok "no spares at all are refused"                       refused 'Pool is empty' table "0 1000 remap $DISK 0 2096152 2 pool 0"
  ok "a run beyond its device is refused"                 refused 'ends beyond' runs spares "$sim" 60000 10000
  ok "one whose end overflows is"                         refused 'ends beyond' runs spares "$sim" 8 18446744073709551608
  ok "one in the data is"                                 refused 'Run of spares overlaps' runs spares "$DISK" 992 16
  ok "one in the pool is"                                 refused 'Run of spares overlaps' runs spares "$DISK" 2096159 8
  ok "one in another run is"                              refused 'Run of spares overlaps' runs spares "$sim" 60000 8 spares "$sim" 60007 8
  ok "side by side they are good"                         runs spares "$DISK" 1000 8 spares "$sim" 60000 8 spares "$sim" 60008 8
  ok "a run amid a unit is refused"                       refused 'multiple of the unit' runs unit 8 spares "$sim" 60004 8
  ok "so is one of half a unit"                           refused 'multiple of the unit' runs unit 8 spares "$sim" 60000 12
  create "0 1000 remap $DISK 0 2096152 6 pool 8 spares $sim 60000 8"
  other() { dmsetup create remap1 --table "$1" && dmsetup remove --retry remap1; }
  ok "another target's run in this one's is refused"      refused 'in use by another' other "0 8 remap $DISK 2000 2000000 6 pool 8 spares $sim 60007 8"
  ok "its data too"                                       refused 'in use by another' other "0 8 remap $sim 60000 0 2 pool 8"
  ok "its pool too"                                       refused 'in use by another' other "0 8 remap $sim 0 60000 2 pool 8"
  ok "its run in this one's data too"                     refused 'in use by another' other "0 8 remap $DISK 2000 2000000 6 pool 8 spares $DISK 999 8"
  ok "beside it is good"                                  other "0 8 remap $sim 0 59992 6 pool 8 spares $sim 60008 8"

  POOL="0 8192 remap $DISK 0 2000000"
  again "$POOL 2 pool 2"; number 700 1; quiet message remap 700 2000000; write 700 seven; message remap 701 >/dev/null
  ok "a full pool"                                        refused 'no spare left' message remap 702
  look() { while [ ! -e "$WORK/stop" ]; do echo "$(read_text 700 2>&1)"; done | sort -u; }
  rm -f "$WORK/stop"; in_background look
  ok "grows by a run" all reload "$POOL 6 pool 2 spares $sim 60000 2" AND is 2/4 spares AND is "702 1:60000" message remap 702
  ok "and by another" all reload "$POOL 10 pool 2 spares $sim 60000 2 spares $sim 61000 2" AND \
    is "703 1:60001" message remap 703 AND is "704 2:61000" message remap 704
  ok "runs in use may grow, and shrink to what is in use" all reload "$POOL 10 pool 4 spares $sim 60000 4 spares $sim 61000 1" AND is 5/9 spares
  touch "$WORK/stop"
  ok "under a reader, which sees nothing but the mapped data" is seven finished
  ok "a table without a run in use is refused"            refused 'other spares' dmsetup reload remap0 --table "$POOL 6 pool 4 spares $sim 60000 4"
  ok "one with a run too short"                           refused 'other spares' dmsetup reload remap0 --table "$POOL 10 pool 4 spares $sim 60000 1 spares $sim 61000 1"
  ok "one with a run elsewhere"                           refused 'other spares' dmsetup reload remap0 --table "$POOL 10 pool 4 spares $sim 60002 4 spares $sim 61000 1"
  ok "one with a run on another device"                   refused 'other spares' dmsetup reload remap0 --table "$POOL 10 pool 4 spares $DISK 60000 4 spares $sim 61000 1"
  ok "one with the runs the other way round"              refused 'other spares' dmsetup reload remap0 --table "$POOL 10 pool 4 spares $sim 61000 4 spares $sim 60000 4"
  ok "one with the pool elsewhere"                        refused 'other spares' dmsetup reload remap0 --table "0 8192 remap $DISK 0 2000001 10 pool 4 spares $sim 60000 4 spares $sim 61000 1"
  ok "after all of which they are there" all is 5/9 spares AND is seven read_text 700 AND eio 704
  again "$POOL 6 pool 1 spares $sim 60000 4"; message remap 5 >/dev/null
  dmsetup reload remap0 --table "$POOL 2 pool 2"
  ok "no mapping is made that the loaded table would lose" all is '!EBUSY' error remap 6 1:60000 AND is '!ENOSPC' error remap 6
  dmsetup clear remap0
  ok "with that table gone, it is"                        is "6 1:60000" message remap 6

  number 0 8 "$DISK"; write 60003 moved "$sim"
  waiting_for_runs() { drop; dmsetup create remap0 --table "$POOL 7 pool 4 spares $sim 60000 4 loading"; in_background "$@"; }
  waiting_for_runs texts 2 2
  ok "mappings to all runs are loaded" all message load 9 2000001 1 3 1:60003 - 5 1:60000 1 AND message go AND is "3 1:60003 -
5 1:60000 1
9 2000001 1
end" message list 0 AND eio 5 AND quiet read_text 4
  ok "a read that waited gathers from both devices"       is "2 moved" finished
  ok "and the next free one is beside them"               is "0 2000000" message remap 0
  waiting_for_runs number 3 2
  message load 3 1:60003 -; message go
  ok "a write that waited goes to both" all is "" finished AND is 3 read_text 60003 "$sim" AND is 4 read_text 4 "$DISK"

  again "$POOL 10 pool 100 spares $sim 50000 100 spares $DISK 2050000 100"
  ok "1000 operations against a model, unit 1"            hammer model remap0 "$SEED" 1000 4096 1
  again "$POOL 8 pool 800 unit 8 spares $sim 50000 800"
  in_background hammer model remap0 "$SEED" 1000 4096 8
  grow() { local more=() i; for i in {1..6}; do more+=(spares "$sim" "$((52000 + i * 800))" 800); reload "$POOL $((8 + 4 * i)) pool 800 unit 8 spares $sim 50000 800 ${more[*]}" || return 1; done; }
  ok "six runs more while it is written"                  grow
  ok "of which it sees nothing" all is "" finished AND is 800 eval 'spares | cut -d/ -f2'
  drop; modprobe -r scsi_debug
  simulate dev_size_mb=32 sector_size=4096
  ok "a unit smaller than a spare device's block is refused" refused 'smaller than a logical block' table "$POOL 6 pool 8 spares $sim 0 8"
  ok "one of its size is good: the device has its blocks" all create "$POOL 8 pool 8 unit 8 spares $sim 0 8" AND is 4096 blockdev --getss $M
  drop; modprobe -r scsi_debug
  if simulate zbc=managed dev_size_mb=64 zone_size_mb=4 2>/dev/null; then
    ok "a zoned device is refused"                        refused 'Zoned' table "$POOL 6 pool 8 spares $sim 0 8"
  else
    skip "a zoned device is refused" "scsi_debug has no zones"
  fi
  modprobe -r scsi_debug 2>/dev/null
else
  skip "spares on other devices" "no scsi_debug"
fi

# ------------------------------------------------------------------------------------------------------------------------
section "at random (SEED=$SEED)"

again
ok "$(so_many 3000) operations against a model, unit 1"              hammer model remap0 "$SEED" $(so_many 3000) 4096 1
again "$LINE 2 unit 8"
ok "$(so_many 3000) operations against a model, unit 8"              hammer model remap0 "$SEED" $(so_many 3000) 4096 8
again "0 8192 remap $DISK 100001 2000001 2 pool 600"
ok "$(so_many 1000) operations against a model, data at an odd place" hammer model remap0 "$SEED" $(so_many 1000) 8192 1
again
ok "four readers while 1000 sectors move under them"      hammer readers remap0 "$DISK" 1000 2096152
