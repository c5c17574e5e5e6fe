package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CorrelatorTest {

    @Nested
    class OneErrorIsOneVerdict {

        @Test
        void ofLibataAndTheDiskAboveIt() {
            List<Verdict> verdicts = Logs.judge("""
                    [ 1.0] ata1.00: exception Emask 0x0 SAct 0x8000 SErr 0x0 action 0x0
                    [ 1.0] ata1.00: failed command: READ FPDMA QUEUED
                    [ 1.0] ata1.00: cmd 60/08:78:a8:4b:3d/00:00:00:00:00/40 tag 15 ncq dma 4096 in
                    [ 1.0]          res 41/40:08:aa:4b:3d/00:00:00:00:00/00 Emask 0x409 (media error) <F>
                    [ 1.0] ata1.00: error: { UNC }
                    [ 1.1] sd 0:0:0:0: [sda] tag#15 Sense Key : Medium Error [current]
                    [ 1.1] sd 0:0:0:0: [sda] tag#15 CDB: Read(10) 28 00 00 3d 4b a8 00 00 08 00
                    [ 1.1] I/O error, dev sda, sector 4017064 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
                    [ 1.1] Buffer I/O error on dev sda1, logical block 501877, async page read
                    """.lines().toList());

            assertThat(verdicts).singleElement().satisfies(verdict -> {
                assertThat(verdict.kind()).isEqualTo(Verdict.Kind.EXACT);
                assertThat(verdict.device()).isEqualTo("sda");
                assertThat(verdict.sector()).hasToString("4017066");
                assertThat(verdict.evidence()).hasSize(8).first().asString().contains("exception Emask");
            });
        }

        @Test
        void ofTwoCommandsWhoseLinesInterleave() {
            assertThat(Logs.verdicts("""
                    [ 1.0] sd 9:0:0:1: [sdn] tag#3 Sense Key : Medium Error [current]
                    [ 1.0] sd 9:0:0:1: [sdn] tag#4 Sense Key : Aborted Command [current]
                    [ 1.0] sd 9:0:0:1: [sdn] tag#3 CDB: Read(10) 28 00 00 00 10 00 00 04 00 00
                    [ 1.0] sd 9:0:0:1: [sdn] tag#4 CDB: Write(10) 2a 00 00 00 20 00 00 04 00 00
                    [ 1.0] I/O error, dev sdn, sector 8192 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2
                    [ 1.0] I/O error, dev sdn, sector 4100 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
                    """)).containsExactly("not-media sdn 8192+1024", "exact sdn 4100+1");
        }

        @Test
        void ofASplitLineOf3x() {
            assertThat(Logs.verdicts("""
                    [ 1.0] sd 2:0:0:0: [sdc] Unhandled sense code
                    [ 1.0] sd 2:0:0:0: [sdc]
                    [ 1.0] Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE
                    [ 1.0] sd 2:0:0:0: [sdc]
                    [ 1.0] Sense Key : Medium Error [current] [descriptor]
                    [ 1.0] Descriptor sense data with sense descriptors (in hex):
                    [ 1.0]         72 03 11 04 00 00 00 0c 00 0a 80 00 00 00 00 00
                    [ 1.0] sd 2:0:0:0: [sdc]
                    [ 1.0] Add. Sense: Unrecovered read error - auto reallocate failed
                    [ 1.0] sd 2:0:0:0: [sdc] CDB:
                    [ 1.0] cdb[0]=0x28: 28 00 00 3d 4b a8 00 00 08 00
                    [ 1.0] end_request: I/O error, dev sdc, sector 4017066
                    """)).containsExactly("exact sdc 4017066+1");
        }

        @Test
        void ofTheLinesOf26() {
            assertThat(Logs.verdicts("""
                    sd 0:0:0:0: SCSI error: return code = 0x08000002
                    sda: Current [descriptor]: sense key: Medium Error
                        Additional sense: Unrecovered read error - auto reallocate failed
                    end_request: I/O error, dev sda, sector 46224920
                    """)).containsExactly("probe sda 46224920");
        }

        @Test
        void ofRetriesOfTheSamePlace() {
            assertThat(Logs.verdicts("""
                    [ 1.0] ata1.00: cmd 25/00:08:00:10:00/00:00:00:00:00/e0 tag 1 dma 4096 in
                    [ 1.0]          res 51/40:00:02:10:00/00:00:00:00:00/e0 Emask 0x9 (media error)
                    [ 4.0] ata1.00: cmd 25/00:08:00:10:00/00:00:00:00:00/e0 tag 1 dma 4096 in
                    [ 4.0]          res 51/40:00:02:10:00/00:00:00:00:00/e0 Emask 0x9 (media error)
                    [ 7.0] I/O error, dev sda, sector 4098 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
                    [ 9.0] I/O error, dev sda, sector 4098 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
                    """)).containsExactly("exact sda 4098+1");
        }

        @Test
        void evenIfTheBlockLayersLineNeverComes() {
            assertThat(Logs.verdicts("""
                    [ 1.0] sd 0:0:0:0: [sda] tag#15 Sense Key : Medium Error [current]
                    [ 1.0] sd 0:0:0:0: [sda] tag#15 CDB: Read(10) 28 00 00 3d 4b a8 00 00 08 00
                    [ 9.0] nvme0n1: Read(0x2) @ LBA 64, 8 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) DNR
                    """)).containsExactly("probe sda 4017064+8", "probe nvme0n1 64+8");
        }
    }

    @Nested
    class ThePlace {

        @Test
        void isInLogicalBlocksOfWhateverSize() {
            assertThat(Logs.verdicts("""
                    [ 0.1] sd 8:0:0:0: [sdb] 262144 4096-byte logical blocks: (1.07 GB/1.00 GiB)
                    [ 1.0] sd 8:0:0:0: [sdb] tag#1 Sense Key : Medium Error [current]
                    [ 1.0] sd 8:0:0:0: [sdb] tag#1 CDB: Read(10) 28 00 00 00 01 2c 00 00 04 00
                    [ 1.0] critical medium error, dev sdb, sector 2416 op 0x0:(READ) flags 0x800 phys_seg 1 prio class 2
                    [ 5.0] sd 8:0:0:0: [sdb] tag#2 Sense Key : Medium Error [current]
                    [ 5.0] sd 8:0:0:0: [sdb] tag#2 CDB: Read(10) 28 00 00 00 01 00 00 00 04 00
                    """)).containsExactly("exact sdb 2416+1", "probe sdb 2048+32");
        }

        @Test
        void isOfTheDiskThatHadTheNameInThatBoot() {
            assertThat(Logs.verdicts("""
                    [ 0.1] sd 8:0:0:0: [sdb] 262144 4096-byte logical blocks: (1.07 GB/1.00 GiB)
                    [ 90.0] something
                    [ 0.0] Linux version 6.1.0
                    [ 5.0] sd 8:0:0:0: [sdb] tag#2 Sense Key : Medium Error [current]
                    [ 5.0] sd 8:0:0:0: [sdb] tag#2 CDB: Read(10) 28 00 00 00 01 00 00 00 04 00
                    """)).containsExactly("probe sdb 256+4");
        }

        @Test
        void isInBlocksOfTheSizeThatTheMachineKnowsIfTheLogDoesNotSay() {
            String log = """
                    [ 1.0] nvme0n1: Read(0x2) @ LBA 100, 1000 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) DNR
                    [ 1.0] critical medium error, dev nvme0n1, sector 800 op 0x0:(READ) flags 0x800 phys_seg 9 prio class 2
                    [ 5.0] nvme0n1: Read(0x2) @ LBA 64, 8 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) DNR
                    [ 9.0] ata1.00: cmd 25/00:08:00:10:00/00:00:00:00:00/e0 tag 1 dma 32768 in
                    [ 9.0]          res 51/40:00:02:10:00/00:00:00:00:00/e0 Emask 0x9 (media error)
                    [ 19.0] sd 8:0:0:0: [sdb] 262144 512-byte logical blocks: (134 MB/128 MiB)
                    [ 20.0] sd 8:0:0:0: [sdb] tag#2 Sense Key : Medium Error [current]
                    [ 20.0] sd 8:0:0:0: [sdb] tag#2 CDB: Read(10) 28 00 00 00 01 00 00 00 04 00
                    """;
            Correlator correlator = new Correlator(Duration.ofSeconds(5), disk -> 8);
            assertThat(Logs.verdicts(log.lines().toList(), correlator))
                    .containsExactlyInAnyOrder(
                            "probe nvme0n1 800+8000",
                            "probe nvme0n1 512+64",
                            "exact ata1.00 " + 0x1002 * 8 + "+1",
                            "probe sdb 256+4");
        }

        @Test
        void thatADriveGivesOutsideTheCommandIsNotTaken() {
            assertThat(Logs.verdicts("""
                    [ 1.0] ata1.00: cmd 25/00:08:00:10:00/00:00:00:00:00/e0 tag 1 dma 4096 in
                    [ 1.0]          res 51/40:00:00:00:00/00:00:00:00:00/e0 Emask 0x9 (media error)
                    """)).containsExactly("probe ata1.00 4096+8");
        }

        @Test
        void ofA28BitCommandHasItsHighBitsInTheDeviceRegister() {
            assertThat(Logs.verdicts("""
                    [ 1.0] ata1.00: cmd c8/00:00:00:10:00/00:00:00:00:00/e5 tag 1 dma 131072 in
                    [ 1.0]          res 51/40:00:05:10:00/00:00:00:00:00/e5 Emask 0x9 (media error)
                    """)).containsExactly("exact ata1.00 " + 0x5001005 + "+1");
        }

        @Test
        void beyondAllNumbersIsNotSaid() {
            assertThat(Logs.verdicts("""
                    critical medium error, dev sda, sector 18446744073709551615
                    critical medium error, dev sdb, sector 99999999999999999999999 op 0x0:(READ) flags 0x0 phys_seg 99999999
                    sd 0:0:0:0: [sdc] tag#1 Sense Key : Medium Error [current]
                    sd 0:0:0:0: [sdc] tag#1 CDB: Read(16) 88 00 ff ff ff ff ff ff ff ff ff ff ff ff 00 00
                    """)).containsExactly("probe sda -", "probe sdb -", "probe sdc -");
        }
    }

    @Nested
    class NotTheMedium {

        @Test
        void isATimeoutOfLibata() {
            assertThat(Logs.verdicts("""
                    [ 1.0] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
                    [ 1.0] ata2.00: failed command: READ DMA EXT
                    [ 1.0] ata2.00: cmd 25/00:08:00:00:10/00:00:00:00:00/e0 tag 5 dma 4096 in
                    [ 1.0]          res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)
                    [ 6.1] ata2: SATA link up 6.0 Gbps (SStatus 133 SControl 300)
                    [ 6.2] I/O error, dev sdb, sector 1048576 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
                    """)).containsExactly("not-media sdb 1048576+8");
        }

        @Test
        void isACableThatGarbles() {
            assertThat(Logs.verdicts("""
                    [ 1.0] ata2.00: cmd 25/00:08:00:00:10/00:00:00:00:00/e0 tag 5 dma 4096 in
                    [ 1.0]          res 51/84:00:00:00:10/00:00:00:00:00/e0 Emask 0x10 (ATA bus error)
                    [ 9.0] ata3.00: cmd 25/00:08:00:00:10/00:00:00:00:00/e0 tag 5 dma 4096 in
                    [ 9.0]          res 51/84:00:00:00:10/00:00:00:00:00/e0 Emask 0x1 (device error)
                    """))
                    .containsExactly("not-media ata2.00 1048576+8", "not-media ata3.00 1048576+8");
        }

        @Test
        void isADiskThatWentAway() {
            assertThat(Logs.verdicts("""
                    [ 1.0] sd 5:0:0:0: rejecting I/O to offline device
                    [ 1.1] blk_update_request: I/O error, dev sdx, sector 77 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
                    [ 2.1] blk_update_request: I/O error, dev sdx, sector 88 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
                    """)).containsExactly("not-media sdx 77+8", "not-media sdx 88+8");
        }

        @Test
        void isAControllerThatWentDownButNotForEver() {
            assertThat(Logs.verdicts("""
                    [ 1.0] nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10
                    [ 3.0] I/O error, dev nvme0n1, sector 77 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
                    [ 4.0] I/O error, dev nvme1n1, sector 78 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
                    [ 99.0] I/O error, dev nvme0n1, sector 79 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
                    """))
                    .containsExactly("not-media nvme0n1 77+8", "ambiguous nvme1n1 78+8", "ambiguous nvme0n1 79+8");
        }

        @Test
        void isAControllerWithoutAName() {
            assertThat(Logs.verdicts("""
                    [ 1.0] nvme 0000:04:00.0: Removing after probe failure status: -19
                    [ 1.1] blk_update_request: I/O error, dev nvme0n1, sector 77
                    """)).containsExactly("not-media nvme0n1 77");
        }

        @Test
        void isAFlushThatFailed() {
            assertThat(Logs.verdicts("I/O error, dev vda, sector 0 op 0x1:(WRITE) flags 0x800 phys_seg 0 prio class 2"))
                    .containsExactly("not-media vda 0");
        }

        @Test
        void isALockedDrive() {
            assertThat(Logs.verdicts("""
                    [ 1.0] nvme0n1: Read(0x2) @ LBA 8, 8 blocks, Access Denied (sct 0x2 / sc 0x86) DNR
                    [ 1.0] critical medium error, dev nvme0n1, sector 8 op 0x0:(READ) flags 0x800 phys_seg 1 prio class 2
                    """)).containsExactly("not-media nvme0n1 8+8");
        }

        @Test
        void isADriveWithoutMedium() {
            assertThat(Logs.verdicts("I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0"))
                    .containsExactly("not-media fd0 0+8");
        }
    }

    @Nested
    class WhatIsLost {

        @Test
        void isToldOfOnceForAllWhoLeftOutTheSame() {
            assertThat(Logs.verdicts("""
                    [ 10.0] scsi_io_completion_action: 59 callbacks suppressed
                    [ 10.1] blk_print_req_error: 59 callbacks suppressed
                    [ 10.2] buffer_io_error: 19980 callbacks suppressed
                    [ 15.1] blk_print_req_error: 3 callbacks suppressed
                    [ 15.2] net_ratelimit: 3 callbacks suppressed
                    """)).containsExactly("lost - -", "lost - -");
        }
    }

    @Nested
    class WaitingHasAnEnd {

        private final Correlator correlator = new Correlator(Duration.ofSeconds(5));
        private final List<Verdict> verdicts = new ArrayList<>();

        @Test
        void byTime() {
            feed("[ 1.0] sd 0:0:0:0: [sda] tag#15 Sense Key : Medium Error [current]");
            correlator.flush(Stamp.monotonic(2_000_000), verdicts::add);
            assertThat(verdicts).isEmpty();
            correlator.flush(Stamp.monotonic(4_000_000), verdicts::add);
            assertThat(verdicts).hasSize(1);
        }

        @Test
        void byLinesInLogsWithoutTime() {
            feed("sd 0:0:0:0: [sda] tag#15 Sense Key : Medium Error [current]");
            for (int i = 0; i < 1_100; i++) {
                feed("something else");
            }
            assertThat(verdicts).hasSize(1);
        }

        @Test
        void byNumberInAStorm() {
            for (int i = 0; i < 1_000; i++) {
                feed("[ 1.0] sd 0:0:0:0: [sda] tag#" + i + " Sense Key : Medium Error [current]");
                feed("[ 1.0] sd 0:0:0:0: [sda] tag#" + i + " CDB: Read(10) 28 00 00 00 "
                        + "%02x %02x 00 00 01 00".formatted(i >> 8, i & 0xff));
            }
            assertThat(verdicts).hasSizeGreaterThan(500);
            correlator.finish(verdicts::add);
            assertThat(verdicts).hasSize(1_000);
        }

        @Test
        void byANewBoot() {
            feed("[ 100.0] sd 0:0:0:0: [sda] tag#15 Sense Key : Medium Error [current]");
            feed("[ 0.0] Linux version 6.1.0");
            assertThat(verdicts).hasSize(1);
        }

        private void feed(String line) {
            Logs.read(List.of(line)).forEach(read -> correlator.accept(read, verdicts::add));
        }
    }
}
