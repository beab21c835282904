#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every command of nbarc-research(7) is run by the installed tools, and what it prints is
# compared with what stands there.
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
NBARC_LIBRARY=$B/libnbarc.so
PYTHONPATH=$root/python
PYTHONDONTWRITEBYTECODE=1
export NBARC_LIBRARY PYTHONPATH PYTHONDONTWRITEBYTECODE
mkdir -p scratch/pages
cp "$root"/fixtures/research/*.txt scratch/pages
cp "$root/fixtures/research/titles.tsv" scratch
run_steps nbarc-research.7 14
check "the drawing is XML" xmllint --noout scratch/words.svg
finish
