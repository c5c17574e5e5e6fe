package org.remapd.agent.metadata;

/** The number of a unit of the spare pool, counted from 0. */
public record Spare(int number) implements Comparable<Spare> {

    public Spare {
        if (number < 0) {
            throw new IllegalArgumentException("spare " + number + " is negative");
        }
    }

    @Override
    public int compareTo(Spare other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "#" + number;
    }
}
