#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbconv as its users meet it: pipes and files, errors, escapes, proof, report,
# detection.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages
gb=$pages/qsxb-19890516-01.txt
utf8=$pages/qsxb-19890516-01.utf8

nbconv "$gb" >out.utf8 2>.err
check "a file in GB18030 is found out" cmp out.utf8 "$utf8"
nbconv -t GB18030 <"$utf8" >out.gb 2>.err
check "standard input to GB18030" cmp out.gb "$gb"
nbconv -f GB18030 - <"$gb" >out.utf8 2>.err
check "- is standard input" cmp out.utf8 "$utf8"
exits 0 "several files, one output" nbconv -o both "$gb" "$utf8"
cat "$utf8" "$utf8" >wanted
check "they stand one after the other" cmp both wanted

# Every character, and Python's codec, which has the edition of 2000.
python3 - <<'EOF'
text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
open("all.utf8", "w", encoding="utf-8", newline="").write(text)
open("python.gb", "wb").write(text.encode("gb18030"))
EOF
for profile in 2022 2005 2000; do
	exits 0 "all characters, $profile" nbconv -q --profile $profile \
		-f UTF-8 -t GB18030 -o all.gb all.utf8
	exits 0 "and back" nbconv -q --profile $profile -f GB18030 -o back all.gb
	check "$profile is a bijection" cmp back all.utf8
done
check "the edition of 2000 is Python's, byte for byte" cmp all.gb python.gb

# Errors: where, what, why; nothing is written under the name.
printf 'abc\n\262\342\377<p>\n' >bad
exits 2 "a byte that is no character" nbconv -f GB18030 -o never bad
says "bad: offset 6: line 2: byte FF: not GB18030: invalid lead byte" \
	"the message has file, offset, line, byte and reason"
check "and no output" test ! -e never
exits 2 "to standard output" nbconv -f GB18030 bad
cp .out printed
printf 'abc\n\346\265\213' >wanted
check "what stands before it has been written" cmp printed wanted
exits 1 "a file that is not there does not stop the next one" \
	nbconv -f GB18030 missing "$gb"
cp .out printed
check "which has been written" cmp printed "$utf8"
exits 2 "a bad file does not stop the next one" nbconv -f GB18030 bad "$gb"
tail -c 100 .out >tail.1
tail -c 100 "$utf8" >tail.2
check "which is there" cmp tail.1 tail.2
exits 1 "a file that is not there" nbconv missing
exits 1 "an unknown charset" nbconv -f NO-SUCH "$gb"
exits 1 "an unknown profile" nbconv --profile 1999 "$gb"
exits 1 "//IGNORE is refused" nbconv -t GBK//IGNORE "$utf8"
says "--escape" "the message says what to do"
exits 1 "so is a charset without a name" nbconv -f '' "$utf8"
printf 'a\363\240\201\201b' >tag
exits 2 "what iconv leaves away is refused" nbconv -f UTF-8 -t GBK - <tag
says "offset 1: line 1: U+E0041 is not in GBK" "the message names it"
printf 'ab\177\377\377\377' >u4
exits 2 "what iconv gives must be Unicode" nbconv -f UCS-4BE --report json u4
printf '\202\240\207\220' >cp932
exits 2 "what has two codes is refused, from a pipe too" nbconv -f CP932 - <cp932
says "offset 2: converting back" "the message has the offset"
# The byte order is that of the text; a mark stays one.
printf '\345\267\245\344\275\234' >plain
printf '\357\273\277\345\267\245\344\275\234' >marked
for order in BE LE; do
	for text in plain marked; do
		nbconv -q -f UTF-8 -t UTF-16$order -o wide $text 2>.err
		nbconv -f UTF-16 -o back wide 2>.err
		check "UTF-16 in $order, $text" cmp back $text
	done
done
# Descriptors that are closed are not taken for files.
nbconv -q -o out bad -f GB18030 2>&-
result $(($? != 2)) "closed standard error: exit 2"
nbconv "$gb" >&- 2>.err
result $(($? != 1)) "closed standard output is an error"
nbconv -f UTF-8 -o out - <&- 2>.err
result $(($? != 1)) "closed standard input is an error"
exits 2 "a character that the charset lacks" nbconv -t GBK "$utf8"
says "is not in GBK" "the message names it"

exits 0 "escape" nbconv -f GB18030 --escape -o escaped bad
printf 'abc\n\346\265\213\342\237\246FF\342\237\247<p>\n' >wanted
check "a bad byte becomes an escape and eats nothing" cmp escaped wanted
exits 0 "unescape" nbconv -f UTF-8 -t GB18030 --unescape -o back escaped
check "the exact bytes come back" cmp back bad
head -c 100000 "$B/nbconv" >binary
exits 0 "escape any bytes" nbconv -f GB18030 --escape -o escaped binary
exits 0 "unescape them" nbconv -f UTF-8 -t GB18030 --unescape -o back escaped
check "they come back" cmp back binary

# The proof.
printf 'a\243\240' >twice
exits 2 "what does not come back is refused" \
	nbconv -f GB18030 --profile web -o never twice
says "offset 1: converting back" "the message has the offset"
check "and no output" test ! -e never
exits 0 "unless that is wanted" \
	nbconv -f GB18030 --profile web --no-verify -o out twice
nbconv -f GB18030 --profile web --verify <twice >out 2>.err
[ $? -eq 2 ]
result $? "--verify proves standard input too"

