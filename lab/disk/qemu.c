// SPDX-License-Identifier: Apache-2.0
/* What only QEMU can do: pulling a drive, plugging it in again, and stopping at once. */
#include "lab-disk.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WAIT_SECONDS 30

struct qmp {
	int fd;
	size_t length;
	char text[65536];	/* all that QEMU said */
};

/* Reads until QEMU has said either word; false if it has not in time. */
static bool await(struct qmp *qmp, const char *word, const char *or_word)
{
	time_t deadline = time(NULL) + WAIT_SECONDS;

	while (!strstr(qmp->text, word) && !strstr(qmp->text, or_word)) {
		struct pollfd p = { qmp->fd, POLLIN, 0 };
		ssize_t n;

		if (time(NULL) > deadline || qmp->length + 1 >= sizeof(qmp->text))
			return false;
		if (poll(&p, 1, 1000) <= 0)
			continue;
		n = read(qmp->fd, qmp->text + qmp->length, sizeof(qmp->text) - 1 - qmp->length);
		if (n <= 0)
			return false;
		qmp->length += n;
		qmp->text[qmp->length] = 0;
	}
	return true;
}

static const char *say(struct qmp *qmp, const char *command)
{
	qmp->length = 0;
	qmp->text[0] = 0;
	if (send(qmp->fd, command, strlen(command), 0) < 0 || !await(qmp, "\"return\"", "\"error\""))
		return "QEMU does not answer";
	return strstr(qmp->text, "\"error\"") ? "QEMU refuses" : NULL;
}

static const char *open_qmp(struct qmp *qmp)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	qmp->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", lab.qmp_path);
	if (connect(qmp->fd, (struct sockaddr *)&address, sizeof(address)))
		return "QEMU is not there";
	return say(qmp, "{\"execute\":\"qmp_capabilities\"}\n");
}

const char *qemu_unplug(const struct disk *disk)
{
	struct qmp *qmp = calloc(1, sizeof(*qmp));
	const char *problem = open_qmp(qmp);
	char command[128];

	snprintf(command, sizeof(command), "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"disk%d\"}}\n", disk->number);
	if (!problem)
		problem = say(qmp, command);
	if (!problem && !await(qmp, "\"DEVICE_DELETED\"", "\"DEVICE_UNPLUG_GUEST_ERROR\""))
		problem = "the guest does not let go of the drive";
	close(qmp->fd);
	free(qmp);
	return problem;
}

/* By the monitor meant for people, because it takes the device in the form that the command line does. */
const char *qemu_plug(const struct disk *disk)
{
	struct qmp *qmp = calloc(1, sizeof(*qmp));
	const char *problem = open_qmp(qmp);
	char command[2048];

	snprintf(command, sizeof(command),
		 "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"device_add %s\"}}\n", disk->device);
	if (!problem)
		problem = say(qmp, command);
	if (!problem && !strstr(qmp->text, "\"return\": \"\"")) {
		fprintf(stderr, "lab-disk: device_add: %s", qmp->text);
		problem = "QEMU cannot plug it in";
	}
	close(qmp->fd);
	free(qmp);
	return problem;
}

void qemu_kill(void)
{
	FILE *file = fopen(lab.pid_file, "r");
	int pid;

	if (file && fscanf(file, "%d", &pid) == 1 && pid > 1)
		kill(pid, SIGKILL);
	if (file)
		fclose(file);
}
