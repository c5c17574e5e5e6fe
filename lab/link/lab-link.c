// SPDX-License-Identifier: Apache-2.0
/*
 * lab-link: carries one command's input, output and exit status between lab/run and the guest, over a virtio-serial
 * port, as ssh would over a network.
 *
 *   lab-link guest PORT [-t] COMMAND [ARG]...          runs the command, on a terminal of its own with -t
 *   lab-link host SOCKET STATUSFILE SECONDS [-t]       the other end: gives it our input, prints its output
 *
 * The host's end writes the command's exit status to STATUSFILE. No such file means that there was none: the guest
 * died, or SECONDS (0: no limit) went by, and then the exit status says which: 1 or 2.
 *
 * Both ends send frames: one byte of type, four of length, then so many bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum frame_type {
	FRAME_INPUT = 'I',	/* host to guest; of length 0: the end of the input */
	FRAME_WINDOW = 'W',	/* host to guest: a struct winsize */
	FRAME_OUTPUT = 'O',	/* guest to host */
	FRAME_ERROR = 'E',	/* guest to host: what came on standard error */
	FRAME_EXIT = 'X',	/* guest to host: one byte, the status */
};

#define FRAME_MAX 65536

struct frame {
	uint8_t type;
	uint32_t length;
	uint8_t data[FRAME_MAX];
};

static volatile sig_atomic_t window_changed, child_changed;

static void on_signal(int signal)
{
	if (signal == SIGWINCH)
		window_changed = 1;
	else if (signal == SIGCHLD)
		child_changed = 1;
}

static void fail(const char *what)
{
	fprintf(stderr, "lab-link: %s: %s\n", what, strerror(errno));
	exit(3);
}

/* Writes it all, also to a descriptor somebody made non-blocking. Returns 0 when the other side is gone. */
static int write_all(int fd, const void *data, size_t length)
{
	const char *at = data;

	while (length) {
		ssize_t n = write(fd, at, length);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd p = { fd, POLLOUT, 0 };

			poll(&p, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			return 0;
		} else if (n > 0) {
			at += n;
			length -= n;
		}
	}
	return 1;
}

static int read_all(int fd, void *data, size_t length)
{
	char *at = data;

	while (length) {
		ssize_t n = read(fd, at, length);

		if (n == 0 || (n < 0 && errno != EINTR))
			return 0;
		if (n > 0) {
			at += n;
			length -= n;
		}
	}
	return 1;
}

static int send_frame(int fd, uint8_t type, const void *data, uint32_t length)
{
	uint8_t head[5] = { type, length, length >> 8, length >> 16, length >> 24 };

	return write_all(fd, head, sizeof(head)) && write_all(fd, data, length);
}

static int receive_frame(int fd, struct frame *frame)
{
	uint8_t head[5];

	if (!read_all(fd, head, sizeof(head)))
		return 0;
	frame->type = head[0];
	frame->length = head[1] | head[2] << 8 | head[3] << 16 | (uint32_t)head[4] << 24;
	return frame->length <= FRAME_MAX && read_all(fd, frame->data, frame->length);
}

/* Passes on what is there to read now. Returns 0 at the end of it, and closes it then. */
static int forward(int *from, int to, uint8_t type)
{
	static uint8_t buffer[FRAME_MAX];
	ssize_t n = read(*from, buffer, sizeof(buffer));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 1;
	if (n <= 0) {
		close(*from);
		*from = -1;
		return 0;
	}
	return send_frame(to, type, buffer, n);
}

/* ---- the guest's end ---- */

struct child {
	pid_t pid;
	int in, out, err;	/* on a terminal, in and out are the same and err is -1 */
	int terminal;
};

