#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples of the manual pages are run as they stand: every line that begins
# with "$ ". "# exit N" after one says how it ends; otherwise it must succeed.
# Lines below it are what it prints.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for page in "$root"/man/*.1; do
	name=$(basename "$page")
	case $name in nbarc-protect.1 | nbarc-repair.1)
		if ! has_parity; then
			skip "no parity in this build" "$name"
			continue
		fi
		;;
	esac
	rm -rf scratch
	mkdir scratch
	cp -R "$root/fixtures/pages" "$root/fixtures/ocr" \
		"$root/fixtures/titles.tsv" scratch
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$page" |
		sed -n '/^\.Bd -literal/,/^\.Ed/p' | grep -v '^\.' |
		sed 's/\\e/\\/g' >lines
	[ -s lines ]
	result $? "$name has examples"
	awk '/^\$ / { n++ } { print > ("example." n) } END { print n + 0 }' \
		lines >count
	number=1
	while [ "$number" -le "$(cat count)" ]; do
		command=$(sed -n '1s/^\$ //p' "example.$number")
		sed 1d "example.$number" >wanted
		exit=$(echo "$command" | sed -n 's/.*# exit \([0-9]\)$/\1/p')
		(cd scratch && sh -c "$command") >printed 2>.err
		code=$?
		[ "$code" -eq "${exit:-0}" ] &&
			{ [ ! -s wanted ] || diff wanted printed >>.err; }
		result $? "$name: $command"
		number=$((number + 1))
	done
	rm -f example.*
done
finish
