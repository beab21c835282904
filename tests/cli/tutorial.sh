#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every command of nbarc-tutorial(7) is run, in its order and in one folder, by the
# installed tools. All that it prints, messages included, stands below it; "# exit N"
# says how it ends.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
if ldd "$B/nbarc" | grep -qE '[at]san'; then
	skip "the sanitizers need their own flags" "make install"
	finish
	exit 0
fi
check "make install" make --no-print-directory -C "$root" B="${B#"$root"/}" \
	prefix=/opt/nb DESTDIR="$work/stage" install
PATH=$work/stage/opt/nb/bin:$PATH
mkdir -p scratch/text/早报
cp -R "$root/fixtures/issue" scratch/scan
cp "$root/fixtures/tutorial/manifest.csv" scratch
# The repository has texts that people can read; the tutorial's are GB18030.
nbconv -f UTF-8 -t GB18030 "$root/fixtures/tutorial/d1p1.txt" >scratch/text/早报/一.txt
nbconv -f UTF-8 -t GB18030 "$root/fixtures/tutorial/d1p2.txt" >scratch/text/早报/二.txt
page=$root/man/nbarc-tutorial.7
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$page" | grep -v '^\.' | sed 's/\\e/\\/g' >lines
awk '/^\$ / { n++ } { print > ("step." n) } END { print n + 0 }' lines >count
[ "$(cat count)" -gt 40 ]
result $? "the tutorial has commands"
number=1
while [ "$number" -le "$(cat count)" ]; do
	command=$(sed -n '1s/^\$ //p' "step.$number")
	sed 1d "step.$number" >wanted
	exit=$(echo "$command" | sed -n 's/.*# exit \([0-9]\)$/\1/p')
	(cd scratch && sh -c "$command") >printed 2>&1
	code=$?
	diff wanted printed >.err
	[ "$code" -eq "${exit:-0}" ] && [ ! -s .err ]
	result $? "$command"
	number=$((number + 1))
done

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
