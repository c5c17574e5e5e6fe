package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's commands, as they stand there, one after the other on one machine; only the disks have other names. */
@InGuest
@Disk(type = "sata", size = "64M")
@Disk(type = "sata", size = "192M")
@Disk(type = "sata", size = "64M")
class ReadmeIT {

    private static final Pattern DISK = Pattern.compile("/dev/disk/by-id/\\S+");
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** What other tests run, on a machine that has a network, or that can boot a guest. */
    private static final Set<String> ELSEWHERE = Set.of(
            "lab/demo", // DemoIT
            "lab/test", // whoever runs this
            "apt-get install openjdk-17-jdk-headless maven gcc dpkg-dev", // lab/setup
            "mvn -q -Ppackages package -DskipTests", // lab/build, as far as the lab goes
            "apt-get install ./target/remapd_*.deb ./target/dm-remap-dkms_*.deb linux-headers-$(uname -r) linux-headers-amd64"
                    + " smartmontools"); // PackageIT, without a network

    @Test
    void everyCommandWorksInItsTurn(Guest guest) throws IOException {
        String readme = Files.readString(Lab.top().resolve("README.md"));
        List<String> commands = commands(readme);
        assertThat(commands).hasSizeGreaterThan(15).containsAll(ELSEWHERE);
        // The second disk has a file system, which is mounted.
        guest.sh("mkdir -p /home && mkfs.ext4 -q " + guest.disk(1) + " 160M && mount " + guest.disk(1) + " /home");
        List<String> disks = new ArrayList<>();
        for (String command : commands) {
            if (!ELSEWHERE.contains(command)) {
                String typed = DISK.matcher(command).replaceAll(disk -> guest.disk(number(disk.group(), disks)));
                Result result = guest.run("cd " + Lab.top() + " && " + typed, LIMIT);
                assertThat(result.status()).as("%s: %s", typed, result.output()).isBetween(0, worst(command));
            }
        }
        theAdviceThatWritesToDisksWorks(guest, readme);
    }

    /** What stands within a sentence: to overwrite what is lost, and to copy a device that dies. */
    private static void theAdviceThatWritesToDisksWorks(Guest guest, String readme) {
        String sector = "dd if=/dev/urandom of=/dev/mapper/data bs=512 seek=54321 count=1 oflag=direct status=none";
        String isZero = "cmp -n 512 -i $((54321 * 512)):0 /dev/mapper/data /dev/zero";
        guest.sh(sector);
        assertThat(guest.run(isZero).status()).isEqualTo(1);
        guest.sh(inline(readme, "dd if=/dev/zero of=/dev/mapper/data "));
        guest.sh(isZero);

        String copy = guest.disk(2);
        guest.sh("cd /tmp && "
                + inline(readme, "ddrescue ")
                        .replace("/dev/mapper/NAME", "/dev/mapper/data")
                        .replace("/dev/NEW", copy));
        guest.sh("cmp -n $(blockdev --getsize64 /dev/mapper/data) /dev/mapper/data " + copy);
    }

    private static String inline(String readme, String begin) {
        Matcher found = Pattern.compile("`(" + Pattern.quote(begin) + "[^`]*)`").matcher(readme);
        assertThat(found.find()).as("%s... stands there", begin).isTrue();
        return found.group(1);
    }

    /** kernel/README.md, in the same way; there a command is behind a {@code #}, and below it is what it prints, or the part of that which matters. */
    @Test
    void theExampleOfTheKernelTargetDoesWhatItSays(Guest guest) throws IOException {
        List<Step> steps = steps(Files.readString(Lab.top().resolve("kernel/README.md")));
        assertThat(steps).hasSizeGreaterThan(15);
        guest.sh("truncate -s 1M /tmp/other && losetup /dev/loop1 /tmp/other && truncate -s 512 /tmp/saved");
        for (Step step : steps) {
            if (step.command.contains("--noudevsync")) {
                // A reboot leaves the disks, and no devices.
                guest.sh("dmsetup remove remap0");
            }
            Result result = guest.run(step.command.replace("insmod kernel/dm_remap.ko", "modprobe dm_remap"), LIMIT);
            assertThat(result.output().lines()).as(step.command).containsAll(step.printed);
            assertThat(result.status() == 0)
                    .as("%s: %s", step.command, result.output())
                    .isNotEqualTo(step.fails());
        }
        assertThat(guest.sh("dmsetup message remap0 0 list 0")).startsWith("123456 2096152 -\n200000 2096153 -");
        guest.sh("dmsetup remove remap0 && losetup -d /dev/loop0 /dev/loop1");
    }

    /** A command of an example, and lines that it prints. */
    private record Step(String command, List<String> printed) {

        boolean fails() {
            return printed.stream().anyMatch(line -> line.contains("error"));
        }
    }

    private static List<Step> steps(String readme) {
        String example = readme.substring(readme.indexOf("\n## Example\n")).replace("\\\n", " ");
        List<Step> steps = new ArrayList<>();
        for (String line :
                example.lines().filter(line -> line.startsWith("    ")).toList()) {
            if (line.startsWith("    # ")) {
                steps.add(new Step(line.substring(6), new ArrayList<>()));
            } else {
                steps.get(steps.size() - 1).printed.add(line.strip());
            }
        }
        return steps;
    }

    /** Of a log with something to act on, 1: the emulated drive aborts a read now and then when it is asked for SMART meanwhile. */
    private static int worst(String command) {
        return command.equals("remapd replay kernel.log") ? 1 : 0;
    }

    /** The disks of the README in the order in which they come. */
    private static int number(String name, List<String> known) {
        if (!known.contains(name)) {
            known.add(name);
        }
        return known.indexOf(name);
    }

    /** The lines of the code blocks that are a shell's. */
    private static List<String> commands(String readme) {
        List<String> commands = new ArrayList<>();
        boolean shell = false;
        for (String line : readme.lines().toList()) {
            if (line.startsWith("```")) {
                shell = line.equals("```sh");
            } else if (shell) {
                commands.add(line);
            }
        }
        return commands;
    }
}
