/**
 * The on-disk metadata, version 1: what it says, how it lies on the disks, and what of it is to be believed. Pure.
 *
 * <h2>The idea</h2>
 *
 * What is recorded is kept in numbered <b>pages</b> of one block each. There are at least two <b>copies</b> of all pages, far
 * apart, and in each copy a page has two <b>places</b>. A new version is written to the place that does not hold the newest
 * one: to the first copy, made durable and read back, then to the next. So
 *
 * <ul>
 *   <li>recording something costs the same however much is recorded, and there is no log that would have to be compacted;
 *   <li>a block that holds the newest durable version of anything is never written to;
 *   <li>whatever was acknowledged is in every copy, and a power cut leaves at most one copy with a torn place.
 * </ul>
 *
 * <p>From the beginning every place of every page that is in use holds a version, so a place that is blank later on is damaged. A
 * copy is <b>certain</b> of a version if its other place, where a newer one would be, is whole and not newer (of a superblock:
 * the place behind it is whole and older, or all four hold the same). A version is
 * believed if it is the newest in any copy and some copy is certain of it or of its predecessor
 * ({@link org.remapd.agent.metadata.Agreement}); if there is none, the device is refused and the damaged blocks are named.
 * Sequence numbers order versions, clocks never do. Pages are recorded independently: changes recorded together may become
 * durable in any order.
 *
 * <h2>Where it lies</h2>
 *
 * A <b>member</b> is a disk of the device: number 0 holds the data, the others are spare devices. A copy lies on one member: the
 * four places of its superblock in a row, and its <b>area</b>, which has the first places of all pages (as many as the superblock
 * says there is room for), then the second places, then 32 places in reserve. A superblock can be found at sector 8 of a
 * member; at the sector 2040 before its end, rounded down to a multiple of 8; and, if the metadata lies behind a file system, at 8 sectors
 * behind the sector 2<sup>k</sup> MiB before the end, k from 1 to 24 ({@link org.remapd.agent.metadata.Layout}). A superblock's new
 * version is written to the place behind the newest, and again behind that while the place that comes next is bad.
 *
 * <h2>A block</h2>
 *
 * 4096 bytes, on a multiple of 8 sectors. Numbers are little-endian; times are seconds since
 * 1970; text is UTF-8, padded with zeros; what is not mentioned is zero.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  magic "REMAPD\0\0"
 *      8      4  format version, 1
 *     12      4  CRC32C of the whole block, this field taken as 0
 *     16      8  sequence
 *     24     16  UUID of the remap device, as in RFC 4122 (big-endian as printed)
 *     40      8  sector at which this block lies
 *     48      2  member on which it lies
 *     50      1  kind: 0 superblock, 1 note, 2 faults, 3 history, 4 spares
 *     51      1  copy, counted from 0
 *     52      4  page number; of a superblock 0
 *     64   4024  body
 *   4088      8  sequence again: if it is another, a write was cut off
 * </pre>
 *
 * Every later version will have the first four fields where they are here, so that it can be told from rot.
 *
 * <h2>Bodies</h2>
 *
 * Offsets count from the beginning of the body. Superblock:
 *
 * <pre>
 *      0      8  time of creation
 *      8      4  sectors of a unit: a power of two, 1 to 64
 *     12      4  pages that each area has room for
 *     16      4  members, 1 to 8
 *     20      4  copies, 2 to 8
 *     24      4  runs of spares, 1 to 8
 *     32      8  data: first sector on member 0
 *     40      8  data: sectors, the size of the remap device
 *     48    128  name of the device
 *    176  8x128  members
 *   1200   8x24  copies
 *   1392   8x24  runs of spares, numbered through in this order
 *   1584  8x128  for each copy 32 numbers of 4 bytes: a place of its area that went bad, and one; 0 ends the list. The nth is
 *                replaced by the nth place in reserve, which may go bad itself
 * </pre>
 *
 * A member, a copy, and a run:
 *
 * <pre>
 *      0      8  sectors                0      8  member               0      8  member
 *      8      8  1: carries no          8      8  first sector of      8      8  first sector
 *                metadata                         the superblock      16      8  sectors
 *     16    112  name under            16      8  first sector of
 *                /dev/disk/by-id                  the area
 * </pre>
 *
 * Page 0, the note:
 *
 * <pre>
 *      0      8  the scrub under way: when it began; 0 if there is none
 *      8      8  the sector of member 0 in front of which all has been read, but for what it has left behind
 *     16      8  sectors that it could not read
 *     24  16x32  those that came to their end, the newest first
 *    536      8  the scrub under way: milliseconds that it has been at work
 *    544      8  1 if it stands still by somebody's wish, else 0
 *    552 128x16  what it has left behind and is still to read: in order, apart from each other
 * </pre>
 *
 * One that came to its end, and what was left behind:
 *
 * <pre>
 *      0      8  when it began          0      8  first sector
 *      8      8  when it ended; 0       8      8  sectors; 0 ends
 *                ends the list                    the list
 *     16      8  sectors that it
 *                could not read
 *     24      8  sectors that it
 *                left out, in bad
 *                patches
 * </pre>
 *
 * Pages 1 to 16, open faults, 62 of them each:
 *
 * <pre>
 *      0      8  first sector of the unit on the remap device
 *      8      8  bit n set = sector n of the unit could not be read
 *     16      8  when the first hint came
 *     24      4  hints
 *     28      4  1; 0 ends the list
 *     32     32  the first hint's words
 * </pre>
 *
 * Pages 17 to 32, history, 62 events each, the first page to be used again when the last is full. Behind the events, at 3968, 8
 * bytes say how many events were recorded before the first of this page. An event:
 *
 * <pre>
 *      0      8  when
 *      8      8  first sector of the unit on the remap device
 *     16      8  and on member 0
 *     24      8  bit n set = sector n of the unit was lost
 *     32      1  end: 1 healthy now, 2 healed in place, 3 remapped, 4 poisoned, 5 unhealed; 0 ends the list
 *     33     31  the first hint's words
 * </pre>
 *
 * Pages from 33 on, 251 spares each. One that was never used, or has been withdrawn, is all zeros. A unit that two spares claim is
 * on the one that is committed, and of two such on the one that is later by its generation:
 *
 * <pre>
 *      0      6  first sector of the unit on the remap device; of a retired spare 0
 *      6      1  1 prepared, 2 committed, 3 retired
 *      7      1  generation: how often the unit has moved on or lost more since it left its original; after 255 comes 1
 *      8      8  bit n set = sector n of the unit is lost until it is overwritten
 * </pre>
 */
@NullMarked
package org.remapd.agent.metadata;

import org.jspecify.annotations.NullMarked;
