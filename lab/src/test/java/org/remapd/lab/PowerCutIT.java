package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut while many sectors are being moved at once, again and again, and the drive loses what its cache held. After
 * each cut the metadata is whole, what it says is what the target does, and every sector has its data.
 */
class PowerCutIT {

    private static final int CUTS = Lab.isLong() ? 20 : 1;
    private static final int BAD_AT_ONCE = Lab.isLong() ? 80 : 16;

    /** What every guest does first; sectors that tell their own number make up the device. */
    private static final String COMMON = """
            set -eu
            numbered() { seq -f '%-511.0f' 0 $(($(blockdev --getsz /dev/mapper/storm) - 1)); }
            """ + Lab.WORDS;

    private static final String CREATE = COMMON + """
            sed -i 's/^#salvage-attempts.*/salvage-attempts = 40/; s/^#policy.*/policy = "remap"/' /etc/remapd.conf
            systemctl restart remapd
            remapd create storm --device $LAB_DISK0 --spares 2000
            numbered | dd of=/dev/mapper/storm bs=1M iflag=fullblock oflag=direct conv=fsync status=none
            sync
            """;

    /** Many sectors go bad, a scrub finds them, and in the midst of that the power goes. */
    private static final String STORM = """

            for i in $(seq 0 %d); do echo "0 flaky:30 $((4096 + %d + i * 600))"; done >/tmp/faults
            while read -r fault; do lab-fault $fault; done </tmp/faults
            remapd scrub storm --now || { journalctl -u remapd -b -n 60 --no-pager -o short-monotonic; exit 1; }
            for i in $(seq 600); do
              used=$(active_spares storm)
              [ "$used" -gt %d ] && break
              sleep 0.05
            done
            sleep %s
            lab-fault cut-power""";

    private static final String CHECK = COMMON + """
            answers
            remapd scrub storm --now --wait
            numbered | cmp - /dev/mapper/storm && echo 'every sector has its data'
            remapd status storm --json | jq -c '.devices[0] | [.metadata.whole, .metadata.read_only, [.faults[].lost[]]]'
            [ "$(remapd status storm --json | jq .devices[0].spares.used)" \\
              = "$(active_spares storm)" ] && echo 'recorded is what is active'
            remapd inspect $LAB_DISK0 >/dev/null && echo 'nothing is damaged'
            sync
            """;

    @Test
    void whatIsRecordedIsNeverTornAndNoSectorIsLost(@TempDir Path state) {
        System.out.println("PowerCutIT: " + CUTS + " cuts, -Dremapd.seed=" + Lab.seed());
        Random random = new Random(Lab.seed());
        Result lost = run(state, 0, CREATE + storm(0, random));
        for (int cut = 1; cut <= CUTS; cut++) {
            assertThat(lost.status()).as("cut %d: %s", cut, lost.output()).isEqualTo(Lab.POWER_CUT);

            Result after = run(state, cut, cut < CUTS ? CHECK + storm(cut, random) : CHECK);

            assertThat(after.output())
                    .as("after cut %d", cut)
                    .contains(
                            "every sector has its data",
                            "[2,null,[]]",
                            "recorded is what is active",
                            "nothing is damaged");
            System.out.println("PowerCutIT: cut " + cut + " survived");
            lost = after;
        }
        assertThat(lost.status()).as(lost.output()).isZero();
    }

    /** In another place than the storms before; the power goes after some of it. */
    private static String storm(int number, Random random) {
        int used = number * BAD_AT_ONCE;
        return STORM.formatted(
                BAD_AT_ONCE - 1, number * 3 + 1, used + random.nextInt(BAD_AT_ONCE / 2), "0." + random.nextInt(10));
    }

    private static Result run(Path state, int seed, String script) {
        return Lab.run(state, Lab.seed() + seed, Duration.ofMinutes(15), "type=scsi,size=32M", script);
    }
}
