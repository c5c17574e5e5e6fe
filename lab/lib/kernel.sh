# shellcheck shell=bash
# The guest's kernel: Debian's own packages, unpacked and not installed.
#
# An entry kernel/VERSION_PACKAGEVERSION holds
#   release   the kernel's release, as uname -r says it
#   vmlinux   the image, uncompressed: it boots in half the time
#   tree/     lib/modules with its index, and the headers under usr/src to build a module against
# and kernel/6.1 points to the entry in use; remove that link to get the newest of the distribution's.

# kernel_of SERIES: the path of the entry.
kernel_of() {
  local series=$1 release version entry
  case $series in
  6.1) ;;
  *) die 2 "--kernel $series: only 6.1, Debian 12's own, can be had so far" ;;
  esac
  if [[ ! -e $cache/kernel/$series/release ]]; then
    release=$(kernel_release "$series")
    version=$(apt-cache show --no-all-versions "linux-image-$release" | sed -n 's/^Version: //p' | head -n 1)
    entry=$(cached "kernel/${release}_$version" unpack_kernel "$series" "$release")
    ln -sfnT "${entry##*/}" "$cache/kernel/$series"
  fi
  readlink -f "$cache/kernel/$series"
}

# kernel_release SERIES: the newest release the package lists know, such as 6.1.0-56-amd64.
kernel_release() {
  local release
  release=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: linux-image-//p' | head -n 1)
  if [[ $release != "$1".* ]]; then
    die 3 "apt knows no kernel $1 here (linux-image-amd64 is '${release:-absent}'): is this Debian 12, its package lists fetched?"
  fi
  printf '%s\n' "$release"
}

# unpack_kernel SERIES RELEASE DIR
unpack_kernel() {
  local series=$1 release=$2 dir=$3 tree=$3/tree deb
  note "fetching kernel $release"
  (
    cd "$dir" || exit
    apt-get -qq download "linux-image-$release" "linux-headers-$release" "linux-headers-${release%-amd64}-common" \
      "linux-kbuild-$series"
    for deb in *.deb; do
      dpkg -x "$deb" tree
      rm "$deb"
    done
  )
  uncompress_kernel "$tree/boot/vmlinuz-$release" >"$dir/vmlinux"
  # Debian's headers name each other by absolute path.
  sed -i "s|/usr/src/|$cache/kernel/$series/tree/usr/src/|" "$tree/usr/src/linux-headers-$release/Makefile"
  depmod -b "$tree" "$release"
  rm -rf "${tree:?}/boot" "${tree:?}/usr/share"
  printf '%s\n' "$release" >"$dir/release"
}

# uncompress_kernel BZIMAGE: the ELF image inside; where it lies, the boot protocol's header says.
uncompress_kernel() {
  local setup offset length
  setup=$(od -An -tu1 -j $((0x1f1)) -N1 "$1")
  offset=$(od -An -tu4 -j $((0x248)) -N4 "$1")
  length=$(od -An -tu4 -j $((0x24c)) -N4 "$1")
  # The last four bytes tell the uncompressed size: they are not part of the compressed stream.
  tail -c +$(((setup + 1) * 512 + offset + 1)) "$1" | head -c $((length - 4)) | xz -dc
}
