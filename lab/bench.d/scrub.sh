# shellcheck shell=bash
# lab/bench scrub: what a scrub achieves, and what it costs, in the words of lab/bench.
#
# Four disks: one that is well, and answers at once; one with bad blocks all over it, which take 100 ms to fail; and two
# alike with a head to move, 8 ms for each request. All but the first do one thing at a time, as drives do.
#
# Of the disk that is well, what is measured is the reading of a scrub, of fio with blocks as large and as many at a time, and of
# dd, each once it is under way: without its start, of which a scrub of hours sees nothing.
# On the bad one the breaker is open, so that a scrub finds and does not heal. badblocks and ddrescue find by the block, too.
# On the other two somebody reads at random, 25 times a second: alone, beside a scrub, and beside one with a max-rate of 16 MiB/s.

scrub_rounds=12

# bench_scrub: prints its tables, and leaves them in the file tables.
bench_scrub() {
  # Of each block several reads fail, and each contender has its turn.
  local unit=us round_seconds=$((300 + 2 * bad))
  "$lab/setup" --bench
  measure "$work/times" --disk type=scsi,size=64G --disk type=scsi,size=4G,physical=4096 \
    --disk type=scsi,size=64G --disk type=scsi,size=64G -- "$lab/bench.d/scrub-guest" "$rounds" "$bad"
  scrub_tables "$work/times" | tee "$work/tables"
}

# scrub_tables FILE: budgets of time are turned round, as ratios are of speed.
scrub_tables() {
  printf '\nSpeed of reading a disk that is well; times are for a GiB:\n\n'
  scrub_table "$1" read "scrub=0.98" fio
  printf '\nProcessor time of that, turned round: 0.5 takes twice as much; for a GiB:\n\n'
  scrub_table "$1" processor "scrub=1.00" dd
  printf '\nSpeed at which all of %s bad blocks are found; the budget is to be met beside both:\n\n' "$bad"
  scrub_table "$1" map "scrub=1.00" ddrescue
  printf '\n'
  scrub_table "$1" map "scrub=1.00" badblocks
  printf '\n'
  scrub_found "$1"
  printf '\nThe 99th percentile of what others wait for, turned round; 0.91 is a tenth more time:\n\n'
  scrub_table "$1" use "scrub=0.909 capped=0.909" alone
}

# scrub_table FILE PART BUDGETS REFERENCE: in microseconds.
scrub_table() {
  grep "^slice $2 " "$1" >"$work/part"
  speed_table "$work/part" 1000 "$3" "$4"
}

# scrub_found FILE: a map that is not whole was not found.
scrub_found() {
  sed -n 's/^found //p' "$1" | sort | uniq -c | awk -v bad="$bad" '{
    printf "%-14s found %6d blocks, in %d rounds%s\n", $2, $3, $1, $2 == "scrub" && $3 != bad ? "  missed" : ""
  }'
}
