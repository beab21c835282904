#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Judge what is learned of a title: after none to 50 corrected pages of a medium that
# neither trees nor field have seen.
#
# usage: judge-learn.sh STRUCTURE MEDIA DRAWS [MEDIUM...]
#
# judge-media.sh has left MEDIUM.field and MEDIUM.trees in MEDIA, which have not seen the
# medium. Prints a line for each number of pages: the mean of so many draws of the pages,
# judged on pages that were not learned from, and the item F of the worst draw.
set -eu
structure=$1 media=$2 draws=$3
shift 3
[ $# -gt 0 ] || set -- weekly bulletin daily old

for medium in "$@"; do
	list=$media/$medium.clean.list
	[ "$medium" != old ] || list=$media/daily.old.list
	"$structure" learn "$media/$medium.field" "$media/$medium.trees" "$list" "$draws" |
		sed "s/^/$medium /"
done
