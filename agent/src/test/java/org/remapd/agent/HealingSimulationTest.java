package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.Killed;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;

/**
 * A failing disk that is written to and healed, with the daemon killed or the power cut at any call it makes, compared with
 * a model that knows what each sector may hold. An application writes meanwhile, also to the very units that are healed.
 */
class HealingSimulationTest {

    private static final int SPARES = 12;

    @Test
    void killedAtAnyCallNothingIsMadeUpNothingIsLostAndTheHealIsFinished() {
        AtomicInteger moved = new AtomicInteger();
        Seeds.each(10, random -> moved.addAndGet(new Simulation(random, false).run()));
        assertThat(moved).as("moves by hand that were not refused").hasPositiveValue();
    }

    @Test
    void cutFromPowerAtAnyCallNothingIsMadeUpNothingSafeIsLostAndTheHealIsFinished() {
        AtomicInteger moved = new AtomicInteger();
        Seeds.each(10, random -> moved.addAndGet(new Simulation(random, true).run()));
        assertThat(moved).as("moves by hand that were not refused").hasPositiveValue();
    }

    @Test
    void oneHealIsCutAtEachOfItsCallsManyTimesOver() {
        MemoryDisk start = Rig.on(MemoryDisk.of512e(States.diskSectors(48, 8, SPARES)), SPARES).disk;
        start.flaky(Rig.over(start).onDisk(5), 5);
        Seeds.each(10, random -> {
            boolean inPlaceFirst = random.nextBoolean();
            boolean through = false;
            for (int calls = 0; !through; calls++) {
                Rig rig = Rig.over(start.copy());
                if (inPlaceFirst) {
                    rig.inPlaceFirst();
                }
                rig.disk.killSwitch().after(calls);
                through = healed(rig);
                rig.disk.killSwitch().never();
                rig.disk.crash(random);
                rig.reboot();
                for (int sector = 0; sector < rig.unit(); sector++) {
                    assertThat(rig.readThrough(rig.unit(5).number() + sector).orElseThrow())
                            .as("sector %d, cut after %d calls", sector, calls)
                            .isEqualTo(Rig.original(rig.onDisk(5) + sector));
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWriteToTheUnitInHandBetweenAnyTwoCallsIsThereIfItWasAcknowledged(boolean inPlaceFirst) {
        everyMoment(inPlaceFirst, rig -> {}, rig -> rig.hint(5), (rig, moment) -> {
            assertThat(rig.target.mappings()).hasSize(inPlaceFirst ? 0 : 1);
            moment.assertReads(rig);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDaemonThatIsStoppedBetweenAnyTwoCallsUntilItsLeaseIsOverAndContinuedHasNoWriteLost(boolean inPlaceFirst) {
        Consumer<Rig> heal = rig -> {
            rig.hint(5);
            rig.later(Duration.ofMinutes(1));
        };
        everyMoment(inPlaceFirst, rig -> rig.target.leasesEnd(), heal, (rig, moment) -> {
            moment.assertReads(rig);
            assertThat(rig.target.held()).as("%s", moment).isEmpty();
            rig.reboot();
            moment.assertReads(rig);
        });
    }

    /** A write to the unit in hand, before a call of the heal's. */
    private record Moment(int call, boolean acknowledged) {

        void assertReads(Rig rig) {
            byte[] expected = acknowledged ? newest() : Rig.original(rig.onDisk(5) + 2);
            assertThat(rig.readThrough(rig.unit(5).number() + 2)).as("%s", this).contains(expected);
        }

        @Override
        public String toString() {
            return "written before call " + call + ", acknowledged: " + acknowledged;
        }
    }

    private static byte[] newest() {
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 0x77);
        return newest;
    }

    /** One heal again and again: before each of its calls something happens, and an application writes. */
    private static void everyMoment(
            boolean inPlaceFirst, Consumer<Rig> before, Consumer<Rig> heal, BiConsumer<Rig, Moment> check) {
        MemoryDisk start = Rig.on(MemoryDisk.of512e(States.diskSectors(48, 8, SPARES)), SPARES).disk;
        start.flaky(Rig.over(start).onDisk(5), 5);
        int acknowledged = 0;
        boolean through = false;
        for (int at = 0; !through; at++) {
            Rig rig = Rig.over(start.copy());
            if (inPlaceFirst) {
                rig.inPlaceFirst();
            }
            AtomicInteger calls = new AtomicInteger(at);
            AtomicBoolean taken = new AtomicBoolean();
            rig.disk.killSwitch().meanwhile(() -> {
                if (calls.getAndDecrement() == 0) {
                    before.accept(rig);
                    taken.set(rig.writeThrough(rig.unit(5).number() + 2, newest()));
                }
            });
            heal.accept(rig);
            rig.disk.killSwitch().meanwhile(() -> {});
            through = calls.get() >= 0;
            check.accept(rig, new Moment(at, taken.get()));
            acknowledged += taken.get() ? 1 : 0;
        }
        assertThat(acknowledged).isPositive();
    }

    @Test
    void aWriteToALostSectorWhoseDaemonIsKilledAtAnyCallIsThereIfItWasAcknowledgedAndIfNotIsThereOrLost() {
        MemoryDisk start = Rig.on(MemoryDisk.of512e(States.diskSectors(48, 8, SPARES)), SPARES).disk;
        start.failReads(Rig.over(start).onDisk(5) + 2, 1);
        Rig.over(start).hint(5);
        byte[] newest = newest();
        Seeds.each(10, random -> {
            boolean through = false;
            for (int calls = 0; !through; calls++) {
                Rig rig = Rig.over(start.copy());
                rig.attend();
                rig.disk.killSwitch().after(calls);
                boolean acknowledged = false;
                try {
                    acknowledged = rig.writeThrough(rig.unit(5).number() + 2, newest);
                    through = true;
                } catch (Killed killed) {
                    through = false;
                }
                rig.disk.killSwitch().never();
                rig.disk.crash(random);
                rig.reboot();
                Optional<byte[]> read = rig.readThrough(rig.unit(5).number() + 2);
                assertThat(read.map(bytes -> Arrays.equals(bytes, newest)))
                        .as("cut after %d calls, acknowledged: %s", calls, acknowledged)
                        .isIn(acknowledged ? List.of(Optional.of(true)) : List.of(Optional.of(true), Optional.empty()));
            }
            assertThat(through).isTrue();
        });
    }

    /** A record that the disk kept without saying so must not be found once the application has written to the original again. */
    @Test
    void aDiskThatHangsAtAnyRequestOfAHealAndComesBackHasNoWriteLost() {
        MemoryDisk start = Rig.on(MemoryDisk.of512e(States.diskSectors(48, 8, SPARES)), SPARES).disk;
        start.flaky(Rig.over(start).onDisk(5), 5);
        byte[] newest = new byte[8 * 512];
        Arrays.fill(newest, (byte) 0x77);
        for (boolean doesTheLast : new boolean[] {true, false}) {
            boolean through = false;
            for (int requests = 0; !through; requests++) {
                Rig rig = Rig.over(start.copy());
                rig.disk.hangAfter(requests, doesTheLast);
                rig.hint(5);
                through = rig.disk.answers();
                rig.disk.back().repair(rig.onDisk(5), rig.unit());
                rig.later(Duration.ofSeconds(5));
                assertThat(rig.writeThrough(rig.unit(5).number(), newest)).isTrue();
                assertThat(rig.target.device().flush().ok()).isTrue();
                rig.reboot();
                for (int sector = 0; sector < rig.unit(); sector++) {
                    assertThat(rig.readThrough(rig.unit(5).number() + sector))
                            .as("sector %d, hung after %d requests, the last done: %s", sector, requests, doesTheLast)
                            .map(read -> read[0])
                            .contains((byte) 0x77);
                }
            }
        }
    }

    private static boolean healed(Rig rig) {
        try {
            rig.hint(5);
            return true;
        } catch (Killed killed) {
            rig.disk.repair(rig.onDisk(5), 8);
            return false;
        }
    }

    /** A small disk, and what its sectors may hold. */
    private static final class Simulation {

        private final Random random;
        private final boolean powerCuts;
        private final Rig rig;
        private final int units;

        /** For each sector written: what a read may give, the newest last. */
        private final Map<Long, List<byte[]>> written = new HashMap<>();

        /** What was written and not acknowledged: it may be there or not. */
        private final Map<Long, List<byte[]>> unknown = new HashMap<>();

        /** Units whose original place was made bad: only there may a read fail. */
        private final TreeSet<Integer> harmed = new TreeSet<>();

        private List<Integer> hinted = List.of();
        private boolean busy;
        private int stamp;
        private int movedByHand;

        Simulation(Random random, boolean powerCuts) {
            this.random = random;
            this.powerCuts = powerCuts;
            MemoryDisk disk = switch (random.nextInt(3)) {
                case 0 -> MemoryDisk.of512(States.diskSectors(64, 1, SPARES));
                case 1 -> MemoryDisk.of512e(States.diskSectors(24, 8, SPARES));
                default -> MemoryDisk.of4Kn(States.diskSectors(24, 8, SPARES));
            };
            this.rig = Rig.on(disk, SPARES);
            this.units = (int) (rig.geometry().data().count() / rig.unit());
            if (random.nextBoolean()) {
                rig.inPlaceFirst();
            }
            badSpares();
            rig.disk.killSwitch().meanwhile(this::sometimesWrite);
        }

        /** Between any two calls of the daemon's. */
        private void sometimesWrite() {
            if (busy && rig.target.status().isPresent() && random.nextInt(8) == 0) {
                int unit = random.nextBoolean() ? hinted.get(random.nextInt(hinted.size())) : random.nextInt(units);
                write((long) unit * rig.unit());
            }
        }

        private void badSpares() {
            for (int spare = 0; spare < 3; spare++) {
                long first = rig.spare(random.nextInt(SPARES));
                if (random.nextBoolean()) {
                    rig.disk.failWrites(first, 1);
                } else {
                    rig.disk.failReads(first, rig.unit());
                }
            }
        }

        /** How many moves by hand came about. */
        int run() {
            for (int episode = 0; episode < 5; episode++) {
                writes();
                hinted = harm();
                busy = true;
                healUntilTheEnd();
                busy = false;
                check();
            }
            return movedByHand;
        }

        private void writes() {
            int step = rig.disk.logicalBlockSize() / 512;
            for (int write = 0; write < 10; write++) {
                write((long) random.nextInt(units * rig.unit() / step) * step);
            }
            if (random.nextBoolean()) {
                assertThat(rig.target.device().flush().ok()).isTrue();
                written.values().forEach(Simulation::keepNewest);
            }
        }

        private void write(long sector) {
            int step = rig.disk.logicalBlockSize() / 512;
            byte[] bytes = new byte[step * 512];
            for (int at = 0; at < bytes.length; at += 512) {
                stamp++;
                Arrays.fill(bytes, at, at + 512, (byte) 0xA5);
                ByteBuffer.wrap(bytes, at, 512).putLong(-stamp);
            }
            boolean acknowledged = rig.writeThrough(sector, bytes);
            for (int at = 0; at < step; at++) {
                byte[] one = Arrays.copyOfRange(bytes, at * 512, at * 512 + 512);
                if (acknowledged) {
                    may(sector + at).add(one);
                } else {
                    unknown.computeIfAbsent(sector + at, key -> new ArrayList<>())
                            .add(one);
                }
            }
        }

        private List<byte[]> may(long sector) {
            return written.computeIfAbsent(
                    sector,
                    number -> new ArrayList<>(List.of(Rig.original(
                            rig.geometry().toDisk(new MappedSector(number)).number()))));
        }

        private static void keepNewest(List<byte[]> values) {
            values.subList(0, values.size() - 1).clear();
        }

        /** New bad places among the units that are where they always were. */
        private List<Integer> harm() {
            List<Integer> hinted = new ArrayList<>();
            for (int place = 0; place < 3; place++) {
                int unit = random.nextInt(units);
                hinted.add(unit);
                if (!harmed.add(unit)) {
                    continue;
                }
                long first = rig.onDisk(unit);
                switch (random.nextInt(4)) {
                    case 0 -> rig.disk.flaky(first, 3 + random.nextInt(6));
                    case 1 -> rig.disk.pending(first);
                    case 2 -> rig.disk.failReads(first + random.nextInt(rig.unit()), 1);
                    default -> harmed.remove(unit);
                }
            }
            return hinted;
        }

        /** The same hints and wishes again and again, the daemon ended a few calls further on each time, until it gets through. */
        private void healUntilTheEnd() {
            List<Supplier<HandMove>> wishes = wishes();
            for (int calls = random.nextInt(6); ; calls += 1 + random.nextInt(7)) {
                rig.disk.killSwitch().after(calls);
                try {
                    hinted.forEach(rig::hint);
                    wishes.forEach(this::moveByHand);
                    rig.disk.killSwitch().never();
                    return;
                } catch (Killed killed) {
                    rig.disk.killSwitch().never();
                }
                if (startAgain(calls + random.nextInt(20))) {
                    continue;
                }
                end();
                assertThat(startAgain(Integer.MAX_VALUE)).isTrue();
            }
        }

        /** Somebody wants units on spares, and others back, whether they are bad there or not; it may be refused. */
        private List<Supplier<HandMove>> wishes() {
            return random.ints(random.nextInt(4), 0, units)
                    .<Supplier<HandMove>>mapToObj(unit -> random.nextBoolean()
                            ? () -> rig.toSpare(unit)
                            : () -> rig.toOriginal(anyMapped().orElse(unit)))
                    .toList();
        }

        private void moveByHand(Supplier<HandMove> wish) {
            movedByHand += wish.get() instanceof HandMove.Moved ? 1 : 0;
        }

        private Optional<Integer> anyMapped() {
            List<Integer> mapped = rig.store
                    .current()
                    .mapped()
                    .map(mapping -> (int) (mapping.unit().number() / rig.unit()))
                    .toList();
            return mapped.isEmpty() ? Optional.empty() : Optional.of(mapped.get(random.nextInt(mapped.size())));
        }

        /** False if that was cut off too. */
        private boolean startAgain(int calls) {
            end();
            rig.disk.killSwitch().after(calls);
            try {
                if (powerCuts) {
                    rig.reboot();
                } else {
                    if (random.nextBoolean()) {
                        rig.target.leasesEnd();
                    }
                    rig.restartAtOnce();
                }
                return true;
            } catch (Killed killed) {
                return false;
            } finally {
                rig.disk.killSwitch().never();
            }
        }

        private void end() {
            if (powerCuts) {
                rig.disk.crash(random);
            }
        }

        /** What the cache holds is made safe first, so that what is read now is what may be read ever after. */
        private void check() {
            assertThat(rig.target.device().flush().ok()).isTrue();
            checkMappings();
            for (long sector = 0; sector < (long) units * rig.unit(); sector++) {
                checkSector(sector);
            }
        }

        private void checkMappings() {
            Map<MappedSector, Spare> recorded =
                    rig.store.current().mapped().collect(Collectors.toMap(Mapping::unit, Mapping::spare));
            assertThat(rig.target.mappings()).as("active is what is recorded").isEqualTo(recorded);
            assertThat(recorded.values()).as("one unit a spare").doesNotHaveDuplicates();
        }

        private void checkSector(long sector) {
            int unit = (int) (sector / rig.unit());
            Optional<byte[]> read = rig.readThrough(sector);
            if (read.isEmpty()) {
                assertThat(harmed)
                        .as("sector %d fails, and nobody harmed it", sector)
                        .contains(unit);
                assertThat(rig.store.current().spareOf(rig.unit(unit)).map(spare -> lost(sector, spare)))
                        .as("sector %d fails on its spare", sector)
                        .isIn(Optional.empty(), Optional.of(true));
                return;
            }
            List<byte[]> may = powerCuts
                    ? may(sector)
                    : List.of(may(sector).get(may(sector).size() - 1));
            List<byte[]> others = unknown.getOrDefault(sector, List.of());
            assertThat(Stream.concat(may.stream(), others.stream()).anyMatch(value -> Arrays.equals(read.get(), value)))
                    .as(
                            "sector %d reads %x, of %s",
                            sector, ByteBuffer.wrap(read.get()).getLong(), rig.store.current())
                    .isTrue();
            if (powerCuts || others.stream().anyMatch(value -> Arrays.equals(read.get(), value))) {
                written.put(sector, new ArrayList<>(List.of(read.get())));
            }
            unknown.remove(sector);
        }

        private boolean lost(long sector, Spare spare) {
            return rig.store.current().poison(spare).contains((int) (sector % rig.unit()));
        }
    }
}
