#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc publish of an archive at a URL: the site is that of the file, with the index that
# is beside it there, and nothing of what a URL keeps secret is in a site or a message.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$work"' EXIT
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY SSL_CERT_FILE
XDG_CACHE_HOME=$work/cache NBARC_TIMEOUT=5
export XDG_CACHE_HOME NBARC_TIMEOUT
mkdir www cache
nbarc ingest -q -o www/c.nbarc --titles "$root/fixtures/titles.tsv" "$root/fixtures/pages"
cp www/c.nbarc www/alone.nbarc
nbarc index -q www/c.nbarc
# One that is copied in several parts: pages at random.
mkdir many
python3 -c 'import random
random.seed(7)
for n in range(1, 61):
    with open(f"many/jdrb-20190401-a{n:02}.txt", "w", encoding="utf-8") as page:
        for _ in range(120):
            page.write("".join(chr(random.randint(0x4e00, 0x9f00)) for _ in range(300)) + "\n\n")'
nbarc ingest -q --no-sources -o www/large.nbarc many
[ "$(wc -c <www/large.nbarc)" -gt 4194304 ]
result $? "one archive takes more than one part"
touch -d 2020-01-01 www/*
python3 "$root/tests/far_server.py" "$work/www" port log 2>trace &
server=$!
n=0
while [ ! -s port ] && [ $n -lt 100 ]; do
	sleep 0.1
	n=$((n + 1))
done
base=http://127.0.0.1:$(cat port)

nbarc publish www/c.nbarc here 2>.err
exits 0 "an archive at a URL is published" nbarc publish "$base/good/c.nbarc" there
[ ! -s .err ]
result $? "and nothing is said"
check "the site is that of the file" diff -r here there
check "with the index that is beside it" cmp www/c.nbarc.idx there/corpus.nbarc.idx
exits 0 "from a store that may not be listed" nbarc publish \
	"$base/unlisted/alone.nbarc?key=secret#part" alone
says "nbarc index" "it is said that there is no index"
says "unlisted/alone.nbarc?***" "of which URL, without its query"
check "the archive is there" cmp www/alone.nbarc alone/corpus.nbarc
! grep -rq -e secret alone .err
result $? "a query is nowhere"
grep -q '<title>alone</title>' alone/index.html
result $? "the room is called as the file is"
exits 0 "--link reads it there and copies none" nbarc publish \
	--link "$base/good/c.nbarc" "$base/good/c.nbarc" linked
[ ! -e linked/corpus.nbarc ] && grep -q "$base/good/c.nbarc" linked/room.json
result $? "and names the URL"
exits 0 "a large one is copied" nbarc publish -q "$base/good/large.nbarc" large
check "byte for byte" cmp www/large.nbarc large/corpus.nbarc
exits 0 "--force replaces a site" nbarc publish -q --force "$base/good/c.nbarc" alone
check "with another archive" diff -r here alone

exits 1 "--hard-link" nbarc publish --hard-link "$base/good/c.nbarc" none
says "--hard-link" "is for files"
exits 1 "what is not there" nbarc publish "$base/good/none.nbarc" none
says "$base/good/none.nbarc" "is named"
exits 1 "an index that the server does not give" nbarc publish "$base/shut/c.nbarc" none
says "$base/shut/c.nbarc.idx" "is named"
exits 1 "a server that errs" nbarc publish "$base/cut/c.nbarc" none
[ -z "$(find . -maxdepth 1 -name 'none*')" ]
result $? "of these, nothing is left"
finish
