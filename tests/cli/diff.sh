#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc diff: its differences turn the one text into the other, exactly, for small
# changes and for large pages; colours, brackets, messages.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190304-a01

# Every difference is true of both texts, and all else is the same in both.
cat >apply.py <<'P'
import json
import subprocess
import sys

archive, page, one, two = sys.argv[1:5]


def run(*args):
    return subprocess.run(["nbarc", *args], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")


def text(revision):
    return [p for p in run("get", "--format", "text", archive, f"{page}@{revision}").split("\n") if p]


def side(edit, name, words):
    if edit[name] is None:
        assert all(word == ("inserted" if name == "before" else "deleted") for word, _ in edit["text"])
        return None
    return "".join(text for word, text in edit["text"] if word in words)


before, after = text(one), text(two)
at, result, edits = 0, [], 0
for line in run("diff", "--json", archive, f"{page}@{one}", f"{page}@{two}").splitlines():
    edit = json.loads(line)
    old = side(edit, "before", ("same", "deleted"))
    new = side(edit, "after", ("same", "inserted"))
    assert old != new
    while before[at:] and (before[at] != old if old is not None else after[len(result)] != new):
        result.append(before[at])
        at += 1
    at += old is not None
    if new is not None:
        result.append(new)
    edits += 1
result += before[at:]
assert result == after, "the differences do not make the second text"
print(edits)
P

cp -R "$root/fixtures/pages" pages
nbarc ingest -q -o a.nbarc pages
revise() { # SED-SCRIPT
	sed "$1" pages/$page.txt >x && mv x pages/$page.txt
	nbarc ingest -q -o a.nbarc pages
}
revise 's/春耕/秋收/g; s/四十亩/四百四十亩/'
revise '/好种子送到门口/d; s/第二十一个村/第 22 个村/'
revise 's/^\(技术员成了常客\)$/\1\n\n新的一段，只有这一句话。/'
revise '1,20d'
for pair in "1 2" "2 3" "3 4" "4 5" "1 5" "5 1" "2 2"; do
	# shellcheck disable=SC2086 # two revisions
	check "@${pair% *} to @${pair#* }" python3 apply.py a.nbarc $page $pair
done

check "two revisions" nbarc diff a.nbarc $page@1 $page@2
grep -qF '四{+百四+}十亩' .out || grep -qF '{+四百+}四十亩' .out
result $? "brackets are about what changed, and no more"
grep -q "^@@ $page-01 @@$" .out && head -n 1 .out | grep -qx -- "--- $page@1"
result $? "names and headings"
cp .out two
check "one identifier is the revision and the one before" \
	nbarc diff a.nbarc $page@2
check "and prints the same" sh -c "nbarc diff a.nbarc $page@2 | cmp - two"
nbarc diff --colour always a.nbarc $page@2 >coloured
esc=$(printf '\033')
grep -qF "${esc}[32;1m" coloured && grep -qF "${esc}[31;9m" coloured &&
	! grep -qF '{+' coloured
result $? "colours instead of brackets"
sed "s/${esc}\[[0-9;]*m//g" coloured >plain
sed 's/\[-//g; s/-\]//g; s/{+//g; s/+}//g' two >bare
check "colours are all that differs" cmp bare plain
nbarc diff a.nbarc $page-02@1 $page-02@2 >article
! grep -q "$page-01" article && grep -q "$page-02" article
result $? "an article has only its own differences"
nbarc diff a.nbarc $page@2 $page@2 >same 2>.err
[ ! -s same ]
result $? "no difference prints nothing"
says "are the same" "and says so"
exits 4 "before the first revision" nbarc diff a.nbarc $page@1
exits 4 "a revision that is not there" nbarc diff a.nbarc $page@1 $page@9
exits 4 "a page that is not there" nbarc diff a.nbarc jdrb-18000101-a01
exits 1 "two identifiers without revisions" nbarc diff a.nbarc $page $page
exits 4 "an issue" nbarc diff a.nbarc jdrb-20190304

# A page of a thousand paragraphs of which many changed, and one all of whose
# text is another.
mkdir big
python3 - <<'P'
import random
rng = random.Random(3)
words = [chr(0x4e00 + rng.randrange(400)) + chr(0x4e00 + rng.randrange(400)) for _ in range(300)]
def paragraph():
    return "，".join("".join(rng.choices(words, k=rng.randrange(4, 9))) for _ in range(5)) + "。"
one = ["大标题"] + [paragraph() for _ in range(1000)]
two = []
for text in one:
    kind = rng.randrange(8)
    if kind == 0:
        continue
    if kind == 1:
        two.append(paragraph())
    if kind == 2:
        at = rng.randrange(len(text))
        text = text[:at] + "改" + text[at + rng.randrange(4):]
    two.append(text)
three = ["大标题"] + [paragraph() for _ in range(1000)]
for number, page in enumerate((one, two, three), 1):
    with open(f"big.{number}", "w", encoding="utf-8") as out:
        out.write("\n\n".join(page) + "\n")
P
for n in 1 2 3; do
	cp big.$n big/$page.txt
	nbarc ingest -q -o big.nbarc big
done
check "a large page, many changes" python3 apply.py big.nbarc $page 1 2
[ "$(cat .out)" -gt 200 ]
result $? "of which there are hundreds"
check "a large page, another text" python3 apply.py big.nbarc $page 2 3
finish
