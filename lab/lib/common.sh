# shellcheck shell=bash
# What every script of the lab shares: where things are, how to complain, and the cache.
#
# The cache holds all that is downloaded or built, outside git. An entry's name says what it was made from (a package's
# version, the hash of the sources), so an entry never changes: it is made aside, renamed into place, and removed when
# nobody has used it for two weeks. Two runs at once are safe: who comes second waits for the entry and uses it.

shopt -s inherit_errexit
lab=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export top=${lab%/*}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/remapd-lab
mkdir -p "$cache/new" "$cache/locks"
# All of a tool's messages in one language, whatever the user's is.
export LC_ALL=C.UTF-8

note() { printf 'lab: %s\n' "$*" >&2; }

# die STATUS TEXT: 2 is for a command line we do not understand, 3 for what could not be done.
die() {
  local status=$1
  shift
  printf '%s: %s\n' "lab/${0##*/}" "$*" >&2
  exit "$status"
}

# usage: a script's help is the comment at its head.
usage() { sed -n '2,/^[^#]/{/^#/!d; s/^# \{0,1\}//; p}' "$0"; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# quietly COMMAND...: what it prints matters only if it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || {
    printf '%s\n' "$output" >&2
    die 3 "failed: $*"
  }
}

# hash_of PATH...: one hash for the names, modes and contents of all source files below the paths; what a build leaves
# in the tree does not count.
hash_of() {
  (
    cd "$top" || exit
    find "$@" -name target -not -path "*/java/*" -prune -o -type f -not -name '*.o' -not -name '*.ko' -not -name '*.mod*' -not -name '.*.cmd' \
      -not -name Module.symvers -not -name modules.order -print0 | sort -z >"$cache/new/files.$$"
    xargs -0r stat -c '%n %a' <"$cache/new/files.$$"
    xargs -0r sha256sum <"$cache/new/files.$$"
    rm "$cache/new/files.$$"
  ) | sha256sum | cut -c1-16
}

# forget_old: of what was built, that is; downloads stay.
forget_old() {
  find "$cache/initrd" "$cache/modules" "$cache/packages" "$cache/stage" "$cache/tools" -mindepth 1 -maxdepth 1 -mtime +14 \
    -exec rm -rf {} + 2>/dev/null || true
}

# with_jars COMMAND...: once Maven has built remapd, and before anybody else does: that is in the tree itself. Tests are lab/test's: who wants a
# guest, or a picture, is not to wait for them.
with_jars() {
  local lock
  exec {lock}>"$cache/locks/tree"
  flock "$lock"
  quietly mvn -q -B -ntp -Dstyle.color=never -f "$top/pom.xml" -pl agent,daemon -am -DskipTests package
  "$@"
  exec {lock}>&-
}

# cached NAME COMMAND [ARG]...: prints the path of entry NAME; if it is not there, COMMAND makes it in the new directory
# it gets as its last argument.
cached() {
  local name=$1 entry=$cache/$1 new lock
  shift
  if [[ ! -e $entry ]]; then
    mkdir -p "${entry%/*}"
    exec {lock}>"$cache/locks/${name//\//_}"
    flock "$lock"
    if [[ ! -e $entry ]]; then
      new=$cache/new/${name//\//_}
      # What one that was killed had made of it so far.
      rm -rf "$new"
      mkdir -m 755 "$new"
      "$@" "$new" >&2
      mv -T "$new" "$entry"
      forget_old
    fi
    exec {lock}>&-
  fi
  touch -c "$entry"
  printf '%s\n' "$entry"
}
