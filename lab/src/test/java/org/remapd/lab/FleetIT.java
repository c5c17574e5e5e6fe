package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One Prometheus for three daemons, each with a disk of its own, as on three machines. */
@Tag("long")
@InGuest(seconds = 1800)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class FleetIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final List<String> MACHINES = List.of("east", "north", "west");
    private static final int PORT = 9770;

    /** Neither a daemon nor who serves its page sees anything of the others': no configuration, no socket, and nothing that is kept. */
    private static final String MACHINE = """
            mkdir -p /run/fleet/NAME/run /run/fleet/NAME/kept
            awk '/^\\[/ { others = /^\\[device/ && !/[.]NAME[].]/ } !others' /etc/remapd.conf |
                sed 's/^#listen = .*/listen = "127.0.0.1:PORT"/' >/run/fleet/NAME/remapd.conf
            for part in daemon web; do
                systemd-run --unit $part-NAME --service-type notify -p PrivateMounts=yes \\
                    -p BindPaths='/run/fleet/NAME/run:/run/remapd /run/fleet/NAME/kept:/var/lib/remapd' \\
                    -p BindReadOnlyPaths=/run/fleet/NAME/remapd.conf:/etc/remapd.conf remapd $part
            done
            """;

    @Test
    void whoIsInTroubleIsToldOfAllThatAreCollectedFrom(Guest guest) {
        List<RemapDevice> devices = new ArrayList<>();
        for (String name : MACHINES) {
            devices.add(RemapDevice.create(guest, name, devices.size()));
        }
        guest.sh("systemctl stop remapd && mkdir -p /var/lib/remapd", LIMIT);
        for (String name : MACHINES) {
            guest.sh(MACHINE.replace("NAME", name).replace("PORT", Integer.toString(port(name))), LIMIT);
        }
        Prometheus prometheus =
                Prometheus.of(guest, MACHINES.stream().map(FleetIT::address).toList());
        prometheus.await("all are watched", "sum(remapd_device_watched)", "3");

        devices.get(1).fault("read", 9000, 3);
        guest.run("nsenter -m -t $(systemctl show -P MainPID daemon-north) remapd scrub north --now --wait", LIMIT);

        assertThat(prometheus.firing("RemapdDataLost"))
                .contains("\"north\"", address("north"))
                .doesNotContain("\"east\"", "\"west\"");

        guest.sh("systemctl stop daemon-west", LIMIT);

        prometheus.await("one does not tell any more", "sum(up)", "2");
        prometheus.await("the others do", "sum(remapd_device_watched)", "2");
    }

    private static int port(String name) {
        return PORT + MACHINES.indexOf(name);
    }

    private static String address(String name) {
        return "127.0.0.1:" + port(name);
    }
}
