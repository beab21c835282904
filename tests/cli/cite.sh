#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc cite, and nbarc get --cite, which finds the text again.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-a01
nbarc ingest -q -o a.nbarc --titles "$root/fixtures/titles.tsv" "$root/fixtures/pages"
nbarc get a.nbarc $id-02 >cited.xml
merkle=$(nbarc info a.nbarc | sed -n 's/^Merkle root *//p')
for style in gbt7714 bibtex csl ris; do
	SOURCE_DATE_EPOCH=1583712000 nbarc cite -f $style a.nbarc $id-02 >$style
done
nbarc cite a.nbarc $id-02@1 >revision
nbarc cite -f bibtex a.nbarc $id >page

# ---- what they look like
check "GB/T 7714" grep -qF "何苗. 白天下田 晚上上课[N/OL]. 江东日报, 2019-03-04(A01)[2020-03-09]. nbarc:$id-02@1;root=$merkle." gbt7714
cat >read.py <<'END'
import json, re, sys
reference = f"nbarc:{sys.argv[1]}-02@1;root={sys.argv[2]}"
csl = json.load(open("csl", encoding="utf-8"))
assert csl == [{"id": sys.argv[1] + "-02", "type": "article-newspaper", "author": [{"literal": "何苗"}],
    "title": "白天下田 晚上上课", "container-title": "江东日报", "issued": {"date-parts": [[2019, 3, 4]]}, "page": "A01",
    "language": "zh", "accessed": {"date-parts": [[2020, 3, 9]]}, "URL": reference}]
lines = open("ris", encoding="utf-8", newline="").read().split("\r\n")
assert lines[0] == "TY  - NEWS" and lines[-2:] == ["ER  - ", ""]
assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
assert {"AU  - 何苗", "TI  - 白天下田 晚上上课", "T2  - 江东日报", "DA  - 2019/03/04/", "UR  - " + reference} <= set(lines)
entry = open("bibtex", encoding="utf-8").read()
fields = dict(re.findall(r"^  (\w+) = (.*?),?$", entry, re.M))
assert entry.startswith("@article{" + sys.argv[1] + "-02,\n") and entry.endswith("\n}\n")
assert fields["author"] == "{{何苗}}" and fields["title"] == "{{白天下田 晚上上课}}" and fields["month"] == "mar"
assert fields["year"] == "{2019}" and fields["note"] == "{" + reference + "}"
END
check "CSL-JSON, RIS and BibTeX" python3 read.py $id "$merkle"
check "a page" grep -q 'title = {{江东日报}}' page
printf '%s\n' $id-01 '# none' $id-02 | nbarc cite -f csl a.nbarc - >several
[ "$(python3 -c 'import json; print(len(json.load(open("several"))))')" = 2 ]
result $? "identifiers on standard input"
nbarc cite -f csl -o empty a.nbarc nothing-1 2>.err
[ "$(cat empty)" = '[]' ]
result $? "CSL-JSON is an array in any case"
printf '甲&乙_丙%%丁{戊}\n\n记者 子 丑 寅 卯\n\n正文。正文。正文。正文。正文。\n' >x.txt
cp x.txt jdrb-20190300-01.txt
nbarc ingest -q -o odd.nbarc jdrb-20190300-01.txt
nbarc cite -f bibtex odd.nbarc jdrb-20190300-01-01 >odd
grep -qF 'title = {{甲\&乙\_丙\%丁\{戊\}}}' odd && grep -q 'date = {2019-03}' odd
result $? "BibTeX: what means something to TeX; a day that is not known"

# ---- and back, after the archive has grown
sed 's/长条凳/条凳/' "$root/fixtures/pages/$id.txt" >$id.txt
nbarc ingest -q -o a.nbarc $id.txt
nbarc get a.nbarc $id-02 >now.xml
! cmp -s now.xml cited.xml
result $? "the article is another now"
for style in gbt7714 bibtex csl ris revision; do
	nbarc get --cite "$(cat $style)" a.nbarc >got.xml
	check "$style: the text that was cited" cmp got.xml cited.xml
