package org.remapd.agent.metadata;

/** There is no state to be had from a disk; {@link #problem()} tells why, as a type. */
public final class MetadataException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient MetadataProblem problem;

    public MetadataException(String path, MetadataProblem problem) {
        super(path + ": " + problem.describe());
        this.problem = problem;
    }

    public MetadataProblem problem() {
        return problem;
    }
}
