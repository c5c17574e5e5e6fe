# What contract.sh checks of units that live on a spare: they move on, and back. It is part of that script, which has the
# words; DISK must be one of the lab's, whose sectors lab-fault makes fail.
# shellcheck shell=bash disable=SC2005,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154

TOKEN=100
ready() { # ready SECTOR: its unit is prepared, under $TOKEN
  TOKEN=$((TOKEN + 1))
  tell "quiesce $1 $TOKEN 600" && becomes eval "faults $1 | grep -q '^$1 quiet '" && tell "prepare $TOKEN"
}
to() { tell "activate $TOKEN $*"; }
back() { tell "unmap $TOKEN"; }
mappings() { is "${1:+$1
}end" say "list 0"; }
texts_are() { is "$(seq "$2" "$(($2 + $3 - 1))" | paste -sd' ')" texts "$1" "$3"; }     # texts_are SECTOR FIRST N: numbers from FIRST on

section "moved on: from spare to spare"

with "" 1000 2096160 f0 3000 2096200 -; number 2096168 8 "$DISK"; number 3000 8
tell "quiesce 1000 100 600"; becomes cell "1000 quiet 0 0 0"
ok "only what is prepared moves on"                       is '!EPERM' error activate 100 2096168 -
tell "release 100"; ready 1000
ok "a spare of another unit, one that is none: refused, and all is as it was" all is "!EBUSY
!ERANGE
!EINVAL
!ERANGE" say "activate $TOKEN 2096200 -" "activate $TOKEN 5 -" "activate $TOKEN 2096169 -" "activate $TOKEN 2096168 100" AND \
  cell "1000 prepared 0 0 0" AND mappings "1000 2096160 f0
3000 2096200 -"
start write write 1001 waited; start read read_text 1002; becomes cell "1000 prepared 0 0 2"
ok "a unit moves on to another spare, with other unreadable sectors" all to 2096168 80 AND no_cells AND mappings "1000 2096168 80
3000 2096200 -" AND is 2/125 spares AND is 1 unreadable
ok "where what waited goes" all is "" outcome write AND is waited read_text 2096169 "$DISK" AND is 2096170 outcome read
ok "and what comes" all is "2096168 waited 2096170" texts 1000 3 AND eio 1007 AND write 1000 on AND is on read_text 2096168 "$DISK"
ok "the spare it had is free" all tell "remap 2000 2096160" AND is 3/125 spares AND quiet read_n 2000 8
ready 1000
ok "on the same spare, what was saved late can be read" all to 2096168 - AND is 2096175 read_text 1007 AND is 0 unreadable AND is 3/125 spares
ready 1000
ok "or cannot any more" all to 2096168 3 AND eio 1001 AND is 2096170 read_text 1002 AND is 2 unreadable
again "$LINE 2 unit 8"; message remap 100 >/dev/null; message remap 200 >/dev/null; ready 96; to 2096168 -
ok "the next free spare is one that was left"             is "296 2096152" say "remap 300"
with "" 1000 2097144 f0
ok "a pool in use to its end is not cut short" refused 'other spares' dmsetup reload remap0 --table "$LINE 5 pool 8 unit 8 managed"
ready 1000; to 2096152 f0
ok "one that is not any more can be"                      reload "$LINE 5 pool 8 unit 8 managed"

section "moved on: with writes that wait for their record"

kept
ok "without what was written, it is written again, and waits on" all ready 1000 AND cures "1000 10" AND to 2096168 f0 AND becomes cures "1000 10" AND \
  becomes is 1 held_now AND is new read_text 2096172 "$DISK" AND never ended write AND tell "cured 1000 10" AND is "" outcome write AND is new read_text 1004
kept
ok "with it, too, and is acknowledged" all ready 1000 AND to 2096168 - AND is "" outcome write AND cures "" AND is new read_text 1004 AND is 0 held_now
with "" 1000 2096160 f0; start writes hammer together remap0 1004 4
ok "also several that were one request of the disk's" all becomes cures "1000 f0" AND is 4 held_now AND ready 1000 AND to 2096168 f0 AND becomes cures "1000 f0" AND \
  becomes is 4 held_now AND tell "cured 1000 f0" AND is "" outcome writes AND is "1004 1005 1006 1007" texts 1004 4
kept; tell "attend 0"; fails write; tell "attend 600"; ready 1000
ok "what has failed since is not"                         all cures "1000 10" AND to 2096168 f0 AND cures "" AND eio 1004

section "moved back: to the original"

with "" 1000 2096160 f0 2000 2096168 -; number 1000 8 "$DISK"
tell "quiesce 1000 90 600"; becomes cell "1000 quiet 0 0 0"
ok "without a good token, or if it is not prepared, it is not" all is '!ESTALE' error unmap 99 AND is '!EPERM' error unmap 90 AND \
  is '!EINVAL' error unmap AND is '!ERANGE' error unmap 0
tell "release 90"; ready 1000; start write write 1001 waited; start read read_text 1002; becomes cell "1000 prepared 0 0 2"
ok "a unit moves back" all back AND no_cells AND mappings "2000 2096168 -" AND is 1/125 spares AND is 0 unreadable
ok "where what waited goes" all is "" outcome write AND is waited read_text 1001 "$DISK" AND is 1002 outcome read
ok "and what comes" all is "1000 waited 1002" texts 1000 3 AND write 1007 home AND is home read_text 1007 "$DISK"
ok "the token is void"                                    is '!ESTALE' error unmap $TOKEN
ready 1000
ok "one that is at home is refused, and stays prepared" all is '!ENOENT' error unmap $TOKEN AND cell "1000 prepared 0 0 0"
ok "and can leave again" all to 2096160 - AND mappings "1000 2096160 -
2000 2096168 -"
kept; number 1000 8 "$DISK"; ready 1000
ok "a write that waited for its record is written there" all back AND is "" outcome write AND is "1003 new 1005" texts 1003 3 AND is new read_text 1004 "$DISK" AND cures ""
ok "with the last mapping gone, so is what it forbade" all mappings "" AND reload "0 800 remap $DISK 0 2096152 3 unit 8 managed"
with "" 1000 2096160 -; tell "quiesce 1000 91 $((2 * SLOW))"; becomes cell "1000 quiet 0 0 0"; tell "prepare 91"; becomes cell "1000 fenced 0 0 0"; number 1000 8 "$DISK"
ok "from a fence, too" all tell "quiesce 1000 92 60" AND tell "unmap 92" AND is 1003 read_text 1003

