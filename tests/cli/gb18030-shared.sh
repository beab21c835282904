#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# GB18030 against tables of others, and real texts in it; skipped where they are
# absent.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
shared=$root/../shared
if [ ! -d "$shared/conformance/gb18030" ]; then
	skip "../shared is absent" "tables and texts of others"
	finish
	exit 0
fi
python3 "$root/tests/gb18030_tables.py" "$shared/conformance/gb18030" >tables 2>.err
status=$?
while read -r line; do
	case $line in
	"ok "*)
		true
		result $? "${line#ok * - }"
		;;
	"not ok "*)
		false
		result $? "${line#not ok * - }"
		;;
	esac
done <tables
[ $status -eq 0 ] && grep -q '^1\.\.' tables
result $? "all tables were gone through"
for text in "$shared"/corpus/gb18030/*.txt; do
	name=$(basename "$text")
	exits 0 "$name is converted" nbconv -q -o utf8 "$text"
	nbconv -f UTF-8 -t GB18030 utf8 | cmp - "$text" 2>.err
	result $? "$name comes back byte for byte"
done
# Texts cut to 20, 60 and 200 characters: right, or marked as not certain.
mkdir cut
python3 - "$shared" <<'EOF'
import json, subprocess, sys
for name in ("rmrb", "xwlb"):
    path = f"{sys.argv[1]}/corpus/{name}-dev.jsonl.zst"
    rows = subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8").split("\n")
    for number, row in enumerate(rows[:-1][::40]):
        article = json.loads(row)
        text = "\n".join(article["head"] + article["body"])
        for length in (20, 60, 200):
            for charset in ("UTF-8", "GB18030"):
                with open(f"cut/{charset}.{length}.{name}.{number}", "wb") as out:
                    out.write(text[:length].encode(charset))
EOF
find cut -type f -exec nbconv --detect --report json {} + >found 2>.err
check "texts of 20, 60 and 200 characters: none wrong, hardly one uncertain" python3 - <<'EOF'
import json, os
rows = [json.loads(line) for line in open("found", encoding="utf-8")]
assert len(rows) == len(os.listdir("cut")) > 2000
for row in rows:
    assert os.path.basename(row["file"]).split(".")[0] == row["charset"], row
assert sum(not row["certain"] for row in rows) < len(rows) / 100
EOF
finish
