# shellcheck shell=bash
# The guest's initramfs: busybox, the modules it takes to reach the host's files, and guest/init.

initrd_modules=(virtio_pci 9pnet_virtio 9p overlay virtio_blk ext4 virtio_console)

# initrd_of KERNEL_ENTRY: the path of the image.
initrd_of() {
  local kernel=$1 key
  key=$(sha256sum "$lab/guest/init" "$lab/lib/initrd.sh" /bin/busybox | sha256sum | cut -c1-16)
  printf '%s/image\n' "$(cached "initrd/${kernel##*/}_$key" make_initrd "$kernel")"
}

# make_initrd KERNEL_ENTRY DIR
make_initrd() {
  local kernel=$1 dir=$2 root=$2/root release module path
  release=$(<"$kernel/release")
  mkdir -p "$root"/{bin,dev,proc,sys,lower,rw,new,state}
  cp /bin/busybox "$root/bin/busybox"
  cp "$lab/guest/init" "$root/init"
  chmod 755 "$root/init"
  for module in "${initrd_modules[@]}"; do
    modprobe -d "$kernel/tree" -S "$release" --show-depends "$module"
  done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r path; do
    cp "$path" "$root/"
    path=$root/${path##*/}
    # Busybox does not insert what is packed.
    if [[ $path == *.xz ]]; then xz -d "$path"; fi
    path=${path%.xz}
    printf '/%s\n' "${path##*/}"
  done >"$root/modules"
  (cd "$root" && find . | cpio --quiet -o -H newc) >"$dir/image"
  rm -rf "$root"
}
