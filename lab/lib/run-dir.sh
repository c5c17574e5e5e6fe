# shellcheck shell=bash
# A run's directory: its sockets, its logs, and the disks if no state directory has them. lab/run works in it, because
# the names of sockets must be short. It goes when the run ends; if a run was killed, the next one sweeps up after it.

make_run_dir() {
  local old lock making
  mkdir -p "$cache/runs"
  # One at a time, or a sweep would take a directory that is just being made for one that was left behind.
  exec {making}>"$cache/runs.lock"
  flock "$making"
  for old in "$cache"/runs/*; do
    # Whoever runs holds the lock.
    if [[ -d $old && ! -e $old/lock ]] || flock -n "$old/lock" true 2>/dev/null; then
      (remove_run_dir "$old") || note "not removed: $old"
    fi
  done
  run=$(mktemp -d "$cache/runs/XXXXXX")
  exec {run_lock}>"$run/lock"
  flock "$run_lock"
  exec {making}>&-
  mkdir "$run/media" "$run/share"
  started_in=$PWD
  if [[ $state ]]; then
    mkdir -p "$state"
    state=$(cd "$state" && pwd -P)
    exec {lock}>"$state/lock"
    flock -n "$lock" || die 3 "--state $state is in use by another run"
    ln -sfnT "$run" "$state/run"
  fi
  cd "$run"
}

remove_run_dir() {
  # The disks' file system is still there if lab-disk was killed. Nobody answers for it then, so a look whether it is
  # mounted would fail: it is unmounted unasked.
  fusermount3 -quz "$1/media" || true
  rm -rf "$1"
}

# make_disks: the disks' files: given, of the state, or of this run.
make_disks() {
  local n
  for n in "${!disk_bus[@]}"; do
    if [[ ${disk_file[n]} ]]; then
      disk_file[n]=$(cd "$started_in" && realpath "${disk_file[n]}")
    else
      disk_file[n]=${state:-$run}/disk$n
    fi
    if [[ ! -e ${disk_file[n]} ]]; then
      truncate -s "${disk_size[n]}" "${disk_file[n]}"
    elif (($(stat -c %s "${disk_file[n]}") < disk_size[n])); then
      truncate -s "${disk_size[n]}" "${disk_file[n]}"
    elif (($(stat -c %s "${disk_file[n]}") > disk_size[n])); then
      die 2 "--disk ${specs[n]}: ${disk_file[n]} is larger than that"
    fi
  done
  if [[ $state && ! -e $state/guest.img ]]; then
    truncate -s 512M "$state/guest.new"
    mkfs.ext4 -q -L lab-state -E lazy_itable_init=1,nodiscard "$state/guest.new"
    mv "$state/guest.new" "$state/guest.img"
  fi
}
