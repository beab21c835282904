#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every command of nbarc-tutorial(7) is run, with nothing but what is installed.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
needs_parity "the tutorial"
# shellcheck source=tests/steps.sh
. "$root/tests/steps.sh"
if ! install_tools; then
	finish
	exit 0
fi
mkdir scratch
run_steps nbarc-tutorial.7 40

# ---- the bag, by RFC 8493
cd scratch/bag || exit 1
printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' | cmp - bagit.txt
result $? "bagit.txt is the declaration of section 2.1.1"
names() { # MANIFEST: a line is a hash, white space and a name
	sed -n 's/^[0-9a-f]\{64\}  \([^ ].*\)$/\1/p' "$1" | sort
}
find data -type f | sort >"$work/payload"
names manifest-sha256.txt | cmp - "$work/payload"
result $? "the manifest has every file of the payload, and no other"
find . -maxdepth 1 -type f ! -name 'tagmanifest-*' | sed 's/^..//' | sort >"$work/tags"
names tagmanifest-sha256.txt | cmp - "$work/tags"
result $? "the tag manifest has every other file"
cmp data/corpus.nbarc ../corpus.nbarc
result $? "the archive is in it"
zstd -qdc data/corpus.nbarc 2>/dev/null | grep -c '^<TEI ' >"$work/pages"
[ "$(cat "$work/pages")" -ge 4 ]
result $? "which zstd prints"
finish
