# What contract.sh checks last, since the kernel's log has room for nothing else then: nonsense. It is part of that script,
# which has the words.
# shellcheck shell=bash disable=SC2046,SC2153,SC2154

section "nonsense (SEED=$SEED)"

# With each new device what was quiesced is over: few leases end in the middle.
nonsense() { # nonsense COUNT: so many messages and table lines
  local round
  for ((round = 0; round * 10000 < $1; round++)); do
    if ((round % 2)); then again "$LINE 4 unit 8 pool 512"; else again "$LINE 5 unit 8 pool 512 managed"; fi
    hammer fuzz remap0 "$DISK" $((SEED * 1000 + round)) $(($1 < 10000 ? $1 : 10000)) || return 1
  done
}

# There are so many that a short run does an Nth of an Nth.
count=$(so_many $(so_many 1000000))
ok "$count messages and table lines: a refused one changes nothing" nonsense "$count"
again "$LINE 2 unit 8"
ok "after which it still serves" all number 0 64 AND is "$(seq 0 63 | paste -sd' ')" texts 0 64
