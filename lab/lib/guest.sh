# shellcheck shell=bash
# A guest's life: told what to be, started, listened to, and taken down with all that belongs to it.

# describe_guest [COMMAND...]: writes share/env, which the guest reads while it boots, and share/command.
describe_guest() {
  local n release command modules=${built[modules]}
  release=$(<"${built[kernel]}/release")
  if [[ $bare ]]; then modules=${built[kernel]}/tree; fi
  {
    set_variable LAB_HOME "$lab"
    set_variable LAB_TOOLS "${built[tools]}"
    set_variable LAB_STAGE "$([[ $bare ]] || echo "${built[stage]}")"
    set_variable LAB_RELEASE "$release"
    set_variable LAB_MODULES "$modules/lib/modules/$release"
    set_variable LAB_STATE "${state:+1}"
    set_variable LAB_TERMINAL "$terminal"
    set_variable LAB_ORDERLY "$(is_kept && echo 1)"
  } >share/env
  {
    printf '#!/bin/bash\n'
    set_variable HOME /root
    set_variable USER root
    set_variable LANG C.UTF-8
    set_variable TERM "${TERM:-dumb}"
    set_variable PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    set_variable LAB_SEED "$seed"
    set_variable LAB_RUN "$run"
    set_variable LAB_PACKAGES "${built[packages]}"
    set_variable LAB_HEADERS "${built[kernel]}/tree/usr/src"
    for n in "${!disk_bus[@]}"; do set_variable "LAB_DISK$n" "/dev/disk/by-id/${disk_link[n]}"; done
    printf 'export HOME USER LANG TERM PATH %s\n' "LAB_SEED LAB_RUN LAB_PACKAGES LAB_HEADERS ${!disk_bus[*]}" | sed 's/ \([0-9]\)/ LAB_DISK\1/g'
    printf 'cd %q 2>/dev/null || cd /\n' "$started_in"
    set_command "$@"
    printf 'exec%s\n' "$(printf ' %q' "${command[@]}")"
  } >share/command
}

set_variable() { printf "%s='%s'\n" "$1" "${2//\'/\'\\\'\'}"; }

# is_kept: does anything of this run outlive it? Then the guest is shut down, not switched off.
is_kept() {
  [[ $state || ${specs[*]-} == *file=* ]]
}

