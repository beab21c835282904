#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every command of nbarc-research(7) is run, with nothing but what is installed, and what
# it prints is compared with what stands there.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# shellcheck source=tests/steps.sh
. "$root/tests/steps.sh"
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	skip "there is no Python 3.11" "nbarc-research(7)"
	finish
	exit
fi
if ! install_tools; then
	finish
	exit 0
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
mkdir scratch
run_steps nbarc-research.7 14
check "the drawing is XML" xmllint --noout scratch/words.svg
finish
