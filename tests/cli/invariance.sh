#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What must hold of every page (tests/invariance), on the fixture pages as they
# are, repaired, and hard-wrapped; tests/cli/shared.sh looks at a sample of
# ../shared, and make check-invariance at all of it.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
expected=$root/fixtures/expected
ocr=$root/fixtures/ocr/hyrb-20230512-a02
cat >wrap.py <<'END'
import sys
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read().split()
    for width in 12, 17, 26, 40:
        for indent in "", "\u3000\u3000":
            lines = [(indent + t)[i:i + width] for t in text for i in range(0, len(indent + t), width)]
            with open(f"wrap-{width}-{len(indent)}.txt", "w", encoding="utf-8") as out:
                out.write("\n".join(lines) + "\n")
END
for page in "$root"/fixtures/pages/*.txt; do
	id=$(basename "$page" .txt)
	python3 wrap.py "$expected/$id.txt"
	check "$id: as it is, repaired, in lines of 12 to 40 em" \
		invariance "$page" "$expected/$id.txt" wrap-*.txt
done
check "a page with its boxes" invariance -l "$ocr.tsv" "$ocr.txt"
check "and by its text" invariance "$ocr.txt"

# It does not hold of nothing.
exits 1 "a page that is not there" invariance none.txt
exits 1 "boxes of another page" invariance -l "$ocr.tsv" "$expected/$id.txt"
exits 1 "no page at all" invariance
finish
