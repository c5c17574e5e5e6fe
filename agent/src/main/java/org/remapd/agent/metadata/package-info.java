/**
 * The on-disk metadata, version 0: what it says, how it lies on the disk, and which copy is to be believed. Pure.
 *
 * <p>Version 0 writes the whole state each time. Two <b>copies</b> lie far apart, one in front of the data and one behind
 * the spare pool; each has two <b>slots</b> of {@value org.remapd.agent.metadata.Geometry#SLOT_SECTORS} sectors, written in
 * turn (slot = sequence modulo 2), so that no write touches the newest state that is safe. A slot, little-endian:
 *
 * <pre>
 * offset  bytes  field
 *      0      8  magic "REMAPD\0\0"
 *      8      4  format version, 0
 *     12      4  CRC32C of bytes 0 to {@code length}, this field taken as 0
 *     16      8  sequence, grows by one with each state
 *     24     16  UUID of the remap device, as in RFC 4122 (big-endian as printed)
 *     40      8  disk sector at which this slot lies
 *     48      4  length in bytes, header and entries
 *     52      4  number of entries
 *     56      8  sectors of the whole disk
 *     64      8  first sector of the data on the disk
 *     72      8  sectors of data: the size of the remap device
 *     80      8  first sector of the spare pool on the disk
 *     88      8  sectors of the spare pool
 *     96      4  sectors of a unit
 *    100     28  zero
 *    128    128  name of the device, UTF-8, padded with zeros
 *    256    256  zero
 *    512   32 n  entries
 * </pre>
 *
 * An entry:
 *
 * <pre>
 *      0      8  first sector of the unit on the remap device; for a retired spare 0
 *      8      4  number of the spare in the pool, in units; for a lost unit 0
 *     12      1  kind: 1 mapped, 2 lost, 3 retired
 *     13      3  zero
 *     16     16  for a lost unit: bit n of byte m set = sector 8 m + n of the unit could not be read
 * </pre>
 */
@NullMarked
package org.remapd.agent.metadata;

import org.jspecify.annotations.NullMarked;
