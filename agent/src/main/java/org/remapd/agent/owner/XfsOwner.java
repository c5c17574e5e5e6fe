package org.remapd.agent.owner;

import java.util.Optional;

/** Whom XFS gives a place to, apart from inodes, in words. */
final class XfsOwner {

    static final Owner FREE = new Owner.Free("free space of the XFS file system");

    /** Codes of what lies at fixed places. */
    static final int HEADERS = 3;

    static final int JOURNAL = 4;

    private XfsOwner() {}

    /**
     * By its code in the reverse mapping tree ({@code XFS_RMAP_OWN_...} of {@code xfs_format.h}, made positive; {@code XFS_FMR_OWN_...} of
     * {@code xfs_fs.h} are two less).
     */
    static Owner ofCode(int code) {
        return switch (code) {
            case HEADERS -> new Owner.Metadata("the headers of an allocation group");
            case JOURNAL -> new Owner.Metadata("the journal");
            case 5 -> new Owner.Metadata("a tree of free space or of reverse mappings, or blocks kept for them");
            case 6 -> new Owner.Metadata("a tree of inodes");
            case 7 -> new Owner.Metadata("inodes");
            case 8 -> new Owner.Metadata("the tree of reference counts");
            case 9 -> new Owner.Metadata("a copy of shared blocks that is about to be written");
            case 10 -> new Owner.Unknown("XFS keeps this place out of use: it is known to be bad");
            default -> new Owner.Unknown("XFS does not say whose it is (code " + code + ")");
        };
    }

    /** By what xfs_db calls the type of a block; empty for those that belong to an inode, and for those it does not know. */
    static Optional<Owner> ofType(String type) {
        return Optional.ofNullable(
                switch (type) {
                    case "free1", "free2" -> FREE;
                    case "sb", "agf", "agi", "agfl" -> new Owner.Metadata("the headers of an allocation group");
                    case "btbno", "btcnt" -> new Owner.Metadata("a tree of free space");
                    case "freelist" -> new Owner.Metadata("blocks kept for the trees of free space");
                    case "btino", "btfino" -> new Owner.Metadata("a tree of inodes");
                    case "btrmap" -> new Owner.Metadata("the tree of reverse mappings");
                    case "btrefc" -> new Owner.Metadata("the tree of reference counts");
                    case "cowdata" -> new Owner.Metadata("a copy of shared blocks that is about to be written");
                    case "rtbitmap", "rtsum" -> new Owner.Metadata("the bitmap of the realtime section");
                    case "inode" -> new Owner.Metadata("inodes");
                    case "log" -> new Owner.Metadata("the journal");
                    case "quota" -> new Owner.Metadata("quotas");
                    default -> null;
                });
    }
}
