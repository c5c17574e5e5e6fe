package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.device.DiskSurroundings;
import org.remapd.agent.sensor.scrub.pace.Heat;
import org.remapd.agent.sensor.scrub.pace.Surroundings;
import org.remapd.agent.twin.TestClock;

class SurroundingsWatchTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path sys;

    private final TestClock clock = new TestClock();
    private SurroundingsWatch watch;

    @BeforeEach
    void disk() throws IOException {
        celsius(40);
        watch = new SurroundingsWatch(new DiskSurroundings("sda", sys), clock);
    }

    @AfterEach
    void end() {
        watch.close();
    }

    private void celsius(int celsius) throws IOException {
        Path sensor = Files.createDirectories(sys.resolve("class/block/sda/device/hwmon/hwmon1"));
        Files.writeString(sensor.resolve("temp1_input"), celsius + "000\n");
    }

    private void battery(String status) throws IOException {
        Path battery = Files.createDirectories(sys.resolve("class/power_supply/BAT0"));
        Files.writeString(battery.resolve("type"), "Battery\n");
        Files.writeString(battery.resolve("status"), status + "\n");
    }

    private List<Heat> heat() {
        watch.look();
        return watch.now().heat();
    }

    @Test
    void beforeTheFirstLookNothingIsInTheWay() {
        assertThat(watch.now()).isEqualTo(Surroundings.CALM);
    }

    @Test
    void onceItHasBegunTheFirstLookIsThere() throws IOException {
        battery("Discharging");
        watch.start();
        assertThat(watch.now().onBattery()).isTrue();
    }

    @Test
    void howHotADiskIsIsAskedOnceAMinuteAndOnlyWhileItIsRead() throws IOException {
        assertThat(heat()).isEmpty();
        watch.awake(true);
        assertThat(heat()).containsExactly(new Heat(40, OptionalInt.empty()));
        celsius(50);
        assertThat(heat()).containsExactly(new Heat(40, OptionalInt.empty()));
        clock.advance(MINUTE);
        assertThat(heat()).containsExactly(new Heat(50, OptionalInt.empty()));
    }

    @Test
    void whatCannotBeReadIsNotKnownAndTheRestIs() throws IOException {
        battery("Discharging");
        Files.writeString(sys.resolve("class/block/sda/device/hwmon/hwmon1/temp1_input"), "hot\n");
        watch.awake(true);
        assertThat(heat()).isEmpty();
        assertThat(watch.now().onBattery()).isTrue();
    }

    @Test
    void whatWasSeenLongAgoCountsNoMore() throws IOException {
        battery("Discharging");
        watch.look();
        assertThat(watch.now().onBattery()).isTrue();
        clock.advance(MINUTE.multipliedBy(3));
        assertThat(watch.now()).isEqualTo(Surroundings.CALM);
    }
}
