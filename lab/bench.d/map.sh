# shellcheck shell=bash
# lab/bench map: how soon a scrub knows all that is bad on a disk, in the words of lab/bench.
#
# Of each round there are three disks alike, with bad blocks all over them that take 100 ms to fail, and which do one thing at a
# time, as drives do. One is scrubbed, with an open breaker, so that the scrub finds and does not heal; ddrescue and badblocks read the
# others, by the block, too: at the same time, as all of them mostly wait. The rounds are one after the other, in one guest.

map_rounds=6
most_map_rounds=8
map_delay_ms=100 # that it takes a bad block to fail
map_bytes=$((1 << 30))

# bench_map: prints its tables, and leaves them in the file tables.
bench_map() {
  local disks=() n round_seconds=$((180 + bad)) unit=us
  ((rounds <= most_map_rounds)) || die 2 "a guest has no room for the disks of more than $most_map_rounds rounds of map"
  "$lab/setup" --bench
  for ((n = 0; n < 3 * rounds; n++)); do disks+=(--disk "type=scsi,size=1G,physical=$physical"); done
  measure "$work/times" "${disks[@]}" -- "$lab/bench.d/map-guest" "$rounds" "$bad" "$map_delay_ms"
  map_tables "$work/times" | tee "$work/tables"
}

# bench_map_natively: the same with the engine of a scrub alone, where a read costs what it does on any machine.
bench_map_natively() {
  local unit=us built stage tools round
  "$lab/setup" --bench
  built=$("$lab/build" --kernel "$series")
  stage=$(sed -n 's/^stage=//p' <<<"$built")
  tools=$(sed -n 's/^tools=//p' <<<"$built")
  for ((round = 1; round <= rounds; round++)); do
    map_round "$round" "$stage" "$tools" | tee -a "$keep" "$work/times" | sed -un 's/^found /lab: found /p' >&2
  done
  map_tables "$work/times" | tee "$work/tables"
}

# map_round ROUND STAGE TOOLS: on a failing disk for each of them, at the same time; and on a small one alike, which the scrub reads first.
map_round() (
  set -e
  contenders=(scrub ddrescue badblocks) arguments=() disks=() at_work=()
  cd "$(mktemp -d -p "$work")"
  mkdir media
  truncate -s "$map_bytes" "${contenders[@]}"
  truncate -s $((map_bytes / 16)) first
  for name in "${contenders[@]}" first; do arguments+=("$name" scsi "$physical" '' ''); done
  as_root "$3/lab-disk" media control - - "$seed" "${arguments[@]}" >&2 &
  drives=$!
  trap 'for disk in "${disks[@]}"; do as_root losetup --detach "$disk"; done; kill $drives; wait $drives || true' EXIT
  for ((n = 0; n < 100; n++)); do if mountpoint -q media; then break; else sleep 0.1; fi; done
  for n in "${!contenders[@]}"; do disks+=("$(map_disk "$n" "$1" "$map_bytes" "$bad")"); done
  disks+=("$(map_disk 3 "$1" $((map_bytes / 16)) $((bad / 16 + 1)))")
  for n in "${!contenders[@]}"; do
    "map_by_${contenders[n]}" "${disks[n]}" "$2" "${disks[3]}" >"told.$n" &
    at_work+=($!)
  done
  for one in "${at_work[@]}"; do wait "$one"; done
  cat told.*
)

# map_disk N ROUND BYTES BAD: makes the Nth disk fail, and a block device of it, whose name it prints.
map_disk() {
  local at
  mapfile -t at < <(map_places "$seed $2" "$3" "$4")
  as_root "$lab/fault" --run "$PWD" "$1" single
  as_root "$lab/fault" --run "$PWD" "$1" read "${at[@]}"
  as_root "$lab/fault" --run "$PWD" "$1" "slow:$map_delay_ms" "${at[@]}"
  as_root losetup --find --show --direct-io=on --sector-size "$physical" "media/disk$1"
}

# map_places SEED BYTES BAD: sectors at which blocks are bad, drawn by lot; the first block is not.
map_places() {
  shuf --input-range="1-$(($2 / physical - 1))" --head-count="$3" \
    --random-source=<(openssl enc -aes-128-ctr -pass "pass:$1" -nosalt </dev/zero 2>/dev/null) |
    awk -v sectors=$((physical / 512)) '{ print $1 * sectors }'
}

# map_by_NAME DISK STAGE FIRST: prints lines as the guest's half does.
map_by_scrub() {
  scrub_natively "$2" "$1" "$3" |
    awk -v sectors=$((physical / 512)) '{ printf "slice map scrub %s\nfound scrub %d\n", $1, $3 / sectors }'
}

map_by_ddrescue() {
  local began=${EPOCHREALTIME/./}
  as_root ddrescue -q -f -d -b "$physical" "$1" /dev/null map
  echo "slice map ddrescue $(((${EPOCHREALTIME/./} - began) * 1000))"
  echo "found ddrescue $(ddrescuelog -b "$physical" -l- map | wc -l)"
}

map_by_badblocks() {
  local began=${EPOCHREALTIME/./}
  as_root badblocks -b "$physical" "$1" >list
  echo "slice map badblocks $(((${EPOCHREALTIME/./} - began) * 1000))"
  echo "found badblocks $(wc -l <list)"
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
