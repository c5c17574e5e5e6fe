package org.remapd.agent.sensor.kernellog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The errors of which not all lines may have come, in the order of their first; a bounded number of them. */
final class OpenCases {

    static final int MOST = 128;

    private final List<OpenCase> cases = new ArrayList<>();

    /** Returns the oldest if it has to give way. */
    @Nullable
    OpenCase add(OpenCase opened) {
        OpenCase givesWay = cases.size() >= MOST ? cases.remove(0) : null;
        cases.add(opened);
        return givesWay;
    }

    <T extends OpenCase> @Nullable T latest(Class<T> type, Predicate<T> wanted) {
        for (int i = cases.size() - 1; i >= 0; i--) {
            OpenCase each = cases.get(i);
            if (type.isInstance(each) && wanted.test(type.cast(each))) {
                return type.cast(each);
            }
        }
        return null;
    }

    /** Of those wanted the first in {@code order}'s highest rank. */
    <T extends OpenCase> @Nullable T likeliest(Class<T> type, Predicate<T> wanted, Comparator<T> order) {
        T best = null;
        for (OpenCase each : cases) {
            T next = type.isInstance(each) ? type.cast(each) : null;
            boolean better = next != null && wanted.test(next) && (best == null || order.compare(next, best) > 0);
            best = better ? next : best;
        }
        return best;
    }

    int size() {
        return cases.size();
    }

    @Nullable
    OpenCase takeOldest(Predicate<OpenCase> wanted) {
        for (OpenCase each : cases) {
            if (wanted.test(each)) {
                cases.remove(each);
                return each;
            }
        }
        return null;
    }

    void remove(OpenCase gone) {
        cases.remove(gone);
    }

    /** Ends it, if it is one, and keeps what it tells. */
    void close(@Nullable OpenCase closed, Evidence into) {
        if (closed != null && cases.remove(closed)) {
            closed.tellInto(into);
        }
    }

    void closeAll(Predicate<OpenCase> ended, Evidence into) {
        for (Iterator<OpenCase> each = cases.iterator(); each.hasNext(); ) {
            OpenCase next = each.next();
            if (ended.test(next)) {
                next.tellInto(into);
                each.remove();
            }
        }
    }
}
