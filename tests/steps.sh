# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Running the commands of a tutorial among the manual pages. A script sources this file
# after tests/tap.sh.
#
#   install_tools     install everything below $work, and put it first in PATH; false,
#                     and the test is skipped, where that cannot be
#   run_steps PAGE N  run every command of man/PAGE, which has more than N, in its order
#                     and in the folder $work/scratch
#
# A command begins with "$ ", and with "> " where it goes on. Everything that it prints,
# messages included, stands below it; "# exit N" says how it ends.

install_tools() {
	# shellcheck disable=SC2154 # B is an argument of tests/run
	if ldd "$B/nbarc" | grep -qE '[at]san'; then
		skip "the sanitizers need their own flags" "make install"
		return 1
	fi
	# shellcheck disable=SC2154 # work is that of tap.sh
	check "make install" make_tree prefix=/opt/nb DESTDIR="$work/stage" install
	PATH=$work/stage/opt/nb/bin:$PATH
}

run_steps() {
	sed -n '/^\.Bd -literal/,/^\.Ed/p' "$root/man/$1" | grep -v '^\.' |
		sed 's/\\e/\\/g' >lines
	awk '/^\$ / { n++ } { print > ("step." n) } END { print n + 0 }' lines >count
	[ "$(cat count)" -gt "$2" ]
	result $? "$1 has commands"
	number=1
	while [ "$number" -le "$(cat count)" ]; do
		command=$(sed -n 's/^[$>] //p' "step.$number")
		sed '/^[$>] /d' "step.$number" >wanted
		exit=$(echo "$command" | sed -n 's/.*# exit \([0-9]\)$/\1/p')
		(cd scratch && sh -c "$command") >printed 2>&1
		code=$?
		diff wanted printed >.err
		[ "$code" -eq "${exit:-0}" ] && [ ! -s .err ]
		result $? "$(echo "$command" | head -n 1)"
		number=$((number + 1))
	done
}
