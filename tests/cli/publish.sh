#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc publish: the folder is there whole or not at all, what is in it, and that nothing of
# an archive or a command line becomes markup. tests/browser/site has it in a browser.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages
nbarc ingest -q -o a.nbarc "$pages"
exits 0 "an archive without an index is published" nbarc publish a.nbarc site
says "nbarc index" "and it is said that one would help"
check "the archive is there, byte for byte" cmp a.nbarc site/corpus.nbarc
exits 1 "a folder with something is refused" nbarc publish a.nbarc site
says "--force" "and the message tells of --force"
cp a.nbarc b.nbarc
nbarc index -q --embed b.nbarc
exits 0 "an archive with an index in itself is published" nbarc publish --force b.nbarc site
[ ! -s .err ]
result $? "and nothing is said"
check "the index is there, in the archive" cmp b.nbarc site/corpus.nbarc
rm b.nbarc
nbarc index -q a.nbarc
exits 0 "--force replaces a site" nbarc publish --force --name '<b>"x"&' \
	--base-url https://example.com/a a.nbarc site/
[ ! -s .err ]
result $? "with an index nothing is said"
check "the index is there" cmp a.nbarc.idx site/corpus.nbarc.idx
[ "$(ls -A)" = "$(printf '.err\n.out\na.nbarc\na.nbarc.idx\nsite')" ]
result $? "nothing else is left"
mkdir mine && echo mine >mine/file
exits 1 "a folder that is no site is not replaced" \
	nbarc publish --force a.nbarc mine
check "it is as it was" test "$(cat mine/file)" = mine

# --force removes nothing but what publish wrote.
printf '%s\n' '{}' >mine/room.json
exits 1 "a file called room.json makes no site" nbarc publish --force a.nbarc mine
check "and nothing is lost" test "$(cat mine/file)" = mine
for mark in '' 'mine' '#nbarc publish 1' '#nbarc publish 1\n\nfile' \
	'#nbarc publish 1\nroom.files\n'; do
	printf '%b' "$mark" >mine/room.files
	exits 1 "nor does a list that says '$mark'" nbarc publish --force a.nbarc mine
done
check "and nothing is lost" test "$(cat mine/file)" = mine
added() { # DESCRIPTION NAME
	exits 1 "$1 in a site" nbarc publish --force a.nbarc site
	says "site/$2: not written by nbarc publish" "is named"
	[ -e "site/$2" ] || [ -L "site/$2" ]
	result $? "and is there"
	rm -r "site/$2"
}
echo mine >site/mine.txt
added "a file" mine.txt
echo mine >site/issue/thesis.txt
added "one in a folder of it" issue/thesis.txt
mkdir site/js/notes
added "a folder" js/notes
ln -s ../mine/file site/link
added "a symbolic link" link
mv site/room.css mine
ln -s ../mine/room.css site
added "one with the name of a file" room.css
exits 0 "a site that lacks a file is replaced" nbarc publish --force \
	--name '<b>"x"&' --base-url https://example.com/a a.nbarc site
check "and is whole" test -f site/room.css
mkdir -p only
cp -r site only
cp a.nbarc.idx only
link=https://example.org/corpus.nbarc
exits 1 "an archive in the site" nbarc publish -q --force --link $link \
	only/site/corpus.nbarc only/site
says "only/site/corpus.nbarc: it is read" "is named"
exits 1 "also without --link" nbarc publish --force only/site/corpus.nbarc only/site
check "and is there" cmp a.nbarc only/site/corpus.nbarc
ln -s only/site/corpus.nbarc by-link.nbarc
exits 1 "also by a symbolic link" nbarc publish --force by-link.nbarc only/site
rm only/site/corpus.nbarc
ln a.nbarc only/site/corpus.nbarc
exits 1 "also if it has another name" nbarc publish --force \
	only/site/corpus.nbarc only/site
exits 0 "by that name, the site is replaced" nbarc publish --force a.nbarc only/site
cp a.nbarc b.nbarc
ln -s "$PWD/only/site/corpus.nbarc.idx" b.nbarc.idx
exits 1 "an index in the site" nbarc publish --force b.nbarc only/site
says "b.nbarc.idx: it is read" "is named"
check "and is there" cmp a.nbarc.idx only/site/corpus.nbarc.idx

# Folders that are not what they are called.
mkdir real
ln -s real there
exits 0 "a symbolic link to an empty folder" nbarc publish a.nbarc there/
[ -L there ] && [ -f real/room.json ]
result $? "fills the folder"
exits 0 "--force replaces a site behind one" nbarc publish --force a.nbarc there
[ -L there ] && [ -f real/room.json ]
result $? "and the link stays"
ln -s nowhere dangling
exits 1 "a symbolic link to nothing" nbarc publish a.nbarc dangling
says "dangling: a symbolic link to nothing" "is refused"
mkdir here
exits 1 "the current folder" sh -c 'cd here && nbarc publish ../a.nbarc .'
says "here: the current folder cannot be replaced" "is refused"
[ -z "$(ls -A here)" ] && [ -z "$(ls -d -- *.tmp *.old 2>/dev/null)" ]
result $? "and nothing is left anywhere"