# set_command [COMMAND [ARG]...]: sets the array command, which runs a script of the host by its full path, as it is or by
# the shell if it cannot be executed; a command of the guest; or a shell.
set_command() {
  command=("$@")
  if (($# == 0)); then
    command=(bash)
  elif [[ -f $started_in/$1 && $1 != /* ]]; then
    command[0]=$(realpath "$started_in/$1")
  fi
  if [[ ${command[0]} == /* && -f ${command[0]} && ! -x ${command[0]} ]]; then command=(bash "${command[@]}"); fi
}

start_disks() {
  local n arguments=()
  for n in "${!disk_bus[@]}"; do
    arguments+=("${disk_file[n]}" "${disk_bus[n]}" "${disk_physical[n]}" "${state:+$state/disk$n.faults}" "$(disk_device "$n")")
  done
  "${built[tools]}/lab-disk" media control qmp qemu.pid "$seed" "${arguments[@]}" {run_lock}>&- >disk.log 2>&1 &
  disk_pid=$!
  # Not a job of the shell's, which would tell when it is killed.
  disown
  wait_for "the disks" mountpoint -q media
}

# wait_for WHAT COMMAND...: for as long as 10 s.
wait_for() {
  local what=$1 i
  shift
  for ((i = 0; i < 200; i++)); do
    if "$@"; then return; fi
    sleep 0.05
  done
  cat ./*.log >&2
  die 3 "$what did not start"
}

start_qemu() {
  local n arguments=() machine=(-accel "tcg,thread=multi" -smp "$processors") ticks
  ticks=$("${built[tools]}/lab-clock")
  if [[ $clock == instructions ]]; then
    machine=(-accel "tcg,thread=single" -smp 1 -icount "shift=0,sleep=off")
    ticks=1000000
  fi
  # A line of disk_arguments is an argument: no name in it has a newline.
  for n in "${!disk_bus[@]}"; do
    mapfile -t -O "${#arguments[@]}" arguments < <(disk_arguments "$n" "media/disk$n")
  done
  if [[ " ${disk_bus[*]} " == *" scsi "* ]]; then arguments=(-device "virtio-scsi-pci,id=scsi" "${arguments[@]}"); fi
  if [[ $state ]]; then
    arguments+=(-drive "if=none,id=state,format=raw,cache=unsafe,file=${state//,/,,}/guest.img"
      -device "virtio-blk-pci,drive=state,serial=lab-state")
  fi
  # avx: the emulator has a call for each of its instructions, where it translates most others.
  # tsc_early_khz: how fast its clock goes; else it would find out by itself, wrongly where this machine is busy.
  # norandmaps: what the emulator has translated it finds again by its address, in the next process too. That halves the
  # cost of one.
  setpriv --pdeathsig KILL qemu-system-x86_64 \
    -machine q35,sata=off,usb=off,vmport=off,smbus=off,i8042=off "${machine[@]}" -cpu max,la57=off,svm=off,avx=off,avx2=off -m 2048 \
    -nodefaults -no-user-config -display none -no-reboot -pidfile qemu.pid -rtc base=utc \
    -kernel "${built[kernel]}/vmlinux" -initrd "${built[initrd]}" \
    -append "console=ttyS0 panic=-1 oops=panic mitigations=off init_on_alloc=0 norandmaps apparmor=0 selinux=0 audit=0 nowatchdog rcupdate.rcu_expedited=1 random.trust_cpu=on tsc=reliable tsc_early_khz=$ticks quiet loglevel=4" \
    -chardev file,id=console,path=console.log -serial chardev:console \
    -qmp unix:qmp,server=on,wait=off \
    -virtfs local,path=/,mount_tag=rootfs,security_model=none,readonly=on,multidevs=remap \
    -virtfs local,path=share,mount_tag=lab,security_model=none,readonly=on \
    -device virtio-serial-pci \
    -chardev socket,id=link,path=link,server=on,wait=off -device virtserialport,name=lab.link,chardev=link \
    -chardev socket,id=fault,path=control -device virtserialport,name=lab.fault,chardev=fault \
    "${arguments[@]}" {run_lock}>&- >qemu.log 2>&1 &
  qemu_pid=$!
  disown
}

# run_link: ends with the command's exit status, or says why there is none.
run_link() {
  local status=0
  # shellcheck disable=SC2086 # nothing, or -t
  "${built[tools]}/lab-link" host link status "$timeout" $terminal <&0 {run_lock}>&- &
  link_pid=$!
  wait "$link_pid" || status=$?
  link_pid=
  if [[ -s status ]]; then
    if is_kept; then shut_down; fi
    if [[ ! -e power-was-cut ]]; then exit "$(<status)"; fi
  fi
  if [[ -e power-was-cut ]]; then
    # It stopped the guest first; what survives is being decided.
    wait_for "the end of the disks' writes" lot_is_cast
    exit 97
  fi
  if ((status == 2)); then note "the guest ran out of time ($timeout s); the end of its console:"; fi
  if ((status != 2)); then note "the guest died; the end of its console:"; fi
  tail -n 60 console.log qemu.log disk.log >&2
  exit 98
}

lot_is_cast() { printf '0 0 list\n' | socat -t 5 - UNIX-CONNECT:control >/dev/null 2>&1; }

# is_gone PID [SECONDS]: has the process ended, by then?
is_gone() {
  local i
  for ((i = 0; i <= ${2:-0} * 20; i++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.05
  done
  return 1
}

# shut_down: the guest does that by itself when its command has ended.
shut_down() {
  is_gone "$qemu_pid" 60 || note "the guest did not shut down within 60 s: it was switched off"
}

clean_up() {
  trap '' INT TERM HUP
  if [[ ${link_pid-} ]]; then kill "$link_pid" 2>/dev/null || true; fi
  if [[ ${qemu_pid-} ]]; then kill -KILL "$qemu_pid" 2>/dev/null || true; fi
  if [[ ${disk_pid-} ]]; then
    # It still writes back what the disks' caches hold.
    kill -TERM "$disk_pid" 2>/dev/null || true
    is_gone "$disk_pid" 30 || kill -KILL "$disk_pid" || true
  fi
  cd /
  if [[ ${LAB_KEEP-} ]]; then note "kept: $run"; else remove_run_dir "$run"; fi
}
