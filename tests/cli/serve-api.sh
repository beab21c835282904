#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What nbarc serve answers programs: the JSON interface against its description
# (tests/room/api.py), OAI-PMH (oai.py), sitemaps, feeds and IIIF (site.py), a crawl
# of every link (crawl.py), requests while archives change
# (change.py), and requests that mean harm (hostile.py).
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
: "${HOSTILE_REQUESTS:=400}"

# ---- archives: everything that can be the matter with a page; many pages; images
pages=$root/fixtures/pages
alto=$root/fixtures/ocr/hyrb-20230512-a02.alto.xml
nbarc ingest -q -o all.nbarc --titles "$root/fixtures/titles.tsv" "$pages"
nbarc ingest -q -o all.nbarc "$alto"
nbarc withdraw -q --reason rights all.nbarc jdrb-20190304-a01-02 2>.err
nbarc withdraw -q --reason rights all.nbarc hxwb-20181112-b03 2>.err
nbarc rename -q all.nbarc qsxb-19890516-01 qsxb-19890517-01 2>.err
mkdir many
for day in 01 02 03 04 05 06 07 08 09 10 11 12 13 14; do
	for page in 01 02 03 04 05 06 07 08 09 10 11 12 13 14; do
		sed "s/春/第$day/g" "$pages/jdrb-20190304-a01.txt" >many/jdrb-202001$day-$page.txt
	done
done
nbarc ingest -q --level 1 -o many.nbarc many
nbarc ingest -q -o images.nbarc --image-template 'https://images.example/{id}.jpg' "$alto"

# with MODULE: a Python that has the module; false if there is none.
with() {
	for python in python3 /usr/bin/python3; do
		"$python" -c "import $1" 2>/dev/null && return
	done
	false
}

# run SCRIPT ARGUMENT...: its results become ours.
run() {
	script=$1
	shift
	"$python" -B "$root/tests/room/$script.py" "$@" >printed 2>.err
	while read -r line; do
		case $line in
		"ok "*" # SKIP "*) skip "${line#* \# SKIP }" "${line#* - }" ;;
		"ok "*) result 0 "$script: ${line#* - }" ;;
		"not ok "*) result 1 "$script: ${line#* - }" ;;
		"# "*) echo "$line" ;;
		esac
	done <printed
	grep -q '^1\.\.' printed
	result $? "$script came to its end"
}

if with jsonschema; then
	run api all.nbarc "$root/share/room/openapi.json"
else
	skip "python3-jsonschema is not installed" "the answers and their description"
fi
python=python3
run oai all.nbarc many.nbarc
run site all.nbarc images.nbarc
if with html5lib; then
	run crawl all.nbarc images.nbarc
else
	skip "python3-html5lib is not installed" "every link answers"
fi
python=python3
run change many.nbarc
run hostile "$HOSTILE_REQUESTS" all.nbarc
finish
