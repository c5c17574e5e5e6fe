# shellcheck shell=bash
# The kernel of --kernel debug: Debian's source of 6.1, built with the checks that debug-kernel.config names. They find what
# a test does not see: locks that could deadlock, sleep where none may be, memory used after it was freed. Its entry is like
# one of Debian's own (kernel.sh) and is made anew when that file changes, or the link to it is removed.

debug_source=linux-source-6.1
debug_config=lab/lib/debug-kernel.config

debug_config_hash() { hash_of "$debug_config"; }

# debug_kernel: the path of the entry.
debug_kernel() {
  "$lab/setup" --debug-kernel
  cached "kernel/debug_$(version_of "$debug_source")_$(debug_config_hash)" build_debug_kernel
}

# build_debug_kernel DIR
build_debug_kernel() {
  local dir=$1 source=$1/$debug_source release
  note "fetching and building the debug kernel"
  fetch_source "$dir"
  configure "$source"
  quietly make -s -C "$source" -j "$(nproc)" bzImage modules
  release=$(make -s -C "$source" kernelrelease)
  quietly make -s -C "$source" INSTALL_MOD_PATH="$dir/tree" modules_install
  rm "$dir/tree/lib/modules/$release"/{build,source}
  # Not its vmlinux: QEMU would enter that by a way (PVH) that KASAN's shadow is not ready for. This unpacks itself first.
  mv "$source/arch/x86/boot/bzImage" "$dir/vmlinux"
  keep_headers "$source" "$dir/tree/usr/src/linux-headers-$release"
  rm -r "$source"
  printf '%s\n' "$release" >"$dir/release"
}

fetch_source() {
  (
    cd "$1" || exit
    # As root it warns that it cannot drop its rights here.
    quietly apt-get -qq download "$debug_source"
    dpkg -x ./*.deb package
    tar -xf package/usr/src/*.tar.xz
    rm -r ./*.deb package
  )
}

# configure SOURCE: an option that depends on one that is off is silently off too, so they are looked for.
configure() {
  local missing
  quietly make -s -C "$1" KCONFIG_ALLCONFIG="$top/$debug_config" allnoconfig
  missing=$(grep '^CONFIG_' "$top/$debug_config" | grep -vxFf "$1/.config" | paste -sd' ') || true
  [[ ! $missing ]] || die 3 "cannot be had in $debug_source: $missing"
}

# keep_headers SOURCE DIR: what a module is built against.
keep_headers() {
  mkdir -p "$2"
  (
    cd "$1" || exit
    cp -a --parents Makefile .config Module.symvers include scripts arch/x86/Makefile* arch/x86/include tools/objtool/objtool "$2"
  )
}
