package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.Killed;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;

/** Moves by hand that are ended at each of their calls, while an application writes to the very unit. */
class ByHandCrashTest {

    private static final int SPARES = 4;
    private static final int UNIT = 5;

    /** Which move. */
    enum Way {
        TO_SPARE,
        BACK;

        MemoryDisk start() {
            Rig rig = Rig.on(MemoryDisk.of512e(States.diskSectors(16, 8, SPARES)), SPARES);
            if (this == BACK) {
                assertThat(rig.toSpare(UNIT)).isInstanceOf(HandMove.Moved.class);
                assertThat(rig.target.device().flush().ok()).isTrue();
            }
            return rig.disk;
        }

        HandMove go(Rig rig) {
            return this == BACK ? rig.toOriginal(UNIT) : rig.toSpare(UNIT);
        }
    }

    /** Writes between any two calls, and knows what each sector of the unit may hold. */
    private static final class Application {

        private final Rig rig;
        private final Random random;

        /** Of each sector what was acknowledged since all was safe, the newest last. */
        private final List<List<byte[]>> may = new ArrayList<>();

        private int stamp;
        private int acknowledged;

        Application(Rig rig, Random random) {
            this.rig = rig;
            this.random = random;
            for (int sector = 0; sector < rig.unit(); sector++) {
                may.add(new ArrayList<>(List.of(Rig.original(rig.onDisk(UNIT) + sector))));
            }
            rig.disk.killSwitch().meanwhile(this::sometimesWrite);
        }

        private void sometimesWrite() {
            if (rig.target.status().isPresent() && random.nextInt(3) == 0) {
                write();
            }
            if (rig.target.status().isPresent() && random.nextInt(10) == 0) {
                flush();
            }
        }

        void write() {
            byte[] bytes = new byte[512];
            Arrays.fill(bytes, (byte) 0xA5);
            stamp++;
            ByteBuffer.wrap(bytes).putLong(-stamp);
            int sector = random.nextInt(rig.unit());
            if (rig.writeThrough(rig.unit(UNIT).number() + sector, bytes)) {
                may.get(sector).add(bytes);
                acknowledged++;
            }
        }

        void flush() {
            assertThat(rig.target.device().flush().ok()).isTrue();
            may.forEach(values -> values.subList(0, values.size() - 1).clear());
        }

        void assertReadsTheNewest(String when) {
            for (int sector = 0; sector < may.size(); sector++) {
                List<byte[]> values = may.get(sector);
                assertThat(read(sector)).as("sector %d, %s", sector, when).contains(values.get(values.size() - 1));
            }
        }

        /** A power cut may take what was not flushed. What is read now is what is read ever after. */
        void assertReadsWhatItMay(String when) {
            for (int sector = 0; sector < may.size(); sector++) {
                byte[] read = read(sector).orElseThrow();
                List<byte[]> values = may.get(sector);
                assertThat(values.stream().anyMatch(value -> Arrays.equals(value, read)))
                        .as("sector %d, %s", sector, when)
                        .isTrue();
                values.clear();
                values.add(read);
            }
        }

        private Optional<byte[]> read(int sector) {
            return rig.readThrough(rig.unit(UNIT).number() + sector);
        }
    }

