/**
 * Reads btrfs from the disk, as far as it takes to tell whose a place is: from the superblock through the chunks, which say
 * where on the disk logical addresses lie, to the extent tree, which says who refers to what lies there, and from there up to all the
 * trees that share it and the names in them. What it needs to read does not grow with the file system, but for the logarithm.
 *
 * <p>The commands of btrfs-progs do not serve: {@code btrfs inspect-internal logical-resolve} takes logical addresses, of which none
 * tells that of a place on a disk, and needs the file system mounted; so does {@code inode-resolve}, which knows one subvolume at a
 * time. {@code dump-tree} needs no mount, but prints a text for people, which changes from version to version, and of whole trees, so
 * that it takes as long as the file system is large.
 *
 * <p>The format: {@code include/uapi/linux/btrfs_tree.h} of the kernel, and btrfs-progs' {@code dev/On-disk-format}. All numbers
 * are little-endian; ids compare as unsigned ones. Of a mounted file system it is what was committed last, 30 s ago at most.
 */
@NullMarked
package org.remapd.agent.owner.btrfs;

import org.jspecify.annotations.NullMarked;
