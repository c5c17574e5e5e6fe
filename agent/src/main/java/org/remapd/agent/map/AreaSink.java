package org.remapd.agent.map;

/** Takes the areas of a list, in the order in which it names them. */
public interface AreaSink {

    /** The next one; refused if no list of that device can name it. */
    void take(Area area) throws MalformedListException;
}
