#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The completions for bash, zsh and fish: commands of nbarc, options of commands and
# tools, values of options, identifiers of the archive, and file names elsewhere.
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
{
	cat commands
	echo help
} | sort >wanted
grep -v '^-' all >offered
check "nbarc: all commands, and help" cmp wanted offered
offers nbarc help '' >offered
check "nbarc help: all commands" cmp commands offered
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

# ---- values and identifiers
# The pieces that may follow the beginning of an identifier, by a script: up to the
# next hyphen, and the items of a page that is there.
cat >pieces.py <<'P'
import sys

word = sys.argv[1]
pages = open("pages.list").read().split()
items = open("items.list").read().split()
found = {p[:p.find("-", len(word)) + 1] or p if "-" in p[len(word):] else p for p in pages if p.startswith(word)}
if any(word == p or word.startswith(p + "-") for p in pages):
    found |= {i for i in items if i.startswith(word)}
print("\n".join(sorted(found)))
P
rm corpus.nbarc
nbarc ingest -q -o corpus.nbarc "$root/fixtures/pages"
nbarc list --pages corpus.nbarc >pages.list
nbarc list -f tsv -c id corpus.nbarc | sed 1d >items.list
words="jd jdrb- jdrb-2019 jdrb-20190304- jdrb-20190304-a01 jdrb-20190304-a01-0"
LC_ALL=C
export LC_ALL
for word in '' $words; do
	python3 pieces.py "$word" >wanted
	[ -s wanted ]
	result $? "something begins with '$word'"
	offers nbarc get -f text corpus.nbarc "$word" >some
	check "bash: identifiers that begin with '$word'" cmp wanted some
done
offers nbarc get --output corpus.nbarc corp >some
echo corpus.nbarc >wanted
check "the argument of an option is no archive" cmp some wanted
printf 'csv\njsonl\ntable\ntsv\n' >wanted
offers nbarc list --format '' >some
check "bash: values of an option" cmp some wanted
offers nbarc list -s ti >some
printf 'title\ntitle_code\n' >wanted
check "bash: fields" cmp some wanted

if command -v zsh >/dev/null 2>&1; then
	zsh_offers()
	{
		zsh -fc 'compadd() { shift; [[ $1 == "" ]] && shift; [[ $1 == -- ]] && shift
				print -l -- $@ }
			_files() { print -l -- files }
			file=$1; shift; words=("$@"); CURRENT=$#
			_nbarc_body() { source "$file" }; _nbarc_body' - \
			"$B/completions/nbarc.zsh" "$@" 2>&1 | sort -u
	}
	for word in '' $words; do
		python3 pieces.py "$word" >wanted
		zsh_offers nbarc get -f text corpus.nbarc "$word" >some
		check "zsh: identifiers that begin with '$word'" cmp wanted some
	done
	printf 'article\nnotice\nphoto\n' >wanted
	zsh_offers nbarc list --kind '' >some
	check "zsh: values of an option" cmp wanted some
	zsh_offers nbarc '' | grep -v '^-' >some
	{
		cat commands
		echo help
	} | sort >wanted
	check "zsh: all commands" cmp wanted some
else
	skip "no zsh" "completions for zsh"
fi

if command -v fish >/dev/null 2>&1; then
	fish_offers()
	{
		HOME=$work fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
			"$B/completions/nbarc.fish" "$1" 2>.err | cut -f 1 | sort -u
	}
	for word in $words; do
		python3 pieces.py "$word" >wanted
		fish_offers "nbarc get -f text corpus.nbarc $word" >some
		check "fish: identifiers that begin with '$word'" cmp wanted some
	done
	printf 'article\nnotice\nphoto\n' >wanted
	fish_offers "nbarc list --kind " >some
	check "fish: values of an option" cmp wanted some
	fish_offers "nbarc " >some
	{
		cat commands
		echo help
	} | sort >wanted
	check "fish: all commands" cmp wanted some
	fish_offers "nbarc info --" >some
	nbarc info --help | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p' | sort -u >wanted
	grep -vx -e --help -e --version wanted | while read -r option; do
		grep -qx -e "$option" some || echo "$option"
	done >lacking
	[ ! -s lacking ]
	result $? "fish: options of a command"
else
	skip "no fish" "completions for fish"
fi

# ---- nbarc help
nbarc help >some
nbarc --help | cmp - some
result $? "nbarc help"
for command in get verify; do
	nbarc help $command >some
	nbarc $command --help | cmp - some
	result $? "nbarc help $command"
done
exits 1 "help of nothing" nbarc help lsit
says "did you mean 'list'?" "asks for what was meant"
exits 1 "help of two" nbarc help list get

for tool in nbarc nbconv nbnorm nbtei; do
	bash -c '. "$1" && complete -p "$2"' - "$B/completions/nbarc.bash" $tool |
		grep -q -- '-F _nbarc'
	result $? "$tool is completed by it"
done
finish