# The report.
printf '\376\121\244\n\226\377\357\277\275\357\277\275' >doubtful
nbconv -f GB18030 --escape --report json -o out doubtful >report 2>.err
check "the report is JSON, and true" python3 - <<'EOF'
import hashlib, json
r = json.load(open("report", encoding="utf-8"))
data = {n: open(n, "rb").read() for n in ("doubtful", "out")}
assert r["file"] == "doubtful" and r["from"] == "GB18030" and r["to"] == "UTF-8"
assert r["bytes_in"] == len(data["doubtful"]) and r["bytes_out"] == len(data["out"])
assert r["sha256_in"] == hashlib.sha256(data["doubtful"]).hexdigest()
assert r["sha256_out"] == hashlib.sha256(data["out"]).hexdigest()
assert r["verified"] is True and r["lines"] == 1
assert r["private_use"] == {"count": 1, "offsets": [0]}
assert r["editions"]["count"] == 1
assert r["escapes"] == {"count": 3, "offsets": [2, 4, 5]}
assert r["mojibake"]["count"] == 1
EOF
nbconv --report json "$gb" 2>report >out.utf8
nbconv -f GB18030 --report json bad 2>report >out.utf8
check "a conversion that failed has a report" python3 -c 'import json
lines = open("report", encoding="utf-8").read().split("\n")
error = json.loads(lines[0])["error"]
assert error["offset"] == 6 and "invalid lead" in error["text"]'
nbconv --report json "$gb" 2>report >out.utf8
check "beside text on standard output it is on standard error" \
	python3 -c 'import json; json.load(open("report", encoding="utf-8"))'
check "the text is whole" cmp out.utf8 "$utf8"

# Detection.
for page in "$pages"/*.txt; do
	name=$(basename "$page")
	nbconv -q "$page" >"$name.utf8" 2>.err
	case $name in
	dgrb* | mgrb*) charsets="UTF-8 GB18030 BIG5" ;;
	*) charsets="UTF-8 GB18030" ;;
	esac
	for charset in $charsets; do
		# What Big5 lacks is left away: it is the rest that is judged.
		python3 - "$name.utf8" "$charset" <<'EOF'
import sys
text = open(sys.argv[1], encoding="utf-8-sig", newline="").read()[:300]
open("page", "wb").write(text.encode(sys.argv[2].replace("BIG5", "cp950"), "ignore"))
EOF
		nbconv --detect page >.out 2>.err
		grep -q "^page: $charset (" .out
		result $? "$name in $charset is found out"
	done
done
printf '\344\270\200' >short
printf '\322\273\265\304' >shorter
exits 0 "detect: short texts" nbconv --detect short shorter
cp .out found
check "two characters are not certain" grep -q '^shorter: uncertain' found
exits 4 "detect: what is no text" nbconv --detect binary
cp .out found
check "unknown, and why" grep -q '^binary: unknown: ' found
head -c 100 /dev/zero >zeros
exits 4 "detect: control characters" nbconv --detect zeros
exits 2 "what is unknown is not converted" nbconv binary
says "name it with --from-code" "the message says what to do"
printf 'hello \326\320\n' >one
nbconv -q one >out 2>.err
printf 'hello \344\270\255\n' >wanted
check "a single character in GB18030 is found out" cmp out wanted
exits 1 "detect: other options" nbconv --detect --escape one
printf '~{9$WwHKT1~}\n' >hz
nbconv --detect hz >found 2>.err
check "HZ" grep -q '^hz: HZ (' found
nbconv -q hz >out 2>.err
printf '\345\267\245\344\275\234\344\272\272\345\221\230\n' >wanted
check "HZ is converted" cmp out wanted
nbconv -q -t UTF-16 wanted -o wide 2>.err
nbconv --detect wide >found 2>.err
check "UTF-16 by its mark" grep -q '^wide: UTF-16' found
nbconv --detect --report json hz short >found 2>.err
check "detect: JSON Lines" python3 -c 'import json
for line in open("found", encoding="utf-8"): assert json.loads(line)["reason"]'

# Any size in constant memory; progress on a terminal; no harm from a signal
# or a full disk.
yes "$(head -c 3000 "$utf8" | head -n 5)" | head -c 100000000 >long
size=$(tail -n 1 long | wc -c)
head -c $((100000000 - size)) long >long.utf8
if prlimit --as=67108864 nbconv --version >.out 2>.err; then
	prlimit --as=67108864 nbconv -f UTF-8 -t GB18030 --verify long.utf8 \
		>long.gb 2>.err
	result $? "100 MB in 64 MB of memory"
else # the address sanitizer wants all addresses there are
	nbconv -f UTF-8 -t GB18030 --verify long.utf8 >long.gb
	skip "nbconv does not start in so little" "100 MB in 64 MB of memory"
fi
nbconv -f GB18030 long.gb | cmp - long.utf8 2>.err
result $? "and it is all there"
check "progress on a terminal" python3 - <<'EOF'
import os, pty, subprocess
ours, theirs = pty.openpty()
subprocess.run(["nbconv", "-f", "GB18030", "-o", "out", "long.gb"], stderr=theirs, check=True)
os.close(theirs)
assert b" MB, " in os.read(ours, 4096)
EOF
mkdir empty
"$root/tests/signalled.py" TERM nbconv -f GB18030 -o empty/out long.gb >code 2>.err
[ "$(cat code)" = -15 ]
result $? "a signal ends it as a signal does"
[ -z "$(ls empty)" ]
result $? "and leaves no file behind"
rm -f long long.*
if [ -c /dev/full ]; then
	nbconv "$gb" >/dev/full 2>.err
	[ $? -eq 1 ]
	result $? "a full disk is exit 1"
fi
finish
