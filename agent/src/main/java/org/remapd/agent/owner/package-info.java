/**
 * Whose a sector is: a file's, a file system's own, free, or something else's. Pure; reads top to bottom in the order in which it is
 * found out: through what is stacked upon the remap device ({@link org.remapd.agent.owner.Layer}), to a table of partitions, a
 * volume group, or a file system, of which other packages' programs and the kernel tell, in outputs and structures that are taken
 * apart here.
 *
 * <p>{@code btrfs} reads that file system itself; {@code search} asks for all this.
 *
 * <p>Names of files and of whatever else users name are bytes, which may be meant to deceive: {@link
 * org.remapd.agent.owner.FilePath}.
 */
@NullMarked
package org.remapd.agent.owner;

import org.jspecify.annotations.NullMarked;
