#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# get --all is every page, in each format and of each commit, and says what it
# does not go with. A mistyped command is answered with the one that was meant.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
nbarc ingest -q -o a.nbarc "$root/fixtures/pages"

# ---- every page
for format in tei text source journal; do
	nbarc get -f $format a.nbarc '' >wanted
	check "$format of all" nbarc get --all -f $format -o all a.nbarc
	cmp all wanted
	result $? "it is every page"
done
nbarc list --pages a.nbarc | wc -l >wanted
nbarc get --all a.nbarc | grep -c '<TEI ' | cmp - wanted
result $? "as many documents as pages"
first=$(nbarc list --pages a.nbarc | head -1)
check "withdraw a page" nbarc withdraw --reason test a.nbarc "$first"
exits 4 "all after a withdrawal" nbarc get --all -f text -o all a.nbarc
nbarc get -f text -o wanted.text a.nbarc '' 2>/dev/null
cmp all wanted.text
result $? "the rest of it is printed"
nbarc get --all --at 1 a.nbarc | grep -c '<TEI ' | cmp - wanted
result $? "all of an earlier commit"
exits 1 "an identifier beside --all" nbarc get --all a.nbarc "$first"
says "--all takes only an archive" "says so"
exits 1 "a list beside --all" nbarc get --all --ids wanted a.nbarc
exits 1 "no archive" nbarc get --all

# ---- what was meant
meant()
{
	exits 1 "nbarc $1" nbarc "$1"
	says "did you mean '$2'?" "asks for $2"
}
meant lsit list
meant gte get
meant verfy verify
meant ingestt ingest
meant withdrwa withdraw
for word in xylophone x gxx \
	a-word-that-is-longer-than-any-name-of-a-command; do
	exits 1 "nbarc $word" nbarc $word
	grep -q "no such command" .err && ! grep -q "did you mean" .err
	result $? "guesses nothing"
done
finish
