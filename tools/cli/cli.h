/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a tool needs of tools/cli, apart from the options of page repair
 * (repair.h), of layout files (layout.h) and of title tables (titles.h). It
 * declares nothing itself.
 */
#ifndef NB_TOOLS_CLI_CLI_H
#define NB_TOOLS_CLI_CLI_H

#include "cli/message.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/tool.h"

#endif
