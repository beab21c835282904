#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The completions for bash: commands of nbarc, options of commands and tools, and
# file names elsewhere.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
if ! command -v bash >/dev/null 2>&1; then
	skip "no bash" "completions"
	finish
	exit 0
fi
check "the file is a bash script" bash -n "$B/completions/nbarc.bash"
# What is offered for a command line, of which the last word is completed.
offers() {
	bash -c '. "$1" && shift && COMP_WORDS=("$@") && COMP_CWORD=$(($# - 1)) &&
		_nbarc && printf "%s\n" "${COMPREPLY[@]}"' - \
		"$B/completions/nbarc.bash" "$@" | sort -u
}
offers nbarc '' >all
nbarc --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | sort >commands
grep -v '^-' all >offered
check "nbarc: all commands" cmp commands offered
check "nbarc: and its own options" grep -qx -- --version all
offers nbarc pro >some
printf 'protect\nprove\n' >wanted
check "nbarc pro: the two that begin so" cmp some wanted
while read -r command; do
	offers nbarc "$command" -- | grep -- -- >offered
	nbarc "$command" --help | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p' | sort -u >wanted
	check "nbarc $command: its options" cmp offered wanted
done <commands
for tool in nbconv nbnorm nbtei; do
	offers $tool -- >offered
	$tool --help | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p' | sort -u >wanted
	check "$tool: its options" cmp offered wanted
done
offers /usr/bin/nbarc get --for >some
echo --format >wanted
check "a path of the tool, the beginning of an option" cmp some wanted
: >corpus.nbarc
offers nbarc get corp >some
echo corpus.nbarc >wanted
check "file names after the command" cmp some wanted
offers nbconv corp >some
check "and after other tools" cmp some wanted
for tool in nbarc nbconv nbnorm nbtei; do
	bash -c '. "$1" && complete -p "$2"' - "$B/completions/nbarc.bash" $tool |
		grep -q -- '-F _nbarc'
	result $? "$tool is completed by it"
done
finish
