# shellcheck shell=bash
# What --disk says, checked, and what QEMU and the guest make of it.
#
# parse_disk NUMBER SPEC sets, at index NUMBER, the arrays below. A combination that QEMU's emulation of the bus cannot do
# is refused rather than approximated.

disk_bus=() disk_size=() disk_logical=() disk_physical=() disk_serial=() disk_file=() disk_link=()

parse_disk() {
  local number=$1 spec=$2 field fields
  local type=scsi size=1G logical='' physical='' serial=lab-disk-$1 file=''
  IFS=, read -ra fields <<<"$spec"
  for field in "${fields[@]}"; do
    case $field in
    type=* | size=* | logical=* | physical=* | serial=* | file=*) local "${field%%=*}=${field#*=}" ;;
    *) bad_disk "$spec" "'$field' is none of type=, size=, logical=, physical=, serial=, file=" ;;
    esac
  done
  logical=${logical:-512}
  physical=${physical:-$logical}
  check_disk_names "$spec" "$type" "$serial" "$logical" "$physical"
  check_disk_blocks "$spec" "$type" "$logical" "$physical"
  disk_bus[number]=$type
  disk_size[number]=$(bytes_of "$spec" "$size")
  ((disk_size[number] % physical == 0)) || bad_disk "$spec" "the size is not made of whole physical blocks"
  disk_logical[number]=$logical disk_physical[number]=$physical disk_serial[number]=$serial disk_file[number]=$file
  disk_link[number]=$(by_id_of "$type" "$serial")
}

bad_disk() { die 2 "--disk $1: $2"; }

check_disk_names() {
  local spec=$1 type=$2 serial=$3 block
  case $type in
  sata | scsi | nvme | virtio) ;;
  *) bad_disk "$spec" "type= takes sata, scsi, nvme or virtio" ;;
  esac
  for block in "$4" "$5"; do
    [[ $block == 512 || $block == 4096 ]] || bad_disk "$spec" "logical= and physical= take 512 or 4096"
  done
  [[ $serial =~ ^[A-Za-z0-9._-]{1,20}$ ]] || bad_disk "$spec" "serial= takes 1 to 20 letters, digits, '.', '_' and '-'"
}

check_disk_blocks() {
  local spec=$1 type=$2 logical=$3 physical=$4
  ((physical >= logical)) || bad_disk "$spec" "a physical block cannot be smaller than a logical one"
  if [[ $type == sata && $logical == 4096 ]]; then
    bad_disk "$spec" "QEMU's SATA disks have logical blocks of 512 bytes only"
  fi
  if [[ $type == nvme && $physical != "$logical" ]]; then
    bad_disk "$spec" "QEMU's NVMe disks cannot say that their physical block is larger than the logical"
  fi
}

# bytes_of SPEC SIZE
bytes_of() {
  [[ $2 =~ ^([1-9][0-9]{0,14})([KMGT]?)$ ]] || bad_disk "$1" "size= takes a number and K, M, G or T"
  local factor=1
  case ${BASH_REMATCH[2]} in
  K) factor=$((1 << 10)) ;;
  M) factor=$((1 << 20)) ;;
  G) factor=$((1 << 30)) ;;
  T) factor=$((1 << 40)) ;;
  esac
  printf '%s\n' $((BASH_REMATCH[1] * factor))
}

# by_id_of TYPE SERIAL: the link that udev makes in /dev/disk/by-id.
by_id_of() {
  case $1 in
  sata) printf 'ata-LAB_SATA_%s\n' "$2" ;;
  scsi) printf 'scsi-3%s\n' "$(wwn_of "$2")" ;;
  nvme) printf 'nvme-QEMU_NVMe_Ctrl_%s\n' "$2" ;;
  virtio) printf 'virtio-%s\n' "$2" ;;
  esac
}

# wwn_of SERIAL: a World Wide Name such as a real vendor's: NAA 5, a company, and the rest from the serial number.
wwn_of() { printf '5000c5%s\n' "$(sha256sum <<<"$1" | cut -c1-10)"; }

# disk_device NUMBER: QEMU's -device argument.
disk_device() {
  local n=$1 common wwn
  wwn=0x$(wwn_of "${disk_serial[n]}")
  common=id=disk$n,drive=medium$n,serial=${disk_serial[n]},logical_block_size=${disk_logical[n]}
  common+=,physical_block_size=${disk_physical[n]},write-cache=on,rerror=report,werror=report
  case ${disk_bus[n]} in
  sata) printf 'ide-hd,bus=ahci%d.0,model=LAB_SATA,wwn=%s,%s\n' "$n" "$wwn" "$common" ;;
  scsi) printf 'scsi-hd,bus=scsi.0,scsi-id=%d,vendor=LAB,product=SCSI,wwn=%s,%s\n' "$n" "$wwn" "$common" ;;
  # An NVMe disk is a PCI device: its error policy is that of the drive.
  nvme) printf 'nvme,bus=port%d,%s\n' "$n" "${common%,rerror*}" ;;
  virtio) printf 'virtio-blk-pci,bus=port%d,%s\n' "$n" "$common" ;;
  esac
}

# disk_arguments NUMBER MEDIUM: all of QEMU's arguments for the disk, a line each.
disk_arguments() {
  local n=$1
  case ${disk_bus[n]} in
  sata) printf '%s\n' -device "ahci,id=ahci$n" ;;
  nvme | virtio) printf '%s\n' -device "pcie-root-port,id=port$n,chassis=$((n + 1)),slot=$((n + 1))" ;;
  esac
  printf '%s\n' -blockdev "driver=file,node-name=medium$n,filename=${2//,/,,},locking=off,cache.direct=on" \
    -device "$(disk_device "$n")"
}
