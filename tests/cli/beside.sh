#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Readers beside a writer, and beside writers that are killed, report no damage.
# APPENDS and READS make the test longer: make check-beside.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$B:$PATH
export SOURCE_DATE_EPOCH=1583712000
cd "$work" && python3 "$root/tests/beside/beside.py" "$root/fixtures/pages" \
	"${APPENDS:-40}" "${READS:-300}"
