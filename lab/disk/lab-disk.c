// SPDX-License-Identifier: Apache-2.0
/*
 * lab-disk: the guest's failing disks. A FUSE file system with one file a disk, which QEMU opens as the disk's medium;
 * what goes wrong is said to it on a control socket, in the words of lab-fault, while the guest runs.
 *
 *   lab-disk MOUNTPOINT CONTROL QMP PIDFILE SEED [FILE BUS PHYSICAL FAULTS DEVICE]...
 *
 * FILE holds disk N's sectors, in the order given; BUS is sata, scsi, nvme or virtio; PHYSICAL its physical block in
 * bytes; FAULTS the file that keeps what is wrong with it beyond this run, or empty; DEVICE is QEMU's -device argument,
 * for plugging it in again. QMP and PIDFILE are QEMU's.
 *
 * The write cache. What is written stays in memory, per sector, until the guest flushes (QEMU makes a flush of a FUA
 * write too), until there is too much of it, or until a clean end. A power cut loses it, but for sectors chosen by SEED.
 *
 * The errno of a failed read or write decides what the guest is told: of QEMU's SCSI disk ENODATA makes a medium error,
 * EIO an aborted command; NVMe makes a medium error of any; virtio and SATA an I/O error of any.
 */
#include "lab-disk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

struct lab lab;

static void add_disk(char **argument, int number)
{
	struct disk *disk = &lab.disk[number];

	disk->number = number;
	disk->bus = argument[1];
	disk->physical = atoi(argument[2]) / SECTOR;
	disk->faults_file = argument[3];
	disk->device = argument[4];
	medium_open(disk, argument[0]);
	faults_init(disk);
}

int main(int argc, char **argv)
{
	int i, status;

	if (argc < 6 || (argc - 6) % 5 || (argc - 6) / 5 > DISKS_MAX) {
		fprintf(stderr, "usage: lab-disk MOUNTPOINT CONTROL QMP PIDFILE SEED [FILE BUS PHYSICAL FAULTS DEVICE]...\n");
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	lab.qmp_path = argv[3];
	lab.pid_file = argv[4];
	lab.seed = strtoull(argv[5], NULL, 0);
	for (i = 6; i < argc; i += 5)
		add_disk(argv + i, lab.disks++);
	control_start(argv[2]);
	status = serve_files(argv[1]);
	if (!lab.cut)
		for (i = 0; i < lab.disks; i++)
			medium_flush(&lab.disk[i]);
	return status;
}
