package org.remapd.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of a heal's for the disk: a read, a write or a flush, of the thread that does them for the device.
 *
 * @param number which of its name it is since that thread was watched
 */
record DiskCall(String name, int number, boolean failed) {

    /** As strace is told of them. */
    static final String NAMES = "pread64,pwrite64,fdatasync";

    /**
     * For the shell of a guest: {@code watched DISK OPTION...} has strace follow the daemon's thread that reads and writes that
     * device node, and waits until it does.
     */
    static final String WATCHED = """
            watched() {
              local disk=$1 thread
              shift
              # Other threads may end meanwhile.
              thread=$(grep -slx "io $disk" /proc/$(systemctl show -P MainPID remapd)/task/*/comm | cut -d/ -f5)
              [ "$thread" ] || return 1
              strace -p $thread -e trace=%s "$@" >/dev/null 2>&1 &
              for i in $(seq 300); do grep -q 'TracerPid:\\s0$' /proc/$thread/status || return 0; sleep 0.1; done
              return 1
            }
            """.formatted(NAMES);

    private static final Pattern LINE = Pattern.compile("(?<name>pread64|pwrite64|fdatasync)\\(.*\\) += (?<result>.*)");

    /** What strace told, from the first call that fails, which is the probe's, to the last record of the heal. */
    static List<DiskCall> ofHeal(String strace) {
        List<DiskCall> all = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : strace.lines().toList()) {
            Matcher call = LINE.matcher(line);
            if (call.lookingAt()) {
                String name = call.group("name");
                all.add(new DiskCall(
                        name,
                        numbers.merge(name, 1, Integer::sum),
                        call.group("result").startsWith("-1")));
            }
        }
        int first =
                all.indexOf(all.stream().filter(DiskCall::failed).findFirst().orElseThrow());
        int last = all.lastIndexOf(
                all.stream().filter(DiskCall::writes).reduce((a, b) -> b).orElseThrow());
        return all.subList(first, last + 1);
    }

    /** Every write and flush, the reads around them, and of the many others the first ones. */
    static List<DiskCall> worthIt(List<DiskCall> all) {
        List<DiskCall> some = new ArrayList<>();
        for (int at = 0; at < all.size(); at++) {
            boolean afterAWrite = at > 0 && all.get(at - 1).writes();
            boolean beforeAWrite = at + 1 < all.size() && all.get(at + 1).writes();
            if (at < 5 || all.get(at).writes() || afterAWrite || beforeAWrite) {
                some.add(all.get(at));
            }
        }
        return some;
    }

    static List<DiskCall> flushes(List<DiskCall> all) {
        return all.stream().filter(call -> call.name().equals("fdatasync")).toList();
    }

    /** A write or a flush. */
    boolean writes() {
        return !name.equals("pread64");
    }

    /** For strace: to have the signal sent just before the call. */
    String struckBy(String signal) {
        return "inject=" + name + ":signal=" + signal + ":when=" + number;
    }

    @Override
    public String toString() {
        return name + " " + number;
    }
}
