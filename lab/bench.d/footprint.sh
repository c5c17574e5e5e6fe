# shellcheck shell=bash
# lab/bench footprint: what remapd takes when nothing is wrong, in the words of lab/bench.
#
# How long commands and the daemon take to start is measured natively: for an emulated processor a start of Java is mostly translation.
# That is in a mount namespace of its own, where remapd is installed (Java takes its prepared classes only for the jars' own paths), with a
# /run, a /var/lib/remapd and a configuration that are nobody else's, and no device.
# Memory is measured in a guest, of a daemon that scrubs four devices, and of smartd on the same disks.

footprint_rounds=20
footprint_start_ms=300
footprint_kib=$((96 * 1024))

# bench_footprint: prints its tables, and leaves them in the file tables.
bench_footprint() {
  local stage n disks=() round_seconds=30
  "$lab/setup" --bench
  stage=$("$lab/build" --kernel "$series" | sed -n 's/^stage=//p')
  footprint_starts "$stage" >"$work/times"
  for n in 0 1 2 3; do disks+=(--disk "type=sata,size=16G,serial=footprint-$n"); done
  measure "$work/memory" "${disks[@]}" -- "$lab/bench.d/footprint-guest"
  cat "$work/times" >>"$keep"
  footprint_tables | tee "$work/tables"
}

# footprint_starts STAGE: prints lines of NAME MILLISECONDS.
footprint_starts() {
  # shellcheck disable=SC2016 # for the inner shell
  as_root unshare --mount --fork --kill-child bash -euc '
    stage=$1 rounds=$2
    mount -t overlay -o "lowerdir=$stage/usr:/usr" usr /usr
    mount -t overlay -o "lowerdir=$stage/etc:/etc" etc /etc
    mount -t tmpfs none /var/lib
    mkdir -m 700 /var/lib/remapd
    mount -t tmpfs run /run
    mkdir -m 755 /run/remapd
    : >/run/empty.conf
    timed() {
      local name=$1 wanted=$2 began=${EPOCHREALTIME/./} status=0
      shift 2
      "$@" >/run/output 2>&1 || status=$?
      ((status == wanted)) || { cat /run/output >&2; exit 3; }
      echo "$name $(((${EPOCHREALTIME/./} - began) / 1000))"
    }
    ready() { until [[ -S /run/remapd/control.sock ]]; do sleep 0.002; done; }
    started() {
      remapd daemon --config /run/empty.conf >/run/daemon 2>&1 &
      daemon=$!
      ready
    }
    for ((round = 0; round < rounds; round++)); do
      timed "daemon" 0 started
      timed "status" 0 remapd status
      timed "version" 0 remapd --version
      timed "smartctl" 0 smartctl --scan
      kill "$daemon"
      wait "$daemon" || true
    done' - "$1" "$rounds"
}

# footprint_tables
footprint_tables() {
  local name
  printf '\nTo start, in ms, of %s rounds:\n\n%-24s %8s  %s\n' "$rounds" "" median quartiles
  for name in status version daemon smartctl; do
    sed -n "s/^$name //p" "$work/times" | sort -n | awk -v name="$name" -v budget="$([[ $name != status ]] || echo "$footprint_start_ms")" '
      { time[NR] = $1 }
      END {
        median = time[int((NR + 1) / 2)]
        line = sprintf("%-24s %8d  %d-%d", name, median, time[int((NR + 3) / 4)], time[int((3 * NR + 3) / 4)])
        print line (budget == "" ? "" : sprintf("  %d  %s", budget, median <= budget ? "met" : "missed"))
      }'
  done
  printf '\nResident, in KiB, with four devices:\n\n'
  sed -n 's/^memory //p' "$work/memory" | awk -v budget="$footprint_kib" '{
    print sprintf("%-24s %8d", $1, $2) ($1 == "remapd-scrubs" ? sprintf("  %d  %s", budget, $2 <= budget ? "met" : "missed") : "")
  }'
}
