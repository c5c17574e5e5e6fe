# shellcheck shell=bash
# lab/bench read: how fast a scrub reads on this machine, and what that costs, in the words of lab/bench.
#
# Natively, not in a guest: there the processor is emulated, and what is dear for it is not what is dear for another. The disk is a
# loop device over a file of which nothing is written, so that it is as fast as can be, and all that is seen is the reader.

read_rounds=12
read_gib=256 # at 20 GiB a second the first second, in which a scrub sees whether anybody uses the disk, is a tenth of it all
read_block=$((1 << 20))
scrub_block=$((4 << 20)) # as remapd.conf has it

# bench_read: prints its tables, and leaves them in the file tables.
bench_read() {
  local unit=us stage disk
  "$lab/setup" --bench
  stage=$("$lab/build" --kernel "$series" | sed -n 's/^stage=//p')
  truncate -s "${read_gib}G" "$work/disk"
  disk=$(as_root losetup --find --show --direct-io=on "$work/disk") || die 3 "no loop device to read"
  # shellcheck disable=SC2064 # its name is known now
  trap "as_root losetup --detach $disk; rm -rf '$work'" EXIT
  read_slices "$stage" "$disk" >"$work/times"
  cat "$work/times" >>"$keep"
  read_tables "$work/times" | tee "$work/tables"
}

# read_slices STAGE DISK: in each round each contender reads all of it, in an order of its own.
read_slices() {
  local round contender
  for ((round = 1; round <= rounds; round++)); do
    for contender in $(drawn "$seed $round" scrub fio dd); do
      "read_by_$contender" "$2" "$1" | awk -v name="$contender" -v gib="$read_gib" '
        { printf "slice read %s %.0f\nslice processor %s %.0f\n", name, $1 / gib, name, $2 / gib; found = 1 }
        END { exit !found }' || die 3 "$contender read nothing"
    done
  done
}

# read_by_NAME DISK [STAGE]: prints what it took, and what of the processor, in ns; without the start.
read_by_scrub() {
  # The disk is well: if anything cannot be read nothing is measured.
  scrub_natively "$2" "$1" "$1" | awk '$3 { exit 1 } { print $1, $2 }'
}

# scrub_natively STAGE DISK FIRST: with the daemon's engine, in a process of its own that has scrubbed the disk FIRST before: what it is to start
# says nothing of a scrub, which takes hours. Prints what it took, as above, and the sectors that could not be read.
scrub_natively() {
  # As bin/remapd has the daemon's Java.
  as_root java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms10m -Xmn4m -Xmx48m \
    -Djna.boot.library.path="$1/usr/lib/remapd" -Djna.nounpack=true -Djna.noclasspath=true \
    -Dslf4j.internal.verbosity=WARN -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider \
    -cp "$1/usr/share/remapd/lib/*" "$lab/bench.d/ScrubReads.java" "$2" "$scrub_block" "$3"
}

read_by_fio() {
  as_root fio --name=fio --filename="$1" --readonly --rw=read --bs="$read_block" --direct=1 --ioengine=libaio --iodepth=4 \
    --output-format=json | jq '.jobs[0] | .read.runtime * 1e6, (.usr_cpu + .sys_cpu) / 100 * .job_runtime * 1e6' | paste -sd ' '
}

read_by_dd() {
  local began=${EPOCHREALTIME/./} TIMEFORMAT='%U %S'
  { time as_root dd if="$1" of=/dev/null bs="$read_block" iflag=direct status=none; } 2>"$work/processor"
  awk -v took=$((${EPOCHREALTIME/./} - began)) '{ print took * 1000, ($1 + $2) * 1e9 }' "$work/processor"
}

# read_tables FILE
read_tables() {
  printf '\nSpeed of reading a disk that is well, %s GiB, a scrub in blocks of %s bytes and the others of %s; times are for a GiB:\n\n' \
    "$read_gib" "$scrub_block" "$read_block"
  scrub_table "$1" read "scrub=0.98" fio
  printf '\nProcessor time of that, turned round: 0.5 takes twice as much; for a GiB:\n\n'
  scrub_table "$1" processor "scrub=1.00" dd
}
