# shellcheck shell=bash
# drawn SEED NAME...: the names, in an order drawn by lot; the seed may be any words.
drawn() {
  local name
  for name in "${@:2}"; do
    printf '%s %s\n' "$(md5sum <<<"$1 $name" | cut -c 1-32)" "$name"
  done | sort | cut -d ' ' -f 2
}
