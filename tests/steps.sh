# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Running the commands of a tutorial among the manual pages, from installed files alone. A
# script sources this file after tests/tap.sh.
#
#   install_tools     install everything below $work, and leave the build tree out of PATH;
#                     false, and the test is skipped, where that cannot be
#   run_steps PAGE N  run every command of the installed manual page PAGE, which has more
#                     than N, in its order and in the folder $work/scratch
#
# A command begins with "$ ", and with "> " where it goes on. Everything that it prints,
# messages included, stands below it; "# exit N" says how it ends. A display that begins
# otherwise is not run. While a command runs,
# the source tree is empty, where the system allows to hide it.

install_tools() {
	# shellcheck disable=SC2154 # B is an argument of tests/run
	if ldd "$B/nbarc" | grep -qE '[at]san'; then
		skip "the sanitizers need their own flags" "make install"
		return 1
	fi
	# shellcheck disable=SC2154 # root and work are those of tap.sh
	check "make install" make_tree prefix=/opt/nb DESTDIR="$work/stage" install
	use_installed "$work/stage/opt/nb"
}

# use_installed PREFIX: run_steps is to take the programs and libraries from there.
use_installed() {
	installed=$1
	steps_path=$installed/bin:${PATH#"$B":}
}

# What stands where /opt/nb is in a manual page; the source is hidden if that is allowed.
hidden='mount -t tmpfs none "$1" && shift && exec "$@"'
if unshare -rm sh -c "$hidden" sh "$root" true 2>/dev/null; then
	hide() { unshare -rm sh -c "$hidden" sh "$root" "$@"; }
else
	hide() { "$@"; }
fi

run_steps() {
	sed "s|/opt/nb/|$installed/|g" "$installed/share/man/man7/$1" |
		sed -n '/^\.Bd -literal/,/^\.Ed/p' | sed 's/\\e/\\/g' >lines
	rm -f step.*
	awk '/^\./ { command = 0; next } /^\$ / { command = 1; n++ }
		command { print > ("step." n) } END { print n + 0 }' lines >count
	[ "$(cat count)" -gt "$2" ]
	result $? "$1 has commands"
	number=1
	while [ "$number" -le "$(cat count)" ]; do
		command=$(sed -n 's/^[$>] //p' "step.$number")
		sed '/^[$>] /d' "step.$number" >wanted
		exit=$(echo "$command" | sed -n 's/.*# exit \([0-9]\)$/\1/p')
		(
			cd scratch && PATH=$steps_path LD_LIBRARY_PATH=$installed/lib \
				hide sh -c "$command"
		) >printed 2>&1
		code=$?
		diff wanted printed >.err
		[ "$code" -eq "${exit:-0}" ] && [ ! -s .err ]
		result $? "$(echo "$command" | head -n 1)"
		number=$((number + 1))
	done
}
