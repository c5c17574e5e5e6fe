# shellcheck shell=bash
# What the parts of the demo tell with: steps, commands that are shown before they run, and checks that are counted.
# Sourced, in the guest.

data=/srv/data
checks=/var/tmp/story-checks

# step TEXT: a heading.
step() { printf '\n== %s\n' "$*"; }

# show COMMAND...: a command as one would type it, and its output.
show() {
  printf '\n$ %s\n' "$*"
  "$@"
}

# check TEXT COMMAND...: counts and prints whether the command succeeds.
check() {
  local what=$1
  shift
  if "$@" >/tmp/check.log 2>&1; then
    printf '   ok      %s\n' "$what"
    echo ok >>"$checks"
  else
    printf '   NOT OK  %s\n' "$what"
    sed 's/^/           /' /tmp/check.log
    echo bad >>"$checks"
  fi
}

# verdict: the last word, and the exit status.
verdict() {
  local held failed
  held=$(grep -c '^ok$' "$checks")
  failed=$(grep -c '^bad$' "$checks") || true
  printf '\n== Verdict: %s checks held, %s did not.\n' "$held" "$failed"
  ((failed == 0))
}

# await SECONDS COMMAND...: until it succeeds, or the time is over.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

status_json() { remapd status remap0 --json || true; }

# numbers QUERY: numbers of the device's status, sorted, one a line.
numbers() { status_json | jq -r ".devices[0] | $1" | sort -n; }
