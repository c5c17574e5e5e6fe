# shellcheck shell=bash
# lab/bench scrub: what a scrub of a healthy disk achieves, and what it costs, in the words of lab/bench.
#
# One disk answers at once; five alike have a head to move, 8 ms for each request, and do one thing at a time, as drives do.
#
# Of the first, what is measured is the reading of a scrub, of fio with blocks of 1 MiB, four at a time, and of dd, each once it is
# under way: without its start, of which a scrub of hours sees nothing. That is done twice for each round, first. It is small enough for
# the memory of this machine, which it is read from: what is read of it for the first time comes at a sixth of the speed, which whoever
# was the furthest would meet first.
#
# On the others somebody reads at random, 25 times a second: alone, beside a scrub, beside one with a max-rate of 16 MiB/s; and in every third
# round alone once more, on a mirror beside md's check, and in a file beside a scrub of btrfs.

scrub_rounds=20

# bench_scrub: prints its tables, and leaves them in the file tables.
bench_scrub() {
  local disks=(--disk "type=scsi,size=12G") unit=us round_seconds=180
  for _ in {1..5}; do disks+=(--disk "type=scsi,size=64G"); done
  "$lab/setup" --bench
  measure "$work/times" "${disks[@]}" -- "$lab/bench.d/scrub-guest" "$rounds"
  scrub_tables "$work/times" | tee "$work/tables"
}

# scrub_tables FILE: budgets of time are turned round, as ratios are of speed.
scrub_tables() {
  printf '\nSpeed of reading a disk that is well; times are for a GiB:\n\n'
  scrub_table "$1" read "scrub=0.98" fio
  printf '\nProcessor time of that, turned round: 0.5 takes twice as much; for a GiB:\n\n'
  scrub_table "$1" processor "scrub=1.00" dd
  printf '\nThe 99th percentile of what others wait for, turned round; 0.91 is a tenth more time:\n\n'
  scrub_table "$1" use "scrub=0.909 capped=0.909" alone
  printf '\nThe same beside what others have:\n\n'
  scrub_table "$1" peers "" alone
}

# scrub_table FILE PART BUDGETS REFERENCE: in microseconds.
scrub_table() {
  grep "^slice $2 " "$1" >"$work/part"
  speed_table "$work/part" 1000 "$3" "$4"
}
