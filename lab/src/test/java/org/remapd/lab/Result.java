package org.remapd.lab;

/** How a command ended, and all it printed, on both streams, without the last line's end. */
public record Result(int status, String output) {}
