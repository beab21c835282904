# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Helpers of the test scripts. A script is run by tests/run with B, the build
# tree; it sources this file first and ends with `finish`.
#
#   $work       a scratch directory, which is also the working directory
#   $root       the project; $B/nbarc ... are first in PATH
#   check DESCRIPTION COMMAND...   ok when the command succeeds
#   exits CODE DESCRIPTION COMMAND...  ok when it ends with CODE; its output
#               is in $work/.out, its messages are in $work/.err
#   says TEXT DESCRIPTION          ok when .err holds TEXT
#   results COMMAND...             a test for each line "ok - ..." or "not ok - ..."
#               that it prints, and one that it succeeds
#   skip REASON DESCRIPTION
#   make_tree ARGUMENT...          make in the tree under test, with its settings
#   has_parity  succeeds unless nbarc was built without it (make PARITY=)
#   needs_parity WHAT  ends the script without it, and says that WHAT was skipped
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$B:$PATH
SOURCE_DATE_EPOCH=1583712000
export SOURCE_DATE_EPOCH PATH
cd "$work" || exit 1
tests=0

result() {
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		sed 's/^/# /' .err 2>/dev/null | head -n 5
	fi
}

check() {
	description=$1
	shift
	"$@" >.out 2>.err
	result $? "$description"
}

exits() {
	expected=$1
	description=$2
	shift 2
	"$@" >.out 2>.err
	code=$?
	[ "$code" -eq "$expected" ] || echo "exit $code, not $expected" >>.err
	[ "$code" -eq "$expected" ]
	result $? "$description"
}

says() {
	grep -qF -- "$1" .err
	result $? "$2"
}

results() {
	"$@" >.results 2>.err
	result $? "${2##*/} comes to its end"
	while read -r line; do
		case $line in
		'#'*) echo "$line" ;;
		*)
			[ "${line#ok}" != "$line" ]
			result $? "${line#*- }"
			;;
		esac
	done <.results
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $2 # SKIP $1"
}

# Other settings would make the tree anew. It is named as in the project, so that it is
# the same one.
make_tree() {
	while IFS= read -r line; do
		case $line in
		[A-Z]*=*) set -- "$line" "$@" ;;
		*) break ;;
		esac
	done <"$B/config"
	make --no-print-directory -C "$root" B="${B#"$root"/}" "$@"
}

finish() {
	echo "1..$tests"
}

has_parity() {
	! nbarc protect /nonexistent 2>&1 | grep -q 'has no parity'
}

needs_parity() {
	has_parity && return
	skip "no parity in this build" "$1"
	finish
	exit 0
}
