#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The scripts of examples/fleet by make and by GNU parallel: the corpus has the root
# of a single ingest, also if jobs were killed and started again, and pages that
# cannot be ingested are listed. tests/slurm has the same by Slurm.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
fleet=$root/examples/fleet
root_of() { # ARCHIVE
	nbarc info "$1" | sed -n 's/^Merkle root *//p'
}
cp -r "$root/fixtures/pages" pages
nbarc ingest -q -o single.nbarc pages

# ---- one job
check "a part" "$fleet/part.sh" 1 3 parts pages
[ -s parts/000001.nbarc ] && [ ! -e parts/000001.problems ]
result $? "is an archive, without problems"
check "again" "$fleet/part.sh" 1 3 parts pages
exits 1 "join without the others" "$fleet/join.sh" 3 parts
says "part 2 of 3 is missing" "names the first that is missing"
exits 1 "a job that cannot write fails" "$fleet/part.sh" 1 3 /dev/null/x pages

# ---- make
make_fleet() {
	make -s -j 2 -f "$fleet/Makefile" PAGES=pages N=5 OUT=made \
		CORPUS=made.nbarc "$@"
}
check "by make" make_fleet
[ "$(root_of made.nbarc)" = "$(root_of single.nbarc)" ]
result $? "the root is that of a single ingest"
nbarc list single.nbarc >one
nbarc list made/corpus.nbarcs | cmp - one
result $? "and the collection lists the same"
rm made.nbarc made/3.done made/000003.nbarc
check "what is missing is made again" make_fleet
[ "$(root_of made.nbarc)" = "$(root_of single.nbarc)" ]
result $? "to the same root"

# ---- GNU parallel, with jobs that are killed
if command -v parallel >/dev/null && parallel --version | grep -q GNU; then
	mkdir dying
	cat >dying/nbarc <<-END
		#!/bin/sh
		if [ "\$1" = ingest ] && mkdir "$work/died-\$(echo "\$*" | tr -dc 0-9)" 2>/dev/null; then
			kill -9 \$\$
		fi
		exec "$B/nbarc" "\$@"
	END
	chmod +x dying/nbarc
	HOME=$work PATH=$work/dying:$PATH check "by GNU parallel" \
		"$fleet/parallel.sh" 4 jobs parallel.nbarc pages
	[ "$(find . -name 'died-*' | wc -l)" -eq 4 ]
	result $? "every job was killed once"
	[ "$(root_of parallel.nbarc)" = "$(root_of single.nbarc)" ]
	result $? "the root is that of a single ingest"
else
	skip "GNU parallel is missing" "by GNU parallel"
fi

# ---- pages that cannot be ingested
echo 文 >pages/nameless.txt
printf '\377\376\377 \377' >pages/jdrb-20190304-a09.txt
for i in 1 2; do
	check "part $i of a corpus with bad files" "$fleet/part.sh" $i 2 bad pages
done
check "is joined" "$fleet/join.sh" 2 bad bad.nbarc
says "problems" "and says where they are listed"
grep -q nameless.txt bad/000001.problems
result $? "the file without a name is listed, by the first part"
! grep -q nameless.txt bad/000002.problems 2>/dev/null
result $? "and by no other"
finish