done
nbarc get --cite - a.nbarc <bibtex >got.xml
check "from standard input" cmp got.xml cited.xml
fold -w 20 gbt7714 | sed 's/^/  /' >folded
nbarc get --cite "$(cat folded)" -f text a.nbarc >got.txt
nbarc get -f text --at 1 a.nbarc $id-02 >wanted.txt
check "with line breaks in it, as text" cmp got.txt wanted.txt
check "the corpus that was cited is in this one" \
	sh -c "nbarc prove --since $merkle a.nbarc >proof && nbarc check-proof -q --expect-old-root $merkle proof"
python3 "$root/format-spec/reader.py" get a.nbarc $id-02@1 >theirs.xml 2>.err
nbarc get --cite "$(cat gbt7714)" --format slices a.nbarc >slices.xml
check "the other reader gives the same" cmp theirs.xml slices.xml
nbarc cite a.nbarc $id-02 >second
nbarc get --cite "$(cat second)" a.nbarc >got.xml
check "a citation of today is of today" cmp got.xml now.xml
nbarc cite --at 1 a.nbarc $id-02 >first
[ "$(sed 's/.*nbarc:/nbarc:/' first)" = "$(sed 's/.*nbarc:/nbarc:/' gbt7714)" ]
result $? "--at: as it would have been cited then"

# ---- what fails
exits 4 "no reference" nbarc get --cite "何苗. 白天下田" a.nbarc
exits 2 "one that is cut off" nbarc get --cite "nbarc:$id-02@1;root=12" a.nbarc
exits 4 "of another archive" nbarc get --cite "$(cat gbt7714)" odd.nbarc
says "odd.nbarc: the archive does not contain the corpus that was cited, whose root is $merkle" \
	"says that, with the root"
[ ! -s .out ]
result $? "and prints nothing"
sed "s/root=[0-9a-f]*/root=$merkle/" second >mixed
grep -q "@2;root=$merkle" mixed
result $? "a revision that the cited corpus did not have"
exits 4 "is not found in that, although the archive has both" nbarc get --cite "$(cat mixed)" a.nbarc
[ ! -s .out ]
result $? "and nothing is printed"
exits 1 "two of them" nbarc get --cite "$(cat gbt7714 second)" a.nbarc
says "several references" "says so"
exits 1 "with an identifier" nbarc get --cite "$(cat gbt7714)" a.nbarc $id
exits 1 "no such style" nbarc cite -f chicago a.nbarc $id
exits 4 "no such article" nbarc cite a.nbarc $id-99 $id-01
grep -q "$id-01@" .out
result $? "the others are cited"
exits 4 "an article that is mistyped" nbarc cite a.nbarc $id-2
says "did you mean '$id-02'?" "asks for the nearest"
mkdir nowhere
cp "$root/fixtures/pages/$id.txt" nowhere/jdrb-20190000-00.txt
nbarc ingest -q -o nowhere.nbarc nowhere 2>.err
for style in gbt7714 bibtex csl ris; do
	SOURCE_DATE_EPOCH=1583712000 nbarc cite -f $style nowhere.nbarc jdrb-20190000-00-02
done >nowhere.cited
grep -qF "jdrb, 2019[2020-03-09]. nbarc:jdrb-20190000-00-02@1" nowhere.cited &&
	! grep -qE 'pages =|"page"|^SP ' nowhere.cited
result $? "a page whose number is not known has none"
yes "$(cat second)" | head -n 90000 >many
check "a text that cites one article 90,000 times" \
	timeout 60 nbarc get --cite - -o got.xml a.nbarc <many
nbarc withdraw -q --reason 权利 a.nbarc $id-02
exits 4 "what was withdrawn" nbarc cite a.nbarc $id-02
says "withdrawn: 权利" "with the reason"
finish
