#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives with a history, good and bad: nbarc and the reader written from the
# specification answer every question of fixtures/archives/QUESTIONS as it says.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# shellcheck source=tests/bases.sh
. "$root/tests/bases.sh"
reader=$root/format-spec/reader.py
check "the fixture archives are made" make_history made

tab=$(printf '\t')
while IFS="$tab" read -r name _ _ ends why; do
	case $name in '' | '#'*) continue ;; esac
	exits "$ends" "$name: verify ends with $ends ($why)" \
		nbarc verify -q "made/$name"
	case $name in
	good-*) check "$name: zstd reads it" zstd -tq "made/$name" ;;
	esac
done <"$root/fixtures/archives/HISTORY"
results python3 "$root/tests/readers.py" verify \
	"$root/fixtures/archives/HISTORY" made

answer() { # CODE HAS LACKS COMMAND...
	wanted=$1
	has=$2
	lacks=$3
	shift 3
	"$@" >answer 2>.err
	[ $? -eq "$wanted" ] || return 1
	[ "$wanted" -ne 4 ] || [ ! -s answer ] || return 1
	[ "$has" = - ] || grep -qF -- "$has" answer || return 1
	[ "$lacks" = - ] || ! grep -qF -- "$lacks" answer
}
while IFS="$tab" read -r name question ends has lacks; do
	case $name in '' | '#'*) continue ;; esac
	rest=${question#* }
	[ "$rest" = "$question" ] && rest=
	# shellcheck disable=SC2086 # the rest of a question has several words
	answer "$ends" "$has" "$lacks" nbarc "${question%% *}" "made/$name" $rest
	result $? "$name: $question: exit $ends"
done <"$root/fixtures/archives/QUESTIONS"
python3 "$root/tests/questions.py" "$reader" \
	"$root/fixtures/archives/QUESTIONS" made >answers
while read -r line; do
	[ "${line#ok}" != "$line" ]
	result $? "${line#*- }"
done <answers
[ "$(wc -l <answers)" -eq "$(grep -c '^[a-z]' \
	"$root/fixtures/archives/QUESTIONS")" ]
result $? "the other reader was asked everything"
finish
