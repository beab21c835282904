/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox of the tools, with Landlock and seccomp (sandbox.h).
 *
 * Rules of Landlock hold for what is opened later: descriptors that are open
 * keep working, and pipes can always be opened again through /dev/fd. Every
 * call may fail, in an old kernel or in a container; nothing depends on one, so
 * that failures are passed over. `make SANDBOX=0` leaves all of it out, for
 * coverage and the sanitizers, which write files of their own.
 */
#define _DEFAULT_SOURCE /* syscall() */
#include "cli/sandbox.h"

#ifndef NB_SANDBOX
#define NB_SANDBOX 1
#endif

#if NB_SANDBOX && defined(__linux__) && \
	__has_include(<linux/landlock.h>) && __has_include(<linux/seccomp.h>)

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>

/* O_PATH is not in POSIX; the number is that of all of Linux but alpha. */
#ifndef O_PATH
#define O_PATH 010000000
#endif

/* Rights of the second and third version, which older headers lack. */
#define REFER ((uint64_t)1 << 13)
#define TRUNCATE ((uint64_t)1 << 14)

/* Of what Landlock refuses of TCP. */
#define CONNECT ((uint64_t)2)

#define READ_FILES ((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE)
#define READ (READ_FILES | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILES (READ_FILES | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE)
#define WRITE                                                           \
	(READ | WRITE_FILES | LANDLOCK_ACCESS_FS_MAKE_REG |             \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	 LANDLOCK_ACCESS_FS_REMOVE_DIR)

/* What Landlock is to refuse, as its sixth version takes it; older ones take a
 * shorter structure, and the headers may be older than the kernel. */
struct refused {
	uint64_t files;
	uint64_t network; /* TCP: bind and connect */
	uint64_t scoped;  /* abstract sockets, signals to other processes */
};

/* Everything that this version of Landlock can refuse; returns the bytes of the
 * structure that it takes, or 0 if there is no Landlock. */
static size_t all_rights(struct refused *all)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	*all = (struct refused){0};
	if (version <= 0)
		return 0;
	all->files = (REFER - 1) | (version >= 2 ? REFER : 0) |
		     (version >= 3 ? TRUNCATE : 0);
	all->network = version >= 4 ? 3 : 0;
	all->scoped = version >= 6 ? 3 : 0;
	return version >= 6   ? sizeof(*all)
	       : version >= 4 ? offsetof(struct refused, scoped)
			      : offsetof(struct refused, network);
}

void cli_sandbox_begin(struct cli_sandbox *s, bool network)
{
	struct refused all;
	size_t size = all_rights(&all);

	s->network = network;
	if (network)
		all.network &= ~CONNECT;
	s->rights = all.files;
	s->rules =
		size ? (int)syscall(SYS_landlock_create_ruleset, &all, size, 0)
		     : -1;
}

/* Allow the rights below a path; a file has only some of them. */
static void allow(struct cli_sandbox *s, const char *path, uint64_t rights,
		  uint64_t rights_of_file)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = 0};
	struct stat file;

	if (s->rules < 0)
		return;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return;
	if (fstat(rule.parent_fd, &file) == 0) {
		rule.allowed_access =
			S_ISDIR(file.st_mode) ? rights : rights_of_file;
		rule.allowed_access &= s->rights;
		(void)syscall(SYS_landlock_add_rule, s->rules,
			      LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	(void)close(rule.parent_fd);
}

void cli_sandbox_read(struct cli_sandbox *s, const char *path)
{
	allow(s, path, READ, READ_FILES);
}

/* Allow rights in the folder of this path, which may end with slashes. */
static void allow_beside(struct cli_sandbox *s, const char *path,
			 uint64_t rights)
{
	char folder[PATH_MAX];
	size_t len = strlen(path);

	while (len && path[len - 1] == '/')
		len--;
	while (len && path[len - 1] != '/')
		len--;
	if (len >= sizeof(folder))
		return;
	memcpy(folder, path, len);
	folder[len] = '\0';
	allow(s, len ? folder : ".", rights, 0);
}

void cli_sandbox_await(struct cli_sandbox *s, const char *path)
{
	allow(s, path, READ, READ_FILES);
	allow_beside(s, path, READ);
}

/*
 * A file is written under another name beside it and then renamed, also where a
 * symbolic link leads to it. A device or a pipe is written to as it is.
 */
void cli_sandbox_write(struct cli_sandbox *s, const char *path)
{
	char resolved[PATH_MAX];
	struct stat file;

	if (s->rules < 0)
		return;
	allow(s, path, WRITE, WRITE_FILES);
	if (stat(path, &file) != 0 || S_ISREG(file.st_mode)) {
		allow_beside(s, path, WRITE);
		if (realpath(path, resolved))
			allow_beside(s, resolved, WRITE);
	}
}

/* The loader has an address only where there is one. */
bool cli_sandbox_loads(void)
{
	return getauxval(AT_BASE) != 0;
}

/* Let the folders of LD_LIBRARY_PATH be read: OpenCC is loaded when variants
 * are looked for. */
static void read_libraries(struct cli_sandbox *s)
{
	const char *p = getenv("LD_LIBRARY_PATH");
	char folder[PATH_MAX];
	size_t len;

	for (; p && *p; p += len + (p[len] != '\0')) {
		len = strcspn(p, ":;");
		if (len == 0 || len >= sizeof(folder))
			continue;
		memcpy(folder, p, len);
		folder[len] = '\0';
		cli_sandbox_read(s, folder);
	}
}

void cli_sandbox_read_system(struct cli_sandbox *s)
{
	static const char *const folders[] = {"/usr", "/lib", "/lib64",
					      "/etc", "/opt", "/dev"};
	size_t i;

	read_libraries(s);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		cli_sandbox_read(s, folders[i]);
}

/* ---- system calls */

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__s390x__)
#define MACHINE AUDIT_ARCH_S390X
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