mkdir empty
exits 0 "an empty folder is filled" nbarc publish -q a.nbarc empty
exits 0 "the same archive gives the same site" nbarc publish -q a.nbarc again
check "byte for byte" diff -r empty again

# What is in it.
! grep -rn '<b>' site/*.html site/issue
result $? "the name of the room is no markup"
grep -q '<a class="room-name" href="#">&lt;b&gt;&quot;x&quot;&amp;</a>' site/index.html
result $? "it is text"
for page in site/index.html site/issue/*.html; do
	grep -q "default-src 'none'; script-src 'self'" "$page" &&
		! grep -qE ' style=| on[a-z]+=|<style|<script>' "$page"
	result $? "$(basename "$page") has a policy, and keeps to it"
done
nbarc list --json -c id a.nbarc | sed 's/.*:"\(.*\)"}/\1/' | sort >items
sed -n 's/^<li id="\([^"]*\)".*/\1/p' site/issue/*.html | sort >listed
check "the issues list every item" cmp items listed
python3 - site <<'P' >.out 2>.err
import json, os, re, sys
site = sys.argv[1]
room = json.load(open(f"{site}/room.json", encoding="utf-8"))
ids = [f"{t['code']}-{i[0]}" for t in room["titles"] for i in t["issues"]]
assert sorted(f"{i}.html" for i in ids) == sorted(n for n in os.listdir(f"{site}/issue") if n != "index.html"), ids
assert sum(i[2] for t in room["titles"] for i in t["issues"]) == len(open("items").readlines())
assert room["name"] == '<b>"x"&' and room["archive"] == "corpus.nbarc" and len(room["root"]) == 64
for folder, _, names in os.walk(f"{site}/js"):
    for name in names:
        text = open(os.path.join(folder, name), encoding="utf-8").read()
        for path in re.findall(r'(?:from|import) "([^"]*)"|import\("([^"]*)"\)', text):
            path = path[0] or path[1]
            assert path.startswith(".") and os.path.exists(os.path.join(folder, path)), (name, path)
P
result $? "room.json has every issue, and modules name modules that are there"
xmllint --noout site/sitemap.xml site/sitemap-1.xml >.out 2>.err
result $? "the site map is XML"
check "with the address of an issue" \
	grep -q '<loc>https://example.com/a/issue/jdrb-20190304.html</loc>' \
	site/sitemap-1.xml

# Other ways, and what goes wrong.
nbarc withdraw -q -r rights a.nbarc jdrb-20190304-a01-02
nbarc publish -q a.nbarc hidden
! grep -rq '白天下田' hidden/issue
result $? "what is withdrawn is not listed"
exits 0 "an archive at another place is named" nbarc publish -q \
	--link https://files.example.com/x/a.nbarc a.nbarc far
[ ! -e far/corpus.nbarc ] && grep -q '"archive":"https://files.example.com/x/a.nbarc"' \
	far/room.json &&
	grep -q "connect-src 'self' https://files.example.com;" far/index.html
result $? "and may be connected to"
exits 0 "images of another host can be shown" nbarc publish -q \
	--images 'https://images.example/a&b' a.nbarc images
grep -q '"images":"https://images.example/a&b/"' images/room.json &&
	grep -q "img-src 'self' https://images.example; connect-src 'self';" images/index.html
result $? "which the room allows"
! grep -rq 'images.example' images/issue && grep -q "img-src 'self';" images/issue/index.html
result $? "and no other page"
! grep -q '"images"' site/room.json && grep -q "img-src 'self';" site/index.html
result $? "none are shown unless told"
exits 0 "an archive can be linked" nbarc publish -q --hard-link a.nbarc linked
exits 0 "and again" nbarc publish -q --force --hard-link a.nbarc linked
check "it is the same file" test a.nbarc -ef linked/corpus.nbarc
for url in 'ftp://example.com' "https://a;script-src" 'https://' 'https://*' 'a.nbarc'; do
	exits 1 "no URL: $url" nbarc publish --link "$url" a.nbarc none
	exits 1 "of images, either: $url" nbarc publish --images "$url" a.nbarc none
	says "$url: not a URL; write https://images.example.com/" "is said"
done
exits 1 "an archive that is not there" nbarc publish absent.nbarc none
head -c 1000 a.nbarc >cut.nbarc
exits 2 "an archive that is cut off" nbarc publish cut.nbarc none
[ ! -e none ] && ! ls -d none.* >/dev/null 2>&1
result $? "leave no folder"
exits 1 "a folder of a folder that is not there" nbarc publish -q a.nbarc no/such
finish
