# shellcheck shell=bash
# lab/bench heal: what healing costs the I/O elsewhere on the disk, in the words of lab/bench.
#
# Two disks alike, one under remapd, one under dm-linear. In each round, on each in turn, sectors that read at the fifth attempt only
# are read by an application, so many at a time, and beside that 4 KiB are read and written elsewhere: on the one
# while remapd saves the sectors, on the other while they just fail. The disks answer at once, failing or not.

heal_budgets='remap=0.50'
heal_count=400

# bench_heal: prints its table, and leaves it in the file tables.
bench_heal() {
  local programs
  programs=$(programs)
  measure "$work/times" --disk type=scsi,size=256M --disk type=scsi,size=256M -- \
    "$lab/bench.d/heal-guest" "$rounds" "$heal_count" "$programs"
  {
    printf '\nSpeed of I/O elsewhere, of %s slices of %s I/Os each:\n\n' "$rounds" "$heal_count"
    speed_table "$work/times" "$heal_count" "$heal_budgets"
    printf '\n'
    sed -n 's/^healed //p' "$work/times"
  } | tee "$work/tables"
}
