package org.remapd.agent.owner.btrfs;

/** Where a file system lies. */
public interface Disk {

    /**
     * Reads so many bytes; both numbers are multiples of 4096.
     *
     * @throws UnreadableException if they cannot be read, or not any more
     */
    byte[] read(long at, int bytes) throws UnreadableException;
}
