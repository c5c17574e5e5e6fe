# shellcheck shell=bash
# lab/bench map: how soon a scrub knows all that is bad on a disk, in the words of lab/bench.
#
# Of each round there are three disks alike, with bad blocks all over them that take 100 ms to fail, and which do one thing at a
# time, as drives do. One is scrubbed, with an open breaker, so that the scrub finds and does not heal; ddrescue and badblocks read the
# others, by the block, too: at the same time, as all of them mostly wait. The rounds are one after the other, in one guest.

map_rounds=6
most_map_rounds=8

# bench_map: prints its tables, and leaves them in the file tables.
bench_map() {
  local disks=() n round_seconds=$((180 + bad)) unit=us
  ((rounds <= most_map_rounds)) || die 2 "a guest has no room for the disks of more than $most_map_rounds rounds of map"
  "$lab/setup" --bench
  for ((n = 0; n < 3 * rounds; n++)); do disks+=(--disk "type=scsi,size=1G,physical=$physical"); done
  measure "$work/times" "${disks[@]}" -- "$lab/bench.d/map-guest" "$rounds" "$bad"
  map_tables "$work/times" | tee "$work/tables"
}

# map_tables FILE
map_tables() {
  printf '\nSpeed at which all of %s bad blocks of %s bytes are found; the budget is to be met beside both:\n\n' "$bad" "$physical"
  map_table "$1" ddrescue
  printf '\n'
  map_table "$1" badblocks
  printf '\n'
  map_found "$1"
}

# map_table FILE REFERENCE: in microseconds.
map_table() {
  grep "^slice map " "$1" >"$work/part"
  speed_table "$work/part" 1000 "scrub=1.00" "$2"
}

# map_found FILE: a map that is not whole was not found.
map_found() {
  sed -n 's/^found //p' "$1" | sort | uniq -c | awk -v bad="$bad" '{
    printf "%-14s found %6d blocks, in %d rounds%s\n", $2, $3, $1, $2 == "scrub" && $3 != bad ? "  missed" : ""
  }'
}
