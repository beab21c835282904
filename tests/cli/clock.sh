#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times at the ends of the calendar: 1970, 2106, where 32 bits end, the year 10000,
# and the last one that SOURCE_DATE_EPOCH may name. They are in the commit, in nbarc
# log and info, in citations and in the sitemap; nothing else depends on them. A clock
# of the system that is wrong is believed, and archives whose commits go back in time
# are good.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir pages
cp "$root"/fixtures/pages/jdrb-20190304-a0*.txt pages
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out key.pub
SOURCE_DATE_EPOCH=1583712000 nbarc ingest -q -o now.nbarc pages
nbarc info now.nbarc | grep '^Merkle root' >root
id=jdrb-20190304-a01-01

while read -r seconds day time; do
	SOURCE_DATE_EPOCH=$seconds
	export SOURCE_DATE_EPOCH
	check "$seconds: ingest" nbarc ingest -q -o a.nbarc pages
	nbarc info a.nbarc | grep '^Merkle root' | cmp -s - root
	result $? "$seconds: the corpus is the same"
	check "$seconds: withdraw" nbarc withdraw -q -r x a.nbarc jdrb-20190304-a01-02
	[ "$(nbarc log a.nbarc | grep -c "^commit [12]  *${day}T$time  ")" -eq 2 ]
	result $? "$seconds: log says $day $time of both commits"
	nbarc info a.nbarc | grep -q "^newest commit  ${day}T$time by"
	result $? "$seconds: and info of the newest"
	nbarc log a.nbarc jdrb-20190304-a01 | grep -q "${day}T$time"
	result $? "$seconds: and log of a page"
	nbarc cite a.nbarc $id | grep -qF "[$day]"
	result $? "$seconds: a citation has the day of access"
	check "$seconds: sign" nbarc sign -q -k key.pem --origin example.org/a a.nbarc
	check "$seconds: the signature is good" nbarc verify -q -k key.pub a.nbarc
	check "$seconds: publish" nbarc publish -q -b https://example.org/ a.nbarc site
	check "$seconds: compact" nbarc compact -q --purge a.nbarc
	nbarc info a.nbarc | grep -q "^newest commit  ${day}T$time by"
	result $? "$seconds: and its commit has that time"
	check "$seconds: an independent reader" python3 "$root/format-spec/reader.py" verify a.nbarc
	rm -r a.nbarc site
done <<-'END'
	0 1970-01-01 00:00:00Z
	4294967295 2106-02-07 06:28:15Z
	4294967296 2106-02-07 06:28:16Z
	253402300800 10000-01-01 00:00:00Z
	1099511627776 36812-02-20 00:36:16Z
END
for seconds in 1099511627777 -1 18446744073709551616 1e3 ' '; do
	SOURCE_DATE_EPOCH=$seconds
	export SOURCE_DATE_EPOCH
	exits 1 "'$seconds' is no time: ingest" nbarc ingest -q -o a.nbarc pages
	exits 1 "'$seconds' is no time: withdraw" nbarc withdraw -q -r x now.nbarc $id
	exits 1 "'$seconds' is no time: cite" nbarc cite now.nbarc $id
	[ ! -e a.nbarc ]
	result $? "'$seconds': nothing was written"
done

# ---- a wrong clock
unset SOURCE_DATE_EPOCH
if ! ldd "$B/nbarc-decide" >/dev/null 2>&1 ||
	nm "$B/nbarc-decide" 2>/dev/null | grep -q ' __[atu]san_init'; then
	skip "nothing can be preloaded" "a wrong clock"
	finish
	exit
fi
cc -shared -fPIC -O2 -std=c11 -o clock.so "$root/tests/faults/clock.c"
decide() { # SECONDS KIND
	printf '%s\t许晚·\t柳湾镇办起春耕\t\tjdrb-20190304-a01\t王平\t2026-03-31\t看图\n' "$2" >decisions
	LD_PRELOAD=$PWD/clock.so CLOCK_AT=$1 "$B/nbarc-decide" -q now.nbarc decisions
}
check "the clock at 2106" decide 4294967296 main
check "the clock at 0" decide 0 sub
nbarc log now.nbarc | sed -n 's/^commit [0-9]*  *\([^ ]*\) .*/\1/p' | sort >when
printf '%s\n' 1970-01-01T00:00:00Z 2020-03-09T00:00:00Z 2106-02-07T06:28:16Z >wanted
check "each commit has the time of the clock" cmp when wanted
check "commits that go back in time are good" nbarc verify -q now.nbarc
check "for an independent reader, too" python3 "$root/format-spec/reader.py" verify now.nbarc
nbarc info now.nbarc | grep -q '^newest commit  1970-01-01T00:00:00Z by'
result $? "the newest commit is the last one, and not the latest"
finish
