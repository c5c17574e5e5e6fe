# A kernel log of so many lines: mostly what a busy machine says anyway, and in between the errors of four disks, some of
# which are of the medium. Of the same seed always the same.
#
#   awk -v lines=1000000 -v seed=1 -v format=syslog -f log.awk
#
# FORMAT is syslog, as rsyslog writes /var/log/kern.log, dmesg, or export, of journalctl.

BEGIN {
  srand(seed)
  while (count < lines) {
    if (rand() < 0.01) fail(substr("abcd", 1 + int(rand() * 4), 1), int(rand() * 1e8) * 8)
    else say(ordinary(int(rand() * 10)))
  }
}

function say(text,    second) {
  if (count++ >= lines) return
  second = 1000 + int(count / 500)
  if (format == "dmesg") printf "[%5d.%06d] %s\n", second, count % 500 * 2000, text
  else if (format == "syslog")
    printf "Nov %2d %02d:%02d:%02d server kernel: [%5d.%06d] %s\n", 1 + second / 86400 % 28, second / 3600 % 24,
      second / 60 % 60, second % 60, second, count % 500 * 2000, text
  else {
    # Nine lines for each of the others' one.
    count += 8
    printf "__REALTIME_TIMESTAMP=%d\n__MONOTONIC_TIMESTAMP=%d\n_BOOT_ID=6ac6c2b2b1e14d7e\n_TRANSPORT=kernel\n", second * 1e6, second * 1e6
    printf "PRIORITY=6\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\nMESSAGE=%s\n\n", text
  }
}

function ordinary(kind) {
  if (kind == 0) return "usb 2-1." int(rand() * 8) ": new SuperSpeed USB device number " int(rand() * 99) " using xhci_hcd"
  if (kind == 1) return "audit: type=1400 audit(1699666230.786:" count "): apparmor=\"DENIED\" operation=\"open\" profile=\"snap.x\" name=\"/proc/" count "/status\""
  if (kind == 2) return "[UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:34:56 SRC=10.0.0." int(rand() * 254) " DST=10.0.0.1 LEN=40 TTL=52 ID=" count " PROTO=TCP"
  if (kind == 3) return "EXT4-fs (dm-" int(rand() * 8) "): mounted filesystem with ordered data mode. Quota mode: none."
  if (kind == 4) return "docker0: port " int(rand() * 8) "(veth" count ") entered forwarding state"
  if (kind == 5) return "IPv6: ADDRCONF(NETDEV_CHANGE): veth" count ": link becomes ready"
  if (kind == 6) return "sd 4:0:0:0: [sd" substr("abcd", 1 + int(rand() * 4), 1) "] Attached SCSI disk"
  if (kind == 7) return "ata3: SATA link up 6.0 Gbps (SStatus 133 SControl 300)"
  if (kind == 8) return "perf: interrupt took too long (" count " > 2500), lowering kernel.perf_event_max_sample_rate to 79750"
  return "CPU" int(rand() * 64) ": Core temperature above threshold, cpu clock throttled (total events = " count ")"
}

# Each disk has its own kind of trouble.
function fail(disk, sector,    tag, name, cdb) {
  tag = int(rand() * 32)
  name = sprintf("sd %d:0:0:0: [sd%s] tag#%d ", index("abcd", disk), disk, tag)
  cdb = sprintf("CDB: Read(10) 28 00 %02x %02x %02x %02x 00 00 08 00", sector / 16777216, sector / 65536 % 256, sector / 256 % 256, sector % 256)
  say(name "FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=1s")
  say(name "Sense Key : " (disk < "c" ? "Medium Error" : "Aborted Command") " [current] ")
  say(name "Add. Sense: " (disk < "c" ? "Unrecovered read error" : "No additional sense information"))
  say(name cdb)
  say((disk == "a" ? "critical medium" : "I/O") " error, dev sd" disk ", sector " sector + 3 " op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2")
}
