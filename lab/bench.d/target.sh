# shellcheck shell=bash
# lab/bench target: what the `remap` target costs beside dm-linear, in the words of lab/bench.
#
# The disks are null_blk and brd, which cost least themselves, so that the target's share is largest. I/O is of 4 KiB, at
# random places, one at a time and sixteen at a time. In half a second or less every contender has had its turn at the
# same I/O; only within such a round are they compared. The emulated processor has no counters; where its instructions are counted,
# they are its clock.

target_budgets='remap-0=0.97 remap-1000=0.97 remap-1000000=0.90'
target_count=400

# bench_target: prints its tables, and leaves them in the file tables.
bench_target() {
  local programs
  programs=$(programs)
  measure "$work/times" -- "$lab/bench.d/target-guest" "$rounds" "$target_count" "$programs"
  target_tables "$work/times" | tee "$work/tables"
}

# target_tables FILE
target_tables() {
  printf '\nSpeed, of %s slices of %s I/Os each; linear-again tells how far to trust the rest:\n\n' "$rounds" "$target_count"
  speed_table "$1" "$target_count" "$target_budgets"
  printf '\nRequests that met a mapping:\n\n'
  awk '$1 == "hits" { printf "%-9s %-14s %8.3f %%\n", $2, $3, $5 ? 100 * $4 / $5 : 0 }' "$1"
  printf '\nMappings, loaded in messages of 63 KiB; memory is what was free before and is not after, pool and all:\n\n'
  target_devices "$1"
}

# target_devices FILE: 10 s is for an emulated machine, such as this; and for one that has time.
target_devices() {
  local late=missed
  if is_busy || [[ $unit == instr ]]; then late="not decided"; fi
  awk -v late="$late" '$1 == "device" {
    each = $4 < 100000 ? "" : sprintf("%5.1f bytes each  32  %s", $6 * 1024 / $4, $6 * 1024 / $4 <= 32 ? "met" : "missed")
    judged = $4 < 1000000 ? "" : "10 s  " ($5 <= 10000 ? "met" : late)
    line = sprintf("%-9s %-14s %8d KiB  %-31s  load %6d ms  %s", $2, $3, $6, each, $5, judged)
    sub(/ +$/, "", line)
    print line
  }' "$1"
}
