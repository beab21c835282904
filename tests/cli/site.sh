#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The pictures are what a session prints and what a reading room shows, and the site of
# the manual has no link that leads nowhere.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
"$root/docs/session.py" "$B" >session.svg
check "the picture of a session shows what is printed today" \
	cmp session.svg "$root/docs/session.svg"
"$root/docs/room.py" "$B" >room.svg
check "the picture of a reading room shows what its pages have today" \
	cmp room.svg "$root/docs/room.svg"
# What a reader of the front page meets, in this order.
at=0
for mark in "for libraries, archives" "(docs/session.svg)" "(docs/room.svg)" "make demo " "make check " \
	"| nbarc | others |" "Where others are better" "nbarc-tutorial(7)" "nbarc-research(7)" "nbarc-engineer(7)"; do
	line=$(grep -nF "$mark" "$root/README.md" | head -n 1 | cut -d: -f1)
	[ "${line:-0}" -gt "$at" ] || echo "$mark" >>misplaced
	at=${line:-0}
done
[ ! -e misplaced ]
result $? "the front page: what for, pictures, two commands, figures, three tutorials"

links() { # every link leads to a page and to a fragment that is there
	python3 - site <<'P'
import html, os, re, sys
folder = sys.argv[1]
pages = {name: open(os.path.join(folder, name)).read() for name in os.listdir(folder)}
ids = {name: set(re.findall(r' id="([^"]*)"', text)) for name, text in pages.items()}
bad = count = 0
for name, text in pages.items():
    if not name.endswith(".html"):
        continue
    for link in map(html.unescape, re.findall(r'(?:href|src)="([^"]*)"', text)):
        page, _, fragment = link.partition("#")
        if re.match("[a-z]+:", link):
            continue
        count += 1
        page = page or name
        if page not in pages or fragment and fragment not in ids[page]:
            bad += 1
            print(name, link)
print(count, "links")
sys.exit(bad > 0 or count < 1000)
P
}
found() { # what search.js finds first
	node -e '
	const page = new Proxy({}, { get: () => ({ addEventListener() {}, replaceChildren() {} }) });
	globalThis.document = { querySelector: () => page.x, addEventListener() {} };
	const fs = require("fs");
	eval(fs.readFileSync("site/search-data.js", "utf8").replace("const", "var") +
		fs.readFileSync("site/search.js", "utf8") +
		"; globalThis.out = searchData.map(p => [score(p, process.argv.slice(1)), p[0]])");
	out.sort((a, b) => b[0] - a[0]);
	console.log(out[0][0] ? out[0][1] : "nothing");' "$@"
}
if command -v cmark-gfm >/dev/null && command -v mandoc >/dev/null; then
	check "the site is made" "$root/docs/site.py" site
	check "each of its links leads somewhere" links
	for name in "$root"/man/nbarc-*.1; do
		[ -e "site/$(basename "$name").html" ] || echo "$name"
	done >missing
	check "it has every manual page" cmp /dev/null missing
	if command -v node >/dev/null; then
		found withdraw >first
		check "its search finds a command by its name" grep -q nbarc-withdraw.1 first
		found sdfghjk >first
		check "and nothing that is not there" grep -qx nothing first
	else
		skip "node is not installed" "the search of the site"
	fi
else
	skip "cmark-gfm or mandoc is not installed" "the site of the manual"
fi
finish