#ifdef MACHINE
/* No tool that reads makes any of these: other programs, the network, other
 * processes, what goes around this filter, and the system itself. */
static const int refused[] = {
	/* The network; keep these first. */
	SYS_socket,
	SYS_socketpair,
	SYS_connect,
	SYS_execve,
	SYS_execveat,
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_io_uring_setup,
	SYS_userfaultfd,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_unshare,
	SYS_setns,
	SYS_init_module,
	SYS_finit_module,
	SYS_reboot,
};
/* The calls of x32 are those of x86-64 with other numbers, from here on. */
#define OTHER_NUMBERS 0x40000000
#define REFUSED (sizeof(refused) / sizeof(refused[0]))
#define OF_NETWORK 3u

/* The filter: a call of another machine's numbers, or one of the list, fails
 * with EPERM. Each jump skips the rest of the list. */
static void filter_calls(bool network)
{
	const size_t first = network ? OF_NETWORK : 0;
	struct sock_filter code[REFUSED + 6];
	struct sock_fprog program = {0, code};
	size_t n = 0, i;

	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[n++] =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE,
					     0, (uint8_t)(REFUSED - first + 3));
	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	code[n++] = (struct sock_filter)BPF_JUMP(
		BPF_JMP | BPF_JGE | BPF_K, OTHER_NUMBERS,
		(uint8_t)(REFUSED - first + 1), 0);
	for (i = first; i < REFUSED; i++)
		code[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i],
			(uint8_t)(REFUSED - i), 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						 SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						 SECCOMP_RET_ERRNO | EPERM);
	program.len = (unsigned short)n;
	(void)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}
#else
static void filter_calls(bool network)
{
	(void)network;
}
#endif

void cli_sandbox_enter(struct cli_sandbox *s, bool calls)
{
	/* Both need it. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
		if (s->rules >= 0)
			(void)syscall(SYS_landlock_restrict_self, s->rules, 0);
		if (calls)
			filter_calls(s->network);
	}
	if (s->rules >= 0)
		(void)close(s->rules);
	s->rules = -1;
}

#else

void cli_sandbox_begin(struct cli_sandbox *s, bool network)
{
	(void)network;
	s->rules = -1;
}

void cli_sandbox_read(struct cli_sandbox *s, const char *path)
{
	(void)s;
	(void)path;
}

void cli_sandbox_await(struct cli_sandbox *s, const char *path)
{
	(void)s;
	(void)path;
}

void cli_sandbox_write(struct cli_sandbox *s, const char *path)
{
	(void)s;
	(void)path;
}

bool cli_sandbox_loads(void)
{
	return false;
}

void cli_sandbox_read_system(struct cli_sandbox *s)
{
	(void)s;
}

void cli_sandbox_enter(struct cli_sandbox *s, bool calls)
{
	(void)s;
	(void)calls;
}

#endif
