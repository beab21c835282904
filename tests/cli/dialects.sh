#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every dialect of ALTO, hOCR, PAGE, FineReader, DjVu, METS and text is taken and read
# right: the table of tests/dialects is what its program prints today.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir files
check "the files are made and read" python3 "$root/tests/dialects/dialects.py" "$B" files
cp .out printed
cp .err wrong
sed -n '/^|/p' "$root/tests/dialects/README.md" >table
cat wrong >.err
diff table printed >>.err
result $? "they give the table of tests/dialects/README.md"
[ "$(wc -l <table)" -gt 60 ]
result $? "the table has all kinds"
awk -F'|' 'NR > 2 && ($3 != $4 || $4 != $5) { print; n++ } END { exit n > 0 }' printed >.err
result $? "all of them are right"
# A table of nothing but right files could come from a program that looks at none.
printf '#!/bin/sh\necho 春耕\n' >nbnorm
chmod +x nbnorm
ln -s "$B"/nbarc* .
python3 "$root/tests/dialects/dialects.py" . files 2>/dev/null | grep -q '^| ALTO 2 | 3 | 3 | 0 |'
result $? "a reader that is wrong is found"
finish
