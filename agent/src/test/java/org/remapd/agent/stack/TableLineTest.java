package org.remapd.agent.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as {@code dmsetup table} prints them. */
class TableLineTest {

    private static List<Segment> segments(String target, String text) {
        return new TableLine(1000, 96, target, text).segments();
    }

    @Test
    void whatLiesInOnePieceIsFollowed() {
        Segment onDisk = Segment.linear(1000, 96, "8:16", 2048);
        assertThat(segments("linear", "8:16 2048")).containsExactly(onDisk);
        assertThat(segments("flakey", "8:16 2048 60 5 1 drop_writes")).containsExactly(onDisk);
        assertThat(segments("delay", "8:16 2048 50")).containsExactly(onDisk);
        assertThat(segments("crypt", "aes-xts-plain64 0000 0 8:16 2048 2 allow_discards sector_size:4096"))
                .containsExactly(onDisk);
    }

    @Test
    void ofAnEncryptedDeviceTheKeyIsNoPlace() {
        assertThat(segments("crypt", "aes-xts-plain64 :64:logon:1:2 7 0 8:16 2048"))
                .hasSize(1);
        assertThat(segments("crypt", "capi:xts(aes)-plain64 :32:logon:cryptsetup:8:32 0 8:16 2048"))
                .containsExactly(Segment.linear(1000, 96, "8:16", 2048));
    }

    @Test
    void copiesAreAllFollowed() {
        Segment one = Segment.linear(1000, 96, "8:16", 2048);
        Segment other = Segment.linear(1000, 96, "8:32", 0);
        assertThat(segments("mirror", "core 3 1024 nosync block_on_error 2 8:16 2048 8:32 0 1 handle_errors"))
                .containsExactly(one, other);
        assertThat(segments("delay", "8:16 2048 0 8:32 0 50")).containsExactly(one, other);
    }

    @Test
    void pathsAndOriginsHaveTheSameSectors() {
        Segment one = Segment.linear(1000, 96, "8:16", 1000);
        Segment other = Segment.linear(1000, 96, "65:32", 1000);
        assertThat(segments("snapshot-origin", "8:16")).containsExactly(one);
        assertThat(segments(
                        "multipath",
                        "1 queue_if_no_path 1 alua 2 1 service-time 0 1 2 8:16 1 1 service-time 0 1 2 65:32 1 1"))
                .containsExactly(one, other);
    }

    @Test
    void stripesTakeTurns() {
        assertThat(segments("striped", "3 16 8:16 2048 8:32 0 8:48 128"))
                .containsExactly(
                        new Segment(1000, 96, 16, 48, "8:16", 2048),
                        new Segment(1016, 80, 16, 48, "8:32", 0),
                        new Segment(1032, 64, 16, 48, "8:48", 128));
    }

    @Test
    void whatIsNotUnderstoodIsNotFollowed() {
        assertThat(segments("error", "")).isEmpty();
        assertThat(segments("remap", "8:16 2048 65536 0")).isEmpty();
        assertThat(segments("thin", "253:4 1")).isEmpty();
        assertThat(segments("raid", "raid5_ls 3 64 region_size 1024 2 253:0 253:1 253:2 253:3"))
                .isEmpty();
        assertThat(segments("mirror", "disk 2 253:4 1024 2 8:16 2048 8:32 0")).isEmpty();
        assertThat(segments("striped", "3 16 8:16 2048 8:32 0")).isEmpty();
        assertThat(segments("striped", "1 16 8:16 2048 8:32 0")).isEmpty();
        assertThat(segments("striped", "0 16 8:16 2048")).isEmpty();
        assertThat(segments("linear", "")).isEmpty();
        assertThat(segments("linear", "/dev/sdb 2048")).isEmpty();
        assertThat(segments("linear", "8:16 99999999999999999999")).isEmpty();
    }
}
