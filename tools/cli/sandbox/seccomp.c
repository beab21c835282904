/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filters of system calls, with seccomp (seccomp.h).
 *
 * One refuses what no tool does and lets the rest pass, so that a C library may
 * make calls that nobody thought of. The other lets pass what a process needs
 * that only computes, and refuses the rest: what is not in its list fails as it
 * does where the call does not exist, and C libraries live with that.
 */
#define _DEFAULT_SOURCE /* syscall() */
#include "cli/sandbox/system.h"

#ifdef SANDBOX_LINUX

#include "cli/sandbox/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

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

/* A filter while it is made. Jumps go over one instruction or a few, so that a
 * list can grow without any of them being counted anew. */
struct filter {
	struct sock_filter code[192];
	unsigned short len;
};

static void add(struct filter *f, struct sock_filter instruction)
{
	f->code[f->len++] = instruction;
}

static void load(struct filter *f, size_t offset)
{
	add(f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					    (uint32_t)offset));
}

static void answer(struct filter *f, uint32_t what)
{
	add(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

/* Go on if what was loaded has this relation to a number, and else leave out
 * `skipped` instructions. */
static void only_if(struct filter *f, uint16_t relation, uint32_t number,
		    uint8_t skipped)
{
	add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_K | relation, number,
					    0, skipped));
}

#define ALLOW SECCOMP_RET_ALLOW
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)

/* The calls of x32 are those of x86-64 with other numbers, from here on. */
#define OTHER_NUMBERS 0x40000000

/* Refuse calls by the numbers of another machine, and load the number. */
static void begin(struct filter *f)
{
	f->len = 0;
	load(f, offsetof(struct seccomp_data, arch));
	only_if(f, BPF_JEQ, MACHINE, 1);
	add(f, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
	answer(f, REFUSE);
	load(f, offsetof(struct seccomp_data, nr));
	only_if(f, BPF_JGE, OTHER_NUMBERS, 1);
	answer(f, REFUSE);
}

/* The lower half of an argument; the upper ones of those below say nothing. */
static size_t argument(unsigned n)
{
	const uint16_t one = 1;
	const size_t lower = *(const uint8_t *)&one ? 0 : sizeof(uint32_t);

	return offsetof(struct seccomp_data, args) + n * sizeof(uint64_t) +
	       lower;
}

static void decide(struct filter *f, int call, uint32_t what)
{
	only_if(f, BPF_JEQ, (uint32_t)call, 1);
	answer(f, what);
}

static bool enter(struct filter *f, unsigned flags)
{
	struct sock_fprog program = {f->len, f->code};

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) ==
	       0;
}

/* ---- what no tool does */

/* Other programs, the network, other processes, what goes around this filter,
 * and the system itself. */
static const int refused[] = {
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
/* Owners, modes and attributes of files by their names, which Landlock does
 * not know; nbarc sets those of descriptors. */
#ifdef SYS_chmod
	SYS_chmod,
	SYS_chown,
	SYS_lchown,
#endif
	SYS_fchmodat,
#ifdef SYS_fchmodat2
	SYS_fchmodat2,
#endif
	SYS_fchownat,
	SYS_setxattr,
	SYS_lsetxattr,
	SYS_removexattr,
	SYS_lremovexattr,
};

/* What types into a terminal, where a shell reads it later. */
static const uint32_t refused_controls[] = {TIOCSTI, TIOCLINUX};

static const int of_network[] = {SYS_socket, SYS_connect};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* This comes last: the number of the call is not loaded any more. */
static void refuse_controls(struct filter *f)
{
	size_t i;

	only_if(f, BPF_JEQ, SYS_ioctl, 1 + 2 * COUNT(refused_controls));
	load(f, argument(1));
	for (i = 0; i < COUNT(refused_controls); i++) {
		only_if(f, BPF_JEQ, refused_controls[i], 1);
		answer(f, REFUSE);
	}
}

void cli_seccomp_refuse(bool network, bool pairs)
{
	struct filter f;
	size_t i;

	begin(&f);
	for (i = 0; i < COUNT(refused); i++)
		decide(&f, refused[i], REFUSE);
	for (i = 0; !network && i < COUNT(of_network); i++)
		decide(&f, of_network[i], REFUSE);
	if (!network && !pairs)
		decide(&f, SYS_socketpair, REFUSE);
	refuse_controls(&f);
	answer(&f, ALLOW);
	(void)enter(&f, 0);
}

/* ---- what a process needs that only computes */

static const int allowed[] = {
	/* Descriptors that are open. */
	SYS_read,
	SYS_write,
	SYS_readv,
	SYS_writev,
	SYS_pread64,
	SYS_pwrite64,
	SYS_sendto, /* as send() */
	SYS_lseek,
	SYS_close,
	SYS_fstat,
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_ppoll,
	/* Memory; mmap and mprotect are below. */
	SYS_brk,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
#ifdef __s390x__
	SYS_mmap, /* its arguments are in memory, where no filter sees them */
#endif
	/* Threads, of which there will be no more; one that was just started
	 * makes the next two. */
	SYS_set_robust_list,
#ifdef SYS_rseq
	SYS_rseq,
#endif
	SYS_futex,
	SYS_sched_yield,
	SYS_gettid,
	SYS_getpid,
	/* Time, and random numbers. */
	SYS_clock_gettime,
	SYS_clock_getres,
	SYS_clock_nanosleep,
	SYS_nanosleep,
	SYS_gettimeofday,
#ifdef SYS_time
	SYS_time,
#endif
	SYS_getrandom,
	/* Signals that come, and the end. */
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_exit,
	SYS_exit_group,
};

/* Allow a call if its n-th argument has this relation to a number, or if
 * `otherwise`, if it has not. What was loaded before is lost in the call that
 * is decided, and only there. */
static void allow_if(struct filter *f, int call, unsigned n, uint16_t relation,
		     uint32_t number, bool otherwise)
{
	only_if(f, BPF_JEQ, (uint32_t)call, 4);
	load(f, argument(n));
	only_if(f, relation, number, 1);
	answer(f, otherwise ? REFUSE : ALLOW);
	answer(f, otherwise ? ALLOW : REFUSE);
}

bool cli_seccomp_alone(void)
{
	struct filter f;
	size_t i;

	begin(&f);
	for (i = 0; i < COUNT(allowed); i++)
		decide(&f, allowed[i], ALLOW);
		/* No memory becomes a program. */
#ifndef __s390x__
	allow_if(&f, SYS_mmap, 2, BPF_JSET, PROT_EXEC, true);
#endif
	allow_if(&f, SYS_mprotect, 2, BPF_JSET, PROT_EXEC, true);
	/* fdopen() asks how a descriptor was opened. */
	allow_if(&f, SYS_fcntl, 1, BPF_JEQ, F_GETFL, false);
	/* abort() sends a signal to its own process. */
	allow_if(&f, SYS_tgkill, 0, BPF_JEQ, (uint32_t)getpid(), false);
	answer(&f, REFUSE);
	return enter(&f, SECCOMP_FILTER_FLAG_TSYNC);
}

#else

void cli_seccomp_refuse(bool network, bool pairs)
{
	(void)network;
	(void)pairs;
}

bool cli_seccomp_alone(void)
{
	return false;
}

#endif

#endif
