package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power is cut between any two steps of a heal, and the drive loses what its cache held: just before a read, write or flush
 * of the thread that does them for the device, as {@link KillIT} finds them. What was on the disk before is there after, and so
 * is what an application wrote meanwhile, if that was acknowledged as durable; what was lost is not made up.
 */
@Tag("long")
class HealCutIT {

    private static final String COMMON = """
            set -eu
            tell() { printf '%-512s' "$2 $1" | dd of=/dev/mapper/cut seek=$1 oflag=direct,dsync status=none; }
            told() { dd if=/dev/mapper/cut skip=$1 count=1 iflag=direct status=none; }
            daemon() { systemctl show -P MainPID remapd; }
            goes_bad() { tell $1 kept; lab-fault 0 flaky:30 $((2048 + $1)); }
            """ + Lab.WORDS + DiskCall.WATCHED;

    /** One sector is lost for good, and one is healed with nobody in the way, which tells what the steps are. */
    private static final String CREATE = """
            sed -i 's/^#salvage-attempts.*/salvage-attempts = 40/; s/^#policy.*/policy = "%s"/' /etc/remapd.conf
            systemctl restart remapd
            remapd create cut --device $LAB_DISK0
            lab-fault 0 read $((2048 + 5000))
            remapd scrub cut --now --wait >/dev/null || [ $? -eq 1 ]
            goes_bad 9000
            watched $(readlink -f $LAB_DISK0) -o /tmp/heal
            remapd scrub cut --now --wait >/dev/null || [ $? -eq 1 ]
            pkill -x strace
            for i in $(seq 300); do pgrep -x strace >/dev/null || break; sleep 0.1; done
            cat /tmp/heal
            sync
            """;

    /** The daemon stands still at the step, an application writes to the very sector, and the power goes. */
    private static final String CUT = """

            goes_bad %1$d
            daemon=$(daemon)
            watched $(readlink -f $LAB_DISK0) -o /dev/null -e %2$s
            timeout 60 remapd scrub cut --now >/dev/null 2>&1 &
            for i in $(seq 1200); do grep -q '^State:.[Tt]' /proc/$daemon/status && break; sleep 0.1; done
            grep -q '^State:.[Tt]' /proc/$daemon/status
            tell %1$d newest && touch /tmp/acknowledged &
            for i in $(seq 30); do [ -e /tmp/acknowledged ] && echo 'the write was acknowledged' && break; sleep 0.1; done
            echo 'the power goes'
            lab-fault cut-power""";

    private static final String CHECK = """
            answers
            remapd scrub cut --now --wait >/dev/null || [ $? -eq 1 ]
            echo "it reads $(told %1$d)"
            told 5000 >/dev/null 2>&1 || echo 'what is lost is lost'
            remapd status cut --json | jq -c '.devices[0] | [.metadata.whole, .metadata.read_only, .spares.used]' >/tmp/status
            [ "$(cat /tmp/status)" = "[2,null,$(active_spares cut)]" ] && echo 'all is on record' || cat /tmp/status
            tell %1$d new && echo "then it reads $(told %1$d)"
            sync
            """;

    @ParameterizedTest
    @ValueSource(strings = {"remap", "rewrite"})
    void whatIsOnTheDiskStaysAndTheNextBootFinishesTheHeal(String policy, @TempDir Path state) {
        Result before = run(state, COMMON + CREATE.formatted(policy));
        assertThat(before.status()).as(before.output()).isZero();
        List<DiskCall> all = DiskCall.ofHeal(before.output());
        List<DiskCall> steps = DiskCall.worthIt(all);
        System.out.println("HealCutIT: " + policy + ": a heal has " + all.size() + " calls; cut before " + steps);

        long sector = 10_000;
        Result cut = run(state, COMMON + "answers\n" + cut(sector, steps.get(0)));
        for (int at = 0; at < steps.size(); at++) {
            String as = "cut before " + steps.get(at);
            assertThat(cut.status()).as("%s: %s", as, cut.output()).isEqualTo(Lab.POWER_CUT);
            boolean acknowledged = cut.output().contains("the write was acknowledged");

            boolean last = at + 1 == steps.size();
            String next = last ? "" : cut(sector + 500, steps.get(at + 1));
            Result after = run(state, COMMON + CHECK.formatted(sector) + next);

            assertThat(after.output())
                    .as("%s, acknowledged: %s", as, acknowledged)
                    .containsPattern("it reads " + (acknowledged ? "newest " : "(kept|newest) ") + sector)
                    .contains("what is lost is lost", "all is on record", "then it reads new " + sector);
            System.out.println("HealCutIT: " + policy + ": " + as + ", acknowledged: " + acknowledged + ": survived");
            cut = after;
            sector += 500;
        }
        assertThat(cut.status()).as(cut.output()).isZero();
    }

    private static String cut(long sector, DiskCall step) {
        return CUT.formatted(sector, step.struckBy("STOP"));
    }

    private static Result run(Path state, String script) {
        return Lab.run(state, Lab.seed(), Duration.ofMinutes(10), "type=scsi,size=32M", script);
    }
}
