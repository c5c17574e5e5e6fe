# shellcheck shell=bash
# lab/bench replay: how fast `remapd replay` reads a log, in the words of lab/bench.
#
# Natively, not in a guest. Beside it, what an administrator would do without: grep, which only counts the lines that
# speak of an error, and knows nothing of which belong together. Start-up counts: a log is read by a command.

replay_lines=500000
replay_aim=200000
replay_rounds=12
replay_words='error, dev |Sense Key|media error|Unrecovered'

# bench_replay: prints its tables, and leaves them in the file tables.
bench_replay() {
  local stage format
  stage=$("$lab/build" --kernel "$series" | sed -n 's/^stage=//p')
  for format in syslog dmesg export; do
    note "writing a log of $replay_lines lines as $format"
    awk -v lines="$replay_lines" -v seed="$seed" -v format="$format" -f "$lab/bench.d/log.awk" >"$work/$format"
  done
  replay_slices "$stage/usr/bin/remapd" >"$work/times"
  cat "$work/times" >>"$keep"
  replay_tables "$work/times" | tee "$work/tables"
}

# replay_slices REMAPD: in each round each contender has each log once, in an order of its own.
replay_slices() {
  local round format contender
  for ((round = 1; round <= rounds; round++)); do
    for format in syslog dmesg export; do
      for contender in $(drawn "$seed $round $format" replay grep); do
        case $contender in
        # Status 1 is that there are errors in it.
        replay) slice "$format" replay 1 "$1" replay --json "$work/$format" ;;
        grep) slice "$format" grep 0 grep -cE "$replay_words" "$work/$format" ;;
        esac
      done
    done
  done
}

# slice PART NAME STATUS COMMAND...: prints how long it took, and its processor time, in ns; it must end with that status.
slice() {
  local part=$1 name=$2 wanted=$3 began=${EPOCHREALTIME/./} status=0 ended
  local TIMEFORMAT='%U %S'
  shift 3
  # Not to /dev/null: grep would see that, and stop at the first match.
  { time "$@" >"$work/output" 2>"$work/errors" || status=$?; } 2>"$work/processor"
  ended=${EPOCHREALTIME/./}
  ((status == wanted)) || die 3 "$1 ended with status $status: $(head -n 1 "$work/errors")"
  printf 'slice %s %s %s000\n' "$part" "$name" $((ended - began))
  awk -v part="$part" -v name="$name" '{ printf "processor %s %s %.0f\n", part, name, ($1 + $2) * 1e9 }' "$work/processor"
}

# replay_tables FILE
replay_tables() {
  printf '\nSpeed beside grep, of %s logs of %s lines each; times are for a line:\n\n' "$rounds" "$replay_lines"
  speed_table "$1" "$replay_lines" "" grep
  printf '\nLines in a second of processor time, the median; what the machine does besides costs some of that, too:\n\n'
  sed -n 's/^processor //p' "$1" | sort -k 1,1 -k 2,2 -k 3,3n | awk -v lines="$replay_lines" -v aim="$replay_aim" \
    -v late="$(is_busy && echo "not decided" || echo missed)" '
    $1 " " $2 != last { tell(); last = $1 " " $2; n = 0 }
    { time[++n] = $3 }
    END { tell() }
    function tell(    speed) {
      if (!n) return
      speed = lines / (time[int((n + 1) / 2)] / 1e9)
      printf "%-19s %-14s %10.0f%s\n", substr(last, 1, index(last, " ") - 1), substr(last, index(last, " ") + 1), speed,
        last ~ / replay$/ ? "  " aim "  " (speed >= aim ? "met" : late) : ""
    }'
}
