package org.remapd.agent.owner;

/**
 * A device on the way from the remap device up to the file system.
 *
 * @param what   in a word or two: "partition 1"
 * @param path   its node
 * @param sector of it
 */
public record Layer(String what, String path, UpperSector sector) {}