again "$LINE 2 managed loading"
for i in {0..999}; do echo "load $((5 * i)) $((2096152 + i)) -"; done | hammer messages remap0 0 >/dev/null; tell "go"
seq 0 5 4995 >"$WORK/units"
some() { awk "{ n = NR - 1 } $1" "$WORK/units"; }      # some CONDITION [ACTION]: of the nth units
away() { # away CONDITION WORDS: these units at once, by the words of a message that come after the token
  some "$1 { print \"quiesce\", \$1, n + 1, 600 }" | hammer messages remap0 0 | grep . && return 1
  becomes eval '[ "$(faults | grep -c quiet)" = "$(some "'"$1"'" | wc -l)" ]' || return 1
  ! some "$1 { print \"prepare\", n + 1; print $2 }" | hammer messages remap0 0 | grep .
}
places() { local at=0 page; while page=$(message list $at) && echo "$page" | grep -v end && [[ $page != *end* ]]; do at=$(($(echo "$page" | tail -1 | cut -d' ' -f1) + 1)); done; }
ok "250 of 1000 move back, of which none follow another" all away 'n % 4 == 1' '"unmap", n + 1' AND is 750/1000 spares AND \
  is "$(some 'n % 4 != 1 { print $1, 2096152 + n, "-" }')" places
ok "and all that are left of 300 that do" all away 'n % 4 != 1 && n >= 400 && n < 700' '"unmap", n + 1' AND is 525/1000 spares AND \
  is "$(some 'n % 4 != 1 && (n < 400 || n >= 700) { print $1, 2096152 + n, "-" }')" places
ok "100 move on to spares that were left" all away 'n % 4 == 0 && n < 400' '"activate", n + 1, 2096153 + n, "-"' AND is 525/1000 spares AND \
  is "$(some 'n % 4 != 1 && (n < 400 || n >= 700) { print $1, 2096152 + n + (n % 4 == 0 && n < 400), "-" }')" places

section "a unit under a token is mapped by nothing else"

again "$HELD"; number 3000 8; tell "quiesce 3000 93 600"; becomes cell "3000 quiet 0 0 0"
ok "not by remap, quiet"                                  is '!EBUSY' error remap 3000 2096160
tell "prepare 93"
ok "nor prepared"                                         is '!EBUSY' error remap 3000 2096160
tell "renew 93 1"; becomes cell "3000 fenced 0 0 0"
ok "nor fenced" all is '!EBUSY' error remap 3000 2096160 AND mappings ""
ok "but its neighbour is, and it when released" all tell "remap 3008 2096160" AND tell "quiesce 3000 94 60" "withdraw 94" "release 94" AND tell "remap 3000 2096168" AND \
  is "3000 2096168" say "remap 3000 2096168"

if [ -n "$LAB" ] && command -v lab-fault >/dev/null; then

section "held: what fails on a spare"

heal; with "" 1000 2096160 -; number 1000 8; number 2096168 8 "$DISK"; bad pending 2096163
start read read_n 1000 8
ok "a read that fails on a spare is held" all becomes cell "1000 fault 1 0 0" AND never ended read AND is 1001 read_text 1001
heal; number 1000 8
ok "and tried again" all tell "retry 1000" AND becomes ended read AND is "$(seq 1000 1007 | paste -sd' ')" eval 'fold -w 512 $WORK/read | sed "s/ *$//" | paste -sd" "'
bad pending 2096163; start read read_n 1003 1; becomes cell "1000 fault 1 0 0"; ready 1000
ok "moved on, it is served from the other spare" all to 2096168 - AND is 2096171 eval 'outcome read | sed "s/ *$//"' AND no_cells
heal; with "" 1000 2096160 -; bad write 2096164
start write number 990 32
ok "of a large write that fails on a spare, the one unit is held" all becomes cell "1000 fault 0 1 0" AND is 1010 read_text 1010 AND never ended write
ready 1000
ok "and goes to the next" all to 2096168 - AND is "" outcome write AND texts_are 990 990 32 AND is 1004 read_text 2096172 "$DISK"
heal; with "" 1000 2096160 f0; bad write 2096164
start write write 1004 new
ok "a write to an unreadable sector that fails is held, and writes nothing" all becomes cell "1000 fault 0 1 0" AND cures "" AND eio 1004 AND is 1 held_now
ready 1000
ok "moved on, it waits for its record" all to 2096168 f0 AND becomes cures "1000 10" AND no_cells AND never ended write AND tell "cured 1000 10" AND \
  is "" outcome write AND is new read_text 1004
ok "what is unreadable is no fault" all eio 1005 AND eio 1000 8 AND no_cells
heal; with "" 1000 2096160 f0; tell "attend 0"; bad pending 2096162
ok "with no listener, it fails as ever" all failing read_n 1002 1 AND no_cells
heal

else
  skip "held I/O of spares" "the disk is not one of the lab's"
fi
drop