    @ParameterizedTest
    @EnumSource
    void killedAtAnyCallNothingIsLostAndItIsAllOrNothing(Way way) {
        MemoryDisk start = way.start();
        Seeds.each(6, random -> {
            boolean through = false;
            for (int calls = 0; !through; calls++) {
                Rig rig = Rig.over(start.copy());
                Application application = new Application(rig, random);
                rig.disk.killSwitch().after(calls);
                through = goes(way, rig);
                rig.disk.killSwitch().never();
                if (!through) {
                    if (random.nextBoolean()) {
                        rig.target.leasesEnd();
                    }
                    rig.restartAtOnce();
                }
                String when = "killed after " + calls + " calls";
                application.assertReadsTheNewest(when);
                assertThat(rig.target.held()).as(when).isEmpty();
                assertServedAsRecorded(rig, when);
                application.flush();
                rig.reboot();
                application.assertReadsTheNewest(when + " and booted");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void cutFromPowerAtAnyCallNothingSafeIsLostAndItIsAllOrNothing(Way way) {
        MemoryDisk start = way.start();
        Seeds.each(6, random -> {
            boolean through = false;
            for (int calls = 0; !through; calls++) {
                Rig rig = Rig.over(start.copy());
                Application application = new Application(rig, random);
                rig.disk.killSwitch().after(calls);
                through = goes(way, rig);
                rig.disk.killSwitch().never();
                rig.disk.killSwitch().meanwhile(() -> {});
                rig.disk.crash(random);
                rig.reboot();
                String when = "cut after " + calls + " calls";
                application.assertReadsWhatItMay(when);
                assertServedAsRecorded(rig, when);
                application.flush();
                rig.disk.crash(random);
                rig.reboot();
                application.assertReadsTheNewest(when + " and booted again");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAtAnyCallUntilItsLeaseIsOverAndContinuedNothingIsLost(Way way) {
        MemoryDisk start = way.start();
        Random random = new Random(1);
        int acknowledged = 0;
        boolean through = false;
        for (int at = 0; !through; at++) {
            Rig rig = Rig.over(start.copy());
            Application application = new Application(rig, random);
            AtomicInteger calls = new AtomicInteger(at);
            rig.disk.killSwitch().meanwhile(() -> {
                if (calls.getAndDecrement() == 0) {
                    rig.target.leasesEnd();
                    application.write();
                }
            });
            way.go(rig);
            rig.disk.killSwitch().meanwhile(() -> {});
            through = calls.get() >= 0;
            rig.later(Duration.ofMinutes(1));
            String when = "stopped before call " + at;
            application.assertReadsTheNewest(when);
            assertThat(rig.target.held()).as(when).isEmpty();
            assertServedAsRecorded(rig, when);
            application.flush();
            rig.reboot();
            application.assertReadsTheNewest(when + " and booted");
            acknowledged += application.acknowledged;
        }
        assertThat(acknowledged).isPositive();
    }

    /** A record that the disk kept without saying so must not be found once the application has written to the other place. */
    @ParameterizedTest
    @EnumSource
    void onADiskThatHangsAtAnyRequestAndComesBackNothingIsLost(Way way) {
        MemoryDisk start = way.start();
        for (boolean doesTheLast : new boolean[] {true, false}) {
            boolean through = false;
            for (int requests = 0; !through; requests++) {
                Rig rig = Rig.over(start.copy());
                Application application = new Application(rig, new Random(requests));
                rig.disk.killSwitch().meanwhile(() -> {});
                rig.disk.hangAfter(requests, doesTheLast);
                way.go(rig);
                through = rig.disk.answers();
                rig.disk.back();
                rig.quietTime();
                rig.later(Duration.ofMinutes(1));
                for (int write = 0; write < 8; write++) {
                    application.write();
                }
                String when = "hung after " + requests + " requests, the last done: " + doesTheLast;
                assertThat(application.acknowledged).as(when).isEqualTo(8);
                application.flush();
                rig.reboot();
                application.assertReadsTheNewest(when);
            }
        }
    }

    /** Whether it came to its end. */
    private static boolean goes(Way way, Rig rig) {
        try {
            return way.go(rig) != null;
        } catch (Killed killed) {
            return false;
        }
    }

    private static void assertServedAsRecorded(Rig rig, String when) {
        Map<MappedSector, Spare> recorded =
                rig.store.current().mapped().collect(Collectors.toMap(Mapping::unit, Mapping::spare));
        assertThat(rig.target.mappings()).as(when).isEqualTo(recorded);
    }
}
