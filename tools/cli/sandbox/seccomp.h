/* SPDX-License-Identifier: Apache-2.0 */
/* The filters of system calls, on Linux. A call that is refused fails with
 * EPERM. Both need PR_SET_NO_NEW_PRIVS. */
#ifndef NB_TOOLS_CLI_SANDBOX_SECCOMP_H
#define NB_TOOLS_CLI_SANDBOX_SECCOMP_H

#include <stdbool.h>

/* Refuse what no tool does, and with it all of the network unless `network`,
 * in this thread and those that it starts. With `pairs`, sockets can be made
 * that are connected with each other. */
void cli_seccomp_refuse(bool network, bool pairs);

/* Refuse everything but what cli_sandbox_alone() leaves, in all threads. False
 * if the machine's calls are not known, or the system does not filter. */
bool cli_seccomp_alone(void);

#endif
