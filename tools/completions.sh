#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Print completions of nbarc, nbconv, nbnorm and nbtei for bash. Commands and
# options are taken from the tools' own help texts, so that they are always those
# of this build.
#
# usage: tools/completions.sh BUILD
set -eu
build=$1

# The options in a help text, on one line: -o --output ...
options() {
	"$@" --help | sed -n 's/^  \(-[a-zA-Z],\)\{0,1\} *\(--[a-z-]*\).*/\1 \2/p' |
		tr -d , | tr -s '\n ' ' ' | sed 's/^ //; s/ $//'
}

commands=$("$build/nbarc" --help |
	sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | tr '\n' ' ')

# One case for the command line of $1, which is completed with the words of $2.
words() {
	printf "\t%s) words='%s' ;;\n" "$1" "$2"
}

cat <<'BASH'
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completions of nbarc, nbconv, nbnorm and nbtei for bash, made by
# tools/completions.sh.

# The words that may follow a tool and a command of it ("" before there is one).
_nbarc_words() {
	local words=
	case "$1 $2" in
BASH
words '"nbarc "' "$commands$(options "$build/nbarc")"
for command in $commands; do
	words "\"nbarc $command\"" "$(options "$build/nbarc" "$command")"
done
for tool in nbconv nbnorm nbtei; do
	words "\"$tool \"*" "$(options "$build/$tool")"
done
cat <<'BASH'
	esac
	printf '%s' "$words"
}

# The command of nbarc comes first, then options; everything else is a file.
_nbarc() {
	local tool=${COMP_WORDS[0]##*/} word=${COMP_WORDS[COMP_CWORD]} command=
	if [[ $tool == nbarc && $COMP_CWORD -gt 1 ]]; then
		command=${COMP_WORDS[1]}
	fi
	COMPREPLY=()
	if [[ $word == -* || ($tool == nbarc && $COMP_CWORD -eq 1) ]]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_nbarc_words "$tool" "$command")" -- "$word")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -o filenames -F _nbarc nbarc nbconv nbnorm nbtei
BASH
