package org.remapd.agent.sensor.kernellog;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The errors of which not all lines may have come, in the order of their first; a bounded number of them. */
final class OpenCases {

    private static final int MOST = 128;

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

    /** Ends it, if it is one, and keeps what it tells. */
    void close(@Nullable OpenCase closed, Evidence into) {
        if (closed != null && cases.remove(closed)) {
            into.add(closed.evidence);
        }
    }

    void closeAll(Predicate<OpenCase> ended, Evidence into) {
        for (Iterator<OpenCase> each = cases.iterator(); each.hasNext(); ) {
            OpenCase next = each.next();
            if (ended.test(next)) {
                into.add(next.evidence);
                each.remove();
            }
        }
    }
}
