#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc ingest keeps to its memory, however many threads and files there are.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# Texts that do not compress well, or zstd's tables would stay empty: pages of
# 40 kB, for frames of a mebibyte and sources that are nearly as long.
cat >make.py <<'P'
import random
import sys
rng = random.Random(1)
for k in range(int(sys.argv[1])):
    lines = ["".join(chr(rng.randrange(0x4e00, 0x9fa5)) for _ in range(60)) + "。" for _ in range(220)]
    with open(f"pages/mmrb-1950{k // 300 + 1:02}{k // 10 % 30 + 1:02}-{k % 10:02}.txt", "w") as f:
        f.write("\n\n".join(lines) + "\n")
P
# peak COMMAND...: the most that it had resident, in MiB
cat >peak.py <<'P'
import resource
import subprocess
import sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.exit(code)
P
mkdir pages
python3 make.py 220
peak() {
	rm -f m.nbarc
	python3 peak.py nbarc-ingest -q --level 15 -o m.nbarc "$@" >peak &&
		[ "$(cat peak)" -lt "$limit" ]
}
if ldd "$B/nbarc-ingest" 2>&1 | grep -qE 'asan|tsan'; then
	skip "sanitizers have memory of their own" "memory of an ingest"
	finish
	exit 0
fi
limit=256
check "one thread" peak -j 1 pages
cp m.nbarc one.nbarc
one=$(cat peak)
check "as many as there are" peak -j 64 pages
check "which change nothing" cmp m.nbarc one.nbarc
check "some did work beside each other" [ "$(cat peak)" -gt $((one + 60)) ]
limit=192
check "less memory" peak -j 64 --memory 192 pages
check "changes nothing either" cmp m.nbarc one.nbarc
limit=256
check "longer frames" peak -j 64 --frame-size 2048 pages
limit=$((one + 40))
check "less than is needed: one thread at a time" peak -j 64 --memory 1 pages
exits 1 "no memory at all" nbarc ingest --memory 0 -o x.nbarc pages
finish
