package org.remapd.agent.owner.btrfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A range of logical addresses, and where it lies: {@code struct btrfs_chunk}. All in bytes.
 *
 * @param stripeBytes where it is spread over several stripes, what lies in one before the next is used
 * @param copies      of a chunk that is spread and copied, too: how many stripes in a row hold the same
 */
record Chunk(long logical, long length, long type, long stripeBytes, int copies, List<Stripe> stripes) {

    /** A place on one of the devices. */
    record Stripe(long device, long at) {}

    private static final long DATA = 1;
    private static final long RAID0 = 0x8;
    private static final long RAID10 = 0x40;
    private static final long RAID56 = 0x80 | 0x100;
    private static final int HEAD_BYTES = 48;
    private static final int STRIPE_BYTES = 32;

    /** Bytes that a chunk item has of which this is the beginning. */
    static int bytes(ByteBuffer item) {
        return HEAD_BYTES + Short.toUnsignedInt(item.getShort(44)) * STRIPE_BYTES;
    }

    static Chunk of(long logical, ByteBuffer item) throws UnreadableException {
        List<Stripe> stripes = new ArrayList<>();
        for (int at = HEAD_BYTES; at + STRIPE_BYTES <= bytes(item); at += STRIPE_BYTES) {
            stripes.add(new Stripe(item.getLong(at), item.getLong(at + 8)));
        }
        int copies = Math.max(Short.toUnsignedInt(item.getShort(46)), 1);
        Chunk chunk = new Chunk(logical, item.getLong(0), item.getLong(24), item.getLong(16), copies, stripes);
        if (stripes.isEmpty() || chunk.length <= 0 || chunk.stripeBytes <= 0 || stripes.size() < copies) {
            throw new UnreadableException("the chunk at " + logical + " contradicts itself");
        }
        return chunk;
    }

    boolean contains(long address) {
        return address >= logical && address - logical < length;
    }

    boolean isForData() {
        return (type & DATA) != 0;
    }

    /** Whether it cannot be told from a place what lies there: parity goes round. */
    boolean hasParity() {
        return (type & RAID56) != 0;
    }

    /** Stripes among which what follows is dealt out; 1 where each has all. */
    private int columns() {
        if ((type & RAID0) != 0) {
            return stripes.size();
        }
        return (type & RAID10) != 0 ? stripes.size() / copies : 1;
    }

    private int column(int stripe) {
        return (type & RAID10) != 0 ? stripe / copies : stripe % columns();
    }

    /** Whether any of it lies at a place of a device. */
    boolean lies(long device, long at) {
        return stripes.stream().anyMatch(stripe -> isIn(stripe, device, at));
    }

    private boolean isIn(Stripe stripe, long device, long at) {
        return stripe.device() == device && at >= stripe.at() && at - stripe.at() < length / columns();
    }

    /** The logical address of what lies at a place of a device; empty if nothing of this chunk does, or it cannot be told. */
    OptionalLong toLogical(long device, long at) {
        for (int number = 0; number < stripes.size() && !hasParity(); number++) {
            Stripe stripe = stripes.get(number);
            if (isIn(stripe, device, at)) {
                long row = (at - stripe.at()) / stripeBytes;
                long within = (at - stripe.at()) % stripeBytes;
                return OptionalLong.of(logical + (row * columns() + column(number)) * stripeBytes + within);
            }
        }
        return OptionalLong.empty();
    }

    /** Where on a device a logical address of this chunk lies: nowhere, or in one place or several. */
    List<Long> toPhysical(long device, long address) {
        long number = (address - logical) / stripeBytes;
        long within = (address - logical) % stripeBytes;
        List<Long> places = new ArrayList<>();
        for (int stripe = 0; stripe < stripes.size() && !hasParity(); stripe++) {
            if (stripes.get(stripe).device() == device && column(stripe) == number % columns()) {
                places.add(stripes.get(stripe).at() + number / columns() * stripeBytes + within);
            }
        }
        return places;
    }
}
