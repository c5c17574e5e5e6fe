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
    # Once in a kernel's life here: the lists may be old, or absent as in a fresh container.
    as_root apt-get -qq update || note "the package lists could not be refreshed"
    release=$(kernel_release "$series")
    version=$(apt-cache show --no-all-versions "linux-image-$release" | sed -n 's/^Version: //p' | head -n 1)
    entry=kernel/${release}_$version
    entry=$(cached "$entry" unpack_kernel "$series" "$release" "$cache/$entry")
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

# unpack_kernel SERIES RELEASE ENTRY DIR: in DIR, to become ENTRY.
unpack_kernel() {
  local series=$1 release=$2 entry=$3 dir=$4 tree=$4/tree deb
  note "fetching kernel $release"
  (
    cd "$dir" || exit
    # As root it warns that it cannot drop its rights here.
    quietly apt-get -qq download "linux-image-$release" "linux-headers-$release" "linux-headers-${release%-amd64}-common" \
      "linux-kbuild-$series"
    for deb in *.deb; do
      dpkg -x "$deb" tree
      rm "$deb"
    done
  )
  uncompress_kernel "$tree/boot/vmlinuz-$release" >"$dir/vmlinux"
  # Debian's headers name each other by absolute path.
  sed -i "s|/usr/src/|$entry/tree/usr/src/|" "$tree/usr/src/linux-headers-$release/Makefile"
  depmod -b "$tree" "$release"
  rm -rf "${tree:?}/boot" "${tree:?}/usr/share"
  printf '%s\n' "$release" >"$dir/release"
}

# uncompress_kernel BZIMAGE: the ELF image inside; where it lies, the boot protocol's header says.
uncompress_kernel() {
  local setup offset length start
  setup=$(od -An -tu1 -j $((0x1f1)) -N1 "$1")
  offset=$(od -An -tu4 -j $((0x248)) -N4 "$1")
  length=$(od -An -tu4 -j $((0x24c)) -N4 "$1")
  start=$(((setup + 1) * 512 + offset))
  # The last four bytes tell the uncompressed size: they are not part of the compressed stream. The end is cut off first,
  # or who still writes it would die of the closed pipe.
  head -c $((start + length - 4)) "$1" | tail -c +$((start + 1)) | xz -dc
}
