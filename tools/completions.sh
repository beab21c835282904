#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Print completions of nbarc, nbconv, nbnorm and nbtei for a shell. Commands and
# options are taken from the tools' own help texts, so that they are always those
# of this build. Identifiers are completed from the archive on the command line,
# piece by piece: titles, issues, pages, items.
#
# usage: tools/completions.sh BUILD bash|zsh|fish
set -eu
build=$1
shell=$2
root=$(dirname "$0")/..

# The options in a help text, on one line: -o --output ...
options() {
	"$@" --help | sed -n 's/^  \(-[a-zA-Z],\)\{0,1\} *\(--[a-z-]*\).*/\1 \2/p' |
		tr -d , | tr -s '\n ' ' ' | sed 's/^ //; s/ $//'
}

# The options that take an argument in a help text, as a pattern: -o|--output|...
with_argument() {
	"$@" --help | sed -n 's/^  \(-[a-zA-Z],\)\{0,1\} *\(--[a-z-]*\) [A-Z].*/\1 \2/p' |
		tr -d , | tr -s '\n ' '|' | sed 's/^|//; s/|$//'
}

# The formats that are listed beside --format in a help text.
formats() {
	"$@" --help | sed -n 's/^.*--format FORMAT *//p' | tr -d ','
}

commands=$("$build/nbarc" --help |
	sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | tr '\n' ' ')
fields=$(sed -n 's/^	\[NB_FIELD_[A-Z0-9_]*\] = {"\([a-z0-9_]*\)".*/\1/p' \
	"$root/lib/archive/show/item.c" | tr '\n' ' ')

# One case for the command line of $1, which is completed with the words of $2.
words() {
	printf "\t%s) words='%s' ;;\n" "$1" "$2"
}

# What completes identifiers: "sh -c" with this text, an archive and the beginning
# of an identifier prints what may follow, up to the next hyphen.
ids='
case $2 in
-*) exit ;;
esac
nbarc list --pages "$1" ${2:+"$2"} 2>/dev/null | awk -v word="$2" "
	index(\$1, word) == 1 {
		rest = substr(\$1, length(word) + 1)
		hyphen = index(rest, \"-\")
		out = hyphen ? word substr(rest, 1, hyphen) : \$1
		if (out != before)
			print out
		before = out
	}
	index(\$1, word) != 1 { items = 1 }
	\$1 == word { items = 1 }
	END { exit items ? 3 : 0 }"
[ $? -ne 3 ] || nbarc list --format tsv --columns id "$1" "$2" 2>/dev/null | sed 1d
'

# The functions that bash and zsh share.
functions() {
	cat <<'SH'
# The words that may follow a tool and a command of it ("" before there is one).
_nbarc_words() {
	local words=
	case "$1 $2" in
SH
	words '"nbarc "' "$commands""help $(options "$build/nbarc")"
	words '"nbarc help"' "$commands"
	for command in $commands; do
		words "\"nbarc $command\"" "$(options "$build/nbarc" "$command")"
	done
	for tool in nbconv nbnorm nbtei; do
		words "\"$tool \"*" "$(options "$build/$tool")"
	done
	cat <<'SH'
	esac
	printf '%s' "$words"
}

# The values of an option of a command of nbarc; nothing if they are not known.
_nbarc_values() {
	local words=
	case "$1 $2" in
SH
	for command in $commands; do
		[ -z "$(formats "$build/nbarc" "$command")" ] ||
			words "\"$command --format\" | \"$command -f\"" \
				"$(formats "$build/nbarc" "$command")"
	done
	words '*" --kind"' "article photo notice advertisement furniture"
	words '"list --columns" | "list -c" | "list --sort" | "list -s"' "$fields"
	cat <<'SH'
	esac
	printf '%s' "$words"
}

# Does the option of a command take an argument, which is no operand?
_nbarc_takes() {
	case "$1 $2" in
SH
	for command in $commands; do
		list=$(with_argument "$build/nbarc" "$command")
		[ -z "$list" ] ||
			echo "	$(echo "$list" | sed "s/[^|]*/\"$command &\"/g; s/|/ | /g")) return 0 ;;"
	done
	printf '\tesac\n\treturn 1\n}\n\n'
	printf '# Print the identifiers of an archive that begin with a word, up to\n'
	printf '# the next hyphen.\n_nbarc_ids() {\n\tsh -c %s sh "$1" "$2"\n}\n\n' \
		"'$(echo "$ids" | sed "s/'/'\\\\''/g")'"
}

