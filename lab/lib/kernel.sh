# shellcheck shell=bash
# The guest's kernel: Debian's own packages, unpacked and not installed, or one built with checks (debug-kernel.sh).
#
# An entry kernel/VERSION_PACKAGEVERSION holds
#   release   the kernel's release, as uname -r says it
#   vmlinux   the image, uncompressed: it boots in half the time
#   tree/     lib/modules with its index, and the headers under usr/src to build a module against
# and kernel/SERIES points to the entry in use; remove that link to get the newest of the distribution's.

# kernel_of SERIES: the path of the entry.
kernel_of() {
  local link entry
  case $1 in
  6.1 | 6.12) link=$cache/kernel/$1 ;;
  debug) link=$cache/kernel/debug_$(debug_config_hash) ;;
  *) die 2 "--kernel $1: 6.1, Debian 12's own, 6.12, Debian 13's, and debug can be had" ;;
  esac
  if [[ ! -e $link/release ]]; then
    # Once in a kernel's life here: the lists may be old, or absent as in a fresh container.
    as_root apt-get -qq update || note "the package lists could not be refreshed"
    if [[ $1 == debug ]]; then entry=$(debug_kernel); else entry=$(debian_kernel "$1"); fi
    ln -sfnT "${entry##*/}" "$link"
  fi
  readlink -f "$link"
}

# debian_kernel SERIES: the path of the entry for the newest of the series.
debian_kernel() {
  local series=$1 release entry
  release=$(kernel_release "$series" "$(meta_package "$series")")
  entry=kernel/${release}_$(version_of "linux-image-$release")
  cached "$entry" unpack_kernel "$release" "$cache/$entry"
}

# meta_package SERIES: the package that depends on the newest kernel of the series, whatever that is called by now.
meta_package() {
  case $1 in
  6.1) echo linux-image-amd64 ;;       # Debian 12's own
  6.12) echo linux-image-6.12-amd64 ;; # Debian 13's, which Debian 12 has too
  esac
}

# version_of PACKAGE: the newest that the package lists know.
version_of() { apt-cache show --no-all-versions "$1" | sed -n 's/^Version: //p' | head -n 1; }

# kernel_release SERIES META: the newest release the package lists know, such as 6.1.0-56-amd64.
kernel_release() {
  local release
  release=$(depends_of "$2" linux-image- | head -n 1)
  release=${release#linux-image-}
  if [[ $release != "$1".* ]]; then
    die 3 "apt knows no kernel $1 here ($2 is '${release:-absent}'): is this Debian 12, its package lists fetched?"
  fi
  printf '%s\n' "$release"
}

# depends_of PACKAGE PREFIX: those of its dependencies that begin so.
depends_of() { apt-cache depends --no-recommends --no-suggests "$1" 2>/dev/null | sed -n "s/^ *|\{0,1\}Depends: \($2\)/\1/p"; }

# unpack_kernel RELEASE ENTRY DIR: in DIR, to become ENTRY.
unpack_kernel() {
  local release=$1 entry=$2 dir=$3 tree=$3/tree headers=linux-headers-$1 deb packages
  mapfile -t packages < <(depends_of "$headers" 'linux-headers-.*-common' && depends_of "$headers" linux-kbuild-)
  note "fetching kernel $release"
  (
    cd "$dir" || exit
    # As root it warns that it cannot drop its rights here.
    quietly apt-get -qq download "linux-image-$release" "$headers" "${packages[@]}"
    for deb in *.deb; do
      dpkg -x "$deb" tree
      rm "$deb"
    done
  )
  uncompress_kernel "$tree/boot/vmlinuz-$release" >"$dir/vmlinux"
  # Debian's headers name each other by absolute path.
  sed -i "s|/usr/src/|$entry/tree/usr/src/|" "$tree/usr/src/$headers/Makefile"
  # Of use to who has pahole; without it, a module is not built because of this.
  rm -f "$tree/usr/src/$headers/vmlinux"
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
  head -c $((start + length - 4)) "$1" | tail -c +$((start + 1)) | "$(compressor_of "$1" "$start")" -dc
}

# compressor_of FILE OFFSET: who made what begins there.
compressor_of() {
  case $(od -An -tx1 -j "$2" -N4 "$1") in
  " fd 37 7a 58") echo xz ;;
  " 28 b5 2f fd") echo zstd ;;
  *) die 3 "not compressed by xz or zstd: ${1##*/}" ;;
  esac
}