static void run_child(char **argv)
{
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	fprintf(stderr, "lab-link: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void start_on_terminal(struct child *child, char **argv)
{
	child->pid = forkpty(&child->out, NULL, NULL, NULL);
	if (child->pid < 0)
		fail("forkpty");
	if (child->pid == 0)
		run_child(argv);
	child->in = child->out;
	child->err = -1;
}

static void start_on_pipes(struct child *child, char **argv)
{
	int in[2], out[2], err[2];

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		fail("pipe");
	child->pid = fork();
	if (child->pid < 0)
		fail("fork");
	if (child->pid == 0) {
		setsid();
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		run_child(argv);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	child->in = in[1];
	child->out = out[0];
	child->err = err[0];
	/* Input waits here, in one frame, when the command does not read it; its output must not wait for that. */
	fcntl(child->in, F_SETFL, O_NONBLOCK);
}

/* Gives the child what it takes of the frame; the rest stays in it. */
static void feed(struct child *child, struct frame *frame, uint32_t *given)
{
	ssize_t n;

	if (child->in < 0) {
		frame->length = *given = 0;
		return;
	}
	n = write(child->in, frame->data + *given, frame->length - *given);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		n = frame->length - *given;
	if (n > 0)
		*given += n;
	if (*given == frame->length)
		frame->length = *given = 0;
}

static void obey(struct child *child, struct frame *frame)
{
	if (frame->type == FRAME_WINDOW && child->terminal && frame->length == sizeof(struct winsize))
		ioctl(child->out, TIOCSWINSZ, frame->data);
	if (frame->type == FRAME_INPUT && frame->length == 0 && child->in >= 0) {
		if (child->terminal) {
			write_all(child->in, "\004", 1);
		} else {
			close(child->in);
			child->in = -1;
		}
	}
	if (frame->type != FRAME_INPUT)
		frame->length = 0;
}

/* What the command wrote before it ended, though somebody it left behind may hold its output open. */
static void drain(int *from, int port, uint8_t type)
{
	struct pollfd p = { *from, POLLIN, 0 };

	while (*from >= 0 && poll(&p, 1, 0) > 0 && forward(from, port, type))
		;
}

static int guest(int port, struct child *child)
{
	static struct frame frame;
	uint32_t given = 0;
	uint8_t code;
	int status;

	for (;;) {
		struct pollfd p[] = {
			{ frame.length ? -1 : port, POLLIN, 0 },
			{ frame.length ? child->in : -1, POLLOUT, 0 },
			{ child->out, POLLIN, 0 },
			{ child->err, POLLIN, 0 },
		};

		if (child_changed && waitpid(child->pid, &status, WNOHANG) == child->pid)
			break;
		/* The bound closes the gap between looking for the child's end and waiting for it. */
		poll(p, 4, 500);
		if (p[2].revents)
			forward(&child->out, port, FRAME_OUTPUT);
		if (p[3].revents)
			forward(&child->err, port, FRAME_ERROR);
		if (p[1].revents)
			feed(child, &frame, &given);
		if (p[0].revents) {
			if (!receive_frame(port, &frame)) {
				kill(-child->pid, SIGHUP);
				return 1;
			}
			obey(child, &frame);
			if (frame.length)
				feed(child, &frame, &given);
		}
	}
	drain(&child->out, port, FRAME_OUTPUT);
	drain(&child->err, port, FRAME_ERROR);
	code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	send_frame(port, FRAME_EXIT, &code, 1);
	return 0;
}

static int guest_main(int argc, char **argv)
{
	struct child child = { 0 };
	int port, at = 3;

	signal(SIGCHLD, on_signal);
	signal(SIGPIPE, SIG_IGN);
	port = open(argv[2], O_RDWR | O_CLOEXEC);
	if (port < 0)
		fail(argv[2]);
	if (argc > at && !strcmp(argv[at], "-t")) {
		child.terminal = 1;
		at++;
	}
	if (at >= argc)
		return 2;
	if (child.terminal)
		start_on_terminal(&child, argv + at);
	else
		start_on_pipes(&child, argv + at);
	return guest(port, &child);
}

/* ---- the host's end ---- */

static struct termios terminal_before;

static void restore_terminal(void)
{
	tcsetattr(0, TCSADRAIN, &terminal_before);
}

static void end_on_signal(int signal)
{
	restore_terminal();
	_exit(128 + signal);
}

static void take_terminal(void)
{
	struct termios raw;

	if (tcgetattr(0, &terminal_before))
		fail("terminal");
	raw = terminal_before;
	cfmakeraw(&raw);
	tcsetattr(0, TCSADRAIN, &raw);
	atexit(restore_terminal);
	signal(SIGTERM, end_on_signal);
	signal(SIGHUP, end_on_signal);
	signal(SIGWINCH, on_signal);
	window_changed = 1;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int connect_to(const char *path, double deadline)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	while (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		if (now() > deadline)
			fail(path);
		usleep(20000);
	}
	return fd;
}

static void write_status(const char *path, uint8_t status)
{
	FILE *file = fopen(path, "w");

	if (!file || fprintf(file, "%u\n", status) < 0 || fclose(file))
		fail(path);
}

/*
 * What is on its way to the guest. It is sent as the guest takes it, and nothing more is read meanwhile: a command that
 * leaves its input alone must not keep us from its output.
 */
struct outbox {
	size_t at, length;
	uint8_t data[5 + FRAME_MAX];
};

static void put(struct outbox *box, uint8_t type, uint32_t length)
{
	uint8_t head[5] = { type, length, length >> 8, length >> 16, length >> 24 };

	memcpy(box->data, head, sizeof(head));
	box->at = 0;
	box->length = sizeof(head) + length;
}

static void put_input(struct outbox *box, int *input)
{
	ssize_t n = read(*input, box->data + 5, FRAME_MAX);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		*input = -1;
	put(box, FRAME_INPUT, n > 0 ? n : 0);
}

static void put_window(struct outbox *box)
{
	window_changed = 0;
	if (!ioctl(0, TIOCGWINSZ, box->data + 5))
		put(box, FRAME_WINDOW, sizeof(struct winsize));
}

static void send_some(struct outbox *box, int fd)
{
	ssize_t n = send(fd, box->data + box->at, box->length - box->at, MSG_DONTWAIT);

	if (n > 0)
		box->at += n;
	if (box->at == box->length)
		box->at = box->length = 0;
}

static int host_main(int argc, char **argv)
{
	static struct frame frame;
	static struct outbox box;
	double limit = atof(argv[4]), deadline = limit > 0 ? now() + limit : 1e18;
	int input = 0, fd;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	fd = connect_to(argv[2], now() + 10);
	if (argc > 5 && !strcmp(argv[5], "-t"))
		take_terminal();
	for (;;) {
		double left = deadline - now();
		struct pollfd p[2];

		if (left <= 0)
			return 2;
		if (window_changed && !box.length)
			put_window(&box);
		p[0] = (struct pollfd){ fd, box.length ? POLLIN | POLLOUT : POLLIN, 0 };
		p[1] = (struct pollfd){ box.length ? -1 : input, POLLIN, 0 };
		if (poll(p, 2, left > 1000 ? 1000000 : (int)(left * 1000) + 1) < 0)
			continue;
		if (p[1].revents)
			put_input(&box, &input);
		if (box.length)
			send_some(&box, fd);
		if (!(p[0].revents & ~POLLOUT))
			continue;
		if (!receive_frame(fd, &frame))
			return 1;
		if (frame.type == FRAME_EXIT) {
			write_status(argv[3], frame.data[0]);
			return 0;
		}
		/* A reader who has gone does not stop the command; nor does it with a pipe on one machine, until it writes. */
		write_all(frame.type == FRAME_ERROR ? 2 : 1, frame.data, frame.length);
	}
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "guest"))
		return guest_main(argc, argv);
	if (argc > 4 && !strcmp(argv[1], "host"))
		return host_main(argc, argv);
	fprintf(stderr, "usage: lab-link guest PORT [-t] COMMAND... | host SOCKET STATUSFILE SECONDS [-t]\n");
	return 2;
}