print_bash() {
	cat <<'BASH'
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2016
# Completions of nbarc, nbconv, nbnorm and nbtei for bash, made by
# tools/completions.sh.

BASH
	functions
	cat <<'BASH'
# The first operand of the command, if it is a file: the archive.
_nbarc_archive() {
	local i word
	for ((i = 2; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ $word == -* ]]; then
			_nbarc_takes "${COMP_WORDS[1]}" "$word" && ((i++))
		else
			[[ -f $word ]] && printf '%s' "$word"
			return
		fi
	done
}

# The command of nbarc comes first, then options; after an archive identifiers
# are completed, and everything else is a file.
_nbarc() {
	local tool=${COMP_WORDS[0]##*/} word=${COMP_WORDS[COMP_CWORD]} command=
	local before=${COMP_WORDS[COMP_CWORD - 1]} words='' archive=
	if [[ $tool == nbarc && $COMP_CWORD -gt 1 ]]; then
		command=${COMP_WORDS[1]}
		words=$(_nbarc_values "$command" "$before")
		archive=$(_nbarc_archive)
	fi
	if [[ -z $words ]] && [[ $word == -* || $command == help ||
		($tool == nbarc && $COMP_CWORD -eq 1) ]]; then
		words=$(_nbarc_words "$tool" "$command")
	fi
	COMPREPLY=()
	if [[ -n $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	elif [[ -n $archive ]] && ! _nbarc_takes "$command" "$before"; then
		mapfile -t COMPREPLY < <(_nbarc_ids "$archive" "$word")
		[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *- ]] &&
			compopt -o nospace 2>/dev/null
	fi
	if [[ -z $words && ${#COMPREPLY[@]} -eq 0 ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -o filenames -F _nbarc nbarc nbconv nbnorm nbtei
BASH
}

print_zsh() {
	cat <<'ZSH'
#compdef nbarc nbconv nbnorm nbtei
# SPDX-License-Identifier: Apache-2.0
# Completions of nbarc, nbconv, nbnorm and nbtei for zsh, made by
# tools/completions.sh.

ZSH
	functions
	cat <<'ZSH'
# The first operand of the command, if it is a file: the archive.
_nbarc_archive() {
	local i word
	for ((i = 3; i < CURRENT; i++)); do
		word=${words[i]}
		if [[ $word == -* ]]; then
			_nbarc_takes "${words[2]}" "$word" && ((i++))
		else
			[[ -f $word ]] && printf '%s' "$word"
			return
		fi
	done
}

# As in bash. A completion that ends with a hyphen goes on, so that no space
# follows it.
_nbarc() {
	local tool=${words[1]:t} word=${words[CURRENT]} command= before= archive=
	local -a found
	before=${words[CURRENT - 1]}
	if [[ $tool == nbarc && $CURRENT -gt 2 ]]; then
		command=${words[2]}
		found=(${=$(_nbarc_values "$command" "$before")})
		archive=$(_nbarc_archive)
	fi
	if [[ -z $found ]] && [[ $word == -* || $command == help ||
		($tool == nbarc && $CURRENT -eq 2) ]]; then
		found=(${=$(_nbarc_words "$tool" "$command")})
	fi
	if [[ -n $found ]]; then
		compadd -- $found
		return
	fi
	if [[ -n $archive ]] && ! _nbarc_takes "$command" "$before"; then
		found=(${(f)"$(_nbarc_ids "$archive" "$word")"})
		[[ -n $found ]] && compadd -S '' -- $found && return
	fi
	_files
}

_nbarc "$@"
ZSH
}

# One line of fish for each option of a help text; $1 is the condition.
fish_options() {
	condition=$1
	shift
	"$@" --help | sed -n "s/^  \(-\([a-zA-Z]\),\)\{0,1\} *--\([a-z-]*\)\( [A-Z][^ ]*\)\{0,1\}\(\[[^ ]*\)\{0,1\}  *\(.*\)/\2|\3|\4|\6/p" |
		while IFS='|' read -r letter name argument help; do
			help=$(echo "$help" | sed "s/'/\\\\'/g")
			printf "complete -c %s %s -l %s%s%s -d '%s'\n" \
				"$(basename "$1")" "$condition" "$name" \
				"${letter:+ -s $letter}" "${argument:+ -r}" "$help"
		done
}

print_fish() {
	cat <<'FISH'
# SPDX-License-Identifier: Apache-2.0
# Completions of nbarc, nbconv, nbnorm and nbtei for fish, made by
# tools/completions.sh.

# Print the identifiers of the archive on the command line that begin with the
# word in hand, up to the next hyphen.
function __nbarc_ids
	set -l words (commandline -opc)
	for word in $words[3..-1]
		if test -f $word
FISH
	printf "\t\t\tsh -c %s sh \$word (commandline -ct)\n" \
		"'$(echo "$ids" | sed "s/\\\\/\\\\\\\\/g; s/'/\\\\'/g")'"
	cat <<'FISH'
			return
		end
	end
end

FISH
	for command in $commands; do
		summary=$("$build/nbarc" --help | sed -n "s/^  $command  *//p" |
			sed "s/'/\\\\'/g")
		printf "complete -c nbarc -n __fish_use_subcommand -f -a %s -d '%s'\n" \
			"$command" "$summary"
		fish_options "-n '__fish_seen_subcommand_from $command'" \
			"$build/nbarc" "$command"
	done
	printf "complete -c nbarc -n __fish_use_subcommand -f -a help -d 'describe a command'\n"
	printf "complete -c nbarc -n '__fish_seen_subcommand_from help' -f -a '%s'\n" \
		"$commands"
	printf "complete -c nbarc -n 'not __fish_use_subcommand' -a '(__nbarc_ids)'\n"
	for command in $commands; do
		[ -z "$(formats "$build/nbarc" "$command")" ] ||
			printf "complete -c nbarc -n '__fish_seen_subcommand_from %s' -s f -l format -x -a '%s'\n" \
				"$command" "$(formats "$build/nbarc" "$command")"
	done
	printf "complete -c nbarc -n '__fish_seen_subcommand_from list get' -l kind -x -a 'article photo notice advertisement furniture'\n"
	printf "complete -c nbarc -n '__fish_seen_subcommand_from list' -s c -l columns -x -a '%s'\n" "$fields"
	printf "complete -c nbarc -n '__fish_seen_subcommand_from list' -s s -l sort -x -a '%s'\n" "$fields"
	for tool in nbconv nbnorm nbtei; do
		fish_options "" "$build/$tool"
	done
}

"print_$shell"
